"""What `step` runs: a flat table of instructions, names resolved and quirks bound.

An instruction says what to do and, as its exits, everywhere the call can go from it. `step` moves along exits only, and
`flow.py` draws them, so a picture, a rule or a search can never know another call than the one that runs.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from ivrdsl.model.walk import Element
from ivrsim.platform import Platform
from ivrsim.template import Template

END = 1
"""The instruction after the last tag: the end of the plan."""


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


@dataclass(frozen=True, slots=True)
class Ring:
    """The phone rings, before anything of the plan runs."""

    element: int
    next: Exit


@dataclass(frozen=True, slots=True)
class Finish:
    """The call ends: by a hangup tag, after the last tag, or because it cannot go on.

    Attributes:
        outcome: "hangup", "end of plan", or "error:..." .
        message: for an error, what is wrong.
        assumes: the quirks whose readings make the call end here.
    """

    element: int
    outcome: str
    message: str = ""
    assumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detect:
    """Answering-machine detection; `skip` is the way past it."""

    element: int
    live: Exit
    machine: Exit
    skip: Exit
    delay_ms: int


@dataclass(frozen=True, slots=True)
class Play:
    """A prompt.

    Attributes:
        words: what is said, or the sound's number or URL.
        said: what is heard of it, and the secrets in it, where no variable decides that; else None.
        source: "tts", "callfireid" or "url".
        ms_per_character, fixed_ms: how its length is estimated: per character, or a fixed time.
        cut: where a key goes while it plays: the menu's collecting, or None where no menu listens.
    """

    element: int
    words: Words
    said: tuple[str, tuple[str, ...]] | None
    source: str
    voice: str
    ms_per_character: int
    fixed_ms: int
    next: Exit
    cut: Exit | None


class Range(NamedTuple):
    """The branch of a menu that takes a range of numbers, both ends included.

    Attributes:
        low, high: the ends, as `size` tells them.
        lengths: how many digits the ends have, which is how many the input must have if `strict`.
    """

    low: tuple[int, str]
    high: tuple[int, str]
    lengths: tuple[int, int]
    strict: bool
    exit: Exit


def size(digits: str) -> tuple[int, str]:
    """The number that digits stand for, as a value that compares like it; Python makes no int of very many digits."""
    bare = digits.lstrip("0")
    return len(bare), bare


@dataclass(frozen=True, slots=True)
class Enter:
    """A menu begins.

    Attributes:
        next: its first prompt, or its Collect; after: what follows the menu, for a call without a callee.
    """

    element: int
    next: Exit
    after: Exit


@dataclass(frozen=True, slots=True)
class Collect:
    """A menu after its prompts: waits for keys.

    Attributes:
        timeout_ms: how long silence lasts; interdigit_ms: the same after a key.
        max_digits: None for no limit.
        exact: input to exit; ranges: in document order; the two other ways out, and the way past the menu.
        assumes_timeout, assumes_max_digits: the quirks behind these limits, for when they decide something.
    """

    element: int
    timeout_ms: int
    interdigit_ms: int
    max_digits: int | None
    exact: dict[str, Exit] = field(hash=False)
    ranges: tuple[Range, ...]
    no_match: Exit
    no_input: Exit
    after: Exit
    assumes_timeout: tuple[str, ...]
    assumes_max_digits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A wait tag."""

    element: int
    seconds: Template
    next: Exit
    cut: Exit | None


@dataclass(frozen=True, slots=True)
class Jump:
    """A goto."""

    element: int
    target: str
    next: Exit


@dataclass(frozen=True, slots=True)
class Assign:
    """A setvar or a stash.

    Attributes:
        kind: "set" or "stash".
    """

    element: int
    kind: str
    variable: Template
    value: Template
    next: Exit


@dataclass(frozen=True, slots=True)
class Record:
    """A recording, which blocks the call unless it runs in the background; `file` names it."""

    element: int
    variable: Template
    file: str
    background: bool
    timeout_ms: int
    assumes: tuple[str, ...]
    next: Exit


@dataclass(frozen=True, slots=True)
class Transfer:
    """A connection to another party.

    Attributes:
        timeout_ms: how long it rings; assumes: the quirks behind that.
        over: where the call goes after an answered transfer; refused: after busy, failed and screened out;
            unanswered: when nobody answers; next: past the transfer, for a call without a callee.
    """

    element: int
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


@dataclass(frozen=True, slots=True)
class Request:
    """A get or a post."""

    element: int
    method: str
    url: Template
    variable: Template
    next: Exit


@dataclass(frozen=True, slots=True)
class Send:
    """An sms or text, a dnc, or dtmf tones.

    Attributes:
        kind: "sms", "dnc" or "tones".
        to: of a message, whom to.
    """

    element: int
    kind: str
    words: Words
    to: Template
    next: Exit


@dataclass(frozen=True, slots=True)
class GotoDocument:
    """A gotoXML.

    Attributes:
        documents: the documents that were given, by URL; the call ends at any other.
    """

    element: int
    url: Template
    documents: tuple[Exit, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """A condition: an if, equal or notEqual.

    Attributes:
        value: what an equal compares with, None for an if.
        negated: whether it is a notEqual.
    """

    element: int
    expression: Template
    value: Template | None
    negated: bool
    true: Exit
    false: Exit


@dataclass(frozen=True, slots=True)
class Guard:
    """A catch begins."""

    element: int
    next: Exit


class Handler(NamedTuple):
    """What a catch catches.

    Attributes:
        event: "hangup", or the key.
        exit: where the call goes then.
    """

    element: int
    event: str
    exit: Exit


@dataclass(frozen=True, slots=True)
class Assume:
    """Goes on, and says that the way here leans on quirks."""

    element: int
    assumes: tuple[str, ...]
    next: Exit


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Goes on, and says what of an odd element is not simulated."""

    element: int
    what: str
    next: Exit


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A tag that is not simulated: the call stops here and says so; it is never skipped."""

    element: int
    tag: str


Instruction: TypeAlias = (
    Ring | Finish | Detect | Enter | Play | Collect | Pause | Jump | Assign | Test | Record | Transfer | Request | Send
    | GotoDocument | Guard | Assume | LeftOut | Unsupported
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A dialplan ready to run on a platform. Plans are compared by identity; make one per dialplan and platform.

    Attributes:
        table: the instructions; 0 is the ringing phone, END the end of the plan.
        elements: the plan's elements in document order, for labels.
        platform: whose quirks are bound.
        handlers: for each instruction the catches round it, innermost first.
        every_handler: all of them, by element.
        reads_input: whether any text of the plan reads the last input, so that it matters what silence does to it.
        memo: what `memo.py` remembers of steps already taken.
    """

    table: tuple[Instruction, ...]
    elements: list[Element]
    platform: Platform
    handlers: tuple[tuple[Handler, ...], ...]
    every_handler: dict[int, Handler]
    reads_input: bool
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    def target_of(self, handler: Handler) -> str:
        """The name to which a catch jumps."""
        node = self.elements[handler.element].node
        return str(getattr(node, "goto", "") or dict(getattr(node, "attributes", ())).get("goto", ""))


def exits(instruction: Instruction) -> tuple[Exit, ...]:
    """Everywhere a call can go from an instruction, but for catches (`Plan.handlers`)."""
    match instruction:
        case Detect(live=live, machine=machine, skip=skip):
            return live, machine, skip
        case Play(next=following, cut=cut) | Pause(next=following, cut=cut):
            return (following, cut) if cut else (following,)
        case Collect():
            branches = tuple(taken.exit for taken in instruction.ranges)
            return (
                *instruction.exact.values(),
                *branches,
                instruction.no_match,
                instruction.no_input,
                instruction.after,
            )
        case Test(true=true, false=false):
            return true, false
        case Transfer(over=over, refused=refused, unanswered=unanswered, next=following):
            return over, refused, unanswered, following
        case GotoDocument(documents=documents):
            return documents
        case Enter(next=following, after=after):
            return following, after
        case Finish() | Unsupported():
            return ()
        case _:
            return (instruction.next,)
