"""Nodes to the table that `step` runs.

How each tag becomes instructions is in the files beside this one, by topic. What they do is in `ivrsim.core.tags`.
"""

from collections.abc import Mapping
from typing import Final

from ivrdsl.model import collector, nodes as n
from ivrsim.compiling import media, menu, outside, structure, values
from ivrsim.compiling.builder import Builder, BuildTag
from ivrsim.core import table as t
from ivrsim.core.platform import Platform

BUILDERS: Final[dict[type, BuildTag]] = {
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


def compile_plan(
    dialplan: n.Dialplan | t.Plan,
    platform: Platform | None = None,
    *,
    documents: Mapping[str, n.Dialplan] | None = None,
) -> t.Plan:
    """Make a dialplan ready to run.

    Args:
        dialplan: the nodes; what only odd files contain is read as the platform's quirks say. A plan that is ready
            already stays as it is, on its platform.
        platform: whose quirks and timings are bound; the default platform when not given.
        documents: the dialplans that gotoXML can lead to, by URL. Nothing is ever fetched.
    """
    if isinstance(dialplan, t.Plan):
        return dialplan
    with collector.paused():
        return Builder(platform or Platform(), BUILDERS).build(dialplan, documents or {})
