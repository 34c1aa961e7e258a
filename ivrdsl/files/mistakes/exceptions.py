"""What Python itself says of a user's file, in words of plans: what is wrong, and what to write instead.

The nodes refuse what is wrong with them in their own words (the files beside this one).
"""

import builtins
import re
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from importlib import import_module
from linecache import getline
from types import TracebackType
from typing import Final, NamedTuple

from ivrdsl.errors import NodeError
from ivrdsl.files.mistakes.source import has_body, is_node
from ivrdsl.files.mistakes.variables import text_error
from ivrdsl.findings.origin import safely, story_of
from ivrdsl.findings.words import Speller, one_of
from ivrdsl.xml.names import SPELLINGS

_FACE: Final = sys.modules["ivrdsl"]
"""What users import; it imports from every room, so none imports it."""
_NAME: Final = r"'(\w+)'"
_ELSEWHERE: Final = {
    "answer": ("Keypress",), "choice": ("Keypress",), "dial": ("Transfer",), "digit": ("Keypress",), "end": ("Hangup",),
    "exit": ("Hangup",), "forward": ("Transfer",), "gather": ("Menu",), "invalid": ("NoMatch",), "key": ("Keypress",),
    "noanswer": ("NoInput",), "nokey": ("NoInput",), "noresponse": ("NoInput",), "otherwise": ("NoMatch",),
    "pause": ("Wait",), "press": ("Keypress",), "prompt": ("Say",), "redirect": ("Goto",), "silence": ("NoInput",),
    "sleep": ("Wait",), "speak": ("Say",), "variable": ("Var",),
}  # fmt: skip
"""Words of other systems for nodes."""
_AGAIN: Final = frozenset({"repeat", "replay"})
"""Words of other systems for what a Goto does here."""
_ADDS: Final = frozenset({"add", "append", "extend", "insert", "children", "add_node"})
_MAKES: Final = frozenset({"build", "compile", "dump", "render", "save", "to_string", "to_xml", "write", "xml"})
_ELSES: Final = frozenset({"else", "else_", "elif", "otherwise", "orelse"})
"""What programs ask of a node that other libraries have as a method, in lower case."""


class Mistake(NamedTuple):
    """What is wrong, and what to write instead; "" where nobody can tell."""

    problem: str
    fix: str = ""


def mistake_of(error: BaseException, trace: TracebackType | None) -> Mistake:
    """Tell what a user's code raised.

    Args:
        error: what was raised.
        trace: the entry of its traceback that runs in the user's file, whose names may be meant.
    """
    if isinstance(error, NodeError):
        return Mistake(error.problem, error.fix)
    for kind, tell in _TELLERS.items():
        if isinstance(error, kind):
            try:
                return tell(error, trace)
            except Exception:  # noqa: BLE001  # an error that a user made up may hold anything
                break
    return Mistake(story_of(error))


def _own_names(trace: TracebackType | None) -> list[str]:
    """The names of the user's own that can be used where it was raised."""
    if trace is None:
        return []
    frame = trace.tb_frame
    return [name for name in (*frame.f_locals, *frame.f_globals) if not name.startswith("__")]


# --- names ----------------------------------------------------------------------------------------------------------


def _unknown_name(error: NameError, trace: TracebackType | None) -> Mistake:
    own = _own_names(trace)
    found = error.name or (re.findall(_NAME, safely(str, error)) or [""])[0]
    if not found:
        return Mistake(story_of(error))
    if isinstance(error, UnboundLocalError):
        return Mistake(story_of(error), f"give {found} a value before this line; a function's own names are its own")
    problem = f"nothing is called {found} here"
    if found in _FACE.__all__:
        return Mistake(problem, f"add this line at the top: from ivrdsl import {found}")
    mine = [each for each in own if each not in _FACE.__all__]
    if not (close := Speller(mine).near(found)) and _is_target(trace, found):
        return Mistake(problem, f'the name of a node is text, in quotes: Goto("{found}")')
    if not close and found.casefold() in _AGAIN:
        return Mistake(problem, 'to hear a menu again, jump back to it by its name: Goto("main")')
    same = [each for each in dir(builtins) if each.casefold() == found.casefold()]
    if near := _nodes_called(found) or same or Speller([*own, *_FACE.__all__]).near(found):
        return Mistake(problem, f"did you mean {one_of(near)}?{_to_import(near, own)}")
    fix = (
        f'for text write "{found}", for a variable of the call Var("{found}"); anything else first needs {found} = ...'
    )
    return Mistake(problem, "write None" if found in ("null", "nil", "undefined") else fix)


def _is_target(trace: TracebackType | None, found: str) -> bool:
    """Whether a name stands in the parentheses of a Goto, on the line that was running."""
    if trace is None:
        return False
    line = getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return (
        re.search(rf"\bGoto\(\s*(target\s*=\s*)?{re.escape(found)}\s*[,)]|\bgoto\s*=\s*{re.escape(found)}\b", line)
        is not None
    )


def _to_import(names: list[str], own: list[str]) -> str:
    missing = [name for name in names if name in _FACE.__all__ and name not in own]
    return f" (from ivrdsl import {', '.join(missing)})" if missing else ""


def _nodes_called(word: str) -> list[str]:
    """The nodes that XML, or another system, calls by a word."""
    folded = word.casefold().replace("_", "")
    tags = [
        cls.__name__
        for cls, spelling in SPELLINGS.items()
        if folded in (spelling.tag.casefold(), *(value for _, value in spelling.fixed))
    ]
    same = [name for name in tags if name.casefold() == folded]
    return same or tags or list(_ELSEWHERE.get(folded, ()))


def _not_to_import(error: ImportError, _: TracebackType | None) -> Mistake:
    story = safely(str, error)
    found = re.match(rf"cannot import name {_NAME} from '(ivrdsl|ivrsim)\W", story)
    if found:
        name, module = found.groups()
        known = {each: list(import_module(each).__all__) for each in ("ivrdsl", "ivrsim")}
        other = "ivrsim" if module == "ivrdsl" else "ivrdsl"
        problem = f"{module} has no {name}"
        if name in known[other]:
            return Mistake(problem, f"write from {other} import {name}")
        near = _nodes_called(name) or Speller(known[module]).near(name)
        return Mistake(
            problem, f"did you mean {one_of(near)}?" if near else f"it has {', '.join(sorted(known[module]))}"
        )
    if isinstance(error, ModuleNotFoundError) and error.name:
        if near := Speller(["ivrdsl", "ivrsim"]).near(error.name):
            return Mistake(f"there is no module {error.name}", f"did you mean {one_of(near)}?")
        return Mistake(f"there is no module {error.name}", "put its file beside this one, or install it with pip")
    return Mistake(story_of(error))


def _no_attribute(error: AttributeError, _: TracebackType | None) -> Mistake:
    if isinstance(error, FrozenInstanceError):
        return _frozen(error)
    name, owner = error.name or "", error.obj
    if owner is _FACE:
        near = _nodes_called(name) or Speller(_FACE.__all__).near(name)
        return Mistake(f"ivrdsl has no {name}", f"did you mean ivrdsl.{one_of(near)}?" if near else "")
    if owner is None:
        fix = f"what stands before .{name} is None: a function without a return gives None" if name else ""
        return Mistake(story_of(error), fix)
    if is_node(owner) and (fix := _instead_of_method(owner, name)):
        return Mistake(f"{type(owner).__name__}: it has no .{name}", fix)
    near = Speller([each for each in dir(owner) if not each.startswith("_")]).near(name)
    return Mistake(story_of(error), f"did you mean {one_of(near)}?" if near else "")


def _instead_of_method(owner: object, name: str) -> str:
    """What to write instead of a method of other libraries' nodes; "" if it is none."""
    kind, word = type(owner).__name__, name.casefold()
    if kind == "If" and word in _ELSES:
        return "an Else is the last node in the If: If(...)[..., Else()[...]]"
    if word in _ADDS and has_body(type(owner)):
        return f"what stands in it is written in brackets: {kind}(...)[...]"
    if kind == "Dialplan" and word in _MAKES:
        return "write ivrdsl compile FILE on the command line, or to_xml(dialplan) in Python"
    return ""


def _frozen(error: FrozenInstanceError) -> Mistake:
    problem, _, fix = safely(str, error).partition("; ")
    return Mistake(problem, f"{fix}; the call sets a variable by SetVar" if "a Var is" in problem else fix)


# --- types ----------------------------------------------------------------------------------------------------------

_TYPES: Final = (
    (r"sequence item \d+: expected str instance, Var found", "write str() round the variable, or an f-string"),
    (r"sequence item \d+: expected str instance, \w+ found", "write str() round what is no text"),
    (r"'(str|tuple|list|int|NoneType)' object is not callable", "put a comma before the parenthesis"),
    (r"(string|str|list|tuple|byte) indices must be integers", "put a comma before the bracket"),
    (
        r"'NoneType' object is not (subscriptable|iterable)",
        "a function that has no return gives None: write its return",
    ),
    (
        r"'(function|method)' object is not (subscriptable|iterable)",
        "call the function first: write () behind its name",
    ),
    (r"'type' object is not (subscriptable|iterable)", "write () behind the name of the class"),
    (r"can only concatenate str \(not", 'put a comma between the parts, or write it into the text: f"... {value}"'),
    (r"unsupported operand type\(s\) for .*'(Var|Secret)'", "give them as parts, with a comma: Say(..., ...)"),
    (
        r"'(Dialplan|Menu|Keypress|NoInput|NoMatch|If|Else|Amd|Live|Machine|Equal|NotEqual|Catch)' object"
        r" does not support the (asynchronous )?context manager",
        'a body stands in brackets: dialplan = Dialplan("Root")[...]',
    ),
    (r"\(\) missing \d+ required", "give it what it needs, in its parentheses"),
)
"""What Python says of types, and what to write instead."""


def _wrong_type(error: TypeError, _: TracebackType | None) -> Mistake:
    story = safely(str, error)
    if re.search("expected str instance, Secret found", story):  # no method of a secret is asked
        told = text_error()
        return Mistake(told.problem, told.fix)
    fix = next((fix for pattern, fix in _TYPES if re.search(pattern, story)), "")
    return Mistake(story if fix else story_of(error), fix)


# --- syntax ---------------------------------------------------------------------------------------------------------

_CURLY: Final = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_SYNTAX: Final = (
    (r"was never closed", "close it: ) for arguments, ] for a body"),
    (
        r"does not match opening parenthesis|unmatched",
        "close what was opened last first: ) for arguments, ] for a body",
    ),
    (r"forgot a comma", "put a comma between two nodes, and between two arguments"),
    (r"positional argument follows keyword argument", 'what has no keyword comes first: Say("Hello.", name="a")'),
    (r"keyword argument repeated", "write it once"),
    (r"expression cannot contain assignment", "keywords are written with _ in Python: max_digits=1"),
    (r"Maybe you meant '==' or ':=' instead of '='", 'a comparison of the call is text: If("${n} == 3")'),
    (r"unterminated (f-)?string literal|EOL while scanning", "end the text with the quote that it begins with"),
    (r"unterminated triple-quoted", 'end the text with """'),
    (
        r"invalid non-printable character",
        "write an ordinary blank instead; it was copied from a web page or a word processor",
    ),
    (r"f-string", 'in an f-string, a variable is {n}, where n = Var("n"); or leave out the f and write ${n}'),
    (r"(unexpected|expected an) indent|unindent", "begin each line of a block with the same number of blanks"),
    (r"leading zeros in decimal integer", 'a code, or a key, is text: write it in quotes, such as "0427"'),
    (r"invalid decimal literal", 'text stands in quotes, such as "5s"; a name begins with a letter'),
)
"""What Python says of a file that does not parse, and what to write instead."""


def syntax_mistake(error: SyntaxError) -> Mistake:
    """Tell why a file is no Python."""
    story = str(error.msg)
    line = (error.text or "").strip()
    if curly := next((each for each in _CURLY if f"U+{ord(each):04X}" in story), ""):
        return Mistake(f"the file is not Python: {curly} is a curly quote", "write a straight one: \" or '")
    fix = next((fix for pattern, fix in _SYNTAX if re.search(pattern, story)), "")
    if not fix and story == "invalid syntax":
        fix = "look for a missing comma, bracket or quote, here and on the line above"
    return Mistake(f"the file is not Python: {story}" + (f", near `{line}`" if line else ""), fix)


_TELLERS: Final[dict[type[BaseException], Callable[..., Mistake]]] = {
    NameError: _unknown_name,
    ImportError: _not_to_import,
    AttributeError: _no_attribute,
    TypeError: _wrong_type,
}
