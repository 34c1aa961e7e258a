"""What can happen next, and when: each is tried on a copy of the call, so nothing but the call says what it does."""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from ivrdsl.errors import StepFailed
from ivrdsl.phone.session import PhoneSession
from ivrsim.core.events import ANSWERS, KEYS, TRANSFER
from ivrsim.core.instructions.base import RECORDING, TRANSFER as TRANSFERRING
from ivrsim.core.parties import PARTIES
from ivrsim.play.call import Call
from ivrsim.play.entry import Entry
from ivrsim.play.story import sentence
from ivrsim.play.transcript import Transcript


class Choice(NamedTuple):
    """Something that can happen next.

    Attributes:
        name: what it is called in a list: "1", "2-9", "hang up", "silence".
        words: what somebody says to have it happen.
        means: what happens then, in the words of a story.
        at_ms: when it happens by itself, in ms since the call began to ring; None where it happens when somebody wants.
    """

    name: str
    words: str
    means: str
    at_ms: int | None = None


REPLIES: Final = (
    Choice("reply", 'reply ""', "the server replies a text"),
    Choice("error", "reply error", "the request fails"),
    Choice("timeout", "reply timeout", "nothing comes back"),
)
"""What a web server may reply."""
_ENDED: Final = (
    Choice("save", "save", "keep the call as a .call file"),
    Choice("undo", "undo", "take the last move back"),
    Choice("again", "again", "let the phone ring again"),
)
"""What is left when a call has ended."""
_ANSWERS: Final = {
    "live": "a person answers",
    "machine": "a machine answers",
    "unsure": "the platform cannot tell who",
    "inbound": "a caller rings in",
    "busy": "the line is busy",
    "no answer": "nobody answers",
}
_LEADS_TO_MORE: Final = frozenset(("amd", "no input", "no match", "recorded", "transfer over", "no reply", "reply"))
"""Kinds of entries behind which the next one is worth a word."""
_UNTOLD: Final = frozenset(
    ("answered", "party", "key", "cut", "input", "goto", "condition", "set", "caught", "undefined")
)
"""Kinds of entries that a list of what may happen leaves out: they only lead there."""
_LOST: Final = "lost"
_NO_BRANCH: Final = "no branch for it"
_SHORT: Final[dict[str, Callable[[Any], str]]] = {
    "ignored": lambda details: f"{_LOST}: {details['reason']}",
    "no match": lambda details: _NO_BRANCH,
    "recorded": lambda details: f"recorded, ended by {details['ended_by']}",
    "no input": lambda details: "no input",
}
"""What is said shorter in a list than in a story."""


def choices(session: PhoneSession) -> list[Choice]:
    """What can happen next, in the order in which people look for it."""
    if session.question is not None:
        return list(REPLIES)
    if session.rings:
        return _who_answers()
    if session.call.line.ended:
        return list(_ENDED)
    keys = list(_by_keys(session))
    useful = [each for each in keys if not _is_vain(each.means)]
    vain = [each for each in keys if _is_vain(each.means)]
    return [*useful, *_by_party(session), *_by_itself(session), *_hang_up(session), *vain]


def _who_answers() -> list[Choice]:
    said = {name: _ANSWERS[name] for name in ANSWERS} | {name: each.about for name, each in PARTIES.items()}
    return [Choice(name, f"answer {name}", means) for name, means in said.items()]


def _by_itself(session: PhoneSession) -> Iterator[Choice]:
    next_ms, silence_ms = session.next_ms(), session.silence_ms()
    if next_ms is not None and next_ms != silence_ms:
        yield Choice("next", "next", _tried(session, lambda call: call.line.fire()) or "", next_ms)
    if silence_ms is not None:
        yield Choice("silence", "silence", _silence(session), silence_ms)


def _silence(session: PhoneSession) -> str:
    """What silence leads to, at the moment at which it does."""
    ahead = session.ahead()
    start = len(ahead.line.log)
    ahead.wait()
    last_ms = ahead.line.now_ms
    new = [entry for entry in _entries(ahead, start) if entry.at_ms == last_ms]
    return _told(new, ahead)


def _by_keys(session: PhoneSession) -> Iterator[Choice]:
    """The keys; those that lead to the same stand together."""
    found: dict[str, list[str]] = {}
    for key in KEYS:
        means = _tried(session, _press(key))
        if means is not None:
            found.setdefault(means, []).append(key)
    for means, keys in found.items():
        yield Choice(_ranges(keys), keys[0], means)


def _is_vain(means: str) -> bool:
    """Whether a key is lost, or has no branch: such keys are named last."""
    return means.startswith((_LOST, _NO_BRANCH))


def _press(key: str) -> Callable[[Call], object]:
    def press(call: Call) -> None:
        call.line.key(key)

    return press


def _by_party(session: PhoneSession) -> Iterator[Choice]:
    waiting = session.call.line.waiting.awaits
    if waiting == RECORDING and (means := _tried(session, lambda call: call.record())) is not None:
        yield Choice("stop", "record", f"the callee stops speaking: {means}")
    if waiting == TRANSFERRING and session.call.line.state.phase != "talk":
        for outcome in TRANSFER:
            means = _tried(session, lambda call, outcome=outcome: call.transfer(outcome))  # type: ignore[misc]
            if means is not None:
                yield Choice(outcome, f"transfer {outcome}", means)


def _hang_up(session: PhoneSession) -> Iterator[Choice]:
    means = _tried(session, lambda call: call.hang_up())
    if means is not None:
        yield Choice("hang up", "hang up", means)


def _tried(session: PhoneSession, act: Callable[[Call], object]) -> str | None:
    """What comes of something; None where it cannot happen."""
    ahead = session.ahead()
    start = len(ahead.line.log)
    try:
        act(ahead)
    except StepFailed:
        return None
    return _told(_entries(ahead, start), ahead)


def _entries(call: Call, start: int) -> list[Entry]:
    """What has happened in a call from a position of its log on."""
    line = call.line
    return list(Transcript(line.plan, line.log[start:], line.control, line.values, line.now_ms, line.lines))


def _told(entries: list[Entry], call: Call) -> str:
    """What entries tell first of which somebody could notice something."""
    told: list[str] = []
    for entry in entries:
        words = _words(str(entry.kind), entry.details)
        if words and entry.kind not in _UNTOLD:
            told.append(words)
            if entry.kind not in _LEADS_TO_MORE:
                break
    if not told and call.line.state.digits:
        return _typed(call)
    if not told and call.line.ended:
        return f"the call ends: {call.outcome}"
    return "; ".join(told) or call.doing()


def _typed(call: Call) -> str:
    """Of an input that goes on, how many keys there are: the same whichever key it was, so these stand together."""
    return f"key {len(call.line.state.digits)}; the menu waits for more"


def _words(kind: str, details: Any) -> str:
    return _SHORT[kind](details) if kind in _SHORT else sentence(kind, details)


def _ranges(keys: list[str]) -> str:
    """Keys in a row, digits as ranges: "1 3-5 *"."""
    told: list[str] = []
    digits = [key for key in keys if key.isdigit()]
    while digits:
        run = 1
        while run < len(digits) and int(digits[run]) == int(digits[0]) + run:
            run += 1
        first, last = digits[0], digits[run - 1]
        told.append(first if run == 1 else f"{first} {last}" if run == 2 else f"{first}-{last}")
        digits = digits[run:]
    return " ".join([*told, *(key for key in keys if not key.isdigit())])
