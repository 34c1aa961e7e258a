"""Two platforms on which calls are compared: their quirks that differ, and the instructions that ask for these.

Theory of operation. Most quirks are read while a plan is compiled, and then its table shows them: where an instruction
leads, how long it waits. The others are read when an instruction runs. On two platforms two instructions that say the
same do the same only if they ask for none of those quirks of which the platforms have different readings. A quirk that
stands in no list below is taken for one that every instruction asks for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from ivrdsl.model.structs import fields
from ivrsim.core import table as t
from ivrsim.core.instructions.base import ANSWER, KEYS, PROMPT, RECORDING, REPLY
from ivrsim.core.platform import Platform, reading_told
from ivrsim.core.variables import canonical
from ivrsim.graph.usage import reads, writes

Readings = tuple[tuple[str, object], ...]
"""Quirks, each with its reading."""


def differing_quirks(old: Platform, new: Platform) -> tuple[str, ...]:
    """Return the quirks and timings of which two platforms have different readings."""
    names = (each.name for each in fields(Platform) if each.name != "name")
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def asked(plan: t.Plan, place: int, quirks: Sequence[str]) -> Readings:
    """Return those of some quirks that the instruction at a place asks for when it runs, with their readings."""
    if not quirks:
        return ()
    instruction = plan.table[place]
    return tuple(
        (quirk, getattr(plan.platform, quirk))
        for quirk in quirks
        if quirk not in _SEEN_IN_THE_TABLE and _ASKED.get(quirk, _by_every_instruction)(plan, instruction)
    )


def incomparable(quirks: Sequence[str]) -> Iterator[str]:
    """Yield why calls on two platforms that differ in some quirks cannot be compared."""
    return (f"{quirk} {_INCOMPARABLE[quirk]}" for quirk in quirks if quirk in _INCOMPARABLE)


class SidesTold(NamedTuple):
    """Where something happens, in words.

    Attributes:
        old, new: in one of two plans.
        then: in the new one, where the old one was named before.
    """

    old: str
    new: str
    then: str


def sides_told(old: t.Plan, new: t.Plan) -> SidesTold:
    """Return what tells two plans apart in words: the quirks, if they run on different platforms."""
    quirks = differing_quirks(old.platform, new.platform)
    if not quirks:
        return SidesTold("in the old plan", "in the new plan", "in the new one")
    one, other = (f"with {', '.join(readings_told(each.platform, quirks))}" for each in (old, new))
    return SidesTold(one, other, other)


def readings_told(platform: Platform, quirks: Sequence[str]) -> list[str]:
    """Return the readings of some quirks as they are given on a command line."""
    return [f"{quirk}={reading_told(getattr(platform, quirk))}" for quirk in quirks]


# --- who asks for which quirk ---------------------------------------------------------------------------------------


def _by_every_instruction(plan: t.Plan, instruction: t.Instruction) -> bool:
    return True


def _by_who_reads(plan: t.Plan, instruction: t.Instruction) -> bool:
    return bool(reads(instruction))


def _by_who_names(quirk: str, plan: t.Plan, instruction: t.Instruction) -> bool:
    """Whether it names a variable of which the quirk says whether it is there."""
    names = (*reads(instruction), *writes(instruction))
    return any(name is None or canonical(name, plan.platform)[1] == quirk for name in names)


def _by_javascript(plan: t.Plan, instruction: t.Instruction) -> bool:
    return bool(instruction.javascript)


def _by_assignments(plan: t.Plan, instruction: t.Instruction) -> bool:
    return isinstance(instruction, t.Assign | t.Stash)


def _by_tests(plan: t.Plan, instruction: t.Instruction) -> bool:
    return isinstance(instruction, t.Test)


def _by_menus(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.awaits == KEYS


def _by_prompts_in_menus(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.cut_to() is not None


def _by_other_prompts(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.awaits == PROMPT and instruction.cut_to() is None


def _by_who_loses_keys(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.waits() and instruction.awaits not in (ANSWER, KEYS, RECORDING)


def _by_who_waits(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.waits()


def _by_detections(plan: t.Plan, instruction: t.Instruction) -> bool:
    return isinstance(instruction, t.Detect)


def _by_recordings(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.awaits == RECORDING


def _by_requests(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.awaits == REPLY


def _by_addresses(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.awaits == REPLY or (instruction.awaits == PROMPT and bool(reads(instruction)))


def _by_hangups(plan: t.Plan, instruction: t.Instruction) -> bool:
    return instruction.ending() == "hangup" and bool(plan.every_handler)


def _by_nothing_that_runs(plan: t.Plan, instruction: t.Instruction) -> bool:
    return False


_ASKED: Final[Mapping[str, Callable[[t.Plan, t.Instruction], bool]]] = {
    "undefined_variable": _by_who_reads,
    "recipient_attributes_as_vars": _by_who_reads,
    "undocumented_variables": partial(_by_who_names, "undocumented_variables"),
    "contact_column_case_insensitive": partial(_by_who_names, "contact_column_case_insensitive"),
    "setvar_mode": _by_assignments,
    "js_error": _by_tests,
    "equal_compare": _by_tests,
    "seed": _by_javascript,
    "lastinput_on_timeout": _by_menus,
    "first_hash": _by_menus,
    "hash_counts": _by_menus,
    "barge_in": _by_prompts_in_menus,
    "key_in_plain_play": _by_other_prompts,
    "type_ahead": _by_who_loses_keys,
    "timer_tie": _by_who_waits,
    "amd_unsure": _by_detections,
    "amd_inbound": _by_detections,
    "catch_own_hangup": _by_hangups,
    "record_timeout": _by_recordings,
    "http_error": _by_requests,
    "http_timeout_ms": _by_requests,
    "url_whitespace": _by_addresses,
    "longest_value_ms": _by_nothing_that_runs,
}
"""Quirks that are read when an instruction runs, and which instructions read them."""

_SEEN_IN_THE_TABLE: Final = frozenset((
    "attr_case_insensitive", "duplicate_names", "dangling_goto", "name_case_insensitive", "jump_into_branch",
    "interdigit", "default_max_digits", "default_menu_timeout_ms", "range_digit_count", "no_match",
    "no_timeout_branch", "timeout_1000", "after_amd_branch", "amd_delay_ms", "amd_machine_delay_ms",
    "amd_unsure_delay_ms", "greeting_ms", "catch_scope", "transfer_no_timeout", "transfer_refused",
    "transfer_timeout_scope", "default_transfer_timeout_ms", "default_record_timeout_ms",
    "keys_in_inner_branch", "background_recording",
    "voice_factors", "ms_per_character", "voice_rates", "measured", "sound_ms", "sounds_ms",
))  # fmt: skip
"""Quirks that decide what a table says: exits, timers and lengths; of catches the likeness asks by itself."""

_OTHER_SIDE: Final = "says what an assistant does, and no comparison asks who it really is that answers"
_INCOMPARABLE: Final[Mapping[str, str]] = {
    "key_gap_ms": "says how fast a callee presses keys, and one callee calls both",
    "screening_silence": _OTHER_SIDE,
    "screening_greeting_ms": _OTHER_SIDE,
    "screening_listens_ms": _OTHER_SIDE,
    "max_duration_ms": "is a bound of the simulation, and no behaviour of a platform",
    "max_steps": "is a bound of the simulation, and no behaviour of a platform",
}
"""What is no difference between platforms that a call could show, and why."""
