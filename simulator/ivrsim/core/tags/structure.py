"""How a call begins, branches, jumps and ends."""

from collections.abc import Iterator
from typing import Any, Final

from ivrsim.core import effects, table as t
from ivrsim.core.events import Event
from ivrsim.core.platform import Platform
from ivrsim.core.run import NO_TIMER, Run, TimedWait


def ringing(run: Run, ring: t.Ring, event: Event) -> t.Exit | TimedWait | None:
    if event.kind == "answered":
        run.detected = event.value
        run.effects.append(effects.Answered(ring.element, event.value))
        return ring.next
    if event.kind == "unanswered":
        return run.end(event.value, effects.Unanswered(ring.element, event.value))
    if event.kind == "key":
        run.effects.append(effects.Ignored(ring.element, event.value, "the phone still rings"))
    return None


def dropped(run: Run, waiting: Any, event: Event, reason: str) -> None:
    """A key that nothing listens to is lost [14.8], or kept for the next menu: `type_ahead`."""
    if event.kind == "key":
        run.effects.append(effects.Ignored(waiting.element, event.value, reason))
        run.assume(waiting.element, ("type_ahead",))
        if run.plan.platform.type_ahead == "keep":
            run.ahead += event.value


def ring(run: Run, ring: t.Ring) -> TimedWait:
    return TimedWait(NO_TIMER)


def finish(run: Run, finish: t.Finish) -> t.Exit:
    """The end of a call; after a hang-up it is the callee who ended it."""
    run.assume(finish.element, finish.assumes)
    if finish.outcome == "hangup" and not run.hung_up and (own := run.handler("hangup")):
        run.assume(finish.element, ("catch_own_hangup",))
        if run.plan.platform.catch_own_hangup:
            run.hung_up = "plan"
            return caught(run, own)
    if run.hung_up and not finish.message:
        outcome = "callee hung up" if run.hung_up == "callee" else "hangup"
        return run.end(outcome, effects.KINDS[finish.outcome](finish.element))
    if finish.message:
        return run.end(finish.outcome, effects.Trouble(finish.element, finish.outcome, finish.message))
    return run.end(finish.outcome, effects.KINDS[finish.outcome](finish.element))


def caught(run: Run, handler: t.Handler) -> t.Exit:
    """A catch jumps to its goto, at once [9]."""
    run.effects.append(effects.CatchTaken(handler.element, handler.event, run.plan.target_of(handler)))
    run.digits = ""
    return run.take(handler, handler.exit)


def guard(run: Run, guard: t.Guard) -> t.Exit:
    """A catch begins; whether it outlives its body is `catch_scope`."""
    if run.plan.platform.catch_scope == "until_end" and guard.element not in run.caught:
        run.caught = (*run.caught, guard.element)
    return guard.next


_DELAYS: Final = {"live": "amd_delay_ms", "machine": "amd_machine_delay_ms", "unsure": "amd_unsure_delay_ms"}
"""How long the platform listens, by what it takes the callee for then."""


def _leans_on(platform: Platform, detected: str) -> Iterator[str]:
    """The quirks that say which branch of amd begins, and when."""
    delay = _DELAYS.get(detected, "amd_delay_ms")  # a rule steps from a place without saying who has answered
    yield delay
    if platform.value(delay) == "same":
        yield "amd_delay_ms"
    if detected == "unsure":
        yield "amd_unsure"
    if _taken_for(platform, detected) == "machine":
        yield "greeting_ms"


def _taken_for(platform: Platform, detected: str) -> str:
    """Whose branch runs [7]: where the platform cannot tell, `amd_unsure` says it."""
    return platform.amd_unsure if detected == "unsure" else detected


def detect(run: Run, amd: t.Detect) -> t.Exit | TimedWait:
    """Answering-machine detection is for outbound calls [7]: `amd_inbound`."""
    if run.detected == "inbound":
        run.assume(amd.element, ("amd_inbound",))
        return amd.skip if run.plan.platform.amd_inbound == "skip" else detected(run, amd)
    run.assume(amd.element, tuple(_leans_on(run.plan.platform, run.detected)))
    delay_ms = amd.delay_ms(run.detected)
    return TimedWait(delay_ms) if delay_ms else detected(run, amd)


def detected(run: Run, amd: t.Detect) -> t.Exit:
    """One branch runs, for a person or for a machine [7]."""
    way = amd.machine if _taken_for(run.plan.platform, run.detected) == "machine" else amd.live
    run.effects.append(effects.Detected(amd.element, way.label))
    return way


def detecting(run: Run, amd: t.Detect, event: Event) -> t.Exit | TimedWait | None:
    """Answering-machine detection takes its time; keys are lost meanwhile."""
    if event.kind == "timer":
        return detected(run, amd)
    dropped(run, amd, event, "the platform still listens who answered")
    return None


def jump(run: Run, goto: t.Jump) -> t.Exit:
    """Jump, and never come back [5.4]. The same jump in the same state again, with nothing between, is a loop
    [14.13], but for what the clock or lots may change.
    """
    run.effects.append(effects.JumpedTo(goto.element, goto.target))
    if outcome := run.goes_round():
        luck = ", and only the clock or chance may end that" if outcome == "limit" else ""
        message = f'goto "{goto.target}" runs in a circle without a pause{luck}'
        return run.end(outcome, effects.Trouble(goto.element, outcome, message))
    return run.take(goto, goto.next)


def goto_document(run: Run, goto: t.GotoDocument) -> t.Exit:
    """Replaces the plan by another document, if one was given for the URL; nothing is ever fetched."""
    url = "".join(run.text(goto.element, goto.url).split())
    run.effects.append(effects.GoesOnWith(goto.element, url))
    for way in goto.documents:
        if way.label == run.bare(url):
            return way
    return run.end("gotoXML")


def assume(run: Run, assume: t.Assume) -> t.Exit:
    run.assume(assume.element, assume.assumes)
    return assume.next


def left_out(run: Run, left_out: t.LeftOut) -> t.Exit:
    run.effects.append(effects.LeftOutOf(left_out.element, left_out.what))
    return left_out.next


def unsupported(run: Run, instruction: t.Unsupported) -> t.Exit:
    what = "is not simulated, or not as it is written here"
    if instruction.lacks:
        what = f"has nothing in it, and needs {instruction.lacks}"
    message = f"<{instruction.tag}> {what}: the call stops rather than pass over it"
    return run.end("unsupported", effects.Trouble(instruction.element, "unsupported", message))
