"""Properties of the user's own, from a Python file."""

from typing import TYPE_CHECKING

from ivrdsl.errors import LoadError
from ivrdsl.files.load import Plans

if TYPE_CHECKING:
    from ivrsim.proofs.property import Property


def load_properties(path: str, plans: Plans) -> "list[Property]":
    """Load the properties that a Python file defines: every name whose value is one. See `ivrsim.proofs.own`.

    Args:
        path: the file.
        plans: what has been loaded; a file that holds a plan and properties runs once.

    Raises:
        LoadError: there is no such file, its code fails, or it defines none.
    """
    from ivrsim.proofs.own import properties_in

    found = properties_in(vars(plans.module(path)).items())
    if not found:
        example = 'no_sms = never(lambda entry: entry.kind == "sms")'
        raise LoadError(f"{path} defines no properties; each has a name of its own, as in {example}", usage=True)
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise LoadError(f"{path} has two properties called {name}; give one of them another name=", usage=True)
    return found
