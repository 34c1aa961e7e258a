"""Variables, expressions and conditions."""

import re
from typing import Final

from ivrsim.core import effects, table as t
from ivrsim.core.events import TOLD, Event
from ivrsim.core.javascript import Result, evaluate
from ivrsim.core.needs import CLOCK, LIMIT, TIME
from ivrsim.core.run import Run, TimedWait


def assign(run: Run, assign: t.Assign) -> t.Exit | TimedWait:
    """A setvar [4]."""
    if run.is_unknown():
        run.text(assign.element, assign.value)  # which may have a variable in it that was never set
        return TimedWait(0)
    return _assigned(run, assign, *_pair(run, assign))


def assigning(run: Run, assign: t.Assign, event: Event) -> t.Exit:
    """A setvar whose value is told."""
    return _assigned(run, assign, *_told(run, assign, event))


def _told(run: Run, tag: t.Assign | t.Stash, event: Event) -> tuple[str, str]:
    """The name of a setvar or stash, and the value that is told."""
    if event.kind == "cut off":
        run.effects.append(effects.Trouble(tag.element, "javascript-limit", "it may not be evaluated to its end"))
    run.assume(tag.element, ("setvar_mode",))
    return run.text(tag.element, tag.variable), event.value


def _assigned(run: Run, assign: t.Assign, name: str, value: str) -> t.Exit:
    run.set(assign.element, name, value)
    run.effects.append(effects.VariableSet(assign.element, name, value))
    return assign.next


def stash(run: Run, stash: t.Stash) -> t.Exit | TimedWait:
    """A stash, which the call cannot read back [4, 14.1]."""
    if run.is_unknown():
        run.text(stash.element, stash.value)
        return TimedWait(0)
    run.effects.append(effects.Stashed(stash.element, *_pair(run, stash)))
    return stash.next


def stashing(run: Run, stash: t.Stash, event: Event) -> t.Exit:
    """A stash whose value is told."""
    run.effects.append(effects.Stashed(stash.element, *_told(run, stash, event)))
    return stash.next


def _pair(run: Run, tag: t.Assign | t.Stash) -> tuple[str, str]:
    """The name and the value of a setvar or stash."""
    name = run.text(tag.element, tag.variable)
    return name, _result(run, tag.element, run.text(tag.element, tag.value).strip())


_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]*")


def _result(run: Run, element: int, text: str) -> str:
    """The value of a setvar or stash: the result where the text is JavaScript, else the text [4, 14.1, 14.2]:
    `setvar_mode`.

    Digits and single words are their own value: an engine would make 83 of 0123.
    """
    tokens = run.given.tokens
    source = text if tokens is None else tokens.bare(text)
    if _WORD.fullmatch(source):
        return run.taken_as_words(text)
    result = _evaluate(run, element, source)
    if result.limited:
        message = f"{run.quoted(text)} was not evaluated to its end: {result.error}"
        run.effects.append(effects.Trouble(element, "javascript-limit", message))
    if result.text is None or result.text == source:
        return run.taken_as_words(text)
    run.assume(element, ("setvar_mode",))
    if run.plan.platform.setvar_mode == "literal":
        return text
    if tokens is not None and text[0] in "'\"" and text[0] == text[-1] and tokens.is_one(text[1:-1]):
        return text[1:-1]  # a copy
    return run.worked_out(text, result.text)


def _evaluate(run: Run, element: int, source: str) -> Result:
    """Evaluate JavaScript. The time, and a seed to draw lots, are given when it asks for them, which is noted."""
    now_ms = seed = None
    result = evaluate(source, seed=seed)
    while result.needs:
        run.note_need(result.needs)
        if result.needs == CLOCK:
            now_ms = run.now_ms()
        else:
            seed = run.plan.platform.seed
        result = evaluate(source, now_ms=now_ms, seed=seed)
    if result.limited:
        run.note_need(TIME if result.fleeting else LIMIT)
    return result


def test(run: Run, test: t.Test) -> t.Exit | TimedWait:
    """A condition; what does not evaluate is false [4]: `js_error`."""
    source = run.text(test.element, test.expression)
    if run.is_unknown():
        run.text(test.element, test.value or ())
        return TimedWait(0)
    bare = run.bare(source)
    result = _evaluate(run, test.element, bare)
    if test.value is not None and (not result.error or _BARE.fullmatch(bare.strip())):
        truth = _equal(run, test, bare, result) is not test.negated
    elif result.error:
        if _ends(run, test, f"the expression {run.quoted(source)} fails: {result.error}"):
            return run.end("error:javascript")
        truth = False
    else:
        truth = result.truth
    run.effects.append(effects.Condition(test.element, _condition_text(run, test, source), truth))
    return test.true if truth else test.false


def _ends(run: Run, test: t.Test, message: str) -> bool:
    """Whether a condition that fails ends the call."""
    run.effects.append(effects.Trouble(test.element, "error:javascript", message))
    run.assume(test.element, ("js_error",))
    return run.plan.platform.js_error == "end_call"


def testing(run: Run, test: t.Test, event: Event) -> t.Exit:
    """A condition of which is told whether it is true, or that it fails."""
    if event == TOLD["fails"] and _ends(run, test, "the expression may fail"):
        return run.end("error:javascript")
    run.effects.append(effects.Condition(test.element, "", event == TOLD["true"]))
    return test.true if event == TOLD["true"] else test.false


def _condition_text(run: Run, test: t.Test, source: str) -> str:
    """A condition as people read it."""
    if test.value is None:
        return source
    return f"{run.quoted(run.text(test.element, test.value))} {'differs from' if test.negated else 'equals'} {source}"


def _equal(run: Run, test: t.Test, source: str, result: Result) -> bool:
    """An equal compares trimmed texts; a bare word that is no JavaScript is itself [4]: `equal_compare`."""
    expected = source.strip() if result.text is None else result.text.strip()
    value = run.bare(run.text(test.element, test.value or ()).strip())
    numbers = _NUMBER.fullmatch(value), _NUMBER.fullmatch(expected)
    if not all(numbers) or (value == expected) is (float(value) == float(expected)):
        return value == expected
    run.assume(test.element, ("equal_compare",))
    return run.plan.platform.equal_compare == "number"


_BARE: Final = re.compile(r"[\w-]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
