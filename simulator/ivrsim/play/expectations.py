"""What a callee expects of a call. Each function looks at a call as it is now, and fails where it is not as expected.

Two of them let the call go on: to a hang-up of the plan, and through silence to whatever end the call finds there.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import eq, ge, gt, le, lt
from typing import Final, NoReturn

from ivrdsl.errors import IvrError
from ivrdsl.findings.arguments import require_text
from ivrsim.core.parties import MAILBOX, Party
from ivrsim.core.units import seconds
from ivrsim.play.consequences import SilenceWatch
from ivrsim.play.entry import Entry
from ivrsim.play.failure import fail
from ivrsim.play.line import Line
from ivrsim.play.matcher import Matcher
from ivrsim.play.other_side import Said, other_side_of, said_to
from ivrsim.play.transcript import ENDED_BY

COMPARE: Final = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}
BOUNDS: Final = {"at most": "<=", "at least": ">="}
"""How a script says how often something may be heard, and the sign for it."""
DEEDS: Final = {"transfer": "numbers", "sms": "to", "dnc": "number", "stash": "variable"}
"""What a call can be expected never to do, and the field that says to whom or what."""


# --- how the call goes on -------------------------------------------------------------------------------------------


def hangup(line: Line) -> None:
    """Run on to the end of the call, which the plan must bring about."""
    while not line.ended:
        if not line.run_on():
            fail(line, "the call has not ended")
    if ENDED_BY.get(line.state.outcome) != "dialplan":
        fail(line, f"the plan did not end the call; outcome: {line.state.outcome}")


def end_in_silence(line: Line) -> None:
    """Stay silent, at menus too, until the call ends.

    A call that is a second time where it was before, with nothing but silence in between, never ends: what it does next
    depends on nothing else. It does depend on the time when it has asked what time it is, or on luck when it has drawn
    lots, so from there it starts anew. It does so, too, while something is still to come from the other side.
    """
    been: dict[Hashable, int] = {}
    while not line.ended:
        here = line.situation
        if here in been:
            fail(line, f"silence never ends this: {line.labels(been[here])} repeat")
        if line.due_ms is None:
            fail(line, "silence does not end this")
        been[here] = len(line.log)
        line.fire()
        if line.other_side_will_act or any(move.asked or move.unforeseen for move in line.moves_since(been[here])):
            been.clear()
    if ENDED_BY.get(line.state.outcome) == "limit":
        fail(line, f"the call did not end by itself: {_last_error(line)}")


def _last_error(line: Line) -> str:
    return str(line.transcript().of_kind("error")[-1].details["message"])


# --- how long it took, and what was heard ---------------------------------------------------------------------------


def duration(line: Line, compare: str, ms: int) -> None:
    """Expect that the call so far took less, more or just so many ms."""
    line.assume_lengths()
    if not _sign(compare)(line.now_ms, ms):
        fail(line, f"the call took {seconds(line.now_ms)} so far, expected {compare} {seconds(ms)}")


def heard(line: Line, matcher: Matcher, times: int, compare: str) -> None:
    """Expect how many prompts so far matched."""
    prompts = line.transcript().of_kind("prompt")
    found = sum(matcher.matches(prompt.details["text"], prompt.details["source"]) for prompt in prompts)
    if not _sign(compare)(found, times):
        words = {sign: f"{words} {times}" for words, sign in BOUNDS.items()} | {"=": str(times or "never")}
        fail(line, f"{matcher} was heard {found} times so far, expected {words.get(compare, f'{compare} {times}')}")


def kept(line: Line, matcher: Matcher | None, *, never: bool) -> None:
    """Expect that a mailbox keeps something that matches, or with `never` nothing; None matches anything."""
    side = line.other_side or other_side_of(line.log, line.plan.platform)
    if side is None or side.party is not MAILBOX:
        fail(line, f"no mailbox has answered{f', but {side.party.words}' if side else ''}")
    _found(line, MAILBOX, matcher, f"the {MAILBOX.name} kept", never=never)


def heard_by(line: Line, party: Party, matcher: Matcher, *, never: bool) -> None:
    """Expect that a party has heard something that matches so far, or with `never` that it has not."""
    _found(line, party, matcher, f"{party.words} heard", never=never)


def _found(line: Line, party: Party, matcher: Matcher | None, does: str, *, never: bool) -> None:
    line.assume_lengths()
    parts = said_to(line.log, line.plan.platform, line.now_ms, party)
    found = [each for each in parts if matcher is None or matcher.matches(each.text, each.prompt.source)]
    if found and never:
        told = _quoted(line, found[:1])
        expected = "nothing" if matcher is None else f"{matcher} never"
        fail(line, f"{does} {told} at {seconds(found[0].at_ms)}, expected {expected}")
    if not found and not never:
        fail(line, f"{does} {_quoted(line, parts) or 'nothing'}, expected {matcher}")


def _quoted(line: Line, parts: Sequence[Said]) -> str:
    """What was heard, for a message that somebody may mask: it holds no piece of a secret, which no mask would find."""
    from ivrsim.play.story import mask_of, without_pieces  # only where something else was heard

    mask = mask_of(line.transcript())
    return "; ".join(f'"{without_pieces(each, mask)}"' for each in parts)


def not_heard(line: Line, matcher: Matcher, prompts: Sequence[str]) -> NoReturn:
    """Fail to hear something, and name the prompt that comes nearest to it."""
    if not prompts:
        fail(line, f"{matcher} was not heard; nothing was")
    from difflib import SequenceMatcher  # only where something else was heard

    near = max(prompts, key=lambda text: SequenceMatcher(None, matcher.text, text).ratio())
    case = matcher.kind != "regex" and matcher.text != near and _in_other_case(matcher, near)
    fail(line, f'{matcher} was not heard; the nearest was "{near}"{", in other letter case" if case else ""}')


def _in_other_case(matcher: Matcher, prompt: str) -> bool:
    """Whether a prompt says what was expected, but for the case of its letters."""
    return matcher._replace(text=matcher.text.casefold()).matches(prompt.casefold())


def _sign(compare: str) -> Callable[[int, int], bool]:
    if compare not in COMPARE:
        raise IvrError(f"{compare!r} compares nothing; expected one of {', '.join(COMPARE)}")
    return COMPARE[compare]


# --- what the call did ----------------------------------------------------------------------------------------------


def value(line: Line, what: str, values: Mapping[str, str], name: str, expected: str) -> None:
    """Expect one of the values of a stash, or of the variables."""
    if name not in values:
        known = ", ".join(sorted(values)) or "none"
        fail(line, f"{what} {name} was never set; there are: {known}")
    if values[name] != expected:
        fail(line, f"{what} {name} is {values[name]!r}, expected {expected!r}")


def sent(line: Line, kind: str, number: str) -> None:
    """Expect an "sms" to a number, or the number on the "dnc" list."""
    numbers = [entry.details[DEEDS[kind]] for entry in line.transcript().of_kind(kind)]
    if number not in numbers:
        fail(line, f"no {kind} for {number}; there was one for: {', '.join(numbers) or 'nobody'}")


def never(line: Line, deed: str) -> None:
    """Expect that the call did not do something so far.

    Raises:
        StepFailed: it did.
        IvrError: there is no such thing to do.
    """
    require_text("expect_never", "the deed", deed, f"one of {', '.join(DEEDS)}, as text")
    if deed not in DEEDS:
        raise IvrError(f"expect never {deed}: expected one of {', '.join(DEEDS)}")
    found = _first(line, deed)
    if found is not None:
        whom = found.details[DEEDS[deed]]
        fail(line, f"there was {deed} {whom} at {seconds(found.at_ms)}, expected never")


def no_error(line: Line, kind: str = "") -> None:
    """Expect that no error happened so far, whether or not it ended the call; only of one kind, if that is given."""
    errors = line.transcript().of_kind("error")
    found = next((each for each in errors if kind in each.details["error"]), None)
    if found is not None:
        fail(line, f"there was an error at {seconds(found.at_ms)}: {found.details['message']}")


def no_error_at_the_end(line: Line) -> None:
    """Expect that no error has ended the call so far."""
    if line.state.outcome.startswith("error:"):
        fail(line, _last_error(line))


def no_unset_variable(line: Line) -> None:
    """Expect that no variable was read so far that was never set."""
    found = _first(line, "undefined")
    if found is not None:
        label = line.plan.elements[found.element].label
        fail(line, f"variable {found.details['variable']} was read at {seconds(found.at_ms)} in {label}, never set")


def no_act_in_silence(line: Line) -> None:
    """Expect that nothing was done so far because the callee said nothing, where no author wrote that."""
    found = SilenceWatch(line.plan).first(line.transcript())
    if isinstance(found, Entry):
        label = line.plan.elements[found.element].label
        fail(line, f"silence led to {label} at {seconds(found.at_ms)}, and no branch says that it should")


def _first(line: Line, kind: str) -> Entry | None:
    return next((entry for entry in line.transcript() if entry.kind == kind), None)


def assumption(line: Line, quirk: str) -> None:
    """Expect that the call leaned on a quirk."""
    found = [each.quirk for each in line.transcript().assumptions]
    if quirk not in found:
        fail(line, f"the call did not lean on {quirk}; it leaned on: {', '.join(found) or 'nothing'}")


def key_taken(line: Line, *, default: bool = False) -> None:
    """Expect that the key that was pressed last was neither lost nor the end of an input without a branch.

    Args:
        default: whether a menu's branch for everything else counts as one.
    """
    entries = line.transcript().of_kind("key", "ignored", "no match", "branch")
    if all(entry.kind in ("no match", "branch") for entry in entries):
        fail(line, "no key was pressed so far")
    if default and entries[-1].kind == "branch":
        return
    # an input without a branch comes after the key that completed it, or that came last
    last = [entry for entry in entries if entry.kind != "branch"][-1]
    if last.kind == "ignored":
        fail(line, f"the key {last.details['key']} was lost: {last.details['reason']}")
    if last.kind == "no match":
        label = line.plan.elements[last.element].label
        fail(line, f"{label} has no branch for {last.details['digits']}")
