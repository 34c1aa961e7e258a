"""Prompts and pauses."""

import re
from typing import Final

from ivrsim import table as t
from ivrsim.events import Event
from ivrsim.run import Run, Wait
from ivrsim.speech import heard
from ivrsim.tags import menu
from ivrsim.tags.structure import dropped


def play(run: Run, play: t.Play) -> int | Wait:
    """A prompt plays to its end, or until a key inside a menu [6]; an empty one takes no time [14.17]."""
    text, masked = play.said or _spoken(run, play)
    duration_ms = play.fixed_ms if play.fixed_ms >= 0 else len(text) * play.ms_per_character
    if not text:
        return play.next.to
    run.effects.append(("prompt", play.element, text, masked, play.source, play.voice, duration_ms))
    return Wait(duration_ms)


def _spoken(run: Run, play: t.Play) -> tuple[str, str]:
    """What a prompt says, and the same with its secrets hidden."""
    spoken, masked = [], []
    for secret, template in play.words.pieces:
        text = run.text(play.element, template)
        spoken.append(text)
        masked.append("[secret]" if secret else text)
    return heard("".join(spoken), play.source), heard("".join(masked), play.source)


_SECONDS: Final = re.compile(r"[0-9]{1,9}([.][0-9]{1,9})?")


def pause(run: Run, pause: t.Pause) -> int | Wait:
    text = run.text(pause.element, pause.seconds).strip()
    if not _SECONDS.fullmatch(text):
        message = f"wait: {text!r} is no number of seconds"
        return run.end("error:bad-number", ("error", pause.element, "error:bad-number", message))
    duration_ms = round(float(text) * 1000)
    run.effects.append(("wait", pause.element, duration_ms))
    return Wait(duration_ms)


def in_prompt(run: Run, waiting: t.Play | t.Pause, event: Event) -> int | Wait | None:
    """A prompt plays, or a wait tag pauses."""
    if event.kind == "timer":
        return waiting.next.to
    if event.kind != "key":
        return None
    cuts_plain = run.plan.platform.key_in_plain_play == "cut"
    if waiting.cut is None:
        dropped(run, waiting, event, "no menu listens")
        run.assume(waiting.element, ("key_in_plain_play",))
        if not cuts_plain or isinstance(waiting, t.Pause):
            return None
        run.effects.append(("cut", waiting.element))
        return waiting.next.to
    if not run.plan.platform.barge_in:
        dropped(run, waiting, event, "the menu does not listen while it speaks")
        run.assume(waiting.element, ("barge_in",))
        return None
    # A key stops the prompt, skips the menu's other children, and is the first digit [6.2, 14.9].
    run.place = run.take(waiting, waiting.cut)
    collect = run.plan.table[run.place]
    run.effects += ("key", collect.element, event.value), ("cut", waiting.element)
    return menu.key(run, collect, event.value)  # type: ignore[arg-type]  # `cut` leads to a Collect
