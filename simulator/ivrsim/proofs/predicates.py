"""Predicates of the user's own code, which may be wrong in any way, and how they are asked.

A predicate that is wrong must not prove anything. What it raises, what it misspells (`ivrsim.proofs.entries`), and an
answer that is no answer is an error, with the name of the property and the user's own line.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.findings.origin import Place, places_of, safely, story_of, way_to
from ivrdsl.findings.words import quoted
from ivrdsl.wording.patience import OverdueError, patiently
from ivrsim.graph.reason import reason
from ivrsim.play.entry import Entry
from ivrsim.proofs.bytecode import returns_nothing
from ivrsim.proofs.entries import Told, Unknown
from ivrsim.proofs.property import PlanCalls, Unsure
from ivrsim.search.explore import Move

Predicate = Callable[[Entry], bool]


class PredicateError(IvrError):
    """A predicate of the user's is none, or it failed."""


_FOR_EXAMPLE: Final = 'for example lambda entry: entry.kind == "sms"'


def require_predicate(predicate: object, asks: str) -> None:
    """Raise PredicateError unless something is a function of an entry that answers.

    Args:
        predicate: what the user gave.
        asks: who takes it, in the user's words.
    """
    shown = getattr(predicate, "__name__", "") or f"{safely(repr, predicate):.60}"
    if not callable(predicate):
        raise PredicateError(f"{asks} takes a function of an entry, {_FOR_EXAMPLE}; not {shown}")
    if inspect.iscoroutinefunction(predicate) or inspect.isgeneratorfunction(predicate):
        raise PredicateError(f"{asks} takes a function that returns its answer; {shown} is asynchronous, or yields")
    if _cannot_be_asked(predicate):
        raise PredicateError(f"{asks} takes a function of one entry, {_FOR_EXAMPLE}; {shown} takes something else")
    code = getattr(predicate, "__code__", None)
    if code is not None and returns_nothing(code):
        raise PredicateError(f"{asks} takes a function that returns its answer; {shown} returns nothing: add `return`")


def _cannot_be_asked(predicate: Callable[..., Any]) -> bool:
    """Whether it is plain that a function does not take one argument."""
    try:
        inspect.signature(predicate).bind(None)
    except TypeError:
        return True
    except ValueError:  # some functions of C tell nothing
        return False
    return False


class InDoubt(NamedTuple):
    """What counts where a predicate has no answer.

    Attributes:
        counts: what.
        as_tried: whether it is asked about the values that were tried, if these are not known; of a moment none are.
    """

    counts: bool
    as_tried: bool = False


class Asking:
    """A predicate, asked about moves and entries.

    Args:
        predicate: the predicate.
        name: of the property that asks.
        wanted: the answer that satisfies it.

    Attributes:
        missed: a detail that it asked for and that is not known, in words; "" for none.
    """

    def __init__(self, predicate: Predicate, name: str, *, wanted: bool = True) -> None:
        self._predicate = predicate
        self._name = name
        self._wanted = wanted
        self.missed = ""

    def some(self, subject: PlanCalls, move: Move, in_doubt: InDoubt) -> bool:
        """Whether something that a move tells satisfies it."""
        return any(self.each(subject, move, in_doubt))

    def each(self, subject: PlanCalls, move: Move, in_doubt: InDoubt) -> Iterator[bool]:
        """For each thing that a move tells, whether it satisfies it."""
        for told in subject.entries.of(move, as_tried=in_doubt.as_tried):
            yield self.holds(told, in_doubt.counts)

    def holds(self, told: Told, unknown: bool = False) -> bool:
        """Whether something that is told satisfies it; `unknown`: what counts where it has no answer.

        Raises:
            PredicateError: the predicate is wrong.
        """
        entry = told.entry()
        mistakes, asked = entry.notes.mistakes, entry.notes.asked
        answer = unknown
        try:
            given = patiently(self._predicate, entry)
            answer = (given if type(given) is bool else _truth(given)) is self._wanted
        except Unknown:
            pass
        except KeyboardInterrupt:
            raise
        except OverdueError as error:
            raise self._failed(f" did not come to an end within {error}", told, error) from None
        except BaseException as error:  # noqa: BLE001  # the user's code may raise anything, and leave, too
            mistakes.append(error)
        if mistakes:  # whether or not it has caught what it was told of the first
            raise self._failed(_raised(mistakes[0]), told, mistakes[0]) from None
        if asked:
            self.missed = f"the {asked[0]} of {told.kind!r}"
            return unknown
        return answer

    def _failed(self, story: str, told: Told, error: BaseException) -> PredicateError:
        way = way_to(places_of(error) or self._place())
        return PredicateError(f"the predicate of {self._name}{story}{way}, asked about an entry {quoted(told.kind)}")

    def _place(self) -> list[Place]:
        """Where the predicate is written; nowhere, where it is no plain function."""
        code = getattr(self._predicate, "__code__", None)
        return [] if code is None else [(code.co_filename, code.co_firstlineno)]

    def unsure(self) -> Unsure:
        """It has no answer; which detail it misses, and what would give it one."""
        says = reason('entry.says("words") has an answer where the words stand in the parts that are known')
        reasons = (says,) if self.missed.startswith("the text ") else ()
        return Unsure(f"it asks for {self.missed}, which is not known before a call", reasons)


def _raised(error: BaseException) -> str:
    return f"{': ' if isinstance(error, IvrError) else ' raised '}{story_of(error)}"


def _truth(answer: object) -> bool:
    """An answer as true or false. What is always true, such as a function that nobody has called, is none.

    Raises:
        PredicateError: it is no answer.
    """
    truth = bool(answer)
    if callable(answer) or inspect.isawaitable(answer) or isinstance(answer, Iterator):
        raise PredicateError(f"its answer is a {type(answer).__name__}, which is always true: it has to be called")
    return truth
