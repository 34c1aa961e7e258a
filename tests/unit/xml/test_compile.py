"""Nodes to XML text."""

from typing import Any

import pytest
from lxml import etree

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.values import Secret, Var, spell
from ivrdsl.xml.compile import MAX_DEPTH, attribute_escaped, text_escaped, to_xml

WRITTEN: list[tuple[Any, str]] = [
    (n.Hangup(), "<hangup/>"),
    (n.Hangup("a&b"), '<hangup name="a&amp;b"/>'),
    (n.Amd(live=n.Goto("a"), machine=()), "<amd><live><goto>a</goto></live><machine/></amd>"),
    (n.Menu("m", max_digits=2, timeout_ms=3500), '<menu name="m" maxDigits="2" timeout="3500"/>'),
    (n.Menu(timeout_s=1000), '<menu timeout="1000"/>'),
    (n.Menu()[n.Keypress("1", "k")], '<menu><keypress pressed="1" name="k"/></menu>'),
    (n.Menu()[n.NoInput("k")], '<menu><keypress pressed="timeout" name="k"/></menu>'),
    (n.Menu()[n.NoMatch()], '<menu><keypress pressed="default"/></menu>'),
    (n.If("1 < 2 && '\"'")[n.Else()], '<if expr="1 &lt; 2 &amp;&amp; \'&quot;\'"><else/></if>'),
    (n.Equal(Var("x"), "1", "e"), '<equal name="e" var="${x}" expr="1"/>'),
    (n.NotEqual("a", "b"), '<notEqual var="a" expr="b"/>'),
    (n.Catch("digit", "x", "*", "c"), '<catch name="c" type="digit" value="*" goto="x"/>'),
    (n.Goto("x", "g"), '<goto name="g">x</goto>'),
    (n.GotoXml("http://x?a=1&b=2"), "<gotoXML>http://x?a=1&amp;b=2</gotoXML>"),
    (n.Wait(2), "<wait>2</wait>"),
    (n.Wait(0.5), "<wait>0.5</wait>"),
    (n.Say("a ", spell("12"), " <]]>"), '<play type="tts">a 1 2 &lt;]]&gt;</play>'),
    (n.Say("", voice="male1", cache=True, name="s"), '<play type="tts" name="s" voice="male1" cache="true"/>'),
    (n.PlaySound(12), '<play type="callfireid">12</play>'),
    (n.PlayUrl("u", cache=False), '<play type="url" cache="false">u</play>'),
    (n.Record("v", background=False, timeout_s=30), '<record varname="v" background="false" timeout="30"/>'),
    (
        n.Transfer("1", "2", caller_id="3", caller_id_alpha="4", music_on_hold="pop", continue_after=True,
                   mode="ringall", timeout_s=25, whisper='"', screen=True),
        '<transfer callerid="3" calleridalpha="4" musiconhold="pop" continue-after="true" mode="ringall" timeout="25" '
        'whisper-tts="&quot;" screen="true">1,2</transfer>',
    ),
    (n.SetVar("v", "a\n\tb"), '<setvar varname="v">a\n\tb</setvar>'),
    (n.SetVar("a\tb\n", ""), '<setvar varname="a&#9;b&#10;"/>'),
    (n.Stash("v", 0), '<stash varname="v">0</stash>'),
    (n.Get("u", "v"), '<get varname="v">u</get>'),
    (n.Post("u"), "<post>u</post>"),
    (n.Sms("a", Secret("1"), to="5"), '<sms to="5">a1</sms>'),
    (n.Text("", to="5"), '<text to="5"/>'),
    (n.Dnc("1", logging_enabled=True), '<dnc loggingEnabled="true">1</dnc>'),
    (n.Dtmf("1w#"), "<dtmf>1w#</dtmf>"),
    (n.Gtalk("m", "u", "p", "t"), '<gtalk username="u" password="p" to="t">m</gtalk>'),
    (n.Analytics("m", value="v"), '<analytics value="v">m</analytics>'),
    (Comment(" a & <b> "), "<!-- a & <b> -->"),
    (Comment(""), "<!---->"),
    (Instruction("pi", "a"), "<?pi a?>"),
    (Instruction("pi"), "<?pi?>"),
    (Stray("a & b\r"), "a &amp; b&#13;"),
    (Odd("x:y", (("Z", '"'),), (Stray(" "), n.Hangup())), '<x:y Z="&quot;"> <hangup/></x:y>'),
    (Odd("foo"), "<foo/>"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), WRITTEN, ids=[repr(row[0]) for row in WRITTEN])
def test_every_node_on_one_line(node: Any, expected: str) -> None:
    assert to_xml(n.Dialplan(body=(node,)) if _fits(node) else _around(node), indent=False) == _wrapped(node, expected)


def _fits(node: Any) -> bool:
    return type(node) in n.Dialplan.allowed


def _around(node: Any) -> n.Dialplan:
    return n.Dialplan()[Odd("o", (), (node,))]


def _wrapped(node: Any, expected: str) -> str:
    return f"<dialplan>{expected}</dialplan>" if _fits(node) else f"<dialplan><o>{expected}</o></dialplan>"


def test_the_table_has_every_node_that_is_no_branch() -> None:
    written = {type(row[0]) for row in WRITTEN}
    branches = {n.Live, n.Machine, n.Else, n.Keypress, n.NoInput, n.NoMatch, n.Dialplan}
    assert written | branches >= set(n.NODES)


def test_indented() -> None:
    plan = n.Dialplan("Root", before=(Comment("a"), Instruction("pi")), after=(Comment("z"),))[
        n.Menu()[n.Say("x\ny"), n.Keypress("1")[n.Hangup()]],
        Odd("o", (), (Stray("text"), n.Menu()[n.Hangup()])),
    ]
    assert to_xml(plan).splitlines() == [
        "<!--a-->",
        "<?pi?>",
        '<dialplan name="Root">',
        "  <menu>",
        '    <play type="tts">x y</play>',
        '    <keypress pressed="1">',
        "      <hangup/>",
        "    </keypress>",
        "  </menu>",
        "  <o>text<menu><hangup/></menu></o>",
        "</dialplan>",
        "<!--z-->",
    ]
    assert to_xml(plan, indent=False).startswith('<!--a--><?pi?><dialplan name="Root"><menu>')
    assert "\n" not in to_xml(plan, indent=False)


def test_an_odd_root() -> None:
    plan = n.Dialplan("R", logging_enabled=False, extra=(("xmlns", "u&"), ("A", "1")), spelling="Dialplan")
    assert to_xml(plan, indent=False) == '<Dialplan name="R" loggingEnabled="false" xmlns="u&amp;" A="1"/>'


HOSTILE = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\u0085\u00a0\u2028\ufeff\ufffd\U0001f4de]]>"


def test_escapes_are_read_back_as_they_were() -> None:
    document = f'<a b="{attribute_escaped(HOSTILE + chr(13))}">{text_escaped(HOSTILE + chr(13))}</a>'
    root = etree.fromstring(document)
    assert root.get("b") == root.text == HOSTILE + "\r"


def nested(depth: int, inner: Any = None) -> n.Dialplan:
    """A plan whose deepest element is at that depth, the root being 1."""
    node = inner or n.Menu()
    for _ in range(depth - 2):
        node = n.If("x")[node]
    return n.Dialplan()[node]


@pytest.mark.parametrize("indent", [True, False])
def test_the_deepest_plan_that_readers_take(indent: bool) -> None:
    assert len(list(etree.fromstring(to_xml(nested(MAX_DEPTH), indent=indent)).iter())) == MAX_DEPTH
    assert to_xml(nested(MAX_DEPTH, n.Menu()[Comment("no element")]), indent=indent)


@pytest.mark.parametrize("inner", [n.Menu(), n.Hangup(), n.Say("x"), Odd("foo")])
def test_one_deeper_is_refused(inner: Any) -> None:
    with pytest.raises(NodeError, match="nested deeper than 256"):
        to_xml(nested(MAX_DEPTH + 1, inner))


@pytest.mark.parametrize("wrong", [n.Menu("x"), None, "<dialplan/>", (n.Dialplan(),)])
def test_only_a_whole_call_is_written(wrong: Any) -> None:
    with pytest.raises(NodeError, match=r"to_xml: .* is not a Dialplan; expected the whole call"):
        to_xml(wrong)
