"""Transfers, requests and messages: where a call meets the rest of the world, which a test plays."""

from ivrsim.core import effects, table as t
from ivrsim.core.events import Event
from ivrsim.core.run import NO_TIMER, Run, TimedWait
from ivrsim.core.tags.structure import dropped


def transfer(run: Run, transfer: t.Transfer) -> TimedWait:
    """Rings the other party [9]."""
    numbers = ",".join(part.strip() for part in run.text(transfer.element, transfer.numbers).split(","))
    caller_id = run.text(transfer.element, transfer.caller_id)
    whisper = run.text(transfer.element, transfer.whisper)
    run.effects.append(
        effects.Transferring(transfer.element, numbers, transfer.mode, caller_id, whisper, transfer.timeout_ms)
    )
    return TimedWait(transfer.timeout_ms)


def transferring(run: Run, transfer: t.Transfer, event: Event) -> t.Exit | TimedWait | None:
    """What comes of a transfer: one outcome for the whole tag [14.15]."""
    if run.was == "talk" and event.kind != "talk ends":
        dropped(run, transfer, event, "the two parties talk")
        return None
    if event.kind == "talk ends":
        if run.was != "talk":
            return None
        run.effects.append(effects.TransferOver(transfer.element, "talked"))
        return transfer.over
    if event.kind == "timer" or event == ("transfer", "no answer"):
        run.assume(transfer.element, transfer.assumes)
        run.effects.append(effects.TransferOver(transfer.element, "no answer"))
        return run.take(transfer, transfer.unanswered)
    if event.kind == "transfer" and event.value == "answered":
        first = run.text(transfer.element, transfer.numbers).split(",")[0].strip()
        run.effects.append(effects.TransferAnswered(transfer.element, first))
        run.phase = "talk"
        return TimedWait(NO_TIMER)
    if event.kind == "transfer":
        run.effects.append(effects.TransferOver(transfer.element, event.value))
        return run.take(transfer, transfer.refused)
    dropped(run, transfer, event, "the call is being transferred")
    return None


def request(run: Run, request: t.Request) -> TimedWait:
    """Asks a web server, which a test plays: nothing is ever sent [2]."""
    url = run.text(request.element, request.url)
    url = "".join(url.split()) if run.plan.platform.url_whitespace == "remove" else url.strip()
    run.effects.append(effects.Requested(request.element, request.method, url))
    run.phase = "http"
    return TimedWait(run.plan.platform.http_timeout_ms)


def requesting(run: Run, request: t.Request, event: Event) -> t.Exit | TimedWait | None:
    """A reply is trimmed; an error or no reply in time makes the variable empty [14.7]: `http_error`."""
    variable = run.text(request.element, request.variable)
    if event.kind == "reply":
        value = event.value.strip()
        run.effects.append(effects.Replied(request.element, variable, value))
        if variable:
            run.set(request.element, variable, value)
        return request.next
    if event.kind not in ("timer", "no reply"):
        dropped(run, request, event, "the call waits for a web server")
        return None
    reason = event.value
    if event.kind == "timer":
        reason = "time-out"
        run.assume(request.element, ("http_timeout_ms",))
    run.effects.append(effects.NoReply(request.element, variable, reason))
    run.assume(request.element, ("http_error",))
    reading = run.plan.platform.http_error
    if reading == "end_call":
        return run.end("error:http", effects.Trouble(request.element, "error:http", f"no reply: {reason}"))
    if reading == "empty" and variable:
        run.set(request.element, variable, "")
    return request.next


def message(run: Run, message: t.Message) -> t.Exit:
    """Sends a text message [2]."""
    parts = [(secret, run.text(message.element, template)) for secret, template in message.words.pieces]
    to = run.text(message.element, message.to).strip()
    secrets = tuple(part for secret, part in parts if secret and part)
    text = "".join(part for _, part in parts).strip()
    run.effects.append(effects.MessageSent(message.element, to, text, secrets))
    return message.next


def do_not_call(run: Run, dnc: t.Exclude) -> t.Exit:
    """Adds a number to the do-not-call list [2]."""
    run.effects.append(effects.Excluded(dnc.element, _text(run, dnc)))
    return dnc.next


def tones(run: Run, tones: t.Tones) -> t.Exit | TimedWait:
    """Sends tones [2]."""
    text = _text(run, tones)
    duration_ms = _PAUSE_MS * text.count("w")
    run.effects.append(effects.TonesSent(tones.element, text, duration_ms))
    return TimedWait(duration_ms) if duration_ms else tones.next


def _text(run: Run, sent: t.Exclude | t.Tones) -> str:
    return "".join([run.text(sent.element, template) for _, template in sent.words.pieces]).strip()


_PAUSE_MS = 2000
"""How long a `w` among tones pauses, in ms. Source: client code."""


def sending(run: Run, tones: t.Tones, event: Event) -> t.Exit | TimedWait | None:
    """Tones with pauses take their time."""
    if event.kind == "timer":
        return tones.next
    dropped(run, tones, event, "the call sends tones")
    return None
