"""Transfers, requests and messages: where a call meets the rest of the world."""

from ivrsim.core.instructions.base import (
    BY_TIMER,
    CONTROL,
    GOES_ON,
    GONE,
    PARTY,
    REPLY,
    SENT,
    TONES,
    TRANSFER,
    Exit,
    ExitField,
    Instruction,
    QuirkReading,
    Teller,
    TextField,
    Words,
)
from ivrsim.core.record import record
from ivrsim.core.template import Template
from ivrsim.core.units import seconds


@record
class Transfer(Instruction):
    """A connection to another party.

    Attributes:
        timeout_ms: how long it rings; assumes: the quirks behind that.
        over: where the call goes after an answered transfer; refused: after busy, failed and screened out;
            unanswered: when nobody answers; next: past the transfer, for a call without a callee.
    """

    numbers: Template
    mode: str
    caller_id: Template
    whisper: Template
    timeout_ms: int
    assumes: tuple[str, ...]
    over: Exit
    refused: Exit
    unanswered: Exit
    next: Exit

    ways = (
        ExitField("over", PARTY),
        ExitField("refused", PARTY),
        ExitField("unanswered", PARTY),
        ExitField("next", GONE),
    )
    reads = (TextField("numbers", SENT), TextField("caller_id", SENT), TextField("whisper", SENT))
    awaits = TRANSFER
    deed = "transfer"
    unnoticed = frozenset(("assumes",))
    drawn = "transfer"

    def shows(self, way: Exit) -> tuple[str, str]:
        group, words = Instruction.shows(self, way)
        return (BY_TIMER if way is self.unanswered else group), words

    def caption(self, tell: Teller) -> str:
        mode = "" if self.mode == "ringall" else f", {self.mode}"
        return f"transfers to {tell.template(self.numbers)}{mode}, rings for {seconds(self.timeout_ms)}"

    def way_caption(self, label: str) -> str:
        known = {
            "no answer": f"no answer after {seconds(self.timeout_ms)}",
            "refused": "busy, failed or screened out",
            "skip": "nobody is there",
        }
        return known.get(label, label)


@record
class Request(Instruction):
    """A get or a post."""

    method: str
    url: Template
    variable: Template
    next: Exit

    ways = (ExitField("next", GOES_ON, writes=True, spares=QuirkReading("http_error", "keep")),)
    reads = (TextField("url", SENT), TextField("variable", CONTROL))
    writes = "variable"
    awaits = REPLY
    deed = "request"
    drawn = "action"

    def caption(self, tell: Teller) -> str:
        into = f" into {tell.template(self.variable)}" if self.variable else ""
        return f"{self.method} {tell.template(self.url)}{into}"


@record
class Message(Instruction):
    """A text message: an sms or a text; `to`: whom to."""

    words: Words
    to: Template
    next: Exit

    reads = (TextField("words", SENT), TextField("to", SENT))
    deed = "sms"
    unnoticed = frozenset(("words",))  # it is noticed what it says
    drawn = "action"

    def heard(self) -> Words:
        return self.words

    def caption(self, tell: Teller) -> str:
        return f"sms to {tell.template(self.to) or 'nobody'}: “{tell.words(self.words, 'tts')}”"


@record
class Exclude(Instruction):
    """A dnc: a number that is never called again."""

    words: Words
    next: Exit

    reads = (TextField("words", SENT),)
    deed = "dnc"
    unnoticed = frozenset(("words",))
    drawn = "action"

    def heard(self) -> Words:
        return self.words

    def caption(self, tell: Teller) -> str:
        return f"do not call {tell.words(self.words, 'tts')}"


@record
class Tones(Instruction):
    """Tones of keys; a `w` among them is a pause, in which a key may come."""

    words: Words
    next: Exit

    reads = (TextField("words", CONTROL),)
    awaits = TONES
    deed = "tones"
    unnoticed = frozenset(("words",))
    drawn = "action"

    def heard(self) -> Words:
        return self.words

    def caption(self, tell: Teller) -> str:
        return f"tones {tell.words(self.words, 'tts')}"
