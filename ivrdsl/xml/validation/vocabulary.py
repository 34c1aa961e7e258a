"""What the schema allows, as tables: read from schemas/dialplan.xsd itself, so that there is one source.

Needed only when a document is not valid: to tell which tags are unknown, which are misplaced, and what is allowed.
"""

from functools import cache
from typing import Final, NamedTuple

from lxml import etree

from ivrdsl.xml.validation.words import tag_of
from ivrdsl.xml.validation.xsd import schema_path

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_Definitions = dict[tuple[str, str], etree._Element]


class Value(NamedTuple):
    """A simple type: its name in the schema, what it allows in words, and its closed list of values if it has one."""

    type_name: str
    allowed: str
    choices: tuple[str, ...]


class AttributeDeclaration(NamedTuple):
    """An attribute of a tag; `value.type_name` is xs:string where any text is allowed."""

    required: bool
    value: Value
    help: str


class Tag(NamedTuple):
    """A tag: its children (empty for a tag that holds text), its text (None for a tag that holds tags)."""

    children: frozenset[str]
    text: Value | None
    attributes: dict[str, AttributeDeclaration]
    help: str


@cache
def vocabulary() -> dict[str, Tag]:
    """Every tag of the language by name."""
    schema = etree.parse(schema_path()).getroot()
    definitions: _Definitions = {
        (local_name(element), element.get("name", "")): element for element in schema.iterchildren("*")
    }
    return {element.get("name", ""): _tag(element, definitions) for element in schema.iter(f"{_XS}element")}


@cache
def executables() -> frozenset[str]:
    """The tags that may stand in every body."""
    return vocabulary()["live"].children


def local_name(element: etree._Element) -> str:
    """The tag of an element of the schema, without its namespace."""
    return tag_of(element).removeprefix(_XS)


def _tag(element: etree._Element, definitions: _Definitions) -> Tag:
    """The table row of one xs:element."""
    inner = element.find(f"{_XS}complexType")
    source = inner if inner is not None else definitions["complexType", element.get("type", "")]
    children: set[str] = set()
    attributes: dict[str, AttributeDeclaration] = {}
    texts: list[Value] = []
    todo = [source]
    while todo:
        part = todo.pop()
        match local_name(part):
            case "element":
                children.add(part.get("name", ""))
            case "attribute":
                value = _value(part.get("type", ""), definitions)
                required = part.get("use") == "required"
                attributes[part.get("name", "")] = AttributeDeclaration(required, value, _documentation(part))
            case "group" | "attributeGroup" as kind if part.get("ref"):
                todo.append(definitions[kind, part.get("ref", "")])
            case "annotation":
                continue
            case kind:
                base = part.get("base", "") if kind == "extension" else ""
                if ("complexType", base) in definitions and not _in_simple_content(part):
                    todo.append(definitions["complexType", base])
                elif base:
                    texts.append(_value(base, definitions))
                todo.extend(part.iterchildren("*"))
    return Tag(frozenset(children), texts[0] if texts else None, attributes, _documentation(element))


def _in_simple_content(extension: etree._Element) -> bool:
    parent = extension.getparent()
    return parent is not None and local_name(parent) == "simpleContent"


def _value(type_name: str, definitions: _Definitions) -> Value:
    """A simple type in words and, where it is a closed list, its values (also those inside a union)."""
    definition = definitions.get(("simpleType", type_name))
    if definition is None:
        return Value(type_name, "any text", ())
    choices = [item.get("value", "") for item in definition.iter(f"{_XS}enumeration")]
    union = definition.find(f"{_XS}union")
    for member in union.get("memberTypes", "").split() if union is not None else ():
        choices += _value(member, definitions).choices
    return Value(type_name, _documentation(definition), tuple(choices))


def _documentation(element: etree._Element) -> str:
    found = element.findtext(f"{_XS}annotation/{_XS}documentation")
    return " ".join(found.split()) if found else ""
