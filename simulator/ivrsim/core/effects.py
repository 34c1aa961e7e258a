"""What a call DOES: one class a kind. Effects are shared by every call that comes through the same step.

A transcript expands them into entries only when somebody reads it, because making a record for each costs more than
the engine. An entry's details are an effect's fields but for `element`, the number of the tag in document order.
docs/entries.md is made from these classes.
"""

from typing import Any, ClassVar, Final

from ivrsim.core.kinds import EffectKind
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
    noted: ClassVar[tuple[str, ...]] = ()
    """Details that are no fields: a transcript adds them where it can tell, and no search knows them."""

    @property
    def details(self) -> dict[str, Any]:
        """The fields but for the element, by name."""
        return {name: getattr(self, name) for name in details_of(type(self))}


def details_of(kind: type[Effect]) -> tuple[str, ...]:
    """The names of the details of a kind, in order."""
    names: tuple[str, ...] = kind.__match_args__[1:]
    return tuple([name for name in names if name not in kind.untold])


def names_of(kind: type[Effect]) -> tuple[str, ...]:
    """The names of all details that an entry of a kind may have, in order."""
    return (*details_of(kind), *kind.noted)


# --- what the callee and the network do -------------------------------------------------------------------------------


@record
class Answered(Effect):
    """Somebody answers.

    Attributes:
        by: "live" for a person, "machine", or "inbound" when a caller rings in.
    """

    by: str

    kind = "answered"


@record
class PartyOnTheLine(Effect):
    """Who it really is that answers, where a script says so. No step knows it.

    Attributes:
        party: "person", "mailbox", "screening", "receptionist", "fax" or "silence".
        taken_for: what the platform's detector says: "person", "machine" or "unsure"; "" where the plan asks none.
        after_ms: when it says so, from the moment of the answer; None where it is not said.
        greeting_ms: how long it speaks first, from the moment at which it answers.
        beep: whether a beep ends that.
        full_after_ms: how long a mailbox records; None where it is not said.
        hears_name_ms: how long a screening assistant listens after it has asked.
        passes_after_ms: when a person comes to the line, from the moment of the answer; None for never.
    """

    party: str
    taken_for: str
    after_ms: int | None
    greeting_ms: int
    beep: bool
    full_after_ms: int | None
    hears_name_ms: int
    passes_after_ms: int | None

    kind = "party"


@record
class AtOtherSide(Effect):
    """Something happens at the other side that no step knows of.

    Attributes:
        what: "beep", "full", "heard nothing", "refuses" or "person": a person comes to the line.
    """

    what: str

    kind = "other side"


@record
class Unanswered(Effect):
    """Nobody answers.

    Attributes:
        reason: "busy" or "no answer".
    """

    reason: str

    kind = "unanswered"


@record
class KeyPressed(Effect):
    """The callee presses a key.

    Attributes:
        key: one of 0 to 9, * and #.
    """

    key: str

    kind = "key"


@record
class Ignored(Effect):
    """The callee presses a key, and it is lost.

    Attributes:
        key: one of 0 to 9, * and #.
        reason: why, in words.
    """

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
    """Answering-machine detection has decided.

    Attributes:
        branch: the one that is taken: "live" or "machine".
    """

    branch: str

    kind = "amd"


@record
class Prompt(Effect):
    """A prompt begins.

    Attributes:
        text: what is said; of a sound, its number or URL.
        secrets: the parts of the text that are marked as secret.
        source: "tts" for text to speech, "callfireid" or "url" for a sound.
        voice: of text to speech, as the plan names it; "" for none.
        duration_ms: how long it takes to its end.
        pieces: the texts that it is made of, where variables stand in it; else ().
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
    """A key cuts a prompt or a pause.

    Attributes:
        heard: what had been said of a prompt by then; only of text to speech.
    """

    kind = "cut"
    noted = ("heard",)


@record
class Listening(Effect):
    """A menu begins to listen.

    Attributes:
        timeout_ms: how long it waits for a key.
        max_digits: how many keys it takes; None where the plan does not say.
    """

    timeout_ms: int
    max_digits: int | None

    kind = "listening"


@record
class Input(Effect):
    """A menu has all of an input.

    Attributes:
        digits: the keys, without a # that ends them.
    """

    digits: str

    kind = "input"


@record
class NothingEntered(Effect):
    """A menu's time is up without a key."""

    kind = "no input"


@record
class Unmatched(Effect):
    """No keypress takes an input.

    Attributes:
        digits: the keys.
    """

    digits: str

    kind = "no match"


@record
class BranchTaken(Effect):
    """A menu takes a branch.

    Attributes:
        pressed: of the keypress, as the plan writes it; "default" or "timeout" for one without a key.
    """

    pressed: str

    kind = "branch"


@record
class Condition(Effect):
    """A condition is decided.

    Attributes:
        expression: with the values of its variables.
        result: whether it is true.
    """

    expression: str
    result: bool

    kind = "condition"


@record
class JumpedTo(Effect):
    """A goto jumps.

    Attributes:
        target: the name of the tag.
    """

    target: str

    kind = "goto"


@record
class Waiting(Effect):
    """A wait tag pauses.

    Attributes:
        duration_ms: how long.
    """

    duration_ms: int

    kind = "wait"


@record
class VariableSet(Effect):
    """A setvar sets.

    Attributes:
        variable: its name.
        value: what it holds now.
    """

    variable: str
    value: str

    kind = "set"


@record
class Stashed(Effect):
    """A stash writes into the report.

    Attributes:
        variable: the name in the report.
        value: what is written.
    """

    variable: str
    value: str

    kind = "stash"


@record
class Recording(Effect):
    """A recording begins.

    Attributes:
        timeout_ms: how long it may take.
        background: whether the call goes on meanwhile.
    """

    timeout_ms: int
    background: bool

    kind = "recording"


@record
class RecordingKept(Effect):
    """A recording is kept.

    Attributes:
        url: where; what it looks like means nothing.
        ended_by: "#", "timeout", "hang up" or "background".
    """

    url: str
    ended_by: str

    kind = "recorded"


@record
class Transferring(Effect):
    """A transfer rings.

    Attributes:
        numbers: who is called, with commas between several.
        mode: "ringall" or "waterfall".
        caller_id: the number that is shown; "" for none.
        whisper: what is said to who answers; "" for nothing.
        timeout_ms: how long it rings.
    """

    numbers: str
    mode: str
    caller_id: str
    whisper: str
    timeout_ms: int

    kind = "transfer"


@record
class TransferAnswered(Effect):
    """The other party answers.

    Attributes:
        number: the one that was called first.
    """

    number: str

    kind = "transfer answered"


@record
class TransferOver(Effect):
    """A transfer is over.

    Attributes:
        reason: "talked", "no answer", "busy", "failed" or "screened out".
    """

    reason: str

    kind = "transfer over"


@record
class Requested(Effect):
    """A web server is asked.

    Attributes:
        method: "GET" or "POST".
        url: with what is sent in it.
    """

    method: str
    url: str

    kind = "http"


@record
class Replied(Effect):
    """A web server replies.

    Attributes:
        variable: the one that takes the reply; "" for none.
        value: the reply.
    """

    variable: str
    value: str

    kind = "reply"


@record
class NoReply(Effect):
    """A web server fails, or does not reply in time.

    Attributes:
        variable: the one that would take the reply; "" for none.
        reason: "time-out" or "error".
    """

    variable: str
    reason: str

    kind = "no reply"


@record
class MessageSent(Effect):
    """A text message is sent.

    Attributes:
        to: the number; "" where the plan does not say.
        text: the message.
        secrets: the parts of the text that are marked as secret.
    """

    to: str
    text: str
    secrets: tuple[str, ...]

    kind = "sms"


@record
class Excluded(Effect):
    """A number is put on the do-not-call list.

    Attributes:
        number: the number.
    """

    number: str

    kind = "dnc"


@record
class TonesSent(Effect):
    """Tones are sent.

    Attributes:
        tones: the keys, and w for each pause.
        duration_ms: how long the pauses take.
    """

    tones: str
    duration_ms: int

    kind = "tones"


@record
class GoesOnWith(Effect):
    """The call goes on with another document.

    Attributes:
        url: of the document.
    """

    url: str

    kind = "goto xml"


@record
class CatchTaken(Effect):
    """A catch takes the call.

    Attributes:
        event: "hangup", or the key.
        goto: the name of the tag where the call goes on.
    """

    event: str
    goto: str

    kind = "caught"


@record
class Skipped(Effect):
    """A tag that needs a callee is passed over.

    Attributes:
        tag: what it is called in XML.
    """

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
    """The call leans on a quirk of the platform.

    Attributes:
        quirk: its name.
        value: its reading.
    """

    quirk: str
    value: str

    kind = "assume"


@record
class ActsAt(Effect):
    """The callee acts at a moment that a script named. No report tells it, and no search.

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
    """A variable is read that was never set.

    Attributes:
        variable: its name.
    """

    variable: str

    kind = "undefined"


@record
class LeftOutOf(Effect):
    """Something of an odd tag is not simulated.

    Attributes:
        what: what, in words.
    """

    what: str

    kind = "left out"


@record
class Trouble(Effect):
    """Something goes wrong; it need not end the call.

    Attributes:
        error: "limit", "loop", "unsupported", "javascript-limit", or a name such as "error:javascript".
        message: what, in words.
    """

    error: str
    message: str

    kind = "error"


KINDS: Final[dict[str, type[Effect]]] = {
    each.kind: each
    for each in list(globals().values())
    if isinstance(each, type) and issubclass(each, Effect) and each.kind
}
"""Every kind of effect, by its name."""

for _name in KINDS:
    EffectKind(_name)  # from now on it knows them
