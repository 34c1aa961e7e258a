"""Tells which sections of a file of callers are about nothing in a plan."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ivrdsl.cli.output import echo

if TYPE_CHECKING:
    from ivrsim.forecasting.strays import StraySection


def tell_of_strays(strays: "Iterable[StraySection]", *, is_shared: bool) -> None:
    """Say on stderr which sections change no figure.

    Args:
        strays: the sections.
        is_shared: whether plans of a project share the model: then only what looks like a slip is told.
    """
    from ivrdsl.findings.words import meant, nearest_word
    from ivrsim.callers.notation.names import dotted

    for each in strays:
        near = nearest_word(each.name, each.there)
        if is_shared and not near:
            continue
        hint = meant(each.name, each.there) if each.there else "none has a name"
        echo(
            f"callers: {dotted((each.section, each.name))} is about no {each.section[:-1]} of the plan; {hint}",
            err=True,
        )
