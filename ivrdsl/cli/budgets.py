"""Prints forecasts, and what they say of budgets, or writes them to a file, in each format."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivrdsl.cli.output import show_lines
from ivrdsl.cli.verdicts import JOINED, Reportable, put

if TYPE_CHECKING:
    from ivrdsl.files.load import Loaded
    from ivrdsl.wording.mask import Mask
    from ivrsim.forecasting.forecast import Forecast
    from ivrsim.forecasting.sensitivity.influences import Influence
    from ivrsim.forecasting.sensitivity.whatif import WhatIfTable
    from ivrsim.forecasting.telling.answers import BudgetAnswer
    from ivrsim.forecasting.telling.diff import ForecastDiff
    from ivrsim.forecasting.telling.summary import Line

MARKDOWN: Final = "markdown"
FORMATS: Final = ("full", "concise", "json", "sarif", "junit", "github", MARKDOWN)


class ShownForecast(NamedTuple):
    """What is shown.

    Attributes:
        forecast: the forecast; its texts are masked already, if they must be.
        answers: what it says of budgets.
        loaded: where that comes from.
        replay: the command that plays a call, with {script} where its script goes.
        secrets: what reports for machines mask, beside what looks like a code.
        masks: hide what is secret: the one of this command, and one that does in any case.
        name: what the plan is called.
        influences: what moves the forecast, the most first.
        tables: what comes of other values.
    """

    forecast: "Forecast"
    answers: "Sequence[BudgetAnswer]"
    loaded: "Loaded"
    replay: str
    secrets: Sequence[re.Pattern[str]]
    masks: "tuple[Mask, Mask]"
    name: str
    influences: "Sequence[Influence]" = ()
    tables: "Sequence[WhatIfTable]" = ()


def show(shown: ShownForecast, format_: str, output: str | None) -> Reportable | None:
    """Print a forecast, or write it to a file and say so on stderr.

    Returns:
        What the report was made of, if other reports may be joined to it.

    Raises:
        IvrError: the file cannot be written.
    """
    if output is None and format_ == "full":
        show_lines(list(_lines(shown, blocks=_takes_blocks())))
        return None
    told = _told(shown) if format_ in JOINED else None
    if told is not None:
        text = JOINED[format_](told)
    else:
        text = _json(_data(shown)) if format_ == "json" else _text(_lines(shown))
    put(text, output, _summary(shown.answers))
    return told


def show_diff(
    found: "ForecastDiff", answers: "Sequence[BudgetAnswer]", replay: str, format_: str, output: str | None
) -> None:
    """Print what moved between two forecasts, or write it to a file and say so on stderr.

    Raises:
        IvrError: the file cannot be written.
    """
    from ivrsim.forecasting.telling.answers import answer_lines
    from ivrsim.forecasting.telling.diff import diff_data, diff_lines, markdown

    lines = [*diff_lines(found), *(line for each in answers for line in answer_lines(each, replay))]
    if output is None and format_ == "full":
        show_lines(lines)
        return
    makes: dict[str, Callable[[], str]] = {
        "json": lambda: _json(diff_data(found)),
        MARKDOWN: lambda: markdown(found),
        "full": lambda: _text(iter(lines)),
    }
    put(makes[format_](), output, _summary(answers))


def _takes_blocks() -> bool:
    from ivrsim.forecasting.wording.sparks import has_blocks

    return has_blocks(sys.stdout.encoding)


def _lines(shown: ShownForecast, *, blocks: bool = True) -> "Iterator[Line]":
    from ivrsim.forecasting.telling.answers import answer_lines
    from ivrsim.forecasting.telling.summary import lines_of, verdict_lines
    from ivrsim.forecasting.telling.tables import influence_lines, what_if_lines

    yield from lines_of(shown.forecast, blocks=blocks)
    yield from influence_lines(shown.forecast, shown.influences)
    for table in shown.tables:
        yield from what_if_lines(shown.forecast, table)
    if shown.answers:
        yield "", ""
    for each in shown.answers:
        yield from verdict_lines([each.verdict])
        yield from answer_lines(each, shown.replay)


def _text(lines: "Iterator[Line]") -> str:
    return "".join(f"{line}\n" for _, line in lines)


def _summary(answers: "Sequence[BudgetAnswer]") -> str:
    from ivrsim.forecasting.telling.phrases import counted

    return counted([each.verdict for each in answers])


def _json(data: Mapping[str, Any]) -> str:
    import json

    return json.dumps(data, indent=2) + "\n"


def _data(shown: ShownForecast) -> dict[str, Any]:
    from ivrsim.forecasting.telling.data import as_dict
    from ivrsim.forecasting.telling.tables import what_if_data

    mask = shown.masks[0]
    scripts = {str(each.verdict.budget): each.call.script for each in shown.answers if each.call is not None}
    tables = [what_if_data(each) for each in shown.tables]
    return as_dict(shown.forecast, [each.verdict for each in shown.answers], scripts, tables, mask)


def _told(shown: ShownForecast) -> Reportable:
    from ivrdsl.findings.finding import ERROR
    from ivrdsl.findings.render.junit import Case
    from ivrdsl.findings.render.sarif import RuleInfo
    from ivrsim.forecasting.telling.findings import CODE, HARM, SAYS, findings_of_budgets

    places = shown.loaded.places
    place = places[0] if places else (shown.loaded.source, None)
    of_each = findings_of_budgets(shown.answers, place, shown.replay, shown.masks[1])
    cases = [Case(shown.loaded.source, name, found, group=shown.name) for name, found in of_each.items()]
    rules = [RuleInfo(CODE, "budget", ERROR, SAYS, f"{SAYS}: {HARM}")] if of_each else []
    findings = [each for found in of_each.values() for each in found]
    return Reportable(findings, rules, cases, shown.secrets, command="forecast")
