"""`assert_budget`: a test that fails where calls to a plan cost more, or take longer, than they may."""

import os
from collections.abc import Iterator, Mapping, Sequence

from ivrdsl.errors import IvrError
from ivrdsl.files.callers import read_callers
from ivrdsl.files.project import NamedPlan
from ivrdsl.findings.arguments import door, refuse, require, require_text
from ivrdsl.testing.plans import PlanLike, ready
from ivrdsl.testing.project import asked_of
from ivrsim.callers.checks import require_callers
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers
from ivrsim.core.platform import Platform
from ivrsim.forecasting.budgets.judge import HOLDS, BudgetVerdict
from ivrsim.forecasting.budgets.sentence import read_budget
from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions
from ivrsim.forecasting.telling.answers import BudgetAnswer, answer_lines, answers_to
from ivrsim.forecasting.telling.summary import verdict_lines
from ivrsim.search.world import World

_WHERE = "assert_budget"


@door
def assert_budget(
    plan: PlanLike,
    *budgets: str,
    callers: Callers | str | os.PathLike[str] | None = None,
    platform: Platform | None = None,
    parameters: Mapping[str, str] | None = None,
    world: World | None = None,
    goals: Sequence[str] = (),
    max_states: int | None = None,
    folders: Sequence[str | os.PathLike[str]] = ("",),
) -> list[BudgetVerdict]:
    """Hold budgets of a plan's calls against a forecast.

        assert_budget("one_time_code.py", "p99 duration < 30s", "P(person hears secret) >= 90 %")

    Args:
        plan: nodes, `FILE.xml` or `FILE.py[:NAME]`, a function that makes a plan, or one that is compiled; or the name
            that the project gives it. What the project says of it holds where the test says nothing: parameters,
            platform, world, callers, budgets, goals and bounds.
        budgets: their sentences.
        callers: the model, or its file; without it the usual callers of the platform.
        platform: what the calls run on, when the plan is not compiled yet.
        parameters: of a plan that is a function in a file.
        world: what is given before the call.
        goals: words of prompts of which budgets may say who hears them: `P(person hears "your appointment") > 0.9`.
        max_states: the bound of the search; one that is hit leaves all budgets undecided.
        folders: where files are looked for, "" being the current folder.

    Returns:
        What the forecast says of each budget.

    Raises:
        AssertionError: one does not hold; the text has the number that was found, and the commonest call that spends
            the budget, as a script.
        IvrError: there is no such plan, or what a budget says is not understood.
    """
    __tracebackhide__ = True  # pytest shows the test's own line, and the verdict
    try:
        found = ready(plan, platform, parameters=parameters, folders=folders)
        said = {} if found.named is None else found.named.settings
        sentences = budgets or said.get("forecast.budgets", ())
        _require(sentences, goals)
        own = asked_of(found.named)
        bounds = own.bounds._replace(max_states=max_states or own.bounds.max_states)
        texts = (*said.get("forecast.goals", ()), *goals)
        options = ForecastOptions(world or own.world, bounds, texts=texts, secrets=own.options.secrets)
        model = _model(callers, found.named, found.plan.platform, folders)
        maker = Forecaster(found.plan, model, options)
        answers = answers_to([read_budget(each) for each in sentences], maker, maker.forecast(found.source or "plan"))
    except IvrError as error:
        raise error.with_traceback(None) from None  # its text says where in the user's code
    if any(each.verdict.verdict != HOLDS for each in answers):
        mask = maker.mask
        told = _lines([each.masked(mask) for each in answers])
        raise AssertionError("\n".join(mask.masked(line) for line in told))
    return [each.verdict for each in answers]


def _require(budgets: Sequence[str], goals: object) -> None:
    require(bool(budgets), _WHERE, "budgets", budgets, 'sentences such as "p99 duration < 30s"')
    for each in budgets:
        require_text(_WHERE, "a budget", each, 'a sentence such as "p99 duration < 30s"')
    if isinstance(goals, str) or not isinstance(goals, Sequence) or not all(isinstance(each, str) for each in goals):
        refuse(_WHERE, "goals", goals, 'a list of texts, such as ["your appointment"]')


def _model(
    callers: Callers | str | os.PathLike[str] | None,
    named: NamedPlan | None,
    platform: Platform,
    folders: Sequence[str | os.PathLike[str]],
) -> Callers:
    """The model of callers: that of the test, or of the project, or the usual one."""
    if isinstance(callers, Callers):
        require_callers(callers)
        return callers
    if isinstance(callers, str | os.PathLike):
        paths = [os.path.join(os.fspath(each), os.fspath(callers)) for each in folders]
        return read_callers(next((each for each in paths if os.path.exists(each)), os.fspath(callers)), platform)
    if callers is not None:
        refuse(_WHERE, "callers", callers, "a file of callers, or Callers")
    file = None if named is None else named.settings.get("forecast.callers")
    return usual_callers(platform) if file is None else read_callers(file, platform)


def _lines(answers: Sequence[BudgetAnswer]) -> Iterator[str]:
    """The verdicts, and the script of each call that spends a budget."""
    for each in answers:
        yield from (text for _, text in verdict_lines([each.verdict]))
        yield from (text for _, text in answer_lines(each))
        if each.call is not None and each.call.script:
            yield "   call script"
            yield from (f"      {statement}" for statement in each.call.script)
