"""Hides the secrets of the plans that a test has used in all that pytest reports of it."""

import linecache
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.testing.items import CallFailed
from ivrdsl.testing.usage import Used
from ivrdsl.wording.likely import quotation
from ivrdsl.wording.mask import Mask
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.table import Plan
from ivrsim.play.story import known_from
from ivrsim.play.transcript import Transcript


def mask_of(used: Used) -> Mask:
    """A mask for all that a test has used."""
    transcripts = [each if isinstance(each, Transcript) else each.transcript() for each in used.calls]
    plans = [*used.plans, *(each.plan for each in transcripts), *_compiled(used)]
    marked, told, typed = known_from(*transcripts)
    told |= {text for each in used.platforms for text in each.told()} | used.texts | used.locals
    return mask_of_plans(*{id(each): each for each in plans}.values(), marked=marked, told=told, typed=typed)


def _compiled(used: Used) -> Iterator[Plan]:
    for nodes in used.nodes:
        try:
            yield compile_plan(nodes)
        except IvrError:
            continue  # it has failed in the test too, which shows what it quotes


def mask_report(report: pytest.TestReport | pytest.CollectReport, mask: Mask) -> None:
    """Mask a report before anybody writes it. Node ids and paths stay: they are what others know the test by."""
    report.longrepr = masked(report.longrepr, mask)
    report.sections = [(masked(title, mask), masked(text, mask)) for title, text in report.sections]
    if isinstance(report, pytest.TestReport):
        report.user_properties = [(_text(name, mask), _property(value, mask)) for name, value in report.user_properties]
    reason = getattr(report, "wasxfail", None)
    if reason is not None:
        report.wasxfail = masked(reason, mask)  # type: ignore[union-attr]  # only pytest's own xfail sets it


def mask_warning(warning: warnings.WarningMessage, mask: Mask) -> None:
    """Mask what a warning says, and the line of code that is shown with it."""
    said = str(warning.message)
    if masked(said, mask) != said:
        warning.message = UserWarning(masked(said, mask))  # what is shown as its class is its category
    line = warning.line or linecache.getline(warning.filename, warning.lineno).strip()
    warning.line = masked(line, mask)


def masked(value: Any, mask: Mask) -> Any:
    """A part of a report with every text in it masked; representations of errors are changed in place."""
    match value:
        case str():
            return _text(value, mask)
        case list() if value and all(isinstance(each, str) for each in value):
            return _lines(value, mask)
        case list() | tuple():
            found = [masked(each, mask) for each in value]
            return found if isinstance(value, list) else tuple(found)
        case CallFailed():
            return value.masked(lambda text: _text(text, mask))
        case _ if hasattr(value, "toterminal"):  # how pytest represents an error, and its parts
            for name, each in vars(value).items():
                if name != "path":
                    setattr(value, name, masked(each, mask))
    return value


def _property(value: Any, mask: Mask) -> Any:
    """A value that JUnit XML writes as its text."""
    text = str(value)
    hidden = _text(text, mask)
    return value if hidden == text else hidden


def _lines(lines: Sequence[str], mask: Mask) -> list[str]:
    """Lines that are masked together, because a secret may go on in the next one."""
    shown = iter(_text("\n".join(lines), mask).split("\n"))
    return ["\n".join([next(shown) for _ in range(line.count("\n") + 1)]) for line in lines]


def _text(text: str, mask: Mask) -> str:
    """A text of anybody's. What looks like a code counts between quotation marks: [1, 2, 3] is a list."""
    lines = []
    for line in text.split("\n"):
        start, end = quotation(line)
        lines.append(line[:start] + mask.masked(line[start:end]) + line[end:])
    return mask.repeated("\n".join(lines))
