"""Figures of many models of callers, one independent of the other, so that workers can share them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from ivrsim.callers.model import Callers
from ivrsim.chains.quantity import Between, exactly

Figures = Callable[[Callers], Mapping[str, Between]]
"""What is asked of a model: figures by name. For workers in other processes it must be picklable.

A figure that a model does not have is 0: what it counts cannot happen there.
"""


class Mapper(Protocol):
    """Who does the work: any executor of `concurrent.futures`, or of Dask."""

    def map(self, fn: Callable[..., Any], /, *iterables: Iterable[Any]) -> Iterator[Any]:
        """Apply a function to each, and yield what it returns in their order."""


def evaluated(figures: Figures, models: Sequence[Callers], workers: Mapper | None) -> list[Mapping[str, Between]]:
    """Return the figures of each model, in their order, however many workers there are.

    Args:
        figures: what is asked.
        models: of callers.
        workers: who does it; None is this process.
    """
    return list(workers.map(figures, models) if workers is not None else map(figures, models))


def figure_of(figures: Mapping[str, Between], name: str) -> Between:
    """Return a figure of a model; 0 where it has none of that name."""
    return figures.get(name, exactly(0.0))


def named(*several: Mapping[str, Between]) -> list[str]:
    """Return the names of all figures of several models, each once."""
    return list(dict.fromkeys(name for figures in several for name in figures))
