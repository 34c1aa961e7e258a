"""Pages of nodes: from their classes, the table of spellings, the schema, and what rules and calls do with them."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from textwrap import indent
from typing import Any, Final

import ivrdsl
from ivrdsl import Dialplan, to_xml
from ivrdsl.checking.control import Control
from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import examples as examples_of
from ivrdsl.checking.run import check_bytes
from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Comment
from ivrdsl.model.structs import MISSING, fields
from ivrdsl.xml.names import SPELLINGS
from ivrdsl.xml.validation.vocabulary import AttributeDeclaration, vocabulary
from ivrsim.core.platform import Platform
from tests import docstrings
from tests.reference.examples import NODES
from tests.reference.page import ReferencePage, bullets, codes, fence, section, table
from tests.reference.suite import entries_of_nodes, quirks_of_nodes

_HIDDEN: Final = {"body", "extra", "spelling", "before", "after"}
"""Fields that hold what stands in brackets, or what odd files have."""
_TYPES: Final = {
    "bool": "True or False",
    "int": "whole number",
    "float": "number",
    "str": "text",
    "Textual": "text or Var",
    "tuple[Part, ...]": "texts, Secret and Var, one after the other",
    "Voice": "one of VOICES",
    "Mode": '"ringall" or "waterfall"',
}
_UNITS: Final = {"_ms": "ms", "_s": "seconds", "seconds": "seconds", "max_digits": "keys"}


def pages() -> Iterator[ReferencePage]:
    """A page for each node."""
    return map(_page, sorted(n.NODES, key=lambda cls: cls.__name__))


def plan_of(example: str) -> Dialplan:
    """An example as a whole plan."""
    nodes = eval(f"({example.strip()},)", {name: getattr(ivrdsl, name) for name in ivrdsl.__all__})
    return nodes[0] if type(nodes[0]) is Dialplan else Dialplan("Root")[*nodes]


def _to_paste(example: str) -> str:
    """An example as it can be pasted: several nodes stand in a plan, as they cannot stand alone."""
    nodes = ast.parse(f"({example.strip()},)", mode="eval").body
    if isinstance(nodes, ast.Tuple) and len(nodes.elts) == 1:
        return example
    return f'Dialplan("Root")[\n{indent(example.strip(), "    ")},\n]'


def _page(cls: type[Any]) -> ReferencePage:
    name, spelling = cls.__name__, SPELLINGS[cls]
    told = docstrings.read(cls)
    fixed = "".join(f' {key}="{value}"' for key, value in spelling.fixed)
    text = f"A node of the language; in XML `<{spelling.tag}{fixed}>`. {told.text}"
    text += section("Fields", _fields(cls, told.names), _body_told(cls))
    text += section("Where it may stand", _places(cls))
    plan = plan_of(NODES[name])
    xml = to_xml(plan)
    text += section("Example", "In Python:", fence("python", _to_paste(NODES[name])), "In XML:", fence("xml", xml))
    platform = Platform()
    quirks = sorted(quirks_of_nodes().get(name, frozenset()) | _named_quirks(told))
    text += section(
        "What is assumed",
        "No source says these; `ivrdsl explain` tells of each." if quirks else "",
        codes(f"{each}={platform.value(each)}" for each in quirks),
    )
    text += section("What a call tells of it", codes(sorted(entries_of_nodes().get(name, frozenset()) - {"assume"})))
    found = [rules()[code] for code in sorted(rules_of_tags().get(spelling.tag, ()))]
    text += section(
        f"Rules that find something at `<{spelling.tag}>`",
        bullets(f"{each.code} {each.name}: {each.summary}" for each in found),
    )
    same = sorted(other.__name__ for other, each in SPELLINGS.items() if each.tag == spelling.tag and other is not cls)
    text += section("See also", f"The same tag: {codes(same)}." if same else "")
    return ReferencePage("node", name, _first_sentence(told.summary), text, _words(cls))


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text)[0]


def _words(cls: type[Any]) -> tuple[str, ...]:
    """What else it is looked up by: its tag, its fields and its attributes."""
    spelling = SPELLINGS[cls]
    attributes = [each.xml for each in spelling.attributes]
    shown = [each.name for each in fields(cls) if each.name not in _HIDDEN]
    words = dict.fromkeys([spelling.tag, *shown, *attributes, *(key for key, _ in spelling.fixed)])
    return tuple(words)


def _fields(cls: type[Any], meanings: dict[str, str]) -> str:
    """A row for each field: in Python, in XML, what it holds, and what it means."""
    rows = []
    declared = vocabulary()[SPELLINGS[cls].tag].attributes
    for each in fields(cls):
        if each.name in _HIDDEN:
            continue
        xml = _xml_of(cls, each.name)
        help_ = _help(declared.get(xml), each.name, cls)
        need = "" if each.default is not MISSING or each.name == cls.varargs else "; needed"
        means = meanings.get(each.name) or help_
        shown = f"`{xml}`" if xml in declared else "the text of the tag"
        rows.append((f"`{each.name}`", shown, f"{_type(each)}{need}", means))
    return table(["in Python", "in XML", "is", "means"], rows)


def _xml_of(cls: type[Any], field: str) -> str:
    """The attribute that holds a field; "" where the text of the tag does."""
    spelling = SPELLINGS[cls]
    if field == spelling.content:
        return ""
    return {"timeout_s": "timeout", "timeout_ms": "timeout"}.get(field) or next(
        (each.xml for each in spelling.attributes if each.field == field), ""
    )


def _help(declared: AttributeDeclaration | None, field: str, cls: type[Any]) -> str:
    if declared is not None:
        return re.sub(r"\b(DOC|OBS|SDK|WILD)\b", lambda mark: _MARKS[mark[0]], declared.help)
    text = vocabulary()[SPELLINGS[cls].tag].text
    return "" if text is None or text.allowed == "any text" else f"Allowed is {text.allowed}."


_MARKS: Final = {"DOC": "documented", "OBS": "observed", "SDK": "client code", "WILD": "other people's plans"}


def _type(field: Any) -> str:
    """What a field holds, in words, with its unit."""
    parts = [each for each in str(field.type).split(" | ") if each != "None"]
    literal = re.fullmatch(r"Literal\[(.*)\]", parts[0])
    words = (
        " or ".join(dict.fromkeys(_TYPES[each] for each in parts))
        if literal is None
        else " or ".join(literal[1].split(", "))
    )
    unit = next((unit for end, unit in _UNITS.items() if field.name.endswith(end)), "")
    return f"{words}, {unit}" if unit else words


def _body_told(cls: type[Any]) -> str:
    """What may stand in its brackets."""
    if not getattr(cls, "allowed", None):
        return ""
    inside = {each.__name__ for each in cls.allowed if each in n.NODES or each is Comment}
    anywhere = {each.__name__ for each in n.Live.allowed if each in n.NODES or each is Comment}
    if anywhere <= inside:
        more = sorted(inside - anywhere)
        return f"Its body, in brackets, takes every node that does something{f', and {codes(more)}' if more else ''}."
    return f"Its body, in brackets, takes {codes(sorted(inside))}."


def _places(cls: type[Any]) -> str:
    belongs = getattr(cls, "belongs", "")
    return f"It stands in {belongs}." if belongs else "It stands in every body."


def _named_quirks(told: docstrings.Docstring) -> set[str]:
    """The quirks that the class names."""
    text = f"{told.text} {' '.join(told.names.values())}"
    return {each.name for each in fields(Platform) if f"`{each.name}`" in text}


@cache
def rules_of_tags() -> dict[str, set[str]]:
    """For each tag the rules that find something at one, in their own examples; rules about suppressions left out."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule in (each for code, each in rules().items() if not code.startswith("IVR9")):
        for document in examples_of(rule)[1]:
            for finding in check_bytes(document, "plan.xml", control=Control(preset="strict")):
                if finding.code == rule.code and finding.node:
                    found[finding.node.rpartition(" > ")[2].split()[0]].add(rule.code)
    return found
