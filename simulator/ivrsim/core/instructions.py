"""The instructions of the table that `step` runs: what each says to do, and everywhere the call can go from it."""

from typing import NamedTuple, TypeAlias, TypeVar, dataclass_transform

from ivrdsl.model.structs import field, slotted
from ivrsim.core.template import Template

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def instruction(cls: type[T]) -> type[T]:
    """Make a class an instruction: a struct that nobody changes, which mypy sees to.

    A frozen one would see to it at run time, at the price of a call for each field. Compiling a big plan is mostly
    making instructions.
    """
    return slotted(cls, frozen=False)


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


@instruction
class Ring:
    """The phone rings, before anything of the plan runs."""

    element: int
    next: Exit


@instruction
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


@instruction
class Detect:
    """Answering-machine detection; `skip` is the way past it."""

    element: int
    live: Exit
    machine: Exit
    skip: Exit
    delay_ms: int


@instruction
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


@instruction
class Enter:
    """A menu begins.

    Attributes:
        next: its first prompt, or its Collect; after: what follows the menu, for a call without a callee.
    """

    element: int
    next: Exit
    after: Exit


@instruction
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


@instruction
class Pause:
    """A wait tag."""

    element: int
    seconds: Template
    next: Exit
    cut: Exit | None


@instruction
class Jump:
    """A goto."""

    element: int
    target: str
    next: Exit


@instruction
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


@instruction
class Record:
    """A recording, which blocks the call unless it runs in the background; `file` names it."""

    element: int
    variable: Template
    file: str
    background: bool
    timeout_ms: int
    assumes: tuple[str, ...]
    next: Exit


@instruction
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


@instruction
class Request:
    """A get or a post."""

    element: int
    method: str
    url: Template
    variable: Template
    next: Exit


@instruction
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


@instruction
class GotoDocument:
    """A gotoXML.

    Attributes:
        documents: the documents that were given, by URL; the call ends at any other.
    """

    element: int
    url: Template
    documents: tuple[Exit, ...]


@instruction
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


@instruction
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


@instruction
class Assume:
    """Goes on, and says that the way here leans on quirks."""

    element: int
    assumes: tuple[str, ...]
    next: Exit


@instruction
class LeftOut:
    """Goes on, and says what of an odd element is not simulated."""

    element: int
    what: str
    next: Exit


@instruction
class Unsupported:
    """A tag that is not simulated: the call stops here and says so; it is never skipped."""

    element: int
    tag: str


Instruction: TypeAlias = (
    Ring | Finish | Detect | Enter | Play | Collect | Pause | Jump | Assign | Test | Record | Transfer | Request | Send
    | GotoDocument | Guard | Assume | LeftOut | Unsupported
)  # fmt: skip
