"""Reasons against calls drawn at random: no call contradicts a fact that a verdict names."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from hypothesis import given, strategies as st

from ivrdsl.errors import NodeError
from ivrdsl.model import nodes as n
from ivrdsl.model.values import spell
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.effects import VariableSet
from ivrsim.core.events import TOLD_KINDS
from ivrsim.core.memo import Move
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.play.call import Call
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.paths import by_callee, is_reply, waits_for_decision
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.script.callee import DrawnCallee
from ivrsim.search.bounds import Bounds
from ivrsim.search.world import World
from tests.sizes import draws

CALLS: Final = 25
OPTIONS: Final = Options(max_plays=8, max_duration_ms=120_000)
BLOCKS: Final = ("a", "b", "c")


class Looping:
    """A plan drawn at random, with loops that counters leave, or that nothing does, and branches that nobody takes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        begin = [n.Amd(live=n.Goto("a"), machine=self.one(n.Hangup(), n.Goto("c")))] if self.chance(0.5) else []
        body = [*(n.SetVar(name, "0") for name in "xy"), *begin, *(self.block(name) for name in BLOCKS), n.Hangup()]
        if self.chance(0.3):
            body = [n.Catch("digit", "c", "9")[tuple(body)]]
        elif self.chance(0.2):
            body = [n.Catch("hangup", "gone")[tuple(body)], n.Hangup(), n.Stash("s", "1", name="gone")]
        self.plan = n.Dialplan("R")[tuple(body)]

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def one(self, *of: Any) -> Any:
        return self._random.choice(of)

    def atom(self) -> str:
        name, number = self.one("x", "y"), self.one(0, 1, 2, 3, 5)
        return str(self.one(f"'${{{name}}}' == '{number}'", f"${{{name}}} > {number}", f"${{{name}}} < {number}"))

    def condition(self) -> str:
        if self.chance(0.5):
            return self.atom()
        return str(self.one(f"{self.atom()} && {self.atom()}", f"{self.atom()} || {self.atom()}", f"!({self.atom()})"))

    def acts(self) -> tuple[Any, ...]:
        """What stands in a branch."""
        name, goto = self.one("x", "y"), n.Goto(self.one(*BLOCKS))
        count = n.SetVar(name, f"${{{name}}} + 1")
        back = n.If(f"${{{name}}} < {self.one(1, 2, 3)}")[goto]
        return tuple(
            self.one(
                (count, back),
                (count, back),
                (count, n.Say("Once more."), back),
                (goto,),
                (n.Hangup(),),
                (),
                (n.Stash("s", "1"), n.Hangup()),
                (n.Transfer("5550000"),),
                (n.If(self.condition())[n.Say("Yes.")],),
                (n.SetVar(name, self.one("0", "5")),),
            )
        )

    def block(self, name: str) -> Any:
        said = self.one("Hello.", "Press 1.", "Press 1 or 2.", ("Your code is ", spell("2517"), "."))
        say = n.Say(*said) if isinstance(said, tuple) else n.Say(said)
        keys = self._random.sample(("1", "2", "3-5", "12", "1", "9"), self.one(1, 2, 3))
        branches: list[Any] = [n.Keypress(key)[self.acts()] for key in keys]
        if self.chance(0.7):
            branches.append(n.NoInput()[self.acts()])
        if self.chance(0.4):
            branches.append(n.NoMatch()[self.acts()])
        return n.Menu(name, max_digits=1, timeout_ms=2000, body=(say, *branches))


# --- what verdicts say ----------------------------------------------------------------------------------------------


def elements_in(text: str) -> list[int]:
    """The elements that a reason names: each is in a line of its own here."""
    return [int(found) for found in re.findall(r"\(line (\d+)\)", text)]


def count_in(text: str) -> int:
    """How often something happens at most, as a reason says it."""
    found = re.search(r"at most (?:(once)|(\d+) times)", text)
    assert found is not None, text
    return 1 if found[1] else int(found[2])


def returns(call: Call, allows: Callable[[Move], bool]) -> Counter[int]:
    """How often a call came back to each tag at most, while nothing happened but what is allowed."""
    most: Counter[int] = Counter()
    seen: dict[int, int] = {}
    for move in call.line.moves:
        element = call.line.plan.table[move.target.state.place].element
        if not allows(move):
            seen = {element: 0}
        elif move.ways and not move.target.state.outcome:
            seen[element] = seen[element] + 1 if element in seen else 0
            most[element] = max(most[element], seen[element])
    return most


def rounds_of(call: Call, head: int, name: str, allows: Callable[[Move], bool]) -> Iterator[tuple[int, int]]:
    """What a variable is each two times that a call comes to a tag, while nothing happened but what is allowed."""
    value, before = 0, None
    for move in call.line.moves:
        written = [each.value for each in move.effects if isinstance(each, VariableSet) and each.variable == name]
        value = int(written[-1]) if written else value
        is_there = call.line.plan.table[move.target.state.place].element == head
        if not allows(move):
            before = value if is_there else None
        elif move.ways and is_there and not move.target.state.outcome:
            if before is not None:
                yield before, value
            before = value


def goes_by_itself(move: Move, plan: Plan) -> bool:
    timer = move.event.kind in ("timer", *TOLD_KINDS) and not waits_for_decision(move, plan)
    return timer or is_reply(move)


def checked_rounds(call: Call, why: list[str], allows: Callable[[Move], bool]) -> None:
    most = returns(call, allows)
    if why[0].endswith("at which it has waited before"):
        assert max(most.values(), default=0) == 0, why
        return
    for text in why:
        assert most[elements_in(text)[0]] <= count_in(text), text
        if found := re.search(r"(\w+) counts up to (\d+)", text):
            for before, after in rounds_of(call, elements_in(text)[0], found[1], allows):
                assert before < after <= int(found[2]), text


def silent(call: Call, why: list[str]) -> None:
    checked_rounds(call, why, lambda move: not by_callee(move))


def by_itself(call: Call, why: list[str]) -> None:
    checked_rounds(call, why, lambda move: goes_by_itself(move, call.line.plan))


def plays(call: Call, why: list[str]) -> None:
    played = Counter(entry.element for entry in call.transcript().of_kind("prompt"))
    if why:
        most = 1 if why[0].startswith("no prompt is played twice") else count_in(why[0])
        assert max(played.values(), default=0) <= most, why


def in_time(call: Call, why: list[str]) -> None:
    found = re.search(r"longer than ([\d.]+) s", why[0])
    assert found is not None
    if not call.transcript().of_kind("transfer answered"):
        assert call.transcript().duration_ms <= 1000 * float(found[1]), why


def machine(call: Call, why: list[str]) -> None:
    for text in why:
        lines = elements_in(text)
        told = call.transcript()
        if "only behind live" in text:
            played = [at for at, entry in enumerate(told) if entry.kind == "prompt" and entry.element == lines[0]]
            live = [at for at, entry in enumerate(told) if entry.kind == "amd" and entry.details["branch"] == "live"]
            assert not played or (live and live[0] < played[0]), text
        elif "presses no key" in text:
            played = [at for at, entry in enumerate(told) if entry.kind == "prompt" and entry.element == lines[0]]
            keys = [at for at, entry in enumerate(told) if entry.kind in ("key", "ignored", "callee hung up")]
            assert not played or (keys and keys[0] < played[0]), text
        for amd, to in re.findall(r"\(line (\d+)\) leads machines to [^,]*\(line (\d+)\)", text):
            entries = [entry for entry in told if entry.kind not in ("goto", "assume", "listening")]
            for at, entry in enumerate(entries[:-1]):
                if entry.kind == "amd" and entry.details["branch"] == "machine" and entry.element == int(amd):
                    assert entries[at + 1].element in (int(to), *_inside(call.line.plan, int(to))), text


def _inside(plan: Plan, element: int) -> Iterator[int]:
    for child in plan.children[element]:
        yield child
        yield from _inside(plan, child)


def errors(call: Call, why: list[str]) -> None:
    ends = why[0].removeprefix("calls end in no other way than: ").split(", ")
    assert call.outcome in (*ends, "unfinished"), why


def swallowed(call: Call, why: list[str]) -> None:
    for text in why:
        if text.startswith("each key that is pressed has a branch"):
            assert elements_in(text)[0] not in [each.element for each in call.transcript().of_kind("no match")], text


DOINGS: Final = {
    "key": "a key at ", "input": "a key at ", "caught": "what is caught by ", "recorded": "a recording at ",
    "callee hung up": "a hang-up at ", "no input": "silence at ",
}  # fmt: skip


def acts(call: Call, why: list[str]) -> None:
    said = {elements_in(text)[0]: text for text in why if " comes only " in text}
    doing = "where the callee has done nothing"
    for entry in call.transcript():
        if entry.kind in ("transfer", "stash") and len(why) < 5:
            assert doing in said[entry.element], (doing, said)
        if entry.kind in DOINGS:
            label = call.line.plan.elements[entry.element].label
            doing = f"after {DOINGS[entry.kind]}{label} (line {entry.element})"


def unset(call: Call, why: list[str]) -> None:
    said = {text.split()[0]: elements_in(text) for text in why if " is read only where " in text}
    for entry in call.transcript().of_kind("set"):
        if len(said.get(entry.details["variable"], ())) in (1, 2, 3):  # of many not all are named
            named = said[entry.details["variable"]]
            assert entry.element in named or "more" in " ".join(why), (entry, why)


def hung_up(call: Call, why: list[str]) -> None:
    kinds = [entry.kind for entry in call.transcript()]
    if why[0].startswith("no catch") and "callee hung up" in kinds:
        after = set(kinds[kinds.index("callee hung up") + 1 :])
        assert after <= {"assume", "hangup", "end of plan", "recorded"}, (after, why)


SAID: Final[dict[str, Callable[[Call, list[str]], None]]] = {
    "every-call-ends": silent,
    "no-loop-without-callee": by_itself,
    "at-most-8-plays": plays,
    "call-ends-in-time": in_time,
    "machine-never-hears-secret": machine,
    "no-call-ends-in-error": errors,
    "no-key-swallowed": swallowed,
    "silence-never-acts": acts,
    "no-unset-variable": unset,
    "nothing-after-hang-up": hung_up,
}


def holds(atom: str, values: dict[str, str]) -> bool:
    """Whether a test of one variable comes out true, in Python."""
    found = re.fullmatch(r"'?\$\{(\w)\}'? (==|<|>) '?(\d+)'?", atom)
    assert found is not None, atom
    value, number = float(values[found[1]]), float(found[3])
    return {"==": value == number, "<": value < number, ">": value > number}[found[2]]


def branches(call: Call, reasons: list[str]) -> None:
    """Calls against what is said of branches that none takes."""
    values: dict[str, str] = {}
    for entry in call.transcript():
        if entry.kind == "set":
            values[entry.details["variable"]] = entry.details["value"]
        for text in reasons:
            if entry.element != elements_in(text)[0]:
                continue
            if entry.kind == "branch" and (key := re.search(r": keys? ([\d-]+): ", text)):
                assert entry.details["pressed"] != key[1], text
            if entry.kind == "condition":
                conditions(text, values)


def conditions(text: str, values: dict[str, str]) -> None:
    """The values with which a call comes to a condition, against what is said of it."""
    if found := re.search(r"\$\{(\w)\} is always ([\d, or]+) here", text):
        assert values[found[1]] in re.split(r", | or ", found[2]), (text, values)
    part = re.search(r"(?:the part|: (?:true|false):) ('?\$\{\w\}'? (?:==|<|>) '?\d+'?) is never (true|false)", text)
    if part:
        assert holds(part[1], values) is not (part[2] == "true"), (text, values)


@draws(60, deadline=None)
@given(st.integers(0, 2**40))
def test_no_call_contradicts_a_reason(seed: int) -> None:
    try:
        drawn = Looping(seed)
    except NodeError:
        return
    plan = compile_plan(drawn.plan, Platform())
    lines = range(len(plan.elements))
    asked = Asked(BUILT_IN, OPTIONS, bounds=Bounds(max_states=3000), witnesses=0, lines=lines, why=True)
    verdicts = {each.name: each for each in verify(plan, asked=asked).verdicts}
    told = {name: _texts(each) for name, each in verdicts.items() if each.verdict == PROVED and name in SAID}
    assert all(each.why is not None for each in verdicts.values() if each.verdict == PROVED)
    dead = verdicts.get("every-branch-can-be-taken")
    reasons = [each.says for each in dead.reasons] if dead is not None and dead.verdict == BROKEN else []
    callee = DrawnCallee(plan, World(), seed)
    for _ in range(CALLS):
        call = callee.call().call
        side = call.line.other_side
        for name, why in told.items():
            if why and not (name == "call-ends-in-time" and side is not None and side.named):  # times of its own
                SAID[name](call, why)
        branches(call, reasons)


def _texts(verdict: Verdict) -> list[str]:
    return [each.says for each in verdict.why or ()]
