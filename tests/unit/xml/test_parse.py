"""XML to nodes: what the language knows becomes its nodes, the rest is carried."""

import re
from typing import Any

import pytest

from ivrdsl.errors import XmlError
from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.parse import from_xml


def one(xml: str) -> Any:
    """The node that an element in a dialplan is read as."""
    (node,) = from_xml(f"<dialplan>{xml}</dialplan>").body
    return node


UNDERSTOOD: list[tuple[str, Any]] = [
    ("<hangup> \n </hangup>", n.Hangup()),
    ('<record varname="v"> </record>', n.Record("v")),
    ("<goto>\n  live\n </goto>", n.Goto("live")),
    ('<menu timeout="1000"/>', n.Menu(timeout_s=1000)),
    ('<menu timeout="1001"> </menu>', n.Menu(timeout_ms=1001)),
    ('<play type="tts">a\n   b</play>', n.Say("a b")),
    ('<play type="tts">a <![CDATA[<b> & ]]>c</play>', n.Say("a <b> & c")),
    ('<play type="tts"/>', n.Say("")),
    ('<play type="callfireid"> 12 </play>', n.PlaySound(12)),
    ('<play type="url">${rec}</play>', n.PlayUrl("${rec}")),
    ("<wait> 4 </wait>", n.Wait(4)),
    ("<wait>0.5</wait>", n.Wait(0.5)),
    ("<wait>${x}</wait>", n.Wait("${x}")),
    ("<transfer>1, 2</transfer>", n.Transfer("1, 2")),
    ('<setvar varname="v"/>', n.SetVar("v")),
    ('<menu><keypress pressed="timeout"/><keypress pressed="default"/></menu>', n.Menu()[n.NoInput(), n.NoMatch()]),
    ('<if expr="a"><hangup/><else><hangup/></else></if>', n.If("a")[n.Hangup(), n.Else()[n.Hangup()]]),
    ("<amd><machine/><live/></amd>", n.Amd()[n.Machine(), n.Live()]),
    (
        "<amd><!--a--><live><!--b--></live><!--c--><machine/></amd>",
        n.Amd()[Comment("a"), n.Live()[Comment("b")], Comment("c"), n.Machine()],
    ),
    ("<menu><?pi x?>text</menu>", n.Menu(body=(Instruction("pi", "x"), Stray("text")))),  # type: ignore[arg-type]
    ("<live/>", Odd("live", (), (), n.Live(), n.Live())),
]


@pytest.mark.parametrize(("xml", "expected"), UNDERSTOOD, ids=[row[0] for row in UNDERSTOOD])
def test_what_the_language_knows(xml: str, expected: Any) -> None:
    assert one(xml) == expected


# xml, its reading to the letter, its reading when letter case is ignored
CARRIED: list[tuple[str, Any, Any]] = [
    ('<keypress pressed="Default"/>', n.NoMatch(), n.NoMatch()),
    ('<keypress pressed="x"/>', None, None),
    ('<menu maxdigits="1"/>', n.Menu(), n.Menu(max_digits=1)),
    ('<menu name="m" maxDigits="01" timeout="5"/>', n.Menu("m", timeout_s=5), n.Menu("m", timeout_s=5)),
    ('<menu timeout="0"/>', n.Menu(), n.Menu()),
    ('<menu timeout="-5" name="m"/>', n.Menu("m"), n.Menu("m")),
    ('<menu timeout="${t}"/>', n.Menu(), n.Menu()),
    (f'<menu maxDigits="{"9" * 10}"/>', n.Menu(), n.Menu()),
    ('<menu name=" m "/>', n.Menu("m"), n.Menu("m")),
    ('<menu name=""/>', n.Menu(), n.Menu()),
    ('<Menu Name="m"/>', None, n.Menu("m")),
    ('<play type="TTS" Voice="male1">x</play>', None, n.Say("x", voice="male1")),
    ('<play type="tts" voice="robot">x</play>', n.Say("x"), n.Say("x")),
    ("<play>x</play>", None, None),
    ('<play type="tts">a <b>c</b> d</play>', n.Say("a c d"), n.Say("a c d")),
    ('<play type="tts">a<!-- x --> b</play>', n.Say("a b"), n.Say("a b")),
    ('<play type="tts" cache="True">x</play>', n.Say("x"), n.Say("x", cache=True)),
    ('<play type="tts" cache="1">x</play>', n.Say("x"), n.Say("x")),
    ("<sms>x</sms>", None, None),
    ("<setvar>x</setvar>", None, None),
    ("<hangup>now</hangup>", n.Hangup(), n.Hangup()),
    ("<hangup><hangup/></hangup>", n.Hangup(), n.Hangup()),
    ("<record><!-- x --></record>", n.Record(), n.Record()),
    ("<goto/>", None, None),
    ("<wait>five</wait>", None, None),
    ("<wait>1e-05</wait>", None, None),
    ("<wait>nan</wait>", None, None),
    ("<dialplan/>", None, None),
    ("<unknown a='1'>x</unknown>", None, None),
    ('<hangup xmlns="urn:x"/>', n.Hangup(), n.Hangup()),
    ('<x:hangup xmlns:x="urn:x" x:y="1"/>', None, None),
    ('<hangup xml:lang="en"/>', n.Hangup(), n.Hangup()),
    ('<keypress pressed="1"/>', n.Keypress("1"), n.Keypress("1")),
    ("<else/>", n.Else(), n.Else()),
    ("<amd><live/></amd>", n.Amd(), n.Amd()),
    ("<amd><live/><live/><machine/></amd>", n.Amd(), n.Amd()),
    ('<if expr="a"><else/><hangup/></if>', n.If("a"), n.If("a")),
    ("<equal var='a'/>", None, None),
    ('<catch type="digit" goto="x"/>', None, None),
    ('<sms to="1" from="2">x</sms>', n.Sms("x", to="1"), n.Sms("x", to="1")),
    ('<notequal var="a" expr="b"/>', None, n.NotEqual("a", "b")),
]


@pytest.mark.parametrize(("xml", "exact", "folded"), CARRIED, ids=[row[0] for row in CARRIED])
def test_what_it_does_not_know_is_carried_with_its_readings(xml: str, exact: Any, folded: Any) -> None:
    node = one(xml)
    assert type(node) is Odd
    assert (node.exact, node.folded) == (exact, folded)
    assert from_xml(to_xml(n.Dialplan(body=(node,)))) == n.Dialplan(body=(node,))


def test_outside_the_root() -> None:
    plan = from_xml('<?xml version="1.0"?><!--a-->\n<?pi x?><!--b--><dialplan/><!--c--><?z?>')
    assert plan.before == (Comment("a"), Instruction("pi", "x"), Comment("b"))
    assert plan.after == (Comment("c"), Instruction("z"))


def test_an_odd_root_is_carried() -> None:
    plan = from_xml('<DialPlan name="Root" xmlns="urn:x" loggingEnabled="yes" Other="1"><hangup/></DialPlan>')
    assert (plan.name, plan.logging_enabled, plan.spelling) == ("Root", None, "DialPlan")
    assert set(plan.extra) == {("xmlns", "urn:x"), ("loggingEnabled", "yes"), ("Other", "1")}
    assert plan.body == (n.Hangup(),)


@pytest.mark.parametrize("xml", ["<menu/>", "<x:dialplan xmlns:x='u'/>", "<html/>"])
def test_another_root_is_no_dialplan(xml: str) -> None:
    with pytest.raises(XmlError, match=r"the root element is <.*>, not <dialplan>") as caught:
        from_xml(xml)
    assert caught.value.line == 1


def test_bytes_and_text_are_the_same() -> None:
    xml = '<dialplan name="é"><play type="tts">漢 \U0001f4de\u00a0</play></dialplan>'
    utf16 = f'<?xml version="1.0" encoding="utf-16"?>{xml}'.encode("utf-16")
    assert from_xml(xml) == from_xml(xml.encode()) == from_xml(utf16)


def nested(depth: int, tag: str = "x") -> str:
    return f"<dialplan>{f'<{tag}>' * (depth - 1)}{f'</{tag}>' * (depth - 1)}</dialplan>"


@pytest.mark.parametrize("tag", ["x", "live", "menu", "dialplan"])
def test_depth_256_is_read_written_hashed_and_printed(tag: str) -> None:
    plan, again = from_xml(nested(256, tag)), from_xml(nested(256, tag))
    assert to_xml(from_xml(to_xml(plan))) == to_xml(plan)
    assert hash(plan) == hash(again)
    assert repr(plan) == repr(again)


def test_deep_odd_plans_stay_small_and_are_compared_quickly() -> None:
    document = nested(150, "MENU")  # Python 3.11 compares about 240 levels before it says RecursionError
    assert from_xml(document) == from_xml(document)
    assert len(repr(from_xml(document))) < 100 * len(document)


def test_depth_257_is_refused() -> None:
    with pytest.raises(XmlError, match="256"):
        from_xml(nested(257))


def test_the_size_limit_is_an_option() -> None:
    with pytest.raises(XmlError, match="more than the limit"):
        from_xml("<dialplan/>", max_bytes=10)


NAMESPACES = [
    '<dialplan xmlns:p="u" xmlns:q="u"><x p:a="1" q:b="2" xml:lang="e"/></dialplan>',
    '<dialplan xmlns="u"><x xmlns="" a="1"><y/></x></dialplan>',
    '<dialplan xmlns="u" xmlns:d="u"><d:x d:a="1"><y/></d:x></dialplan>',
    '<dialplan xmlns:p="u" p:name="a"><p:x xmlns:p="v"><p:x/></p:x></dialplan>',
]


@pytest.mark.parametrize("xml", NAMESPACES)
def test_prefixes_are_written_back_as_they_were(xml: str) -> None:
    written = to_xml(from_xml(xml), indent=False)
    assert sorted(re.split("[ /<>]+", written)) == sorted(re.split("[ /<>]+", xml))


def test_many_namespaces_and_many_attributes_take_no_hours() -> None:
    many = "".join(f' xmlns:p{number}="u{number}" p{number}:a="1"' for number in range(400))
    plan = from_xml(f"<dialplan{many}>{'<hangup/>' * 600}</dialplan>")
    assert len(plan.extra) == 800
    assert from_xml(to_xml(plan)) == plan
