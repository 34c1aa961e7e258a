"""Pages of quirks and timings: a field of `Platform`, the reason in its comment, and a case for each of its readings.

A new quirk gets its page by what ARCHITECTURE.md asks for anyway: a reason behind the field, `# [section] why`, and a
conformance case for each reading. A timing has a docstring below its field.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

from ivrdsl.checking.registry import rules
from ivrdsl.files.platform import _TABLES as FILE_TABLES
from ivrdsl.model.structs import fields
from ivrsim.comparing.platforms import _INCOMPARABLE
from ivrsim.core import platform
from ivrsim.core.platform import Platform, alternatives, reading_told
from ivrsim.proofs.names import without_number
from ivrsim.proofs.question import EVERYTHING
from ivrsim.proofs.verdict import UNDECIDED
from ivrsim.proofs.verify import verify
from ivrsim.search.bounds import Bounds
from tests.conformance.cases import quirk_values
from tests.reference.page import ReferencePage, bullets, codes, section, table
from tests.reference.suite import PlayedCase, quirks_of_nodes, suite

NAMES: Final = tuple(each.name for each in fields(Platform) if each.name != "name")


class Source(NamedTuple):
    """What the source of `Platform` says of a field: its comment, its docstring, and its type as it is written."""

    comment: str
    docstring: str
    kind: str


@cache
def sources() -> dict[str, Source]:
    """For each field what stands behind and below it."""
    text = inspect.getsource(platform)
    lines = text.splitlines()
    (made,) = (each for each in ast.parse(text).body if isinstance(each, ast.ClassDef) and each.name == "Platform")
    found = {}
    for each, below in zip(made.body, [*made.body[1:], None], strict=True):
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            comment = re.search(r"#\s*(.*)", lines[(each.end_lineno or 0) - 1])
            docstring = ""
            if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                docstring = " ".join(str(below.value.value).split())
            found[each.target.id] = Source(comment[1] if comment else "", docstring, ast.unparse(each.annotation))
    return found


def pages() -> Iterator[ReferencePage]:
    """A page for each field but the platform's name."""
    return map(_page, NAMES)


def missing(name: str) -> str:
    """What a quirk lacks to have a page; nothing, where it lacks nothing."""
    source = sources()[name]
    if not source.comment and not source.docstring:
        return (
            f"quirk {name}: nothing says why it has its default. Write it behind the field of Platform, as"
            " `# [section of docs/language.md] reason`; of a timing, as a docstring below the field"
        )
    shown = {value for each in suite() for value in _readings(each, name)}
    lacking = [reading_told(value) for value in quirk_values().get(name, ()) if value not in shown]
    if lacking:
        return (
            f"quirk {name}: no case shows the reading {' or '.join(lacking)}. Write one in tests/conformance/ with the"
            f" header `# quirk: {name}={lacking[0]}`, or `# default: ...` for the default"
        )
    return ""


def _page(name: str) -> ReferencePage:
    source, default = sources()[name], reading_told(getattr(Platform(), name))
    shown = [each for each in suite() if any(True for _ in _readings(each, name))]
    abouts = _abouts(name, shown)
    summary = source.docstring or abouts.get(default, "")
    summary = re.split(r"(?<=[.!?])\s", summary)[0] if summary else ""
    told = "A quirk of the platform: no source says how it is, or sources disagree."
    if name not in quirk_values():
        told = f"A setting of the simulation: it {_INCOMPARABLE.get(name, 'is measured, estimated or chosen')}."
    text = f"{told} Default: `{default or 'none'}`.\n\n{source.docstring}".strip()
    text += section("Readings", _readings_told(name, source, abouts, default))
    text += section("Why this default", _reason(source))
    text += section("To choose another", _choice(name, default))
    examples = {reading: next(each for each in shown if reading in _told(each, name)) for reading in abouts}
    text += section("What hangs on it", bullets(_dependents(name, list(examples.values()))))
    for reading, example in examples.items():
        text += section(f"Example: {name}={reading}", example.as_example())
    return ReferencePage("quirk", name, summary, text)


def _readings(each: PlayedCase, name: str) -> Iterator[Any]:
    """The readings of a quirk that a case shows."""
    for said in (each.case.quirks, each.case.defaults):
        if name in said:
            yield said[name]


def _told(each: PlayedCase, name: str) -> list[str]:
    return [reading_told(value) for value in _readings(each, name)]


def _abouts(name: str, shown: list[PlayedCase]) -> dict[str, str]:
    """For each reading what the smallest case of it says of the platform, the default first."""
    found: dict[str, str] = {}
    for each in shown:
        for reading in _told(each, name):
            found.setdefault(reading, each.case.about)
    default = reading_told(getattr(Platform(), name))
    return dict(sorted(found.items(), key=lambda pair: pair[0] != default))


def _readings_told(name: str, source: Source, abouts: dict[str, str], default: str) -> str:
    if name in platform._TABLES:
        return f"It is a table: {platform._TABLES[name]}. The default has no rows."
    others = [reading_told(each) for each in alternatives(Platform(), name)]
    known = dict.fromkeys([default, *others, *abouts])
    rows = [(f"`{each}`{' (default)' if each == default else ''}", abouts.get(each, "")) for each in known]
    any_number = "int" in source.kind.split(" | ") or source.kind == "int"
    unit = ", in ms" if name.endswith("_ms") or name in ("interdigit", "ms_per_character") else ""
    told = table(["reading", "what the platform does"], rows)
    return (
        f"{told}\n\nAny whole number from {1 if 'max' in name else 0} may stand for it{unit}." if any_number else told
    )


def _reason(source: Source) -> str:
    """The comment in words: its sections of docs/language.md, and the reason behind them."""
    sections = re.match(r"\[([\d., ]+)\]\s*(.*)", source.comment)
    if sections is None:
        return source.comment and f"Assumed: {source.comment}."
    where = f"Assumed, not documented: section {sections[1]} of docs/language.md."
    return f"{where} {sections[2][:1].upper()}{sections[2][1:]}." if sections[2] else where


def _choice(name: str, default: str) -> str:
    if name in platform._TABLES:
        table_ = next((key for key, (field, _, _) in FILE_TABLES.items() if field == name), "")
        where = f"the table `[{table_}]` of a platform file" if table_ else "what `ivrdsl listen` measures"
        return f"It is {where}, which `--platform FILE.toml` names."
    value = other_reading(name)
    toml = value if value in ("true", "false") or value.isdigit() else f'"{value}"'
    return (
        f"`--quirk {name}={value}` on the command line, `{name} = {toml}` in a platform file or in the project's"
        f" settings, `Platform({name}={value if value.isdigit() else repr(_python(value))})` in Python."
    )


def other_reading(name: str) -> str:
    """A reading that is not the default, as a command line has it."""
    default = getattr(Platform(), name)
    others = [*alternatives(Platform(), name), *quirk_values().get(name, ())[1:]]
    return reading_told(next(iter(others), 2 * default or 1))


def _python(value: str) -> object:
    return {"true": True, "false": False}.get(value, value)


def _dependents(name: str, shown: list[PlayedCase]) -> Iterator[str]:
    """The tags that were seen to lean on it, rules that name it, and properties that it decides in the examples."""
    nodes = sorted(each for each, quirks in quirks_of_nodes().items() if name in quirks and each != "Odd")
    if nodes:
        yield f"Calls lean on it at {codes(nodes)}."
    speaking = [each.code for each in rules().values() if f"`{name}" in each.text]
    if speaking:
        yield f"Rules that name it: {', '.join(speaking)}."
    decided = _decided(name, shown)
    if decided:
        yield f"Verdicts that differ with it, on the plans of the examples: {codes(decided)}."


def _decided(name: str, shown: list[PlayedCase]) -> list[str]:
    """The properties whose verdict on a plan of the examples is another one with another reading."""
    found: dict[str, None] = {}
    for each in shown:
        node = each.transcript.plan.elements[0].node
        others = {key: value for key, value in each.case.quirks.items() if key != name}
        platforms = [Platform().with_quirks(**others, **{name: value}) for value in quirk_values().get(name, ())]
        reports = [verify(node, platform, asked=_BRIEFLY).verdicts for platform in platforms]
        verdicts = [{verdict.property: verdict.verdict for verdict in report} for report in reports]
        for key in dict.fromkeys(key for told in verdicts for key in told):
            seen = {told.get(key, "") for told in verdicts}
            if len(seen) > 1 and UNDECIDED not in seen:
                found[without_number(key)] = None
    return list(found)


_BRIEFLY: Final = EVERYTHING._replace(bounds=Bounds(1000, 5000, 10**8))
"""The plans of the suite are small, but for those that loop."""
