"""The nodes and the schema are two descriptions of one language."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from lxml import etree

from ivrdsl.model import nodes as n
from ivrdsl.model.structs import MISSING, fields
from ivrdsl.testing.strategies import dialplans
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.names import SPELLINGS
from ivrdsl.xml.validation.schema import problems

XSD: Final = Path(__file__).resolve().parents[3] / "schemas" / "dialplan.xsd"
XS: Final = "{http://www.w3.org/2001/XMLSchema}"

Attributes = dict[str, bool]
"""Names of attributes: is it required?"""


@cache
def schema() -> dict[str, Any]:
    """The named types, groups and attribute groups of the schema."""
    return {
        f"{each.tag}/{each.get('name')}": each for each in etree.parse(str(XSD)).getroot().iter("*") if each.get("name")
    }


def attributes(holder: Any) -> Attributes:
    """The attributes of a complex type, those of its base and of its groups included."""
    found: Attributes = {}
    for each in holder.iter(f"{XS}extension", f"{XS}attributeGroup", f"{XS}attribute"):
        if each.tag == f"{XS}attribute":
            found[each.get("name")] = each.get("use") == "required"
        elif each.tag == f"{XS}extension":
            found |= attributes(schema().get(f"{XS}complexType/{each.get('base')}", etree.Element("none")))
        elif each.get("ref"):
            found |= attributes(schema()[f"{XS}attributeGroup/{each.get('ref')}"])
    return found


def schema_elements() -> dict[str, Attributes]:
    found: dict[str, Attributes] = {}
    for element in etree.parse(str(XSD)).getroot().iter(f"{XS}element"):
        kind = element.get("type")
        holder = schema()[f"{XS}complexType/{kind}"] if kind else element.find(f"{XS}complexType")
        found[str(element.get("name"))] = attributes(holder)
    return found


def node_elements() -> dict[str, Attributes]:
    found: dict[str, Attributes] = {}
    for cls, spelling in SPELLINGS.items():
        own = dict.fromkeys(dict(spelling.fixed), True)
        defaults = {field.name: field.default for field in fields(cls)}
        for each in spelling.attributes:
            own[each.xml] = defaults[each.field] is MISSING
        found[spelling.tag] = found.get(spelling.tag, {}) | own
    return found


def test_both_list_the_same_tags() -> None:
    assert set(schema_elements()) == set(node_elements())
    assert {cls.tag for cls in n.NODES} == set(node_elements())


@pytest.mark.parametrize("tag", sorted(node_elements()))
def test_both_list_the_same_attributes_and_require_the_same(tag: str) -> None:
    assert schema_elements()[tag] == node_elements()[tag]


@given(dialplans())
def test_the_schema_accepts_what_the_nodes_can_build(plan: n.Dialplan) -> None:
    assert problems(etree.fromstring(to_xml(plan))) == []
    assert problems(etree.fromstring(to_xml(plan, indent=False))) == []
