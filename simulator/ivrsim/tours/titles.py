"""How a call is named after its way: `reaches "hangup" via live, 1, silence`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS, PAUSE, PROMPT, RECORDING, REPLY, TRANSFER
from ivrsim.core.units import seconds
from ivrsim.proofs.paths import Path, PathStep, is_ignored
from ivrsim.search.liveness import CLOCK

_MOST_WORDS: Final = 8
"""Acts that a title names; of a longer way it names the first ones and the last ones."""
_LONGEST_VALUE: Final = 20


def title(words: Sequence[Sequence[str]], count: int, outcome: str) -> str:
    """Return the name of a call: how it ends, and how it comes to that.

    Args:
        words: of each of its acts.
        count: how many these are together.
        outcome: how the call ends.
    """
    half = _MOST_WORDS // 2
    shown = [*islice(chain.from_iterable(words), _MOST_WORDS)]
    if count > _MOST_WORDS:
        last = [*islice(chain.from_iterable(map(reversed, reversed(words))), half)]
        shown = [*shown[:half], f"{count - 2 * half} more", *reversed(last)]
    ending = "goes on" if outcome == "unfinished" else f'reaches "{outcome}"'
    return f"{ending} via {', '.join(shown)}"


def words_of(plan: t.Plan, act: PathStep) -> list[str]:
    """Return what a callee, or the world, does, in few words; nothing for what the plan does by itself."""
    chosen = [_value(name, value) for name, value in act.move.chosen]
    done = _event_words(plan, act)
    return [*chosen, *([done] if done else [])]


def _event_words(plan: t.Plan, act: PathStep) -> str:
    event, state = act.move.event, act.move.source.state
    match event.kind:
        case "timer":
            return _SILENCE.get(plan.table[state.place].awaits, "")
        case "key":
            return f"{event.value}{_where(plan, act)}{' lost' if is_ignored(act.move) else ''}"
        case "hang up":
            return f"hang up{_where(plan, act)}"
        case "spoke":
            return f"speech{_where(plan, act)}"
        case "transfer":
            return f"transfer {event.value}"
        case "talk ends":
            return "talk"
        case "reply":
            return f"reply {_short(event.value)}"
        case "no reply":
            return "failed request"
        case _:
            return event.value


_SILENCE: Final = {
    KEYS: "silence",
    RECORDING: "recording to its limit",
    TRANSFER: "transfer no answer",
    REPLY: "no reply in time",
}
"""What it means that the time is up, by what a call waits for, where somebody else could have decided."""

_WHERE: Final = {PROMPT: " in a prompt", PAUSE: " in a pause", REPLY: " in a request"}


def _where(plan: t.Plan, act: PathStep) -> str:
    """In which kind of wait somebody acts, unless it is the one for that, and when."""
    kind = _WHERE.get(plan.table[act.move.source.state.place].awaits, "")
    return f"{kind} after {seconds(act.at_ms).replace(' ', '')}" if act.at_ms else kind


def _value(name: str, value: str) -> str:
    if name == CLOCK:
        return datetime.fromtimestamp(int(value) / 1000, UTC).strftime("%A %H:%M")
    return f"{name} {_short(value)}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    shown = flat if len(flat) <= _LONGEST_VALUE else f"{flat[:_LONGEST_VALUE]}..."
    return f"'{shown}'"


def last_place(plan: t.Plan, path: Path) -> str:
    """The tag at which somebody acts last in a call, in words: a callee, another party, or silence where it counts."""
    last = next((act.move for act in reversed(path) if _event_words(plan, act)), path[0].move)
    return plan.elements[plan.table[last.source.state.place].element].label
