"""Predicates of users' own: whatever is wrong with one is an error, and never a proof."""

import copy
import pickle
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any

import pytest

from ivrdsl import Dialplan, Hangup, If, Keypress, Menu, NoInput, NoMatch, Say, Sms, Stash
from ivrdsl.errors import IvrError
from ivrdsl.findings.finding import ERROR, NOTE, WARNING
from ivrsim import Asked, Call, Entry, always, eventually, leads_to, never, verify
from ivrsim.core.effects import KINDS
from ivrsim.core.kinds import KindError
from ivrsim.proofs.own import properties_in
from ivrsim.proofs.predicates import Predicate, PredicateError
from ivrsim.proofs.property import Property
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS, Verdict

PLAN = Dialplan()[
    Menu("m", max_digits=1, timeout_ms=2000)[
        Say("Hello there, dear friend of ours, press one."), Keypress("1")[Stash("said", "No")]
    ]
]
KNOWN = {"stash": 1, "sms": 2}
MISSPELT = {"stahs": 1, "sms": 2}


def judged(prop: Property, plan: Dialplan = PLAN) -> Verdict:
    return verify(plan, asked=Asked((prop,))).verdicts[0]


def mistake(prop: Property) -> str:
    """What is said of a property with a mistake: by a proof, and of a call that was played."""
    with pytest.raises(PredicateError) as failed:
        judged(prop)
    call = Call(PLAN)
    call.answer()
    call.press("1", at_ms=0)
    assert prop.judges is not None
    with pytest.raises(PredicateError, match=re.escape(str(failed.value).partition(", asked about")[0])):
        prop.judges(call.transcript())
    return str(failed.value)


# --- kinds ------------------------------------------------------------------------------------------------------------

STAHS = 'there is no kind "stahs" of an entry; did you mean "stash"?'


def by_match(entry: Entry) -> bool:
    match entry.kind:
        case "prompt" | "stahs":
            return True
    return False


def by_match_of_the_entry(entry: Entry) -> bool:
    match entry:
        case Entry(kind="stahs"):
            return True
    return False


def by_local_set(entry: Entry) -> bool:
    kinds = {"stahs", "sms"}
    return entry.kind in kinds


def by_closure(kinds: Any) -> Predicate:
    return lambda entry: entry.kind in kinds


def who_catches(entry: Entry) -> bool:
    try:
        return entry.kind == "stahs"
    except Exception:  # noqa: BLE001
        return False


def who_catches_all(entry: Entry) -> bool:
    try:
        return entry.kind in {"stahs"}
    except BaseException:  # noqa: BLE001
        return False


@pytest.mark.parametrize(
    "predicate",
    [
        lambda entry: entry.kind == "stahs",
        lambda entry: "stahs" == entry.kind,  # noqa: SIM300
        lambda entry: entry.kind != "stahs",
        lambda entry: entry.kind in ("stahs", "sms"),
        lambda entry: entry.kind in ["sms", "stahs"],
        lambda entry: entry.kind not in ("sms", "stahs"),
        lambda entry: entry.kind in {"stahs", "sms"},
        lambda entry: entry.kind not in {"stahs"},
        lambda entry: entry.kind in MISSPELT,
        lambda entry: entry[1] == "stahs",
        lambda entry: copy.copy(entry.kind) == "stahs",
        lambda entry: pickle.loads(pickle.dumps(entry.kind)) == "stahs",
        lambda entry: entry._asdict()["kind"] == "stahs",
        lambda entry: ["stahs"].count(entry.kind) > 0,
        lambda entry: (entry.kind, 1) == ("stahs", 1),
        by_match,
        by_match_of_the_entry,
        by_local_set,
        by_closure({"sms", "stahs"}),
        by_closure(frozenset({"stahs"})),
        who_catches,
        who_catches_all,
    ],
)
def test_a_misspelt_kind_is_an_error_that_names_the_nearest(predicate: Predicate) -> None:
    for prop in (
        never(predicate, name="mine"),
        always(predicate, name="mine"),
        eventually(predicate, name="mine"),
        leads_to(predicate, lambda entry: entry.kind == "sms", name="mine"),
        leads_to(lambda entry: entry.kind == "answered", predicate, name="mine"),
    ):
        told = mistake(prop)
        assert told.startswith(f"the predicate of mine: {STAHS} (at {__file__}:"), told
        assert re.search(r":\d+\), asked about an entry \"\w+( \w+)*\"$", told)


@pytest.mark.parametrize(
    "predicate",
    [
        lambda entry: {"stahs": True}.get(entry.kind, False),
        lambda entry: MISSPELT.get(entry.kind, 0) == 1,
        lambda entry: entry.kind in MISSPELT.keys(),  # noqa: SIM118
        lambda entry: bool({entry.kind} & {"stahs"}),
        lambda entry: (entry.kind, entry.element) in {("stahs", 1)},
        lambda entry: {entry.kind: 1} == {"stahs": 1},
        lambda entry: hash(entry.kind) == hash("stahs"),
        lru_cache(lambda kind: kind == "stahs") and (lambda entry: lru_cache(lambda kind: False)(entry.kind)),
        by_closure({"stash": 1, 7: 2}),
    ],
)
def test_a_look_up_that_nobody_can_follow_is_an_error(predicate: Predicate) -> None:
    told = mistake(never(predicate, name="mine"))
    assert told.startswith("the predicate of mine: it looks a kind up in a set or a dictionary, where nobody would")
    assert 'compare it by == or in ("prompt", "sms"), or look up str(entry.kind)' in told


@pytest.mark.parametrize(
    "predicate",
    [
        lambda entry: entry.kind in ("stash", "sms"),
        lambda entry: entry.kind in {"stash", "sms"},
        lambda entry: entry.kind in KNOWN,
        lambda entry: KNOWN.get(str(entry.kind)) == 1,
        lambda entry: f"{entry.kind}" == "stash",
        lambda entry: entry.kind.startswith("stas"),
        lambda entry: entry.kind == "stash" and entry.kind != 3 and entry.kind is not None,
        by_closure({"stash"}),
        partial(lambda kind, entry: entry.kind == kind, "stash"),
    ],
)
def test_kinds_that_there_are_may_be_asked_for_in_many_ways(predicate: Predicate) -> None:
    assert judged(never(predicate)).verdict == BROKEN


def test_every_kind_may_be_asked_for() -> None:
    for kind in KINDS:
        judged(never(lambda entry: entry.kind == kind and entry.kind in KINDS))  # noqa: B023


class Names(StrEnum):
    STASH = "stahs"


@pytest.mark.parametrize(
    "predicate",
    [
        lambda entry: str(entry.kind) == "stahs",
        lambda entry: f"{entry.kind}" in {"stahs"},
        lambda entry: entry.kind.startswith("stah"),
        lambda entry: Names.STASH == entry.kind,  # noqa: SIM300
        lambda entry: entry.element == 99 and entry.kind == "stahs",
    ],
)
def test_what_is_made_of_a_kind_is_a_text_like_any_other(predicate: Predicate) -> None:
    """What docs/proofs.md says is not noticed: a reader of the page must not rely on more."""
    assert judged(never(predicate)).verdict == PROVED


# --- details ----------------------------------------------------------------------------------------------------------


def details_of_a_stash(read: Callable[[Mapping[str, Any]], object]) -> Predicate:
    return lambda entry: entry.kind == "stash" and bool(read(entry.details))


def who_catches_a_key(entry: Entry) -> bool:
    try:
        return entry.kind == "stash" and bool(entry.details["vlaue"])
    except KeyError:
        return False


@pytest.mark.parametrize(
    "predicate",
    [
        details_of_a_stash(lambda details: details["vlaue"]),
        details_of_a_stash(lambda details: details.get("vlaue")),
        details_of_a_stash(lambda details: details.get("vlaue", "No")),
        details_of_a_stash(lambda details: "vlaue" in details),
        who_catches_a_key,
    ],
)
def test_a_misspelt_detail_is_an_error_that_names_the_nearest_of_its_kind(predicate: Predicate) -> None:
    told = mistake(never(predicate, name="mine"))
    assert told.startswith('the predicate of mine: an entry "stash" has no detail "vlaue"; did you mean "value"? (at ')


def who_looks_for_the_value(entry: Entry) -> bool:
    try:
        return bool(entry.details["value"] == "No")
    except KeyError:
        return False


def test_a_detail_of_another_kind() -> None:
    told = mistake(never(lambda entry: entry.details["value"] == "No", name="mine"))
    assert 'no detail "value"; it has "reason"; look at entry.kind first' in told or 'it has "by"; look at' in told
    assert judged(never(lambda entry: entry.details.get("value") == "No")).verdict == BROKEN
    assert judged(never(lambda entry: "value" in entry.details)).verdict == BROKEN
    assert judged(never(who_looks_for_the_value)).verdict == BROKEN


def test_either_predicate_may_miss_something() -> None:
    happens: Predicate = lambda entry: entry.kind == "stash"  # noqa: E731
    late: Predicate = lambda entry: entry.at_ms > 5  # noqa: E731
    for prop in (
        leads_to(late, happens),
        leads_to(happens, lambda entry: (entry.kind == "sms" and late(entry)) or late(entry)),
    ):
        assert re.match("it asks for the at_ms of '[a-z ]+', which is not known before a call", judged(prop).because)


def test_how_far_a_prompt_was_heard_no_search_knows() -> None:
    heard = judged(never(lambda entry: entry.kind == "cut" and entry.details["heard"].startswith("Hello")))
    assert (heard.verdict, heard.because) == (
        UNDECIDED,
        "it asks for the heard of 'cut', which is not known before a call",
    )
    assert judged(never(lambda entry: "Hello" in entry.details.get("heard", ""))).verdict == UNDECIDED
    call = Call(PLAN)
    call.answer()
    call.press("1", at_ms=1500)
    judges = never(lambda entry: entry.kind == "cut" and entry.details["heard"].startswith("Hello")).judges
    assert judges is not None
    assert judges(call.transcript())


@pytest.mark.parametrize("make", [never, always, eventually, lambda each: leads_to(lambda entry: True, each)])
def test_what_hangs_on_the_time_alone_is_never_decided(make: Callable[[Predicate], Property]) -> None:
    """At every moment 0 ms or more have gone by. No search knows that, and none may say that it is not so."""
    assert judged(make(lambda entry: entry.at_ms >= 0)).verdict == UNDECIDED


# --- predicates that do what they should not --------------------------------------------------------------------------


def raises_deep_down(entry: Entry) -> bool:
    def inner() -> bool:
        raise ValueError("no good")

    return inner()


def raises_what_has_no_text(entry: Entry) -> bool:
    class OddError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    raise OddError


def goes_round(entry: Entry) -> bool:
    return goes_round(entry)


def leaves(entry: Entry) -> bool:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("predicate", "story"),
    [
        (raises_deep_down, r"raised ValueError: no good \(at .*test_predicates.py:\d+, called from .*py:\d+\), asked"),
        (raises_what_has_no_text, r"raised OddError: \(a OddError that cannot be shown\) \(at"),
        (goes_round, r"raised RecursionError: maximum recursion depth exceeded.* \(at"),
        (leaves, r"raised SystemExit: 3 \(at"),
        (lambda entry: entry.knid == "stash", r"raised AttributeError: .* no attribute 'knid'"),
        (lambda entry: entry.details["value"]["x"], r"an entry .* has no detail .value.; .*; look at entry.kind first"),
        (lambda entry: entry.says(3), "raised TypeError"),
        (lambda entry: entry.says, "its answer is a method, which is always true: it has to be called"),
        (
            lambda entry: (each for each in ()),
            r"its answer is a generator, .*: it has to be called \(at .*py:\d+\)",
        ),
        (lambda entry: filter(None, ()), "its answer is a filter, which is always true"),
    ],
)
def test_what_goes_wrong_is_told_with_the_line_and_the_kind(predicate: Predicate, story: str) -> None:
    for prop in (never(predicate, name="mine"), always(predicate, name="mine")):
        with pytest.raises(PredicateError, match=f"the predicate of mine:? ?{story}") as failed:
            judged(prop)
        assert str(failed.value).endswith('"')
        assert (failed.value.__cause__, failed.value.__suppress_context__) == (None, True)


def test_ctrl_c_is_no_mistake_of_a_predicate() -> None:
    def interrupted(entry: Entry) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(never(interrupted))


@pytest.mark.parametrize(
    ("answer", "verdict"), [(1, BROKEN), ("no", BROKEN), ([3], BROKEN), (0, PROVED), ("", PROVED), ([], PROVED)]
)
def test_an_answer_counts_as_python_counts_it(answer: Any, verdict: str) -> None:
    assert judged(never(lambda entry: answer)).verdict == verdict
    assert judged(always(lambda entry: not answer)).verdict == verdict


def test_a_search_for_words_answers_as_it_does_everywhere() -> None:
    assert judged(never(lambda entry: re.search("friend", entry.details.get("text", "")))).verdict == BROKEN  # type: ignore[arg-type,return-value]
    assert judged(never(lambda entry: re.search("enemy", entry.details.get("text", "")))).verdict == PROVED  # type: ignore[arg-type,return-value]


def test_what_a_predicate_changes_and_keeps_no_other_one_sees() -> None:
    kept: list[Entry] = []

    def spoils(entry: Entry) -> bool:
        kept.append(entry)
        entry.details.clear()
        entry.details["value"] = "spoilt"
        return entry.kind == "stash"

    plain = leads_to(lambda entry: entry.kind == "stash", lambda entry: entry.details.get("value") == "No")
    spoilt = leads_to(spoils, lambda entry: entry.kind == "stash" and entry.details["value"] == "No")
    assert judged(plain).verdict == judged(spoilt).verdict == PROVED
    assert judged(never(lambda entry: entry.details.get("value") == "spoilt")).verdict == PROVED
    assert kept
    assert all(each.details == {"value": "spoilt"} for each in kept)


def test_what_a_predicate_asks_for_in_vain_stays_unanswered_where_it_catches_that() -> None:
    plan = Dialplan()[Say("Hello ${contact.firstName}."), Hangup()]

    def catches(entry: Entry) -> bool:
        try:
            return "Bob" in entry.details.get("text", "")
        except BaseException:  # noqa: BLE001
            return False

    assert judged(never(catches), plan).verdict == UNDECIDED


# --- at the door ------------------------------------------------------------------------------------------------------


def forgets_to_answer(entry: Entry) -> bool:  # type: ignore[return]
    entry.kind == "stash"  # noqa: B015


def forgets_it_in_the_end(entry: Entry) -> bool:  # type: ignore[return]
    if entry.kind == "stash":
        return None  # type: ignore[return-value]


def yields(entry: Entry) -> Any:
    yield entry.kind == "stash"


async def waits(entry: Entry) -> bool:
    return entry.kind == "stash"


@pytest.mark.parametrize(
    ("given", "story"),
    [
        ("stash", "takes a function of an entry, for example .*; not 'stash'"),
        (True, "takes a function of an entry, for example .*; not True"),
        (never(lambda entry: False), r"takes a function of an entry, for example .*; not OwnProperty\("),
        (lambda: True, "takes a function of one entry, .*; <lambda> takes something else"),
        (lambda entry, other: True, "takes a function of one entry"),
        (forgets_to_answer, "forgets_to_answer returns nothing: add `return`"),
        (forgets_it_in_the_end, "forgets_it_in_the_end returns nothing: add `return`"),
        (lambda entry: None, "<lambda> returns nothing"),
        (yields, "yields is asynchronous, or yields"),
        (waits, "waits is asynchronous, or yields"),
    ],
)
@pytest.mark.parametrize(
    "make",
    [never, always, eventually, lambda each: leads_to(each, lambda entry: True), lambda each: leads_to(bool, each)],
)
def test_what_is_no_predicate_is_refused(make: Callable[[Any], Property], given: Any, story: str) -> None:
    with pytest.raises(PredicateError, match=story):
        make(given)


@pytest.mark.parametrize(
    "given",
    [
        bool,
        all,
        partial(lambda other, entry: True, 3),
        lambda entry, other=1: True,
        lambda entry: entry.kind == "sms" or None,
        lambda entry: entry.kind and None,
        lambda entry: True if entry.kind == "sms" else None,
    ],
)
def test_what_can_be_asked_is_taken(given: Any) -> None:
    assert never(given).name


@pytest.mark.parametrize("make", [never, always, eventually, partial(leads_to, lambda entry: True)])
def test_parameters_are_looked_at_when_they_are_given(make: Any) -> None:
    word = make.func.__name__ if isinstance(make, partial) else make.__name__
    for given, story in (
        ({"callee": "all"}, f'{word}: callee is \'all\'; expected "stays" or "any"'),
        ({"callee": "stay"}, f"{word}: callee is 'stay'; did you mean \"stays\"?"),
        ({"callee": None}, f'{word}: callee is None; expected "stays" or "any"'),
        ({"level": "fatal"}, f'{word}: level is \'fatal\'; expected "error", "warning" or "note"'),
        ({"level": "warn"}, f"{word}: level is 'warn'; did you mean \"warning\"?"),
        ({"level": 1}, f'{word}: level is 1; expected "error", "warning" or "note"'),
        ({"says": 3}, f"{word}: says is 3; expected a text"),
        ({"name": None}, f"{word}: name is None; expected a text"),
    ):
        with pytest.raises(IvrError, match=f"^{re.escape(story)}$"):
            make(lambda entry: True, **given)


def test_a_level_is_that_of_the_verdict() -> None:
    for level in (ERROR, WARNING, NOTE):
        prop = never(stashes, level=level)
        (renamed,) = properties_in([("other", prop)])
        assert [judged(each).level for each in (prop, renamed)] == [level, level]
    assert judged(never(stashes)).level == ERROR


# --- whose calls count ------------------------------------------------------------------------------------------------

SWALLOWS = Dialplan()[
    Menu("m", max_digits=1, timeout_ms=2000)[Say("Press 1."), Keypress("1")[Say("Bye.")], NoInput()[Say("Bye.")]]
]


def test_never_and_always_count_every_call_or_those_of_people_who_stay() -> None:
    for predicate in (
        lambda entry: entry.kind == "cut",
        lambda entry: entry.kind == "callee hung up",
        lambda entry: entry.kind == "unanswered",
        lambda entry: entry.kind == "answered" and entry.details["by"] == "machine",
    ):
        for make in (never, lambda each, **rest: always(lambda entry: not each(entry), **rest)):
            assert judged(make(predicate), SWALLOWS).verdict == BROKEN
            assert judged(make(predicate, callee="any"), SWALLOWS).verdict == BROKEN
            assert judged(make(predicate, callee="stays"), SWALLOWS).verdict == PROVED
    said = judged(never(lambda entry: entry.kind == "prompt" and entry.says("Bye"), callee="stays"), SWALLOWS)
    assert said.verdict == BROKEN
    assert not {"cut", "callee hung up"} & {entry.kind for entry in said.witnesses[0].transcript}


def test_eventually_and_leads_to_count_people_who_stay_or_any() -> None:
    bye: Predicate = lambda entry: entry.kind == "prompt" and entry.says("Bye")  # noqa: E731
    plan = Dialplan()[
        Menu("m", max_digits=1, timeout_ms=2000)[
            Say("Press 1."), Keypress("1")[Say("Bye.")], NoInput()[Say("Bye.")], NoMatch()[Say("Bye.")]
        ]
    ]
    assert judged(eventually(bye), plan).verdict == PROVED
    assert judged(eventually(bye, callee="any"), plan).verdict == BROKEN
    answered: Predicate = lambda entry: entry.kind == "answered"  # noqa: E731
    assert judged(leads_to(answered, bye), plan).verdict == PROVED
    assert judged(leads_to(answered, bye, callee="any"), plan).verdict == BROKEN


def test_a_claim_about_people_who_stay_is_broken_by_none_that_was_made_up() -> None:
    """Where a search was told what comes of a test, the call that is played may go another way than it did."""
    plan = Dialplan()[
        If("'${contact.firstName}'.length == 3")[
            Menu("m", max_digits=1, timeout_ms=2000)[Say("Press 1."), Keypress("1")[Sms("Hi", to="2135550100")]]
        ],
        Hangup(),
    ]
    sms: Predicate = lambda entry: entry.kind == "sms"  # noqa: E731
    leaves: Predicate = lambda entry: entry.kind == "callee hung up"  # noqa: E731
    found = judged(never(sms, callee="stays"), plan)
    assert (found.verdict, judged(never(sms), plan).verdict) == (BROKEN, BROKEN)
    assert [entry.kind for entry in found.witnesses[0].transcript if entry.kind in ("sms", "cut")] == ["sms"]
    assert judged(never(leaves, callee="stays"), plan).verdict == PROVED
    assert judged(never(leaves), plan).verdict == BROKEN


# --- names ------------------------------------------------------------------------------------------------------------


def stashes(entry: Entry) -> bool:
    return entry.kind == "stash"


def test_a_property_is_called_as_its_variable_unless_it_has_a_name() -> None:
    module = {
        "no_stash": never(stashes),
        "no_stash_at_all": never(stashes, says="nothing is stashed"),
        "_private": eventually(lambda entry: entry.kind == "sms"),
        "other": always(stashes, name="mine"),
        "leads": leads_to(stashes, stashes),
        "stashes": stashes,
        "number": 3,
    }
    found = properties_in(module.items())
    assert [(each.name, each.says) for each in found] == [
        ("no-stash", "never: no-stash"),
        ("no-stash-at-all", "nothing is stashed"),
        ("private", "eventually: private"),
        ("mine", "always: mine"),
        ("leads", "leads"),
    ]
    assert [judged(each).verdict for each in found] == [BROKEN, BROKEN, BROKEN, BROKEN, PROVED]


def test_one_that_is_no_variable_is_called_as_its_predicate() -> None:
    assert [never(stashes).name, never(lambda entry: True).name] == ["stashes", "never"]
    assert leads_to(stashes, lambda entry: True).name == "stashes-leads-to-effect"
    assert eventually(partial(stashes)).name == "eventually"


def test_mistakes_are_told_by_the_name_that_reports_use() -> None:
    (prop,) = properties_in([("no_stash", never(lambda entry: entry.kind == "stahs"))])
    assert mistake(prop).startswith("the predicate of no-stash: ")


def test_a_kind_of_its_own_is_none_of_a_predicate() -> None:
    with pytest.raises(KindError):
        Call(PLAN).transcript().of_kind("stahs")
    assert judged(never(lambda entry: entry.kind == "sms")).verdict in (PROVED, VACUOUS)


KNOWN_BY_NAME = Dialplan()[Say("Hello ${contact.firstName}, goodbye."), Hangup()]


@pytest.mark.parametrize(
    "taken",
    [
        lambda entry: entry.details.values(),
        lambda entry: [value for _, value in entry.details.items()],
        lambda entry: dict(entry.details).values(),
        lambda entry: {**entry.details}.values(),
        lambda entry: entry.details.copy().values(),
        lambda entry: (entry.details | {}).values(),
        lambda entry: [entry.details["text"]],
        lambda entry: [entry.details.get("text")],
        lambda entry: [str(each) for each in entry.details.values()],
    ],
)
def test_who_takes_what_is_not_known_is_undecided_whatever_he_does_with_it(taken: Any) -> None:
    ours = never(lambda entry: entry.kind == "prompt" and any(type(v) is str and "Bob" in v for v in taken(entry)))
    assert verify(KNOWN_BY_NAME, asked=Asked((ours,))).verdicts[0].verdict == UNDECIDED


def test_functions_of_c_are_told_of_no_stand_in() -> None:
    ours = never(lambda entry: entry.kind == "prompt" and re.search("Bob", entry.details["text"]) is not None)
    assert verify(KNOWN_BY_NAME, asked=Asked((ours,))).verdicts[0].verdict == UNDECIDED
    early = never(lambda entry: type(entry.at_ms) is int and entry.at_ms > 5)
    assert verify(KNOWN_BY_NAME, asked=Asked((early,))).verdicts[0].verdict == UNDECIDED
