"""JavaScript: a new text against quickjs-ng's own eval, and a text seen before against reading a variable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from benchmarks.measure import Contender, Figure, Settings, Work, figure, interleave, times_as_long
from benchmarks.report import Goal, Report, row

ROUNDS = 15
TEXTS = ("{} + 1 == 4711", "'{}'.split('').join(' ')", "'{}' == '12345'", "{} > 3 && {} < 900")
"""Expressions as dialplans have them, with a value put in."""
ODD = tuple("(function () { return " + text + " })()" for text in TEXTS)
PLAN = """<dialplan><setvar varname="n">5</setvar>{}<hangup/></dialplan>"""
SCRIPT = "answer live"


def run(settings: Settings) -> Report:
    """Time evaluations, and calls with and without an expression."""
    own = Contender(
        "quickjs-ng's own eval, with a time limit", "quickjs.Context.eval", "context.eval(text) in one context"
    ).present(engine)
    new = Contender(
        "ours, a new text", "ivrsim.core.javascript.evaluate",
        "an <if>, <setvar> or <stash> whose variables differ from call to call; this is the part that evaluates",
        ours=True,
    ).present(new_text)  # fmt: skip
    odd = Contender(
        "ours, a new text that may go on", "ivrsim.core.javascript.evaluate",
        "likewise, with a function in it: in the process that is ended after a second", ours=True,
    ).present(lambda: over_texts(ODD))  # fmt: skip
    reads = Contender(
        "a call that reads a variable ten times, each with values of its own", "ivrsim.play.call.Call, run_script",
        "Call(plan, variables=...), run_script(call, statements), of a plan with ten <stash>", ours=True,
    ).present(calls(READS))  # fmt: skip
    ifs = Contender(
        "a call with ten ifs over a text seen before, each with values of its own",
        "ivrsim.play.call.Call, run_script, ivrsim.core.javascript.evaluate",
        "Call(plan, variables=...), run_script(call, statements), of a plan with ten <if>", ours=True,
    ).present(calls(IFS))  # fmt: skip
    interleave([own, new, odd, reads, ifs], settings, ROUNDS)
    return report(own, new, odd, reads, ifs)


def engine() -> Work:
    """Return the work of evaluating a new text with the engine alone."""
    import quickjs

    context = quickjs.Context()
    context.set_time_limit(0.25)
    return over(context.eval)


def new_text() -> Work:
    """Return the work of evaluating a text that was not seen before, through our sealed context."""
    from ivrsim.core.javascript import evaluate

    return over(evaluate)


def over_texts(texts: Sequence[str]) -> Work:
    """Return the work of evaluating new texts of another kind."""
    from ivrsim.core.javascript import evaluate

    return over(evaluate, texts)


def over(evaluate: Any, texts: Sequence[str] = TEXTS) -> Work:
    """Return the work that evaluates each expression once, with another value every time."""
    values = count(10_000)

    def work(times: int) -> None:
        for _ in range(times):
            value = next(values)
            for text in texts:
                evaluate(text.replace("{}", str(value)))

    return work


READS = '<stash varname="x">a${n}</stash>' * 10
IFS = """<if expr="'${n}' == '5'"/>""" * 10


def calls(tags: str) -> Callable[[], Work]:
    """Return a maker of the work of one call through ten tags, to a recipient that nobody called before."""

    def make() -> Work:
        from ivrdsl import from_xml
        from ivrsim.compiling.compile import compile_plan
        from ivrsim.play.call import Call
        from ivrsim.script.run import run_script
        from ivrsim.script.statements import parse_script

        plan, statements, numbers = compile_plan(from_xml(PLAN.format(tags))), parse_script(SCRIPT), count()

        def work(times: int) -> None:
            for _ in range(times):
                run_script(Call(plan, variables={"contact.B": str(next(numbers))}), statements)

        return work

    return make


def report(own: Contender, ours: Contender, odd: Contender, reads: Contender, ifs: Contender) -> Report:
    """Put the table and the goals together."""
    by = {own.name: own, ours.name: own, odd.name: own, reads.name: reads, ifs.name: reads}
    return Report(
        topic="expressions",
        title="JavaScript in dialplans",
        unit="us",
        per_second=1e6,
        columns=["x quickjs-ng", "x reading"],
        rows=[
            row(one, {"x quickjs-ng" if by[one.name] is own else "x reading": times_as_long(one, by[one.name])})
            for one in (own, ours, odd, reads, ifs)
        ],
        goals=[
            Goal("ours, a new text: time, quickjs-ng's own eval = 1", 1.5, times_as_long(ours, own), at_least=False),
            Goal(
                "an if over a text seen before, us more than a stash that reads", 0.5, more(ifs, reads), at_least=False
            ),
        ],
        notes=[f"the first three rows are for {len(TEXTS)} expressions, the others for a whole call with ten tags"],
    )


def more(ifs: Contender, reads: Contender) -> Figure | None:
    """Return how many us more one if takes than one stash."""
    pairs = zip(ifs.cpu, reads.cpu, strict=True)
    return figure([(long - short) / 10 * 1e6 for long, short in pairs], more_is_better=False)
