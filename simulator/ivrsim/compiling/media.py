"""Prompts, pauses and recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivrdsl.model import nodes as n
from ivrdsl.model.values import Part, Secret
from ivrsim.core import table as t
from ivrsim.core.speech import heard, said

if TYPE_CHECKING:
    from ivrsim.compiling.builder import Builder


def play(builder: Builder, number: int, node: n.Say | n.PlaySound | n.PlayUrl, after: int) -> int:
    following = t.Exit("", after)
    if isinstance(node, n.Say):
        source, parts = "tts", node.parts
    else:
        source = "callfireid" if isinstance(node, n.PlaySound) else "url"
        parts = (str(node.sound if isinstance(node, n.PlaySound) else node.url),)
    spoken = words(builder, parts)
    said_ = _fixed_prompt(spoken, source, joins=builder.platform.url_whitespace == "remove")
    voice = node.voice or ""
    length = builder.length(source, voice)
    play = t.Play(number, spoken, said_, source, voice, length, following, *_key(builder, number))
    start = builder.add(play)
    if source == "url" and len(str(parts[0]).split()) > 1:
        start = builder.add(t.Assume(number, ("url_whitespace",), t.Exit("", start)))
    return start


def words(builder: Builder, parts: tuple[Part, ...]) -> t.Words:
    """A text with its secrets told apart."""
    if len(parts) == 1 and type(parts[0]) is str:
        return t.Words(((False, builder.template(parts[0])),))
    marked = [(isinstance(part, Secret), part.text if isinstance(part, Secret) else part) for part in parts]
    return t.Words(tuple([(secret, builder.template(text)) for secret, text in marked]))


def _fixed_prompt(spoken: t.Words, source: str, *, joins: bool) -> tuple[str, tuple[str, ...]] | None:
    """What is heard of a prompt in which there are no variables, and the secrets in it."""
    if len(spoken.pieces) == 1:
        ((secret, template),) = spoken.pieces
        if not secret and len(template) == 1 and type(template[0]) is str:  # as nearly always
            return heard(template[0], source, joins=joins), ()
    parts = []
    for secret, template in spoken.pieces:
        texts = [piece for piece in template if isinstance(piece, str)]
        if len(texts) < len(template):
            return None
        parts.append((secret, "".join(texts)))
    return said(parts, source, joins=joins)


def _key(builder: Builder, number: int) -> tuple[t.Exit | None, bool]:
    """Where a key goes while a prompt plays: to the menu round it; and whether a branch stands between the two."""
    if builder.listening is None:
        return None, False
    inner = type(builder.nodes[builder.elements[number].parent]) is not n.Menu
    if not inner:
        return t.Exit("key", builder.listening, ("barge_in",)), False
    if builder.platform.keys_in_inner_branch == "ignore":
        return None, True
    return t.Exit("key", builder.listening, ("barge_in", "keys_in_inner_branch")), True


def wait(builder: Builder, number: int, node: n.Wait, after: int) -> int:
    return builder.add(t.Pause(number, builder.template(node.seconds), t.Exit("", after), *_key(builder, number)))


def record(builder: Builder, number: int, node: n.Record, after: int) -> int:
    """A timeout is read as a menu's: above 1000 it is ms (section 8, assumed); missing, it is `default_...`."""
    if node.timeout_ms is not None or node.timeout_s is not None:
        timeout_ms = node.timeout_ms or 1000 * (node.timeout_s or 0)
        assumes: tuple[str, ...] = ("record_timeout",)
    else:
        timeout_ms, assumes = builder.platform.default_record_timeout_ms, ("default_record_timeout_ms",)
    variable, file = builder.template(node.variable or ""), node.name or f"recording-{number}"
    if node.background:
        assumes = ("background_recording",) if variable else ()
        kept = variable if builder.platform.background_recording == "at_once" else ()
        return builder.add(t.RecordBehind(number, kept, file, timeout_ms, assumes, t.Exit("", after)))
    return builder.add(t.Record(number, variable, file, timeout_ms, assumes, t.Exit("", after)))
