"""Nodes as values: what they refuse, how they are normalised, and that they print, hash and copy."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes as n
from ivrdsl.model.nodes import *  # noqa: F403  # eval(repr(node)) needs every name
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.structs import fields, replace
from ivrdsl.model.values import CALL, Secret, Var, spell

ONE_OF_EACH: list[Any] = [
    n.Dialplan("Root", logging_enabled=True, before=(Comment("a"),), after=(Instruction("pi", "x"),))[n.Hangup()],
    n.Dialplan(),
    n.Amd(live=n.Goto("live"), machine=(n.Hangup(), n.Hangup())),
    n.Live("l")[n.Hangup(), Comment("c")],
    n.Machine("m")[n.Hangup()],
    n.Menu("live", max_digits=1, timeout_ms=3500)[n.Say("x"), n.Keypress("1")[n.Goto("live")], n.NoInput()[n.Hangup()]],
    n.Menu(timeout_s=5),
    n.Keypress("4-6", "k")[n.Hangup()],
    n.NoInput()[n.Hangup()],
    n.NoMatch("d"),
    n.If(f"{CALL.last_input.quoted} == '1'")[n.Hangup(), n.Else("e")[n.Wait(1)], Comment("after")],
    n.Else(),
    n.Equal(Var("x"), "1", "e")[n.Hangup()],
    n.NotEqual("a", "b")[n.Hangup()],
    n.Catch("digit", "live", "1")[n.Say("x")],
    n.Catch("hangup", goto="end", name="c"),
    n.Goto("live", "g"),
    n.GotoXml("http://x/?a=1&b=2"),
    n.Hangup("hangup"),
    n.Wait(0.5, "w"),
    n.Wait(Var("x")),
    n.Say("code ", spell("2517"), Var("x"), voice="female1", cache=False, name="s"),
    n.Say(""),
    n.PlaySound(123),
    n.PlayUrl(Var("rec"), cache=False),
    n.Record("v", background=True, timeout_ms=30000),
    n.Transfer(
        "5551234", "5551235x12", caller_id=Var("call.callerid"), continue_after=True, mode="waterfall", timeout_s=25
    ),
    n.SetVar("count", 1),
    n.Stash("Vote${n}", "yes"),
    n.Get("http://x", "v"),
    n.Post("http://x"),
    n.Sms("hi ", Secret("1 2"), to=CALL.caller_id),
    n.Text("hi", to="1"),
    n.Dnc(5551234),
    n.Dtmf("12w#"),
    n.Gtalk("hi", "me", "pw", "you"),
    n.Analytics("m", "a", label="l"),
    Comment(" c "),
    Instruction("pi"),
    Stray("x"),
    Odd("foo", (("a", "1"),), (Stray("x"), n.Hangup()), n.Hangup(), None),
]
IDS = [f"{type(node).__name__}-{number}" for number, node in enumerate(ONE_OF_EACH)]
every_node = pytest.mark.parametrize("node", ONE_OF_EACH, ids=IDS)


def test_the_list_has_every_node() -> None:
    assert {type(node) for node in ONE_OF_EACH} >= set(n.NODES)


@every_node
def test_source_hash_copy_and_pickle_give_the_same_value(node: Any) -> None:
    for other in (eval(repr(node)), copy.copy(node), copy.deepcopy(node), pickle.loads(pickle.dumps(node))):
        assert other == node
        assert hash(other) == hash(node)
        assert repr(other) == repr(node)


@every_node
def test_a_node_is_frozen_and_has_slots(node: Any) -> None:
    assert not hasattr(node, "__dict__")
    for name in (fields(node)[0].name, "unknown"):
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            setattr(node, name, "x")
    with pytest.raises((FrozenInstanceError, AttributeError)):
        delattr(node, fields(node)[0].name)


@every_node
def test_a_node_is_not_a_sequence(node: Any) -> None:
    with pytest.raises(TypeError, match="not iterable"):
        list(node)


NAMED = [node for node in ONE_OF_EACH if hasattr(node, "name") and not node.varargs]  # parts cannot be replaced


@pytest.mark.parametrize("node", NAMED, ids=repr)
def test_replace_changes_one_field(node: Any) -> None:
    assert replace(node, name="other").name == "other"
    assert replace(replace(node, name="other"), name=node.name) == node


NORMALISED: list[tuple[Any, Any]] = [
    (n.Goto(" live\n"), n.Goto("live")),
    (n.Menu(" live "), n.Menu("live")),
    (n.Say("a", " b\n\n c "), n.Say("a b c")),
    (n.Say("to ", Var("x")), n.Say("to ${x}")),
    (n.SetVar("x", 5), n.SetVar("x", " 5 ")),
    (n.PlaySound(7), n.PlaySound("7")),
    (n.Dnc(Var("n")), n.Dnc("${n}")),
    (n.Transfer("1", " 2 "), n.Transfer("1,2")),
    (n.Equal(Var("x"), "1"), n.Equal("${x}", "1")),
    (n.Comment("a\r\nb"), n.Comment("a\nb")),
    (n.Amd(live=n.Goto("a"), machine=n.Hangup()), n.Amd()[n.Live()[n.Goto("a")], n.Machine()[n.Hangup()]]),
    (n.Keypress("1")[n.Hangup()], n.Keypress("1", body=(n.Hangup(),))),
    (n.Menu("x")[()], n.Menu("x")),
]


@pytest.mark.parametrize(("node", "same"), NORMALISED, ids=[repr(row[0]) for row in NORMALISED])
def test_texts_are_normalised_when_a_node_is_built(node: Any, same: Any) -> None:
    assert node == same
    assert hash(node) == hash(same)


REFUSED: list[tuple[str, Callable[[], Any], list[str]]] = [
    (
        "keypress outside a menu",
        lambda: n.Dialplan()[n.Keypress("1")],
        ["Dialplan", "Keypress('1')", "belongs in a Menu"],
    ),
    ("no input outside a menu", lambda: n.Live()[n.NoInput()], ["Live", "NoInput()", "belongs in a Menu"]),
    ("else outside an if", lambda: n.Menu()[n.Else()], ["Menu", "Else()", "belongs in an If"]),
    ("live outside amd", lambda: n.Dialplan()[n.Live()], ["Dialplan", "Live()", "belongs in an Amd"]),
    ("dialplan in a body", lambda: n.Menu()[n.Dialplan("x")[n.Hangup()]], ["Menu", "Dialplan('x')", "the whole call"]),
    ("goto in amd", lambda: n.Amd()[n.Goto("x")], ["Amd", "Goto('x')", "Live()[...] or Machine()[...]"]),
    ("goto without a target", lambda: n.Goto(), ["target"]),
    ("goto nowhere", lambda: n.Goto(" "), ["Goto", "' '", "the name of a node"]),
    ("goto a node", lambda: n.Goto(n.Hangup("x")), ["Goto", "Hangup(name='x')", "expected text"]),
    ("body on hangup", lambda: n.Hangup()[n.Say("x")], ["Hangup", "no body", "Say('x')", "a comma behind the Hangup"]),
    (
        "max_digits as text",
        lambda: n.Menu(max_digits="1"),
        ["Menu", "max_digits", "'1' (text)", "whole number of digits"],
    ),
    ("bare text", lambda: n.Menu()["hello"], ["Menu", "'hello'", 'Say("hello")']),
    ("a class", lambda: n.Menu()[n.Hangup], ["Menu", "Hangup is a class", "write Hangup()"]),
    ("a tuple in a body", lambda: n.Menu()[n.Hangup(), (n.Hangup(),)], ["Menu", "unpack", "*pieces"]),
    ("a list as body", lambda: n.Menu()[[n.Hangup()]], ["Menu", "a list", "unpack"]),
    ("a list as body=", lambda: n.Menu(body=[n.Hangup()]), ["Menu", "body", "[Hangup()] (list)", "tuple of nodes"]),
    ("an empty list as body=", lambda: n.Menu(body=[]), ["Menu", "[] (list)"]),
    ("wrong node in body=", lambda: n.Live(body=(n.Else(),)), ["Live", "Else()"]),
    ("a number", lambda: n.Dialplan()[3], ["Dialplan", "3 (int)", "one of Amd"]),
    ("body twice", lambda: n.Menu()[n.Hangup()][n.Hangup()], ["Menu", "already has a body"]),
    ("amd with one branch", lambda: n.Amd(live=n.Hangup()), ["Amd", "live=...", "not machine=..."]),
    ("amd body with one branch", lambda: n.Amd()[n.Live()], ["Amd", "its body has Live", "one Machine"]),
    ("amd with three", lambda: n.Amd(live=(), machine=(), body=(n.Live(),)), ["Amd", "Live and Machine and Live"]),
    ("wrong node in live", lambda: n.Amd(live=n.Else(), machine=()), ["Live", "Else()"]),
    ("else first", lambda: n.If("x")[n.Else(), n.Hangup()], ["If", "nodes after it", "last node"]),
    ("two else", lambda: n.If("x")[n.Else(), n.Else()], ["If", "two Else"]),
    ("else first in body=", lambda: n.If("x", body=(n.Else(), n.Hangup())), ["If", "last node"]),
    ("key as number", lambda: n.Keypress(1), ["Keypress", "1 (a whole number)", '"4-6"']),
    ("key timeout", lambda: n.Keypress("Timeout"), ["Keypress", "'Timeout'", "NoInput()"]),
    ("key default", lambda: n.Keypress(" default"), ["Keypress", "NoMatch()"]),
    ("key with a blank", lambda: n.Keypress("1\n"), ["Keypress", "'1\\n'"]),
    ("foreign digits", lambda: n.Keypress("١"), ["Keypress", "'١'"]),
    ("catch type", lambda: n.Catch("key", "x"), ["Catch", "type", "'key'", "digit, hangup"]),
    ("catch without a key", lambda: n.Catch("digit", "x"), ["Catch", "value", "None", "0, 1"]),
    ("catch hash", lambda: n.Catch("digit", "x", "#"), ["Catch", "'#'"]),
    ("wait too short", lambda: n.Wait(0.00001), ["Wait", "1e-05", "0.001"]),
    ("wait below zero", lambda: n.Wait(-1), ["Wait", "-1", "0 or at least"]),
    ("wait not a number", lambda: n.Wait(float("nan")), ["Wait", "nan"]),
    ("wait as text", lambda: n.Wait("5"), ["Wait", "'5' (text)", "a number of seconds"]),
    ("wait half a variable", lambda: n.Wait("${x"), ["Wait", "'${x'"]),
    ("voice", lambda: n.Say("x", voice="robot"), ["Say", "voice", "'robot'", "female1"]),
    ("cache", lambda: n.PlayUrl("x", cache="false"), ["PlayUrl", "cache", "'false'", "True or False"]),
    ("sound", lambda: n.PlaySound("hello"), ["PlaySound", "'hello'", "number of a sound"]),
    ("no number", lambda: n.Transfer(), ["Transfer", "number is missing"]),
    ("mode", lambda: n.Transfer("1", mode="all"), ["Transfer", "mode", "'all'", "ringall, waterfall"]),
    ("transfer time", lambda: n.Transfer("1", timeout_s=0), ["Transfer", "timeout_s", "0"]),
    ("setvar to a Var", lambda: n.SetVar(Var("x"), 1), ["SetVar", "variable", "'x'"]),
    ("record to a Var", lambda: n.Record(Var("x")), ["Record", "variable", "'x'"]),
    ("control character", lambda: n.Say("a\x00"), ["Say", "U+0000", "position 2"]),
    ("control character in a name", lambda: n.Menu("a\x0b"), ["Menu", "U+000B"]),
    ("comment with dashes", lambda: n.Comment("a--b"), ["Comment", "'a--b'", "'--'"]),
    ("comment that ends in a dash", lambda: n.Comment("a-"), ["Comment", "'a-'"]),
    ("comment of a number", lambda: n.Comment(3), ["Comment", "3 (int)"]),
    ("before is no tuple", lambda: n.Dialplan(before=n.Comment("x")), ["Dialplan", "before", "tuple of Comment"]),
    ("after holds a node", lambda: n.Dialplan(after=(n.Hangup(),)), ["Dialplan", "after", "Hangup()"]),
    ("before is a list", lambda: n.Dialplan(before=[n.Comment("x")]), ["Dialplan", "before", "list"]),
    ("tones", lambda: n.Dtmf("12a"), ["Dtmf", "'12a'", "0-9"]),
    ("logging", lambda: n.Dialplan(logging_enabled="true"), ["Dialplan", "logging_enabled", "'true' (text)"]),
    ("long node in a message", lambda: n.Menu()[n.Keypress("1"), n.Else()[n.Say("x" * 500)]], ["Menu: Else() cannot"]),
]


@pytest.mark.parametrize(("build", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_mistake_names_the_node_the_value_and_what_was_expected(build: Callable[[], Any], words: list[str]) -> None:
    with pytest.raises(TypeError) as caught:  # NodeError is one, and so is what Python says to a missing argument
        build()
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_shared_beginning_can_be_given_two_bodies() -> None:
    menu = n.Menu("x", max_digits=1)
    first, second = menu[n.Say("a")], menu[n.Say("b")]
    assert (menu.body, first.body, second.body) == ((), (n.Say("a"),), (n.Say("b"),))
    assert first.max_digits == second.max_digits == 1


def test_a_node_error_is_a_type_error() -> None:
    assert issubclass(NodeError, TypeError)


def test_nodes_match_by_position() -> None:
    match n.Keypress("1")[n.Hangup()]:
        case n.Keypress("1", None, (n.Hangup(),)):
            return
    pytest.fail("no match")


def test_help_shows_the_fields_with_their_types() -> None:
    assert n.Menu.__init__.__annotations__["max_digits"] == "int | None"
