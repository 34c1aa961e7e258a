"""The properties that a command asks about: the built-in ones, and those of the user's own files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivrdsl.cli import syntax

if TYPE_CHECKING:
    from ivrdsl.files.load import Plans
    from ivrsim.proofs.property import Property


def known_properties(own: Sequence[str], plans: "Plans") -> "list[Property]":
    """The properties that there are: the built-in ones and those of the user's modules.

    Raises:
        syntax.UsageError: two of them have one name.
    """
    from ivrdsl.files.properties import load_properties
    from ivrsim.proofs.builtin import BUILT_IN

    known = list(BUILT_IN)
    for file in own:
        for each in load_properties(file, plans):
            if any(each.name == other.name for other in known):
                raise syntax.UsageError(f"{file}: there is a property {each.name} already; give this one another name=")
            known.append(each)
    return known
