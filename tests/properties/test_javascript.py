"""What counts in an evaluation changes nothing of what a text means: it is compared with the bare engine."""

from typing import Final

import pytest
import quickjs
from hypothesis import example, given, strategies as st

from ivrsim.core import sandbox
from tests.sizes import draws

_ALONE: Final = "(function () { try { return String(eval(arguments[0])) } catch (error) { return 'thrown ' + error } })"


def by_the_engine(source: str) -> str:
    """What the engine alone makes of a text."""
    text: str = quickjs.Context().eval(_ALONE)(source)
    return text


# --- texts that catch errors -----------------------------------------------------------------------------------------

THROWN: Final = ("1", "'a'", "{a: 1}", "new TypeError('t')", "undefined", "[1, 2]")
PLAIN: Final = ("n++;", "log('a');", "null.x;", "missing();", "log(n);", "n = -n;", ";", "var v = 5;", "log(typeof v);")
CAUGHT: Final = ("catch (e) ", "catch ", "catch ({ message = n++, ...rest }) ", "catch ([a, b] = [1]) ", "catch (n) ")


def statements(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inside, max_size=3).map(lambda parts: "{ " + " ".join(parts) + " }")
    caught = st.tuples(st.sampled_from(CAUGHT), block).map("".join)
    ended = block.map(lambda body: f"finally {body}")
    tried = st.one_of(
        st.tuples(block, caught).map(" ".join),
        st.tuples(block, ended).map(" ".join),
        st.tuples(block, caught, ended).map(" ".join),
    ).map(lambda parts: f"try {parts}")
    return st.one_of(
        tried,
        tried,
        block.map(lambda body: f"for (var i = 0; i < 2; i++) {body}"),
        block.map(lambda body: f"a: for (var j of [1, 2]) {{ {body} continue a; }}"),
        block.map(lambda body: f"(function () {body})();"),
        block.map(lambda body: f"for (var g of (function* () {{ {body} yield 3; }})()) log(g);"),
        block.map(lambda body: f"`${{(() => {body})()}}`;"),
        block.map(lambda body: f"if (n > 1) {body} else log('else');"),
    )


PROGRAMS = st.lists(
    st.recursive(
        st.one_of(st.sampled_from(PLAIN), st.sampled_from(THROWN).map(lambda value: f"throw {value};")),
        statements,
        max_leaves=12,
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@given(PROGRAMS)
@example("try { throw 1 } catch (e) { log(e) } finally { log(2) }")
@example("try { null.x } catch { }")
@example("for (var i = 0; i < 3; i++) try { if (i) continue; log(i) } finally { if (i == 1) break }")
@example("try { try { throw 1 } finally { log('in') } } catch (e) { throw 2 }")
@draws(60)
def test_a_text_that_catches_errors_means_what_it_meant(program: str) -> None:
    """Its value, what it throws, and what it has done by then."""
    for source in (program, f"(function () {{ {program} }})()"):
        logged = f"var n = 1, lines = [], log = x => lines.push(String(x)); try {{ {source} }} finally {{ log('end') }}"
        told = f"{logged}; lines.join()"
        noted = sandbox.run(told, 0, 0)
        plain = sandbox._repeated(told, 0, 0, 0)
        if not noted.limited:
            assert noted == plain
        value = sandbox.run(source.replace("log", "String"), 0, 0)
        if not value.limited:
            assert value == sandbox._repeated(source.replace("log", "String"), 0, 0, 0)


# --- functions that count --------------------------------------------------------------------------------------------

CALLS: Final = [
    "[1,[2,[3,[4]]]].flat().length",
    "[1,[2,[3,[4]]]].flat(Infinity).join()",
    "[[1],,[2]].flat().length",
    "[1,2].flatMap(x=>[x,[x]]).length",
    "[1,2].flatMap(function(x,i,a){return this.k+x+i+a.length},{k:5}).join()",
    "JSON.stringify({a:[1,{b:2}],c:new Date(0)})",
    "JSON.stringify([1,[2]],null,2)",
    "JSON.stringify({a:1,b:2},['a'])",
    "JSON.stringify({toJSON(){return 7}})",
    "String(JSON.stringify(undefined))",
    "JSON.stringify({a:1},(k,v)=>k?v+1:v)",
    "JSON.parse('{\"a\":[1,2]}',(k,v)=>typeof v=='number'?v*2:v).a.join()",
    "var a=[];a[0]=a;JSON.stringify(a)",
    "[].concat([1],2,[[3]]).length",
    "[].concat({length:2,0:'a',1:'b',[Symbol.isConcatSpreadable]:true}).join()",
    "'a'.concat(1,null,{})",
    "[...'héllo'].reverse().join('')",
    "[...new Set([3,1,3])].join()",
    "[...new Map([[1,2]]).entries()].join()",
    "[...'a1b2'.matchAll(/[a-z](.)/g)].map(m=>m[1]).join()",
    "var [a,...b]='xyz';b.join()",
    "Math.max(...[1,5,3])",
    "Math.max.apply(null,[1,5,3])",
    "Array.from({length:3},(_,i)=>i).join()",
    "'2026-01-05'.replace(/(\\d+)-(\\d+)/,'$2.$1')",
    "'aXbX'.split(/x/i).join()",
    "'abc'.replace(/b/,m=>m.toUpperCase())",
    "/(?<y>\\d{4})/.exec('in 2026').groups.y",
    "var r=/a/g;r.test('aa');r.lastIndex",
    "RegExp('a','g').flags",
    "new RegExp(/x/,'i').test('X')",
    "/x/ instanceof RegExp",
    "/x/.constructor===RegExp",
    "RegExp(/a/).source",
    "class R extends RegExp{};new R('a') instanceof R",
    "new R2('b').exec('abc').index;class R2 extends RegExp{}",
    "Number('0x10')+Number(' 5 ')",
    "new Number(5) instanceof Number",
    "(5).constructor===Number",
    "Number.MAX_SAFE_INTEGER",
    "class N extends Number{};new N(7)+1",
    "String(Symbol('x'))",
    "Symbol('x').description",
    "typeof Symbol.iterator",
    "String([1,[2,3]])",
    "new String('abc').length",
    "''.constructor===String",
    "String.fromCharCode(65)",
    "new Map([[1,'a']]).get(1)",
    "new Set('hello').size",
    "new Set([1,2]).union(new Set([2,3])).size",
    "new WeakMap([[Array,1]]).get(Array)",
    "class M extends Map{};new M([[1,2]]).size",
    "Map.groupBy([1,2,3],x=>x%2).size",
    "new Uint8Array([1,2,300]).join()",
    "Uint8Array.from([1,2]).length",
    "new Float64Array(2).fill(1.5).join()",
    "class U extends Uint8Array{};new U(3).length",
    "Object.prototype.toString.call(new Uint8Array(1))",
    "Object.groupBy([1,2,3],x=>x%2?'o':'e').o.join()",
    "Object.entries({a:1}).join()",
    "Object.keys('ab').join()",
    "Reflect.construct(Date,[0]).getTime()",
    "Reflect.apply(Math.max,null,[1,2])",
    "Reflect.ownKeys({b:1,a:2}).join()",
    "Iterator.from([1,2,3]).map(x=>x*2).toArray().join()",
    "[1,2,3].values().drop(1).toArray().join()",
    "(function(){return this===globalThis})()",
    "[].flat.name+[].flat.length+JSON.stringify.length+eval.name+eval.length",
    "Function.length+Function.name+(()=>1).constructor.name",
    "(()=>1) instanceof Function",
    "(function*(){}).constructor.name",
    "typeof Function+typeof eval",
    "eval(5)",
    "[3,1,2].toSorted().join()",
    "[1,2,3].with(1,9).join()",
    "null.flat()",
    "[].flat.call(null)",
    "RegExp.prototype.exec.call({},'a')",
    "new RegExp('(')",
    "Symbol()+''",
    "new Symbol()",
    "new Set(5)",
    "JSON.parse('{')",
    "'x'.repeat(-1)",
    "[].reduce(Math.max)",
    "({}).x.y",
    "Uint8Array(3)",
    "Map()",
    "var o={};o.toString=()=>'mine';o+''",
    "var o={};o.valueOf=()=>7;o+1",
    "var o={};o.constructor=5;o.constructor+Object.keys(o)",
    "var seen={};for(const w of 'to be constructor'.split(' '))seen[w]=1;seen.constructor",
    "function Card(){};Card.prototype.toString=function(){return 'mine'};''+new Card()",
    "var f=function(){};f.toString=()=>'mine';''+f",
    "var a=[1];a.toString=()=>'mine';''+a",
    "var e=new Error('m');e.name='Mine';String(e)",
    "class E extends Error{constructor(m){super(m);this.name='E'}};String(new E('q'))",
    "class E extends TypeError{};E.prototype.name='E';String(new E('q'))",
    "'use strict';var o={};o.hasOwnProperty=1;o.hasOwnProperty",
    "'x'.toString=5;'x'.toString()",
    "Object.prototype.toString.x=1;1",
]


@pytest.mark.parametrize("source", CALLS)
def test_functions_that_count_do_what_the_engine_s_own_do(source: str) -> None:
    result = sandbox.run(source, 0, 0)
    assert not result.limited
    assert (f"thrown {result.error}" if result.error else result.text) == by_the_engine(source)


@pytest.mark.parametrize("name", ["toString", "valueOf", "constructor", "hasOwnProperty"])
def test_what_all_objects_have_is_not_changed_in_silence(name: str) -> None:
    result = sandbox.run(f"Object.prototype.{name}=function(){{return 'mine'}};''+{{}}", 0, 0)
    assert (result.limited, result.error) == (True, "it changes what the engine's own objects do")


def test_what_is_behind_those_names_is_frozen_too() -> None:
    names = "Object.getOwnPropertyNames(Object.prototype).filter(n=>n!='__proto__')"
    assert sandbox.run(f"{names}.filter(n=>!Object.isFrozen(({{}})[n])).join()", 0, 0).text == ""
    assert sandbox.run("Object.isFrozen((function*(){}).constructor)", 0, 0).value is True


@pytest.mark.parametrize("source", ["__told=5", "\\u005f_told=5", "typeof __t\\u{6f}ld"])
def test_no_text_sets_the_name_that_is_ours(source: str) -> None:
    assert sandbox.run(source, 0, 0).error == "it uses the name __told"
    assert sandbox.run("typeof globalThis.__told", 0, 0).error == "it uses the name __told"
