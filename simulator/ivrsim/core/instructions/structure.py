"""How a call begins, branches, jumps and ends."""

from ivrsim.core.instructions.base import (
    ANSWER,
    CONTROL,
    DETECTION,
    GOES_ON,
    INBOUND,
    LIVE,
    MACHINE,
    Exit,
    ExitField,
    Instruction,
    QuirkReading,
    Teller,
    TextField,
)
from ivrsim.core.record import record
from ivrsim.core.template import Template
from ivrsim.core.units import seconds


@record
class Ring(Instruction):
    """The phone rings, before anything of the plan runs."""

    next: Exit

    awaits = ANSWER
    drawn = "start"

    def waits(self) -> bool:
        return False

    def caption(self, tell: Teller) -> str:
        return "the phone rings"


@record
class Finish(Instruction):
    """The call ends: by a hangup tag, after the last tag, or because it cannot go on.

    Attributes:
        outcome: "hangup", "end of plan", or "error:..." .
        message: for an error, what is wrong.
        assumes: the quirks whose readings make the call end here.
    """

    outcome: str
    message: str = ""
    assumes: tuple[str, ...] = ()

    ways = ()
    unnoticed = frozenset(("message", "assumes"))
    drawn = "end"

    def ending(self) -> str:
        return self.outcome

    def caption(self, tell: Teller) -> str:
        if self.message:
            return self.message
        return "the call ends with the transfer" if self.outcome == "transferred" else self.outcome


@record
class Detect(Instruction):
    """Answering-machine detection; `skip` is the way past it.

    Attributes:
        live_ms, machine_ms, unsure_ms: how long it takes until its branch begins, by what it says, in ms.
    """

    live: Exit
    machine: Exit
    skip: Exit
    live_ms: int
    machine_ms: int
    unsure_ms: int

    ways = (
        ExitField("live", LIVE),
        ExitField("machine", MACHINE),
        ExitField("skip", INBOUND, only=QuirkReading("amd_inbound", "skip")),
    )
    awaits = DETECTION
    drawn = "question"

    def waits(self) -> bool:
        return max(self.live_ms, self.machine_ms, self.unsure_ms) > 0

    def delay_ms(self, detected: str) -> int:
        """How long it takes until a branch begins, in ms, where the callee is taken for `detected`."""
        return {"machine": self.machine_ms, "unsure": self.unsure_ms}.get(detected, self.live_ms)

    def branches(self) -> list[tuple[str, Exit]]:
        return [("live", self.live), ("machine", self.machine)]

    def caption(self, tell: Teller) -> str:
        return "a person or a machine?" + (f" ({seconds(self.live_ms)})" if self.live_ms else "")

    def way_caption(self, label: str) -> str:
        return "a caller rang in" if label == "skip" else label


@record
class Jump(Instruction):
    """A goto."""

    target: str
    next: Exit

    unnoticed = frozenset(("target",))

    def caption(self, tell: Teller) -> str:
        return f"goto {self.target}"


@record
class GotoDocument(Instruction):
    """A gotoXML.

    Attributes:
        documents: the documents that were given, by URL; the call ends at any other.
    """

    url: Template
    documents: tuple[Exit, ...]

    ways = (ExitField("documents", GOES_ON),)
    reads = (TextField("url", CONTROL),)
    drawn = "end"

    def caption(self, tell: Teller) -> str:
        return f"goes on with the plan at {tell.template(self.url)}"


@record
class Guard(Instruction):
    """A catch begins."""

    next: Exit

    guards = True

    def caption(self, tell: Teller) -> str:
        return tell.catches(self.element)


@record
class Assume(Instruction):
    """Goes on, and says that the way here leans on quirks."""

    assumes: tuple[str, ...]
    next: Exit

    unnoticed = frozenset(("assumes",))

    def caption(self, tell: Teller) -> str:
        return f"assumes {', '.join(self.assumes)}" if self.assumes else "another plan begins"


@record
class LeftOut(Instruction):
    """Goes on, and says what of an odd element is not simulated."""

    what: str
    next: Exit

    drawn = "note"

    def caption(self, tell: Teller) -> str:
        return f"not simulated: {self.what}"


@record
class Unsupported(Instruction):
    """A tag that is not simulated: the call stops here and says so; it is never skipped.

    Attributes:
        tag: the tag.
        lacks: what it needs and does not hold; "" where something else about it is not known.
    """

    tag: str
    lacks: str = ""

    ways = ()
    drawn = "error"

    def caption(self, tell: Teller) -> str:
        return f"{self.tag} {'has nothing in it' if self.lacks else 'is not simulated'}: the call stops"
