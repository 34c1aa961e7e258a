"""What prompts offer, word by word: phrases of three languages, and texts that only look like offers."""

import pytest
from hypothesis import given, strategies as st

from ivrdsl.wording import Offer, offers
from ivrdsl.wording.absence import tells_of_no_answer

ENGLISH = [
    ("press 1", "1"),
    ("press one", "1"),
    ("Press the 1 key", "1"),
    ("press the number one", "1"),
    ("press 'one' now", "1"),
    ('Press "1" to order, press "2" if you help', "1 2"),
    ("hit 2", "2"),
    ("dial 9", "9"),
    ("push 3", "3"),
    ("choose 4", "4"),
    ("choose option 4", "4"),
    ("select 5", "5"),
    ("enter 6", "6"),
    ("key in 7", "7"),
    ("press zero", "0"),
    ("press ten", "10"),
    ("press 12", "12"),
    ("dial extension 12", "12"),
    ("press 1 now", "1"),
    ("You can repeat this by pressing 1", "1"),
    ("say or press 1", "1"),
    ("press or say one", "1"),
    ("say yes or press 1", "1"),
    ("press and hold 2", "2"),
    ("Please press, 1.", "1"),
    ("@FACILITY@Please Press 1 to confirm.Press 2 to cancel.", "1 2"),
    ("1 for yes or 2 for no", "1 2"),
    ("Your options are: 1 for sales, 2 for support.", "1 2"),
    ("Press 1 for yes or 2 for no", "1 2"),
    ("Press 1 for yes, and 2 for no. Press 8 to stop.", "1 2 8"),
    ("Press 1 for yes. 2 for no.", "1 2"),
    ("press 1 to confirm or 2 to select another choice", "1 2"),
    ("or 2 to select another", "2?"),
    ("for sales, press 1; for support, 2", "1 2"),
    ("Press 1 for sales, 2 for support, 3 for billing, or 0 for the operator", "1 2 3 0"),
    ("Press 1 for sales, 2 support, 3 billing", "1 2? 3?"),
    ("press 1, 2 or 3", "1 2 3"),
    ("Press 1, or 2, or 3.", "1 2 3"),
    ("press either 1 or 2", "1 2"),
    ("press 1/2", "1 2"),
    ("press star or pound", "* #"),
    ("press 1 through 4", "1-4"),
    ("press 1 to 5", "1-5"),
    ("press 1-4", "1-4"),
    ("press a key between 1 and 5", "1-5"),
    ("enter a number between 1 and 5", "1-5"),
    ("dial 300 to 315", "300-315"),
    ("rate from 1 to 5", "1-5"),
    ("Please rate our service from one to five.", "1-5"),
    ("on a scale of 1 to 10", "1-10"),
    ("press pound", "#"),
    ("press the pound key", "#"),
    ("press hash", "#"),
    ("press the number sign", "#"),
    ("press #", "#"),
    ("press star", "*"),
    ("press the asterisk", "*"),
    ("press *", "*"),
    ("press the star (*) key", "*"),
    ("press *1", "*1"),
    ("press 1 or # to end", "1 #"),
    ("press pound to hear this again", "#"),
    ("enter your 4 digit PIN followed by pound", "entry(4) end#"),
    ("enter your four-digit code, then press #", "entry(4) end#"),
    ("enter your 4 to 6 digit code", "entry(4,6)"),
    ("enter your 4- to 6-digit code", "entry(4,6)"),
    ("enter up to 10 digits", "entry(0,10)"),
    ("enter at least 4 digits", "entry(4,0)"),
    ("enter 4 digits or more", "entry(4,0)"),
    ("enter your two digit birth month and four digit year", "entry"),
    ("Enter the 10 digit number, and press pound when finished.", "entry(10) end#"),
    ("record your message and press the pound key", "end#"),
    ("enter the last 4 digits of your card", "entry(4)"),
    ("enter your account number", "entry"),
    ("dial your party's extension", "entry"),
    ("you may enter it at any time", "entry?"),
    ("Press any key", "any"),
    ("Press 1 for yes. Press any other key to enter a new number.", "1 any"),
    ("To enter your PIN, press 1.", "1"),
    ("Press 1 to enter your PIN", "1"),
    ("press ${key}", "${key}?"),
    ("To report ${choice${num}}, press 2.", "2"),
    ("If this is not correct press 2", "2"),
    ("If not press 2", "2"),
    ("If you do not want calls, press 8", "8"),
    ("press 2 5 1 7", "2517?"),
    ("press 1 2 or 3", "1? 2? 3"),
    ("press the star (*) or the 1 key", "* 1"),
    ("press 0 between 8 and 5", "0"),
    ("press 9 from 8 to 5", "9"),
    ("press #1", "1?"),
    ("Press 1 to reach us Monday, May 3, 2 PM", "1"),
    ("press 3 if you need 1 or 2 for today", "3"),
    ("press 1 or call 5 5 5 1 2 1 2", "1"),
    ('Please enter "one" for agree or "nine" for not.', "1 9"),
]

SPANISH = [
    ("oprima el uno", "1"),
    ("presione 2", "2"),
    ("marque el número tres", "3"),
    ("marque el numero tres", "3"),
    ("pulse 1", "1"),
    ("oprima la tecla 4", "4"),
    ("para español oprima el dos", "2"),
    ("presione 1 para sí o 2 para no", "1 2"),
    ("si no oprima 2", "2"),
    ("oprima la tecla almohadilla", "#"),
    ("oprima numeral", "#"),
    ("oprima el numeral 1", "1"),
    ("marque gato", "#"),
    ("oprima el signo de número", "#"),
    ("marque asterisco", "*"),
    ("oprima cualquier tecla", "any"),
    ("califique de 1 a 5", "1-5"),
    ("ingrese su código de 4 dígitos seguido de numeral", "entry(4) end#"),
    ("ingrese su código seguido por almohadilla", "entry end#"),
]

FRENCH = [
    ("appuyez sur le 1", "1"),
    ("faites le deux", "2"),
    ("composez le 3", "3"),
    ("appuyez sur le un", "1"),
    ("appuyez sur la touche 4", "4"),
    ("pesez sur le cinq", "5"),
    ("appuyez sur le 1 pour oui ou le 2 pour non", "1 2"),
    ("appuyez sur le carré", "#"),
    ("faites le dièse", "#"),
    ("appuyez sur l'étoile", "*"),
    ("appuyez sur l’étoile", "*"),
    ("appuyez sur n'importe quelle touche", "any"),
    ("évaluez de 1 à 5", "1-5"),
    ("entrez votre NIP à 4 chiffres suivi du carré", "entry(4) end#"),
]

NO_OFFER = [
    "",
    "Goodbye",
    "at 1 pm",
    "from 8 to 5",
    "We are open from 8 to 5 on 2 days",
    "It costs $5",
    "enter $5",
    "1 Main Street",
    "call us at 213 555 1234",
    "Please call 8 5 5, 5 5 5, 5 5 5 5. Thank you.",
    "dial 213 555 1234",
    "dial 1-800-555-1234",
    "dial 555-1234",
    "dial 2135551234",
    "marque al 213 555 1234",
    "dial 911",
    "hang up and dial 9 1 1",
    "marque el 911",
    "your code is 2 5 1 7",
    "May 3, 2026",
    "1 of 3",
    "select 1 of 3",
    "choose one of the following",
    "press release 1",
    "a press conference at 1",
    "in the press, 1 person",
    "express 1",
    "impress 1",
    "do not press 1",
    "don't press 1",
    "don’t press 1",
    "please do not press 1",
    "you do not need to press 1",
    "never press 1",
    "without pressing 1",
    "instead of pressing 1",
    "no oprima 1",
    "n'appuyez pas sur le 1",
    "ne composez pas le 3",
    "do not enter your PIN",
    "you pressed 1",
    "thank you for pressing 1",
    "gracias por oprimir 1",
    "option 1 was chosen",
    "option 1",
    "2 minutes",
    "within 10 days",
    "press 2 minutes",
    "select 2 items",
    "select 2 days",
    "press 10:30",
    "buy 2 for 1",
    "I have 2 for you",
    "1, 2, 3, go",
    "our interest rate is 3 to 5 percent",
    "enter to win",
    "enter the building",
    "You have made ${count} attempts",
]


def told(offer: Offer) -> str:
    if offer.kind == "entry":
        counts = f"({offer.low})" if offer.low == offer.high else f"({offer.low},{offer.high})"
        counts = counts if offer.low or offer.high else ""
        name = f"entry{counts}"
    else:
        name = {"any": "any", "terminator": f"end{offer.keys}"}.get(offer.kind, offer.keys)
    return name + "?" * (not offer.certain)


@pytest.mark.parametrize(("text", "expected"), ENGLISH + SPANISH + FRENCH)
def test_offers(text: str, expected: str) -> None:
    assert " ".join(map(told, offers(text))) == expected


@pytest.mark.parametrize("text", NO_OFFER)
def test_nothing_is_offered(text: str) -> None:
    assert offers(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Please press the number one.", ["one"]),
        ("İf not PRESS ONE or Ten", ["ONE", "Ten"]),
        ("press 1 through 4", ["1 through 4"]),
        ("press the number sign", ["number sign"]),
        ("enter your 4 digit PIN followed by pound", ["your 4 digit PIN", "pound"]),
        ("press  any\nkey", ["any\nkey"]),
        ("“press” (1) or ${two}", ["1", "${two}"]),
    ],
)
def test_offsets(text: str, words: list[str]) -> None:
    assert [text[offer.start : offer.end] for offer in offers(text)] == words


def test_the_bounds_of_a_range_are_numbers() -> None:
    assert offers("press 1 to 5") == (Offer("1-5", 6, 12, True, "range", 1, 5),)


WORDS = """press Press enter key in dial 1 2 35 one # * , ; . or and to for through between any your digit PIN not do no
    followed by pound ${x} ${ 555 1234 - rate el oprima sur le un número sign a of the İ ß ٣ ² ’ " times"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    end = 0
    for offer in offers(text):
        assert 0 <= offer.start < offer.end <= len(text)
        assert offer.start >= end or offer.kind in ("entry", "any")
        end = max(end, offer.end)
        assert (offer.high > 0) >= (offer.kind == "range")


@given(st.integers(0, 99), st.sampled_from(["press", "Dial", "oprima el", "appuyez sur le", "hit the"]))
def test_every_number_is_a_key(number: int, verb: str) -> None:
    assert [offer.keys for offer in offers(f"Hello. {verb} {number}.")] == [str(number)]


@pytest.mark.parametrize(
    "piece",
    ["press 1 ", "1", "1 ", "press 1, ", "1 for a or ", "${", "${a${b}", "rate ", "enter your ", "the ", "not please ",
     "press any ", "1-", "followed by the ", "for x, 2", "İ1 ", "press ", "1, ", "press the ", "sign numeral un "],
)  # fmt: skip
def test_long_texts_end(piece: str) -> None:
    text = "press " + piece * (200_000 // len(piece))
    found = offers(text)
    assert len(found) <= len(text) // 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("All our agents are busy. Press 1 to leave a message.", True),
        ("Sorry, we could not reach anybody.", True),
        ("We can't take your call right now.", True),
        ("En este momento nadie está disponible.", True),
        ("Personne ne répond. Appuyez sur le 1.", True),
        ("Support. Press 1 to open a ticket, press 9 to go back.", False),
        ("For sales press 1, or press 2 to be connected to support.", False),
        ("Soporte. Oprima 1 para abrir un caso.", False),
        ("", False),
    ],
)
def test_what_may_be_said_to_those_whom_nobody_answered(text: str, told: bool) -> None:
    assert tells_of_no_answer(text) is told
