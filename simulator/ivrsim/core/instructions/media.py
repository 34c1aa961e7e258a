"""Prompts, pauses and recordings."""

from collections.abc import Iterator, Set

from ivrsim.core.instructions.base import (
    BY_KEY,
    BY_TIMER,
    CONTROL,
    EDGE,
    GOES_ON,
    GONE,
    KEY,
    PAUSE,
    PROMPT,
    RECORDING,
    SILENCE,
    SPOKEN,
    Exit,
    ExitField,
    Instruction,
    QuirkReading,
    Teller,
    TextField,
    Words,
)
from ivrsim.core.lengths import PromptLength
from ivrsim.core.record import record
from ivrsim.core.template import Template
from ivrsim.core.units import is_seconds, seconds


def _showing_of_wait(cut: Exit | None, way: Exit) -> tuple[str, str]:
    """What an exit of a wait shows that a key may cut."""
    if way is cut:
        return BY_KEY, "cut by a key"
    return (BY_TIMER if cut else EDGE), "to its end"


@record
class Play(Instruction):
    """A prompt.

    Attributes:
        words: what is said, or the sound's number or URL.
        said: what is heard of it, and the secrets in it, where no variable decides that; else None.
        source: "tts", "callfireid" or "url".
        length: how long it takes.
        cut: where a key goes while it plays: the menu's collecting, or None where no menu listens.
        inner: whether it stands in an if, equal or catch among a menu's prompts.
    """

    words: Words
    said: tuple[str, tuple[str, ...]] | None
    source: str
    voice: str
    length: PromptLength
    next: Exit
    cut: Exit | None
    inner: bool = False

    ways = (
        ExitField("next", GOES_ON | GONE, key_too=QuirkReading("key_in_plain_play", "cut")),
        ExitField("cut", KEY, only=QuirkReading("barge_in", True)),
    )
    reads = (TextField("words", SPOKEN),)
    awaits = PROMPT
    unnoticed = frozenset(("said", "words", "inner"))  # of the first two it is noticed what is heard
    drawn = "prompt"

    def waits(self) -> bool:
        return self.said is None or bool(self.said[0])

    def cut_to(self) -> int | None:
        return None if self.cut is None else self.cut.to

    def shows(self, way: Exit) -> tuple[str, str]:
        return _showing_of_wait(self.cut, way)

    def heard(self) -> str | Words | None:
        return self.words if self.said is None else self.said[0]

    def doubts(self, caught: Set[str]) -> Iterator[tuple[Exit, list[str]]]:
        if self.cut is not None and not self.waits():
            yield self.cut, []

    def caption(self, tell: Teller) -> str:
        text = tell.words(self.words, self.source)
        return {"tts": f"“{text}”", "callfireid": f"sound {text}", "url": f"sound at {text}"}[self.source]

    def way_caption(self, label: str) -> str:
        return "a key" if label == "key" else label


@record
class Pause(Instruction):
    """A wait tag; `inner` as of a Play."""

    seconds: Template
    next: Exit
    cut: Exit | None
    inner: bool = False

    ways = (ExitField("next", GOES_ON | GONE), ExitField("cut", KEY, only=QuirkReading("barge_in", True)))
    reads = (TextField("seconds", CONTROL),)
    awaits = PAUSE
    unnoticed = frozenset(("inner",))
    drawn = "pause"

    def hangs_on_values(self) -> bool:
        return not (len(self.seconds) == 1 and isinstance(self.seconds[0], str) and is_seconds(self.seconds[0]))

    def cut_to(self) -> int | None:
        return None if self.cut is None else self.cut.to

    def shows(self, way: Exit) -> tuple[str, str]:
        return _showing_of_wait(self.cut, way)

    def caption(self, tell: Teller) -> str:
        return f"waits {tell.template(self.seconds)} s"

    def way_caption(self, label: str) -> str:
        return "a key" if label == "key" else label


@record
class Record(Instruction):
    """A recording that blocks the call.

    Attributes:
        variable: gets the recording's URL, if it names one.
        file: names the recording.
        timeout_ms: how long it lasts; assumes: the quirks behind that.
    """

    variable: Template
    file: str
    timeout_ms: int
    assumes: tuple[str, ...]
    next: Exit

    ways = (ExitField("next", SILENCE | KEY | GONE, writes=True),)
    reads = (TextField("variable", CONTROL),)
    writes = "variable"
    writes_on_hang_up = True
    awaits = RECORDING
    deed = "record"
    unnoticed = frozenset(("file", "assumes"))
    drawn = "recording"

    def caption(self, tell: Teller) -> str:
        return f"records until #, {seconds(self.timeout_ms)} at most"


@record
class RecordBehind(Instruction):
    """A recording in the background, which does not block the call; its fields are those of a Record.

    It has no variable where the platform sets that at the end of the call, when nothing can read it.
    """

    variable: Template
    file: str
    timeout_ms: int
    assumes: tuple[str, ...]
    next: Exit

    ways = (ExitField("next", GOES_ON | GONE, writes=True),)
    reads = Record.reads
    writes = Record.writes
    deed = Record.deed
    unnoticed = frozenset(("file", "assumes"))
    drawn = Record.drawn

    def caption(self, tell: Teller) -> str:
        return "records in the background"
