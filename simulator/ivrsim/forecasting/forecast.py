"""A forecast: what it says, and what it leans on."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrsim.chains.quantity import Between, Quantity


class ForecastAssumption(NamedTuple):
    """A number of the model that a forecast leans on.

    Attributes:
        name: dotted, as in a file of callers: "person.early".
        value: as a file would have it.
        source: where it is from; "" where it is assumed.
        moves: how far each quantity's mean moves if it is otherwise, by name; {} where that was not asked.
    """

    name: str
    value: str
    source: str
    moves: Mapping[str, Between]


class Forecast(NamedTuple):
    """What calls to a plan will be like.

    Attributes:
        plan: the name of the plan.
        step_ms: in which steps time goes.
        quantities: the laws, by name.
        events: how likely things are, by name: "person hears secret", "answered by mailbox", "ends with dialplan",
            "presses 1 at main", "transfer answered", "never ends" ...
        prompts: for each prompt that is played, by name, what it says.
        unknown: what has no law and makes bounds of numbers, in words.
        assumptions: the numbers that it leans on.
        half_step_ms: how far the mean duration moves at half the step, in ms.
        nodes: of the chain.
        bound: why the search, or the chain, is not complete; "" where it is.
    """

    plan: str
    step_ms: int
    quantities: Mapping[str, Quantity]
    events: Mapping[str, Between]
    prompts: Mapping[str, str]
    unknown: Sequence[str]
    assumptions: Sequence[ForecastAssumption]
    half_step_ms: float
    nodes: int
    bound: str
