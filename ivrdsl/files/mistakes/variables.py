"""What to write instead of Python's operators on a variable, of an attribute that it lacks, and of a secret as text."""

import re
from typing import Any, Final

from ivrdsl.errors import NodeAttributeError, NodeError
from ivrdsl.files.mistakes.source import shown, written
from ivrdsl.findings.words import Speller, did_you_mean
from ivrdsl.model import system
from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Var

_LATE: Final = "the variable has its value only during the call"
_WITH_TWO: Final = {"//": "Math.floor({} / {})", "**": "Math.pow({}, {})"}
_CONDITIONS: Final = {"<": "{} < {}", "<=": "{} <= {}", ">": "{} > {}", ">=": "{} >= {}"}
_TRUTHS: Final = {"&": "{} && {}", "|": "{} || {}", "^": "{} != {}"}
_OF_ONE: Final = {"-": "-{}", "+": "{}", "abs": "Math.abs({})", "round": "Math.round({})"}
_METHODS: Final = {
    "endswith": "slice(-1) == 'a'",
    "find": "indexOf('a')",
    "index": "indexOf('a')",
    "lower": "toLowerCase()",
    "replace": "replace('a', 'b')",
    "split": "split('-')[0]",
    "startswith": "indexOf('a') == 0",
    "strip": "trim()",
    "upper": "toUpperCase()",
}
"""Methods of Python's texts, and what does the same in JavaScript."""
_FACES: Final = {"CALL": CALL, "CONTACT": CONTACT, "GLOBAL": GLOBAL}


def operator_error(variable: Var, sign: str, others: tuple[object, ...], *, reflected: bool) -> NodeError:
    """`n > 3`, `1 + n`, `not n`, `n[0]`, `len(n)` and the like, all of which the call works out, in JavaScript."""
    return NodeError(*_instead_of(variable, sign, others, reflected))


def _instead_of(variable: Var, sign: str, others: tuple[object, ...], reflected: bool) -> tuple[str, str]:
    name, own = str(variable), shown(variable)
    other = others[0] if others else None
    if sign == "bool":
        instead = f'If("{name}")[...], If("!{name}")[...], or If("{name} && ${{other}}")[...]'
        return f"{own} is neither true nor false in Python: {_LATE}", f"write a condition as text: {instead}"
    if sign == "()":
        return f"{own} is a variable, and no function", "write it without the parentheses"
    if sign == "int":
        return f"{own} is no number in Python: {_LATE}", f'leave int out: If("{name} > 3") takes it for a number'
    if sign == "iter":
        instead = _set(variable, f"'{name}'.split('').join(' ')", "spelled")
        return f"{own} has no parts in Python: {_LATE}", f"to have it read one by one, write {instead}"
    if sign in ("len", "in", "[]"):
        return _of_text(variable, sign, other)
    if not others or sign == "round":
        problem = f"{f'{sign}({own})' if sign.isalpha() else sign + own} cannot be worked out in Python: {_LATE}"
        if sign == "~":
            return problem, f'write a condition as text: If("!{name}")[...]'
        return problem, f"write it as text: {_set(variable, _OF_ONE[sign].format(name))}"
    return _of_two(variable, sign, other, reflected)


def _of_two(variable: Var, sign: str, other: object, reflected: bool) -> tuple[str, str]:
    pair = (shown(other), shown(variable)) if reflected else (shown(variable), shown(other))
    problem = f"{pair[0]} {sign} {pair[1]} cannot be worked out in Python: {_LATE}"
    if sign in ("+", "%") and type(other) is str:
        text = f"{other}{variable}" if reflected else f"{variable}{other}"
        return problem, f"write the variable in the text: {written(text)}"
    first, second = (str(variable), _operand(other)) if type(other) is not str else (variable.quoted, _operand(other))
    if reflected:
        first, second = second, first
    if sign in _CONDITIONS or sign in _TRUTHS:
        condition = (_CONDITIONS | _TRUTHS)[sign].format(first, second)
        return problem, f'write it as text: If("{condition}")[...]'
    return (
        problem,
        f"write it as text: {_set(variable, _WITH_TWO.get(sign, f'{{}} {sign} {{}}').format(first, second))}",
    )


def _of_text(variable: Var, sign: str, other: object) -> tuple[str, str]:
    text, own = variable.quoted, shown(variable)
    if sign == "len":
        return (
            f"len({own}) is not known in Python: {_LATE}",
            f"write it as text: {_set(variable, f'{text}.length', 'length')}",
        )
    if sign == "in":
        instead = f'If("{text}.indexOf({_operand(other)}) >= 0")[...]'
        return f"{shown(other)} in {own} is not known in Python: {_LATE}", f"write it as text: {instead}"
    if isinstance(other, slice):
        ends = [each for each in (other.start or 0, other.stop) if each is not None]
        cut = f"slice({', '.join(str(each) for each in ends)})"
    else:
        cut = f"charAt({other})" if type(other) is int and other >= 0 else "slice(-1)" if other == -1 else "charAt(0)"
    return f"{own} has no parts in Python: {_LATE}", f"write it as text: {_set(variable, f'{text}.{cut}', 'part')}"


def _operand(value: object) -> str:
    """A value as it stands in JavaScript."""
    if isinstance(value, str):
        return repr(value) if "'" not in value else "'...'"
    return str(value) if isinstance(value, Var) or type(value) in (int, float) else "..."


def _set(variable: Var, source: str, name: str = "") -> str:
    """A SetVar that works something out; what the platform sets is not set by it."""
    own = variable.name if re.fullmatch(r"\w+", variable.name) else "result"
    return f'SetVar("{name or own}", "{source}")'


def format_error(variable: Var, form: str) -> NodeError:
    problem = f"{shown(variable)} cannot be written as {form!r}: {_LATE}"
    return NodeError(problem, f'leave the format out: "{variable}"')


def text_error() -> NodeError:  # what it holds must not be told
    """`f"{spell('AB12')}"`, `str(...)`, `+`, `%`, `.format`: as plain text it would stand unmasked in every report."""
    fix = 'give it as a part of its own: Say("Your code is ", spell(code), ". Goodbye.")'
    return NodeError("a secret that becomes part of a text would lose its mark, and be shown in reports", fix)


# --- attributes -----------------------------------------------------------------------------------------------------


def attribute_error(variable: Var, name: str) -> NodeError:
    """`n.upper()`, and `GLOBAL.date.day`."""
    system_names = _python_names()
    problem = f"{shown(variable)} has no {name}"
    if near := Speller(system_names).near(f"{variable.name}.{name}"):
        fix = f"write {system_names[near[0]]}"
    elif hasattr(str, name):
        problem = f"{shown(variable)} has no {name}, as a text of Python has: {_LATE}"
        method = _METHODS.get(name, "toUpperCase()")
        fix = f"write it as text: {_set(variable, f'{variable.quoted}.{method}')}"
    elif near := Speller(["name", "quoted"]).near(name):
        fix = did_you_mean(near)
    else:
        fix = "it has name, and quoted for expressions"
    return NodeAttributeError(problem, fix)


def system_name_error(face: Any, name: object) -> NodeError:
    """`CONTACT.firstName`, `CONTACT.A`, `CONTACT["firstName"]`."""
    own = next(spelt for spelt, each in _FACES.items() if each is face)
    names = [each for each in dir(type(face)) if isinstance(getattr(face, each), Var)] if isinstance(name, str) else []
    near = Speller(names).near(str(name))
    dotted = f"{own.lower()}.{name}"
    if own == "CONTACT" and re.fullmatch("[A-Za-z]{1,2}", str(name)):
        fix = f'write CONTACT.column("{str(name).upper()}")'
    elif near:
        fix = f"write {own}.{near[0]}"
    elif system.is_observed(dotted):
        fix = f'write Var("{dotted}")'
    else:
        fix = f"it has {', '.join(names)}" + (', and column("A") to column("ZZ")' if own == "CONTACT" else "")
    return NodeAttributeError(f"{own} has no {name}", fix)


def system_call_error(face: Any, arguments: tuple[object, ...]) -> NodeError:
    """`CONTACT("B")`, and `CALL("caller_id")`."""
    own = next(spelt for spelt, each in _FACES.items() if each is face)
    problem = f"{own} is called like a function, and holds variables"
    name = arguments[0] if arguments and isinstance(arguments[0], str) else ""
    if name and isinstance(getattr(type(face), name, None), Var):
        return NodeError(problem, f"write {own}.{name}")
    fix = system_name_error(face, name).fix if name else "write a dot and a name: CALL.caller_id, CONTACT.first_name"
    return NodeError(problem, fix)


def _python_names() -> dict[str, str]:
    """The platform's variables, and how each is written in Python."""
    return {
        value.name: f"{own}.{name}"
        for own, face in _FACES.items()
        for name in dir(type(face))
        if isinstance(value := getattr(face, name), Var)
    }
