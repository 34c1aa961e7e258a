"""The platform that a call runs on: its quirks (what nobody documents) and its timings (what nobody publishes).

A quirk is one behaviour on which the sources are silent or contradict each other. It has a name, a default with the
reason for it in the comment, and the other readings. A transcript lists every quirk that it leaned on.
The numbers in brackets are the sections of docs/language.md that the quirk comes from.
"""

from typing import Any, Final, Literal, get_args, get_origin

from ivrdsl.errors import ArgumentError, IvrError
from ivrdsl.findings.arguments import door, in_ms, shown
from ivrdsl.findings.words import meant, nearest_word
from ivrdsl.model.structs import fields, initializer, replace, struct


@struct(write=lambda cls: door(initializer(cls)))
class Platform:
    """What is assumed about the platform. Times are in milliseconds unless the name says otherwise.

    `Platform()` is the default; `platform.with_quirks(no_match="replay")` is another.

    Raises:
        IvrError: a value that is none of the quirk's readings, or a timing that is negative.
    """

    name: str = "callfire-2027.1"
    """Names this set of assumptions and its version; the default's changes whenever a default below does."""

    # Names and variables
    attr_case_insensitive: bool = True  # [1] two vendor pages print `maxdigits`; the samples write `maxDigits`
    duplicate_names: Literal["error", "first", "last"] = "error"  # [5.9]
    dangling_goto: Literal["end", "ignore"] = "end"  # [5.10]
    name_case_insensitive: bool = False  # [5.8] a sample has both `sms` and `SMS`
    undefined_variable: Literal["empty", "literal", "error"] = "empty"  # [3]
    undocumented_variables: Literal["there", "unset"] = "there"  # [3] `call.field.x`: old samples; users' plans
    recipient_attributes_as_vars: bool = True  # [3] documented for texts only
    contact_column_case_insensitive: bool = True  # [3] three samples were edited from lower to upper case
    setvar_mode: Literal["auto", "literal"] = "auto"  # [4] samples count with it
    js_error: Literal["false", "end_call"] = "false"  # [4] a survey leans on it
    equal_compare: Literal["text", "number"] = "text"  # [4]
    lastinput_on_timeout: Literal["keep", "clear"] = "keep"  # [3]
    jump_into_branch: Literal["run_body", "end"] = "run_body"  # [5.6]

    # Menus and keys
    barge_in: bool = True  # [6.2] a sample says: you may enter it at any time
    keys_in_inner_branch: Literal["cut", "ignore"] = "cut"  # [6.1] an if among a menu's prompts: they are its prompts
    interdigit: Literal["same"] | int = "same"  # [6.3] the menu's timeout again, or a number of ms
    default_max_digits: Literal["none"] | int = "none"  # [6.6] a system served 3- and 4-digit codes without it
    default_menu_timeout_ms: int = 5000  # [6.6]
    range_digit_count: Literal["strict", "free"] = "strict"  # [6] 1-3 does not take 02
    no_match: Literal["fallthrough", "replay", "end"] = "fallthrough"  # [6] samples replay by an explicit goto
    no_timeout_branch: Literal["fallthrough", "default", "end"] = "fallthrough"  # [6]
    timeout_1000: Literal["s", "ms"] = "s"  # [8] the pages say s; three samples mean one second
    first_hash: Literal["branch", "end"] = "branch"  # [14.10]
    hash_counts: bool = False  # [6.4] samples say maxDigits 11 for ten digits and `#`
    type_ahead: Literal["drop", "keep"] = "drop"  # [14.8] keys before a menu listens
    timer_tie: Literal["key", "timer"] = "key"  # a key in the millisecond in which a timer fires
    key_in_plain_play: Literal["ignore", "cut"] = "ignore"  # [14.8]

    # Answering machines
    after_amd_branch: Literal["continue", "end"] = "continue"  # [7]
    amd_delay_ms: int = 1500  # [7] until it says "a person": 0.7 to 1.5 s in a published measurement of 2026
    amd_machine_delay_ms: Literal["same"] | int = "same"  # [7] until it says "a machine"; then the beep is waited for
    amd_unsure_delay_ms: Literal["same"] | int = 5000  # [7] Asterisk gives up after 5 s
    amd_unsure: Literal["live", "machine"] = "live"  # [7] detectors are biased to people, so that nobody is cut off
    greeting_ms: int = 8000  # [7] a mailbox's greeting, from pick-up to beep; so long a beep is waited for at most
    screening_silence: Literal["ends", "waits"] = "ends"  # [7] published of an assistant of 2025: silence never rings
    screening_greeting_ms: int = 4000  # [7] what a screening assistant asks
    screening_listens_ms: int = 3000  # [7] how long it listens to the answer
    amd_inbound: Literal["live", "skip"] = "live"  # [7]

    # Catch, transfer, record, the outside world
    catch_own_hangup: bool = False  # [9]
    catch_scope: Literal["lexical", "until_end"] = "lexical"  # [9]
    transfer_no_timeout: Literal["continue", "end"] = "continue"  # [9] a sample without timeout was rewritten
    transfer_refused: Literal["continue", "end"] = "continue"  # [9] busy, failed, screened out
    transfer_timeout_scope: Literal["overall", "leg"] = "overall"  # [9]
    record_timeout: Literal["length", "silence"] = "length"  # [8]
    background_recording: Literal["at_once", "at_end"] = "at_once"  # [2] when its variable is there; it does not block
    http_error: Literal["empty", "keep", "end_call"] = "empty"  # [14.7]
    url_whitespace: Literal["remove", "keep"] = "remove"  # [10] a plan breaks a URL over lines
    default_transfer_timeout_ms: int = 60_000  # [9]
    default_record_timeout_ms: int = 60_000  # [14.16]
    http_timeout_ms: int = 10_000  # [14.7]

    # Timings
    voice_factors: tuple[tuple[str, float], ...] = ()
    """How much longer single voices take than the words in them say: pairs of a voice and a factor, such as 1.1."""
    ms_per_character: int = 0
    """0: prompts are as long as their words. Else text to speech takes so long for each character, in all voices that
    have no rate of their own. That is how `characters-2026` measures.
    """
    voice_rates: tuple[tuple[str, int], ...] = ()
    """Likewise, of single voices: pairs of a voice and its ms per character."""
    measured: tuple[tuple[str, str, int], ...] = ()
    """Prompts whose length somebody measured: the voice, the text that is heard, and ms."""
    longest_value_ms: int = 10_000
    """The longest that the value of one variable takes to say, where the value is not known."""
    sound_ms: int = 5000
    """How long a recorded sound or a URL plays that is not among `sounds_ms`; nothing in a plan says so."""
    sounds_ms: tuple[tuple[str, int], ...] = ()
    """Sounds whose length is known: pairs of a sound's number, or the last part of a URL, and ms."""
    key_gap_ms: int = 200
    """Between two keys that a callee presses in one go."""

    seed: int = 0
    """What Math.random starts from."""

    # Bounds of a simulation, not of the platform
    max_duration_ms: int = 4 * 3600 * 1000
    """Virtual time after which a call ends with the outcome `limit`. Never under an hour: 1000 may mean 1000 s."""
    max_steps: int = 50_000
    """Events after which a call ends with the outcome `limit`."""

    def __post_init__(self) -> None:
        for key, kind in _kinds().items():
            problem = _problem(key, kind, getattr(self, key))
            if problem:
                raise ArgumentError(f"quirk {key} is {shown(getattr(self, key))}; expected {problem}")
        if not isinstance(self.name, str):
            raise IvrError(f"platform: name is {self.name!r}; expected text")
        for key, expected in _TABLES.items():
            columns = 3 if key == "measured" else 2
            if not _is_table(getattr(self, key), columns, real=key == "voice_factors"):
                raise IvrError(f"platform: {key} is {getattr(self, key)!r}; expected {expected}")
        if self.counts_characters and self.voice_factors:
            raise IvrError("platform: voice_factors say nothing where ms_per_character or voice_rates are given")
        if self.max_duration_ms < 3_600_000:
            raise IvrError(f"platform: max_duration_ms is {self.max_duration_ms}; expected 3600000 or more (an hour)")

    @door
    def with_quirks(self, **quirks: Any) -> "Platform":
        """Return this platform with other readings of some quirks.

        Raises:
            IvrError: an unknown quirk, or a value that is none of its readings.
        """
        for key in quirks:
            if key not in _kinds():
                raise IvrError(f"there is no quirk {key!r}; {meant(key, sorted(_kinds()))}")
        return replace(self, **quirks)

    @property
    def verdict_ms(self) -> tuple[int, int, int]:
        """How long detection takes until it says "person", "machine" or "unsure", in ms."""
        person_ms = self.amd_delay_ms
        machine_ms, unsure_ms = (
            person_ms if each == "same" else each for each in (self.amd_machine_delay_ms, self.amd_unsure_delay_ms)
        )
        return person_ms, machine_ms, unsure_ms

    @property
    def detection_ms(self) -> tuple[int, int, int]:
        """How long it takes until a branch of amd begins, in ms: of a person, of a machine, and of who is neither.

        That of a machine begins after the beep (documented). Where none comes, one is waited for as long as a greeting
        lasts (assumed: not documented).
        """
        person_ms, machine_ms, unsure_ms = self.verdict_ms
        if self.amd_unsure == "machine":
            unsure_ms = max(unsure_ms, self.greeting_ms)
        return person_ms, max(machine_ms, self.greeting_ms), unsure_ms

    @property
    def counts_characters(self) -> bool:
        """Whether text to speech takes a time for each character, and not as long as its words."""
        return bool(self.ms_per_character or self.voice_rates)

    def speaking_rate(self, voice: str) -> int:
        """Milliseconds that a voice takes for one character, where it `counts_characters`."""
        return dict(self.voice_rates).get(voice, self.ms_per_character or _MS_PER_CHARACTER)

    @property
    def speech(self) -> str:
        """The key under which the estimated length of a prompt is listed as an assumption."""
        return "ms_per_character" if self.counts_characters else "speech"

    def value(self, key: str) -> str:
        """The reading of a quirk as text, as transcripts list it."""
        if key == "speech":
            return MEASURED if self.measured else "words"
        if key == "ms_per_character":
            return str(self.ms_per_character or _MS_PER_CHARACTER)
        return reading_told(getattr(self, key))


MEASURED: Final = "measured: espeak-ng"
"""What a transcript says of how prompts were measured, if a voice has spoken them."""

_MS_PER_CHARACTER: Final = 65
"""About 15 characters a second; for voices without a rate, on a platform that has rates."""

_TABLES: Final = {
    "voice_factors": "pairs of a voice and a factor",
    "voice_rates": "pairs of a voice and its ms per character",
    "sounds_ms": "pairs of a sound and its length in ms",
    "measured": "a voice, a text and its length in ms, each",
}
"""The fields that are tables, and what they hold."""


def named(name: str) -> Platform | None:
    """The platform of a name: the default one, the one before it knew how long detection takes, or the one before it
    measured words; None for any other name.
    """
    return next((each for each in _platforms() if each.name == name), None)


def names() -> list[str]:
    """The names of the platforms that have one."""
    return [each.name for each in _platforms()]


def _platforms() -> tuple[Platform, ...]:
    before = Platform(name="callfire-2026.12", amd_delay_ms=0, amd_unsure_delay_ms=0, greeting_ms=0)
    return Platform(), before, replace(before, name="characters-2026", ms_per_character=_MS_PER_CHARACTER)


def reading_told(value: object) -> str:
    """A quirk's value as people write it on a command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def reading(key: str, text: str) -> str | int | bool:
    """A quirk's value, from its text on a command line; whether it is one of the readings is checked later."""
    kind = _kinds().get(key)
    if kind is bool and text in ("true", "false"):
        return text == "true"
    takes_number = kind is int or int in get_args(kind)
    return int(text) if takes_number and text.isascii() and text.isdigit() and len(text) < 10 else text


def differing(platform: Platform) -> list[str]:
    """The quirks that a platform reads otherwise than the default one, as `KEY=VALUE`."""
    default = Platform()
    names = [each.name for each in fields(platform) if each.name not in ("name", *_TABLES)]
    return [f"{key}={platform.value(key)}" for key in names if getattr(platform, key) != getattr(default, key)]


def assumable() -> list[str]:
    """What a call may be found to lean on: the quirks, and the lengths of prompts."""
    return sorted({*_kinds(), "speech"})


def alternatives(platform: Platform, key: str) -> list[Any]:
    """The other readings of a quirk; of a number, which has no end of them, none."""
    kind = _kinds().get(key)
    if kind is bool:
        return [not getattr(platform, key)]
    options = get_args(kind) if get_origin(kind) is not Literal else (kind,)
    found: list[Any] = [reading for option in options for reading in get_args(option)]
    if key == "default_max_digits":
        found.append(1)
    return [each for each in found if each != getattr(platform, key)]


def _kinds() -> dict[str, Any]:
    global _cached_kinds
    if not _cached_kinds:
        _cached_kinds = {f.name: f.type for f in fields(Platform) if f.name not in ("name", *_TABLES)}
    return _cached_kinds


_cached_kinds: dict[str, Any] = {}


def _is_table(rows: object, columns: int, *, real: bool) -> bool:
    """Whether these are rows of texts, each with a number behind them: a whole one, or any that is more than 0."""
    if not isinstance(rows, tuple):
        return False
    return all(
        isinstance(row, tuple)
        and len(row) == columns
        and all(isinstance(text, str) for text in row[:-1])
        and _is_number(row[-1], real=real)
        for row in rows
    )


def _is_number(number: object, *, real: bool) -> bool:
    if real:
        return type(number) in (int, float) and 0 < number < 100  # type: ignore[operator]  # it is one of the two
    return type(number) is int and 0 <= number < 10**9


def _problem(key: str, kind: Any, value: object) -> str:
    """What a quirk's value should have been, or nothing."""
    options = get_args(kind) if get_origin(kind) is not Literal else (kind,)
    readings: list[object] = [reading for option in options for reading in get_args(option)]
    takes_number = kind is int or int in options
    if kind is bool:
        return "" if type(value) is bool else "true or false"
    if value in readings or (takes_number and type(value) is int and value >= (1 if "max" in key else 0)):
        return ""
    hint = in_ms(value) if key.endswith("_ms") else ""
    near = nearest_word(value, map(str, readings)) if isinstance(value, str) and readings else ""
    expected = " or ".join([*map(str, readings), *(["a whole number"] if takes_number else [])])
    return f"{expected}{hint}{near and f'; {near}'}"
