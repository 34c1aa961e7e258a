"""Prompts and pauses."""

from ivrsim.core import effects, table as t
from ivrsim.core.events import Event
from ivrsim.core.lengths import Pieces
from ivrsim.core.prompts import pieces_of, prompt_of
from ivrsim.core.run import Run, TimedWait
from ivrsim.core.speech import said
from ivrsim.core.tags import menu
from ivrsim.core.tags.structure import dropped
from ivrsim.core.units import is_seconds


def play(run: Run, play: t.Play) -> t.Exit | TimedWait:
    """A prompt plays to its end, or until a key inside a menu [6]; an empty one takes no time [14.17]."""
    decided = run.reads
    heard, pieces = (play.said, ()) if play.said else _heard(run, play)
    text, secrets = heard
    if not text:
        return play.next
    if run.ahead and play.cut is not None and run.plan.platform.barge_in:
        return run.take(play, play.cut)  # a key that was kept cuts the prompt before it begins
    prompt = prompt_of(play, text, secrets, pieces)
    run.effects.append(prompt)
    if run.reads is not decided:
        run.spoken = run.reads - decided
    return TimedWait(prompt.duration_ms)


def _heard(run: Run, play: t.Play) -> tuple[tuple[str, tuple[str, ...]], Pieces]:
    """What is heard of a prompt with variables in it, with the secrets in that, and its pieces."""
    put_in = [(secret, run.pieces(play.element, template)) for secret, template in play.words.pieces]
    parts = [(secret, "".join(texts)) for secret, texts in put_in]
    heard = said(parts, play.source, joins=run.plan.platform.url_whitespace == "remove")
    return heard, pieces_of([text for _, texts in put_in for text in texts])


def pause(run: Run, pause: t.Pause) -> t.Exit | TimedWait:
    text = run.bare(run.text(pause.element, pause.seconds).strip())
    if not is_seconds(text):
        message = f"wait: {text!r} is no number of seconds"
        return run.end("error:bad-number", effects.Trouble(pause.element, "error:bad-number", message))
    duration_ms = round(float(text) * 1000)
    run.effects.append(effects.Waiting(pause.element, duration_ms))
    return TimedWait(duration_ms)


def in_prompt(run: Run, waiting: t.Play | t.Pause, event: Event) -> t.Exit | TimedWait | None:
    """A prompt plays, or a wait tag pauses."""
    if event.kind == "timer":
        return waiting.next
    if event.kind != "key":
        return None
    if waiting.cut is None:
        if waiting.inner:
            run.assume(waiting.element, ("keys_in_inner_branch",))
        if isinstance(waiting, t.Play):
            run.assume(waiting.element, ("key_in_plain_play",))
        if isinstance(waiting, t.Play) and run.plan.platform.key_in_plain_play == "cut":
            run.effects += effects.KeyPressed(waiting.element, event.value), effects.CutShort(waiting.element)
            return waiting.next
        dropped(run, waiting, event, "no menu listens")
        return None
    if not run.plan.platform.barge_in:
        dropped(run, waiting, event, "the menu does not listen while it speaks")
        run.assume(waiting.element, ("barge_in",))
        return None
    # A key stops the prompt, skips the menu's other children, and is the first digit [6.2, 14.9].
    run.follow(run.take(waiting, waiting.cut))
    collect = run.plan.table[run.place]
    run.effects += effects.KeyPressed(collect.element, event.value), effects.CutShort(waiting.element)
    return menu.key(run, collect, event.value)  # type: ignore[arg-type]  # `cut` leads to a Collect


def record(run: Run, record: t.Record) -> TimedWait:
    """Beeps, then records until `#`, the timeout or a hang-up [2]."""
    run.effects.append(effects.Recording(record.element, record.timeout_ms, False))
    return TimedWait(record.timeout_ms)


def record_behind(run: Run, record: t.RecordBehind) -> t.Exit:
    """In the background a recording does not block the call [2]; when its variable is set: `background_recording`."""
    run.assume(record.element, record.assumes)
    run.effects.append(effects.Recording(record.element, record.timeout_ms, True))
    return keep_recording(run, record, "background")


def recording(run: Run, record: t.Record, event: Event) -> t.Exit | TimedWait | None:
    """During a recording only `#` acts [14.8]; whether its time counts silence alone is `record_timeout`."""
    if event.kind == "timer":
        run.assume(record.element, record.assumes)
        return keep_recording(run, record, "timeout")
    if event.kind == "spoke":
        run.assume(record.element, ("record_timeout",))
        return TimedWait(record.timeout_ms) if run.plan.platform.record_timeout == "silence" else None
    if event.kind == "key" and event.value == "#":
        run.effects.append(effects.KeyPressed(record.element, "#"))
        return keep_recording(run, record, "#")
    if event.kind == "key":
        run.effects.append(effects.Ignored(record.element, event.value, "only # ends a recording"))
    return None


def keep_recording(run: Run, record: t.Record | t.RecordBehind, ended_by: str) -> t.Exit:
    """The variable holds a URL, to be played later [2]; what it looks like is nobody's business."""
    url = f"https://recordings.invalid/{record.file}.mp3"
    run.effects.append(effects.RecordingKept(record.element, url, ended_by))
    if variable := run.text(record.element, record.variable):
        run.set(record.element, variable, url)
    return record.next
