"""How nodes are spelt in XML: the one table that the writer and the reader share."""

from typing import Any, Final, Literal, NamedTuple

from ivrdsl.model import nodes as n

Kind = Literal["text", "flag", "whole", "timeout"]
"""text: as it stands; flag: true or false; whole: a number; timeout: timeout_s or timeout_ms."""


class Attribute(NamedTuple):
    field: str
    xml: str
    kind: Kind = "text"


class Spelling(NamedTuple):
    """How one class of node is written.

    Attributes:
        tag: the element's name.
        attributes: fields that become attributes, in the order in which they are written.
        fixed: attributes that tell classes of the same tag apart.
        content: the field that becomes the element's text; "body" for child elements; None for an empty element.
    """

    tag: str
    attributes: tuple[Attribute, ...]
    fixed: tuple[tuple[str, str], ...] = ()
    content: str | None = None


_NAME: Final = Attribute("name", "name")
_VOICE: Final = (_NAME, Attribute("voice", "voice"), Attribute("cache", "cache", "flag"))
_TIMEOUT: Final = Attribute("timeout_ms", "timeout", "timeout")
_LOGGING: Final = Attribute("logging_enabled", "loggingEnabled", "flag")
_COMPARE: Final = (_NAME, Attribute("value", "var"), Attribute("expression", "expr"))
_VARIABLE: Final = Attribute("variable", "varname")
_TO: Final = Attribute("to", "to")


def _same(*fields: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(field, field) for field in fields)


SPELLINGS: Final[dict[type[Any], Spelling]] = {
    n.Dialplan: Spelling("dialplan", (_NAME, _LOGGING), content="body"),
    n.Amd: Spelling("amd", (_NAME,), content="body"),
    n.Live: Spelling("live", (_NAME,), content="body"),
    n.Machine: Spelling("machine", (_NAME,), content="body"),
    n.Menu: Spelling("menu", (_NAME, Attribute("max_digits", "maxDigits", "whole"), _TIMEOUT), content="body"),
    n.Keypress: Spelling("keypress", (Attribute("pressed", "pressed"), _NAME), content="body"),
    n.NoInput: Spelling("keypress", (_NAME,), (("pressed", "timeout"),), content="body"),
    n.NoMatch: Spelling("keypress", (_NAME,), (("pressed", "default"),), content="body"),
    n.If: Spelling("if", (_NAME, Attribute("expression", "expr")), content="body"),
    n.Else: Spelling("else", (_NAME,), content="body"),
    n.Equal: Spelling("equal", _COMPARE, content="body"),
    n.NotEqual: Spelling("notEqual", _COMPARE, content="body"),
    n.Catch: Spelling("catch", (_NAME, *_same("type", "value", "goto")), content="body"),
    n.Goto: Spelling("goto", (_NAME,), content="target"),
    n.GotoXml: Spelling("gotoXML", (_NAME,), content="url"),
    n.Hangup: Spelling("hangup", (_NAME,)),
    n.Wait: Spelling("wait", (_NAME,), content="seconds"),
    n.Say: Spelling("play", _VOICE, (("type", "tts"),), content="parts"),
    n.PlaySound: Spelling("play", _VOICE, (("type", "callfireid"),), content="sound"),
    n.PlayUrl: Spelling("play", _VOICE, (("type", "url"),), content="url"),
    n.Record: Spelling("record", (_NAME, _VARIABLE, Attribute("background", "background", "flag"), _TIMEOUT)),
    n.Transfer: Spelling(
        "transfer",
        (
            _NAME,
            Attribute("caller_id", "callerid"),
            Attribute("caller_id_alpha", "calleridalpha"),
            Attribute("music_on_hold", "musiconhold"),
            Attribute("continue_after", "continue-after", "flag"),
            Attribute("mode", "mode"),
            Attribute("timeout_s", "timeout", "whole"),
            Attribute("whisper", "whisper-tts"),
            Attribute("screen", "screen", "flag"),
        ),
        content="numbers",
    ),
    n.SetVar: Spelling("setvar", (_NAME, _VARIABLE), content="value"),
    n.Stash: Spelling("stash", (_NAME, _VARIABLE), content="value"),
    n.Get: Spelling("get", (_NAME, _VARIABLE), content="url"),
    n.Post: Spelling("post", (_NAME, _VARIABLE), content="url"),
    n.Sms: Spelling("sms", (_NAME, _TO), content="parts"),
    n.Text: Spelling("text", (_NAME, _TO), content="parts"),
    n.Dnc: Spelling("dnc", (_NAME, _LOGGING), content="number"),
    n.Dtmf: Spelling("dtmf", (_NAME,), content="tones"),
    n.Gtalk: Spelling("gtalk", (_NAME, *_same("username", "password", "to")), content="message"),
    n.Analytics: Spelling(
        "analytics",
        (_NAME, *_same("account", "domain", "category", "action", "label", "value")),
        content="message",
    ),
}
