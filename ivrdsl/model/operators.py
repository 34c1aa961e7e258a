"""Operators of Python that variables and secrets refuse: it would do something else with them than a plan means.

A variable has its value only during the call, and a secret that becomes text loses its mark. Checkers of types see none
of these methods, so they reject what uses them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Never

from ivrdsl.model.tellers import teller

_REFLECTED: Final = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "and": "&", "or": "|", "xor": "^",
}  # fmt: skip
"""Operators of two values that Python also asks the right one for: the method's name, and the operator."""
_OTHERS: Final = {
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "neg": "-", "pos": "+", "abs": "abs", "invert": "~", "bool": "bool",
    "len": "len", "int": "int", "float": "float", "index": "int", "iter": "iter", "getitem": "[]", "contains": "in",
    "round": "round", "call": "()",
}  # fmt: skip
_OF_TEXT: Final = ("str", "format", "add", "radd", "mod", "rmod", "len", "iter", "getitem", "contains")
"""What makes text of a value, or takes it for one."""


class InCall:
    """A value that is known only during the call."""

    __slots__ = ()


class Marked:
    """A text with a mark, which it loses where it becomes plain text."""

    __slots__ = ()


class SystemNames:
    """What has the platform's own variables for attributes."""

    __slots__ = ()


def _operator(sign: str, *, reflected: bool = False) -> Callable[..., Never]:
    def refuse(self: Any, *others: object) -> Never:
        raise teller("variables").operator_error(self, sign, others, reflected=reflected)

    return refuse


def _as_text(self: Any, *_: object) -> Never:
    raise teller("variables").text_error()


def _format(self: Any, form: str) -> str:
    if form:
        raise teller("variables").format_error(self, form)
    return str(self)


def _attribute_of_variable(self: Any, name: str) -> Never:
    if name[:2] == "__" or name == "name":  # asked by Python itself, and while a copy is being made
        raise AttributeError(name)
    raise teller("variables").attribute_error(self, name)


def _system_name(self: Any, name: str) -> Never:
    if name[:2] == "__":
        raise AttributeError(name)
    raise teller("variables").system_name_error(self, name)


def _call_of_names(self: Any, *arguments: object, **_: object) -> Never:
    raise teller("variables").system_call_error(self, arguments)


if not TYPE_CHECKING:
    for _name, _sign in (_REFLECTED | _OTHERS).items():
        setattr(InCall, f"__{_name}__", _operator(_sign))
    for _name, _sign in _REFLECTED.items():
        setattr(InCall, f"__r{_name}__", _operator(_sign, reflected=True))
    for _name in _OF_TEXT:
        setattr(Marked, f"__{_name}__", _as_text)
    InCall.__format__ = _format
    InCall.__getattr__ = _attribute_of_variable
    SystemNames.__call__ = _call_of_names
    SystemNames.__getattr__ = SystemNames.__getitem__ = _system_name
