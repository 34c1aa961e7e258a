"""The XSD: where it is, and libxml2's verdict about a tree."""

import os.path
from functools import cache
from typing import Final, NamedTuple

from lxml import etree

from ivrdsl.xml.validation.wide import grouped
from ivrdsl.xml.validation.words import tag_of

MISSING_CHILD: Final = "Missing child element(s)"
"""How libxml2's words about a tag begin whose children are not complete."""


class Complaint(NamedTuple):
    """One error of the validator: which element, libxml2's name for the kind of error, and its words."""

    path: str
    kind: str
    words: str


@cache
def schema_path() -> str:
    """The file dialplan.xsd: inside the installed package, else in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    installed = os.path.join(package, "schemas", "dialplan.xsd")
    if os.path.exists(installed):
        return installed
    return os.path.join(os.path.dirname(package), "schemas", "dialplan.xsd")


@cache
def the_schema() -> etree.XMLSchema:
    """The schema, parsed once."""
    return etree.XMLSchema(etree.parse(schema_path()))


def is_valid(root: etree._Element) -> bool:
    """Whether the schema accepts the tree."""
    with grouped(root):
        try:
            return the_schema().validate(root)
        except etree.XMLSchemaValidateError:
            return False


def complaints(root: etree._Element) -> list[Complaint]:
    """What the schema has against the tree; the paths hold for the tree as it is (so call it inside `grouped`)."""
    schema = the_schema()
    try:
        if schema.validate(root):
            return []
    except etree.XMLSchemaValidateError as error:
        return [Complaint("/" + tag_of(root), "INTERNAL", str(error))]
    return [Complaint(entry.path or "", entry.type_name, entry.message) for entry in schema.error_log]
