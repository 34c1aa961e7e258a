"""What may be said of a party, in Python and in a script: what does not fit it, and what contradicts itself."""

from typing import Any

import pytest

from ivrdsl.errors import ArgumentError, IvrError, ScriptError, StepFailed
from ivrdsl.model import nodes as n
from ivrsim.core.parties import PARTIES
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.matcher import Matcher
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script

PLAN = n.Dialplan("Root")[n.Say("Hello there."), n.Hangup()]

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("live", {"foo": 1}, "answer: there is no option foo; it takes"),
    ("live", {"after_ms": 1}, 'answer live: "after" can be said of a party only: write answer person'),
    ("machine", {"beep": False}, 'answer machine: "no beep" can be said of a party only: write answer mailbox'),
    ("busy", {"taken_for": "person"}, 'answer busy: "taken for" can be said of a party only'),
    ("inbound", {"taken_for": "person"}, 'answer inbound: "taken for" can be said of a party only'),
    ("mailbx", {}, "answer: 'mailbx' is nobody; did you mean \"mailbox\"?"),
    ("mailbox", {"greeting": 3}, 'answer: there is no option greeting; did you mean "greeting_ms"?'),
    ("mailbox", {"taken_for": "machin"}, "answer mailbox: taken for 'machin'; did you mean \"machine\"?"),
    ("mailbox", {"taken_for": ["person"]}, "answer mailbox: taken for ['person']; expected one of person, machine"),
    ("mailbox", {"taken_for": None}, "answer mailbox: taken for None; expected one of"),
    ("mailbox", {"greeting_ms": "3s"}, "answer: greeting_ms is '3s'; expected whole ms, 0 or more: write 3000"),
    ("mailbox", {"greeting_ms": 1.5}, "greeting_ms is 1.5; expected whole ms"),
    ("mailbox", {"greeting_ms": -1}, "greeting_ms is -1; expected whole ms"),
    ("mailbox", {"greeting_ms": True}, "greeting_ms is True; expected whole ms"),
    ("mailbox", {"greeting_ms": 3_600_001}, "answer mailbox: greeting 3600.001 s; an hour at most"),
    ("mailbox", {"beep": 0}, "answer: beep is 0; expected True or False"),
    ("mailbox", {"full_after_ms": 0}, "answer mailbox: full after 0 s; a mailbox keeps something"),
    ("mailbox", {"full_after_ms": None}, "full_after_ms is None; expected whole ms"),
    ("mailbox", {"passes_after_ms": 9}, 'answer mailbox: "passes after" does not fit a mailbox; it may have'),
    ("person", {"greeting_ms": 9}, '"greeting" does not fit a person; it may have "taken for" or "after"'),
    ("fax", {"full_after_ms": 9}, '"full after" does not fit a fax'),
    ("silence", {"beep": True}, '"no beep" does not fit an open line'),
    ("receptionist", {"refuses": True}, '"refuses" does not fit a receptionist'),
    ("screening", {"beep": False}, '"no beep" does not fit a screening assistant'),
    ("screening", {"refuses": True, "passes_after_ms": 9000}, "it passes the call on, or refuses it; not both"),
    ("screening", {"refuses": False}, "refuses is False; say when it passes the call on: passes_after_ms"),
    ("screening", {"refuses": "no"}, "answer: refuses is 'no'; expected True or False"),
    ("screening", {"hears_name_ms": 0}, "hears name for 0 s; an assistant listens"),
    ("screening", {"greeting_ms": 5000, "passes_after_ms": 5000}, "passes after 5 s, and it asks for 5 s first"),
]


@pytest.mark.parametrize(("by", "said", "told"), REFUSED)
def test_what_does_not_fit_is_refused(by: str, said: dict[str, Any], told: str) -> None:
    call = Call(PLAN)
    with pytest.raises(ArgumentError) as error:
        call.answer(by, **said)
    assert told in str(error.value)
    assert list(call.transcript()) == []
    call.answer("person")


FITS: list[tuple[str, dict[str, Any]]] = [
    ("screening", {"greeting_ms": 5000, "passes_after_ms": 5001}),
    ("screening", {"refuses": False, "passes_after_ms": 9000}),
    ("screening", {"refuses": True, "hears_name_ms": 1}),
    ("receptionist", {"passes_after_ms": 0}),
    ("mailbox", {"greeting_ms": 0, "full_after_ms": 1, "beep": False, "after_ms": 0, "taken_for": "unsure"}),
    ("mailbox", {"greeting_ms": 3_600_000, "full_after_ms": 3_600_000}),
    *((party, {"taken_for": taken_for}) for party in PARTIES for taken_for in ("person", "machine", "unsure")),
]


@pytest.mark.parametrize(("by", "said"), FITS)
def test_what_fits_is_taken(by: str, said: dict[str, Any]) -> None:
    call = Call(PLAN)
    call.answer(by, **said)
    side = call.transcript().other_side
    assert side is not None
    assert (side.party.name, side.named) == (by, True)
    assert side == call.line.other_side
    with pytest.raises(StepFailed, match="the call was answered before"):
        call.answer(by)


def test_how_long_an_assistant_asks_may_be_the_platforms() -> None:
    call = Call(PLAN)
    with pytest.raises(StepFailed, match=r"passes after 4 s, and it asks for 4 s first on the platform callfire"):
        call.answer("screening", passes_after_ms=4000)
    failed = run_script(Call(PLAN), "answer screening passes after 4s")
    assert failed is not None
    Call(PLAN, platform=Platform(screening_greeting_ms=3999)).answer("screening", passes_after_ms=4000)


def test_what_a_party_leans_on_is_listed() -> None:
    def leans(by: str, **said: Any) -> set[str]:
        call = Call(PLAN)
        call.answer(by, **said)
        return {each.quirk for each in call.transcript().assumptions}

    assert leans("person") == leans("fax") == leans("silence") == set()
    assert leans("mailbox") == {"greeting_ms"}
    assert leans("mailbox", greeting_ms=1) == set()
    assert leans("screening") == {"screening_greeting_ms", "screening_listens_ms", "screening_silence"}
    assert leans("screening", greeting_ms=1, hears_name_ms=1) == {"screening_silence"}


# --- what is expected of it -----------------------------------------------------------------------------------------


def test_expectations_take_matchers_and_parties_alone() -> None:
    call = Call(PLAN)
    call.answer("mailbox", greeting_ms=0)
    call.wait()
    text: Any = "Hello"
    with pytest.raises(ArgumentError, match="expect_kept: matcher is 'Hello'; expected a Matcher, or None"):
        call.expect_kept(text)
    with pytest.raises(ArgumentError, match=r"expect_heard_by: matcher is 'Hello'; expected a Matcher: Matcher\("):
        call.expect_heard_by("person", text)
    for party in ("mailbox", "fax", "silence", "live", 7):
        with pytest.raises(ArgumentError, match="hears nothing; expected one of person, screening, receptionist"):
            call.expect_heard_by(party, Matcher("contains", "Hello"))
    call.expect_kept(Matcher("contains", "Hello"))
    call.expect_heard_by("person", Matcher("contains", "Hello"), never=True)


FAILS = [
    ("answer person", "expect mailbox kept 'Hello'", "no mailbox has answered, but a person"),
    ("answer live", "expect mailbox never kept 'Hello'", "no mailbox has answered, but a person"),
    ("answer busy", "expect mailbox kept nothing", "no mailbox has answered"),
    ("answer screening", "expect mailbox kept nothing", "no mailbox has answered, but a screening assistant"),
    (
        "answer mailbox greeting 1s; wait",
        "expect mailbox kept 'Hello'",
        'the mailbox kept nothing, expected "Hello"',
    ),
    (
        "answer mailbox greeting 0s; wait",
        "expect mailbox kept 'Good bye'",
        'the mailbox kept "Hello there.", expected "Good bye"',
    ),
    (
        "answer mailbox greeting 0s; wait",
        "expect mailbox kept nothing",
        'the mailbox kept "Hello there." at 0 s, expected nothing',
    ),
    (
        "answer mailbox greeting 0s; wait",
        "expect mailbox never kept 'there'",
        'the mailbox kept "Hello there." at 0 s, expected "there" never',
    ),
    (
        "answer mailbox greeting 0s; wait",
        "expect heard by person 'there'",
        'a person heard nothing, expected "there"',
    ),
    (
        "answer person; wait",
        "expect never heard by person 'there'",
        'a person heard "Hello there." at 0 s, expected "there" never',
    ),
]


@pytest.mark.parametrize(("answers", "expects", "told"), FAILS)
def test_what_is_not_so_is_told(answers: str, expects: str, told: str) -> None:
    failed = run_script(Call(PLAN), f"{answers}\n{expects}")
    assert failed is not None
    assert (failed.line, failed.statement) == (2, expects)
    assert failed.message.startswith(told), failed.message


HOLDS = [
    "answer mailbox greeting 0s; wait; expect mailbox kept exactly 'Hello there.'; expect mailbox kept /th.re/",
    "answer mailbox greeting 1ms; wait; expect mailbox kept exactly 'there.'; expect mailbox never kept 'Hello'",
    "answer mailbox; wait; expect mailbox kept nothing; expect never heard by person /./",
    "answer machine; wait; expect mailbox kept nothing",
    "answer person; wait; expect heard by person 'Hello'; expect never heard by receptionist 'Hello'",
    "answer live; wait; expect heard by person 'Hello'",
    "answer receptionist; wait; expect heard by receptionist 'Hello'; expect never heard by person 'Hello'",
    "answer receptionist passes after 1ms; wait; expect heard by person 'there'; expect never heard by person 'Hello'",
    "answer screening greeting 0s hears name for 30s; wait; expect heard by screening 'Hello'",
    "answer fax; wait; expect never heard by person 'Hello'",
    "answer silence; expect end in silence; expect never heard by screening 'Hello'",
]


@pytest.mark.parametrize("script", HOLDS)
def test_what_is_so_holds(script: str) -> None:
    assert run_script(Call(PLAN), script) is None


# --- in scripts -----------------------------------------------------------------------------------------------------

MISTAKES = [
    ("answer mailbox full after 0s", 1, "answer mailbox: full after 0 s; a mailbox keeps something"),
    ("answer screening refuses passes after 9s", 1, "it passes the call on, or refuses it; not both"),
    ("answer screening greeting 5s passes after 5s", 1, "passes after 5 s, and it asks for 5 s first"),
    ("answer screening hears name for 0ms", 1, "hears name for 0 s; an assistant listens"),
    ("answer mailbox greeting 2h", 25, "expected a time such as 1.2s or 500ms"),
    ("answer mailbox greeting 3", 25, "did you mean 3s or 3ms?"),
    ("answer mailbox greeting 3601s", 1, "greeting 3601 s; an hour at most"),
    ("answer mailbox greeting 3s greeting 4s", 28, "each once"),
    ("answer mailbox refuses", 16, '"refuses" does not fit a mailbox'),
    ("answer person greeting 3s", 15, '"greeting" does not fit a person'),
    ("answer person taken for", 24, "expected person or machine or unsure"),
    ("answer person taken for granted", 25, "expected person or machine or unsure"),
    ("answer person taken for machin", 25, 'did you mean "machine"?'),
    ("answer mailbox ful after 3s", 16, 'did you mean "full after" or "after"?'),
    ("answer busy after 3s", 13, "expected the end of the statement"),
    ("expect mailbox", 15, "expected kept or never kept"),
    ("expect mailbox kept", 20, "expected a text in quotes"),
    ("expect mailbox never kept nothing", 27, "expected a text in quotes"),
    ("expect heard by fax 'x'", 17, "expected person or screening or receptionist"),
    ("expect heard by person", 23, "expected a text in quotes"),
]


@pytest.mark.parametrize(("script", "column", "told"), MISTAKES)
def test_a_mistake_in_a_script_has_its_place(script: str, column: int, told: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse_script(script)
    assert (error.value.line, told in str(error.value)) == (1, True), str(error.value)
    assert error.value.column == column, str(error.value)


@pytest.mark.parametrize(
    "script",
    [
        "answer mailbox no beep taken for person full after 20s greeting 8s after 2.5s",
        "answer mailbox after 2500ms greeting 8s taken for person full after 20s no beep",
    ],
)
def test_what_is_said_of_a_party_comes_in_any_order(script: str) -> None:
    call = Call(PLAN)
    assert run_script(call, script) is None
    other = Call(PLAN)
    other.answer("mailbox", taken_for="person", after_ms=2500, greeting_ms=8000, beep=False, full_after_ms=20_000)
    assert call.line.other_side == other.line.other_side


def test_every_mistake_is_an_error_of_ours() -> None:
    assert issubclass(ArgumentError, IvrError)
