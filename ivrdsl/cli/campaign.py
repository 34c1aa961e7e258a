"""`ivrdsl campaign`: what many calls cost, when they are done, and who is reached."""

import os
import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, require_apart, require_other, write_output
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.executors.inline import SizedExecutor
    from ivrdsl.executors.pieces import Pieces
    from ivrdsl.files.campaign import CampaignFile
    from ivrdsl.files.load import Loaded
    from ivrdsl.files.recipients.reader import Recipients
    from ivrsim.callers.model import Callers
    from ivrsim.campaigns.campaign_forecast import CampaignForecast
    from ivrsim.campaigns.recipients import Group
    from ivrsim.campaigns.settings import Campaign
    from ivrsim.core.platform import Platform
    from ivrsim.forecasting.forecasts import Forecaster

_NAME: Final = "campaign"
_SMALL: Final = 8_000_000
"""Bytes of a list that this process reads by itself: others take longer to start."""
_FEW_CALLS: Final = 100_000
"""Likewise, calls that are simulated."""


@syntax.command(_NAME)
@syntax.argument("file", plan="each", metavar="FILE|NAME")
@options.plan
@syntax.option(
    "--recipients", required=True, metavar="FILE|N", help="Whom to call: CSV, CSV in gzip, Parquet, or how many."
)
@syntax.option(
    "--config", "config", metavar="FILE.toml", help="Limits, retries, hours, agents; without it what is usual."
)
@syntax.option(
    "--callers",
    project="forecast.callers",
    metavar="FILE.toml",
    help="Who answers, and what people do; without it what is usual.",
)
@syntax.option("--goal", default="", metavar="TEXT", help="Words of the prompt that a person is to hear.")
@syntax.option("--replicates", type=syntax.whole(1, 100_000), help="How often the campaign is simulated.")
@syntax.option("--seed", type=syntax.whole(0), help="Of the chance in that.")
@syntax.option("--jobs", "workers", type=syntax.whole(1, 256), help="Processes; as many as there are cores.")
@syntax.option("--scheduler", metavar="ADDRESS|local", help="Let Dask do the work: tcp://..., or a cluster made here.")
@syntax.option("--rejected", metavar="FILE.csv", help="Rows that are not right; FILE.rejected.csv if not given.")
@syntax.option("--report", metavar="FILE.html", help="Write a report with plots, as one file.")
@syntax.option("--csv", "series", metavar="FILE.csv", help="Write lines and agents over time.")
@options.secrets
@options.search
@options.as_json
def command(
    file: str,
    plan: options.PlanOptions,
    recipients: str,
    config: str | None,
    callers: str | None,
    goal: str,
    replicates: int | None,
    seed: int | None,
    workers: int | None,
    scheduler: str | None,
    rejected: str | None,
    report: str | None,
    series: str | None,
    secrets: list[re.Pattern[str]],
    search: options.SearchOptions,
    as_json: bool,
) -> None:
    """Tell what calls to many people come to: what they cost, when they are done, who is reached, how many agents sit.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project. Calls are drawn from the exact law
    of the plan. Without limits, retries and hours the totals are exact; with them the whole campaign is simulated, and
    means have intervals. Every setting is listed with where it is from. The result is the same for any number of
    workers. Exit code 3 when calls cannot be drawn: the search did not come to its end, or a share is not known.
    """
    from ivrdsl.cli.campaigns import ShownCampaign, counted, require_zones, series_csv, show, tell_of_recipients
    from ivrdsl.cli.laws import CallLaws, Models, UnknownLawError, groups_of
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.cli.strays import tell_of_strays
    from ivrdsl.executors.executor import executor_for
    from ivrdsl.executors.pieces import Pieces

    require_apart((report, series, rejected))
    for each in (report, series, rejected):
        require_other(each, [split(file)[0], recipients, *filter(None, (config, callers))])
    platform = plan.platform()
    base = _callers(callers, platform)
    settings = _settings(config, base, replicates, seed)
    models = Models(base, {name: _like(base, _callers(each, platform)) for name, each in settings.callers.items()})
    loaded = read_plan(file, plan, valid=True)
    laws = CallLaws(models, partial(_forecaster, loaded, platform, search, goal, secrets, as_json), goal)
    with executor_for(workers, scheduler) as executor:
        if executor.dashboard:
            echo(f"Dask's dashboard: {executor.dashboard}", err=True)
        found = _read(recipients, models.attributes(), rejected, Pieces(executor), is_far=scheduler is not None)
        tell_of_recipients(recipients, found)
        _tell_of_groups(found, settings)
        require_zones(found, settings.campaign)
        try:
            groups = groups_of(found, laws)
        except UnknownLawError as error:
            echo(f"UNDECIDED: {error}", err=True)
            exits.end(undecided=True, told=str(error))
        tell_of_strays(laws.strays, is_shared=plan.named is not None)
        simulates = executor if workers or scheduler else _simulator(executor, settings.campaign, found.good)
        forecast = _forecast(settings, groups, Pieces(simulates, _progress(settings.campaign)))
    leans_on = [*settings.assumptions(forecast.assumptions), *laws.assumptions.values()]
    forecast = forecast._replace(assumptions=leans_on)
    name = plan.named.name if plan.named is not None else os.path.basename(file)
    shown = ShownCampaign(name, recipients, found, forecast)
    if report is not None:
        _write_report(shown, report)
    if series is not None:
        _write(series_csv(forecast), series)
    show(shown, as_json=as_json)
    exits.end(told=counted(forecast))


def _callers(file: str | None, platform: "Platform") -> "Callers":
    """A model of callers.

    Raises:
        IvrError: its file cannot be read, or says what nobody knows.
    """
    from ivrdsl.files.callers import read_callers
    from ivrsim.callers.defaults import usual_callers

    return usual_callers(platform) if file is None else read_callers(file, platform)


def _like(base: "Callers", model: "Callers") -> "Callers":
    """The model of a group in the steps and at the price of all."""
    return model._replace(price=base.price, step_ms=base.step_ms)


def _settings(config: str | None, base: "Callers", replicates: int | None, seed: int | None) -> "CampaignFile":
    """What the campaign is told, by its file and on the command line."""
    from ivrdsl.files.campaign import read_campaign

    found = read_campaign(config, base)
    campaign = found.campaign
    if replicates is not None:
        campaign = campaign._replace(replicates=replicates)
    if seed is not None:
        campaign = campaign._replace(seed=seed)
    return found._replace(campaign=campaign)


def _forecaster(
    loaded: "Loaded",
    platform: "Platform",
    search: options.SearchOptions,
    goal: str,
    secrets: Sequence[re.Pattern[str]],
    quiet: bool,
    callers: "Callers",
) -> "Forecaster":
    """What knows the law of a plan's calls by a model."""
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions

    with search.budget(_NAME, quiet=quiet) as budget:
        asked = ForecastOptions(search.world(), search.bounds, budget.watch, [goal] if goal else [], secrets)
        return Forecaster(compile_plan(loaded.plan, platform), callers, asked)


def _read(
    source: str, attributes: Sequence[str], rejected: str | None, pieces: "Pieces", *, is_far: bool
) -> "Recipients":
    """Read the recipients: a large list by all workers.

    Raises:
        IvrError: it is no list of recipients, or none of its rows is right.
    """
    from ivrdsl.files.recipients.reader import read_recipients

    is_large = is_far or os.path.isdir(source) or (os.path.exists(source) and os.path.getsize(source) > _SMALL)
    if not is_large:
        return read_recipients(source, attributes, rejected=rejected)
    return read_recipients(source, attributes, rejected=rejected, spread=pieces.results)


def _simulator(executor: "SizedExecutor", campaign: "Campaign", recipients: int) -> "SizedExecutor":
    """Who simulates: of small campaigns this process."""
    from ivrdsl.executors.inline import InlineExecutor

    return executor if recipients * campaign.replicates > _FEW_CALLS else InlineExecutor()


def _tell_of_groups(recipients: "Recipients", settings: "CampaignFile") -> None:
    """Say on stderr which groups have callers of their own, and no recipients."""
    from ivrdsl.findings.words import meant, quoted

    there = sorted({kind.group for kind in recipients.kinds if kind.group})
    for name in settings.callers:
        if name not in there:
            hint = meant(name, there) if there else "the list has no groups"
            echo(f"[groups.{name}]: no recipient is in the group {quoted(name)}; {hint}", err=True)


def _forecast(settings: "CampaignFile", groups: "Sequence[Group]", pieces: "Pieces") -> "CampaignForecast":
    """Simulate what has to be."""
    from ivrsim.campaigns.queue import replicate
    from ivrsim.campaigns.summary import needs_replicates, summary_of

    campaign = settings.campaign
    numbers = range(campaign.replicates if needs_replicates(campaign, groups) else 0)
    return summary_of(campaign, groups, list(pieces.results(partial(replicate, campaign, groups), numbers)))


def _progress(campaign: "Campaign") -> Any:
    """Shows on a terminal how many simulations are done."""
    from ivrdsl.cli.progress import ProgressLine

    line = ProgressLine()

    def watch(done: int) -> None:
        line.tell(f"{done} of {campaign.replicates} simulations")
        if done == campaign.replicates:
            line.clear()

    return watch


def _write_report(shown: Any, report: str) -> None:
    from ivrdsl.plots.campaigns import campaign_report
    from ivrsim.campaigns.records import as_dict

    _write(campaign_report(as_dict(shown.forecast), title=shown.plan), report)


def _write(data: bytes, path: str) -> None:
    """Write a file, and say so on stderr.

    Raises:
        IvrError: it cannot be written.
    """
    write_output(data, path)
    echo(f"{path}: written", err=True)
