"""How each tag becomes instructions, by topic; the counterpart of `ivrsim.tags`, which says what they do.

A function takes the builder, the element's number and node, and where the call goes on after the tag; it returns where
the tag starts.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.model import nodes as n
from ivrsim.builders import media, menu, outside, structure, values

if TYPE_CHECKING:
    from ivrsim.plan import Builder

BUILDERS: "Final[dict[type, Callable[[Builder, int, Any, int], int]]]" = {
    n.Amd: structure.amd,
    n.Catch: structure.catch,
    n.Goto: structure.goto,
    n.GotoXml: structure.goto_xml,
    n.Hangup: structure.hangup,
    n.If: values.condition,
    n.Equal: values.condition,
    n.NotEqual: values.condition,
    n.SetVar: values.assign,
    n.Stash: values.assign,
    n.Menu: menu.menu,
    n.Say: media.play,
    n.PlaySound: media.play,
    n.PlayUrl: media.play,
    n.Wait: media.wait,
    n.Record: media.record,
    n.Transfer: outside.transfer,
    n.Get: outside.request,
    n.Post: outside.request,
    n.Sms: outside.message,
    n.Text: outside.message,
    n.Dnc: outside.dnc,
    n.Dtmf: outside.tones,
    n.Gtalk: outside.retired,
    n.Analytics: outside.retired,
}
