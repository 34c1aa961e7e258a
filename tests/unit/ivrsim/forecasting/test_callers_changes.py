"""Other numbers for callers: what tables mean, where numbers are from, and that a model's own text makes it again."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import CallersError
from ivrsim.callers.changes import with_changes
from ivrsim.callers.checks import require_callers
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Interval
from ivrsim.callers.profiles import PROFILES
from ivrsim.callers.toml import as_toml, names_of
from ivrsim.core.events import TRANSFER
from ivrsim.core.parties import PARTIES, VERDICTS
from ivrsim.core.platform import Platform
from tests.sizes import draws

USUAL = usual_callers(Platform())


def changed(**changes: Any) -> Callers:
    return with_changes(USUAL, changes)


# --- what is written means --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "means"),
    [
        (0, 0),
        (1, 1),
        (0.85, 0.85),
        ("85 %", 0.85),
        ("85%", 0.85),
        (" 0.85 ", 0.85),
        ("0.85..0.95", Interval(0.85, 0.95)),
        ("85 % .. 95 %", Interval(0.85, 0.95)),
        ((0.1, 0.2), Interval(0.1, 0.2)),
        (Interval(0, 1), Interval(0, 1)),
        ("1e-05..1", Interval(1e-05, 1)),
        ("0..0", Interval(0, 0)),
        ("12.5 %", 0.125),
        ("0.3 %", 0.003),
    ],
)
def test_shares(written: object, means: object) -> None:
    found = changed(person={"early": written}).person.early
    assert found == means
    assert isinstance(found, Interval) == isinstance(means, Interval)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        (8, {8000: 1.0}),
        (2.5, {2500: 1.0}),
        ("8", {8000: 1.0}),
        (0, {0: 1.0}),
        (3600, {3_600_000: 1.0}),
        ("0.1..0.4", {100: 0.25, 200: 0.25, 300: 0.25, 400: 0.25}),
        ("2..2", {2000: 1.0}),
        ({"3": 0.4, "5.5": "60 %"}, {3000: 0.4, 5500: 0.6}),
        ({3: 0.4, 5.5: "rest"}, {3000: 0.4, 5500: 0.6}),
        ({"0.001": 1}, {1: 1}),
        ({"source": "a stop watch", "1": 1}, {1000: 1}),
    ],
)
def test_laws(written: object, means: dict[int, float]) -> None:
    assert changed(mailbox={"greeting_s": written}).mailbox.greeting_ms == pytest.approx(means)


def test_a_law_goes_in_the_steps_of_its_file() -> None:
    assert len(changed(step_ms=1000, mailbox={"greeting_s": "2..20"}).mailbox.greeting_ms) == 19
    assert len(with_changes(USUAL, {"mailbox": {"greeting_s": "2..20"}, "step_ms": 500}).mailbox.greeting_ms) == 37


def test_rest_is_what_others_leave() -> None:
    assert changed(parties={"person": "70 %", "mailbox": "rest"}).parties == pytest.approx(
        {"person": 0.7, "mailbox": 0.3}
    )
    found = changed(parties={"person": "0.6..0.7", "mailbox": 0.2, "fax": "rest"}).parties["fax"]
    assert isinstance(found, Interval)
    assert tuple(found) == pytest.approx((0.1, 0.2))
    assert changed(parties={"person": 1, "fax": "rest"}).parties["fax"] == 0
    assert changed(parties={"person": "rest"}).parties["person"] == 1
    without_noise = changed(parties={"person": 0.55, "mailbox": 0.35, "screening": 0.06, "silence": "rest"}).parties
    assert without_noise["silence"] == 0.04, "1 - 0.55 - 0.35 - 0.06 is 0.040000000000000036"
    assert changed(values={"x": {"rest": 0.4, "other": "rest"}}).values["x"] == pytest.approx(
        {"rest": 0.4, "other": 0.6}
    )


def test_single_ones_are_as_all_others_where_nothing_is_said() -> None:
    callers = changed(
        menu={"silence": 1, "again": {"wrong": 1}},
        menus={"a": {"again": {"1": 1}}, "b": {"2": 1}},
        transfers={"sales": {"talks_s": 30}},
    )
    menus = callers.person.menus
    assert (menus["a"].shares, menus["a"].again) == ({"silence": 1}, {"1": 1})
    assert (menus["b"].shares, menus["b"].again) == ({"2": 1}, None)
    sales = callers.transfers["sales"]
    assert sales == callers.transfers[""]._replace(talks_ms={30_000: 1.0})
    assert {"transfers.sales", "transfers.sales.rings_s"} <= set(callers.assumed)
    assert "transfers.sales.talks_s" not in callers.assumed
    assert callers.sources["menus.a"] == "given, no source"  # as that of [menu]


def test_a_profile_holds_but_for_what_is_said() -> None:
    callers = changed(detector={"profile": "callfire-2008", "mailbox": {"machine": "92 %", "person": "rest"}})
    assert callers.detector["person"] == PROFILES["callfire-2008"].detector["person"]
    assert callers.detector["mailbox"].shares == pytest.approx({"machine": 0.92, "person": 0.08})
    assert "detector.mailbox" not in callers.assumed
    assert changed(detector={"profile": "asterisk"}).detector == PROFILES["asterisk"].detector


def test_newer_replies_come_first() -> None:
    first = changed(replies={"*": {"texts": {"no": 1}}})
    assert first.replies["*"].after_ms == {500: 1.0}
    assert {name for name in first.assumed if name.startswith("replies")} == {'replies."*".after_s'}
    second = with_changes(
        first, {"replies": {"*/balance*": {"texts": {"12.50": 0.9, "no reply": "rest"}, "after_s": 2}}}
    )
    assert list(second.replies) == ["*/balance*", "*"]
    assert list(with_changes(USUAL, tomllib.loads(as_toml(second))).replies) == ["*/balance*", "*"]


def test_a_price_of_minutes_is_that_of_transfers_until_somebody_says_another() -> None:
    callers = changed(price={"a_minute": 0.05})
    assert callers.price == USUAL.price._replace(a_minute=0.05, transfer_a_minute=0.05)
    assert "price.transfer_a_minute" in callers.assumed
    both = changed(price={"a_minute": 0.05, "transfer_a_minute": 0.02})
    assert both.price.transfer_a_minute == 0.02
    assert with_changes(both, {"price": {"a_minute": 0.07}}).price.transfer_a_minute == 0.02


# --- sources ----------------------------------------------------------------------------------------------------------


def test_sources() -> None:
    callers = with_changes(
        USUAL,
        {
            "source": "all",
            "step_ms": 50,
            "person": {"source": "two afternoons", "early": 0.2, "reaction_s": {"source": "a stop watch", "2": 1}},
            "menus": {"source": "logs", "main": {"1": 1, "again": {"2": 1}}},
            "mailbox": {"beep": 1},
            "values": {"x": {"source": 0.5, "other": 0.5}},
            "sources": {"mailbox.beep": "by ear", "assumed": ["step_ms"], "partly_assumed": ["person.early"]},
        },
    )
    told = {name: source for name, source in callers.sources.items() if USUAL.sources.get(name) != source}
    assert told == {
        "": "all",
        "person.early": "two afternoons",
        "person.reaction_s": "a stop watch",
        "menus.main": "logs",
        "menus.main.again": "logs",
        "mailbox.beep": "by ear",
        "values.x": "all",
    }
    assert {"step_ms", "person.early"} <= set(callers.assumed)
    assert set(USUAL.assumed) - set(callers.assumed) == {"mailbox.beep", "person.reaction_s"}
    assert list(callers.assumed) == sorted(set(callers.assumed))
    for more in ({}, {"person": {"early": 0.3}}, {"source": "others", "mailbox": {"greeting_s": 3}}):
        twice = with_changes(callers, more)
        assert with_changes(USUAL, tomllib.loads(as_toml(twice))) == twice


def test_numbers_without_a_source_say_so() -> None:
    assert changed(person={"early": 0.2}).sources["person.early"] == "given, no source"
    found = with_changes(USUAL, {"person": {"early": 0.2}}, unsourced="your file, no source")
    assert found.sources["person.early"] == "your file, no source"


# --- the text of a model ----------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
NUMBERS = st.one_of(st.floats(0, 1), st.sampled_from([0, 1, 0.5, 5e-324, 1e-05, 0.1 + 0.2]))
SHARE = st.one_of(NUMBERS, st.tuples(NUMBERS, NUMBERS).map(lambda pair: Interval(*sorted(pair))))
SOURCE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(lambda text: f"of {text}")


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[Any], *, known: bool = False) -> dict[Any, Any]:
    """Shares that add up to 1, of which some may be bounds."""
    chosen = draw(st.lists(words, min_size=1, max_size=5, unique_by=str))
    weights = draw(st.lists(st.integers(0, 9), min_size=len(chosen), max_size=len(chosen)))
    weights[0] += 1
    shares = [weight / sum(weights) for weight in weights]
    wide = [not known and draw(st.integers(0, 5)) == 0 for _ in chosen]
    return {
        word: Interval(share / 2, min(share * 1.5, 1)) if is_wide else share
        for word, share, is_wide in zip(chosen, shares, wide, strict=True)
    }


def times(most: int = 3_600_000) -> st.SearchStrategy[Any]:
    points = st.one_of(st.integers(0, most), st.integers(0, most // 1000).map(lambda each: each * 1000))
    ranges = st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: f"{pair[0]}..{sum(pair)}")
    return st.one_of(ranges, tables(points.map(lambda ms: ms / 1000), known=True))


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A section with some of its keys."""
    return st.fixed_dictionaries({}, optional={**keys, "source": SOURCE}).filter(lambda table: set(table) - {"source"})


def of(*words: str) -> st.SearchStrategy[dict[str, Any]]:
    return tables(st.sampled_from(words))


KEYS = tables(
    st.one_of(
        st.sampled_from(["silence", "wrong", "offered", "repeat"]), st.from_regex(r"[0-9*#]{1,4}", fullmatch=True)
    )
)
MENU = st.builds(lambda shares, again: {**shares, **again}, KEYS, st.one_of(st.just({}), st.builds(dict, again=KEYS)))
TRANSFER_ = st.builds(
    lambda shares, rest: {**shares, **rest},
    of(*TRANSFER),
    st.one_of(st.just({}), some(rings_s=times(), talks_s=times())),
)
VERDICT = st.builds(
    lambda shares, times_: {**shares, "after_s": times_},
    of(*VERDICTS),
    st.dictionaries(st.sampled_from([*VERDICTS]), st.one_of(times(), st.just("platform")), min_size=1),
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "source": SOURCE,
        "step_ms": st.sampled_from([1000, 500, 100, 20]),
        "reach": of("answered", "busy", "no answer"),
        "rings_s": some(answered=times(), **{"no answer": times()}),
        "parties": of(*PARTIES),
        "detector": st.one_of(
            st.sampled_from([*PROFILES]),
            st.dictionaries(st.sampled_from([*PARTIES]), VERDICT, min_size=1),
            st.fixed_dictionaries({"profile": st.sampled_from([*PROFILES]), "fax": VERDICT}),
        ),
        "mailbox": some(greeting_s=times(), beep=SHARE, full_after_s=st.one_of(times(), st.just("never"))),
        "person": some(
            hangs_up_silent=NUMBERS,
            early=SHARE,
            key_gap_s=st.integers(0, 3_600_000).map(lambda ms: ms / 1000),
            ends_recording=of("#", "hang up", "silence"),
            speaks_s=times(),
        ),
        "menu": MENU,
        "menus": st.dictionaries(NAMES, MENU, min_size=1, max_size=3),
        "transfer": TRANSFER_,
        "transfers": st.dictionaries(NAMES, TRANSFER_, min_size=1, max_size=3),
        "replies": st.dictionaries(
            NAMES, some(texts=tables(NAMES), after_s=times()).filter(lambda it: "texts" in it), min_size=1, max_size=3
        ),
        "values": st.dictionaries(NAMES, tables(NAMES), min_size=1, max_size=3),
        "letters": st.dictionaries(NAMES, tables(st.integers(0, 10_000), known=True), min_size=1, max_size=3),
        "at": tables(st.datetimes().map(lambda moment: moment.isoformat(" ", "minutes")), known=True),
        "price": some(
            a_minute=st.floats(0, 1e6), step_s=st.integers(0, 3600), currency=st.sampled_from(["USD", "€", "a b"])
        ),
    },
)


@draws(30)
@given(CHANGES)
def test_the_text_of_a_model_makes_it_again(changes: dict[str, Any]) -> None:
    callers = with_changes(USUAL, changes)
    other = usual_callers(Platform().with_quirks(greeting_ms=1000, key_gap_ms=70))
    text = as_toml(callers)
    again = with_changes(other, tomllib.loads(text))
    assert again == callers
    assert as_toml(again) == text
    assert names_of(again) == names_of(callers)
    assert set(names_of(callers)) <= {*callers.sources, *callers.assumed}


@draws(30)
@given(CHANGES)
def test_what_is_not_changed_stays(changes: dict[str, Any]) -> None:
    callers = with_changes(USUAL, changes)
    fields = {"rings_s": "rings_ms", "menu": "person", "menus": "person", "transfer": "transfers", "source": "sources"}
    touched = {fields.get(key, key) for key in changes} | {"sources", "assumed"}
    assert {field for field in Callers._fields if getattr(callers, field) != getattr(USUAL, field)} <= touched


def test_a_model_made_by_hand_lists_all_as_assumed() -> None:
    bare = USUAL._replace(sources={}, assumed=())
    again = with_changes(USUAL, tomllib.loads(as_toml(bare)))
    assert again.sources == {}
    assert set(again.assumed) == set(names_of(bare))
    assert again._replace(assumed=()) == bare


@draws(50)
@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.text(max_size=5),
            st.datetimes(),
            st.builds(lambda: 10**5000),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.one_of(
                    st.sampled_from(
                        [
                            "person",
                            "early",
                            "menus",
                            "menu",
                            "source",
                            "sources",
                            "assumed",
                            "detector",
                            "after_s",
                            "values",
                            "at",
                            "replies",
                            "texts",
                            "price",
                            "step_ms",
                            "mailbox",
                            "greeting_s",
                            "1",
                            "profile",
                        ]
                    ),
                    st.text(max_size=3),
                    st.integers(0, 9),
                ),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=12,
    )
)
def test_odd_tables_are_refused_in_our_words_or_taken(odd: Any) -> None:
    callers, told = USUAL, "it is taken"
    try:
        callers = with_changes(USUAL, odd)
    except CallersError as error:
        told = str(error)
    assert 5 < len(told.encode()) < 1500
    require_callers(callers)
    assert with_changes(USUAL, tomllib.loads(as_toml(callers))) == callers
