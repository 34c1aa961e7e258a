"""A Hypothesis state machine that plays every kind of callee to a plan, while a test watches over the call.

    from hypothesis.stateful import invariant
    from ivrdsl.testing import CallMachine

    class OneTimeCode(CallMachine):
        plan = "examples/one_time_code.py"

        @invariant()
        def a_machine_never_hears_the_code(self):
            assert "answer machine" not in self.moves or not any("2 5 1 7" in text for text in self.call.heard)

    TestOneTimeCode = OneTimeCode.TestCase

When an invariant fails, the shortest call that breaks it is printed as a call script.
"""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import note, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from ivrdsl.errors import IvrError
from ivrdsl.model.nodes import Dialplan
from ivrdsl.testing.callee import MOVES, possible, tried
from ivrdsl.testing.plans import PlanLike, Ready, note as note_call, ready
from ivrdsl.testing.usage import use
from ivrsim.core.platform import Platform, differing
from ivrsim.play.call import Call
from ivrsim.play.web import Replies, in_turn
from ivrsim.script.statements import http_statement, quoted

BEGIN, END = "# --- call script ---", "# --- end of the call script ---"
"""Round the printed script; comments in the script's language. The pytest plugin looks for them."""


Rule = TypeVar("Rule", bound=Callable[..., None])


def can(kind: str) -> Callable[[Rule], Rule]:
    """Let a rule run only when such a move is possible."""
    return precondition(lambda machine: kind in machine.possible)


class CallMachine(RuleBasedStateMachine):
    """Subclass it, name a plan, and add methods marked `@invariant()` that look at `self.call`.

    A subclass that overrides `teardown` calls `super().teardown()`, which prints the script.

    Attributes:
        plan: nodes, `FILE.xml` or `FILE.py[:NAME]` from the folder of the subclass's file or the current folder, or a
            function that makes a plan.
        platform, parameters, variables, web, documents: see `ivrsim.Call`; parameters are those of a plan that is
            a function in a file.
        call: the call, as it is now. When it has ended, another one takes its place.
        moves: what the callee has done in this call so far, as statements of the call script.
        possible: the kinds of moves that can happen now.
    """

    plan: ClassVar[PlanLike | None] = None
    platform: ClassVar[Platform | None] = None
    parameters: ClassVar[Mapping[str, str]] = {}
    variables: ClassVar[Mapping[str, str]] = {}
    web: ClassVar[Mapping[str, Replies]] = {}
    documents: ClassVar[Mapping[str, Dialplan]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._dial()

    def _dial(self) -> None:
        found = type(self)._ready()
        use(
            plan=found.plan, values={**self.parameters, **self.variables}
        )  # it was made ready once, maybe in another test
        self.call = Call(found.plan, variables=self.variables, web=self.web, lines=found.lines)
        self.moves: list[str] = []
        self.possible = possible(self.call)

    @classmethod
    def _ready(cls) -> Ready:
        """The plan, made ready once a class."""
        if "_found" not in vars(cls):
            plan: Any = inspect.getattr_static(cls, "plan")  # a function is no method of the machine
            plan = plan.__func__ if isinstance(plan, staticmethod) else plan
            if plan is None:
                raise IvrError(f"{cls.__name__}: plan is not set; name one:  plan = 'FILE.py:NAME'")
            folders = [_folder(cls), ""]
            cls._found = ready(plan, cls.platform, parameters=cls.parameters, documents=cls.documents, folders=folders)
        return cls._found

    _found: ClassVar[Ready]

    # --- what the callee does ---------------------------------------------------------------------------------------

    @can("answer")
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Somebody answers, or nobody does."""
        self._draw("answer", data)

    @can("press")
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        """The callee presses keys at a menu, keys that have a branch and others."""
        self._draw("press", data)

    @can("press at")
    @rule(data=st.data())
    def press_at(self, data: st.DataObject) -> None:
        """The callee presses keys at some moment: during a prompt, or just before or after a timer."""
        self._draw("press at", data)

    @can("wait")
    @rule()
    def wait(self) -> None:
        """The callee stays silent until that matters."""
        self._do("wait")

    @can("wait for")
    @rule(data=st.data())
    def wait_for(self, data: st.DataObject) -> None:
        """The callee stays silent for some time."""
        self._draw("wait for", data)

    @can("hear")
    @rule(data=st.data())
    def hear(self, data: st.DataObject) -> None:
        """The callee listens to the next prompt."""
        self._draw("hear", data)

    @can("transfer")
    @rule(data=st.data())
    def transfer(self, data: st.DataObject) -> None:
        """Something comes of a transfer."""
        self._draw("transfer", data)

    @can("record")
    @rule(data=st.data())
    def record(self, data: st.DataObject) -> None:
        """The callee speaks into a recording."""
        self._draw("record", data)

    @can("hang up")
    @rule()
    def hang_up(self) -> None:
        """The callee hangs up."""
        self._do("hang up")

    @precondition(lambda machine: not machine.possible)
    @rule()
    def dial_again(self) -> None:
        """The call has ended: another one begins, so that one example tries many calls."""
        self._note()
        self._dial()

    def _note(self) -> None:
        source = type(self)._ready().source
        note_call(self.call, source, varies=not source or bool(self.parameters))

    def _draw(self, kind: str, data: st.DataObject) -> None:
        self._do(data.draw(MOVES[kind](self.call)))

    def _do(self, move: str) -> None:
        """Make a move, if it turns out to be possible."""
        after = tried(self.call, move)
        if after is not None:
            self.call = after
            self.moves.append(move)
            self.possible = possible(after)

    # --- the script -------------------------------------------------------------------------------------------------

    def script(self) -> str:
        """This call so far as text for a `.call` file, or, when the plan has no file, as a call script."""
        source = type(self)._ready().source
        moves = [*self._setting(), *self.moves]
        remarks = [f"# pytest needs: {' '.join(self._options())}"] if self._options() else []
        if not source:
            return "".join(f"{line}\n" for line in [*remarks, *moves])
        named = " ".join([_word(_from_here(source)), *(f"{name}={_word(it)}" for name, it in self.parameters.items())])
        lines = [*remarks, f"dialplan {named}", f"call {quoted(type(self).__name__)}", *(f"  {move}" for move in moves)]
        return "".join(f"{line}\n" for line in lines)

    def _setting(self) -> list[str]:
        """What was given to the call, as statements; as a remark where there is no statement for it."""
        lines = [f"set {name} = {quoted(value)}" for name, value in self.variables.items()]
        for pattern, replies in self.web.items():
            several = in_turn(replies)
            made = [getattr(reply, "__name__", str(reply)) for reply in several if callable(reply)]
            if made:
                lines.append(f"# the reply to {pattern} was made by {', '.join(made)}")
            else:
                lines.append(http_statement(pattern, [reply for reply in several if not callable(reply)]))
        return [*lines, *(f"# there was a document at {url}" for url in self.documents)]

    def _options(self) -> list[str]:
        """The options with which pytest plays the script on the same platform."""
        return [f"--ivr-quirk {quirk}" for quirk in differing(self.call.line.plan.platform)]

    def teardown(self) -> None:
        """Print the script; Hypothesis shows it for the example that failed only."""
        self._note()
        note(f"{BEGIN}\n{self.script()}{END}")
        super().teardown()


def _folder(cls: type) -> str:
    """The folder of the file in which a class was written."""
    try:
        return str(Path(inspect.getfile(cls)).parent)
    except (OSError, TypeError):
        return ""


def _from_here(source: str) -> str:
    """A plan from the current folder, if it is in there."""
    path = Path(source)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else source


def _word(text: str) -> str:
    """A word of a `dialplan` line, in quotes if it needs them."""
    plain = text and not any(letter.isspace() or letter in "\"'#" for letter in text)
    return text if plain else quoted(text)
