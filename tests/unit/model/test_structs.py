"""Structs behave as dataclasses of the same fields would: how they are made, compared, shown, copied and refused."""

import copy
import dataclasses
import inspect
import pickle
import pydoc
import subprocess
import sys
from typing import Any, ClassVar

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model import nodes as n
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.structs import MISSING, field, fields, replace, slotted, struct
from ivrdsl.model.values import Secret, Var
from ivrdsl.model.walk import elements
from ivrdsl.testing.strategies import dialplans
from ivrsim.core import table
from ivrsim.core.effects import KINDS
from ivrsim.core.memo import Act, Move
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.proofs.property import Property

NODES: list[Any] = [*n.NODES, Comment, Instruction, Stray, Odd]
_TABLE = [getattr(table, name) for name in table.__all__]
INSTRUCTIONS: list[Any] = [each for each in _TABLE if isinstance(each, type) and hasattr(each, "ways")]
RECORDS: list[Any] = [*INSTRUCTIONS, *KINDS.values(), Move, Act]
OTHERS: list[Any] = [Var, Secret, Platform, Plan, Property]
STRUCTS = [*NODES, *RECORDS, *OTHERS]
every_struct = pytest.mark.parametrize("cls", STRUCTS, ids=lambda cls: cls.__name__)
every_record = pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)


SHELVES = {each.name for cls in STRUCTS for each in fields(cls) if each.factory}
"""Fields whose defaults are made anew for each object."""


def twin(cls: Any, *, unsafe_hash: bool = True) -> Any:
    """The dataclass of the same fields."""
    made = []
    for each in fields(cls):
        given: dict[str, Any] = {"hash": each.hash, "repr": each.repr}
        if each.default is not MISSING:
            given["default"] = each.default
        if each.factory:
            given["default_factory"] = each.factory
        made.append((each.name, each.type, dataclasses.field(**given)))
    return dataclasses.make_dataclass(cls.__name__, made, slots=True, unsafe_hash=unsafe_hash)


def parameters(cls: Any) -> list[tuple[str, Any, Any]]:
    """Those of its constructor; what a default is that a factory makes, each may show in its own way."""
    factories = {each.name for each in fields(cls) if each.factory} if hasattr(cls, "__fields__") else SHELVES
    found = inspect.signature(cls).parameters.values()
    return [(each.name, each.kind, None if each.name in factories else each.default) for each in found]


def refusal(make: Any, *values: Any, **named: Any) -> str:
    with pytest.raises(TypeError) as caught:
        make(*values, **named)
    return str(caught.value)


def has_init_of_its_own(cls: Any) -> bool:
    return cls in (n.Amd, n.Say, n.Transfer, n.Sms, n.Text)


@every_struct
def test_its_constructor_is_that_of_a_dataclass(cls: Any) -> None:
    assert cls.__match_args__ == twin(cls).__match_args__
    assert cls.__init__.__qualname__ == f"{cls.__qualname__}.__init__"
    if has_init_of_its_own(cls):
        return
    other = twin(cls)
    assert parameters(cls) == parameters(other)
    if cls in NODES or cls is Platform:  # they refuse in their own words
        return
    assert refusal(cls, unknown=1) == refusal(other, unknown=1)
    assert refusal(cls, *range(99)) == refusal(other, *range(99))
    if any(each.default is MISSING and not each.factory for each in fields(cls)):
        assert refusal(cls) == refusal(other)


@pytest.mark.parametrize("cls", NODES, ids=lambda cls: cls.__name__)
def test_a_node_refuses_wrong_arguments_in_its_own_words(cls: Any) -> None:
    needed = [each.name for each in fields(cls) if each.default is MISSING]
    refusals = [refusal(cls, unknown=1)]
    refusals += [refusal(cls)] if needed else []
    refusals += [] if cls.varargs else [refusal(cls, *["x"] * 20)]
    assert [each for each in refusals if not each.startswith(f"{cls.__name__}: ")] == []
    assert "unknown=" in refusals[0]


@every_struct
def test_help_names_its_fields(cls: Any) -> None:
    told = pydoc.render_doc(cls)
    assert [each.name for each in fields(cls) if each.name not in told] == []


@every_record
@given(data=st.data())
def test_records_compare_hash_and_show_as_dataclasses_do(cls: Any, data: st.DataObject) -> None:
    value = st.one_of(st.integers(0, 2), st.sampled_from(["", "x", None, 0.5]), st.tuples(st.booleans()))
    names = [each.name for each in fields(cls)]
    first, second = (data.draw(st.tuples(*[value] * len(names))) for _ in range(2))
    other = twin(cls)
    for values in (first, second, (*first[1:], first[0])):
        assert (cls(*first) == cls(*values)) == (other(*first) == other(*values))
        assert (cls(*first) != cls(*values)) == (other(*first) != other(*values))
        assert hash(cls(*values)) == hash(other(*values))
        assert repr(cls(*values)) == repr(other(*values))
        assert repr(pickle.loads(pickle.dumps(cls(*values)))) == repr(cls(*values))
        assert [getattr(cls(**dict(zip(names, values, strict=True))), name) for name in names] == list(values)
    assert cls(*first) != first
    assert not hasattr(cls(*first), "__dict__")


@given(dialplans())
def test_nodes_compare_and_hash_as_dataclasses_do(dialplan: n.Dialplan) -> None:
    nodes = [element.node for element in elements(dialplan)][:20]
    twins = {cls: twin(cls) for cls in map(type, nodes)}
    others = [twins[type(node)](*(getattr(node, each.name) for each in fields(node))) for node in nodes]
    assert [hash(node) for node in nodes] == [hash(other) for other in others]
    same = [(a == b) for a in nodes for b in nodes]
    assert same == [(a == b) for a in others for b in others]
    assert pickle.loads(pickle.dumps(nodes)) == nodes
    assert copy.deepcopy(nodes) == nodes


# --- the mechanism itself -------------------------------------------------------------------------------------------


@struct
class Point:
    """Two numbers."""

    x: int
    y: int = 0
    kind: ClassVar[str] = "point"

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("left of all")


@struct
class Named(Point):
    z: str = "z"
    kept: "ClassVar[int]" = 3


@struct(eq=False, frozen=False)
class Shelf:
    books: list[str] = field(default_factory=list, hash=False, repr=False)


def test_fields_of_bases_come_first() -> None:
    assert [each.name for each in fields(Named)] == ["x", "y", "z"]
    assert repr(Named(1, z="a")) == "Named(x=1, y=0, z='a')"
    assert Named.kind == "point"
    assert Named(1) != Point(1)
    assert Named.__slots__ == ("z",)


def test_a_change_goes_through_the_constructor() -> None:
    assert replace(Point(1, 2), y=5) == Point(1, 5)
    with pytest.raises(ValueError, match="left"):
        replace(Point(1, 2), x=-1)
    if sys.version_info >= (3, 13):
        assert copy.replace(Point(1, 2), y=5) == Point(1, 5)


def test_what_is_frozen_says_so() -> None:
    point = Point(1)
    for change in (lambda: setattr(point, "x", 2), lambda: delattr(point, "x"), lambda: setattr(point, "new", 2)):
        with pytest.raises(dataclasses.FrozenInstanceError, match="Point is a value"):
            change()
    assert pickle.loads(pickle.dumps(point)) == point


def test_what_is_not_may_change_and_has_lists_of_its_own() -> None:
    one, other = Shelf(), Shelf()
    one.books.append("a")
    assert (one.books, other.books, repr(one)) == (["a"], [], "Shelf()")
    one.books = ["b"]
    assert one != Shelf(["b"])
    assert hash(one) != hash(other) or one is other


def test_what_a_class_writes_itself_stays() -> None:
    class Own:
        value: int

        def __init__(self) -> None:
            self.value = 7

        def __repr__(self) -> str:
            return "own"

    made = slotted(Own, frozen=False)
    assert (repr(made()), made().value, made.__slots__) == ("own", 7, ("value",))


def test_a_subclass_without_the_decorator_uses_the_same_constructor() -> None:
    program = "from ivrdsl import Menu\nclass Own(Menu): pass\nprint(Own('a', max_digits=1).name, Menu('b').name)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "a b\n"
