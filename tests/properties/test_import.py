"""A plan as Python source builds the same plan, and looks as formatters leave it."""

import ast
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, strategies as st
from lxml import etree

from ivrdsl.errors import XmlError
from ivrdsl.files.load import load
from ivrdsl.model import nodes as n, odd
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.source.expressions import KINDS
from ivrdsl.source.module import to_python
from ivrdsl.testing.canonical import canonical
from ivrdsl.testing.strategies import actions, dialplans, texts, variables
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.names import SPELLINGS
from ivrdsl.xml.parse import from_xml
from tests.needs import missing
from tests.sizes import draws

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.xml"))
RUFF = shutil.which("ruff", path=sysconfig.get_path("scripts")) or shutil.which("ruff")
CALLED = {kind.__name__ for kind in KINDS} | {"Var", "Secret", "spell", "column"}


def built(source: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(source, "plan.py", "exec"), names)
    return names["dialplan"]


def faults(source: str) -> str:
    """What ruff would change or complain about; empty for nothing."""
    if RUFF is None:
        missing("ruff is not installed: it comes with ivrdsl[dev]")
    told = []
    for words in (["format", "--diff"], ["check", "--select", "E,F,I,W,UP,N", "--ignore", "E501"]):
        command = [RUFF, *words, "--no-cache", "--isolated", "-"]
        done = subprocess.run(command, input=source.encode(), capture_output=True, timeout=60, check=False)
        if done.returncode:
            told.append((done.stdout + done.stderr).decode())
    return "".join(told)


def only_builds(source: str) -> bool:
    """Tell whether a module does nothing but import names of ivrdsl, and build values with them."""
    docstring_less = [each for each in ast.parse(source).body if not isinstance(each, ast.Expr)]
    imports, *rest = docstring_less
    assert isinstance(imports, ast.ImportFrom)
    assert imports.module == "ivrdsl"
    assert all(isinstance(each, ast.Assign) for each in rest)
    called = {
        each.func.id if isinstance(each.func, ast.Name) else each.func.attr  # type: ignore[attr-defined]
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.Call)
    }
    return called <= CALLED


# --- the corpus --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(CORPUS).as_posix() for path in FILES])
def test_a_real_plan_survives_and_looks_well(path: Path, tmp_path: Path) -> None:
    try:
        plan = from_xml(path.read_bytes())
    except XmlError:
        pytest.skip("not well-formed")
    source = to_python(plan, made_from=path.name)
    (tmp_path / "plan.py").write_text(source, encoding="utf-8")
    again = load(tmp_path / "plan.py")
    assert again == plan
    assert canonical(to_xml(again)) == canonical(to_xml(plan)) == canonical(path.read_bytes())
    assert faults(source) == ""
    assert only_builds(source)


# --- generated plans ---------------------------------------------------------------------------------------------


@given(dialplans())
def test_the_source_builds_the_plan(plan: n.Dialplan) -> None:
    source = to_python(plan)
    assert built(source) == plan
    assert only_builds(source)


@draws(60, suppress_health_check=[HealthCheck.too_slow])
@given(dialplans())
def test_the_source_looks_as_formatters_leave_it(plan: n.Dialplan) -> None:
    assert faults(to_python(plan)) == ""


WORDS = st.sampled_from(
    (
        "Press 1. ",
        "Hello ",
        "you ",
        "don't ",
        'say "yes" ',
        "${x} ",
        "'${y}' ",
        "${call.lastinput}",
        "{",
        "Größe ",
        "漢字 ",
    )
)
LONG = st.lists(WORDS, min_size=4, max_size=40).map("".join)


@draws(60)
@given(st.lists(LONG, min_size=1, max_size=4), st.booleans())
def test_long_texts_are_cut_as_formatters_like_it(long: list[str], deep: bool) -> None:
    inner = [n.Say(each, voice="female1") for each in long] + [n.SetVar(long[0], each) for each in long]
    inner += [n.Transfer("1", whisper=each) for each in long] + [n.If(each)[n.Hangup()] for each in long]
    body = (*inner, *[Comment(each) for each in long], n.Sms(long[0], to=long[-1]))
    plan = n.Dialplan("Root")[n.Menu()[n.Keypress("1")[body]] if deep else body]
    source = to_python(plan)
    assert built(source) == plan
    assert faults(source) == ""


@given(st.lists(texts() | variables().map(str), max_size=8).map("".join))
def test_every_text_survives_in_every_place(text: str) -> None:
    filled = text.strip() or "x"
    plan = n.Dialplan("Root", after=(Comment(text.replace("-", "=")),))[
        n.Say(text), n.Sms(text, to=text), n.If(text)[n.Get(filled, variable=text)],
        n.Equal(text, text), n.Transfer(filled, filled, whisper=text), n.SetVar(text, text), n.Goto(filled),
        Odd(text, ((text, text),), (Stray(text),), None, None, (text,)), Instruction(text, text),
    ]  # fmt: skip
    source = to_python(plan, made_from=text)
    assert built(source) == plan
    assert only_builds(source)


@given(st.text(st.characters(), max_size=12))
def test_a_text_that_no_xml_holds_runs_nothing(text: str) -> None:
    plan = n.Dialplan()[Odd(text, ((text, text),), (Stray(text),)), Stray(text)]
    source = to_python(plan, made_from=text)
    assert not re.search("[\ud800-\udfff\u202a-\u202e\u2066-\u2069]|[^\\S \n]", source)
    assert built(source) == plan
    assert only_builds(source)


# --- odd documents -----------------------------------------------------------------------------------------------

TAGS = st.sampled_from(sorted({each.tag for each in SPELLINGS.values()})) | st.sampled_from(
    ("Menu", "PLAY", "x", "p:x")
)
NAMES = st.sampled_from(("name", "NAME", "maxdigits", "maxDigits", "timeout", "type", "pressed", "expr", "var", "x"))
VALUES = st.sampled_from(("1", "tts", "TTS", "default", "a'b", "${x}", "&quot;", " x ", "3500", "&#10;", "{0}"))


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(TAGS, st.dictionaries(NAMES, VALUES, max_size=3), st.lists(inner, max_size=3))
    return parts.map(lambda three: f"<{three[0]}{attributes_text(three[1])}>{''.join(three[2])}</{three[0]}>")


def attributes_text(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


FILLING = st.sampled_from(("text", " ", "<!-- why -->", "<?pi some?>", "${x} == 'a'", "5"))
INNER = st.recursive(FILLING | element(FILLING), element, max_leaves=8)


@draws(60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(("dialplan", "Dialplan")), st.lists(INNER, max_size=4), st.dictionaries(NAMES, VALUES, max_size=2)
)
def test_odd_documents_survive(root: str, body: list[str], attributes: dict[str, str]) -> None:
    written = attributes_text(attributes)
    document = f'<!-- before --><{root} xmlns:p="urn:p"{written}>{"".join(body)}</{root}><?after?>'
    assume(etree.fromstring(document) is not None)
    plan = from_xml(document)
    source = to_python(plan)
    assert built(source) == plan
    assert canonical(to_xml(built(source))) == canonical(document)
    assert faults(source) == ""


@given(actions())
def test_an_action_alone_is_a_plan_too(action: Any) -> None:
    plan = n.Dialplan()[action]
    assert built(to_python(plan)) == plan


def test_every_kind_of_node_has_its_public_name() -> None:
    import ivrdsl

    assert {getattr(ivrdsl, kind.__name__) for kind in KINDS} == KINDS
    assert odd.Odd in KINDS
