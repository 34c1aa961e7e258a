"""Forecasts of plans: what the figures are of, that they agree with each other, and what they do not know."""

from collections.abc import Iterator
from math import fsum, inf
from random import Random

import pytest

import ivrdsl as i
from ivrdsl.errors import IvrError, StepFailed
from ivrsim import forecast, with_changes
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Interval
from ivrsim.chains.chain import Chain
from ivrsim.chains.course import Course, CourseStep
from ivrsim.chains.quantity import Between
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions
from ivrsim.forecasting.scripts import script_of
from ivrsim.forecasting.unfolding import unfold
from ivrsim.play.call import Call
from ivrsim.script.statements import parse_script
from ivrsim.search.bounds import Bounds
from tests.unit.ivrsim.forecasting.played_plans import PLANS, PlayedPlan

EXACT = 1e-9


def forecaster(played: PlayedPlan, **options: object) -> Forecaster:
    plan = compile_plan(played.plan, played.platform)
    return Forecaster(plan, played.callers, ForecastOptions(**options))  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=sorted(PLANS))
def made(request: pytest.FixtureRequest) -> Forecaster:
    return forecaster(PLANS[request.param])


def test_shares_that_belong_together_are_whole(made: Forecaster) -> None:
    events = made.forecast("plan").events
    answered = [share.low for name, share in events.items() if name.startswith("answered by ")]
    ends = [share.low for name, share in events.items() if name.startswith("ends with ") or name == "never ends"]
    assert fsum(answered) == pytest.approx(1, abs=EXACT)
    assert fsum(ends) == pytest.approx(1, abs=EXACT)


def test_laws_are_whole_and_have_their_means(made: Forecaster) -> None:
    for quantity in made.forecast("plan").quantities.values():
        whole = fsum(share for _, share in quantity.law) + quantity.beyond
        mean = fsum(value * share for value, share in quantity.law) + quantity.beyond * quantity.beyond_mean
        assert whole == pytest.approx(1, abs=EXACT), quantity.name
        assert mean == pytest.approx(quantity.mean.low, rel=1e-6, abs=EXACT), quantity.name
        assert [value for value, _ in quantity.law] == sorted({value for value, _ in quantity.law}), quantity.name


def test_what_is_billed_is_begun_minutes(made: Forecaster) -> None:
    quantities = made.forecast("plan").quantities
    assert all(value % 60_000 == 0 for value, _ in quantities["billed"].law)
    assert quantities["billed"].mean.low >= quantities["duration"].mean.low - EXACT


def test_kinds_of_calls_are_the_law_of_a_call(made: Forecaster) -> None:
    kinds, events = made.kinds(), made.forecast("plan")
    assert fsum(kind.share for kind in kinds) == pytest.approx(1 - events.events["never ends"].low, abs=1e-8)
    answered = fsum(kind.share for kind in kinds if kind.party)
    lasts = fsum(
        kind.share * fsum(steps * share for law in (kind.before, kind.talk, kind.after) for steps, share in law)
        for kind in kinds
        if kind.party
    )
    mean = events.quantities["duration"].mean.low
    if mean != inf:
        assert lasts / answered * made.callers.step_ms == pytest.approx(mean, rel=1e-6)
    talked = fsum(kind.share for kind in kinds if kind.legs) / answered
    assert talked == pytest.approx(events.quantities["transfers"].tail(0).low, abs=1e-8) or not made.callers.transfers


def drawn_courses(chain: Chain, count: int) -> Iterator[Course]:
    """Courses that are drawn by their probabilities."""
    random = Random(11)
    for _ in range(count):
        node, steps = 0, []
        while chain.nodes[node].end < 0 and len(steps) < 500:
            options = chain.nodes[node].options
            (option,) = random.choices(range(len(options)), [each.high for each in options])
            ways = options[option].ways
            (way,) = random.choices(range(len(ways)), [each.probability for each in ways])
            delay = chain.delays[ways[way].delay]
            ((taken, _),) = random.choices(delay, [share for _, share in delay])
            steps.append(CourseStep(node, option, way, taken))
            node = ways[way].target
        if chain.nodes[node].end >= 0:
            yield Course(tuple(steps), chain.nodes[node].end, 0.0, 0.0)


def test_courses_are_scripts_that_play_and_end_alike(made: Forecaster) -> None:
    """On platforms all of whose times are whole steps a script takes its course to the millisecond."""
    played = 0
    for course in drawn_courses(made.chain, 40):
        script = script_of(made.unfolding, course)
        if not script:
            continue
        call = Call(made.plan)
        for statement in parse_script("\n".join(script)):
            statement.run(call)
        assert call.line.state.outcome == made.chain.ends[course.end].outcome, script
        assert call.line.now_ms == course.duration * made.callers.step_ms, script
        played += 1
    assert played >= 25


def ask(*, silence: i.Hangup | i.Goto) -> i.Dialplan:
    return i.Dialplan()[
        i.Menu("ask", timeout_ms=3000)[i.Say("press 1"), i.Keypress("1")[i.Hangup()], i.NoInput()[silence]]
    ]


def test_what_nobody_knows_makes_bounds_that_are_named() -> None:
    plan = i.Dialplan()[i.If("'${contact.firstName}' == '9'")[i.Say("a long prompt that takes its time")], i.Hangup()]
    found = forecast(plan)
    duration = found.quantities["duration"]
    assert found.unknown == ["the value of contact.firstName"]
    assert not duration.is_exact
    assert duration.mean.low < duration.mean.high
    known = forecast(
        plan, with_changes(usual_callers(Platform()), {"values": {"contact.firstName": {"9": 0.25, "8": 0.75}}})
    )
    assert known.unknown == []
    assert duration.mean.low < known.quantities["duration"].mean.low < duration.mean.high


def test_other_values_are_known_together_where_the_plan_does_not_tell_them_apart() -> None:
    plan = i.Dialplan()[i.If("'${contact.firstName}' == '9'")[i.Say("nine")], i.Hangup()]
    callers = with_changes(usual_callers(Platform()), {"values": {"contact.firstName": {"9": 0.25, "other": 0.75}}})
    assert forecast(plan, callers).quantities["duration"].is_exact


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_shares_within_an_interval_are_within_its_bounds(share: float) -> None:
    plan, usual = ask(silence=i.Hangup()), usual_callers(Platform())
    menus = {"": usual.person.menus[""]._replace(shares={"silence": Interval(0.0, 1.0), "offered": Interval(0.0, 1.0)})}
    bounds = forecast(plan, usual._replace(person=usual.person._replace(menus=menus)))
    point = {"": usual.person.menus[""]._replace(shares={"silence": share, "offered": 1 - share})}
    exact = forecast(plan, usual._replace(person=usual.person._replace(menus=point)))
    for name, quantity in exact.quantities.items():
        assert (
            bounds.quantities[name].mean.low - EXACT <= quantity.mean.low <= bounds.quantities[name].mean.high + EXACT
        )
    for name, event in exact.events.items():
        assert bounds.events[name].low - EXACT <= event.low <= bounds.events[name].high + EXACT, name


def test_a_search_that_is_not_complete_says_nothing_that_looks_exact() -> None:
    counts = i.Keypress("1")[i.SetVar("n", "${n} + 1"), i.Goto("ask")]
    plan = i.Dialplan()[i.SetVar("n", "0"), i.Menu("ask")[i.Say("press 1"), counts, i.NoInput()[i.Hangup()]]]
    found = forecast(plan, options=ForecastOptions(bounds=Bounds(max_states=12)))
    assert found.bound
    assert found.quantities["duration"].mean.high == inf
    assert not found.quantities["duration"].is_exact
    assert found.events["ends with hangup"].low < found.events["ends with hangup"].high
    assert found.events["answered by person"].is_exact
    with pytest.raises(IvrError, match="calls cannot be drawn: there are more than 12 states"):
        Forecaster(compile_plan(plan), usual_callers(Platform()), ForecastOptions(bounds=Bounds(max_states=12))).kinds()


def test_who_watches_can_end_it_while_the_chain_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfold, "_WATCHED", 20)
    looks: list[int] = []

    def watch(things: int, done: int) -> str:
        looks.append(things)
        return "time is up" if len(looks) > 1 else ""  # the search of so small a plan looks once

    found = forecast(ask(silence=i.Hangup()), options=ForecastOptions(watch=watch))
    assert found.bound == "the search was ended after 20 nodes of the forecast: time is up"
    assert found.quantities["duration"].mean.high == inf
    assert found.events["answered by person"].is_exact


def test_a_call_that_nobody_can_leave_never_ends_but_by_who_closes_the_line() -> None:
    plan = i.Dialplan()[i.Say("and again", name="again"), i.Goto("again")]
    usual = with_changes(usual_callers(Platform()), {"parties": {"silence": 1.0}})
    found = forecast(plan, usual)
    assert found.events["never ends"] == Between(1.0, 1.0)
    assert found.quantities["duration"].mean.low == inf
    assert found.quantities["cost"].tail(10**9) == Between(1.0, 1.0)


def test_secrets_are_told_in_no_name_and_no_prompt() -> None:
    plan = i.Dialplan()[i.Menu("ask")[i.Say("your code is ", i.Secret("4711")), i.Keypress("4711")[i.Hangup()]]]
    callers = with_changes(usual_callers(Platform()), {"menus": {"ask": {"4711": 0.5, "silence": 0.5}}})
    assert "4711" not in str((forecast(plan, callers).events, forecast(plan, callers).prompts))


def test_who_hears_a_text_is_of_the_calls_that_they_answer() -> None:
    plan = i.Dialplan()[i.Say("hello, this is the clinic"), i.Hangup()]
    found = forecast(plan, options=ForecastOptions(texts=("the clinic",)))
    heard = found.events['person hears "the clinic"']
    assert heard.is_exact
    assert 0.9 < heard.low < 1
    with pytest.raises(IvrError, match="no prompt that a person can hear says"):
        Forecaster(compile_plan(plan), usual_callers(Platform())).kinds("the office")


def test_half_the_step_moves_the_mean_by_what_is_told() -> None:
    plan, usual = ask(silence=i.Hangup()), usual_callers(Platform())
    whole, half = forecast(plan, usual), forecast(plan, usual._replace(step_ms=50))
    moved = abs(whole.quantities["duration"].mean.low - half.quantities["duration"].mean.low)
    assert whole.half_step_ms == pytest.approx(moved, abs=1e-6)
    assert 0 < moved < 100


def test_the_step_at_which_nothing_is_rounded_gives_the_means_of_calls() -> None:
    """A call in which nobody does anything takes as long as the engine says, in steps of a millisecond."""
    plan, usual = i.Dialplan()[i.Say("one two three four"), i.Hangup()], usual_callers(Platform())
    callers: Callers = with_changes(usual._replace(step_ms=1), {"parties": {"silence": 1.0}})
    call = Call(plan)
    call.answer("silence")
    try:
        call.wait()
    except StepFailed:
        pytest.fail("the call did not begin")
    assert forecast(plan, callers).quantities["duration"].law == [(float(call.line.now_ms), 1.0)]
