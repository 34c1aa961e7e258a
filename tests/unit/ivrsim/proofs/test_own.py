"""Properties, one by one: tiny plans that prove them, break them (with the very call), or are about something else."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from ivrdsl.errors import StepFailed
from ivrdsl.files.witnesses import kept_call
from ivrdsl.model import nodes as n
from ivrdsl.model.values import spell
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.own import Predicate, always, eventually, leads_to, never
from ivrsim.proofs.property import Options, Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS, Verdict
from ivrsim.proofs.verify import verify, with_any_platform
from ivrsim.script.statements import parse_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING
from ivrsim.search.explore import World
from tests.platforms import CHARACTERS

OPTIONS = Options(max_plays=2, max_duration_ms=10_000)
CODE = n.Say("Code ", spell("2517"), ".")
NOTHING = n.Dialplan()[n.Hangup()]


def menu(*body: Any, name: str | None = "m") -> n.Menu:
    return n.Menu(name, max_digits=1, timeout_ms=2000, body=body)


def judged(
    dialplan: n.Dialplan, prop: Property | str, platform: Platform = CHARACTERS, **asked: object
) -> Verdict | None:
    wanted = next(each for each in BUILT_IN if each.name == prop) if isinstance(prop, str) else prop
    report = verify(dialplan, platform, asked=Asked((wanted,), **{"options": OPTIONS, **asked}))  # type: ignore[arg-type]
    return report.verdicts[0] if report.verdicts else None


class Row(NamedTuple):
    """A property: a plan that breaks it, the call that shows it, the plan mended, and one that it is not about."""

    name: str
    broken: n.Dialplan
    script: Sequence[str]
    mended: n.Dialplan
    foreign: n.Dialplan | None = None


HELLO = n.Say("Hello there.")
ROWS = [
    Row(
        "every-call-ends",
        n.Dialplan()[menu(HELLO, n.NoInput()[n.Goto("m")])],
        ["answer live", 'hear "Hello there"', "wait", 'hear "Hello there"'],
        n.Dialplan()[menu(HELLO, n.NoInput()[n.Hangup()])],
    ),
    Row(
        "no-loop-without-callee",
        n.Dialplan()[n.Say("Round.", name="r"), n.Goto("r")],
        ["answer live", 'hear "Round"', 'hear "Round"'],
        n.Dialplan()[n.Say("Round.", name="r"), n.Hangup()],
    ),
    Row(
        "at-most-N-plays",
        n.Dialplan()[menu(HELLO, n.Keypress("1")[n.Goto("m")])],
        ["answer live", 'hear "Hello there"', "press 1", 'hear "Hello there"', "press 1", 'hear "Hello there"'],
        n.Dialplan()[menu(HELLO, n.Keypress("1")[n.Hangup()])],
        NOTHING,
    ),
    Row(
        "call-ends-in-time",
        n.Dialplan()[HELLO, n.Wait(11)],
        ["answer live", 'hear "Hello there"', "wait 11780ms"],
        n.Dialplan()[HELLO, n.Wait(1)],
    ),
    Row(
        "machine-never-hears-secret",
        n.Dialplan()[CODE],
        ["answer machine", 'hear "Code"'],
        n.Dialplan()[
            n.Amd(live=n.Goto("l"), machine=n.Goto("h")), n.Say("Code ", spell("2517"), name="l"), n.Hangup("h")
        ],
        n.Dialplan()[HELLO],
    ),
    Row(
        "person-hears-secret",
        n.Dialplan()[menu(n.Say("Press 1."), n.Keypress("1")[n.Hangup()], n.Keypress("2")[CODE])],
        ["answer live", 'hear "Press 1"', "press 1"],
        n.Dialplan()[menu(n.Say("Press 1."), n.Keypress("1")[CODE])],
        n.Dialplan()[HELLO],
    ),
    Row(
        "offered-keys-work",
        n.Dialplan()[menu(n.Say("Press 9."), n.Keypress("1"))],
        ["answer live", 'hear "Press 9"', "press 9"],
        n.Dialplan()[menu(n.Say("Press 9."), n.Keypress("9"))],
        n.Dialplan()[HELLO],
    ),
    Row(
        "no-key-swallowed",
        n.Dialplan()[menu(HELLO, n.Keypress("1"))],
        ["answer live", 'hear "Hello there"', "press 0"],
        n.Dialplan()[menu(HELLO, n.Keypress("0-9"), n.Keypress("*"), n.Keypress("#"))],
        n.Dialplan()[HELLO],
    ),
    Row(
        "silence-never-acts",
        n.Dialplan()[menu(HELLO, n.Keypress("1")), n.Sms("Hi", to="2135550100")],
        ["answer live", 'hear "Hello there"', "wait"],
        n.Dialplan()[menu(HELLO, n.Keypress("1"), n.NoInput()[n.Hangup()]), n.Sms("Hi", to="2135550100")],
        n.Dialplan()[HELLO],
    ),
    Row(
        "no-unset-variable",
        n.Dialplan()[n.If("1 == 1")[n.Say("${x}.")]],
        ["answer live"],
        n.Dialplan()[n.SetVar("x", "1"), n.Say("${x}.")],
        n.Dialplan()[HELLO],
    ),
    Row(
        "no-javascript-error",
        n.Dialplan()[n.If("1 ==")[n.Hangup()]],
        ["answer live"],
        n.Dialplan()[n.If("1 == 1")[n.Hangup()]],
        n.Dialplan()[HELLO],
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_plan_breaks_it_another_proves_it_and_a_third_has_nothing_to_do_with_it(row: Row) -> None:
    broken = judged(row.broken, row.name)
    assert broken is not None
    assert broken.verdict == BROKEN
    assert list(broken.witnesses[0].statements) == list(row.script)
    mended = judged(row.mended, row.name)
    assert mended is not None
    assert mended.verdict == PROVED
    assert row.foreign is None or judged(row.foreign, row.name) is None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_call_that_is_kept_fails_until_the_plan_is_mended(row: Row) -> None:
    broken = judged(row.broken, row.name)
    assert broken is not None
    statements = parse_script("\n".join(kept_call(broken, broken.witnesses[0]).statements))
    call = Call(row.broken)
    for statement in statements[:-1]:
        statement.run(call)
    with pytest.raises(StepFailed):
        statements[-1].run(call)
    call = Call(row.mended)
    for statement in statements:
        statement.run(call)


def test_what_no_single_call_shows() -> None:
    twice = n.Dialplan()[menu(HELLO, n.Keypress("1"), n.Keypress("1")), n.Hangup(), menu(name="dead")]
    verdict = judged(twice, "every-branch-can-be-taken")
    assert verdict is not None
    assert (verdict.verdict, verdict.because) == (BROKEN, 'no call takes menu "m": key 1 once more')
    dead = n.Dialplan()[n.Hangup(), menu(n.Keypress("1"), name="dead")]
    verdict = judged(dead, "every-branch-can-be-taken")
    assert verdict is not None
    assert verdict.because == 'no call takes menu "dead": no call comes to it'
    assert verdict.witnesses == ()


def test_a_secret_that_comes_once_cannot_be_repeated() -> None:
    once = judged(n.Dialplan()[CODE], "secret-can-be-repeated")
    again = judged(n.Dialplan()[menu(CODE, n.Keypress("1")[n.Goto("m")])], "secret-can-be-repeated")
    assert once is not None
    assert again is not None
    assert (once.verdict, again.verdict) == (BROKEN, PROVED)


def test_what_holds_for_no_reason_is_vacuous() -> None:
    fails = n.Dialplan()[n.Hangup(), n.If("1 == 1")[n.Hangup()]]
    verdict = judged(fails, "no-javascript-error")
    assert verdict is not None
    assert (verdict.verdict, verdict.witnesses) == (VACUOUS, ())


def test_a_machine_is_not_asked_for_where_none_answers() -> None:
    assert judged(n.Dialplan()[CODE], "machine-never-hears-secret", world=World(INCOMING)) is None
    assert judged(n.Dialplan()[CODE], "call-ends-in-time", options=Options()) is None


# --- properties of one's own ----------------------------------------------------------------------------------------


def says(word: str) -> Predicate:
    return lambda entry: entry.kind == "prompt" and word in entry.details["text"]


def test_never_and_always() -> None:
    plan = n.Dialplan()[menu(HELLO, n.Keypress("1")[n.Stash("s", "No")])]
    no = judged(plan, never(lambda entry: entry.kind == "stash", name="no"))
    assert no is not None
    assert (no.verdict, no.witnesses[0].statements[-1]) == (BROKEN, "press 1")
    assert judged(plan, never(lambda entry: entry.kind == "sms")).verdict == PROVED  # type: ignore[union-attr]
    assert judged(plan, always(lambda entry: entry.kind != "stash")).verdict == BROKEN  # type: ignore[union-attr]


def test_eventually_also_fails_in_a_call_that_goes_round_for_ever() -> None:
    plan = n.Dialplan()[
        menu(HELLO, n.Keypress("1")[n.Say("Bye.")], n.NoInput()[n.Goto("m")], n.NoMatch()[n.Say("Bye.")])
    ]
    verdict = judged(plan, eventually(says("Bye")))
    assert verdict is not None
    assert verdict.verdict == BROKEN
    assert [each for each in verdict.witnesses[0].statements if "hear" not in each] == ["answer live", "wait"]
    proved = judged(n.Dialplan()[HELLO, n.Say("Bye.")], eventually(says("Bye")))
    assert proved is not None
    assert proved.verdict == PROVED


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ((n.Say("A.", name="a"), n.Say("B."), n.Goto("a")), PROVED),
        ((n.Say("B."), n.Say("A.")), PROVED),
        ((n.Say("A."), n.Say("B.")), BROKEN),
        ((n.Say("B."), n.Say("C.", name="c"), n.Goto("c")), BROKEN),
        ((n.Say("C."),), VACUOUS),
    ],
)
def test_leads_to_looks_at_ends_and_at_what_goes_round(body: tuple[n.Action, ...], verdict: str) -> None:
    found = judged(n.Dialplan(body=body), leads_to(says("B"), says("A"), name="b-a"))
    assert found is not None
    assert found.verdict == verdict


# --- bounds, platforms, values from outside -------------------------------------------------------------------------

CODES = n.Dialplan()[menu(CODE, n.Keypress("1")[n.Goto("m")], n.NoInput()[n.Hangup()], n.NoMatch()[n.Hangup()])]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_a_bound_that_is_hit_proves_nothing_but_what_one_call_shows(most: int) -> None:
    whole = {each.name: each.verdict for each in verify(CODES).verdicts}
    report = verify(CODES, asked=Asked(bounds=Bounds(max_states=most)))
    assert not report.complete
    for verdict in report.verdicts:
        assert verdict.verdict in (UNDECIDED, whole.get(verdict.name)), verdict
        assert verdict.verdict != PROVED or verdict.name == "every-branch-can-be-taken"
        assert verdict.verdict != UNDECIDED or "more than" in verdict.because
    assert set(whole) <= {verdict.name for verdict in report.verdicts}


def test_a_watch_that_stops_proves_nothing() -> None:
    report = verify(CODES, asked=Asked(watch=lambda states, done: "a whim"))
    assert {verdict.verdict for verdict in report.verdicts} == {UNDECIDED}
    assert report.bound == "the search was ended after 1 states: a whim"


def test_a_verdict_that_depends_on_the_platform_says_so() -> None:
    plan = n.Dialplan()[menu(HELLO, n.Keypress("1")[n.Hangup()], n.NoMatch()[n.Goto("m")]), n.Hangup()]
    prop = next(each for each in BUILT_IN if each.name == "every-call-ends")
    asked = Asked((prop,))
    report = with_any_platform(plan, Platform(), verify(plan, asked=asked), asked)
    (verdict,) = report.verdicts
    assert verdict.verdict == PROVED
    assert ("no_timeout_branch", "default", BROKEN) in [tuple(each) for each in verdict.depends_on]


def test_a_value_that_no_list_covers_matters_only_where_it_can() -> None:
    spoken = n.Dialplan()[menu(HELLO, n.Keypress("0-9")[n.Say("You pressed ${call.lastinput}.")])]
    computed = n.Dialplan()[n.Menu("m", timeout_ms=2000, body=(HELLO,)), n.If("${call.lastinput} % 7 == 3")[n.Hangup()]]
    assert judged(spoken, "every-call-ends").verdict == PROVED  # type: ignore[union-attr]
    assert judged(spoken, never(lambda entry: entry.kind == "sms")).verdict == PROVED  # type: ignore[union-attr]
    assert judged(computed, "every-call-ends").verdict == PROVED  # type: ignore[union-attr]  # whichever way it goes
    verdict = judged(computed, "every-branch-can-be-taken", options=Options())
    assert verdict is not None
    assert verdict.verdict in (PROVED, UNDECIDED)


GREETING = n.Dialplan()[
    n.Say("Hello ${contact.firstName}, this is Ann."), menu(n.Keypress("1")[n.Hangup()]), n.Hangup()
]
ENTRY = menu(n.Say("Enter."), n.NoInput()[n.Hangup()], n.NoMatch()[n.Post("http://s/?${call.lastinput}")])


@pytest.mark.parametrize(
    ("plan", "predicate", "verdict"),
    [
        (GREETING, lambda entry: entry.kind == "prompt" and entry.says("Bob"), UNDECIDED),
        (GREETING, lambda entry: entry.kind == "prompt" and "Bob" in entry.details["text"], UNDECIDED),
        (GREETING, lambda entry: entry.kind == "prompt" and entry.details.get("text") == "x", UNDECIDED),
        (GREETING, lambda entry: "Bob" in str(entry), UNDECIDED),
        (GREETING, lambda entry: entry.kind == "prompt" and entry.says("this is Ann"), BROKEN),
        (GREETING, lambda entry: entry.kind == "prompt" and entry.details["voice"] == "x", PROVED),
        (GREETING, lambda entry: entry.at_ms > 60_000, UNDECIDED),
        (n.Dialplan()[ENTRY], lambda entry: entry.kind == "key" and entry.details["key"] == "7", BROKEN),
        (n.Dialplan()[ENTRY], lambda entry: entry.kind == "http" and entry.details["url"].endswith("7"), BROKEN),
        (n.Dialplan()[ENTRY], lambda entry: entry.kind == "http" and entry.details["url"].endswith("78"), PROVED),
    ],
)
def test_a_predicate_that_asks_for_what_is_not_known_has_no_answer(
    plan: n.Dialplan, predicate: Predicate, verdict: str
) -> None:
    found = judged(plan, never(predicate))
    assert found is not None
    assert found.verdict == verdict, found.because


def test_a_broken_property_is_judged_by_the_call_that_is_played() -> None:
    found = judged(GREETING, never(lambda entry: entry.kind == "prompt" and entry.says("this is Ann")))
    assert found is not None
    assert any(entry.says("this is Ann") for entry in found.witnesses[0].transcript)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("call.phonenumber", PROVED),
        ("call.phoneNumber", BROKEN),
        ("contact.firstName", PROVED),
        ("contact.firstname", BROKEN),
        ("contact.AB", PROVED),
        ("call.field.b", PROVED),
    ],
)
def test_a_misspelt_name_of_the_platform_is_set_by_nobody(name: str, verdict: str) -> None:
    plan = n.Dialplan()[n.SetVar("a", "1"), n.If(f"'${{{name}}}' == 'x'")[n.Say("X.")], n.Hangup()]
    found = judged(plan, "no-unset-variable")
    assert found is not None
    assert found.verdict == verdict
    if verdict == BROKEN:
        assert found.expect == "expect no unset variable"
        assert all(name not in statement for statement in found.witnesses[0].statements)
    given = judged(plan, "no-unset-variable", world=World(variables={name: "x"}))
    assert given is not None
    assert given.verdict == PROVED
