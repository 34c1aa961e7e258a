"""What a plan looks like as Python: each row is a node and the source that somebody would write for it."""

from typing import Any

import pytest

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Secret, Var, spell
from ivrdsl.source.module import to_python

DEEP = 200
LAST = CALL.last_input
ROWS: list[tuple[Any, str]] = [
    (n.Say("Hello ", CONTACT.first_name, "."), 'Say("Hello ", CONTACT.first_name, ".")'),
    (n.Say("Code ", spell("2517"), Secret("x y z w")), 'Say("Code ", spell("2517"), spell("xyzw"))'),
    (n.Say(Secret("my secret")), 'Say(Secret("my secret"))'),
    (n.Say("2 5 1 7"), 'Say("2 5 1 7")'),
    (n.Say("{", Var("x")), 'Say("{", Var("x"))'),
    (n.Say(""), 'Say("")'),
    (n.Sms("Hi", to=CALL.caller_id), 'Sms("Hi", to=CALL.caller_id)'),
    (n.PlaySound("123"), "PlaySound(123)"),
    (n.PlaySound("0123"), 'PlaySound("0123")'),
    (n.PlaySound(CONTACT.column("B")), 'PlaySound(CONTACT.column("B"))'),
    (n.PlayUrl(Var("url"), cache=False), 'PlayUrl(Var("url"), cache=False)'),
    (n.SetVar("n", "0"), 'SetVar("n", 0)'),
    (n.SetVar("n", "007"), 'SetVar("n", "007")'),
    (n.SetVar("n", "2135551212"), 'SetVar("n", "2135551212")'),
    (n.SetVar("n", LAST), 'SetVar("n", CALL.last_input)'),
    (n.SetVar("n", "${call.lastinput} + {}"), 'SetVar("n", "${call.lastinput} + {}")'),
    (n.SetVar("n"), 'SetVar("n")'),
    (n.If(f"{LAST} == 1"), 'If(f"{CALL.last_input} == 1")'),
    (n.If(f"{LAST.quoted} == 'x'"), "If(f\"{CALL.last_input.quoted} == 'x'\")"),
    (n.If(f"{LAST}"), 'If(f"{CALL.last_input}")'),
    (n.If(f"{GLOBAL.hour_military} > 9"), 'If(f"{GLOBAL.hour_military} > 9")'),
    (n.Transfer("1", "2", timeout_s=5), 'Transfer("1", "2", timeout_s=5)'),
    (n.Transfer("1, 2"), 'Transfer("1, 2")'),
    (n.Transfer(",1"), 'Transfer(",1")'),
    (n.Transfer(LAST, "2"), 'Transfer(CALL.last_input, "2")'),
    (n.Record("x", timeout_s=9), 'Record(variable="x", timeout_s=9)'),
    (n.Wait(2.5), "Wait(2.5)"),
    (n.Menu("m", timeout_ms=3500), 'Menu("m", timeout_ms=3500)'),
    (n.Menu()[n.NoInput()[n.Hangup()]], "Menu()[NoInput()[Hangup()]]"),
    (n.Menu()[n.NoMatch("x")[n.Hangup(), n.Goto("a")]], 'Menu()[NoMatch(name="x")[Hangup(), Goto("a")]]'),
    (n.Amd(live=n.Goto("a"), machine=n.Hangup()), 'Amd(live=Goto("a"), machine=Hangup())'),
    (n.Amd("x", live=n.Goto("a"), machine=n.Hangup()), 'Amd(name="x", live=Goto("a"), machine=Hangup())'),
    (n.Catch("digit", "m", "1"), 'Catch("digit", goto="m", value="1")'),
    (n.Goto("a", "b"), 'Goto("a", name="b")'),
    (n.Equal(LAST, "${call.id}"), 'Equal(CALL.last_input, f"{CALL.id}")'),
    (Comment("${x}"), 'Comment("${x}")'),
    (Comment("\u202e"), 'Comment("\\u202e")'),
]


@pytest.mark.parametrize(("node", "written"), ROWS, ids=[written for _, written in ROWS])
def test_a_node(node: Any, written: str) -> None:
    assert to_python(n.Dialplan()[node]).split("\n\n")[-1] == f"dialplan = Dialplan()[{written}]\n"
    assert built(to_python(n.Dialplan()[node])) == n.Dialplan()[node]


def built(source: str, name: str = "dialplan") -> Any:
    names: dict[str, Any] = {}
    exec(compile(source, "plan.py", "exec"), names)
    return names[name]


def test_a_whole_module() -> None:
    plan = n.Dialplan("Root", before=(Comment("why"),))[
        n.Amd()[n.Live()[n.Goto("m")], Comment("c"), n.Machine()],
        n.Menu("m")[
            n.Say(
                "You have ", Var("newMail"), " new messages. Press 1 to hear them, or hang up. Press 2 for old ones."
            ),
            n.Keypress("1")[n.If(f"{Var('newMail')} > 0")[n.Goto("m"), n.Else()[n.Hangup()]]],
        ],
    ]
    assert (
        to_python(plan, made_from="mail.xml", name="mail")
        == '''\
"""The dialplan of mail.xml, as `ivrdsl import` wrote it."""

from ivrdsl import (
    Amd,
    Comment,
    Dialplan,
    Else,
    Goto,
    Hangup,
    If,
    Keypress,
    Live,
    Machine,
    Menu,
    Say,
    Var,
)

new_mail = Var("newMail")

mail = Dialplan("Root", before=(Comment("why"),))[
    Amd()[
        Live()[Goto("m")],
        Comment("c"),
        Machine(),
    ],
    Menu("m")[
        Say(
            f"You have {new_mail} new messages. Press 1 to hear them, or hang up. "
            "Press 2 for old ones."
        ),
        Keypress("1")[
            If(f"{new_mail} > 0")[
                Goto("m"),
                Else()[Hangup()],
            ]
        ],
    ],
]
'''
    )


ODD: list[tuple[Any, str]] = [
    (Odd("x"), "<x>: no tag of the language, kept; run ivrdsl check"),
    (Odd("x\nimport os"), "<x\\nimport os>: no tag of the language, kept; run ivrdsl check"),
    (
        Odd("menu", folded=n.Menu(), exact=n.Menu(), left_out=("y",)),
        "<menu y=...>: unknown or unreadable, kept; run ivrdsl check",
    ),
    (Odd("Menu", folded=n.Menu()), "<Menu>: odd spelling kept; run ivrdsl check"),
    (
        Odd("menu", (("maxdigits", "1"),), exact=n.Menu(), folded=n.Menu(max_digits=1)),
        "<menu maxdigits=...>: odd spelling kept; run ivrdsl check",
    ),
    (Odd("else", exact=n.Else(), folded=n.Else()), "<else>: an odd place or value, kept; run ivrdsl check"),
    (Stray("text"), "bare text between tags, kept; run ivrdsl check"),
    (Instruction("pi"), "a processing instruction of the file, kept"),
]


@pytest.mark.parametrize(("node", "comment"), ODD, ids=[comment for _, comment in ODD])
def test_what_is_not_the_language_has_a_comment(node: Any, comment: str) -> None:
    source = to_python(n.Dialplan()[node])
    assert f"\n    # {comment}\n" in source
    assert built(source) == n.Dialplan()[node]


def test_an_odd_root_has_a_comment() -> None:
    plan = n.Dialplan(spelling="Dialplan", extra=(("a", "b"),))
    assert "\n# <Dialplan a=...>: odd spelling kept; run ivrdsl check\ndialplan = " in to_python(plan)
    assert built(to_python(plan)) == plan


@pytest.mark.parametrize("odd", [False, True])
def test_what_is_nested_too_deeply_for_people_and_for_python_becomes_pieces(odd: bool) -> None:
    node: Any = n.Hangup()
    for _ in range(DEEP):
        node = Odd("x", (), (node,)) if odd else n.Menu()[node]
    plan = n.Dialplan()[node]
    source = to_python(plan)
    assert built(source) == plan
    assert max(len(line) for line in source.splitlines() if "# " not in line) <= 88


def test_many_menus() -> None:
    plan = n.Dialplan()[tuple(n.Menu(f"m{i}")[n.Keypress("1")[n.Goto(f"m{i}")]] for i in range(10_000))]
    assert built(to_python(plan)) == plan


@pytest.mark.parametrize("text", ["word " * 50_000, "x" * 200_000, "${x} " * 10_000, "'${x}'" * 10_000, "${" * 50_000])
def test_very_long_texts(text: str) -> None:
    plan = n.Dialplan()[n.Say(text), n.If(text), n.Sms(text, to=text)]
    assert built(to_python(plan)) == plan


@pytest.mark.parametrize("name", ["Say", "a b", "", "1", "class", "größe", "__name__", "_piece_1", "x = 1\nimport os"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(NodeError, match="cannot be the name of a plan"):
        to_python(n.Dialplan(), name=name)


def test_another_name() -> None:
    assert built(to_python(n.Dialplan("x"), name="survey"), "survey") == n.Dialplan("x")


@pytest.mark.parametrize("wrong", [None, n.Hangup(), "<dialplan/>"])
def test_only_a_plan_is_written(wrong: Any) -> None:
    with pytest.raises(NodeError, match="not a Dialplan"):
        to_python(wrong)


@pytest.mark.parametrize("wrong", [Odd("x", body=(object(),)), Odd("x", ((object(), "y"),)), Stray(b"x")])  # type: ignore[arg-type]
def test_what_no_plan_can_hold_is_refused(wrong: Any) -> None:
    with pytest.raises(NodeError, match="to_python: "):
        to_python(n.Dialplan()[wrong])


@pytest.mark.parametrize("file", ['a"b.xml', "a\\b.xml", "a\nb.xml", "\u202e.xml", '"""', None, ""])
def test_a_file_name_that_would_need_escapes_is_left_out(file: str | None) -> None:
    assert to_python(n.Dialplan(), made_from=file) == "from ivrdsl import Dialplan\n\ndialplan = Dialplan()\n"
