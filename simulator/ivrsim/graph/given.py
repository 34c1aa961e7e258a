"""Which values that are given before a call a plan reads: by their names alone."""

from collections.abc import Iterator

from ivrsim.core import table as t
from ivrsim.core.variables import canonical
from ivrsim.graph.usage import variables

_ATTRIBUTE = "attribute."


def is_read(plan: t.Plan, name: str) -> bool:
    """Whether some text of a plan may read a value that is given under a name, such as contact.firstName."""
    usage = variables(plan)
    return bool(usage.read_any) or any(each in usage.read for each in _read_as(plan, name))


def read_otherwise(plan: t.Plan, name: str) -> str:
    """The name that a plan reads, where the one that is given differs from it in letter case alone; else ""."""
    if is_read(plan, name):
        return ""
    own = {each.casefold() for each in _read_as(plan, name)}
    found = next((each for each in variables(plan).read if each.casefold() in own), "")
    wants = name.startswith(_ATTRIBUTE) and found and not found.startswith(_ATTRIBUTE)
    return f"{_ATTRIBUTE}{found}" if wants else found


def _read_as(plan: t.Plan, name: str) -> Iterator[str]:
    """The names by which texts read a value; a recipient's attribute is a variable, too."""
    yield canonical(name, plan.platform)[0]
    if name.startswith(_ATTRIBUTE):
        yield canonical(name.removeprefix(_ATTRIBUTE), plan.platform)[0]
