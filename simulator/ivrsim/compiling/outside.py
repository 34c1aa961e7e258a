"""Transfers, requests and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivrdsl.model import nodes as n
from ivrsim.compiling.media import words
from ivrsim.core import table as t

if TYPE_CHECKING:
    from ivrsim.compiling.builder import Builder


def transfer(builder: Builder, number: int, node: n.Transfer, after: int) -> int:
    """Answered, the call ends unless continue-after says otherwise; not answered, it goes on (section 9)."""
    over = after if node.continue_after else builder.add(t.Finish(number, "transferred"))
    refused = after if builder.platform.transfer_refused == "continue" else builder.ends(number)
    timeout_ms, unanswered, assumes = _ringing(builder, number, node, after)
    return builder.add(
        t.Transfer(
            number,
            builder.template(node.numbers),
            node.mode or "ringall",
            builder.template(node.caller_id or ""),
            builder.template(node.whisper or ""),
            timeout_ms,
            assumes,
            over=t.Exit("answered", over),
            refused=t.Exit("refused", refused, ("transfer_refused",)),
            unanswered=unanswered,
            next=t.Exit("skip", after),
        )
    )


def _ringing(builder: Builder, number: int, node: n.Transfer, after: int) -> tuple[int, t.Exit, tuple[str, ...]]:
    """How long a transfer rings, where the call goes then, and the quirks behind the time."""
    if node.timeout_s is None:
        quirk = ("transfer_no_timeout",)
        way = after if builder.platform.transfer_no_timeout == "continue" else builder.ends(number)
        exit_ = t.Exit("no answer", way, quirk)
        return builder.platform.default_transfer_timeout_ms, exit_, ("default_transfer_timeout_ms",)
    timeout_ms, assumes = node.timeout_s * 1000, ()
    legs = node.numbers.count(",") + 1
    if node.mode == "waterfall" and legs > 1:
        timeout_ms *= legs if builder.platform.transfer_timeout_scope == "leg" else 1
        return timeout_ms, t.Exit("no answer", after), ("transfer_timeout_scope",)
    return timeout_ms, t.Exit("no answer", after), assumes


def request(builder: Builder, number: int, node: n.Get | n.Post, after: int) -> int:
    method = "GET" if isinstance(node, n.Get) else "POST"
    variable = builder.template(node.variable or "")
    start = builder.add(t.Request(number, method, builder.template(node.url), variable, t.Exit("", after)))
    if len(str(node.url).split()) > 1:
        start = builder.add(t.Assume(number, ("url_whitespace",), t.Exit("", start)))
    return start


def message(builder: Builder, number: int, node: n.Sms | n.Text, after: int) -> int:
    text, to = words(builder, node.parts), builder.template(node.to)
    return builder.add(t.Message(number, text, to, t.Exit("", after)))


def dnc(builder: Builder, number: int, node: n.Dnc, after: int) -> int:
    return builder.add(t.Exclude(number, words(builder, (str(node.number),)), t.Exit("", after)))


def tones(builder: Builder, number: int, node: n.Dtmf, after: int) -> int:
    return builder.add(t.Tones(number, words(builder, (str(node.tones),)), t.Exit("", after)))


def retired(builder: Builder, number: int, node: n.Gtalk | n.Analytics, after: int) -> int:
    """An integration that no longer exists: nobody knows what a call does there."""
    return builder.add(t.Unsupported(number, node.tag))
