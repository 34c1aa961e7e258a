"""The schema layer: all errors in one run, the original untouched, nothing imported for a valid plan."""

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from ivrdsl.findings.finding import Problem
from ivrdsl.xml.read import parse
from ivrdsl.xml.validation import schema, wide
from ivrdsl.xml.validation.vocabulary import executables, vocabulary
from ivrdsl.xml.validation.xsd import schema_path

VALID = [
    "<dialplan/>",
    '<dialplan name="Root" loggingEnabled="true"/>',
    "<dialplan><hangup> \n </hangup><record><!-- c --> </record></dialplan>",
    "<dialplan><menu/></dialplan>",
    '<dialplan><menu><keypress pressed="Default"/><play type="tts"/><record/><menu/></menu></dialplan>',
    "<dialplan><amd><machine/><live/></amd></dialplan>",
    '<dialplan><if expr="1"><hangup/><else/></if><if expr=""><else/></if></dialplan>',
    "<dialplan><wait>\n 0.5 </wait><wait>${x}</wait><dtmf>1w#*  2</dtmf><dtmf>${code}w</dtmf></dialplan>",
    '<dialplan><menu timeout="${t}000" maxDigits="${n}"/><menu timeout="1000"/></dialplan>',
    '<dialplan><catch type="digit" value="*" goto="x"><amd><live/><machine/></amd></catch></dialplan>',
    '<dialplan><play type="url" cache="false" voice="${v}">https://x/${y}</play></dialplan>',
    '<dialplan><transfer musiconhold="Silent" mode="waterfall" screen="false">1x2</transfer></dialplan>',
    '<dialplan><transfer callerid="${call.callerid}" timeout="25" continue-after="true">1,2</transfer></dialplan>',
    '<dialplan><sms to="${n}">x</sms><text to="1">x</text><dnc>1</dnc></dialplan>',
    '<dialplan><get>u</get><post varname="v">u</post></dialplan>',
    '<dialplan><gotoXML>u</gotoXML><gtalk username="u" password="p" to="t"/><analytics label="l"/></dialplan>',
    '<dialplan><equal var="${a}" expr="1"/><notEqual var="a" expr="b"><hangup/></notEqual></dialplan>',
    '<dialplan><setvar varname="x">1</setvar><stash varname="x${y}">1+1</stash></dialplan>',
    '<dialplan xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="dialplan.xsd"/>',
]
KEYS = ["1", "0", "#", "*", "700", "4-6", "300-315", "default", "DEFAULT", "timeout", "Timeout"]
NOT_KEYS = ["", "1,2", "1 2", "#1", "a", "4-", "-6", "4-6-8", "defaults", "${key}", " 1"]


def problems(text: str) -> list[Problem]:
    return schema.problems(parse(text))


@pytest.mark.parametrize("text", VALID)
def test_accepts(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize("key", KEYS)
def test_accepts_keys(key: str) -> None:
    assert problems(f'<dialplan><menu><keypress pressed="{key}"/></menu></dialplan>') == []


@pytest.mark.parametrize("key", NOT_KEYS)
def test_rejects_keys(key: str) -> None:
    (problem,) = problems(f'<dialplan><menu><keypress pressed="{key}"/></menu></dialplan>')
    assert problem.code == "IVR002"
    assert f'"{key.strip()}"' in problem.message


def test_every_tag_rejects_an_unknown_attribute_and_names_what_it_takes() -> None:
    for tag, entry in vocabulary().items():
        element = etree.Element("dialplan") if tag == "dialplan" else etree.SubElement(_home(tag), tag)
        for name, attribute in entry.attributes.items():
            value = attribute.value.choices or ("1",)
            element.set(name, value[0])
        element.set("bogus", "x")
        root = element.getroottree().getroot()
        messages = [problem.message for problem in schema.problems(root)]
        assert f'<{tag}> has no attribute bogus (here it is "x")' in messages


def _home(tag: str) -> etree._Element:
    """A body in which the tag may stand."""
    root = etree.Element("dialplan")
    if tag in executables():
        return root
    parent = {"keypress": "menu", "else": "if", "live": "amd", "machine": "amd"}[tag]
    return etree.SubElement(root, parent)


def test_everything_in_the_schema_is_documented() -> None:
    for tag, entry in vocabulary().items():
        assert entry.help, tag
        assert all(attribute.help and attribute.value.allowed for attribute in entry.attributes.values()), tag
    assert len(vocabulary()) == 28


def test_fixes_are_pointed() -> None:
    rows = [
        ('<menu><keypress pressed="1,2"/></menu>', '<keypress pressed="1"> <keypress pressed="2">'),
        ('<menu><keypress pressed="any"/></menu>', 'pressed="default"'),
        ('<menu timeout="5s"/>', 'timeout="5"'),
        ('<menu timeout="3.5"/>', 'timeout="3500"'),
        ('<transfer timeout="25000ms">1</transfer>', 'timeout="25"'),
        ("<wait>1500ms</wait>", "<wait>1.5</wait>"),
        ('<transfer screen="yes">1</transfer>', 'screen="true"'),
        ('<play type="mp3">x</play>', "write one of: tts, callfireid or url"),
        ('<play type="tts" voice="female3">x</play>', '"female1"'),
        ("<pause>4</pause>", "<wait>4</wait>"),
        ("<Pause/>", "<wait>4</wait>"),
        ("<not-equal/>", "<notEqual>"),
        ("<tranfer/>", "<transfer>"),
        ('<setvar var_name="x">1</setvar>', '"varname"'),
    ]
    for text, fix in rows:
        fixes = [problem.fix for problem in problems(f"<dialplan>{text}</dialplan>")]
        assert any(fix in each for each in fixes), (text, fixes)


def test_xmlschema_explains_a_union() -> None:
    """libxml2 only says that the value is not one of the union type; xmlschema says why each member refuses it."""
    (problem,) = problems('<dialplan><menu timeout="0"/></dialplan>')
    assert "(as positiveInteger: value must be positive; as has-variable: no ${...} in it)" in problem.detail


def test_xmlschema_is_not_imported_unless_it_explains() -> None:
    code = (
        "import sys; from ivrdsl.checking.run import check_bytes;"
        "assert check_bytes(b'<dialplan><hangup/></dialplan>', 'x') == [];"
        "assert len(check_bytes(b'<dialplan><menu/><loop/><goto>x</goto></dialplan>', 'x')) >= 3;"
        "bad = {'xmlschema', 'click'} & set(sys.modules); assert not bad, bad;"
        "check_bytes(b'<dialplan><menu timeout=\"0\"/></dialplan>', 'x'); assert 'xmlschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(schema_path()).parents[1])


def test_the_tree_stays_as_it_was_and_numbers_are_those_of_the_original() -> None:
    text = "<dialplan><!-- c --><loop><Menu>x<keypress/></Menu></loop>y<play type='tts'>a<b/>c</play><zap/></dialplan>"
    root = parse(text)
    found = schema.problems(root)
    assert etree.tostring(root) == etree.tostring(parse(text))
    elements = list(root.iter("*"))
    by_message = {problem.message: elements[problem.element or 0].tag for problem in found}
    assert by_message["unknown tag <loop>"] == "loop"
    assert by_message["unknown tag <zap>"] == "zap"
    assert by_message["<keypress> has no pressed attribute"] == "keypress"
    assert by_message['text directly inside <dialplan>: "y"'] == "dialplan"
    assert by_message["mark-up inside a prompt: <b>"] == "play"


def test_node_words() -> None:
    text = (
        '<dialplan name="Root"><menu/><menu name="m"/><menu><keypress pressed="1"><zap/></keypress></menu></dialplan>'
    )
    (problem,) = problems(text)
    assert problem.node == 'dialplan "Root" > menu[2] > keypress 1 > zap'


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("", ""), ("<menu>", "</menu>"), ('<if expr="1">', "</if>"), ("<amd><live>", "</live></amd>")],
)
def test_wide_bodies_are_grouped_without_a_trace(opening: str, closing: str) -> None:
    rows = "".join(f"<!-- {i} --><hangup>{'x' if i % 1000 == 999 else ''}</hangup>\n" for i in range(wide.WIDE + 1500))
    root = parse(f"<dialplan>{opening}{rows}{closing}</dialplan>")
    before = etree.tostring(root)
    messages = [problem.message for problem in schema.problems(root) if "live" not in problem.message]
    assert etree.tostring(root) == before
    assert messages[:3] == ['<hangup> must be empty, but holds "x"'] * 3


def test_text_in_a_wide_body_is_said_of_the_body() -> None:
    root = parse("<dialplan>" + "x<hangup/>" * (wide.WIDE + 1) + "</dialplan>")
    assert [(p.element, p.message) for p in schema.problems(root)] == [(0, 'text directly inside <dialplan>: "x"')]


def test_an_else_in_the_middle_of_a_wide_if_is_found_wherever_a_group_ends() -> None:
    for at in (998, 999, 1000, 1001):
        rows = ["<hangup/>"] * (wide.WIDE + 10)
        rows[at] = "<else/>"
        (problem,) = problems(f'<dialplan><if expr="1">{"".join(rows)}</if></dialplan>')
        assert problem.message == "<else> is not the last tag of its <if>: <hangup> follows"


def test_hostile_values_do_not_hang_or_escape() -> None:
    for value in ("${" * 100_000, "$" * 1_000_000, "9" * 1_000_000, "1-" * 100_000):
        found = problems(f'<dialplan><menu timeout="{value}"><keypress pressed="{value}"/></menu></dialplan>')
        assert all(len(problem.message) < 400 for problem in found)
        assert found or value.isdigit()


def test_a_deep_tree_built_by_hand() -> None:
    root = etree.Element("dialplan")
    body = root
    for _ in range(2_000):
        body = etree.SubElement(body, "loop")
    assert len(schema.problems(root)) == 2_000
