"""Plans drawn at random that test, copy, compute and put together the names of what nobody knows, and calls to them."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ivrdsl.errors import StepFailed
from ivrdsl.model import nodes as n
from ivrsim.core.instructions.base import TRANSFER
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.web import ERROR, TIMEOUT

ENOUGH = 30
"""How often nobody says anything in a call of such a plan, at most, if it ends."""
VALUES = (
    "", "yes", "no", "7", "07", "1", "3", "5", "5.0", "1e0", "0x5", " 7", "7 ", "true", "null", "10", "99", "-1", "abc",
    "A7", "other", "x", "12", "yes no", "Infinity", "NaN", "00", "0", "1*1", "2-1", "7//", "z",
)  # fmt: skip
HOUR = "global.time.hour.military"
NAMES = ("a", "b", "c1", "c2")
ASKED = ("contact.A", "contact.B", "call.lastinput", *NAMES, "r")
CONSTANTS = ("'yes'", "7", "5", "'7'", "1", "3", "'a'", "''", "true", "null", "'0'", "0", "10", "'12'")
CALLED = (".length == 1", ".indexOf('7') >= 0", ".charAt(0) == '7'", ".toUpperCase() == 'YES'", ".substring(1) == '2'")
MADE = (".substring(0,1)", ".toUpperCase()", ".length", ".charAt(1)", " + ''", " + '1'", " + 'a'")


class Drawn:
    """A plan drawn at random, small enough to be searched.

    Args:
        seed: from which it is drawn.
        large: whether it has several menus, a catch and a recording.
    """

    def __init__(self, seed: int, *, large: bool = False) -> None:
        self.random = random.Random(seed)
        self.names = [*ASKED, *([HOUR] if self.random.random() < 0.1 else [])]
        self.plan = self._large() if large else self._plan()
        self.platform = Platform(
            setvar_mode=self.one("auto", "auto", "literal"),
            js_error=self.one("false", "end_call"),
            equal_compare=self.one("text", "number"),
        )

    def one(self, *of: Any) -> Any:
        return self.random.choice(of)

    def reference(self) -> str:
        made = self.random.random() < 0.08
        return "${c${n}}" if made else f"${{{self.one(*self.names)}}}"

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
            lambda: n.Stash("s", self.value()),
            lambda: n.Post(f"http://s/?{self.reference()}"),
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

    def _large(self) -> n.Dialplan:
        parts: list[Any] = [n.SetVar("n", self.one("1", "2", "7")), n.SetVar("k", self.one("a", "c1", "r"))]
        for name in ("m", "m2", "m3")[: self.one(2, 3)]:
            keys = [n.Keypress(key, body=(self.item(1), self.item(1))) for key in self.one("1", "12", "179")]
            prompt = n.Say(self.one("Enter.", f"Enter {self.reference()}."))
            more = self.one((), (n.NoMatch(body=(self.item(1),)),))
            quiet = n.NoInput(body=(self.item(1), n.Goto("e")))
            menu = n.Menu(name, max_digits=self.one(1, 1, 2, 4), timeout_ms=2000)[prompt, *keys, *more, quiet]
            caught = n.Catch("digit", "e", self.one("5", "7", "*"))[menu]
            parts += [self.one(menu, menu, caught), *(self.item(0) for _ in range(self.one(0, 1, 2)))]
        parts.insert(self.one(2, 3), n.Record(f"c{self.one('1', '2', '${n}')}", timeout_ms=3000, name="rec"))
        return n.Dialplan("R")[*parts, n.Hangup("e")]

    # --- calls ------------------------------------------------------------------------------------------------------

    def call(self, answer: Callable[[Call], object] = Call.answer) -> tuple[Call, list[str]]:
        """A call in which somebody does this and that, and then says nothing to its end; and what was done.

        Args:
            answer: how it is answered.
        """
        given = {name: self.one(*VALUES) for name in ("contact.A", "contact.B") if self.random.random() > 0.15}
        clock = datetime(2026, 1, self.one(4, 5, 7), self.one(0, 3, 7, 9, 12, 23), self.one(5, 59), 30, tzinfo=UTC)
        web = {"*": lambda method, url: self._reply()}
        call = Call(self.plan, platform=self.platform, variables=given, web=web, clock=clock)
        answer(call)
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
