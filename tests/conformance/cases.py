"""The conformance suite: what a case is, how it is run, and how its transcript is written down.

A case is a folder `<topic>/<case>/` with `dialplan.xml`, `script.call` and `transcript.txt`. The script's header says
how sure we are, and from where:

    # status: documented | observed | quirk | ruling
    # source: reference section 6, rule 4
    # about: one sentence that says what the platform does
    # quirk: no_match=replay            (zero or more: readings that the case sets)
    # default: no_match=fallthrough     (zero or more: readings that the case shows without setting them)
    # bug: one sentence                 (the engine does not do it yet; the case must fail, and has no transcript)
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from ivrdsl.model.structs import fields
from ivrdsl.xml.parse import from_xml
from ivrsim.core.parties import PARTIES
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.play.transcript import Transcript
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script

FOLDER: Final = Path(__file__).parent
STATUSES: Final = ("documented", "observed", "quirk", "ruling")
_HEADER: Final = re.compile(r"# (?P<key>[a-z]+): (?P<value>\S.*)")
_SINGLE: Final = ("status", "source", "about")


@dataclass(frozen=True)
class Case:
    """One case, read from its folder."""

    folder: Path
    status: str
    source: str
    about: str
    quirks: dict[str, Any]
    defaults: dict[str, Any]
    bug: str
    script: str

    @property
    def id(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def topic(self) -> str:
        return self.folder.parent.name

    @property
    def golden(self) -> Path:
        return self.folder / "transcript.txt"


class Result(NamedTuple):
    transcript: Transcript
    failed: Failed | None


class HeaderError(ValueError):
    """A case's header is not what the module's text says."""


def cases() -> list[Case]:
    """Every case, by topic and name."""
    return [read_case(path.parent) for path in sorted(FOLDER.glob("*/*/dialplan.xml"))]


def read_case(folder: Path) -> Case:
    return case_of(folder, (folder / "script.call").read_text(encoding="utf-8"))


def case_of(folder: Path, script: str) -> Case:
    """The case of a folder with a script, whose header says what it is."""
    found: dict[str, list[str]] = {}
    for line in script.splitlines():
        if not line.startswith("#"):
            break
        match = _HEADER.fullmatch(line.rstrip())
        if match is None:
            raise HeaderError(f"{folder}: {line!r} is no header line")
        found.setdefault(match["key"], []).append(match["value"])
    if unknown := found.keys() - {*_SINGLE, "quirk", "default", "bug"}:
        raise HeaderError(f"{folder}: unknown header {', '.join(unknown)}")
    for key in _SINGLE:
        if len(found.get(key, [])) != 1:
            raise HeaderError(f"{folder}: needs exactly one `# {key}:`")
    status, source, about = (found[key][0] for key in _SINGLE)
    if status not in STATUSES:
        raise HeaderError(f"{folder}: status {status!r} is none of {', '.join(STATUSES)}")
    quirks, defaults = _readings(found.get("quirk", [])), _readings(found.get("default", []))
    return Case(folder, status, source, about, quirks, defaults, " ".join(found.get("bug", [])), script)


def _readings(lines: list[str]) -> dict[str, Any]:
    pairs = [line.partition("=") for line in lines]
    return {key: reading(key, value) for key, _, value in pairs}


def reading(key: str, text: str) -> Any:
    """A quirk's value from its text."""
    if isinstance(getattr(Platform(), key, None), bool):
        return {"true": True, "false": False}.get(text, text)
    return int(text) if text.isdigit() else text


def run(case: Case, platform: Platform | None = None) -> Result:
    """Run a case on a platform with the case's quirks set."""
    plan = from_xml((case.folder / "dialplan.xml").read_bytes())
    call = Call(plan, platform=(platform or Platform()).with_quirks(**case.quirks))
    failed = run_script(call, parse_script(case.script))
    return Result(call.transcript(), failed)


# --- the golden format -----------------------------------------------------------------------------------------------

_BARE: Final = re.compile(r"[A-Za-z0-9_.:*#-]+")
_LEFT_OUT: Final = ("assume", "moment")
_SECRET: Final = ("masked", "secrets")


def written(result: Result) -> str:
    """A call as its golden file has it: what happened, a blank line, and what came of it."""
    return "\n".join([*story(result), "", *summary(result), *assumed(result)]) + "\n"


def story(result: Result) -> list[str]:
    """One line for each thing that happened: time in ms, kind, tag, fields."""
    transcript = result.transcript
    lines = []
    for entry in transcript:
        if entry.kind in _LEFT_OUT:
            continue
        details = [f"{name}={_value(name, value)}" for name, value in entry.details.items() if name not in _SECRET]
        label = transcript.plan.elements[entry.element].label
        lines.append(" ".join([f"{entry.at_ms:>7}", entry.kind, label, *details]))
    return lines


def summary(result: Result) -> list[str]:
    """What came of a call."""
    transcript, failed = result
    return [
        f"outcome: {transcript.outcome}",
        f"ended_by: {transcript.ended_by or 'nobody'}",
        f"duration_ms: {transcript.duration_ms}",
        *(f"heard: {json.dumps(text, ensure_ascii=False)}" for text in transcript.heard),
        *said_to_whom(transcript),
        *(f"stash: {name}={_value('', value)}" for name, value in transcript.stash.items()),
        *(f"variable: {name}={_value('', value)}" for name, value in sorted(transcript.variables.items())),
        f"failed: {f'line {failed.line}, {failed.message}' if failed else 'nothing'}",
    ]


def said_to_whom(transcript: Transcript) -> list[str]:
    """What a party has heard that a script names."""
    side = transcript.other_side
    if side is None or not side.named:
        return []
    return [
        f"said to {party.name}: {json.dumps(str(said), ensure_ascii=False)}"
        for party in PARTIES.values()
        for said in transcript.said_to(party)
    ]


def assumed(result: Result) -> list[str]:
    """The quirks that a call leaned on."""
    plan = result.transcript.plan
    return [
        f"assumption: {each.quirk}={each.value} ({plan.elements[each.element].label})"
        for each in result.transcript.assumptions
    ]


def _value(name: str, value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) or value is None else str(value)
    if name == "message":  # the words of the JavaScript engine change from release to release
        text = text.partition(" fails: ")[0]
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


# --- quirks ----------------------------------------------------------------------------------------------------------

NOT_QUIRKS: Final = frozenset(
    [
        *("name", "seed", "max_duration_ms", "max_steps", "key_gap_ms", "sound_ms", "sounds_ms", "measured"),
        *("voice_factors", "voice_rates", "ms_per_character", "longest_value_ms"),
    ]
)
"""Fields of Platform that are timings or bounds, whose values are numbers that nobody could list."""


def quirk_values() -> dict[str, list[Any]]:
    """Every quirk with its values, the default first; of a number, the default and one other."""
    hints = get_type_hints(Platform)
    platform = Platform()
    found: dict[str, list[Any]] = {}
    for field in fields(Platform):
        if field.name in NOT_QUIRKS:
            continue
        default = getattr(platform, field.name)
        values = [default, *(value for value in _alternatives(field.name, hints[field.name]) if value != default)]
        found[field.name] = values
    return found


_NUMBERS: Final = {
    "default_max_digits": 1,
    "default_menu_timeout_ms": 3000,
    "default_record_timeout_ms": 30_000,
    "default_transfer_timeout_ms": 30_000,
    "amd_delay_ms": 0,
    "amd_machine_delay_ms": 10_000,
    "amd_unsure_delay_ms": 5000,
    "greeting_ms": 20_000,
    "http_timeout_ms": 4000,
    "interdigit": 1000,
}
"""For quirks that take a number, the other value that the suite tries."""


def _alternatives(name: str, kind: Any) -> list[Any]:
    if kind is bool:
        return [True, False]
    options = get_args(kind) if get_origin(kind) is not None and not _is_literal(kind) else (kind,)
    values = [value for option in options if _is_literal(option) for value in get_args(option)]
    if int in options:
        values.append(_NUMBERS.get(name, 1000))
    return values


def _is_literal(kind: Any) -> bool:
    return str(get_origin(kind)) == "typing.Literal"
