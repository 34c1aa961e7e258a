"""What a call DOES: one class a kind. Effects are shared by every call that comes through the same step.

A transcript expands them into entries only when somebody reads it, because making a record for each costs more than
the engine. An entry's details are an effect's fields but for `element`, the number of the tag in document order.
"""

from typing import Any, ClassVar, Final

from ivrsim.core.record import record


@record
class Effect:
    """Something that a call does.

    Attributes:
        element: the number of the tag that does it.
    """

    element: int

    kind: ClassVar[str] = ""
    """What it is called in transcripts and reports."""
    untold: ClassVar[tuple[str, ...]] = ()
    """Fields that no report tells."""

    @property
    def details(self) -> dict[str, Any]:
        """The fields but for the element, by name."""
        return {name: getattr(self, name) for name in details_of(type(self))}


def details_of(kind: type[Effect]) -> tuple[str, ...]:
    """The names of the details of a kind, in order."""
    names: tuple[str, ...] = kind.__match_args__[1:]
    return tuple([name for name in names if name not in kind.untold])


# --- what the callee and the network do -------------------------------------------------------------------------------


@record
class Answered(Effect):
    """Somebody answers: "live", "machine", or "inbound" when a caller rings in."""

    by: str

    kind = "answered"


@record
class Unanswered(Effect):
    """Nobody answers."""

    reason: str

    kind = "unanswered"


@record
class KeyPressed(Effect):
    """The callee presses a key."""

    key: str

    kind = "key"


@record
class Ignored(Effect):
    """The callee presses a key, and it is lost."""

    key: str
    reason: str

    kind = "ignored"


@record
class CalleeHungUp(Effect):
    """The callee hangs up."""

    kind = "callee hung up"


# --- what the call does -----------------------------------------------------------------------------------------------


@record
class Detected(Effect):
    """Answering-machine detection has decided."""

    branch: str

    kind = "amd"


@record
class Prompt(Effect):
    """A prompt begins; `secrets` are the parts of its text that are marked as secret.

    `pieces` are the texts that it is made of, where variables stand in it; else it is ().
    """

    text: str
    secrets: tuple[str, ...]
    source: str
    voice: str
    duration_ms: int
    pieces: tuple[str, ...] = ()

    kind = "prompt"
    untold = ("pieces",)

    def spots(self) -> list[tuple[int, int]]:
        """Where the secrets stand in the text, in characters."""
        found, position = [], 0
        for secret in self.secrets:
            start = self.text.find(secret, position)
            if start >= 0:
                position = start + len(secret)
                found.append((start, position))
        return found


@record
class CutShort(Effect):
    """A key cuts a prompt or a pause."""

    kind = "cut"


@record
class Listening(Effect):
    """A menu begins to listen."""

    timeout_ms: int
    max_digits: int | None

    kind = "listening"


@record
class Input(Effect):
    """A menu has all of an input."""

    digits: str

    kind = "input"


@record
class NothingEntered(Effect):
    """A menu's time is up without a key."""

    kind = "no input"


@record
class Unmatched(Effect):
    """No keypress takes an input."""

    digits: str

    kind = "no match"


@record
class BranchTaken(Effect):
    """A menu takes a branch."""

    pressed: str

    kind = "branch"


@record
class Condition(Effect):
    """A condition is decided."""

    expression: str
    result: bool

    kind = "condition"


@record
class JumpedTo(Effect):
    """A goto jumps."""

    target: str

    kind = "goto"


@record
class Waiting(Effect):
    """A wait tag pauses."""

    duration_ms: int

    kind = "wait"


@record
class VariableSet(Effect):
    """A setvar sets."""

    variable: str
    value: str

    kind = "set"


@record
class Stashed(Effect):
    """A stash writes into the report."""

    variable: str
    value: str

    kind = "stash"


@record
class Recording(Effect):
    """A recording begins."""

    timeout_ms: int
    background: bool

    kind = "recording"


@record
class RecordingKept(Effect):
    """A recording is kept."""

    url: str
    ended_by: str

    kind = "recorded"


@record
class Transferring(Effect):
    """A transfer rings."""

    numbers: str
    mode: str
    caller_id: str
    whisper: str
    timeout_ms: int

    kind = "transfer"


@record
class TransferAnswered(Effect):
    """The other party answers."""

    number: str

    kind = "transfer answered"


@record
class TransferOver(Effect):
    """A transfer is over."""

    reason: str

    kind = "transfer over"


@record
class Requested(Effect):
    """A web server is asked."""

    method: str
    url: str

    kind = "http"


@record
class Replied(Effect):
    """A web server replies."""

    variable: str
    value: str

    kind = "reply"


@record
class NoReply(Effect):
    """A web server fails, or does not reply in time."""

    variable: str
    reason: str

    kind = "no reply"


@record
class MessageSent(Effect):
    """A text message is sent; `secrets` as of a prompt."""

    to: str
    text: str
    secrets: tuple[str, ...]

    kind = "sms"


@record
class Excluded(Effect):
    """A number is put on the do-not-call list."""

    number: str

    kind = "dnc"


@record
class TonesSent(Effect):
    """Tones are sent."""

    tones: str
    duration_ms: int

    kind = "tones"


@record
class GoesOnWith(Effect):
    """The call goes on with another document."""

    url: str

    kind = "goto xml"


@record
class CatchTaken(Effect):
    """A catch takes the call."""

    event: str
    goto: str

    kind = "caught"


@record
class Skipped(Effect):
    """A tag that needs a callee is passed over."""

    tag: str

    kind = "skipped"


@record
class HungUp(Effect):
    """The plan hangs up."""

    kind = "hangup"


@record
class Transferred(Effect):
    """The call ends with a transfer."""

    kind = "transferred"


@record
class EndOfPlan(Effect):
    """The plan comes to its end."""

    kind = "end of plan"


# --- what the reader of a transcript must know ------------------------------------------------------------------------


@record
class Assumed(Effect):
    """The call leans on a quirk, read so."""

    quirk: str
    value: str

    kind = "assume"


@record
class ActsAt(Effect):
    """The callee acts at a moment that was named; no report tells it, the clock of a stand-in needs it.

    Attributes:
        from_ms: from when it counts, in ms since the call began to ring.
        later_ms: how much later, in ms; -1 where a word says when.
        word: the number of the word in the prompt that began at `from_ms`; -1 where no word says when.
    """

    from_ms: int
    later_ms: int
    word: int

    kind = "moment"


@record
class ReadUnset(Effect):
    """A variable is read that was never set."""

    variable: str

    kind = "undefined"


@record
class LeftOutOf(Effect):
    """Something of an odd tag is not simulated."""

    what: str

    kind = "left out"


@record
class Trouble(Effect):
    """Something goes wrong; it need not end the call."""

    error: str
    message: str

    kind = "error"


KINDS: Final[dict[str, type[Effect]]] = {
    each.kind: each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Effect) and each.kind
}
"""Every kind of effect, by its name."""
