"""Records of the engine: slotted values that are made often, and that nobody changes."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a record: a slotted dataclass that nobody changes, which mypy sees to.

    dataclass(frozen=True) would see to it at run time, at the price of a call of object.__setattr__ for each field,
    which made a Play seven times as dear. Compiling a big plan is mostly making instructions.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
