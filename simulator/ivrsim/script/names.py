"""What a call script names, and its plan has not: what the callee of such a script waits for in vain."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import translate
from re import compile as compile_pattern
from typing import Final, NamedTuple

from ivrdsl.findings.words import did_you_mean, nearest_word, quoted
from ivrdsl.model.system import is_documented
from ivrsim.core import table as t
from ivrsim.core.variables import GIVEN, LAST_INPUT, canonical
from ivrsim.graph.given import is_read, read_otherwise
from ivrsim.graph.usage import fixed, variables
from ivrsim.script import mention
from ivrsim.script.statements import Statement


class UnknownName(NamedTuple):
    """A name in a script that is none of its plan.

    Attributes:
        line, column: where it stands in the script, counted from 1.
        message: what is wrong.
        why: what comes of it.
        fix: what to write instead.
        fails: whether the statement fails in every call, or says something else than it seems to; else it is idle.
    """

    line: int
    column: int
    message: str
    why: str
    fix: str
    fails: bool


def unknown_names(statements: Sequence[Statement], plan: t.Plan, given: Iterable[str] = ()) -> Iterator[UnknownName]:
    """Yield what a call names that its plan has not.

    Args:
        statements: what the callee does.
        plan: the plan that is called.
        given: the names of values that calls of the plan get in any case.
    """
    names = [each.name for statement in statements for each in statement.mentions if each.kind == mention.GIVEN]
    known = _Known(plan, [*given, *names])
    for statement in statements:
        for each in statement.mentions:
            told = _LOOKS[each.kind](known, each.name)
            if told is not None:
                yield UnknownName(statement.line, each.column, *told)


class _Told(NamedTuple):
    """What is said of an unknown name; see `UnknownName`."""

    message: str
    why: str
    fix: str
    fails: bool = True


class _Known:
    """What a plan has, and what its calls are given."""

    def __init__(self, plan: t.Plan, given: Iterable[str]) -> None:
        self.plan = plan
        self.given = {canonical(each, plan.platform)[0] for each in given}
        self.usage = variables(plan)

    def deeds(self, deed: str) -> list[t.Instruction]:
        """The tags that do something."""
        return [each for each in self.plan.table if each.deed == deed]


def _given(known: _Known, name: str) -> _Told | None:
    if is_read(known.plan, name):
        return None
    message, why = f"no text of the plan reads {name}", "setting it changes nothing"
    if other := read_otherwise(known.plan, name):
        return _Told(message, "the call goes on as if it were not set", did_you_mean([other]))
    free = [each for each in known.usage.read if each not in known.given and each.startswith(GIVEN)]
    near = "" if is_documented(name) else nearest_word(name, free)
    instead = f"set what the plan reads: {', '.join(sorted(free))}" if free else f"write ${{{name}}} into the plan"
    return _Told(message, why, near or f"take it out, or {instead}", fails=False)


def _variable(known: _Known, name: str) -> _Told | None:
    usage, kept = known.usage, canonical(name, known.plan.platform)[0]
    if usage.written_any or kept in known.given or kept in usage.written or kept == LAST_INPUT:
        return None
    there = sorted({*usage.written, *known.given} - {LAST_INPUT})
    return _Told(f"no tag sets the variable {name}", _NEVER, _offer(name, there, "it sets"))


def _stash(known: _Known, name: str) -> _Told | None:
    there = [fixed(each.variable) for each in known.deeds("stash")]  # type: ignore[attr-defined]
    if None in there or name in there:
        return None
    return _Told(f"no stash of the plan is called {name}", _NEVER, _offer(name, sorted(filter(None, there)), "it has"))


def _deed(known: _Known, deed: str) -> _Told | None:
    if known.deeds(deed):
        return None
    return _Told(f"the plan has no {deed} tag", _NEVER, "take the statement out, or name another plan")


def _url(known: _Known, pattern: str) -> _Told | None:
    urls = [fixed(each.url) for each in known.deeds("request")]  # type: ignore[attr-defined]
    matches = compile_pattern(translate(pattern)).match
    if any(url is None or matches("".join(url.split())) for url in urls):  # white space: quirk `url_whitespace`
        return None
    asked = " and ".join(map(quoted, dict.fromkeys(filter(None, urls)))) or "none"
    message, fix = f"the plan asks no web server like {quoted(pattern)}", f"mend the pattern: the plan asks {asked}"
    return _Told(message, "nobody hears this reply", fix, fails=False)


_NEVER: Final = "the statement fails in every call"


def _offer(name: str, there: Sequence[str], begin: str) -> str:
    near = nearest_word(name, there)
    return near or f"{begin} {', '.join(there) if there else 'none'}"


_LOOKS: Final[Mapping[str, Callable[[_Known, str], _Told | None]]] = {
    mention.GIVEN: _given,
    mention.VARIABLE: _variable,
    mention.STASH: _stash,
    mention.DEED: _deed,
    mention.URL: _url,
}
"""What is looked for in the plan, by the kind of what is named."""
