"""A script in fewer bytes is the same script."""

import json
from pathlib import Path

import pytest
import quickjs

from ivrdsl import load
from ivrdsl.page.brevity import small_script, small_style
from ivrdsl.page.document import asset
from ivrdsl.page.script import OF_THE_PAGE, script
from ivrdsl.wording.mask import Mask
from ivrsim.automaton import trial
from ivrsim.automaton.build import automaton
from ivrsim.compiling.compile import compile_plan

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

PROGRAMS = {
    "names": "const first = 1; function add(one, other = first) { return one + other; } t = add(2);",
    "shorthand": "const width = 1, height = 2; const box = { width, height }; t = [box.width, box.height];",
    "patterns": "const { a, b: [c, d = 4], ...rest } = { a: 1, b: [3], e: 5 }; t = [a, c, d, rest.e];",
    "defaults": "const f = ({ size = 3, many } = {}) => [size, many]; t = [f(), f({ size: 1, many: 2 })];",
    "privates": "class A { #x = 1; #next() { return ++this.#x; } up() { return this.#next(); } } t = new A().up();",
    "templates": "const name = 'x', n = 2; t = `a  ${name} // ${n + 1}\\n b`;",
    "strings": "t = ['// no comment', \"a  b\", /[ /]+x y/g.source];",
    "comments": "let n = 1; // n = 2;\n/* n = 3; */ n += 1\nn += 1\nt = n;",
    "signs": "let i = 1; const j = i++ + ++i - -i; t = [j, typeof j, j in [1], void 0 === undefined];",
    "loops": "let sum = 0; for (const [key, value] of Object.entries({ a: 1, b: 2 })) sum += value; t = sum;",
    "shadows": "const at = 1; const f = (at) => { const of = at; return of; }; t = [at, f(2)];",
    "arrows": "const f = (a) => (b) => { return (c) => a + b + c; }; t = f(1)(2)(3); const g = async (x) => x;",
    "empty": "let n = 0; function f() { for (; n < 3; n += 1); } f(); function g() { while (n++ < 5); } g(); t = n;",
    "catches": "try { throw new Error('x'); } catch (error) { t = error.message; }",
    "labels": "const o = { at: 1, get now() { return this.at; }, f(at) { return at; } }; t = [o.now, o.f(3)];",
}


def told(program: str) -> object:
    context = quickjs.Context()
    context.eval(f"var t; {program}")
    return json.loads(context.eval("JSON.stringify(t)"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_what_it_did(name: str) -> None:
    program = PROGRAMS[name]
    small = small_script(program)
    assert told(small) == told(program)
    assert len(small) <= len(program) + 1


def test_the_player_plays_what_it_played() -> None:
    plan = compile_plan(load(EXAMPLES / "reminder.py"))
    made = automaton(plan, mask=Mask(shows=True), calls=1)
    driver = Path(trial.__file__).with_suffix(".js").read_text(encoding="utf-8")
    context = quickjs.Context()
    context.eval(small_script(f"{trial.player_source()}\n{driver}"))
    context.get("load")(json.dumps(made.data))
    engine = trial.PlayerEngine(made.data)
    for seed in range(50):
        told = json.loads(context.get("randomCall")(seed, 12))
        assert told["script"] == engine.random_call(seed).script


def test_names_of_browsers_and_properties_stay() -> None:
    small = small_script("const long = document.title; window.location.hash = long; element.dataset.long = 1;")
    assert "document.title" in small
    assert "window.location.hash" in small
    assert ".dataset.long" in small


def test_the_scripts_of_the_page_hold_no_text_over_several_lines() -> None:
    code = "\n".join(line for name in OF_THE_PAGE for line in asset(name).split("\n") if not line.startswith("//"))
    assert "`" not in code
    assert "</script" not in script()


def test_a_style_loses_what_says_nothing() -> None:
    assert (
        small_style("/* x */\na > b,\n c {\n  color: red;\n  margin: 0 auto;\n}\n") == "a>b,c{color:red;margin:0 auto}"
    )
