"""What the instructions of a predicate tell, and its answers do not."""

import dis
from functools import lru_cache
from itertools import pairwise
from types import CodeType, FrameType
from typing import Any

_IN = "CONTAINS_OP"


def returns_nothing(code: CodeType) -> bool:
    """Return whether a function gives no answer, whatever it is asked: somebody has forgotten its `return`."""
    instructions = list(dis.get_instructions(code))
    given = [now.argval for now in instructions if now.opname == "RETURN_CONST"]
    for before, now in pairwise(instructions):
        if now.opname == "RETURN_VALUE":
            is_plain = before.opname == "LOAD_CONST" and not now.is_jump_target  # another way may bring another value
            given.append(before.argval if is_plain else now)
    return bool(given) and all(each is None for each in given)


def looked_up_in(frame: FrameType) -> list[str] | None:
    """Return the texts among which the code of a frame is looking one up; None where that is not plain.

    A set or a dictionary asks a text for its hash, and compares it only with what has the same. So a text cannot know
    with what it would have been compared. The instructions of `kind in {"sms", "stash"}` and `kind in KINDS` tell.

    Args:
        frame: whose code has just asked a text for its hash.
    """
    fetch = _fetched_before(frame.f_code, frame.f_lasti)
    found = None if fetch is None else _fetched(frame, fetch)
    if not isinstance(found, (set, frozenset, dict)):
        return None
    texts = [each for each in found if isinstance(each, str)]
    return texts if len(texts) == len(found) else None


@lru_cache(maxsize=256)
def _fetched_before(code: CodeType, offset: int) -> dis.Instruction | None:
    """The instruction before an `in` at an offset: it fetches that in which something is looked up; else None."""
    instructions = list(dis.get_instructions(code))
    for before, now in pairwise(instructions):
        if now.offset == offset and now.opname == _IN:
            return before
    return None


def _fetched(frame: FrameType, instruction: dis.Instruction) -> object:
    """What an instruction fetches; None if it does more than that."""
    name: Any = instruction.argval
    match instruction.opname:
        case "LOAD_CONST":
            return name
        case "LOAD_GLOBAL":
            return frame.f_globals.get(name)
        case "LOAD_NAME":
            return frame.f_locals.get(name, frame.f_globals.get(name))
        case opname if opname.startswith(("LOAD_FAST", "LOAD_DEREF")) and isinstance(name, str):
            return frame.f_locals.get(name)
    return None
