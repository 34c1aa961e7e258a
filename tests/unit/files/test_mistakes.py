"""Mistakes of the first hour: what the command says, the exception says too; and places are right in odd files.

The messages themselves are in tests/cli/mistakes.md.
"""

import ast
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from ivrdsl import LoadError, load
from ivrdsl.errors import NodeError
from ivrdsl.files.spot import assignment

PAGE = (Path(__file__).resolve().parents[2] / "cli" / "mistakes.md").read_text(encoding="utf-8")
CASE = re.compile(r"^```python (\w+)\.py\n(.*?)^```\n\n^```console\n(.*?)^```$", re.M | re.S)
CASES = {name: (source, told) for name, source, told in CASE.findall(PAGE)}
FOUND = {name: told for name, (_, told) in CASES.items() if "error[IVR000]" in told}
PYTHONS_OWN = (ImportError, NameError, SyntaxError, FrozenInstanceError)
"""What Python raises before a node is asked."""
LEFT_TO_PYTHON = {
    "body_by_with",
    "else_behind_an_if",
    "nodes_appended",
    "plan_compiled",
    "attribute_of_the_module",
    "comma_behind_a_text",
    "secret_by_join",
}
"""What no method of ours is asked about, so that outside the command Python's own words stand."""


def raised(source: str) -> BaseException | None:
    """What running a file raises."""
    try:
        exec(compile(source, "plan.py", "exec"), {})
    except Exception as error:  # noqa: BLE001  # whatever it is
        return error
    return None


def fix_of(told: str) -> str:
    found = re.search(r"^   fix  (.*)$", told, re.M)
    return found[1] if found else ""


def test_there_are_many_and_each_says_what_to_write() -> None:
    assert len(FOUND) >= 60
    assert {name for name, told in FOUND.items() if not fix_of(told)} == set()
    assert {name for name, told in FOUND.items() if not re.search(rf"^  --> {name}\.py:\d+", told, re.M)} == set()


def test_no_message_begins_with_the_name_of_an_exception() -> None:
    assert re.findall(r"no-plan: \w*(?:Error|Exception)\b.*", PAGE) == []


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name", FOUND)
def test_the_exception_says_what_the_command_says(name: str) -> None:
    error = raised(CASES[name][0])
    if error is None or isinstance(error, PYTHONS_OWN) or name in LEFT_TO_PYTHON:
        assert not isinstance(error, NodeError)
        return
    assert isinstance(error, NodeError)
    assert error.problem in FOUND[name]
    assert error.fix == fix_of(FOUND[name])
    assert str(error) == f"{error.problem}; {error.fix}"


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name", FOUND)
def test_a_program_that_loads_it_is_told_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.py"
    path.write_text(CASES[name][0], encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        load(path)
    assert not caught.value.usage
    assert caught.value.fix == fix_of(FOUND[name])
    assert caught.value.problem.replace(str(path), path.name) in FOUND[name]
    assert caught.value.fix in str(caught.value)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_most_are_raised_by_the_nodes_themselves() -> None:
    assert sum(isinstance(raised(source), NodeError) for source, _ in CASES.values()) > 60


ODD = [
    ("umlauts before it", 'from ivrdsl import *\nx = ("äöü", "日本", Menu("m", maxDigits=1))\n', (2, 29)),
    ("tabs", "from ivrdsl import *\nif True:\n\tx = Menu('m', maxDigits=1)\n", (3, 16)),
    ("line ends of Windows", "from ivrdsl import *\r\n\r\nx = Say()\r\n", (3, 5)),
    ("a byte order mark", "\ufefffrom ivrdsl import *\nx = Say()\n", (2, 5)),
    (
        "an argument over lines",
        'from ivrdsl import *\nx = Menu(\n    "m",\n    max_digits=(\n        "1"\n    ),\n)\n',
        (4, 5),
    ),
    ("an argument behind a star", 'from ivrdsl import *\na = ["x", None]\nx = Say(*a)\n', (3, 5)),
    ("a keyword behind two stars", 'from ivrdsl import *\na = {"maxDigits": 1}\nx = Menu("m", **a)\n', (3, 5)),
    ("another name of the class", "from ivrdsl import Keypress as K\nx = K(1)\n", (2, 5)),
    ("a body in a comprehension", 'from ivrdsl import *\nx = [Menu("m")[k] for k in ("a",)]\n', (2, 16)),
    ("a lambda", "from ivrdsl import *\nf = lambda: Say()\nx = f()\n", (2, 13)),
]


@pytest.mark.parametrize(("source", "place"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
def test_the_place_of_a_mistake(source: str, place: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "plan.py"
    path.write_bytes(source.encode())
    with pytest.raises(LoadError) as caught:
        load(path)
    assert (caught.value.line, caught.value.column) == place
    assert caught.value.fix
    assert f":{place[0]}" in str(caught.value)


@pytest.mark.parametrize(
    "raises",
    [
        "raise NameError",
        "raise NameError('odd', name=5)",
        "raise ImportError",
        "raise AttributeError('odd', name=5, obj=5)",
        "raise SyntaxError",
        "raise TypeError(5)",
        "raise NodeError('mine')",
        "class Odd:\n    def __dir__(self): raise RuntimeError\nOdd().x",
        "class Odd:\n    def __repr__(self): raise RuntimeError\nSay(Odd())",
        "class Odd:\n    def __repr__(self): raise RuntimeError\nDialplan()[Odd()]",
        "def f(n): f(n)\nf(1)",
    ],
)
def test_whatever_is_raised_is_told(raises: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.py"
    path.write_text(f"from ivrdsl import *\n{raises}\n")
    with pytest.raises(LoadError) as caught:
        load(path)
    assert not caught.value.usage
    assert caught.value.problem


def test_what_a_secret_holds_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.py"
    for wrong in ("[Secret('tiger')]", "[Menu('m', Say(Secret('tiger')))]", "[SetVar('n', Secret('tiger'))]"):
        path.write_text(f"from ivrdsl import *\nDialplan('a'){wrong}\n")
        with pytest.raises(LoadError) as caught:
            load(path)
        assert "tiger" not in str(caught.value)


def test_a_mistake_in_a_file_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "pieces_of_mine.py").write_text('from ivrdsl import *\n\n\ndef ask():\n    return Menu("m", var=1)\n')
    path = tmp_path / "plan.py"
    path.write_text('from ivrdsl import *\nfrom pieces_of_mine import ask\ndialplan = Dialplan("a")[ask()]\n')
    with pytest.raises(LoadError) as caught:
        load(path)
    assert caught.value.file.endswith("pieces_of_mine.py")
    assert (caught.value.line, caught.value.column) == (5, 22)
    assert "called from" in caught.value.problem


@pytest.mark.parametrize(
    ("text", "kind", "right"),
    [
        ("427", "int", True),
        ("-3", "int", True),
        ("0", "int", True),
        ("0427", "int", False),
        ("+15551234567", "int", False),
        ("1_000", "int", False),
        ("0427", "str", True),
        ("0.5", "float", True),
        ("007", "float", False),
    ],
)
def test_a_parameter_loses_nothing(text: str, kind: str, right: bool, tmp_path: Path) -> None:
    path = tmp_path / "plan.py"
    path.write_text(f"from ivrdsl import *\ndef dialplan(code: {kind}):\n    return Dialplan('a')[Say(str(code))]\n")
    if right:
        assert load(path, code=text).body[0].text == text  # type: ignore[union-attr]
        return
    with pytest.raises(LoadError, match="write code: str in the function"):
        load(path, code=text)


def test_where_a_name_is_given_its_value() -> None:
    source = "a = 1\nif a:\n    b = 2\na, (c, d) = 3, (4, 5)\ndef e(): pass\nf: int = 6\n"
    found = {name: assignment(source.encode(), name) for name in "acdefz"}
    assert {name: place and place.line for name, place in found.items()} == {
        "a": 4, "c": 4, "d": 4, "e": 5, "f": 6, "z": None,
    }  # fmt: skip
    assert ast.parse(source)
    assert assignment(b"(", "a") is None
