"""Other numbers of a model of callers, what they move, and what-if tables."""

import pickle
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from math import inf

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import ArgumentError, CallersError
from ivrsim.callers.adjustments import scaled, settable, with_value, with_values
from ivrsim.callers.checks import require_callers
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Interval, Keys
from ivrsim.callers.variations import variations
from ivrsim.chains.quantity import Between, exactly
from ivrsim.core.platform import Platform
from ivrsim.forecasting.sensitivity.influences import Influence, influences, influences_on, moves_of
from ivrsim.forecasting.sensitivity.whatif import Axis, axis_of, what_if
from tests.sizes import draws

CALLERS = usual_callers(Platform())
MAIN = CALLERS._replace(
    person=CALLERS.person._replace(
        menus={
            "": CALLERS.person.menus[""],
            "main": Keys({"1": 0.5, "2": 0.2, "silence": 0.3}, {"1": 1.0}),
        }
    ),
    values={"contact.language": {"en": Interval(0.6, 0.9), "other": Interval(0.1, 0.4)}},
)


def figures(callers: Callers) -> Mapping[str, Between]:
    """Some figures of a model, none of which needs a plan."""
    mailbox, early = callers.parties["mailbox"], callers.person.early
    assert isinstance(mailbox, float)
    assert isinstance(early, float)
    reaction = sum(ms * share for ms, share in callers.person.reaction_ms.items())
    return {
        "mailboxes": exactly(mailbox),
        "reaction": Between(reaction * (1 - early), reaction),
        "hang-ups": exactly(inf if callers.person.hangs_up_silent > 0.05 else 1.0),
        "nothing": exactly(3.0),
    }


# --- other numbers --------------------------------------------------------------------------------------------------


def test_a_number_is_set_by_its_name() -> None:
    assert with_value(CALLERS, "person.early", 0.1).person.early == 0.1
    assert with_value(CALLERS, "person.early", "10 %").person.early == pytest.approx(0.1)
    assert with_value(CALLERS, "person.early", "0.1..0.2").person.early == Interval(0.1, 0.2)
    assert with_value(CALLERS, "person.reaction_s", "2").person.reaction_ms == {2000: 1.0}
    assert with_value(CALLERS, "person.key_gap_s", 0.7).person.key_gap_ms == 700
    assert with_value(CALLERS, "price.a_minute", "0.05").price.a_minute == 0.05
    assert with_value(CALLERS, "price.step_s", "0").price.step_s == 0
    assert with_value(CALLERS, "step_ms", "50").step_ms == 50


def test_the_other_shares_are_scaled() -> None:
    parties = with_value(CALLERS, "parties.mailbox", 0.5).parties
    assert parties["mailbox"] == 0.5
    assert sum(parties.values()) == pytest.approx(1.0)
    assert parties["person"] == pytest.approx(CALLERS.parties["person"] / 0.75 * 0.5)
    assert parties["fax"] / parties["person"] == pytest.approx(CALLERS.parties["fax"] / CALLERS.parties["person"])


def test_shares_that_are_set_together_are_both_what_they_are_set_to() -> None:
    parties = with_values(CALLERS, {"parties.person": 0.5, "parties.mailbox": "0.3"}).parties
    assert (parties["person"], parties["mailbox"]) == (0.5, 0.3)
    assert sum(parties.values()) == pytest.approx(1.0)


def test_a_share_of_all_takes_all_others_away() -> None:
    parties = with_value(CALLERS, "parties.person", 1).parties
    assert set(parties.values()) == {0.0, 1.0}
    with pytest.raises(CallersError, match=r'nothing beside "person" that could take the rest of 0\.1; set it, too'):
        with_value(CALLERS._replace(parties=parties), "parties.person", 0.9)


def test_shares_between_bounds_leave_the_others_between_bounds() -> None:
    parties = with_value(CALLERS, "parties.mailbox", "0.2..0.4").parties
    assert parties["mailbox"] == Interval(0.2, 0.4)
    person = parties["person"]
    assert isinstance(person, Interval)
    assert person.low == pytest.approx(0.66 / 0.75 * 0.6)
    assert person.high == pytest.approx(0.66 / 0.75 * 0.8)
    language = with_value(MAIN, 'values."contact.language".en', 0.5).values["contact.language"]
    assert language["en"] == 0.5
    other = language["other"]
    assert isinstance(other, Interval)
    assert other.low <= 0.5 <= other.high


def test_menus_have_names_of_their_own() -> None:
    changed = with_value(MAIN, "menus.main.1", 0.8).person.menus["main"]
    assert changed.shares["1"] == 0.8
    assert changed.shares["silence"] == pytest.approx(0.3 / 0.5 * 0.2)
    assert changed.again == {"1": 1.0}
    again = with_value(MAIN, "menus.main.again.2", 0.25).person.menus["main"].again
    assert again == {"1": 0.75, "2": 0.25}
    assert with_value(MAIN, "menu.silence", 0.5).person.menus[""].shares["silence"] == 0.5


def test_a_menu_or_transfer_without_numbers_gets_those_of_all_others() -> None:
    changed = with_value(CALLERS, "menus.pay.silence", 0.5)
    assert changed.person.menus["pay"].shares["silence"] == 0.5
    assert changed.person.menus[""] == CALLERS.person.menus[""]
    transfers = with_value(CALLERS, "transfers.desk.answered", 0.4).transfers["desk"]
    assert transfers.shares["answered"] == 0.4
    assert transfers.talks_ms == CALLERS.transfers[""].talks_ms


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("person.erly", 0.1, "have no number 'person.erly'; did you mean \"person.early\" or"),
        ("parties.mailbx", 0.1, 'did you mean "parties.mailbox" or'),
        ("person", 0.1, "have no number 'person'; names are those of a file"),
        ("", 0.1, "have no number ''"),
        (".", 0.1, "have no number '.'"),
        ("parties.", 0.1, "have no number 'parties.'"),
        ('values."x', 0.1, "have no number"),
        ("price.currency", "EUR", "have no number 'price.currency'"),
        ("replies.hook.texts.yes", 0.1, "have no number"),
        (7, 0.1, "have no number 7"),
        ("person.early", 1.5, "person.early is 1.5; expected a share"),
        ("person.early", "much", "person.early is 'much'; expected a share"),
        ("person.early", float("nan"), "person.early is nan"),
        ("person.hangs_up_silent", "0.1..0.2", "person.hangs_up_silent is"),
        ("parties.mailbox", -0.1, "parties.mailbox is -0.1; expected a share"),
        ("parties", "0.5", "parties is '0.5'; expected a table of shares"),
        ("price.a_minute", "cheap", "price.a_minute is 'cheap'; expected an amount"),
        ("step_ms", "0", "step_ms is 0; expected whole ms"),
        ("person.reaction_s", "-1", "person.reaction_s is '-1'; expected a number of seconds"),
        ("menu.Q", 0.1, "menu has 'Q'; expected keys"),
    ],
)
def test_what_cannot_be_set_is_refused(name: str, value: object, says: str) -> None:
    with pytest.raises(CallersError) as told:
        with_value(CALLERS, name, value)
    assert says in str(told.value)


def test_shares_that_are_more_than_all_are_refused() -> None:
    with pytest.raises(CallersError, match=r'parties has "person" and "mailbox" set to 1.2 in all; expected 1 at most'):
        with_values(CALLERS, {"parties.person": 0.8, "parties.mailbox": 0.4})


def test_whatever_can_be_set_can_be_set_by_that_name() -> None:
    for name in settable(MAIN):
        assert isinstance(with_value(MAIN, name, 1), Callers), name


SHARES = st.integers(0, 20).map(lambda number: number / 20)


@given(st.lists(SHARES, min_size=2, max_size=6).filter(lambda shares: sum(shares) > 0), SHARES, SHARES)
@draws(100)
def test_scaled_shares_add_up(shares: list[float], low: float, high: float) -> None:
    low, high = sorted((low, high))
    table = {str(number): share / sum(shares) for number, share in enumerate(shares)}
    fixed = low if low == high else Interval(low, high)
    try:
        found = scaled(("parties",), table, {"0": fixed})
    except CallersError:
        assert sum(shares[1:]) == 0
        return
    lows = [each.low if isinstance(each, Interval) else each for each in found.values()]
    highs = [each.high if isinstance(each, Interval) else each for each in found.values()]
    assert found["0"] == fixed
    assert list(found) == list(table)
    assert sum(lows) <= 1 + 1e-9
    assert sum(highs) >= 1 - 1e-9
    assert all(0 <= one <= other <= 1 for one, other in zip(lows, highs, strict=True))


# --- what matters most ----------------------------------------------------------------------------------------------


def test_every_number_that_is_an_estimate_is_varied_and_every_model_can_be_one() -> None:
    tried = {each.name: each for each in variations(MAIN)}
    for each in tried.values():
        assert each.models, each.name
        for model in each.models:
            require_callers(model)
            assert model != MAIN, each.name
    left_out = {name for name in settable(MAIN) if name not in tried}
    for name in left_out:  # shares of what is not there, or of all there is
        assert name in ("step_ms", "price.step_s") or "after_s" in name or _share(MAIN, name) in (0.0, 1.0), name


def _share(callers: Callers, name: str) -> float:
    """A share of the tables of `MAIN`, by its name; 0 for a word that is not there."""
    first, *rest = name.split(".")
    tables: dict[str, Mapping[str, object]] = {
        "parties": callers.parties,
        "detector": callers.detector[rest[0]].shares if first == "detector" else {},
        "menus": callers.person.menus["main"].again or {},
    }
    return float(tables[first].get(rest[-1], 0.0))  # type: ignore[arg-type]  # none of them is between bounds


def test_how_far_numbers_go() -> None:
    tried = {each.name: each for each in variations(MAIN)}
    assert tried["person.early"].value == "0.3"
    assert tried["person.early"].tried == ("0.25", "0.35")
    assert [model.person.hangs_up_silent for model in tried["person.hangs_up_silent"].models] == [0.015, 0.06]
    assert tried["parties.fax"].tried == ("0.0", "0.06")
    english = tried['values."contact.language".en']
    assert (english.value, english.tried) == ('"0.6..0.9"', ("0.6", "0.9"))
    assert [sum(model.parties.values()) for model in tried["parties.fax"].models] == pytest.approx([1.0, 1.0])
    greeting = tried["mailbox.greeting_s"]
    mean = [sum(ms * share for ms, share in model.mailbox.greeting_ms.items()) for model in (MAIN, *greeting.models)]
    assert mean[1:] == pytest.approx([mean[0] * 0.8, mean[0] * 1.2], rel=1e-3)
    assert [model.price.a_minute for model in tried["price.a_minute"].models] == [0.8, 1.2]


def test_the_assumption_that_moves_most_stands_first() -> None:
    found = influences(CALLERS, figures)
    names = [each.name for each in found]
    assert set(names[:3]) >= {"person.hangs_up_silent"}
    assert "price.a_minute" not in names
    by_mailbox = influences_on("mailboxes", found)
    assert by_mailbox[0].name == "parties.mailbox"
    assert by_mailbox[0].moves["mailboxes"] == Between(pytest.approx(-0.05), pytest.approx(0.05))
    assert [each.width("mailboxes") for each in by_mailbox] == sorted(
        (each.width("mailboxes") for each in by_mailbox), reverse=True
    )
    assert influences_on("nothing", found) == []
    silent = next(each for each in found if each.name == "person.hangs_up_silent")
    assert silent.moves == {"hang-ups": Between(0.0, inf)}
    assert silent.width("nothing") == 0.0


def test_a_figure_between_bounds_moves_with_the_bound_that_goes_further() -> None:
    found = {each.name: each for each in influences(CALLERS, figures)}
    mean = figures(CALLERS)["reaction"].high
    move = found["person.reaction_s"].moves["reaction"]
    assert move == Between(pytest.approx(-0.2 * mean, rel=1e-3), pytest.approx(0.2 * mean, rel=1e-3))
    assert found["person.early"].moves["reaction"] == Between(pytest.approx(-0.05 * mean), pytest.approx(0.05 * mean))


def test_a_table_moves_what_any_of_its_shares_moves() -> None:
    found = influences(CALLERS, figures)
    moves = moves_of("parties", found)
    assert moves == {"mailboxes": Between(pytest.approx(-0.05), pytest.approx(0.05))}
    assert moves_of("person.early", found) == {
        "reaction": next(e for e in found if e.name == "person.early").moves["reaction"]
    }
    assert moves_of("price.a_minute", found) == {}


def test_any_number_of_workers_finds_the_same() -> None:
    alone = influences(CALLERS, figures)
    with ThreadPoolExecutor(3) as threads:
        assert influences(CALLERS, figures, threads) == alone
    axes = [axis_of("person.early=0.1, 0.3"), axis_of("parties.mailbox=0.2, 0.5")]
    with ProcessPoolExecutor(2) as processes:
        assert what_if(CALLERS, axes, figures, workers=processes) == what_if(CALLERS, axes, figures)
    assert pickle.loads(pickle.dumps(alone)) == alone


def faxes(callers: Callers) -> Mapping[str, Between]:
    """What cannot happen is not told."""
    return {
        party: exactly(share) for party, share in callers.parties.items() if isinstance(share, float) and share > 0.04
    }


def test_a_figure_that_a_model_does_not_have_is_0_there() -> None:
    found = {each.name: each for each in influences(CALLERS, faxes)}
    assert found["parties.screening"].moves["screening"] == Between(pytest.approx(-0.05), pytest.approx(0.05))
    assert found["parties.fax"].moves["fax"] == Between(0.0, pytest.approx(0.06))
    table = what_if(CALLERS, [axis_of("parties.fax=0, 0.5")], faxes)
    assert [row.figures["fax"] for row in table.rows] == [exactly(0.0), exactly(0.5)]
    assert table.base["fax"] == exactly(0.0)


def test_a_model_that_nothing_moves_has_no_influences() -> None:
    assert influences(CALLERS, lambda callers: {"nothing": exactly(inf)}) == []
    assert influences(CALLERS, lambda callers: {}) == []
    assert Influence("a", "a", "1", ("2",), {}).width("b") == 0.0


# --- what if --------------------------------------------------------------------------------------------------------


def test_a_table_of_one_name() -> None:
    table = what_if(CALLERS, [axis_of("parties.mailbox=0.1, 25 %")], figures, ["mailboxes"])
    assert table.axes == (Axis("parties.mailbox", ("0.1", "25 %")),)
    assert table.base == {"mailboxes": exactly(0.25)}
    assert [row.values for row in table.rows] == [("0.1",), ("25 %",)]
    assert [row.figures["mailboxes"] for row in table.rows] == [exactly(0.1), exactly(0.25)]


def shares_of_parties(callers: Callers) -> Mapping[str, Between]:
    return {party: exactly(share) for party, share in callers.parties.items() if isinstance(share, float)}


def test_a_table_of_two_names_of_one_table_of_shares() -> None:
    axes = [axis_of("parties.person=0.4, 0.5"), axis_of("parties.mailbox=0.2,0.3")]
    table = what_if(
        CALLERS, axes, lambda callers: {each: exactly(float(share)) for each, share in callers.parties.items()}
    )
    assert [(row.figures["person"].low, row.figures["mailbox"].low) for row in table.rows] == [
        (0.4, 0.2),
        (0.4, 0.3),
        (0.5, 0.2),
        (0.5, 0.3),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("person.early", "expected a name and its values"),
        ("=0.1", "expected a name and its values"),
        ("person.early=", "expected a name and its values"),
        ("person.early=0.1,,0.2", "expected a name and its values"),
        ("person.early=0.1, 0.1", "0.1 stands there twice"),
    ],
)
def test_texts_that_are_no_axis_are_refused(text: str, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        axis_of(text)


def test_a_name_in_quotes_may_have_what_separates() -> None:
    assert axis_of('values."a=b".en=0.1, 0.2') == Axis('values."a=b".en', ("0.1", "0.2"))


def test_tables_that_cannot_be_made_are_refused() -> None:
    early = axis_of("person.early=0.1, 0.2")
    with pytest.raises(ArgumentError, match="one or two names, not 0"):
        what_if(CALLERS, [], figures)
    with pytest.raises(ArgumentError, match="one or two names, not 3"):
        what_if(CALLERS, [early] * 3, figures)
    with pytest.raises(ArgumentError, match=r"person\.early twice"):
        what_if(CALLERS, [early, early], figures)
    with pytest.raises(ArgumentError, match="name without values"):
        what_if(CALLERS, [Axis("person.early", ())], figures)
    with pytest.raises(ArgumentError, match='no figure "mailbox"; did you mean "mailboxes"'):
        what_if(CALLERS, [early], figures, ["mailbox"])
    with pytest.raises(CallersError, match="did you mean"):
        what_if(CALLERS, [Axis("person.erly", ("0.1",))], figures)
    numbers = tuple(str(number / 100) for number in range(40))
    with pytest.raises(ArgumentError, match="makes 1600 rows; expected at most 1000"):
        what_if(CALLERS, [Axis("person.early", numbers), Axis("parties.fax", numbers)], figures)
