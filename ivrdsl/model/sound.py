"""The tags that are heard: prompts, recordings and transfers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, Literal, TypeAlias, cast, get_args

from ivrdsl.model import checks
from ivrdsl.model.base import Leaf, node
from ivrdsl.model.values import Part, Textual, Var, has_variable, joined

Voice: TypeAlias = Literal["male1", "female1", "female2", "spanish1", "frenchcanadian1", "femaleSpanish"]
VOICES: Final = frozenset(get_args(Voice))
Mode: TypeAlias = Literal["ringall", "waterfall"]

_set = object.__setattr__
_NUMBER: Final = re.compile(r"[0-9]+")


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

    if TYPE_CHECKING:

        def __init__(
            self, *parts: Part | Var, voice: Voice | None = None, cache: bool | None = None, name: str | None = None
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "parts", checks.parts("Say", self.parts, collapse=True))
        _check_sound(self)

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
        if not _NUMBER.fullmatch(sound) and not has_variable(sound):
            fix = f'write {"PlayUrl" if "/" in sound else "Say"}("{sound}")' if '"' not in sound else ""
            checks.refuse("PlaySound", "sound", self.sound, "the number of a sound, or a Var", fix)
        _set(self, "sound", sound)
        _check_sound(self)


@node
class PlayUrl(_Play):
    """Plays a sound file from a URL (`<play type="url">`): 8 kHz 16-bit mono wav, or mp3. Source: documented."""

    url: Textual
    voice: Voice | None = None
    cache: bool | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        _set(self, "url", checks.text("PlayUrl", "url", self.url))
        _check_sound(self)


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
            _set(self, "variable", checks.variable("Record", self.variable))
        if self.background is not None:
            checks.flag("Record", "background", self.background)
        checks.timeouts("Record", self.timeout_ms, self.timeout_s)


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

    if TYPE_CHECKING:

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
        ) -> None: ...

    def __post_init__(self) -> None:
        numbers = cast("tuple[object, ...]", self.numbers)  # as they were given; kept as the tag has them
        clean = [checks.filled("Transfer", "a number", number, "a phone number as text") for number in numbers]
        _set(self, "numbers", ",".join(clean))
        for field in ("caller_id", "music_on_hold", "whisper", "caller_id_alpha"):
            if (text := getattr(self, field)) is not None:
                _set(self, field, checks.attribute("Transfer", field, text))
        for field in ("continue_after", "screen"):
            if (truth := getattr(self, field)) is not None:
                checks.flag("Transfer", field, truth)
        if self.mode is not None:
            checks.choice("Transfer", "mode", self.mode, get_args(Mode))
        if self.timeout_s is not None:
            checks.whole("Transfer", "timeout_s", self.timeout_s, "seconds")


def _check_sound(item: Say | PlaySound | PlayUrl) -> None:
    where = type(item).__name__
    if item.voice is not None:
        checks.choice(where, "voice", item.voice, VOICES)
    if item.cache is not None:
        checks.flag(where, "cache", item.cache)
