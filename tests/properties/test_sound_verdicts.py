"""No call does what is PROVED not to happen: plans drawn at random, and calls with values of every kind.

The plans test, copy, compute and put together the names of what nobody knows, in forms that are exact and in others.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, strategies as st

from ivrdsl.errors import NodeError, StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.model.structs import replace
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.instructions.base import TRANSFER
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.web import ERROR, TIMEOUT
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.own import never
from ivrsim.proofs.property import MAX_PLAYS
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verify import PROVED, VACUOUS, verify
from ivrsim.search.bounds import Bounds
from tests.sizes import draws

NO_TRANSFER = replace(never(lambda entry: entry.kind == "transfer", name="no transfer"), leans_on=())
"""It asks for no texts: what is only spoken decides nothing."""
MAX_STATES = 1500
CALLS = 20
ENOUGH = 30
"""How often nobody says anything in a call of such a plan, at most, if it ends."""
VALUES = (
    "", "yes", "no", "7", "07", "1", "3", "5", "5.0", "1e0", "0x5", " 7", "7 ", "true", "null", "10", "99", "-1", "abc",
    "A7", "other", "x", "12", "yes no", "Infinity", "NaN", "00", "0", "1*1", "2-1", "7//", "z",
)  # fmt: skip
NAMES = ("a", "b", "c1", "c2")
CONSTANTS = ("'yes'", "7", "5", "'7'", "1", "3", "'a'", "''", "true", "null", "'0'", "0", "10", "'12'")
CALLED = (".length == 1", ".indexOf('7') >= 0", ".charAt(0) == '7'", ".toUpperCase() == 'YES'", ".substring(1) == '2'")
MADE = (".substring(0,1)", ".toUpperCase()", ".length", ".charAt(1)", " + ''", " + '1'", " + 'a'")


class Drawn:
    """A plan drawn at random, small enough to be searched."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.plan = self._plan()
        self.platform = Platform(
            setvar_mode=self.one("auto", "auto", "literal"),
            js_error=self.one("false", "end_call"),
            equal_compare=self.one("text", "number"),
        )

    def one(self, *of: Any) -> Any:
        return self.random.choice(of)

    def reference(self) -> str:
        made = self.random.random() < 0.08
        return "${c${n}}" if made else f"${{{self.one('contact.A', 'contact.B', 'call.lastinput', *NAMES, 'r')}}}"

    def quoted(self) -> str:
        quote = self.one("'", "'", '"')
        return f"{quote}{self.reference()}{quote}"

    def test(self) -> str:
        operator, constant = self.one("==", "!=", "===", "<", ">", ">="), self.one(*CONSTANTS)
        return str(
            self.one(
                lambda: f"{self.quoted()} {operator} {constant}",
                lambda: f"{self.quoted()} {operator} {constant}",
                lambda: f"{self.reference()} {operator} {constant}",
                lambda: f"{self.quoted()} == {self.quoted()}",
                lambda: f"{self.quoted()}{self.one(*CALLED)}",
                lambda: f"isNaN({self.quoted()})",
                lambda: f"parseInt({self.quoted()}) {operator} {self.one(7, 5, 1)}",
                lambda: self.quoted(),
                lambda: f"{self.test()} && {self.test()}",
                lambda: f"!({self.test()})",
            )()
        )

    def value(self) -> str:
        return str(
            self.one(
                lambda: self.quoted(),
                lambda: self.reference(),
                lambda: self.one("1", "yes", "7", "'x'", "0"),
                lambda: f"{self.quoted()}{self.one(*MADE)}",
                lambda: f"{self.reference()}+1",
            )()
        )

    def name(self) -> str:
        return str(self.one(*NAMES, *NAMES, "c${n}", "${k}"))

    def item(self, depth: int) -> Any:
        simple = [
            lambda: n.SetVar(self.name(), self.value()),
            lambda: n.SetVar(self.name(), self.value()),
            lambda: n.Get("http://s/", self.name()),
            lambda: n.Say(self.one("Hi.", f"Hello {self.reference()}", self.reference())),
            lambda: n.Transfer("12135551234", timeout_s=5),
            lambda: n.Goto(self.one("m", "e")),
        ]
        nested = [
            lambda: n.If(self.test(), body=tuple(self.item(depth + 1) for _ in range(self.one(1, 2)))),
            lambda: n.If(self.test(), body=(self.item(depth + 1),)),
            lambda: n.Equal(self.reference(), self.one("7", "yes", "'7'", "5", ""), body=(self.item(depth + 1),)),
        ]
        return self.one(*simple, *(nested * 2 if depth < 2 else ()))()

    def _plan(self) -> n.Dialplan:
        menu = n.Menu("m", max_digits=self.one(1, 1, 2, 3), timeout_ms=2000)[
            n.Say("Enter."),
            n.Keypress("1", body=(self.item(1),)),
            n.NoMatch(body=(self.item(1),)),
            n.NoInput()[n.Goto("e")],
        ]
        begin = n.SetVar("n", self.one("1", "2", "7")), n.SetVar("k", self.one("a", "c1", "r"))
        return n.Dialplan("R")[*begin, menu, *(self.item(0) for _ in range(self.one(1, 2, 3, 4))), n.Hangup("e")]

    # --- calls ------------------------------------------------------------------------------------------------------

    def call(self) -> tuple[Call, list[str]]:
        """A call in which somebody does this and that, and then says nothing to its end; and what was done."""
        given = {name: self.one(*VALUES) for name in ("contact.A", "contact.B") if self.random.random() > 0.15}
        call = Call(self.plan, platform=self.platform, variables=given, web={"*": lambda method, url: self._reply()})
        call.answer()
        did = [str(given)]
        for act in (*(self._act for _ in range(self.one(0, 2, 4, 6))), *[self._silence] * ENOUGH):
            if call.outcome != "unfinished":
                break
            try:
                did.append(act(call))
            except StepFailed:
                continue
        return call, did

    def _reply(self) -> Any:
        return self.one(ERROR, TIMEOUT, *VALUES)

    def _act(self, call: Call) -> str:
        act = self.random.random()
        if act < 0.5:
            keys = "".join(self.one(*"0123456789*7715") for _ in range(self.one(1, 2, 3)))
            call.press(keys)
            return keys
        if act < 0.6:
            call.press("7", at_ms=100)
            return "7 at 100ms"
        return self._silence(call)

    @staticmethod
    def _silence(call: Call) -> str:
        if call.line.waiting.awaits == TRANSFER:
            call.transfer("no answer")
        else:
            call.wait()
        return "silence"


def _most_plays(call: Call) -> int:
    return max(Counter(entry.element for entry in call.transcript().of_kind("prompt")).values(), default=0)


CLAIMS: dict[str, Callable[[Call], bool]] = {
    NO_TRANSFER.name: lambda call: not call.transcript().of_kind("transfer"),
    "no-call-ends-in-error": lambda call: not call.outcome.startswith("error"),
    "no-javascript-error": lambda call: not call.transcript().of_kind("error:javascript"),
    "at-most-5-plays": lambda call: _most_plays(call) <= MAX_PLAYS,
    "every-call-ends": lambda call: call.outcome not in ("unfinished", "loop", "limit"),
    "no-loop-without-callee": lambda call: call.outcome not in ("loop", "limit"),
}
"""What each property says of one call, judged by the call alone."""


@draws(120, deadline=None)
@given(st.integers(0, 2**40))
def test_no_call_does_what_is_proven_not_to_happen(seed: int) -> None:
    try:
        drawn = Drawn(seed)
    except NodeError:
        return
    plan = compile_plan(drawn.plan, drawn.platform)
    report = verify(plan, asked=Asked((NO_TRANSFER, *BUILT_IN), bounds=Bounds(max_states=MAX_STATES), witnesses=0))
    proven = {each.name for each in report.verdicts if each.verdict in (PROVED, VACUOUS)} & set(CLAIMS)
    for _ in range(CALLS if proven else 0):
        call, did = drawn.call()
        assert {name for name in proven if not CLAIMS[name](call)} == set(), (did, drawn.plan)
