"""The schema's verdict about a tree. A valid document costs one libxml2 validation, and loads nothing else."""

from lxml import etree

from ivrdsl.findings.finding import Problem
from ivrdsl.xml.validation.xsd import is_valid


def problems(root: etree._Element) -> list[Problem]:
    """Validate a tree against schemas/dialplan.xsd.

    Args:
        root: the root element; it is not changed. It need not come from a file.

    Returns:
        Every error and letter-case warning, none for a valid tree; `element` counts elements in document order from 0.
    """
    if is_valid(root):
        return []
    from ivrdsl.xml.validation.diagnosis import diagnosed  # not needed for the many valid documents

    return diagnosed(root)
