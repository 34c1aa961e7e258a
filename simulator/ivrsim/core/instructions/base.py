"""What every instruction declares on its class, once: its ways on, what it reads and writes, what it waits for.

Whoever wants to know something of an instruction reads these declarations: the flow, the usage of variables, searches,
comparisons and pictures. What the instruction does when it runs stands in `core/tags/`.
"""

from collections.abc import Iterator, Set
from typing import Any, ClassVar, Final, NamedTuple, Protocol

from ivrsim.core.platform import Platform
from ivrsim.core.record import record
from ivrsim.core.template import Template

# --- who takes a way ------------------------------------------------------------------------------------------------

GOES_ON: Final = 1
"""The plan goes on by itself: at once, when a prompt or a wait has ended, or when a web server has replied."""
LIVE: Final = 2
"""A person answered."""
MACHINE: Final = 4
"""An answering machine answered."""
INBOUND: Final = 8
"""A caller rang in, on a platform that then passes over amd."""
SILENCE: Final = 16
"""The callee stays silent: a menu's no-input, the end of a recording."""
PARTY: Final = 32
"""The other party of a transfer answers, refuses or lets it ring."""
KEY: Final = 64
"""The callee presses a key."""
GONE: Final = 128
"""The callee has hung up, so that what needs a callee is passed over."""
HANGS_UP: Final = 256
"""The callee hangs up: a catch takes the call then."""

# --- what the use of a text decides ---------------------------------------------------------------------------------

CONTROL: Final = "control"
"""The use can decide how the call goes on."""
SPOKEN: Final = "spoken"
"""The use decides only what is said, and how long that takes."""
SENT: Final = "sent"
"""The use decides only what is stored, sent or dialled."""

# --- what a call waits for ------------------------------------------------------------------------------------------

ANSWER: Final = "answer"
DETECTION: Final = "detection"
PROMPT: Final = "prompt"
PAUSE: Final = "pause"
KEYS: Final = "keys"
RECORDING: Final = "recording"
TRANSFER: Final = "transfer"
REPLY: Final = "reply"
TONES: Final = "tones"


# --- what a way shows -----------------------------------------------------------------------------------------------

EDGE: Final = "edges"
BY_KEY: Final = "keys"
BY_TIMER: Final = "timers"
BY_CONDITION: Final = "conditions"


class Exit(NamedTuple):
    """A way on from an instruction.

    Attributes:
        label: what takes it, e.g. "1", "no input", "live", "goto"; "" for simply going on.
        to: the next instruction.
        assumes: the quirks whose readings made it lead there.
    """

    label: str
    to: int
    assumes: tuple[str, ...] = ()


class Words(NamedTuple):
    """A text of a tag: pieces that are secret or not, each with variables in it."""

    pieces: tuple[tuple[bool, Template], ...]


class QuirkReading(NamedTuple):
    """A quirk of the platform, and one of its readings."""

    quirk: str
    value: object

    def holds(self, platform: Platform) -> bool:
        """Whether it is the platform's reading."""
        return bool(getattr(platform, self.quirk) == self.value)


class ExitField(NamedTuple):
    """A declaration: a field of an instruction that holds exits.

    Attributes:
        field: its name. It holds an exit or None, a tuple of exits, exits by input, or ranges.
        by: who takes them: GOES_ON, KEY, ..., or several.
        writes: whether the instruction has written its variable when one of them is taken.
        only: the reading of a quirk without which nobody takes them.
        key_too: the reading with which a key takes them as well.
        spares: the reading with which the variable may also stay as it was.
        clears: the reading with which the variable is unset then.
    """

    field: str
    by: int
    writes: bool = False
    only: QuirkReading | None = None
    key_too: QuirkReading | None = None
    spares: QuirkReading | None = None
    clears: QuirkReading | None = None

    def taken_by(self, platform: Platform) -> int:
        """Who takes them on a platform; 0 if nobody does."""
        if self.only is not None and not self.only.holds(platform):
            return 0
        return self.by | (KEY if self.key_too is not None and self.key_too.holds(platform) else 0)


class TextField(NamedTuple):
    """A declaration: a field of an instruction with a text that is filled in.

    Attributes:
        field: its name; it holds a Template or Words.
        use: what the text decides: CONTROL, SPOKEN or SENT.
    """

    field: str
    use: str


class Teller(Protocol):
    """Whoever writes captions: texts with their variables as they are written, secrets masked."""

    def template(self, template: Template) -> str: ...
    def words(self, words: Words, source: str) -> str: ...
    def catches(self, element: int) -> str: ...


@record
class Instruction:
    """What `step` runs. The class says what holds for all of its kind; its fields are of one place in a plan.

    Attributes:
        element: the number of the tag.
    """

    element: int

    ways: ClassVar[tuple[ExitField, ...]] = (ExitField("next", GOES_ON),)
    """The fields that hold its exits, in the order in which exits are numbered.

    One that GONE takes says that the instruction needs a callee, and leads past it where nobody is there any more.
    """
    reads: ClassVar[tuple[TextField, ...]] = ()
    """The texts that are filled in when it runs."""
    javascript: ClassVar[str] = ""
    """The field with a text that is evaluated as JavaScript, if it is any."""
    writes: ClassVar[str] = ""
    """The field with the name of the variable that it writes; LAST_INPUT stands for itself."""
    writes_on_hang_up: ClassVar[bool] = False
    """Whether it writes when the callee hangs up while the call waits there."""
    awaits: ClassVar[str] = ""
    """What a call waits for there: ANSWER, KEYS, ...; "" where none ever waits."""
    deed: ClassVar[str] = ""
    """What it does to the world that lasts: "transfer", "stash", "sms", "dnc", "tones", "request", "record"."""
    unnoticed: ClassVar[frozenset[str]] = frozenset()
    """Fields that nobody outside can notice; `element` is always one."""
    guards: ClassVar[bool] = False
    """Whether a catch begins there."""
    drawn: ClassVar[str] = "passing"
    """What it is drawn as. A "passing" one leads on, and does nothing that a callee could notice."""

    decides: ClassVar[bool] = False
    """Whether the callee, or another party, decides there how the call goes on; follows from `ways`."""
    asks: ClassVar[bool] = False
    """Whether it goes on by itself, and one of several ways: a condition; follows from `ways`."""
    passed_by: ClassVar[str] = ""
    """The field with the way past it when nobody is there; "" where it needs no callee. Follows from `ways`."""

    def __init_subclass__(cls) -> None:
        cls.decides = any(way.by & (SILENCE | PARTY) for way in cls.ways)
        cls.asks = sum(way.by == GOES_ON for way in cls.ways) > 1
        cls.passed_by = next((way.field for way in cls.ways if way.by & GONE), "")

    def waits(self) -> bool:
        """Whether something may happen to a call that waits here: only then can a catch catch it."""
        return bool(self.awaits)

    def hangs_on_values(self) -> bool:
        """Whether a value decides where the call goes on: at a condition, and where it ends if a text is no number."""
        return self.asks

    def leads_on(self) -> bool:
        """Whether it only leads to the next, as a goto does; the beginning of a menu may be passed over."""
        return self.drawn == "passing" and not self.passed_by

    def ending(self) -> str:
        """How the call ends there, as its outcome: "hangup", ...; "" where it goes on."""
        return ""

    def cut_to(self) -> int | None:
        """The place of the menu to which a key goes while the call waits there; None if none listens."""
        return None

    def program(self) -> Template:
        """The text that is evaluated as JavaScript; empty if none is."""
        found: Template = getattr(self, self.javascript) if self.javascript else ()
        return found

    def heard(self) -> str | Words | None:
        """What it says or sends, where that is what others notice of it."""
        return None

    def branches(self) -> list[tuple[str, Exit]]:
        """The ways that an author has given it, each with its name; what only a quirk leads to is none."""
        return []

    def shows(self, way: Exit) -> tuple[str, str]:
        """What it shows of a plan that a call took an exit: EDGE, BY_KEY, BY_TIMER or BY_CONDITION, and in words."""
        return EDGE, {"": "onward", "skip": "passed over"}.get(way.label, way.label)

    def doubts(self, caught: Set[str]) -> Iterator[tuple[Exit, list[str]]]:
        """The exits that perhaps no key takes, each with all inputs that could do so.

        Args:
            caught: the keys that a catch takes there.
        """
        return iter(())

    def caption(self, tell: Teller) -> str:
        """What it says, does or waits for, in words, before any call."""
        raise AssertionError(f"{type(self).__name__} has no caption")

    def way_caption(self, label: str) -> str:
        """What takes an exit with this label, in words."""
        return label


def exits(instruction: Instruction) -> tuple[Exit, ...]:
    """Everywhere a call can go from an instruction, in the order of its declaration; catches are not among it."""
    ways = instruction.ways
    if len(ways) == 1 and ways[0].field == "next":  # as most
        return (instruction.next,)  # type: ignore[attr-defined]
    return tuple(way for each in ways for way in held(getattr(instruction, each.field)))


def held(value: Any) -> tuple[Exit, ...]:
    """The exits that a field holds."""
    if type(value) is Exit:
        return (value,)
    if not value:
        return ()
    if type(value) is dict:
        return tuple(value.values())
    return tuple([each if type(each) is Exit else each.exit for each in value])


def texts(instruction: Instruction) -> Iterator[tuple[Template, str]]:
    """The texts that are filled in when an instruction runs, each with what it decides."""
    for field_, use in instruction.reads:
        value = getattr(instruction, field_)
        if type(value) is Words:
            for _, template in value.pieces:
                yield template, use
        elif value:
            yield value, use
