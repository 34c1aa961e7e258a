"""Which variables each instruction reads and writes, by the templates in its fields."""

from collections.abc import Iterable
from typing import NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT
from ivrsim.core.platform import Platform
from ivrsim.core.template import Reference, Template
from ivrsim.core.variables import LAST_INPUT, canonical

Names = tuple[str | None, ...]
"""Names of variables; None stands for a name that is put together during the call, as in `${choice${n}}`."""


class Usage(NamedTuple):
    """Where variables are used, by the names under which the platform keeps them; places in ascending order.

    Attributes:
        read, written: places by name.
        stashed: places that write a name into the report, where no call can read it.
        read_any, written_any: places that read or write a name made during the call.
    """

    read: dict[str, list[int]]
    written: dict[str, list[int]]
    stashed: dict[str, list[int]]
    read_any: list[int]
    written_any: list[int]


def reads(instruction: t.Instruction) -> Names:
    """Return the variables that an instruction puts into its texts, each once; JavaScript sees no others.

    `${choice${n}}` reads `n`, and a variable whose name is made during the call (None).
    """
    if getattr(instruction, "said", None) is not None:  # a prompt without variables
        return ()
    found: dict[str | None, None] = {}
    for template, _ in t.texts(instruction):
        if not (len(template) == 1 and type(template[0]) is str):
            found.update(dict.fromkeys(names_in(template)))
    return tuple(found)


def writes(instruction: t.Instruction) -> Names:
    """Return the variables that an instruction may write: none or one. A stash writes to the report, so none."""
    field = instruction.writes
    if not field or field == LAST_INPUT:
        return (field,) if field else ()
    name = getattr(instruction, field)
    return (fixed(name),) if name else ()


def works_out(instruction: t.Instruction) -> bool:
    """Return whether an instruction evaluates what a call then goes on with: a test, or an assignment."""
    return bool(instruction.javascript and (instruction.asks or instruction.writes))


def fixed(template: Template) -> str | None:
    """The text of a template without variables; None where variables decide it."""
    return "".join(map(str, template)) if all(type(piece) is str for piece in template) else None


def may_be_silent(instruction: t.Instruction) -> bool:
    """Return whether a prompt says nothing, or something else, if the values in it are empty, or hold markup."""
    if instruction.awaits != PROMPT or not instruction.reads:
        return False
    texts = [piece for template, _ in t.texts(instruction) for piece in template if isinstance(piece, str)]
    return any("<" in text for text in texts) or not any(text.strip() for text in texts)


def copied_name(template: Template) -> tuple[str | None, bool]:
    """The variable that a text is alone, and whether it stands outside of quotes; None where it is anything else."""
    pieces = [*template]
    if len(pieces) > 1 and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
    if len(pieces) > 1 and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip()
    match [piece for piece in pieces if piece != ""]:
        case [Reference(name=name)]:
            return fixed(name), True
        case ["'", Reference(name=name), "'"] | ['"', Reference(name=name), '"']:
            return fixed(name), False
    return None, False


def names_in(template: Template) -> list[str | None]:
    """The variables in a template, inner ones too, however deep they are nested."""
    found: list[str | None] = []
    todo = [template]
    while todo:
        for piece in todo.pop():
            if isinstance(piece, Reference):
                found.append(fixed(piece.name))
                todo.append(piece.name)
    return found


def variables(plan: t.Plan, places: Iterable[int] | None = None) -> Usage:
    """Return where each variable is read and written.

    Args:
        plan: the plan; its platform says which spellings are one variable.
        places: where to look, in ascending order. Everywhere when not given: that is looked for once a plan.
    """
    if places is not None:
        return _usage(plan, places)
    found: Usage | None = plan.graphs.get("usage")
    if found is None:
        found = plan.graphs["usage"] = _usage(plan, range(len(plan.table)))
    return found


def _usage(plan: t.Plan, places: Iterable[int]) -> Usage:
    usage = Usage({}, {}, {}, [], [])
    for place in places:
        instruction = plan.table[place]
        if not instruction.reads and not instruction.writes:
            continue  # as most
        if instruction.deed == "stash" and (name := fixed(instruction.variable)) is not None:  # type: ignore[attr-defined]
            usage.stashed.setdefault(name, []).append(place)
        _add(plan, reads(instruction), place, usage.read, usage.read_any)
        _add(plan, writes(instruction), place, usage.written, usage.written_any)
    return usage


def as_kept(names: Iterable[str | None], platform: Platform) -> set[str]:
    """Return the names under which some variables are kept; one that is put together is ""."""
    return {canonical(name, platform)[0] if name else "" for name in names}


def _add(plan: t.Plan, names: Names, place: int, known: dict[str, list[int]], unknown: list[int]) -> None:
    for name in names:
        if name is None:
            unknown.append(place)
        else:
            known.setdefault(canonical(name, plan.platform)[0], []).append(place)
