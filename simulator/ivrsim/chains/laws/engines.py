"""Which engine works out a law: plain Python, or NumPy and SciPy."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Final, Literal, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.findings.arguments import refuse
from ivrsim.chains.chain import Chain
from ivrsim.chains.laws import arrays, plain
from ivrsim.chains.laws.jumps import JumpChain
from ivrsim.chains.laws.moments import JumpEquations
from ivrsim.chains.laws.outline import Outline
from ivrsim.chains.laws.systems import ArrayEquations

Backend = Literal["auto", "plain", "arrays"]


class LawEngine(NamedTuple):
    """What works out a law.

    Attributes:
        equations: makes the linear equations of a jump chain.
        outline: finds how calls end, and when; see `plain.outline`.
    """

    equations: Callable[[JumpChain], JumpEquations]
    outline: Callable[[Chain, int, float, int], Outline]


PLAIN: Final = LawEngine(plain.PlainEquations, plain.outline)
ARRAYS: Final = LawEngine(ArrayEquations, arrays.outline)
_MEND: Final = "pip install 'ivrdsl[forecast]'"


def engine_of(backend: Backend, nodes: int) -> LawEngine:
    """Return the engine for a chain of so many nodes.

    Raises:
        ArgumentError: there is no such engine.
        IvrError: NumPy and SciPy are not installed, and are asked for, or plain Python does not do for so many nodes.
    """
    if backend not in ("auto", "plain", "arrays"):
        refuse("law_of", "backend", backend, '"auto", "plain" or "arrays"')
    missing = [name for name in ("numpy", "scipy", "threadpoolctl") if find_spec(name) is None]
    if backend == "arrays" and missing:
        raise IvrError(f"not installed: {' and '.join(missing)}; the engine with arrays needs: {_MEND}")
    if backend == "plain" or (missing and backend == "auto"):
        if nodes > plain.MOST_NODES:
            raise IvrError(
                f"the chain has {nodes:,} nodes: plain Python does for {plain.MOST_NODES:,}; for more: {_MEND}"
            )
        return PLAIN
    return ARRAYS
