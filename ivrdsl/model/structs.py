"""Classes whose fields are their annotations: what `dataclasses` makes of a class, at a tenth of the price.

`dataclasses` compiles up to seven functions for each class, whether or not anybody calls them. Here classes share what
need not be quick, and the rest is compiled when it is first called: a plan uses few of the classes.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final, Never, TypeVar, dataclass_transform, overload

T = TypeVar("T")
Write = Callable[[type[Any]], Callable[..., Any]]
"""Writes a method of a class."""


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""Stands for the default of a field that has none."""


class StructField:
    """A field of a struct.

    Attributes:
        name: of the field.
        type: its annotation; text, in files that import `annotations` from the future.
        default: its default, or MISSING.
        factory: makes the default, where each object needs one of its own.
        hash, repr: whether the field is part of these.
    """

    __slots__ = ("default", "factory", "hash", "name", "repr", "type")

    def __init__(self, factory: Callable[[], Any] | None, *, in_hash: bool, in_repr: bool) -> None:
        self.name = ""
        self.type: Any = None
        self.default: Any = MISSING
        self.factory, self.hash, self.repr = factory, in_hash, in_repr


def field(*, default_factory: Callable[[], Any] | None = None, hash: bool = True, repr: bool = True) -> Any:  # noqa: A002
    """Say more about a field than its type; named as in `dataclasses`, which checkers of types know."""
    return StructField(default_factory, in_hash=hash, in_repr=repr)


def fields(struct: Any) -> tuple[StructField, ...]:
    """The fields of a struct or of its class, those of its bases first."""
    found: tuple[StructField, ...] = struct.__fields__
    return found


def is_required(field: StructField) -> bool:
    """Whether a field has no default."""
    return field.default is MISSING and field.factory is None


def replace(struct: T, /, **changes: Any) -> T:
    """Make a struct anew with some fields changed; its constructor checks them."""
    return type(struct)(**{each.name: getattr(struct, each.name) for each in fields(struct)} | changes)


# --- classes --------------------------------------------------------------------------------------------------------


@overload
def struct(cls: type[T], /) -> type[T]: ...
@overload
def struct(*, eq: bool = True, frozen: bool = True, write: "Write | None" = None) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def struct(
    cls: type[Any] | None = None, /, *, eq: bool = True, frozen: bool = True, write: "Write | None" = None
) -> Any:
    """Make a class a struct; see `slotted`. Written like `dataclass`, with a call for other options or without."""
    options: dict[str, Any] = {"eq": eq, "frozen": frozen, "write": write}
    return partial(slotted, **options) if cls is None else slotted(cls, **options)


def slotted(cls: type[T], *, eq: bool = True, frozen: bool = True, write: Write | None = None) -> type[T]:
    """Make a class with slots of one with annotations. Methods that it has of its own are kept.

    Args:
        cls: the class.
        eq: whether its objects are equal, and hash, by what they hold; otherwise each is equal to itself alone.
        frozen: whether setting a field of an object raises.
        write: writes the constructor, if not one that fills the fields and calls `__post_init__`.
    """
    inherited = {each.name: each for base in reversed(cls.__mro__[1:]) for each in getattr(base, "__fields__", ())}
    own = {name: _field(cls, name, kind) for name, kind in cls.__annotations__.items() if not _is_of_class(kind)}
    all_ = inherited | own
    space = {name: value for name, value in vars(cls).items() if name not in own and name not in _OF_UNSLOTTED}
    for name, method in (_METHODS | (_FROZEN if frozen else {})).items():
        if getattr(cls, name, None) is getattr(object, name, None):
            space[name] = method
    for name, writer in {"__init__": write or initializer, **(_EQUAL if eq else {})}.items():
        space.setdefault(name, _WhenUsed(writer))
    space["__slots__"] = tuple(name for name in own if name not in inherited)
    space["__fields__"] = tuple(all_.values())
    space["__match_args__"] = tuple(all_)
    make: Any = type(cls)
    made: type[T] = make(cls.__name__, cls.__bases__, space)  # anew: slots are for classes that are being made
    made.__qualname__ = cls.__qualname__
    return made


_OF_UNSLOTTED: Final = ("__dict__", "__weakref__")


def _is_of_class(kind: object) -> bool:
    """Whether an annotation says that a name belongs to the class, and is no field."""
    return kind.startswith("ClassVar") if isinstance(kind, str) else getattr(kind, "__origin__", kind) is ClassVar


def _field(cls: type[Any], name: str, kind: object) -> StructField:
    default = vars(cls).get(name, MISSING)
    made = default if type(default) is StructField else StructField(None, in_hash=True, in_repr=True)
    made.name, made.type = name, kind
    if made is not default:
        made.default = default
    return made


# --- methods that structs share -------------------------------------------------------------------------------------


def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_assignment(self: object, name: str, value: object) -> Never:
    from dataclasses import FrozenInstanceError  # only for a mistake

    raise FrozenInstanceError(f"cannot assign to {name!r}: a {type(self).__name__} is a value; make another one")


def _refuse_deletion(self: object, name: str) -> Never:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete {name!r}: a {type(self).__name__} is a value")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_METHODS: Final[dict[str, Callable[..., Any]]] = {"__repr__": _repr, "__replace__": replace}
_FROZEN: Final[dict[str, Callable[..., Any]]] = {
    "__setattr__": _refuse_assignment,
    "__delattr__": _refuse_deletion,
    "__getstate__": _state,  # for pickle, which would set the fields
    "__setstate__": _restore,
}


# --- methods that are written when they are used --------------------------------------------------------------------


class _WhenUsed:
    """A method that is written when somebody first calls it, or asks for its signature."""

    __slots__ = ("_cls", "_name", "_write")

    def __init__(self, write: Write) -> None:
        self._write = write

    def __set_name__(self, cls: type[Any], name: str) -> None:
        self._cls, self._name = cls, name

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Any:
        made: Any = self._write(self._cls)
        setattr(self._cls, self._name, made)
        return made.__get__(instance, owner)


def initializer(
    cls: type[Any],
    before: Iterable[str] = (),
    after: Iterable[str] = (),
    parameters: Iterable[str] | None = None,
    **known: Any,
) -> Callable[..., None]:
    """Write the `__init__` of a struct: fills its fields, and calls `__post_init__` where there is one.

    Args:
        cls: the struct.
        before, after: further lines of code.
        parameters: what it takes, if not just the fields; `default_x` is the default of the field x.
        known: what those can name.
    """
    known |= {"MISSING": MISSING}
    own, values = [], {}
    for each in fields(cls):
        name = each.name
        own.append(name if is_required(each) else f"{name}=default_{name}")
        values[name] = f"make_{name}() if {name} is MISSING else {name}" if each.factory else name
        known |= {f"default_{name}": each.default, f"make_{name}": each.factory}
    lines = [*before, *fill(cls, known, values), *after]
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    made = function(
        f"{cls.__qualname__}.__init__", ["self", *(own if parameters is None else parameters)], lines, known
    )
    made.__annotations__ = {each.name: each.type for each in fields(cls)} | {"return": None}
    return made


def _equality(cls: type[Any]) -> Callable[..., Any]:
    one, other = (_tuple(f"{each}.{field.name}" for field in fields(cls)) for each in ("self", "other"))
    lines = ["if other.__class__ is not self.__class__: return NotImplemented", f"return {one} == {other}"]
    return function(f"{cls.__qualname__}.__eq__", ["self", "other"], lines, {})


def _hash(cls: type[Any]) -> Callable[..., Any]:
    values = _tuple(f"self.{field.name}" for field in fields(cls) if field.hash)
    return function(f"{cls.__qualname__}.__hash__", ["self"], [f"return hash({values})"], {})


def _tuple(items: Iterable[str]) -> str:
    """The code of a tuple."""
    return f"({''.join(f'{item}, ' for item in items)})"


_EQUAL: Final[dict[str, Write]] = {"__eq__": _equality, "__hash__": _hash}


def fill(cls: Any, known: dict[str, Any], values: dict[str, str]) -> list[str]:
    """The lines that write each value into its slot of `self`, past the `__setattr__` of what is frozen."""
    if cls.__setattr__ is object.__setattr__:
        return [f"self.{name} = {value}" for name, value in values.items()]
    known |= {f"set_{name}": getattr(cls, name).__set__ for name in values}
    return [f"set_{name}(self, {value})" for name, value in values.items()]


def function(name: str, parameters: list[str], lines: list[str], known: dict[str, Any]) -> Callable[..., Any]:
    """Compile a function of the lines of its body; `known` is what its code can name."""
    source = f"def made({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, known)
    made: Callable[..., Any] = known.pop("made")
    made.__qualname__, made.__name__ = name, name.rpartition(".")[2]
    return made
