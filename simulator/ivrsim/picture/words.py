"""What boxes and arrows say: an instruction as people read it before any call. What a tag does, only `step` knows."""

from collections.abc import Callable
from typing import Any, Final

from ivrdsl.model import walk
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.core import table as t
from ivrsim.core.speech import heard
from ivrsim.core.template import Template
from ivrsim.core.units import seconds

LONGEST: Final = 120
"""Characters of a box's text; what is longer is cut."""
_LONGEST_LABEL: Final = 60

KINDS: Final[dict[type, str]] = {
    t.Ring: "start",
    t.Finish: "end",
    t.Unsupported: "error",
    t.Detect: "question",
    t.Test: "question",
    t.Play: "prompt",
    t.Pause: "pause",
    t.Collect: "keys",
    t.Record: "recording",
    t.Transfer: "transfer",
    t.Request: "action",
    t.Send: "action",
    t.Assign: "action",
    t.GotoDocument: "end",
    t.LeftOut: "note",
    t.Enter: "passing",
    t.Guard: "passing",
    t.Jump: "passing",
    t.Assume: "passing",
}
"""What each instruction is drawn as; an end that is an error is drawn as "error"."""


class Captions:
    """Finds the words for one plan.

    Attributes:
        plan: whose instructions are told.
        mask: hides its secrets.
    """

    def __init__(self, plan: t.Plan, mask: Mask) -> None:
        self.plan = plan
        self.mask = mask

    def kind(self, place: int) -> str:
        """What an instruction is drawn as."""
        instruction = self.plan.table[place]
        if isinstance(instruction, t.Finish) and instruction.outcome.startswith("error:"):
            return "error"
        return KINDS[type(instruction)]

    def text(self, place: int) -> str:
        """What an instruction says, does or waits for, on one line."""
        instruction = self.plan.table[place]
        return self._shorten(_TEXTS[type(instruction)](self, instruction), LONGEST)

    def title(self, place: int) -> str:
        """What the element is called, if it has a name or is a menu; "" for the ringing phone and the plan's end."""
        element = self.plan.elements[self.plan.table[place].element]
        if place <= t.END or (walk.name_of(element.node) is None and type(self.plan.table[place]) is not t.Collect):
            return ""
        return self.label(element.number)

    def node(self, element: int) -> str:
        """The way to an element from the root, in words."""
        return visible(self.mask.masked(walk.path(self.plan.elements, element)))

    def label(self, element: int) -> str:
        """What an element is called, e.g. 'menu "live"'."""
        return self._shorten(self.plan.elements[element].label, _LONGEST_LABEL)

    def way(self, place: int, label: str) -> str:
        """What takes an exit, with the timer behind it."""
        instruction: Any = self.plan.table[place]
        match type(instruction), label:
            case t.Collect, "no input":
                return f"no input after {seconds(instruction.timeout_ms)}"
            case t.Collect, "default":
                return f"no input after {seconds(instruction.timeout_ms)}, taken as no match"
            case t.Transfer, "no answer":
                return f"no answer after {seconds(instruction.timeout_ms)}"
            case t.Transfer, "refused":
                return "busy, failed or screened out"
            case t.Detect, "skip":
                return "a caller rang in"
            case ((t.Enter | t.Collect | t.Transfer), "skip"):
                return "nobody is there"
            case ((t.Play | t.Pause), "key"):
                return "a key"
            case _:
                return self.hidden(label)

    def caught(self, event: str) -> str:
        """What a catch catches."""
        return "catch: hang-up" if event == "hangup" else f"catch: {self.hidden(event)}"

    def hidden(self, text: str) -> str:
        """A short text with its secrets masked."""
        return self._shorten(text, _LONGEST_LABEL)

    def template(self, template: Template) -> str:
        """A text with its variables as they are written: ${name}."""
        return "".join([piece if isinstance(piece, str) else f"${{{self.template(piece.name)}}}" for piece in template])

    def words(self, words: t.Words, source: str) -> str:
        """What is said or sent; what is marked as secret is masked here, even a single digit."""
        shows = self.mask.shows
        pieces = [MASK if secret and not shows else self.template(template) for secret, template in words.pieces]
        return heard("".join(pieces), source)

    def _shorten(self, text: str, longest: int) -> str:
        text = visible(self.mask.masked(text))
        if len(text) <= longest:
            return text
        text = text[: longest - 1]
        words, _, _ = text.rpartition(" ")
        return (words if len(words) > longest // 2 else text) + "…"


def visible(text: str) -> str:
    """The text on one line, with characters that cannot be seen, or that turn what is behind them, as \\u202e."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else f"\\u{ord(each):04x}" for each in text])


def _finish(words: Captions, finish: t.Finish) -> str:
    if finish.message:
        return finish.message
    if finish.outcome == "transferred":
        return "the call ends with the transfer"
    return finish.outcome


def _play(words: Captions, play: t.Play) -> str:
    text = words.words(play.words, play.source)
    return {"tts": f"“{text}”", "callfireid": f"sound {text}", "url": f"sound at {text}"}[play.source]


def _detect(words: Captions, detect: t.Detect) -> str:
    return "a person or a machine?" + (f" ({seconds(detect.delay_ms)})" if detect.delay_ms else "")


def _collect(words: Captions, menu: t.Collect) -> str:
    digits = "keys without limit" if menu.max_digits is None else _count(menu.max_digits, "key")
    between = "" if menu.interdigit_ms == menu.timeout_ms else f", {seconds(menu.interdigit_ms)} after a key"
    return f"listens {seconds(menu.timeout_ms)}{between}: {digits}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _test(words: Captions, test: t.Test) -> str:
    expression = words.template(test.expression)
    if test.value is None:
        return f"{expression}?"
    return f"{words.template(test.value)!r} {'differs from' if test.negated else 'equals'} {expression}?"


def _assign(words: Captions, assign: t.Assign) -> str:
    return f"{assign.kind} {words.template(assign.variable)} = {words.template(assign.value)}"


def _record(words: Captions, record: t.Record) -> str:
    if record.background:
        return "records in the background"
    return f"records until #, {seconds(record.timeout_ms)} at most"


def _transfer(words: Captions, transfer: t.Transfer) -> str:
    mode = "" if transfer.mode == "ringall" else f", {transfer.mode}"
    return f"transfers to {words.template(transfer.numbers)}{mode}, rings for {seconds(transfer.timeout_ms)}"


def _request(words: Captions, request: t.Request) -> str:
    into = f" into {words.template(request.variable)}" if request.variable else ""
    return f"{request.method} {words.template(request.url)}{into}"


def _send(words: Captions, send: t.Send) -> str:
    text = words.words(send.words, "tts")
    if send.kind == "sms":
        return f"sms to {words.template(send.to) or 'nobody'}: “{text}”"
    return f"do not call {text}" if send.kind == "dnc" else f"tones {text}"


def _guard(words: Captions, guard: t.Guard) -> str:
    handler = words.plan.every_handler[guard.element]
    event = "hang-up" if handler.event == "hangup" else handler.event
    return f"catches {event}: goto {words.plan.target_of(handler)}"


def _assume(words: Captions, assume: t.Assume) -> str:
    return f"assumes {', '.join(assume.assumes)}" if assume.assumes else "another plan begins"


_TEXTS: Final[dict[type, Callable[[Captions, Any], str]]] = {
    t.Ring: lambda words, ring: "the phone rings",
    t.Finish: _finish,
    t.Unsupported: lambda words, tag: f"{tag.tag} is not simulated: the call stops",
    t.Detect: _detect,
    t.Test: _test,
    t.Play: _play,
    t.Pause: lambda words, pause: f"waits {words.template(pause.seconds)} s",
    t.Collect: _collect,
    t.Record: _record,
    t.Transfer: _transfer,
    t.Request: _request,
    t.Send: _send,
    t.Assign: _assign,
    t.GotoDocument: lambda words, goto: f"goes on with the plan at {words.template(goto.url)}",
    t.LeftOut: lambda words, left_out: f"not simulated: {left_out.what}",
    t.Enter: lambda words, menu: "the menu begins",
    t.Guard: _guard,
    t.Jump: lambda words, jump: f"goto {jump.target}",
    t.Assume: _assume,
}
