"""A forecast for people: what calls will be like, in lines of a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from textwrap import wrap
from typing import Final, NamedTuple

from ivrdsl.findings.render.safe import safe
from ivrsim.chains.quantity import Between, Quantity
from ivrsim.forecasting.budgets.judge import SHARE, BudgetVerdict, deviation, quantile
from ivrsim.forecasting.forecast import Forecast, ForecastAssumption
from ivrsim.forecasting.telling.phrases import figure_told, reason
from ivrsim.forecasting.wording.amounts import amount
from ivrsim.forecasting.wording.sparks import law_lines

WIDTH: Final = 80
"""Columns of a line."""
MOST: Final = 12
"""Rows of a table; of the others it is said how many there are."""

Line = tuple[str, str]
"""A line, with what it is: "plan", "heading", "row", "note", or the verdict of a budget."""

PLAYS: Final = "plays of "
_INDENT: Final = 14
_DRAWN: Final = ("duration", "cost")
_TIMES: Final = tuple(1000 * each for each in (5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600, 7200))
_ROUND: Final = tuple(each * 10.0**power for power in range(-4, 9) for each in (1, 2, 5))
_SHARES_TOLD: Final = 3
_LONGEST_VALUE: Final = 24
_RARE: Final = 1e-3
"""A smaller share of calls is not told."""


class _Group(NamedTuple):
    """Events that are told together.

    Attributes:
        heading: above them.
        begins: how their names may begin.
        parts: what else may be in them.
    """

    heading: str
    begins: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


_GROUPS: Final = (
    _Group("who answers", ("answered", "busy", "no answer")),
    _Group("what the detector says", (), (" taken for ",)),
    _Group("how calls end", ("ends with ", "never ends", "reaches ")),
    _Group("what is heard, and kept", (), (" hears ", " kept ")),
    _Group("menus and keys", ("presses ", "takes ", "enters ")),
    _Group("transfers", ("transfer",)),
    _Group("what else happens"),
)


def lines_of(forecast: Forecast, *, blocks: bool = True) -> Iterator[Line]:
    """Yield the lines of a forecast.

    Args:
        forecast: the forecast.
        blocks: whether the terminal has letters that are drawn; else letters of ASCII stand for them.
    """
    yield from wrapped("plan", f"{forecast.plan}: {_scope(forecast)}", 0)
    if forecast.bound:
        yield from wrapped("UNDECIDED", f"nothing is known for sure: {forecast.bound}", 0)
    told = [each for each in forecast.quantities.values() if not each.name.startswith(PLAYS)]
    never = [each.name for each in told if each.mean.high == 0]
    for quantity in sorted(told, key=lambda each: each.name not in _DRAWN):
        if quantity.name not in never:
            yield from _quantity(quantity, drawn=quantity.name in _DRAWN, blocks=blocks)
    if never:
        yield "", ""
        yield from wrapped("note", f"in no call: {', '.join(never)}", 2)
    yield from _events(forecast.events)
    yield from _prompts(forecast)
    yield from _unknown(forecast)
    yield from assumption_lines(forecast)


def _scope(forecast: Forecast) -> str:
    return f"{forecast.nodes:,} nodes, in steps of {forecast.step_ms:,} ms"


# --- quantities -----------------------------------------------------------------------------------------------------


def _quantity(quantity: Quantity, *, drawn: bool, blocks: bool) -> Iterator[Line]:
    yield "", ""
    if drawn and quantity.law:
        for line in law_lines(quantity, blocks=blocks):
            yield "row", line
    else:
        yield "heading", _cut(quantity.name, WIDTH)
    for text in _numbers(quantity, drawn=drawn):
        yield from wrapped("row", f"{'':{_INDENT}}{text}", _INDENT + 2)


def _numbers(quantity: Quantity, *, drawn: bool) -> Iterator[str]:
    unit = quantity.unit
    told = [f"mean {figure_told(quantity.mean, unit)}"]
    spread = deviation(quantity)
    if spread.high < inf:
        told.append(f"sd {figure_told(spread, unit)}")
    if quantity.law:
        named = {"p90": 0.9} if drawn else {"p50": 0.5, "p90": 0.9, "p99": 0.99}  # the others are beside the drawing
        told += [f"{name} {figure_told(quantile(quantity, share), unit)}" for name, share in named.items()]
    yield ", ".join(told)
    beyond = [
        f"{figure_told(quantity.tail(value), SHARE)} over {amount(value, unit)}" for value in _values_told(quantity)
    ]
    if beyond:
        yield ", ".join(beyond)


def _values_told(quantity: Quantity) -> list[float]:
    """Round values that some calls pass, and not most of them."""
    if not quantity.law:
        return []
    last = quantity.law[-1][0]
    known = [each for each in (_TIMES if quantity.unit == "ms" else _ROUND) if each <= last]
    told = [each for each in known if quantity.tail(each).low >= _RARE and quantity.tail(each).high < 0.5]
    if not quantity.unit:
        told = [each for each in told if float(each).is_integer()]
    return told[:_SHARES_TOLD]


# --- events ---------------------------------------------------------------------------------------------------------


def _events(events: Mapping[str, Between]) -> Iterator[Line]:
    for group in _GROUPS:
        found = {name: each for name, each in events.items() if group_of(name) == group.heading}
        if found:
            yield "", ""
            yield "heading", group.heading
            yield from _rows(found)


def group_of(name: str) -> str:
    """The heading under which an event is told."""
    for group in _GROUPS:
        if name.startswith(group.begins) if group.begins else any(part in name for part in group.parts):
            return group.heading
    return _GROUPS[-1].heading


def _rows(events: Mapping[str, Between]) -> Iterator[Line]:
    """The likeliest first; those that never happen are counted."""
    likely = sorted((each for each in events if events[each].high > 0), key=lambda each: -events[each].high)
    shares = {name: figure_told(events[name], SHARE) for name in likely[:MOST]}
    yield from _table(shares)
    left = len(likely) - MOST
    if left > 0:
        yield "note", f"  ... and {left} more: --json has all"
    never = len(events) - len(likely)
    if never:
        yield "note", f"  {never} never: {_cut(', '.join(each for each in events if each not in likely), WIDTH - 20)}"


# --- prompts --------------------------------------------------------------------------------------------------------


def _prompts(forecast: Forecast) -> Iterator[Line]:
    plays = {name[len(PLAYS) :]: each for name, each in forecast.quantities.items() if name.startswith(PLAYS)}
    if not plays:
        return
    yield "", ""
    yield "heading", "prompts, and how often they are played in a call"
    order = sorted(plays, key=lambda name: -plays[name].mean.high)
    rows = {_named(name, forecast.prompts.get(name, "")): figure_told(plays[name].mean, "") for name in order[:MOST]}
    yield from _table(rows)
    if len(order) > MOST:
        yield "note", f"  ... and {len(order) - MOST} more: --json has all"


def _named(name: str, says: str) -> str:
    return f"{name}  {' '.join(says.split())}" if says else name


def _table(rows: Mapping[str, str]) -> Iterator[Line]:
    """Rows of two columns: what is said, and of what; a row has two lines at most."""
    columns = max([len(each) for each in rows.values()], default=0) + 2
    for name, told in rows.items():
        yield from wrapped("row", f"  {told:<{columns}}{name}", columns + 2, most=2)


# --- what it leans on -----------------------------------------------------------------------------------------------


def _unknown(forecast: Forecast) -> Iterator[Line]:
    if forecast.unknown:
        yield "", ""
        yield "heading", "what nobody knows, so that numbers have bounds"
        for each in forecast.unknown:
            yield from wrapped("row", f"  {each}", 4)


def assumption_lines(forecast: Forecast) -> Iterator[Line]:
    """Yield what a forecast leans on: what has a source first, then what is assumed, and how time is rounded."""
    yield "", ""
    sourced = [each for each in forecast.assumptions if each.source]
    assumed = [each for each in forecast.assumptions if not each.source]
    if sourced:
        yield "heading", "from sources"
        for source in dict.fromkeys(each.source for each in sourced):
            names = ", ".join(_told(each) for each in sourced if each.source == source)
            yield from wrapped("row", f"  {names}: {source}", 4)
    if assumed:
        yield "heading", "assumed: nobody has said so; --show-callers has all values"
        for line in _joined([_told(each) for each in assumed]):
            yield "row", line
    yield from wrapped("note", _half_step(forecast), 0)


def _half_step(forecast: Forecast) -> str:
    moved = amount(abs(forecast.half_step_ms), "ms")
    begin = f"times are rounded to steps of {forecast.step_ms} ms"
    return f"{begin}; with half the step the mean duration moves by {moved}"


def _told(assumption: ForecastAssumption) -> str:
    """A number with its value, where that is short."""
    name, value = (safe(" ".join(text.split())) for text in (assumption.name, assumption.value))
    return f"{name} = {value}" if 0 < len(value) <= _LONGEST_VALUE else name


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Words in lines, as many in each as there is room for."""
    line = ""
    for word in words:
        if line and len(line) + len(word) + 5 > WIDTH:
            yield f"  {line},"
            line = ""
        line = f"{line}, {word}" if line else word
    if line:
        yield f"  {line}"


# --- budgets --------------------------------------------------------------------------------------------------------


def verdict_lines(verdicts: Sequence[BudgetVerdict]) -> Iterator[Line]:
    """Yield what is said of budgets."""
    for each in verdicts:
        yield from wrapped(each.verdict, f"{each.verdict:<11}{each.budget}: {reason(each)}", 11)


def wrapped(kind: str, text: str, indent: int, most: int = 0) -> Iterator[Line]:
    """Yield a text in lines; at most so many, where that is asked."""
    start = len(text) - len(text.lstrip())
    lines = wrap(safe(text.strip()), WIDTH - start, subsequent_indent=" " * max(indent - start, 0))
    if most and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: WIDTH - start - 3]}..."]
    for line in lines:
        yield kind, f"{'':{start}}{line}"


def _cut(text: str, columns: int) -> str:
    text = safe(" ".join(text.split()))
    return text if len(text) <= columns else f"{text[: columns - 3]}..."
