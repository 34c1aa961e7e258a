"""A party answers: what may be said of it, what contradicts itself, and what it cannot do."""

from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypedDict, cast

from ivrdsl.errors import ArgumentError
from ivrdsl.findings.arguments import near_or_all, refuse, require_ms, require_options, shown
from ivrdsl.findings.words import one_of, quoted
from ivrsim.core.instructions.base import DETECTION
from ivrsim.core.parties import FLAGS, MAILBOX, OPTIONS, SCREENING, VERDICTS, Party
from ivrsim.core.units import seconds
from ivrsim.play.failure import fail
from ivrsim.play.line import Line
from ivrsim.play.other_side import OtherSide, usual


class PartyOptions(TypedDict, total=False):
    """What `Call.answer` is told of a party. What it is not told, the platform assumes.

    Attributes:
        taken_for: what the detector says: "person", "machine" or "unsure".
        after_ms: how long after the answer it says so, in ms.
        greeting_ms: how long a mailbox greets, or an assistant asks, in ms.
        beep: False for a mailbox that does not beep.
        full_after_ms: how long a mailbox records, in ms; then it closes the line.
        hears_name_ms: how long an assistant listens after it has asked, in ms.
        passes_after_ms: when a person comes to the line, in ms after the answer.
        refuses: True for an assistant whose owner does not take the call.
    """

    taken_for: str
    after_ms: int
    greeting_ms: int
    beep: bool
    full_after_ms: int
    hears_name_ms: int
    passes_after_ms: int
    refuses: bool


_OF_ALL: Final = ("taken_for", "after_ms")
_IN_WORDS: Final = {name: words for words, name in OPTIONS.items()} | {"taken_for": "taken for", "after_ms": "after"}
_MOST_MS: Final = 3_600_000
"""Nobody answers for longer than an hour before something happens."""


def refuse_said(by: str, said: Mapping[str, object]) -> NoReturn:
    """Refuse what is said of somebody who is no party."""
    _require_known(said)
    instead = {"live": "person", "machine": "mailbox"}.get(by, "")
    hint = f": write answer {instead}" if instead else ""
    raise ArgumentError(f"answer {by}: {quoted(_words(next(iter(said))))} can be said of a party only{hint}")


def answer_as(line: Line, party: Party, said: PartyOptions) -> None:
    """A party answers.

    Raises:
        StepFailed: it cannot be so on this platform, where detection takes no time, or an assistant asks for longer.
        ArgumentError: what is said does not fit the party, or contradicts itself.
    """
    side = _side(line, party, said)
    plan, platform = line.plan, line.plan.platform
    if problem := _too_early(party, side.passes_after_ms, side.greeting_ms):
        fail(line, f"{problem} on the platform {platform.name}")
    takes_time = side.detected_after_ms or (side.greeting_ms and side.counts_as_machine(platform))
    for each in plan.table if takes_time else ():
        if each.awaits == DETECTION and not each.delay_ms(VERDICTS[side.taken_for].value):  # type: ignore[attr-defined]
            fail(line, f"answer {party.name}: on the platform {platform.name} detection takes no time")
    line.answered_by(side)
    for quirk in _assumed(party, said):
        line.assume(quirk)


def _side(line: Line, party: Party, said: PartyOptions) -> OtherSide:
    require_fits(party, said)
    given: dict[str, Any] = {name: value for name, value in said.items() if name not in ("refuses", "after_ms")}
    return usual(party, line.plan.platform)._replace(detected_after_ms=said.get("after_ms"), **given)


def require_fits(party: Party, said: PartyOptions) -> None:
    """Refuse what cannot be said of a party.

    Raises:
        ArgumentError: it does not fit, or contradicts itself.
    """
    _require_known(said)
    fits = (*_OF_ALL, *(OPTIONS[words] for words in party.options))
    for name in said:
        if name not in fits:
            others = one_of(quoted(_words(each)) for each in fits)
            raise ArgumentError(
                f"answer {party.name}: {quoted(_words(name))} does not fit {party.words}; it may have {others}"
            )
    taken_for = said.get("taken_for", party.usually)
    if not isinstance(taken_for, str) or taken_for not in VERDICTS:
        raise ArgumentError(f"answer {party.name}: taken for {shown(taken_for)}; {near_or_all(taken_for, VERDICTS)}")
    for name, value in said.items():
        if name.endswith("_ms"):
            require_ms("answer", name, value)
            if cast(int, value) > _MOST_MS:
                raise ArgumentError(f"answer {party.name}: {_words(name)} {seconds(cast(int, value))}; an hour at most")
    for name in FLAGS:
        if name in said and not isinstance(said[name], bool):  # type: ignore[literal-required]
            refuse("answer", name, said[name], "True or False")  # type: ignore[literal-required]
    _require_no_contradiction(party, said)


def _require_no_contradiction(party: Party, said: PartyOptions) -> None:
    passes_ms = said.get("passes_after_ms")
    if said.get("refuses") and passes_ms is not None:
        raise ArgumentError(f"answer {party.name}: it passes the call on, or refuses it; not both")
    if "greeting_ms" in said and (problem := _too_early(party, passes_ms, said["greeting_ms"])):
        raise ArgumentError(problem)
    if said.get("refuses") is False and passes_ms is None:
        raise ArgumentError(f"answer {party.name}: refuses is False; say when it passes the call on: passes_after_ms")
    if said.get("full_after_ms") == 0:
        raise ArgumentError(f"answer {party.name}: full after {seconds(0)}; a mailbox keeps something")
    if said.get("hears_name_ms") == 0:
        raise ArgumentError(f"answer {party.name}: hears name for {seconds(0)}; an assistant listens")


def _too_early(party: Party, passes_ms: int | None, greeting_ms: int) -> str:
    """What is wrong where the owner of an assistant takes the call before it has heard anything."""
    if party is not SCREENING or passes_ms is None or passes_ms > greeting_ms:
        return ""
    return f"answer {party.name}: passes after {seconds(passes_ms)}, and it asks for {seconds(greeting_ms)} first"


def _require_known(said: Mapping[str, object]) -> None:
    require_options("answer", [name for name in said if name not in _IN_WORDS], tuple(_IN_WORDS))


def _words(name: str) -> str:
    return _IN_WORDS[name]


def _assumed(party: Party, said: PartyOptions) -> list[str]:
    """The timings of the platform on which a party leans."""
    if party is MAILBOX:
        return [] if "greeting_ms" in said else ["greeting_ms"]
    if party is not SCREENING:
        return []
    own = {"greeting_ms": "screening_greeting_ms", "hears_name_ms": "screening_listens_ms"}
    return [quirk for name, quirk in own.items() if name not in said] + ["screening_silence"]


def somebody_may_act(line: Line) -> bool:
    """Whether a person is on the line, or is still to come."""
    side = line.other_side
    return side is None or not side.named or side.person_ms is not None


def require_person(line: Line, act: str) -> None:
    """Refuse what only a person does, while none is on the line.

    Raises:
        StepFailed: so it is.
    """
    side = line.other_side
    if side is None or not side.named or line.ended or line.control.state.hung_up:
        return
    person_ms = side.person_ms
    if person_ms is None:
        fail(line, f"{act}: {side.party.words} presses no keys, and does not speak or hang up as people do")
    if person_ms > line.now_ms:
        fail(line, f"{act}: {side.party.words} is on the line, and a person comes at {seconds(person_ms)} only")
