"""A model of callers as the text of a callers.toml."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

from ivrsim.callers.model import Callers
from ivrsim.callers.notation.names import Name, dotted, key_of, quoted_text
from ivrsim.callers.notation.numbers import Number, find, numbers_of
from ivrsim.callers.notation.shares import write_shares
from ivrsim.callers.notation.tables import ASSUMED, PARTLY, SOURCE, SOURCES
from ivrsim.callers.sources import WHOLE, unsourced_names

_LONGEST_LINE: Final = 110
"""Letters of a law on one line; a longer one gets a section of its own."""


def names_of(callers: Callers) -> dict[str, str]:
    """The numbers of a model by their dotted names, each as a file would have it."""
    numbers = numbers_of(callers)
    return {dotted(name): _number(name).notation.write(value, callers.step_ms) for name, value in numbers.items()}


def as_toml(callers: Callers) -> str:
    """A model as the text of a file, which makes the same model of it again.

    The model must be one that `require_callers` takes.
    """
    shared = _sources_of_sections(callers)
    lines: defaultdict[Name, list[str]] = defaultdict(list)
    whole = callers.sources.get(WHOLE, "")
    if whole:
        lines[()].append(f"{SOURCE} = {quoted_text(whole)}")
    for name, value in numbers_of(callers).items():
        section = name[:1]
        if section not in lines and shared.get(section[0], whole) != whole:
            lines[section].append(f"{SOURCE} = {quoted_text(shared[section[0]])}")
        head, text = _lines_of(name, value, callers.step_ms)
        lines[head] += text
    for told, source in _sources_in_order(callers):
        if source != shared.get(_section_of(told), whole):
            lines[SOURCES,].append(f"{quoted_text(told)} = {quoted_text(source)}")
    assumed = {*callers.assumed, *unsourced_names(callers)}
    for key, names in ((ASSUMED, assumed - set(callers.sources)), (PARTLY, assumed & set(callers.sources))):
        if names:
            lines[SOURCES,] += [f"{key} = [", *(f"    {quoted_text(name)}," for name in sorted(names)), "]"]
    return "\n\n".join("\n".join([f"[{dotted(head)}]"] * bool(head) + text) for head, text in lines.items()) + "\n"


def _sources_of_sections(callers: Callers) -> dict[str, str]:
    """The commonest source of each section, which stands in the section itself."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, source in _sources_in_order(callers):
        if name != "step_ms":  # it has no section
            found[_section_of(name)][source] += 1
    return {section: sources.most_common(1)[0][0] for section, sources in found.items()}


def _sources_in_order(callers: Callers) -> list[tuple[str, str]]:
    """The numbers that have a source, in the order of a file."""
    names = map(dotted, numbers_of(callers))
    return [(name, callers.sources[name]) for name in names if name in callers.sources]


def _section_of(name: str) -> str:
    return name.partition(".")[0]


def _number(name: Name) -> Number:
    number = find(name)
    assert number is not None  # the model is one
    return number


def _lines_of(name: Name, value: Any, step_ms: int) -> tuple[Name, list[str]]:
    """The section of a number, and its lines there."""
    notation = _number(name).notation
    if notation.is_table:
        return name, write_shares(value)
    text = notation.write(value, step_ms)
    if isinstance(value, Mapping) and len(text) > _LONGEST_LINE:
        return name, [each.strip() for each in text[1:-1].split(",")]
    return name[:-1], [f"{key_of(name[-1])} = {text}"]
