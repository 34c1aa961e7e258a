"""What the rules about who answers say is so in calls that are played; and the words of their findings."""

import pytest

from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Live, Machine, Menu, NoInput, Say, Var, Wait, from_xml, spell
from ivrdsl.checking.nodes import check_nodes
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import document, examples
from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.finding import Finding
from ivrsim import Call, run_script
from ivrsim.core.platform import Platform
from ivrsim.play.matcher import Matcher

MISJUDGED = "answer mailbox taken for person greeting 0s; expect end in silence"
CODE = Matcher("contains", "2 5 1 7")


def found_in(body: str, code: str) -> list[Finding]:
    return [each for each in check_bytes(document(body), "plan.xml") if each.code == code]


def found_in_plan(plan: Dialplan, code: str) -> list[Finding]:
    return [each for each in check_nodes(plan, [], "plan.py") if each.code == code]


# --- IVR411 code-without-key ------------------------------------------------------------------------------------------


def kept(text: str) -> bool:
    """Whether a mailbox that is taken for a person keeps the code."""
    call = Call(from_xml(text), variables={"contact.A": "1", "attribute.pin": "2 5 1 7"})
    assert run_script(call, MISJUDGED) is None
    try:
        call.expect_kept(CODE)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("text", examples(rules()["IVR411"])[1])
def test_a_mailbox_that_is_taken_for_a_person_keeps_what_is_found(text: str) -> None:
    assert kept(text)


@pytest.mark.parametrize("text", [text for text in examples(rules()["IVR411"])[0] if "<amd>" in text])
def test_it_does_not_keep_what_is_not_found(text: str) -> None:
    assert not kept(text)


def test_what_a_detected_machine_hears_is_told_once() -> None:
    code = '<play type="tts">Your code is 2 5 1 7.</play>'
    both = (
        f"<amd><live><goto>a</goto></live><machine><goto>a</goto></machine></amd><if name='a' expr='true'>{code}</if>"
    )
    assert [len(found_in(both, each)) for each in ("IVR401", "IVR411")] == [1, 0]


def test_a_code_of_a_plan_in_python_is_found_and_mended() -> None:
    amd = Amd(live=Goto("live"), machine=Hangup())
    told = Dialplan("Root")[amd, Say("Your code is ", spell("2517"), ".", name="live"), Hangup()]
    (found,) = found_in_plan(told, "IVR411")
    assert found.message == 'play "live" tells the code before anybody has pressed a key'
    assert 'Menu(max_digits=1)[Say("Press 1 to hear your code."), Keypress("1")[...]]' in found.fix
    ask = Menu("live", max_digits=1, timeout_ms=5000)[
        Say("Press 1 to hear your code."),
        Keypress("1")[Say("Your code is ", spell("2517"), ".")],
        NoInput()[Hangup()],
    ]
    assert found_in_plan(Dialplan("Root")[amd, ask, Hangup()], "IVR411") == []


# --- IVR412 silence-for-person ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [text for text in examples(rules()["IVR412"])[1] if "<get" not in text])
def test_a_person_hears_nothing_for_so_long(text: str) -> None:
    call = Call(from_xml(text), platform=Platform(amd_delay_ms=0))
    call.answer("person")
    call.wait(1999)
    assert [each for each in call.heard if "silence.wav" not in each] == []


@pytest.mark.parametrize(
    ("live", "severity", "message"),
    [
        ((Wait(3), Say("Hello.")), "warning", "wait comes before the first words: a person who has answered hears"),
        ((Menu("ask", max_digits=1, timeout_s=4)[Keypress("1")[Hangup()]],), "warning", "listens before anything is"),
    ],
)
def test_silence_of_a_plan_in_python_is_found(live: tuple[object, ...], severity: str, message: str) -> None:
    plan = Dialplan("Root")[Amd()[Live()[live], Machine()[Hangup()]]]  # type: ignore[index]
    (found,) = found_in_plan(plan, "IVR412")
    assert found.severity == severity
    assert message in found.message
    assert found.fix == 'say who is calling first: Say("Hello, this is ...")'


def test_a_request_is_a_note_and_a_wait_beside_it_is_told_instead() -> None:
    get = "<get varname='x'>https://example.com/</get>"
    hello = "<play type='tts'>Hello.</play>"
    for body, severity, tag in ((f"{get}{hello}", "note", "get"), (f"{get}<wait>2</wait>{hello}", "warning", "wait")):
        (found,) = found_in(f"<amd><live>{body}</live><machine><hangup/></machine></amd>", "IVR412")
        assert found.severity == severity
        assert found.message.startswith(f"{tag} comes before the first words")


# --- IVR512 message-without-number, IVR513 long-message ---------------------------------------------------------------


def test_a_message_of_a_plan_in_python_needs_a_number() -> None:
    def plan(*parts: str | Var) -> Dialplan:
        return Dialplan("Root")[Amd()[Live()[Hangup()], Machine()[Say(*parts), Hangup()]]]

    (found,) = found_in_plan(plan("Please call us back."), "IVR512")
    assert found.message == "play asks to be called back, and the message says no number"
    assert found_in_plan(plan("Please call us back at 2 1 3, 5 5 5, 1 2 1 2."), "IVR512") == []
    assert found_in_plan(plan("Please call us back at ", Var("phone"), "."), "IVR512") == []


@pytest.mark.parametrize("text", examples(rules()["IVR513"])[1])
def test_a_mailbox_that_is_full_after_two_minutes_loses_the_end(text: str) -> None:
    call = Call(from_xml(text))
    assert run_script(call, "answer mailbox full after 120s; expect end in silence") is None
    assert call.outcome != "hangup"


@pytest.mark.parametrize(
    "text", [text for text in examples(rules()["IVR513"])[0] if "<machine><play" in text and "callfireid" not in text]
)
def test_it_keeps_the_whole_of_what_is_not_found(text: str) -> None:
    call = Call(from_xml(text))
    assert run_script(call, "answer mailbox full after 120s; expect end in silence") is None
    assert call.outcome == "hangup"


def test_a_long_message_names_the_prompt_whose_end_is_lost() -> None:
    hour = "Please bring your letter, your insurance card and the results of your last visit. " * 20
    plan = Dialplan("Root")[
        Amd()[Live()[Hangup()], Machine()[Say(hour), Say(hour, name="lost"), Say("Bye."), Hangup()]]
    ]
    (found,) = found_in_plan(plan, "IVR513")
    assert found.message.startswith('play "lost" ends about ')
