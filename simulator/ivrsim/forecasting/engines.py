"""Which engine works out a law: plain Python, or NumPy and SciPy."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Final, Literal, NamedTuple, Protocol

from ivrdsl.errors import IvrError
from ivrdsl.findings.arguments import refuse
from ivrsim.forecasting import plain
from ivrsim.forecasting.durations import Durations
from ivrsim.forecasting.jumps import JumpChain
from ivrsim.forecasting.moments import Equations

Backend = Literal["auto", "plain", "arrays"]


class _DurationsOf(Protocol):
    def __call__(
        self, chain: JumpChain, start: int, ends: int, total: float, tail: float, most_steps: int
    ) -> Durations: ...


class Engine(NamedTuple):
    """What works out a law.

    Attributes:
        equations: makes the linear equations of a jump chain.
        durations: gives the law of how long calls last; see `plain.durations`.
    """

    equations: Callable[[JumpChain], Equations]
    durations: _DurationsOf


PLAIN: Final = Engine(plain.PlainEquations, plain.durations)
ARRAYS: Final = PLAIN
_MEND: Final = "pip install 'ivrdsl[forecast]'"


def engine_of(backend: Backend, nodes: int) -> Engine:
    """Return the engine for a chain of so many nodes.

    Raises:
        ArgumentError: there is no such engine.
        IvrError: NumPy and SciPy are not installed, and are asked for, or plain Python does not do for so many nodes.
    """
    if backend not in ("auto", "plain", "arrays"):
        refuse("law_of", "backend", backend, '"auto", "plain" or "arrays"')
    missing = [name for name in ("numpy", "scipy") if find_spec(name) is None]
    if backend == "arrays" and missing:
        raise IvrError(f"{' and '.join(missing)} is not installed; arrays need: {_MEND}")
    if backend == "plain" or (missing and backend == "auto"):
        if nodes > plain.MOST_NODES:
            raise IvrError(
                f"the chain has {nodes:,} nodes: plain Python does for {plain.MOST_NODES:,}; for more: {_MEND}"
            )
        return PLAIN
    return ARRAYS
