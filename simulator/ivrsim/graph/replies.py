"""Which way a call takes where a web server has failed, and its reply is nothing.

A reply that does not come, an error and an empty reply all leave the variable empty (quirk `http_error`). So a test of
it comes out as it does for nothing, and `step` says how that is. The call is followed from the request on, past each
test of the reply by the way that nothing takes.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.effects import Trouble
from ivrsim.core.instructions.base import REPLY
from ivrsim.core.run import SOME_TIME
from ivrsim.core.template import source_of
from ivrsim.core.variables import canonical
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import followed
from ivrsim.graph.usage import as_kept, fixed, names_in, writes

_MOST_PLACES: Final = 1000
"""How far a reply is followed."""
_ANY_OTHER: Final = "\ue000"
"""A reply that no plan asks for: a character that no standard gives a meaning."""


class ReplyTest(NamedTuple):
    """A test of a reply, to which a call comes although the reply is nothing.

    Attributes:
        element: of the test.
        nothing: the way that no reply takes; other: the way of a reply that the test does not name.
        named: the replies that the test names, each with its way.
        counts: whether it compares the size of the reply with a number.
    """

    element: int
    nothing: t.Exit
    other: t.Exit
    named: tuple[tuple[str, t.Exit], ...]
    counts: bool


class FailedRequest(NamedTuple):
    """A get or post that stores its reply, and the tests that read it where the reply is nothing.

    Attributes:
        element: of the request.
        name: the variable, as the plan writes it.
        tests: in the order in which a call comes to them.
    """

    element: int
    name: str
    tests: tuple[ReplyTest, ...]


def failed_requests(plan: t.Plan) -> list[FailedRequest]:
    """Return the requests whose reply goes to a variable with a fixed name, with what nothing in it leads to."""
    found = []
    for each in plan.table:
        if type(each) is t.Request and each.awaits == REPLY and (name := fixed(each.variable)):
            found.append(FailedRequest(each.element, name, tuple(_Failure(plan, each, name).tests())))
    return found


class _Failure:
    """A call behind a request that has failed."""

    def __init__(self, plan: t.Plan, request: t.Request, name: str) -> None:
        self._plan = plan
        self._start = request.next.to
        self._name = canonical(name, plan.platform)[0]
        self._known: dict[int, ReplyTest | None] = {}

    def tests(self) -> Iterator[ReplyTest]:
        onward = Flow(self._plan).on_the_line()

        def ways(place: int) -> list[int]:
            if self._name in as_kept(writes(self._plan.table[place]), self._plan.platform):
                return []
            tested = self._test(place)
            return onward[place] if tested is None else [tested.nothing.to]

        for place in islice(followed([self._start], ways), _MOST_PLACES):
            if tested := self._test(place):
                yield tested

    def _test(self, place: int) -> ReplyTest | None:
        """The test at a place, if it reads the reply and nothing else."""
        if place not in self._known:
            tag = self._plan.table[place]
            self._known[place] = self._looked_at(place, tag) if tag.asks else None
        return self._known[place]

    def _looked_at(self, place: int, test: Any) -> ReplyTest | None:
        names = [*names_in(test.expression), *names_in(test.value or ())]
        if not names or any(not name or canonical(name, self._plan.platform)[0] != self._name for name in names):
            return None
        nothing, other = self._way(place, ""), self._way(place, _ANY_OTHER)
        if nothing is None or other is None:
            return None
        constants, counts = _constants(test)
        ways = [(text, self._way(place, text)) for text in constants]
        named = tuple((text, way) for text, way in ways if way is not None and text)
        return ReplyTest(test.element, nothing, other, named, counts)

    def _way(self, place: int, reply: str) -> t.Exit | None:
        """The way that a reply takes; None where the test fails."""
        from ivrsim.core.step import run_alone  # most plans make no request, and a check starts faster without it

        made = run_alone(self._plan, place, ((self._name, reply),), SOME_TIME)
        failed = any(isinstance(each, Trouble) for each in made.effects)
        return None if failed or not made.ways else made.ways[0][1]


def _constants(test: Any) -> tuple[list[str], bool]:
    """The texts that a test compares with, and whether it compares the size of the reply with a number."""
    from ivrdsl.expr import SyntaxProblem, parse
    from ivrsim.graph.exact import constants_in, exact_operands

    root = parse(source_of(test.expression))
    if isinstance(root, SyntaxProblem):
        return [], False
    operands = exact_operands(root, lambda name: True) or []
    counts = any(each.number is not None for each in operands) and not any(each.text == "" for each in operands)
    value = fixed(test.value) if test.value is not None else None
    return [*constants_in(root), *([value.strip()] if value else [])], counts
