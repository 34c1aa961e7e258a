"""What a forecast answers when it is asked for budgets: verdicts, each with the call that spends it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.wording.mask import MASK, Mask
from ivrsim.chains.quantity import exactly
from ivrsim.forecasting.budgets.budget import CallBudget
from ivrsim.forecasting.budgets.judge import BROKEN, SHARE, BudgetVerdict, judge
from ivrsim.forecasting.budgets.spenders import spender
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.forecasts import Forecaster
from ivrsim.forecasting.scripts import script_of
from ivrsim.forecasting.telling.phrases import figure_told
from ivrsim.forecasting.telling.summary import Line, wrapped
from ivrsim.proofs.verdicts import command_of

_PRESS: Final = re.compile(r"press ([0-9*#])(?!\S)")
_LONGEST: Final = 40
"""Keys of a code that is looked for in a call."""


class SpendingCall(NamedTuple):
    """The commonest call because of which a budget is broken.

    Attributes:
        script: its statements; () where nobody can bring it about.
        duration_ms: how long it takes.
        share: of the calls that are answered, how many go this way.
        why: why there is no script; "" where there is one.
    """

    script: Sequence[str]
    duration_ms: int
    share: float
    why: str = ""


class BudgetAnswer(NamedTuple):
    """What is said of a budget.

    Attributes:
        verdict: what the forecast says of it.
        call: the call that spends it; None where it is not broken.
    """

    verdict: BudgetVerdict
    call: SpendingCall | None = None

    def masked(self, mask: Mask) -> "BudgetAnswer":
        """Return it with what a mask hides left out of the call's script."""
        if self.call is None:
            return self
        script = [mask.masked(each) for each in _without_codes(self.call.script, mask)]
        return self._replace(call=self.call._replace(script=script, why=mask.masked(self.call.why)))


def _without_codes(script: Sequence[str], mask: Mask) -> list[str]:
    """The statements of a call, without the keys that are together a code that a mask hides."""
    pressed = [(place, found[1]) for place, each in enumerate(script) if (found := _PRESS.match(each))]
    hidden: set[int] = set()
    for start in range(len(pressed)):
        for end in range(start + 2, min(start + _LONGEST, len(pressed)) + 1):
            places, keys = zip(*pressed[start:end], strict=True)
            if mask.masked("".join(keys)) == MASK:
                hidden.update(places)
    return [_PRESS.sub(f"press {MASK}", each) if place in hidden else each for place, each in enumerate(script)]


def answers_to(budgets: Iterable[CallBudget], maker: Forecaster, forecast: Forecast) -> list[BudgetAnswer]:
    """Judge budgets, and find the call that spends each one that is broken.

    Args:
        budgets: in their order.
        maker: what made the forecast.
        forecast: what it says.

    Raises:
        IvrError: a budget is about what the forecast does not have.
    """
    verdicts = [judge(each, forecast) for each in budgets]
    return [BudgetAnswer(each, _call(each, maker, forecast) if each.verdict == BROKEN else None) for each in verdicts]


def _call(verdict: BudgetVerdict, maker: Forecaster, forecast: Forecast) -> SpendingCall:
    quantity = forecast.quantities.get(verdict.name)
    try:
        course = spender(verdict, maker, exactly(0.0) if quantity is None else quantity.mean)
    except IvrError as error:
        return SpendingCall((), 0, 0.0, str(error))
    if course is None:
        return SpendingCall((), 0, 0.0, "no single call shows it")
    script = script_of(maker.unfolding, course)
    why = "" if script else "it leans on what no script can bring about"
    return SpendingCall(script, course.duration * maker.chain.step_ms, course.share, why)


def answer_lines(answer: BudgetAnswer, replay: str = "") -> Iterator[Line]:
    """Yield the call that spends a budget, below its verdict.

    Args:
        answer: what is said of the budget.
        replay: the command that plays a call, with `{script}` where its script goes.
    """
    call = answer.call
    if call is None:
        return
    if call.share > 0:
        share = figure_told(exactly(call.share), SHARE)
        took = figure_told(exactly(float(call.duration_ms)), "ms")
        yield from wrapped("note", f"{'':11}the commonest call that spends it takes {took}; {share} go this way", 11)
    if call.why:
        yield from wrapped("note", f"{'':11}{call.why}", 11)
    elif replay:
        yield "replay", f"   replay  {command_of(replay, call.script)}"
