"""What is refused of a model of callers, in which words: of tables, and of values that a program has made."""

from typing import Any

import pytest

from ivrdsl.errors import ArgumentError, CallersError
from ivrsim.callers.changes import with_changes
from ivrsim.callers.checks import require_callers
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Interval, Keys, Price, Verdicts
from ivrsim.core.platform import Platform

USUAL = usual_callers(Platform())
SHARE = 'expected a share from 0 to 1, such as 0.85, "85 %" or "0.85..0.95"'
PLAIN = 'expected a share from 0 to 1, such as 0.85 or "85 %", here without ".."'
SECONDS = "expected a number of seconds from 0 to 3600, in whole ms"
MS = "expected whole ms, from 0 to 3600000 (an hour)"
PARTIES = "expected person, mailbox, screening, receptionist, fax or silence"
KEYS = 'expected keys such as "1" or "2517", silence, wrong, offered or repeat'
PROFILES = "expected ml-2026, callfire-2008, industry-low, twilio-2017 or asterisk"
NAN, INF = float("nan"), float("inf")

REFUSED: list[tuple[Any, str]] = [
    # sections and keys
    ([], "callers is []; expected a table of sections"),
    ({1: 2}, "callers has 1; expected text as keys"),
    ({"persn": {}}, 'callers has no "persn"; did you mean "person"?'),
    ({"beep": 1}, 'callers has no "beep"; [mailbox] has it'),
    ({"passes": 1}, 'callers has no "passes"; [receptionist] and [screening] have it'),
    ({"person": {"earli": 0.1}}, 'person has no "earli"; did you mean "early"?'),
    ({"person": {"beep": 0.1}}, 'person has no "beep"; [mailbox] has it'),
    ({"price": {"x": 1}}, 'price has no "x"; there are a_minute, transfer_a_minute, step_s, currency'),
    ({"person": {}}, "person is an empty section; say something in it, or leave it out"),
    ({"person": 3}, "person is 3; expected a section [person]"),
    ({"menus": {"1": 0.7}}, "menus.1 is 0.7; expected a section [menus.1]; of all others it is given in [menu]"),
    ({"menus": {"main": {"agian": {"1": 1}}}}, 'menus.main has no "agian"; did you mean "again"?'),
    ({"transfer": {"talk_s": 3}}, 'transfer has no "talk_s"; did you mean "talks_s"?'),
    ({"replies": {"*": {"yes": 1}}}, 'replies."*" has no "yes"; there are texts, after_s'),
    (
        {"replies": {"*": {"after_s": 1}}},
        'replies."*" lacks texts; expected, for instance, texts = { "yes" = 0.9, "no reply" = 0.1 }',
    ),
    (
        {"values": {"contact": {"language": {"en": 1}}}},
        f'values.contact has a table "language"; {SHARE}; a name with a dot is written [values."contact.language"]',
    ),
    ({"menus": {"": {"1": 1}}}, "menus has a name that is empty; what holds for all others is given in [menu]"),
    ({"transfers": {"": {}}}, "transfers has a name that is empty; what holds for all others is given in [transfer]"),
    # shares
    ({"person": {"early": 2}}, f"person.early is 2; {SHARE}"),
    ({"person": {"early": -0.1}}, f"person.early is -0.1; {SHARE}"),
    ({"person": {"early": NAN}}, f"person.early is nan; {SHARE}"),
    ({"person": {"early": INF}}, f"person.early is inf; {SHARE}"),
    ({"person": {"early": True}}, f"person.early is True; {SHARE}"),
    ({"person": {"early": 1e308}}, f"person.early is 1e+308; {SHARE}"),
    ({"person": {"early": [0.1, 0.2]}}, f"person.early is [0.1, 0.2]; {SHARE}"),
    ({"person": {"early": "often"}}, f"person.early is 'often'; {SHARE}"),
    ({"person": {"early": "nan"}}, f"person.early is 'nan'; {SHARE}"),
    ({"person": {"early": "85..95 %"}}, f"person.early is 85.0; {SHARE}"),
    ({"person": {"early": "0.9..0.8"}}, "person.early is 0.9..0.8; expected the lower bound first"),
    ({"person": {"early": (0.1, "b")}}, f"person.early is 'b'; {SHARE}"),
    ({"person": {"early": "rest"}}, f"person.early is 'rest'; {SHARE}"),
    ({"person": {"hangs_up_silent": "0.1..0.2"}}, f"person.hangs_up_silent is 0.1..0.2; {PLAIN}"),
    # tables of shares
    ({"parties": 1}, "parties is 1; expected a table of shares"),
    ({"parties": {}}, "parties is empty; expected at least one word with its share"),
    ({"parties": {"person": 0.9}}, 'parties adds up to 0.9; 0.1 is missing (one of them may be "rest")'),
    ({"parties": {"person": 0.9, "mailbox": 0.2}}, "parties adds up to 1.1; 0.1 is too much"),
    ({"parties": {"person": 1 - 2e-9}}, 'parties adds up to 0.999999998; 2e-09 is missing (one of them may be "rest")'),
    (
        {"parties": {"person": "0.1..0.2", "fax": 0.5}},
        'parties adds up to at most 0.7; 0.3 is missing (one of them may be "rest")',
    ),
    ({"parties": {"person": "0.6..1", "fax": 0.5}}, "parties adds up to at least 1.1; 0.1 is too much"),
    (
        {"parties": {"person": 0.9, "mailbox": "rest", "fax": "20 %"}},
        'parties has nothing left for "rest": the others add up to 1.1',
    ),
    ({"parties": {"person": "rest", "fax": "rest"}}, 'parties has "rest" for "person" and "fax"; only one can have it'),
    ({"parties": {"person": "rest", "fax": NAN}}, f"parties.fax is nan; {SHARE}"),
    ({"parties": {"persn": 1}}, f"parties has 'persn'; {PARTIES}; did you mean \"person\"?"),
    ({"parties": {"person": {"x": 1}}}, f'parties has a table "person"; {SHARE}'),
    (
        {"menu": {"hush": 1}},
        """menu has 'hush'; expected keys such as "1" or "2517", silence, wrong, offered or repeat""",
    ),
    (
        {"menu": {"silense": 1}},
        f"menu has 'silense'; {KEYS}; did you mean \"silence\"?",
    ),
    ({"menu": {"¹": 1}}, """menu has '¹'; expected keys such as "1" or "2517", silence, wrong, offered or repeat"""),
    ({"at": {"tomorrow": 1}}, """at has 'tomorrow'; expected a date and a time, such as "2026-01-05 12:00\""""),
    (
        {"at": {"2026-02-30 12:00": 1}},
        """at has '2026-02-30 12:00'; expected a date and a time, such as "2026-01-05 12:00\"""",
    ),
    ({"at": {"2026-01-05 12:00": "0.5..1"}}, f'at."2026-01-05 12:00" is 0.5..1.0; {PLAIN}'),
    # times and laws
    ({"mailbox": {"greeting_s": 5000}}, f"mailbox.greeting_s is 5000; {SECONDS}"),
    ({"mailbox": {"greeting_s": -1}}, f"mailbox.greeting_s is -1; {SECONDS}"),
    ({"mailbox": {"greeting_s": NAN}}, f"mailbox.greeting_s is nan; {SECONDS}"),
    ({"mailbox": {"greeting_s": INF}}, f"mailbox.greeting_s is inf; {SECONDS}"),
    ({"mailbox": {"greeting_s": True}}, f"mailbox.greeting_s is True; {SECONDS}"),
    ({"mailbox": {"greeting_s": 1.23456}}, f"mailbox.greeting_s is 1.23456; {SECONDS}"),
    ({"mailbox": {"greeting_s": "8 s"}}, f"mailbox.greeting_s is '8 s'; {SECONDS}"),
    ({"mailbox": {"greeting_s": "1_0"}}, f"mailbox.greeting_s is '1_0'; {SECONDS}"),
    ({"mailbox": {"greeting_s": "٣"}}, f"mailbox.greeting_s is '٣'; {SECONDS}"),
    ({"mailbox": {"greeting_s": "never"}}, f"mailbox.greeting_s is 'never'; {SECONDS}"),
    ({"mailbox": {"greeting_s": {}}}, "mailbox.greeting_s is empty; expected at least one time with its share"),
    ({"mailbox": {"greeting_s": []}}, f"mailbox.greeting_s is []; {SECONDS}"),
    ({"mailbox": {"greeting_s": {"x": 1}}}, f"mailbox.greeting_s.x is 'x'; {SECONDS}"),
    (
        {"mailbox": {"greeting_s": {"3": 0.5}}},
        'mailbox.greeting_s adds up to 0.5; 0.5 is missing (one of them may be "rest")',
    ),
    ({"mailbox": {"greeting_s": {"3": 0.5, "3.0": 0.5}}}, "mailbox.greeting_s has 3 twice"),
    ({"mailbox": {"greeting_s": {"3": "0.5..1"}}}, f"mailbox.greeting_s.3 is 0.5..1.0; {PLAIN}"),
    (
        {"mailbox": {"greeting_s": "2..20.05"}},
        "mailbox.greeting_s is no number of whole steps long, of 100 ms each (step_ms)",
    ),
    ({"mailbox": {"greeting_s": "20..2"}}, "mailbox.greeting_s ends before it begins; expected the lower bound first"),
    ({"mailbox": {"greeting_s": "..2"}}, f"mailbox.greeting_s is ''; {SECONDS}"),
    (
        {"step_ms": 1, "mailbox": {"greeting_s": "0..50"}},
        "mailbox.greeting_s has 50001 points in steps of 1 ms; expected at most 40000",
    ),
    ({"letters": {"x": 2.5}}, "letters.x is 2.5; expected a number of letters from 0 to 10000"),
    ({"letters": {"x": 10_001}}, "letters.x is 10001; expected a number of letters from 0 to 10000"),
    ({"step_ms": 0}, "step_ms is 0; expected whole ms, from 1 to 10000"),
    ({"step_ms": 100.0}, "step_ms is 100.0; expected whole ms, from 1 to 10000"),
    ({"step_ms": 10**5000}, "step_ms is a int; expected whole ms, from 1 to 10000"),
    # the detector
    (
        {"detector": "ml"},
        "detector.profile is 'ml'; expected ml-2026, callfire-2008, industry-low, twilio-2017 or asterisk",
    ),
    (
        {"detector": "ml-2027"},
        f"detector.profile is 'ml-2027'; {PROFILES}; did you mean \"ml-2026\"?",
    ),
    (
        {"detector": 0.9},
        "detector.profile is 0.9; expected one of ml-2026, callfire-2008, industry-low, twilio-2017, asterisk",
    ),
    ({"detector": {"persn": {}}}, 'detector has no "persn"; did you mean "person"?'),
    (
        {"detector": {"person": {"human": 1}}},
        'detector.person has no "human"; there are person, machine, unsure, after_s',
    ),
    ({"detector": {"person": {"after_s": {"person": "soon"}}}}, f"detector.person.after_s.person is 'soon'; {SECONDS}"),
    # money
    ({"price": {"a_minute": NAN}}, "price.a_minute is nan; expected an amount from 0 to 1000000"),
    ({"price": {"a_minute": -1}}, "price.a_minute is -1; expected an amount from 0 to 1000000"),
    ({"price": {"a_minute": "5 ct"}}, "price.a_minute is '5 ct'; expected an amount from 0 to 1000000"),
    ({"price": {"step_s": 0.5}}, "price.step_s is 0.5; expected whole seconds, from 0 (the exact time) to 3600"),
    ({"price": {"currency": ""}}, "price.currency is ''; expected 1 to 20 letters, such as \"USD\""),
    ({"price": {"currency": "a\nb"}}, "price.currency is 'a\\nb'; expected 1 to 20 letters, such as \"USD\""),
    # sources
    ({"source": "85 %"}, "source is '85 %'; expected where numbers are from, in words"),
    ({"source": 5}, "source is no text; expected where numbers are from, in words"),
    ({"mailbox": {"source": " ", "beep": 1}}, "mailbox.source is ' '; expected where numbers are from, in words"),
    ({"sources": 5}, "sources is 5; expected a table of sections"),
    (
        {"sources": {"person.erly": "x"}},
        "sources has 'person.erly', which is no number of these callers;"
        ' did you mean "person.early" or "person.key_gap_s"?',
    ),
    ({"sources": {"person.early": 5}}, 'sources."person.early" is 5; expected where numbers are from, in words'),
    (
        {"sources": {"assumed": "person.early"}},
        "sources.assumed is 'person.early'; expected a list of names, such as [\"person.early\"]",
    ),
    (
        {"sources": {"assumed": ["x"]}},
        "sources has 'x', which is no number of these callers; expected names such as person.early",
    ),
    ({"parties": {"source": "x"}}, "parties is empty; expected at least one word with its share"),
    ({"detector": {"profile": "asterisk", "source": "x"}}, "detector has a source and no number"),
    # texts
    ({"values": {"x": {"\ud800": 1}}}, "values.x has '\\ud800'; expected text of at most 10000 letters"),
    ({"menus": {"\ud800": {"1": 1}}}, "person.menus has '\\ud800'; expected text of at most 10000 letters"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED, ids=[message[:60] for _, message in REFUSED])
def test_tables_that_are_refused(changes: Any, message: str) -> None:
    with pytest.raises(CallersError) as error:
        with_changes(USUAL, changes)
    assert str(error.value) == message


PERSON = USUAL.person
MADE: list[tuple[Any, str]] = [
    ({}, "callers is {}; expected Callers, such as usual_callers(Platform())"),
    (USUAL._replace(person=()), "person is (); expected a Person"),
    (USUAL._replace(mailbox=None), "mailbox is None; expected a Mailbox"),
    (USUAL._replace(reach=None), "reach is None; expected a dict"),
    (USUAL._replace(detector={**USUAL.detector, "fax": {}}), "detector.fax is {}; expected a Verdicts"),
    (USUAL._replace(detector={"person": USUAL.detector["person"]}), 'detector lacks "mailbox"'),
    (
        USUAL._replace(detector={**USUAL.detector, "robot": USUAL.detector["fax"]}),
        "detector.robot is no number of a model of callers;"
        " there are: person, mailbox, screening, receptionist, fax, silence",
    ),
    (
        USUAL._replace(detector={**USUAL.detector, "fax": Verdicts({"machine": 1}, {"robot": {1: 1}})}),
        "detector.fax.after_s.robot is no number of a model of callers; there are: person, machine, unsure",
    ),
    (
        USUAL._replace(detector={**USUAL.detector, "fax": Verdicts({"machine": 1}, ())}),
        "detector.fax.after_ms is (); expected a dict",
    ),
    (USUAL._replace(rings_ms={"answered": {1: 1}}), 'rings_s lacks "busy"'),
    (USUAL._replace(person=PERSON._replace(menus={})), 'person.menus lacks ""'),
    (USUAL._replace(person=PERSON._replace(menus={"": 1})), 'person.menus."" is 1; expected a Keys'),
    (
        USUAL._replace(person=PERSON._replace(menus={"": Keys({"1": 1}, {"2": 0.5})})),
        'menu.again adds up to 0.5; 0.5 is missing (one of them may be "rest")',
    ),
    (USUAL._replace(person=PERSON._replace(reaction_ms={1.5: 1.0})), f"person.reaction_s is 1.5; {MS}"),
    (USUAL._replace(person=PERSON._replace(reaction_ms={-1: 1.0})), f"person.reaction_s is -1; {MS}"),
    (USUAL._replace(person=PERSON._replace(reaction_ms={4_000_000: 1.0})), f"person.reaction_s is 4000000; {MS}"),
    (
        USUAL._replace(person=PERSON._replace(reaction_ms={})),
        "person.reaction_s is empty; expected at least one time with its share",
    ),
    (
        USUAL._replace(person=PERSON._replace(reaction_ms={1: Interval(0, 1)})),
        f'person.reaction_s."0.001" is 0..1; {PLAIN}',
    ),
    (
        USUAL._replace(person=PERSON._replace(early=Interval(0.5, 0.4))),
        "person.early is 0.5..0.4; expected the lower bound first",
    ),
    (USUAL._replace(person=PERSON._replace(early=(0.4, 0.5))), f"person.early is (0.4, 0.5); {SHARE}"),
    (USUAL._replace(person=PERSON._replace(key_gap_ms=None)), f"person.key_gap_s is None; {MS}"),
    (USUAL._replace(transfers={}), 'transfers lacks ""'),
    (USUAL._replace(values={1: {"x": 1}}), "values has 1; expected text of at most 10000 letters"),
    (USUAL._replace(values={"x": {}}), "values.x is empty; expected at least one word with its share"),
    (USUAL._replace(values={"x": {1: 1}}), "values.x has 1; expected text of at most 10000 letters"),
    (USUAL._replace(at=5), "at is 5; expected a dict"),
    (USUAL._replace(price=Price(1, 1, 60, 5)), 'price.currency is 5; expected 1 to 20 letters, such as "USD"'),  # type: ignore[arg-type]
    (USUAL._replace(assumed=["reach"]), "assumed is ['reach']; expected a tuple of names"),
    (
        USUAL._replace(assumed=("reech",)),
        "sources has 'reech', which is no number of these callers; did you mean \"reach\"?",
    ),
    (USUAL._replace(sources={"reach": ""}), "sources.reach is ''; expected where numbers are from, in words"),
    (USUAL._replace(sources={"reach": 5}), "sources.reach is 5; expected a str"),
]


@pytest.mark.parametrize(("callers", "message"), MADE, ids=[message[:60] for _, message in MADE])
def test_values_that_are_refused(callers: Any, message: str) -> None:
    with pytest.raises(CallersError) as error:
        require_callers(callers)
    assert str(error.value) == message


def test_errors_are_those_of_wrong_arguments() -> None:
    assert issubclass(CallersError, ArgumentError)


def test_only_callers_are_changed() -> None:
    with pytest.raises(CallersError, match="callers is 5; expected Callers, such as usual_callers"):
        with_changes(5, {})  # type: ignore[arg-type]


def test_long_words_are_cut_in_messages() -> None:
    with pytest.raises(CallersError) as error:
        with_changes(USUAL, {"values": {"x" * 5000: {"y" * 9000: 2}}})
    assert len(str(error.value)) < 300
    assert error.value.name == ("values", "x" * 5000, "y" * 9000)


def test_many_shares_are_taken() -> None:
    values = dict.fromkeys(map(str, range(10_000)), 1e-4)
    assert len(with_changes(USUAL, {"values": {"x": values}}).values["x"]) == 10_000


def test_tables_are_not_changed() -> None:
    table = {
        "source": "x",
        "mailbox": {"source": "y", "greeting_s": {"source": "z", "3": 1}},
        "detector": {"profile": "asterisk"},
    }
    copy = {
        "source": "x",
        "mailbox": {"source": "y", "greeting_s": {"source": "z", "3": 1}},
        "detector": {"profile": "asterisk"},
    }
    before = usual_callers(Platform())
    with_changes(USUAL, table)
    assert table == copy
    assert before == USUAL
