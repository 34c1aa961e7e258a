"""Records of the engine: structs that are made often, and that nobody changes."""

from typing import TypeVar, dataclass_transform

from ivrdsl.model.structs import field, slotted

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a record: a struct that nobody changes, which mypy sees to.

    A frozen struct would see to it at run time, at twice the price of making one, and compiling a big plan is mostly
    making instructions.
    """
    return slotted(cls, frozen=False)
