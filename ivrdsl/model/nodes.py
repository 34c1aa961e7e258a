"""One frozen value for every tag of the platform's dialplan language; bodies are typed, so mypy checks the structure.

Attributes first, the body in brackets, so that the source reads down like the call:

    Menu("live", max_digits=1, timeout_ms=3500)[
        Say("Press 1 to hear it again."),
        Keypress("1")[Goto("live")],
    ]

Every class says what its tag does and where that is known from: *documented* (a vendor page), *observed* (official
samples only make sense this way), *client code* (only seen in SDKs), or assumed. Positions in a file are no part of a
node: two calls that say the same are equal. `name` is optional on every tag and should be unique in a plan.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, Literal, TypeAlias, cast, get_args

from ivrdsl.errors import NodeError
from ivrdsl.model import checks
from ivrdsl.model.base import Container, Leaf, check_body, node, with_body
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.values import Part, Var, joined

Voice: TypeAlias = Literal["male1", "female1", "female2", "spanish1", "frenchcanadian1", "femaleSpanish"]
VOICES: Final = frozenset(get_args(Voice))
Mode: TypeAlias = Literal["ringall", "waterfall"]
Textual: TypeAlias = str | Var
"""Text in which variables may stand, or one variable alone."""

_set = object.__setattr__
_KEYS = re.compile(r"[0-9]+|[*#]|[0-9]+-[0-9]+")
_NUMBER = re.compile(r"[0-9]+")


# --- structure ---------------------------------------------------------------------------------------------------


@node
class Dialplan(Container):
    """The whole script: runs its body in order, and the call ends after the last tag. Source: observed in all samples.

    Args:
        name: nearly always "Root".
        logging_enabled: seen in other people's plans only; its effect is not documented.
        before, after: comments (and processing instructions of an imported file) outside the root element.
        extra, spelling: what an odd file has on its root; only `from_xml` sets them.
    """

    name: str | None = None
    logging_enabled: bool | None = None
    before: tuple[Comment | Instruction, ...] = ()
    after: tuple[Comment | Instruction, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    spelling: str = "dialplan"
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "dialplan"
    belongs: ClassVar[str] = "no other node: it is the whole call"

    def __post_init__(self) -> None:
        _name(self)
        if self.logging_enabled is not None:
            checks.flag("Dialplan", "logging_enabled", self.logging_enabled)
        for field in ("before", "after"):
            for item in getattr(self, field):
                if type(item) is not Comment and type(item) is not Instruction:
                    checks.refuse("Dialplan", field, item, "a tuple of Comment(...)")
        if self.body:
            check_body(self, self.body)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Dialplan:
        return with_body(self, body)


@node
class Amd(Container):
    """Answering-machine detection: runs its Live or its Machine branch, then goes on. Outbound calls only; documented.

    `Amd(live=Goto("live"), machine=Hangup())` is short for `Amd()[Live()[Goto("live")], Machine()[Hangup()]]`.
    """

    name: str | None = None
    body: tuple[AmdItem, ...] = ()

    tag: ClassVar[str] = "amd"

    def __init__(
        self,
        name: str | None = None,
        *,
        live: Item | tuple[Item, ...] | None = None,
        machine: Item | tuple[Item, ...] | None = None,
        body: tuple[AmdItem, ...] = (),
    ) -> None:
        _set(self, "name", name)
        _name(self)
        short: tuple[AmdItem, ...] = ()
        if live is not None:
            short = (Live()[live],)
        if machine is not None:
            short = (*short, Machine()[machine])
        if len(short) == 1:
            raise NodeError(f"Amd: only {short[0]!r} is given; expected both live=... and machine=...")
        if body:
            check_body(self, body)
        _set(self, "body", short + body)

    def __getitem__(self, body: AmdItem | tuple[AmdItem, ...]) -> Amd:
        return with_body(self, body)


@node
class Live(Container):
    """What a person hears: a branch of Amd. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "live"
    belongs: ClassVar[str] = "an Amd"

    def __post_init__(self) -> None:
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Live:
        return with_body(self, body)


@node
class Machine(Container):
    """What an answering machine records: a branch of Amd, run after the machine's beep. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "machine"
    belongs: ClassVar[str] = "an Amd"

    def __post_init__(self) -> None:
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Machine:
        return with_body(self, body)


@node
class Menu(Container):
    """Plays its prompts, collects keys, runs at most one branch, then goes on after the menu. Source: documented.

    Args:
        max_digits: collection ends at this many keys; missing means no limit (assumed: `default_max_digits`).
        timeout_ms: how long silence lasts before the no-input branch, in ms, above 1000.
        timeout_s: the same in seconds, 1 to 1000; the platform reads a number of 1000 or less as seconds.
            Missing means 5 s (assumed: `default_menu_timeout_ms`).
    """

    name: str | None = None
    max_digits: int | None = None
    timeout_ms: int | None = None
    timeout_s: int | None = None
    body: tuple[MenuItem, ...] = ()

    tag: ClassVar[str] = "menu"

    def __post_init__(self) -> None:
        _name(self)
        if self.max_digits is not None:
            checks.whole("Menu", "max_digits", self.max_digits, "digits")
        checks.timeouts("Menu", self.timeout_ms, self.timeout_s)
        if self.body:
            check_body(self, self.body)

    def __getitem__(self, body: MenuItem | tuple[MenuItem, ...]) -> Menu:
        return with_body(self, body)


@node
class Keypress(Container):
    """One branch of a menu. Source: documented; several digits and ranges of several digits observed.

    Args:
        pressed: a key ("1", "#", "*"), several digits ("700"), or a range ("4-6", "300-315").
    """

    pressed: str
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "keypress"
    belongs: ClassVar[str] = "a Menu"

    def __post_init__(self) -> None:
        pressed: object = self.pressed
        if type(pressed) is not str or not _KEYS.fullmatch(pressed):
            expected = 'a key, digits or a range as text, such as "1", "#", "700" or "4-6"'
            if isinstance(pressed, str) and pressed.lower() in ("timeout", "default"):
                expected = "a key; for this branch write " + ("NoInput()" if pressed.lower() == "timeout" else "NoMatch()")
            checks.refuse("Keypress", "pressed", pressed, expected)
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Keypress:
        return with_body(self, body)


@node
class NoInput(Container):
    """The branch of a menu for a silent callee: `pressed="timeout"`. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "keypress"
    belongs: ClassVar[str] = "a Menu"

    def __post_init__(self) -> None:
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> NoInput:
        return with_body(self, body)


@node
class NoMatch(Container):
    """The branch of a menu for input that no other branch takes: `pressed="default"`. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "keypress"
    belongs: ClassVar[str] = "a Menu"

    def __post_init__(self) -> None:
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> NoMatch:
        return with_body(self, body)


@node
class If(Container):
    """Runs its body when a JavaScript expression is true, else its Else, then goes on. Source: documented.

    Args:
        expression: JavaScript; variables are put in as text first, so text needs quotes: `Var("v").quoted`.
    """

    expression: str
    name: str | None = None
    body: tuple[IfItem, ...] = ()

    tag: ClassVar[str] = "if"

    def __post_init__(self) -> None:
        _set(self, "expression", checks.attribute("If", "expression", self.expression))
        _branch(self)

    def __getitem__(self, body: IfItem | tuple[IfItem, ...]) -> If:
        return with_body(self, body)


@node
class Else(Container):
    """The last child of an If: runs when the expression is not true. Source: documented."""

    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "else"
    belongs: ClassVar[str] = "an If, as its last node"

    def __post_init__(self) -> None:
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Else:
        return with_body(self, body)


@node
class Equal(Container):
    """Runs its body when a value equals the result of an expression. Source: documented.

    Args:
        value: a variable or text (attribute `var`).
        expression: JavaScript, or a bare word.
    """

    value: Textual
    expression: str
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "equal"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _comparison(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Equal:
        return with_body(self, body)


@node
class NotEqual(Container):
    """Runs its body when a value differs from the result of an expression. Source: documented.

    Args:
        value: a variable or text (attribute `var`).
        expression: JavaScript, or a bare word.
    """

    value: Textual
    expression: str
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "notEqual"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _comparison(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> NotEqual:
        return with_body(self, body)


@node
class Catch(Container):
    """While its body runs, a hang-up or a key jumps at once to `goto`. Source: documented.

    Args:
        type: "hangup" or "digit".
        goto: the name of the node to jump to.
        value: the key that is caught, 0-9 or `*`; needed when type is "digit".
    """

    type: Literal["hangup", "digit"]
    goto: str
    value: str | None = None
    name: str | None = None
    body: tuple[Item, ...] = ()

    tag: ClassVar[str] = "catch"

    def __post_init__(self) -> None:
        checks.choice("Catch", "type", self.type, ("hangup", "digit"))
        _set(self, "goto", checks.filled("Catch", "goto", self.goto, "the name of a node"))
        if self.type == "digit" or self.value is not None:
            checks.choice("Catch", "value", self.value, tuple("0123456789*"))
        _branch(self)

    def __getitem__(self, body: Item | tuple[Item, ...]) -> Catch:
        return with_body(self, body)


@node
class Goto(Leaf):
    """Jumps to the node of that name, anywhere in the plan, and does not come back. Source: observed everywhere.

    Args:
        target: the name to jump to; names are case-sensitive (observed).
        name: the name of this Goto itself, not of where it goes.
    """

    target: str
    name: str | None = None

    tag: ClassVar[str] = "goto"

    def __post_init__(self) -> None:
        if type(self.target) is not str or not self.target.isalnum():
            _set(self, "target", checks.filled("Goto", "target", self.target, "the name of a node"))
        _name(self)


@node
class GotoXml(Leaf):
    """Replaces the running plan by one that is fetched from a URL. Source: client code only."""

    url: Textual
    name: str | None = None

    tag: ClassVar[str] = "gotoXML"

    def __post_init__(self) -> None:
        _set(self, "url", checks.filled("GotoXml", "url", self.url, "the URL of a dialplan"))
        _name(self)


@node
class Hangup(Leaf):
    """Ends the call; may be the target of a Goto. Source: observed everywhere."""

    name: str | None = None

    tag: ClassVar[str] = "hangup"
    positional: ClassVar[int] = 0

    def __post_init__(self) -> None:
        _name(self)


@node
class Wait(Leaf):
    """Pauses. Source: documented.

    Args:
        seconds: how long, in seconds, 0 or more; or a variable.
    """

    seconds: int | float | Textual
    name: str | None = None

    tag: ClassVar[str] = "wait"

    def __post_init__(self) -> None:
        seconds: object = self.seconds
        if isinstance(seconds, Var) or (type(seconds) is str and "${" in seconds):
            _set(self, "seconds", checks.text("Wait", "seconds", seconds))
        elif type(seconds) not in (int, float) or not 0 <= cast("float", seconds) < 1e9:
            checks.refuse("Wait", "seconds", seconds, "a number of seconds, 0 or more, or a Var")
        _name(self)


# --- sound -------------------------------------------------------------------------------------------------------


class _Play(Leaf):
    """What the three kinds of prompt share; they differ in what the text is."""

    __slots__ = ()
    tag: ClassVar[str] = "play"


@node
class Say(_Play):
    """Speaks a text (`<play type="tts">`). Source: documented.

    Args:
        parts: texts, `spell(...)`, `Secret(...)` and `Var(...)`, spoken one after the other. Runs of white space become
            one blank, as text to speech reads them.
        voice: one of VOICES; the default voice is not documented.
        cache: False asks the platform to make the sound anew at each call.
    """

    parts: tuple[Part, ...]
    voice: Voice | None = None
    cache: bool | None = None
    name: str | None = None

    varargs: ClassVar[str] = "parts"

    def __init__(
        self, *parts: Part | Var, voice: Voice | None = None, cache: bool | None = None, name: str | None = None
    ) -> None:
        _set(self, "parts", checks.parts("Say", parts, collapse=True))
        _set(self, "voice", voice)
        _set(self, "cache", cache)
        _set(self, "name", name)
        _sound(self)

    @property
    def text(self) -> str:
        """The whole text, secrets included."""
        return joined(self.parts)


@node
class PlaySound(_Play):
    """Plays a sound of the account, by its number (`<play type="callfireid">`). Source: documented."""

    sound: int | Textual
    voice: Voice | None = None
    cache: bool | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        sound = checks.filled("PlaySound", "sound", self.sound, "the number of a sound, or a Var")
        if not _NUMBER.fullmatch(sound) and "${" not in sound:
            checks.refuse("PlaySound", "sound", self.sound, "the number of a sound, or a Var")
        _set(self, "sound", sound)
        _sound(self)


@node
class PlayUrl(_Play):
    """Plays a sound file from a URL (`<play type="url">`): 8 kHz 16-bit mono wav, or mp3. Source: documented."""

    url: Textual
    voice: Voice | None = None
    cache: bool | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        _set(self, "url", checks.text("PlayUrl", "url", self.url))
        _sound(self)


@node
class Record(Leaf):
    """Beeps and records until `#`, the timeout or hang-up; the variable then holds a URL for PlayUrl. Source: observed.

    Args:
        variable: gets the URL of the recording.
        background: True records the whole call and does not stop it (client code only).
        timeout_ms, timeout_s: the longest recording, written as a Menu's (assumed to be read the same way).
    """

    variable: str | None = None
    background: bool | None = None
    timeout_ms: int | None = None
    timeout_s: int | None = None
    name: str | None = None

    tag: ClassVar[str] = "record"

    def __post_init__(self) -> None:
        if self.variable is not None:
            _set(self, "variable", checks.attribute("Record", "variable", self.variable))
        if self.background is not None:
            checks.flag("Record", "background", self.background)
        checks.timeouts("Record", self.timeout_ms, self.timeout_s)
        _name(self)


@node
class Transfer(Leaf):
    """Connects the callee to another party. Source: documented.

    Args:
        numbers: phone numbers, each may end in `x` and an extension (observed).
        caller_id: shown to the other party; default is the caller's own.
        music_on_hold: what the callee hears meanwhile; default is ringing.
        continue_after: True goes on with the plan after an answered transfer.
        mode: "ringall" (the first to answer gets it, default) or "waterfall" (one after another).
        timeout_s: seconds without an answer until the plan goes on; 25 is about five rings.
        whisper: text that the other party hears first.
        caller_id_alpha, screen: client code and other people's plans only.
    """

    numbers: str
    caller_id: Textual | None = None
    music_on_hold: str | None = None
    continue_after: bool | None = None
    mode: Mode | None = None
    timeout_s: int | None = None
    whisper: Textual | None = None
    caller_id_alpha: Textual | None = None
    screen: bool | None = None
    name: str | None = None

    tag: ClassVar[str] = "transfer"
    varargs: ClassVar[str] = "numbers"

    def __init__(
        self,
        *numbers: Textual,
        caller_id: Textual | None = None,
        music_on_hold: str | None = None,
        continue_after: bool | None = None,
        mode: Mode | None = None,
        timeout_s: int | None = None,
        whisper: Textual | None = None,
        caller_id_alpha: Textual | None = None,
        screen: bool | None = None,
        name: str | None = None,
    ) -> None:
        if not numbers:
            checks.refuse("Transfer", "numbers", "", "at least one phone number as text")
        clean = [checks.filled("Transfer", "a number", number, "a phone number as text") for number in numbers]
        _set(self, "numbers", ",".join(clean))
        texts = {"caller_id": caller_id, "music_on_hold": music_on_hold, "whisper": whisper, "caller_id_alpha": caller_id_alpha}
        for field, value in texts.items():
            _set(self, field, value if value is None else checks.attribute("Transfer", field, value))
        for field, truth in {"continue_after": continue_after, "screen": screen}.items():
            if truth is not None:
                checks.flag("Transfer", field, truth)
            _set(self, field, truth)
        if mode is not None:
            checks.choice("Transfer", "mode", mode, get_args(Mode))
        if timeout_s is not None:
            checks.whole("Transfer", "timeout_s", timeout_s, "seconds")
        for field, other in {"mode": mode, "timeout_s": timeout_s, "name": name}.items():
            _set(self, field, other)
        _name(self)


# --- variables and the outside world -------------------------------------------------------------------------------


@node
class SetVar(Leaf):
    """Sets a variable to a text or to the result of JavaScript. Source: observed; evaluation is a reading of ours.

    Args:
        variable: the name, without `${}`.
        value: text or JavaScript; variables are put in as text first.
    """

    variable: str
    value: int | Textual = ""
    name: str | None = None

    tag: ClassVar[str] = "setvar"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _named_value(self)


@node
class Stash(Leaf):
    """Writes a value to the call's report, where the sender finds it; the call cannot read it back. Source: documented.

    Args:
        variable: the name in the report; may hold `${}`.
        value: text or JavaScript; variables are put in as text first.
    """

    variable: str
    value: int | Textual = ""
    name: str | None = None

    tag: ClassVar[str] = "stash"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _named_value(self)


@node
class Get(Leaf):
    """Fetches a URL; the reply's text goes to the variable. Source: observed."""

    url: Textual
    variable: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "get"

    def __post_init__(self) -> None:
        _request(self)


@node
class Post(Leaf):
    """Like Get, by HTTP POST; what the body holds is not documented. Source: vendor's own example."""

    url: Textual
    variable: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "post"

    def __post_init__(self) -> None:
        _request(self)


class _Message(Leaf):
    __slots__ = ()
    varargs: ClassVar[str] = "parts"


@node
class Sms(_Message):
    """Sends a text message during the call. Source: observed.

    Args:
        parts: the text, in parts like those of Say; white space inside is kept.
        to: the number, or a variable.
    """

    parts: tuple[Part, ...]
    to: Textual
    name: str | None = None

    tag: ClassVar[str] = "sms"

    def __init__(self, *parts: Part | Var, to: Textual, name: str | None = None) -> None:
        _message(self, parts, to, name)

    @property
    def text(self) -> str:
        """The whole text, secrets included."""
        return joined(self.parts)


@node
class Text(_Message):
    """An older name of Sms. Source: client code only."""

    parts: tuple[Part, ...]
    to: Textual
    name: str | None = None

    tag: ClassVar[str] = "text"

    def __init__(self, *parts: Part | Var, to: Textual, name: str | None = None) -> None:
        _message(self, parts, to, name)

    @property
    def text(self) -> str:
        """The whole text, secrets included."""
        return joined(self.parts)


@node
class Dnc(Leaf):
    """Adds a number to the account's do-not-call list. Source: observed."""

    number: Textual
    logging_enabled: bool | None = None
    name: str | None = None

    tag: ClassVar[str] = "dnc"

    def __post_init__(self) -> None:
        _set(self, "number", checks.filled("Dnc", "number", self.number, "a phone number as text, or a Var"))
        if self.logging_enabled is not None:
            checks.flag("Dnc", "logging_enabled", self.logging_enabled)
        _name(self)


@node
class Dtmf(Leaf):
    """Sends tones: 0-9, `*`, `#`, and `w` for a pause of two seconds. Source: client code only."""

    tones: Textual
    name: str | None = None

    tag: ClassVar[str] = "dtmf"

    def __post_init__(self) -> None:
        tones = checks.filled("Dtmf", "tones", self.tones, "tones as text, such as '12w#'")
        if "${" not in tones and not re.fullmatch("[0-9*#w ]+", tones):
            checks.refuse("Dtmf", "tones", self.tones, "the tones 0-9, *, # and w, as text")
        _set(self, "tones", tones)
        _name(self)


@node
class Gtalk(Leaf):
    """A retired integration, here so that old plans can be read. Source: client code only."""

    message: str = ""
    username: str | None = None
    password: str | None = None
    to: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "gtalk"

    def __post_init__(self) -> None:
        _retired(self, "username", "password", "to")


@node
class Analytics(Leaf):
    """A retired integration, here so that old plans can be read. Source: client code only."""

    message: str = ""
    account: str | None = None
    domain: str | None = None
    category: str | None = None
    action: str | None = None
    label: str | None = None
    value: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "analytics"

    def __post_init__(self) -> None:
        _retired(self, "account", "domain", "category", "action", "label", "value")


# --- which node may stand where --------------------------------------------------------------------------------------

Action: TypeAlias = (
    Amd | Menu | If | Equal | NotEqual | Catch | Goto | GotoXml | Hangup | Wait
    | Say | PlaySound | PlayUrl | Record | Transfer
    | SetVar | Stash | Get | Post | Sms | Text | Dnc | Dtmf | Gtalk | Analytics
)  # fmt: skip
"""What runs: everything that may stand in any body."""
Item: TypeAlias = Action | Comment
MenuItem: TypeAlias = Item | Keypress | NoInput | NoMatch
IfItem: TypeAlias = Item | Else
AmdItem: TypeAlias = Live | Machine | Comment
Branch: TypeAlias = Live | Machine | Keypress | NoInput | NoMatch | Else
AnyNode: TypeAlias = Dialplan | Action | Branch
"""Every node that stands for a tag of the language."""
NODES: Final[tuple[type[AnyNode], ...]] = get_args(AnyNode)
PROMPTS: Final = (Say, PlaySound, PlayUrl)

# What only files hold is allowed in every body at run time, but no type says so: programs do not write it.
_CARRIED: Final = (Odd, Instruction, Stray)
for _kind in (Dialplan, Live, Machine, Keypress, NoInput, NoMatch, Else, Equal, NotEqual, Catch):
    _kind.allowed = frozenset((*get_args(Item), *_CARRIED))
Menu.allowed = frozenset((*get_args(MenuItem), *_CARRIED))
If.allowed = frozenset((*get_args(IfItem), *_CARRIED))
Amd.allowed = frozenset((*get_args(AmdItem), *_CARRIED))


# --- checks that several nodes share ---------------------------------------------------------------------------------


def _name(item: Any) -> None:
    name = item.name
    if name is not None and not (type(name) is str and name.isalnum()):
        _set(item, "name", checks.name(type(item).__name__, name))


def _branch(item: Any) -> None:
    if item.name is not None:
        _name(item)
    if item.body:
        check_body(item, item.body)


def _comparison(item: Equal | NotEqual) -> None:
    where = type(item).__name__
    _set(item, "value", checks.attribute(where, "value", item.value))
    _set(item, "expression", checks.attribute(where, "expression", item.expression))
    _branch(item)


def _sound(item: Say | PlaySound | PlayUrl) -> None:
    where = type(item).__name__
    if item.voice is not None:
        checks.choice(where, "voice", item.voice, VOICES)
    if item.cache is not None:
        checks.flag(where, "cache", item.cache)
    _name(item)


def _named_value(item: SetVar | Stash) -> None:
    where = type(item).__name__
    _set(item, "variable", _variable(where, item.variable))
    _set(item, "value", checks.text(where, "value", item.value))
    _name(item)


def _variable(where: str, variable: object) -> str:
    if isinstance(variable, Var):
        checks.refuse(where, "variable", variable, f"the name of a variable as text, such as {variable.name!r}")
    return checks.attribute(where, "variable", variable)


def _request(item: Get | Post) -> None:
    where = type(item).__name__
    _set(item, "url", checks.filled(where, "url", item.url, "a URL"))
    if item.variable is not None:
        _set(item, "variable", _variable(where, item.variable))
    _name(item)


def _message(item: Sms | Text, parts: tuple[Part | Var, ...], to: object, name: str | None) -> None:
    where = type(item).__name__
    _set(item, "parts", checks.parts(where, parts, collapse=False))
    _set(item, "to", checks.attribute(where, "to", to))
    _set(item, "name", name)
    _name(item)


def _retired(item: Gtalk | Analytics, *fields: str) -> None:
    where = type(item).__name__
    _set(item, "message", checks.text(where, "message", item.message))
    for field in fields:
        value = getattr(item, field)
        if value is not None:
            _set(item, field, checks.attribute(where, field, value))
    _name(item)
