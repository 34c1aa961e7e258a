"""JavaScript: a new text against quickjs-ng's own eval, and a text seen before against reading a variable."""

from __future__ import annotations

from itertools import count
from typing import Any

from benchmarks.measure import Contender, Settings, Work, interleave, present, ratio
from benchmarks.report import Goal, Report, number

ROUNDS = 9
BATCH_S = 0.05
TEXTS = ("{} + 1 == 4711", "'{}'.split('').join(' ')", "'{}' == '12345'", "{} > 3 && {} < 900")
"""Expressions as dialplans have them, with a value put in."""
PLAN = """<dialplan><setvar varname="n">5</setvar>{}<hangup/></dialplan>"""


def run(settings: Settings) -> Report:
    """Time evaluations, and calls with and without an expression."""
    made = {
        "quickjs-ng's own eval, with a time limit": present("quickjs-ng's own eval, with a time limit", engine),
        "ours, a new text": present("ours, a new text", new_text),
        "a call that reads a variable ten times": present("a call that reads a variable ten times", calls(READS)),
        "a call with ten ifs over a text seen before": present(
            "a call with ten ifs over a text seen before", calls(IFS)
        ),
    }
    interleave(list(made.values()), settings.rounds_or(ROUNDS), BATCH_S)
    return report(*made.values())


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


def over(evaluate: Any) -> Work:
    """Return the work that evaluates each expression once, with another value every time."""
    values = count(10_000)

    def work(times: int) -> None:
        for _ in range(times):
            value = next(values)
            for text in TEXTS:
                evaluate(text.replace("{}", str(value)))

    return work


READS = '<stash varname="x">a${n}</stash>' * 10
IFS = """<if expr="'${n}' == '5'"/>""" * 10


def calls(tags: str) -> Any:
    """Return a maker of the work of one step through ten tags; nothing is remembered of the steps."""

    def make() -> Work:
        from ivrdsl import from_xml
        from ivrsim.compiling.compile import compile_plan
        from ivrsim.core.events import LIVE
        from ivrsim.core.state import RINGING
        from ivrsim.core.step import step

        plan = compile_plan(from_xml(PLAN.format(tags)))

        def work(times: int) -> None:
            for _ in range(times):
                step(plan, RINGING, LIVE)

        return work

    return make


def report(own: Contender, ours: Contender, reads: Contender, ifs: Contender) -> Report:
    """Put the table and the goals together."""
    rows = [
        [one.name, number(one.median * 1e6) if one.seconds else f"absent: {one.absent}"]
        for one in (own, ours, reads, ifs)
    ]
    more_us = (ifs.median - reads.median) / 10 * 1e6 if ifs.seconds and reads.seconds else None
    return Report(
        topic="expressions",
        title="JavaScript in dialplans",
        headers=["contender", "us"],
        rows=rows,
        goals=[
            Goal("ours, a new text: time, quickjs-ng's own eval = 1", 1.5, ratio(ours, own), at_least=False),
            Goal(
                "an if over a text seen before, us more than a stash that reads a variable",
                0.5,
                more_us,
                at_least=False,
            ),
        ],
        notes=[f"the first two rows are for {len(TEXTS)} expressions, the others for ten tags"],
    )
