"""`ivrdsl forecast`: what calls to a plan will be like, exactly, under a model of callers; and whether budgets hold."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.budgets import FORMATS, MARKDOWN, ShownForecast, show, show_diff
from ivrdsl.cli.output import echo, require_apart, require_other, show_or_write, write_output
from ivrdsl.cli.verdicts import JOINED, join
from ivrdsl.errors import IvrError
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.files.load import Loaded, Plans
    from ivrdsl.files.project import NamedPlan
    from ivrsim.callers.model import Callers
    from ivrsim.core.platform import Platform
    from ivrsim.forecasting.forecast import Forecast
    from ivrsim.forecasting.forecasts import Forecaster
    from ivrsim.forecasting.sensitivity.influences import Influence
    from ivrsim.forecasting.sensitivity.whatif import Axis, WhatIfTable

NAME: Final = "forecast"
_FEW_NODES: Final = 100
"""Nodes of a chain, up to which this process is as quick as several."""


def _join(values: Mapping[str, Any], runs: "Sequence[tuple[NamedPlan, exits.Ended]]") -> None:
    join(values, runs, NAME)


@syntax.command(
    NAME,
    syntax.Together(
        refuses={
            "report": "is about one plan: name it",
            "plot": "is about one plan: name it",
            "against": "compares one plan: name it",
            "show_callers": "is about one platform: name a plan",
        },
        loads=(
            *options.TO_CHECK,
            "ivrdsl.cli.budget",
            "ivrsim.forecasting.telling.answers",
            "ivrsim.forecasting.telling.data",
        ),
        join=_join,
        joins=tuple(JOINED),
    ),
)
@syntax.argument("file", plan="each", required=False, metavar="[FILE|NAME]")
@options.plan
@syntax.option(
    "--callers",
    project="forecast.callers",
    metavar="FILE.toml",
    help="Who answers, and what people do; without it what is usual.",
)
@syntax.option(
    "--budget",
    "budgets",
    project="forecast.budgets",
    multiple=True,
    metavar="TEXT",
    help='Fail where it does not hold: "p99 cost < 2.50", "P(duration > 60s) < 0.05".',
)
@syntax.option(
    "--goal",
    "goals",
    project="forecast.goals",
    multiple=True,
    metavar="TEXT",
    help="Words of a prompt; tell how many hear them.",
)
@syntax.option(
    "--what-if",
    "what_ifs",
    multiple=True,
    metavar="NAME=V,V,V",
    help="Tell what comes of other values: person.early=0.1,0.3.",
)
@syntax.option("--rank", is_flag=True, help="Tell which numbers of the model move the forecast most.")
@syntax.option("--against", metavar="FORECAST.json|FILE", help="Tell what moved since another forecast, or plan.")
@syntax.option("--show-callers", is_flag=True, help="Print the model of callers as a file, and forecast nothing.")
@syntax.option("--report", metavar="FILE.html", help="Write a report with plots, as one file.")
@syntax.option("--plot", metavar="FILE.svg", help="Write a plot of how long calls take.")
@options.secrets
@options.search
@syntax.option(
    "--format", "format_", type=syntax.choice(FORMATS), default="full", show_default=True, help="How to print."
)
@options.as_json
@syntax.option("-o", "--output", type=syntax.path(dir_okay=False), help="Write the report to a file.")
@syntax.option("--show-secrets", is_flag=True, help="Mask no secrets.")
@options.jobs
def command(
    file: str,
    plan: options.PlanOptions,
    callers: str | None,
    budgets: Sequence[str],
    goals: Sequence[str],
    what_ifs: Sequence[str],
    rank: bool,
    against: str | None,
    show_callers: bool,
    report: str | None,
    plot: str | None,
    secrets: list[re.Pattern[str]],
    search: options.SearchOptions,
    format_: str,
    as_json: bool,
    output: str | None,
    show_secrets: bool,
) -> None:
    """Tell what calls to a plan will be like: how long, how dear, what people hear, how they end.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project; without it all its plans are meant.
    Nothing is drawn by lot: the laws follow from the plan and from the model of callers, every number of which is
    listed. A budget is a sentence about a number of the forecast. It holds, or it is broken (with the commonest call
    that spends it), or it is undecided. Exit code 1 when a budget is broken, 3 when one is undecided, or the search did
    not come to its end.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.cli.strays import tell_of_strays
    from ivrdsl.files.load import Plans
    from ivrsim.forecasting.budgets.judge import BROKEN, UNDECIDED
    from ivrsim.forecasting.budgets.sentence import read_budget
    from ivrsim.forecasting.sensitivity.whatif import axis_of
    from ivrsim.forecasting.strays import strays_of
    from ivrsim.forecasting.telling.answers import answers_to
    from ivrsim.forecasting.telling.diff import compare_forecasts
    from ivrsim.forecasting.telling.phrases import counted
    from ivrsim.forecasting.telling.tables import with_moves

    format_ = "json" if as_json else format_
    _require_format(format_, against)
    if not all(each.strip() for each in goals):
        raise syntax.UsageError("--goal is empty: give words that a prompt says")
    asked = [read_budget(each) for each in dict.fromkeys(budgets)]
    axes = [axis_of(each) for each in what_ifs]
    require_apart((output, report, plot))
    for each in (output, report, plot):
        require_other(each, [split(name)[0] for name in (file, against) if name is not None])
    platform, plans = plan.platform(), plan.checked or Plans()
    model = _callers(callers, platform)
    if show_callers:
        _show_callers(model, output)
    loaded = read_plan(file, plan, plans=plans, valid=True)
    quiet = format_ != "full" or output is not None
    makes = _Makers(platform, model, search, goals, secrets, show_secrets, quiet)
    maker = makes.of(loaded, file)
    tell_of_strays(strays_of(maker.plan, model), is_shared=plan.named is not None)
    name = plan.named.name if plan.named is not None else os.path.basename(file)
    forecast = maker.forecast(name)
    try:
        answers = [each.masked(maker.mask) for each in answers_to(asked, maker, forecast)]
    except IvrError as error:  # what a budget names may be a code
        raise IvrError(maker.mask.repeated(str(error))) from None
    found = [each.masked(maker.mask) for each in _influences(maker)] if rank else ()
    tables = [each.masked(maker.mask) for each in _tables(maker, axes)]
    forecast = with_moves(forecast, found)
    if report is not None:
        _write_report(forecast, tables, report, show_secrets)
    if plot is not None:
        _write_plot(forecast, plot)
    handed: Any = {str(each.verdict.budget): each.verdict.verdict for each in answers}
    replay = maker.mask.masked(plan.replay(file))
    if against is None:
        masks = maker.mask, maker.mask_that(shows=False)
        told = ShownForecast(forecast, answers, loaded, replay, secrets, masks, name)
        shown = told._replace(influences=found, tables=tables)
        handed = show(shown, format_, output) or handed
    else:
        before = _before(against, plan, plans, makes)
        show_diff(compare_forecasts(before, forecast, asked), answers, replay, format_, output)
    stands = [each.verdict.verdict for each in answers]
    exits.end(
        found=BROKEN in stands,
        undecided=UNDECIDED in stands or bool(forecast.bound),
        told=counted([each.verdict for each in answers]),
        handed=handed,
    )


def _require_format(format_: str, against: str | None) -> None:
    """Refuse what a format does not tell.

    Raises:
        syntax.UsageError: it does not tell what moved, or only that.
    """
    if format_ == MARKDOWN and against is None:
        raise syntax.UsageError(f"--format {MARKDOWN} tells what moved: give --against, too")
    if against is not None and format_ in JOINED:
        raise syntax.UsageError(f"--format {format_} tells of the budgets of one forecast: leave out --against")


class _Makers(NamedTuple):
    """What forecasts of plans are made with.

    Attributes:
        platform: what calls run on.
        callers: the model.
        search: what is given, and where a search ends.
        goals: texts of which it is told who hears them.
        secrets: what is masked, beside what looks like a code.
        show_secrets: whether nothing is masked.
        quiet: whether no progress is shown.
    """

    platform: "Platform"
    callers: "Callers"
    search: options.SearchOptions
    goals: Sequence[str]
    secrets: Sequence[re.Pattern[str]]
    show_secrets: bool
    quiet: bool

    def of(self, loaded: "Loaded", file: str) -> "Forecaster":
        """What makes the forecast of a plan: its search is done.

        Args:
            loaded: the plan.
            file: how it is named.
        """
        from ivrsim.compiling.compile import compile_plan
        from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions

        with self.search.budget(f"{NAME} {os.path.basename(file)}", quiet=self.quiet) as budget:
            asked = ForecastOptions(
                self.search.world(), self.search.bounds, budget.watch, self.goals, self.secrets, self.show_secrets
            )
            made = Forecaster(compile_plan(loaded.plan, self.platform), self.callers, asked)
        if budget.interrupted:  # bounds of what was found would take their time
            raise KeyboardInterrupt
        return made


def _callers(file: str | None, platform: "Platform") -> "Callers":
    """The model of callers.

    Raises:
        IvrError: its file cannot be read, or says what nobody knows.
    """
    from ivrdsl.files.callers import read_callers
    from ivrsim.callers.defaults import usual_callers

    return usual_callers(platform) if file is None else read_callers(file, platform)


def _show_callers(callers: "Callers", output: str | None) -> NoReturn:
    """Print a model of callers as a file, or write it."""
    from ivrsim.callers.toml import as_toml

    show_or_write(as_toml(callers).encode(), output)
    exits.end(told="the callers")


def _influences(maker: "Forecaster") -> "Sequence[Influence]":
    """What moves the forecast, the most first."""
    from multiprocessing.process import parent_process

    from ivrdsl.executors.executor import executor_for
    from ivrsim.forecasting.sensitivity.influences import influences
    from ivrsim.forecasting.telling.tables import MeansUnder

    alone = parent_process() is None  # else other plans are looked at beside this one
    with executor_for(None if alone and len(maker.chain.nodes) > _FEW_NODES else 1) as workers:
        return influences(maker.callers, MeansUnder(maker), workers)


def _tables(maker: "Forecaster", axes: "Sequence[Axis]") -> "list[WhatIfTable]":
    """What comes of other values, a table for each number.

    Raises:
        IvrError: a name is not known, or a value cannot be.
    """
    if not axes:
        return []
    from ivrsim.forecasting.sensitivity.whatif import what_if
    from ivrsim.forecasting.telling.tables import MeansUnder

    for each in axes:
        _tell_of_stray(maker, each)
    figures = MeansUnder(maker)
    return [what_if(maker.callers, [each], figures) for each in axes]


def _tell_of_stray(maker: "Forecaster", axis: "Axis") -> None:
    """Say on stderr where other values are of a menu or a transfer that the plan does not have."""
    from ivrdsl.cli.strays import tell_of_strays
    from ivrsim.callers.adjustments import with_value
    from ivrsim.forecasting.strays import strays_of

    known = set(strays_of(maker.plan, maker.callers))
    changed = strays_of(maker.plan, with_value(maker.callers, axis.name, axis.values[0]))
    tell_of_strays([each for each in changed if each not in known], is_shared=False)


def _before(against: str, plan: options.PlanOptions, plans: "Plans", makes: _Makers) -> "Forecast":
    """The forecast that another one is compared with: a file that has one, or that of another plan.

    Raises:
        IvrError: it cannot be read.
    """
    if against.endswith(".json"):
        from ivrdsl.files.forecasts import read_forecast

        return read_forecast(against)
    loaded = plans.load(against, plan.parameters, max_bytes=plan.max_bytes)
    return makes.of(loaded, against).forecast(os.path.basename(against))


def _write_report(forecast: "Forecast", tables: "Sequence[WhatIfTable]", report: str, show_secrets: bool) -> None:
    """Write a report with plots, and say so on stderr.

    Raises:
        IvrError: matplotlib is not installed, or the file cannot be written.
    """
    from ivrdsl.plots.assumptions import WhatIfLine
    from ivrdsl.plots.forecasts import forecast_report

    lines = [
        WhatIfLine(
            each.axes[0].name,
            each.axes[0].values,
            {name: [row.figures[name] for row in each.rows] for name in each.base},
        )
        for each in tables
    ]
    write_output(forecast_report(forecast, what_if=lines, shows_secrets=show_secrets), report)
    echo(f"{report}: written", err=True)


def _write_plot(forecast: "Forecast", plot: str) -> None:
    """Write a plot of the duration, and say so on stderr.

    Raises:
        IvrError: matplotlib is not installed, there is nothing to draw, or the file cannot be written.
    """
    from ivrdsl.plots.laws import law_plot

    drawn = law_plot(forecast.quantities["duration"])
    if drawn is None:
        raise IvrError("--plot: there is no law of the duration to draw")
    write_output(drawn.svg(), plot)
    echo(f"{plot}: written", err=True)
