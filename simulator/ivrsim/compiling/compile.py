"""Nodes to the table that `step` runs.

How each tag becomes instructions is in the files beside this one, by topic. What they do is in `ivrsim.core.tags`.
"""

from collections.abc import Mapping
from os import PathLike
from typing import Final

from ivrdsl.errors import ArgumentError
from ivrdsl.findings.arguments import door, refuse, require, shown
from ivrdsl.model import collector, nodes as n
from ivrdsl.model.base import Node
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


@door
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

    Raises:
        ArgumentError: this is no plan, no platform, or no document; or the plan is ready for another platform.
    """
    if isinstance(dialplan, t.Plan):
        _require_as_ready(dialplan, platform, documents)
        return dialplan
    _require_fit(dialplan, platform, documents)
    with collector.paused():
        return Builder(platform or Platform(), BUILDERS).build(dialplan, documents or {})


def _require_fit(plan: object, platform: object, documents: object) -> None:
    """Refuse what is no plan, no platform or no document.

    Raises:
        ArgumentError: it is so.
    """
    if not isinstance(plan, n.Dialplan):
        raise ArgumentError(f"the plan is {shown(plan)}; expected a Dialplan{_plan_instead_of(plan)}")
    if not isinstance(platform, Platform | None):
        example = 'a Platform, such as Platform(no_match="replay")'
        if isinstance(platform, Mapping) and all(isinstance(name, str) for name in platform):
            example = f"a Platform: write Platform({', '.join(f'{name}={shown(platform[name])}' for name in platform)})"
        raise ArgumentError(f"the platform is {shown(platform)}; expected {example}")
    if documents is not None:
        what = "a dict of URLs and Dialplans"
        require(isinstance(documents, Mapping), "compile_plan", "documents", documents, what)
        for url, each in documents.items():  # type: ignore[attr-defined]  # it is a mapping
            if not isinstance(each, n.Dialplan):
                refuse("compile_plan", f"documents[{shown(url)}]", each, f"a Dialplan{_plan_instead_of(each)}")


def _plan_instead_of(value: object) -> str:
    """How somebody gets a plan who has something else in hand."""
    if isinstance(value, str) and value.lstrip().startswith("<"):
        return ": write from_xml(...)"
    if isinstance(value, str | PathLike):
        return f": write load({str(value)!r})"
    if isinstance(value, Node):
        return f": write Dialplan()[{type(value).__name__}(...)]"
    if isinstance(value, type):
        return f": write {value.__name__}(...)[...]" if issubclass(value, n.Dialplan) else ""
    if callable(value):
        return f": call the function, {getattr(value, '__name__', 'make')}(...)"
    return ", such as Dialplan()[Say(...)]"


def _require_as_ready(plan: t.Plan, platform: object, documents: object) -> None:
    """Refuse to make a plan ready a second time, for something else.

    Raises:
        ArgumentError: it is so.
    """
    if platform is not None and platform != plan.platform:
        told_ = shown(getattr(platform, "name", platform))
        raise ArgumentError(
            f"the platform is {told_}, but the plan is ready for another one, {plan.platform.name!r}; "
            "give the platform to compile_plan, with the Dialplan"
        )
    if documents:
        raise ArgumentError("the plan is ready, and takes no more documents; give them to compile_plan")
