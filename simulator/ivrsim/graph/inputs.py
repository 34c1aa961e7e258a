"""Which variables hold nothing but what a caller has typed: no secret, when the caller hears it again."""

from typing import Final

from ivrsim.core import table as t
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.usage import as_kept, reads, works_out, writes

_DIGITS_OF_A_CODE: Final = 3


def _made_of(instruction: t.Instruction, plan: t.Plan) -> set[str] | None:
    """The variables that a value is made of; None where it is anything else, or tells digits of its own."""
    if not works_out(instruction):
        return None
    own = "".join(piece for piece in instruction.program() if isinstance(piece, str))
    if sum(map(str.isdigit, own)) >= _DIGITS_OF_A_CODE:
        return None
    return as_kept(reads(instruction), plan.platform)


def typed_names(plan: t.Plan) -> set[str]:
    """Return the variables that hold nothing but what a caller has typed, or what is made of that."""
    writers: dict[str, list[set[str] | None]] = {}
    for each in plan.table:
        for name in as_kept(writes(each), plan.platform) if each.writes != LAST_INPUT else ():
            writers.setdefault(name, []).append(_made_of(each, plan))
    if "" in writers or LAST_INPUT in writers:
        return set() if LAST_INPUT in writers else {LAST_INPUT}
    typed = {LAST_INPUT, *writers}
    while True:
        wrong = {
            name
            for name in typed - {LAST_INPUT}
            if any(sources is None or not sources <= typed for sources in writers[name])
        }
        if not wrong:
            return typed
        typed -= wrong
