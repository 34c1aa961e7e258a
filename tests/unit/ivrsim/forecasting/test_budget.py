"""Budgets: how their sentences are read, and what a forecast says of them."""

from collections.abc import Mapping
from math import inf, isinf

import pytest
from hypothesis import example, given, strategies as st

from ivrdsl.errors import IvrError
from ivrsim.chains.quantity import Between, Quantity, exactly
from ivrsim.forecasting.budgets.budget import (
    DEVIATION,
    EVENT,
    EXAMPLES,
    MEAN,
    QUANTILE,
    TAIL,
    CallBudget,
    WrittenNumber,
)
from ivrsim.forecasting.budgets.judge import (
    BROKEN,
    HOLDS,
    SHARE,
    UNDECIDED,
    deviation,
    judge,
    quantile,
    share_beside,
)
from ivrsim.forecasting.budgets.sentence import read_budget
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.telling.phrases import figure_told

DURATION = Quantity(
    "duration", "ms", ((10_000.0, 0.5), (20_000.0, 0.25), (60_000.0, 0.25)), exactly(25_000.0), second=exactly(1.05e9)
)
COST = Quantity("cost", "EUR", ((0.0, 0.125), (0.5, 0.5), (2.5, 0.375)), exactly(1.1875))
KEYS = Quantity(
    "keys", "", ((0.0, 0.5), (1.0, 0.5)), Between(0.5, 1.25), high_law=((0.0, 0.25), (1.0, 0.25), (2.0, 0.5))
)
ENDLESS = Quantity(
    "plays of main", "", ((1.0, 0.5), (2.0, 0.25)), exactly(2.0), beyond=0.25, beyond_mean=4.0, second=exactly(6.0)
)
EVENTS = {
    "person hears secret": exactly(0.97),
    "mailbox kept secret": Between(0.0005, 0.002),
    "ends with hangup (callee)": exactly(0.25),
    'presses 1 at "a < b"': exactly(0.0),
}


def forecast(bound: str = "", **quantities: Quantity) -> Forecast:
    known = {each.name: each for each in (DURATION, COST, KEYS, ENDLESS)} | quantities
    return Forecast("code.py", 100, known, EVENTS, {}, (), (), 0.0, 7, bound)


def verdict(sentence: str) -> str:
    return judge(read_budget(sentence), forecast()).verdict


# --- sentences ------------------------------------------------------------------------------------------------------

READ: Mapping[str, CallBudget] = {
    "p99 cost < 2.50": CallBudget(QUANTILE, "cost", "<", WrittenNumber(2.5), 0.99),
    "mean duration < 45s": CallBudget(MEAN, "duration", "<", WrittenNumber(45, "s")),
    "p99.9 duration <= 3m": CallBudget(QUANTILE, "duration", "<=", WrittenNumber(3, "m"), 0.999),
    "P(duration > 60s) < 0.05": CallBudget(
        TAIL, "duration", "<", WrittenNumber(0.05), side=">", value=WrittenNumber(60, "s")
    ),
    "P(person hears secret) >= 0.97": CallBudget(EVENT, "person hears secret", ">=", WrittenNumber(0.97)),
    "P(person hears secret) >= 97 %": CallBudget(EVENT, "person hears secret", ">=", WrittenNumber(97, "%")),
    "P(mailbox kept secret) < 0.001": CallBudget(EVENT, "mailbox kept secret", "<", WrittenNumber(0.001)),
    "mean plays of main <= 1.5": CallBudget(MEAN, "plays of main", "<=", WrittenNumber(1.5)),
    "mean transfers < 0.2": CallBudget(MEAN, "transfers", "<", WrittenNumber(0.2)),
    "sd duration < 20s": CallBudget(DEVIATION, "duration", "<", WrittenNumber(20, "s")),
    "  MEAN \t Plays  of\nmain≤.5 ": CallBudget(MEAN, "Plays of main", "<=", WrittenNumber(0.5)),
    "p ( a (b) ) > 5%": CallBudget(EVENT, "a (b)", ">", WrittenNumber(5, "%")),
    'P("a) < (b") > 0.5': CallBudget(EVENT, "a) < (b", ">", WrittenNumber(0.5)),
    r'mean plays of "a \"b\" \\" > 1': CallBudget(MEAN, 'plays of a "b" \\', ">", WrittenNumber(1)),
    "P50 cost >= 1 US dollars": CallBudget(QUANTILE, "cost", ">=", WrittenNumber(1, "US dollars"), 0.5),
    "mean plays of menu (line 7) < 2": CallBudget(MEAN, "plays of menu (line 7)", "<", WrittenNumber(2)),
}


@pytest.mark.parametrize("sentence", READ)
def test_a_sentence_is_read(sentence: str) -> None:
    assert read_budget(sentence)._replace(text="", at=0) == READ[sentence]


@pytest.mark.parametrize("sentence", [*EXAMPLES, *READ])
def test_what_is_printed_is_the_same_budget(sentence: str) -> None:
    found = read_budget(sentence)
    again = read_budget(str(found))
    assert again._replace(text="", at=0) == found._replace(text="", at=0)
    assert str(again) == str(found)


REFUSED = {
    "": "a budget is a sentence",
    "mean duration 45s": "a comparison is missing",
    "mean duration < ": "the number is missing",
    "mean duration < soon": "'soon' is no number",
    "mean duration < -5s": "is no number that a forecast can have",
    "mean duration < nan": "is no number that a forecast can have",
    "mean duration < inf": "is no number that a forecast can have",
    "mean duration < Infinity": "is no number that a forecast can have",
    "mean duration < 1,5s": "a point and no comma",
    "mean duration = 5s": "= is no comparison",
    "mean duration == 5s": "== is no comparison",
    "mean duration =< 5s": "write <=",
    "mean duration < 5s < 9s": "a second comparison",
    "< 5s": "nothing stands before the comparison",
    "mean < 5s": "a name is missing",
    "maen duration < 5s": 'did you mean "mean"',
    "duration < 5s": "begin with mean, sd, p99 or P(",
    "p101 cost < 5": "p101 is no percentile",
    "p100 cost < 5": "write P(... > ...) <= 0",
    "p0 cost < 5": "p0 is no percentile",
    "p99.9999999999 cost < 5": "is no percentile",
    "P(a) < 2": "2 is no share",
    "P(a) < 101 %": "101 % is no share",
    "P(a) < 5s": "a share has no unit 's'",
    "P(a) < 0": "nothing is below 0: no forecast keeps it",
    "P(a) >= 0": "nothing is below 0: every forecast keeps it",
    "P(a) > 1": "nothing is above 1: no forecast keeps it",
    "P(a) <= 100 %": "nothing is above 100 %: every forecast keeps it",
    "mean keys < 0": "no forecast keeps it",
    "mean keys < 5 %": "only what stands in P(...) is a share",
    "P(a < 0.5": "a bracket is opened, and not closed",
    "P(a)) < 0.5": "a bracket is closed that was not opened",
    'P("a) < 0.5': "a quote is opened, and not closed",
    "P() < 0.5": "a name is missing",
    "P(duration >) < 0.5": "the number is missing",
    "P(1s < duration < 5s) < 0.5": "a second comparison",
    "P(a) x < 0.5": "something stands between the bracket",
    "x" * 2000: "at most 1000 letters",
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_budget_is_refused(sentence: str) -> None:
    with pytest.raises(IvrError) as caught:
        read_budget(sentence)
    assert REFUSED[sentence] in str(caught.value)


def test_an_error_points_at_its_place() -> None:
    with pytest.raises(IvrError) as caught:
        read_budget("mean duration < soon")
    assert str(caught.value) == (
        "the budget is not understood: 'soon' is no number; expected a number, and its unit if it has one, such as "
        "0.05, 5 %, 2.50 or 45s\n"
        "  mean duration < soon\n"
        "                  ^\n"
        'budgets are written as "p99 cost < 2.50", "mean duration < 45s", "P(duration > 60s) < 0.05" or '
        '"P(person hears secret) >= 97 %"'
    )


def test_of_a_long_sentence_the_place_is_shown() -> None:
    with pytest.raises(IvrError) as caught:
        read_budget(f"mean {'a' * 300}\x1b < soon {'b' * 300}")
    lines = str(caught.value).splitlines()
    assert max(map(len, lines[1:3])) < 100
    assert lines[1][lines[2].index("^") :].startswith("soon")
    assert "\x1b" not in lines[1]


@given(st.text(max_size=60) | st.from_regex(r"(mean|sd|p9|P\(|p)[ \"a-z(]{0,9}[<>=]{1,2} ?[0-9.]{1,4}[%smh ]{0,2}\)?"))
@example('P("\\')
@example("p\u0660 a < 1")
@example("mean \x00 < 1")
@example("P(ſ) < 0.5")
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        found = read_budget(text)
    except IvrError:
        return
    assert read_budget(str(found))._replace(text="", at=0) == found._replace(text="", at=0)


NAMES = st.text(min_size=1, max_size=20).filter(str.strip)
NUMBERS = st.floats(0.000001, 1e6, allow_nan=False).map(lambda number: round(number, 6))


@given(st.sampled_from([MEAN, DEVIATION]), NAMES, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS)
def test_any_name_and_number_come_back(measure: str, name: str, compares: str, number: float) -> None:
    made = CallBudget(measure, name, compares, WrittenNumber(number))
    assert read_budget(str(made))._replace(text="", at=0) == made


@given(NAMES, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS, st.floats(0.01, 0.99).map(lambda each: round(each, 4)))
def test_any_tail_and_percentile_come_back(name: str, side: str, number: float, share: float) -> None:
    for made in (
        CallBudget(TAIL, name, "<", WrittenNumber(share), side=side, value=WrittenNumber(number, "s")),
        CallBudget(QUANTILE, name, "<", WrittenNumber(number, "s"), share=share),
        CallBudget(EVENT, name, ">=", WrittenNumber(share)),
    ):
        assert read_budget(str(made))._replace(text="", at=0) == made


# --- verdicts -------------------------------------------------------------------------------------------------------

JUDGED = {
    "mean duration < 45s": HOLDS,
    "mean duration < 25s": BROKEN,
    "mean duration <= 25s": HOLDS,
    "mean duration >= 0.41m": HOLDS,
    "mean duration > 25000ms": BROKEN,
    "mean duration < 1h": HOLDS,
    "p50 duration <= 10s": HOLDS,
    "p50.1 duration <= 10s": BROKEN,
    "p75 DURATION < 20.1s": HOLDS,
    "p99 cost < 2.50": BROKEN,
    "p99 cost <= 2.50 eur": HOLDS,
    "P(duration > 60s) <= 0": HOLDS,
    "P(duration >= 60s) <= 0.25": HOLDS,
    "P(duration >= 60s) < 0.25": BROKEN,
    "P(duration < 20s) <= 50 %": HOLDS,
    "P(duration <= 20s) >= 75%": HOLDS,
    "P(duration <= 20s) > 0.75": BROKEN,
    "P(duration < 1s) > 0": BROKEN,
    "P(Person  hears secret) >= 0.97": HOLDS,
    "P(person hears secret) > 97 %": BROKEN,
    "P(mailbox kept secret) < 0.001": UNDECIDED,
    "P(mailbox kept secret) < 0.0021": HOLDS,
    "P(mailbox kept secret) < 0.0005": BROKEN,
    "P(ends with hangup (callee)) < 0.3": HOLDS,
    r'P("presses 1 at \"a < b\"") <= 0': HOLDS,
    "mean keys < 1": UNDECIDED,
    "mean keys < 1.3": HOLDS,
    "mean keys < 0.5": BROKEN,
    "p50 keys <= 1": HOLDS,
    "p60 keys <= 1": UNDECIDED,
    "p60 keys <= 2": HOLDS,
    "P(keys > 0) < 0.6": UNDECIDED,
    "P(keys > 0) < 0.76": HOLDS,
    "P(keys < 1) >= 0.25": HOLDS,
    "P(keys < 1) > 0.5": BROKEN,
    "sd duration < 20.7s": HOLDS,
    "sd duration < 20.6s": BROKEN,
    "sd cost < 1": UNDECIDED,
    "sd plays of main < 1.5": HOLDS,
    "p75 plays of main <= 2": HOLDS,
    "p76 plays of main <= 2": UNDECIDED,
    "p76 plays of main < 2": BROKEN,
    "p76 plays of main <= 9": UNDECIDED,
    "p76 plays of main > 1.5": HOLDS,
    "P(plays of main > 2) < 0.2": BROKEN,
    "P(plays of main > 1) < 0.2": BROKEN,
    "P(plays of main > 9) <= 0.25": HOLDS,
    "P(plays of main > 9) < 0.1": UNDECIDED,
    "P(plays of main <= 9) > 0.9": UNDECIDED,
}


@pytest.mark.parametrize("sentence", JUDGED)
def test_a_budget_is_judged(sentence: str) -> None:
    assert verdict(sentence) == JUDGED[sentence]


UNKNOWN = {
    "mean duratoin < 5s": 'did you mean "duration"?',
    "P(person hears secrets) < 0.5": 'did you mean "person hears secret"?',
    "mean person hears secret < 0.5": "is an event; write P(NAME)",
    "P(duration) < 0.5": "is a quantity; write P(NAME > ...)",
    "mean duration < 45": "write a unit with 45: ms, s, m, min or h",
    "mean duration < 45 EUR": "write a unit with 45 EUR",
    "mean cost < 45s": "cost is in EUR; s is none of it",
    "mean cost < 45 USD": "cost is in EUR; USD is none of it",
    "mean keys < 2s": "keys has no unit; s is none of it",
    "mean keys < 1e5": "keys has no unit",
}


@pytest.mark.parametrize("sentence", UNKNOWN)
def test_what_the_forecast_does_not_know_is_refused(sentence: str) -> None:
    with pytest.raises(IvrError) as caught:
        verdict(sentence)
    assert UNKNOWN[sentence] in str(caught.value)


def test_names_that_differ_by_letter_case_must_be_written_as_they_are() -> None:
    both = forecast(Keys=KEYS._replace(name="Keys"))
    assert judge(read_budget("mean Keys < 2"), both).verdict == HOLDS
    with pytest.raises(IvrError, match="write it as it is there"):
        judge(read_budget("mean KEYS < 2"), both)


def test_a_forecast_that_is_not_complete_decides_nothing() -> None:
    found = judge(read_budget("mean duration < 45s"), forecast("more than 10 states"))
    assert (found.verdict, found.because) == (UNDECIDED, "more than 10 states")
    assert figure_told(found.figure, found.unit) == "unknown"


def test_a_margin_is_on_the_good_side() -> None:
    assert judge(read_budget("mean duration < 45s"), forecast()).margin == exactly(20_000.0)
    assert judge(read_budget("mean duration > 45s"), forecast()).margin == exactly(-20_000.0)
    assert judge(read_budget("mean keys < 1"), forecast()).margin == Between(-0.25, 0.5)


def test_what_never_ends_breaks_a_mean() -> None:
    never = forecast(duration=DURATION._replace(mean=exactly(inf), second=None, beyond=0.1))
    found = judge(read_budget("mean duration < 45s"), never)
    assert found.verdict == BROKEN
    assert isinf(-found.margin.low)
    assert figure_told(found.figure, "ms") == "without end"
    assert judge(read_budget("sd duration < 45s"), never).verdict == BROKEN


TOLD = {
    (exactly(45_000.0), "ms", 60_000.0): "45 s",
    (exactly(2.5000001), "EUR", 2.5): "2.5000001 EUR",
    (exactly(0.0500001), SHARE, 0.05): "5.00001 %",
    (Between(0.12, 0.19), SHARE, 1.0): "between 12 % and 19 %",
    (Between(1.0, 1.0000001), "", 5.0): "between 1 and 1.0000001",
    (Between(2.0, inf), "", 5.0): "at least 2",
    (Between(-inf, inf), "ms", 5.0): "unknown",
    (Between(0.3, 0.1 + 0.2), SHARE, 1.0): "30 %",
}


@pytest.mark.parametrize("figure", TOLD, ids=str)
def test_no_figure_looks_more_exact_than_it_is(figure: tuple[Between, str, float]) -> None:
    assert figure_told(*figure) == TOLD[figure]


LAWS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=6, unique_by=lambda each: each[0])


@given(LAWS, st.integers(0, 3), st.integers(0, 10), st.sampled_from(["<", "<=", ">", ">="]))
def test_a_share_is_what_is_on_that_side(points: list[tuple[int, int]], weight: int, value: int, side: str) -> None:
    total = sum(each for _, each in points) + weight
    law = tuple((float(number), each / total) for number, each in sorted(points))
    found = share_beside(Quantity("keys", "", law, exactly(1.0), weight / total), side, value)
    sides = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__}
    known = sum(each for number, each in points if sides[side](number, value)) / total
    last = max(number for number, _ in points)
    for where in range(last + 1, 13):  # any place that what is beyond may have
        there = known + sides[side](where, value) * weight / total
        assert found.low - 1e-12 <= there <= found.high + 1e-12


@given(LAWS, st.integers(0, 3), st.floats(0.01, 0.99))
def test_a_quantile_is_between_its_bounds(points: list[tuple[int, int]], weight: int, share: float) -> None:
    total = sum(each for _, each in points) + weight
    law = tuple((float(number), each / total) for number, each in sorted(points))
    low, high = quantile(Quantity("keys", "", law, exactly(1.0), weight / total), share)
    assert low <= high
    numbers = [number for number, each in sorted(points) for _ in range(each)] + [99] * weight
    true = next(each for at, each in enumerate(numbers, 1) if at / total >= share - 1e-9)
    assert low <= true <= high


def test_bounds_of_a_deviation_hold_all_laws_between() -> None:
    found = deviation(KEYS._replace(second=Between(0.5, 2.25)))
    assert found == Between(0.0, pytest.approx(2.0**0.5))
