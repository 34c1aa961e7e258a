"""Variables that a plan calls by other names: what a plan calls its own variables, nobody outside can know.

Names that only one of two plans knows are paired in the order in which they first occur, and the new plan is told in
the old one's words. Whether the pairs are the right ones does not matter: another name changes no call.
"""

from collections.abc import Mapping
from typing import Any

from ivrdsl.model.structs import fields, replace
from ivrsim.core import table as t
from ivrsim.core.template import Reference, Template
from ivrsim.core.variables import LAST_INPUT, canonical
from ivrsim.graph.usage import fixed, reads, writes
from ivrsim.search.explore import World

_OUTSIDE = ("call.", "contact.", "global.", "attribute.")


def in_the_words_of(old: t.Plan, new: t.Plan, world: World) -> t.Plan:
    """Return the new plan with its own variables called as in the old plan, as far as that can be guessed."""
    if new.platform.undefined_variable == "literal":  # then a name may be spoken
        return new
    ours, theirs = _names(old), _names(new)
    if None in ours or None in theirs:  # a name that is put together in the call
        return new
    given = {*world.attributes, *(name.removeprefix("attribute.") for name in world.variables)}
    free = [name for name in ours if name not in theirs and _is_own(old, name, given)]
    other = [name for name in theirs if name not in ours and _is_own(new, name, given)]
    pairs = {new_name: old_name for old_name, new_name in zip(free, other, strict=False) if old_name and new_name}
    if not pairs:
        return new
    table = tuple(_rename(instruction, pairs) for instruction in new.table)
    return replace(new, table=table, memory=[], graphs={})


def _names(plan: t.Plan) -> dict[str | None, None]:
    """The variables that a plan reads or writes, in document order; None for a name that is made during the call."""
    found: dict[str | None, None] = {}
    for instruction in sorted(plan.table, key=lambda each: each.element):
        for name in (*writes(instruction), *reads(instruction)):
            found[name if name is None else canonical(name, plan.platform)[0]] = None
    return found


def _is_own(plan: t.Plan, name: str | None, given: set[str]) -> bool:
    """Whether a variable has a value only because the plan sets it."""
    return name is not None and not name.startswith(_OUTSIDE) and name not in given


def _rename(instruction: t.Instruction, pairs: Mapping[str, str]) -> t.Instruction:
    """An instruction with other names for variables."""
    changes: dict[str, Any] = {}
    row: Any = instruction
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, t.Words):
            pieces = tuple((secret, _with_names(template, pairs)) for secret, template in value.pieces)
            changes[field.name] = t.Words(pieces)
        elif isinstance(value, tuple) and any(isinstance(piece, Reference) for piece in value):
            changes[field.name] = _with_names(value, pairs)
    if any(writes(instruction)) and instruction.writes != LAST_INPUT:
        written = getattr(row, instruction.writes)
        name = fixed(written) or ""
        changes[instruction.writes] = (pairs[name],) if name in pairs else written
    made: t.Instruction = replace(row, **changes) if changes else instruction
    return made


def _with_names(template: Template, pairs: Mapping[str, str]) -> Template:
    return tuple(piece if isinstance(piece, str) else _with_name(piece, pairs) for piece in template)


def _with_name(reference: Reference, pairs: Mapping[str, str]) -> Reference:
    name = fixed(reference.name)
    return reference if name is None or name not in pairs else Reference((pairs[name],))
