"""Certificates: what is in them, what lacks something fails, and what is no certificate is refused."""

import ast
import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ivrdsl.model import nodes as n
from ivrsim.certificates.certificate import number_of
from ivrsim.certificates.checker import Examined, examine
from ivrsim.certificates.reader import CertificateError, certificate_from
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan, exits
from ivrsim.proofs.certificate import NoCertificate, certificate_of
from ivrsim.proofs.question import EVERYTHING, Asked
from ivrsim.proofs.searches import CALLS, MORE, Searches
from ivrsim.proofs.verdict import PROVED, Verification
from ivrsim.proofs.verify import verdicts_from
from ivrsim.script.callee import DrawnCallee
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING
from ivrsim.search.explore import World

ROOM = Path(__file__).resolve().parents[4] / "simulator" / "ivrsim" / "certificates"
MOST_LINES = 200
PLAYED = 150

SMALL = n.Dialplan("R")[
    n.Menu("m", max_digits=1, timeout_ms=2000)[
        n.Say("Press 1."),
        n.Keypress("1")[n.Transfer("12135551234", timeout_s=5)],
        n.NoInput()[n.Hangup()],
    ],
    n.Say("Bye."),
]
COMPUTED = n.Dialplan("R")[n.If("'${contact.A}'.length > 3")[n.Say("Long.")], n.Hangup()]


def certify(plan: Plan, asked: Asked = EVERYTHING) -> tuple[Verification, str]:
    searches = Searches(plan, asked)
    report = verdicts_from(searches, asked)
    return report, json.dumps(certificate_of(searches, report))


@cache
def certified(dialplan: n.Dialplan = SMALL) -> tuple[Plan, Verification, str]:
    plan = compile_plan(dialplan)
    return plan, *certify(plan)


def data_of(dialplan: n.Dialplan = SMALL) -> Any:
    return json.loads(certified(dialplan)[2])


def examined(data: Any, dialplan: n.Dialplan = SMALL, *, calls: int = PLAYED) -> Examined:
    plan = certified(dialplan)[0]
    return examine(certificate_from(data, plan, World()), plan, World(), calls=calls, seed=1)


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_the_calls_of_a_plan_are_in_its_certificate() -> None:
    found = examined(data_of())
    assert (found.calls, found.outside) == (PLAYED, None)
    assert found.events > PLAYED


def test_it_names_the_verdicts_that_rest_on_it() -> None:
    _, report, text = certified()
    proves = json.loads(text)["proves"]
    assert "every-call-ends" in proves
    assert set(proves) <= {verdict.name for verdict in report.verdicts if verdict.verdict == PROVED}
    assert "every-branch-can-be-taken" not in proves  # a call shows that, and not that there is no other state


def test_where_a_value_is_on_no_list_it_is_of_more_calls_than_there_are() -> None:
    assert data_of()["search"] == CALLS
    more = data_of(COMPUTED)
    assert (more["search"], len(more["told"])) == (MORE, 1)
    assert examined(more, COMPUTED).outside is None


def test_without_all_states_there_is_none() -> None:
    with pytest.raises(NoCertificate, match=r"more than 1 states"):
        certify(compile_plan(SMALL), Asked(bounds=Bounds(max_states=1)))


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("no call comes to it: it stands behind hangup, which ends the call", [n.Hangup(), n.Say("Nobody hears it.")]),
        ("the condition was never true in any state", [n.SetVar("a", "1"), n.If("${a} == 2")[n.Say("x")]]),
        ('menu "m" takes 1 key (maxDigits), too few for 12',
         [n.Menu("m", max_digits=1)[n.Keypress("12")[n.Hangup()]]]),
        ("catch takes key 1 first",
         [n.Catch("digit", "e", "1")[n.Menu("m", max_digits=1)[n.Keypress("1")[n.Hangup()]]], n.Hangup("e")]),
        ("nobody has hung up when a call comes to it", [n.Menu("m", max_digits=1)[n.Keypress("1")[n.Hangup()]]]),
    ],
)  # fmt: skip
def test_each_way_that_no_call_takes_has_a_reason(reason: str, body: list[Any]) -> None:
    found = data_of(n.Dialplan("R")[tuple(body)])["not_taken"]
    assert reason in {each["reason"] for each in found}


def test_an_incoming_call_is_answered_in_no_other_way() -> None:
    body = n.Dialplan("R")[n.Amd()[n.Live()[n.Say("Hi.")], n.Machine()[n.Say("Bye.")]]]
    found = json.loads(certify(compile_plan(body), Asked(world=World(INCOMING)))[1])["not_taken"]
    assert "no answer of the phone leads there" in {each["reason"] for each in found}


def test_every_way_is_taken_or_not() -> None:
    data, plan = data_of(), certified()[0]
    taken = {tuple(way) for move in data["moves"] for way in move["ways"]}
    others = {(each["place"], each["exit"]) for each in data["not_taken"]}
    ways = {(place, number) for place, row in enumerate(plan.table) for number in range(len(exits(row)))}
    assert not taken & others
    assert ways <= taken | others


def test_no_text_and_no_value_is_in_it() -> None:
    secret = n.Dialplan("R")[
        n.SetVar("pin", "8472"),
        n.If("'${pin}' == '${contact.A}'")[n.Say("Your code is 2 5 1 7."), n.Stash("s", "${pin}")],
        n.Get("http://example.com/?k=abcdef", "r"),
        n.Equal("${r}", "swordfish")[n.Say("Welcome.")],
    ]
    text = json.dumps(data_of(secret))
    assert [word for word in ("8472", "2 5 1 7", "2517", "abcdef", "swordfish", "Welcome") if word in text] == []


# --- what lacks something ---------------------------------------------------------------------------------------------


def edges_taken(data: Any, plan: Plan) -> set[tuple[int, int]]:
    """The edges that drawn calls take, found by their events and exits alone: in this plan no two are alike."""
    found, callee = set(), DrawnCallee(plan, World(), 1)
    for _ in range(PLAYED):
        state = 0
        for move in callee.call().call.line.moves:
            if move.source.state.outcome:
                break
            keys = data["controls"][data["states"][state]]["keys"]
            value = keys["0123456789*#".index(move.event.value)] if move.event.kind == "key" else move.event.value
            ways = [[place, number_of(plan, place, way)] for place, way in move.ways]
            wanted = {"event": move.event.kind, "value": value, "ways": ways}
            (number,) = [at for at, edge in enumerate(data["edges"][state]) if data["moves"][edge[0]] == wanted]
            found.add((state, number))
            state = data["edges"][state][number][1]
    return found


def test_without_any_edge_that_a_call_takes_it_fails() -> None:
    whole, plan = data_of(), certified()[0]
    taken = edges_taken(whole, plan)
    assert len(taken) > 15
    for state, number in taken:
        less = deepcopy(whole)
        del less["edges"][state][number]
        outside = examined(less).outside
        assert outside is not None, whole["moves"][whole["edges"][state][number][0]]
        assert outside.drawn.script[-1].startswith(("try ", "answer "))


def test_an_edge_that_no_call_takes_may_be_missing() -> None:
    whole, plan = data_of(), certified()[0]
    taken = edges_taken(whole, plan)
    for state, edges in enumerate(whole["edges"]):
        for number in range(len(edges)):
            less = deepcopy(whole)
            del less["edges"][state][number]
            assert (examined(less).outside is None) == ((state, number) not in taken)


def test_without_any_state_it_is_refused_or_fails() -> None:
    whole = data_of()
    for state in range(len(whole["states"])):
        less = deepcopy(whole)
        del less["states"][state], less["edges"][state]
        try:
            outside = examined(less).outside
        except CertificateError:
            continue
        assert outside is not None, state


# --- what is refused -----------------------------------------------------------------------------------------------


def changed(change: Callable[[Any], object]) -> Any:
    data = data_of()
    change(data)
    return data


HUGE = 10**400
BROKEN: list[Any] = [
    None, [], "x", 1, {}, {"certificate": 1}, {"certificate": True}, {"certificate": HUGE}, {"certificate": 1.0},
    *(changed(lambda data, name=name, value=value: data.update({name: value}))  # type: ignore[misc]
      for name in ("certificate", "plan_sha256", "proves", "controls", "moves", "states", "edges", "not_taken")
      for value in (None, [None], {}, "", HUGE, -1, float("nan"), [HUGE], [[]], [{}])),
    *(changed(lambda data, name=name, value=value: data["controls"][0].update({name: value}))  # type: ignore[misc]
      for name in ("place", "digits", "phase", "outcome", "hung_up", "caught", "keys")
      for value in (None, HUGE, -1, [HUGE], {}, 1.5)),
    *(changed(lambda data, way=way: data["moves"][0].update(ways=[way]))  # type: ignore[misc]
      for way in ([], [0], [0, 0, 0], [HUGE, 0], [0, HUGE], [0, -HUGE], [0, -1], [-1, 0], ["0", 0], [0, None], None)),
    *(changed(lambda data, edge=edge: data["edges"][0].append(edge))  # type: ignore[misc]
      for edge in ([], [0], [0, HUGE], [HUGE, 0], [-1, 0], [0, -1], [True, 0], None, {})),
    changed(lambda data: data["controls"][1].update(keys="0123")),
    changed(lambda data: data["controls"][1].update(keys="x" * 12)),
    changed(lambda data: data["edges"].pop()),
    changed(lambda data: data.update(not_taken=[{"place": 0, "exit": 0}])),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_what_is_no_certificate_is_refused(number: int) -> None:
    with pytest.raises(CertificateError) as refused:
        examined(BROKEN[number])
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("about", "plan", "world"),
    [
        ("another platform", compile_plan(SMALL, Platform(barge_in=False)), World()),
        ("other calls", compile_plan(SMALL), World(INCOMING)),
        ("other calls", compile_plan(SMALL), World(variables={"contact.A": "x"})),
        ("other calls", compile_plan(SMALL), World(attributes=("a",))),
        ("another plan", compile_plan(COMPUTED), World()),
    ],
)
def test_it_is_of_one_plan_platform_and_world(about: str, plan: Plan, world: World) -> None:
    with pytest.raises(CertificateError, match=f"it is about {about}: give"):
        certificate_from(data_of(), plan, world)


def test_told_for_ever_it_ends() -> None:
    """A certificate that tells the same in one state again and again, and takes no exit by it."""
    data = data_of()
    data["moves"].append({"event": "told", "value": "", "ways": []})
    for state, edges in enumerate(data["edges"]):
        edges.append([len(data["moves"]) - 1, state])
    assert examined(data, calls=20).outside is not None


# --- the checker itself ---------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_calls() -> None:
    plan = certified(COMPUTED)[0]

    def drawn(seed: int) -> list[list[str]]:
        callee = DrawnCallee(plan, World(), seed)
        return [callee.call().script for _ in range(20)]

    assert drawn(3) == drawn(3) != drawn(4)


def test_what_is_given_is_said_in_the_script() -> None:
    plan = compile_plan(COMPUTED)
    script = DrawnCallee(plan, World(variables={"contact.A": 'a "b"'}, attributes=("x",)), 0).call().script
    assert script[0] == r'set contact.A = "a \"b\""'
    assert script[1].startswith("set attribute.x = ")


def lines_without_docstrings(path: Path) -> int:
    text = path.read_text(encoding="utf-8")
    told = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    return sum(bool(line.strip()) and number not in told for number, line in enumerate(text.splitlines(), 1))


def test_what_tests_a_certificate_is_short_enough_to_be_read() -> None:
    assert sum(map(lines_without_docstrings, ROOM.glob("*.py"))) <= MOST_LINES
