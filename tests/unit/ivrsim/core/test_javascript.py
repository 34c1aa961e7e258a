"""The evaluator: results as variables keep them, bombs that end, and nothing that leaks into the next."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from ivrsim.core import custody, javascript, sandbox
from ivrsim.core.javascript import Result, evaluate
from ivrsim.core.needs import CLOCK
from tests.unit.ivrsim.core.hostile import HOSTILE

NOON: Final = 1_767_614_400_000
"""2026-01-05 12:00:00 UTC, a Monday."""


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("1 + 1", "2"),
        ("1 + 1;", "2"),
        ("'a' + 1", "a1"),
        ("''", ""),
        ("1 == 1", "true"),
        ("!1", "false"),
        ("'2517'.split('').join(' ')", "2 5 1 7"),
        ('"12135550143".substring(1, 4)', "213"),
        ("'YES'.toLowerCase()", "yes"),
        ("isNaN('x')", "true"),
        ("parseInt('08', 10)", "8"),
        ("'😀'", "😀"),
        ("'ä' + '好'", "ä好"),
    ],
)
def test_a_result_is_text(source: str, text: str) -> None:
    assert evaluate(source).text == text


@pytest.mark.parametrize(
    "source",
    [
        "0/0",
        "1/0",
        "-1/0",
        "undefined",
        "void 0",
        "null",
        "({})",
        "[1]",
        "x => x",
        "Date",
        "JSON",
        "Symbol()",
        "",
        "//",
    ],
)
def test_other_results_replace_nothing(source: str) -> None:
    result = evaluate(source)
    assert result.text is None
    assert not result.error


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("3.0", "3"),
        ("6 / 2", "3"),
        ("-0", "0"),
        ("0.5", "0.5"),
        ("-1.25", "-1.25"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1 / 3", "0.3333333333333333"),
        ("2147483648", "2147483648"),
        ("9007199254740991", "9007199254740991"),
        ("2 ** 53 + 2", "9007199254740994"),
        ("1e20", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("1.5e300", "1.5e+300"),
        ("5e-324", "5e-324"),
        ("1e-7", "1e-7"),
        ("1.5e-7", "1.5e-7"),
        ("0.0001", "0.0001"),
        ("0.00001", "0.00001"),
        ("0.0000015", "0.0000015"),
        ("0.000001", "0.000001"),
        ("12345678901 * 10000000000", "123456789010000000000"),
        ("123456789012345680000", "123456789012345680000"),
    ],
)
def test_numbers_print_as_javascript_prints_them(source: str, text: str) -> None:
    assert evaluate(f"String({source})").text == text
    assert evaluate(source).text == text


@pytest.mark.parametrize(
    ("source", "truth"),
    [
        ("true", True),
        ("false", False),
        ("1", True),
        ("0", False),
        ("-0", False),
        ("0/0", False),
        ("''", False),
        ("'0'", True),
        ("'false'", True),
        ("[]", True),
        ("({})", True),
        ("null", False),
        ("undefined", False),
        ("10n", True),
        ("0n", False),
    ],
)
def test_truth_is_javascripts(source: str, truth: bool) -> None:
    result = evaluate(source)
    assert (result.truth, result.error) == (truth, "")


@pytest.mark.parametrize(
    "source",
    [
        "' ==1",
        "a b",
        "1 +",
        "nonsense",
        "nonsense()",
        "5 = 5",
        "'O'Neill'",
        "null.x",
        "throw 1",
        "throw undefined",
        "throw new Error('')",
        "await 1",
        "\0",
        "(",
        "'\n'",
        "throw {toString() { throw 1 }}",
    ],
)
def test_a_failure_is_an_error_never_an_exception(source: str) -> None:
    result = evaluate(source)
    assert result.error
    assert (result.value, result.truth, result.text) == (None, False, None)


@pytest.mark.parametrize(
    "source",
    [
        "nonsense",
        "1 +",
        "throw undefined",
        "null.x",
        "throw 'interrupted'",
        "throw new Error('the call stack of orders')",
    ],
)
def test_an_ordinary_error_is_no_limit(source: str) -> None:
    assert not evaluate(source).limited


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'😀'.split('').join(' ')", "\ufffd \ufffd"),  # half a character is none
        ("'😀'.substring(0, 1)", "\ufffd"),
        ("'\ud800'", "?"),
        ("'a\\u0000b'", "a\0b"),
    ],
)
def test_odd_characters_come_through(source: str, text: str) -> None:
    assert evaluate(source).text == text


# --- bombs -----------------------------------------------------------------------------------------------------------

BOMBS: Final = {
    "loop": "while (true) {}",
    "loop in a function": "(function () { for (;;) {} })()",
    "regular expression": "/(a+)+b/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
    "one text": "'x'.repeat(1e9)",
    "doubling text": "let s = 'x'; for (;;) s += s",
    "arrays": "const a = []; for (;;) a.push(new Array(1e5).fill(1))",
    "recursion": "(function f() { return f() })()",
    "recursion through toString": "const o = { toString() { return '' + o } }; '' + o",
    "stringify": "let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; JSON.stringify(o)",
    "sort": "[3, 2, 1].sort(() => { for (;;) {} })",
    "nested source": "(" * 50_000 + ")" * 50_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_an_error_and_the_next_evaluation_works(name: str) -> None:
    result = evaluate(BOMBS[name])
    assert result.error
    assert result.limited
    assert evaluate(f"'after {name}'").text == f"after {name}"


_BOMBS: Final[dict[str, str]] = json.loads(Path(__file__).with_name("bombs.json").read_text(encoding="utf-8"))
MORE_BOMBS: Final = {**_BOMBS, **HOSTILE}
"""Texts that loop, grow or hide; some took minutes where time was what limited them."""
OUTCOMES: Final[dict[str, str]] = json.loads(Path(__file__).with_name("outcomes.json").read_text(encoding="utf-8"))
"""What comes of each: a result, an error, or a limit."""


def outcome(result: Result) -> str:
    """What came of a text, in a few words."""
    kind = "limit" if result.limited else "error" if result.error else "result"
    return f"{kind}: {result.error or result.text}"[:80]


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """What this process has taken, and that for texts which may go on."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def custodian() -> subprocess.Popen[bytes]:
    """The process for texts which may go on."""
    evaluate("(() => 1)() + 1")
    javascript._known.clear()
    if custody._process is None:
        return custodian()
    return custody._process


@pytest.mark.skipif(sys.platform != "linux", reason="processor time of another process: /proc of Linux")
@pytest.mark.parametrize("name", MORE_BOMBS)
def test_whatever_runs_ends_within_a_second_of_processor_time(name: str) -> None:
    process = custodian()
    begin = processor_seconds(process)
    result = evaluate(MORE_BOMBS[name], now_ms=NOON)
    assert result.limited or name not in OUT_OF_TIME
    assert not result.fleeting or name in OUT_OF_TIME  # a quick machine may come to a counted limit first
    if result.fleeting:
        assert process.poll() == custody._TIME_IS_UP
    else:
        # it looks at the time now and then, and what is asked here takes some of it, too
        assert processor_seconds(process) - begin < custody.SECONDS + 2 * custody._LOOK_S


OUT_OF_TIME: Final = {
    f"operators: {name}"
    for name in ("chain", "compare wide", "digits", "digits compared", "object spread", "typeof in with")
}
"""Texts that nothing counts, or hardly: a slow machine ends them by the time."""
"""What operators alone do with values that are large, which nothing counts. They would take minutes."""


@pytest.mark.parametrize("name", MORE_BOMBS)
def test_whatever_runs_comes_to_the_same_each_time(name: str) -> None:
    javascript._known.clear()
    first = evaluate(MORE_BOMBS[name], now_ms=NOON)
    if name in OUT_OF_TIME:  # which limit it is hangs on the machine
        assert first.limited
        return
    assert outcome(first) == OUTCOMES[name]
    javascript._known.clear()
    evaluate("for (var i = 0; i < 1234; i++); 'x'.repeat(9000)")
    assert repr(evaluate(MORE_BOMBS[name], now_ms=NOON)) == repr(first)  # NaN differs from itself


@pytest.mark.parametrize("before", [0, 1, 4900])
def test_turns_are_counted_to_the_last_one(before: int) -> None:
    """What was evaluated before has used up some of the count of the context, and has no part in the outcome."""
    sandbox._context.cache_clear()
    javascript._known.clear()
    outcomes = []
    for turns in range(MOST_TURNS - 2, MOST_TURNS + 3):
        evaluate(f"for (var i = 0; i < {before}; i++); {turns}")
        outcomes.append(evaluate(f"for (var i = 0; i < {turns}; i++); i").limited)
    assert outcomes == [False, False, False, True, True]


MOST_TURNS: Final = 4986
"""Of such a loop: a turn of it counts twice, and there are 10,000."""


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("9n ** 9999n", "it works with BigInts"),
        ("'\\'' + 9n * 9n", "it works with BigInts"),
        ("BigInt('9')", "it works with BigInts"),
        ("'x' + " * 4000 + "'x'", "it has more than 20000 characters"),
    ],
)
def test_what_is_not_evaluated_at_all(source: str, error: str) -> None:
    assert evaluate(source) == Result(error=error, limited=True)


@pytest.mark.parametrize("source", ["10n", "'Gate 10n' * 1", "'a BigInt' + 1", "5 * min10n", "'5min' + 2"])
def test_what_looks_like_a_bigint_is_evaluated(source: str) -> None:
    assert not evaluate(source).limited


def test_what_goes_on_after_a_limit_depends_on_no_text_before() -> None:
    source = "var n = 0; try { for (;;) [n++, 'x'.repeat(10 * n * n)].self } catch { } n"
    sandbox._context.cache_clear()
    javascript._known.clear()
    first = evaluate(source)
    javascript._known.clear()
    evaluate("(function () { var kept = ['x'.repeat(99000)]; kept.push(kept); return 1 })()")  # garbage that goes round
    assert evaluate(source) == first


def test_a_limit_that_was_hit_is_hit_in_a_new_context_too(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def once_limited(source: str, now_ms: int, seed: int, skipped: int, *, swept: bool) -> Result:
        tried.append(source)
        return Result(error="out of memory", limited=True) if len(tried) == 1 else Result(7)

    monkeypatch.setattr(sandbox, "_tried", once_limited)
    assert evaluate("'a limit, then none'").value == 7
    assert evaluate("'a limit, then none'").value == 7
    assert len(tried) == 2


LONG: Final = "var a = '1'.repeat(90000); for (;;) { " + "+a; " * 100 + "}"
"""A text that only time ends."""


def test_a_limit_of_time_is_never_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert evaluate(LONG).fleeting
    monkeypatch.setattr(custody, "run", lambda *_: Result(7))
    assert evaluate(LONG).value == 7


def test_a_process_that_ended_is_started_again() -> None:
    custodian().kill()
    assert evaluate("(() => 6 * 7)()").fleeting in (True, False)  # it may have died after it was looked at
    javascript._known.clear()
    assert evaluate("(() => 6 * 7)()").value == 42


def test_where_no_process_can_be_started_nothing_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody, "_process", None)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    result = evaluate("(() => 6 * 7 + 1)()")
    assert result.limited
    assert result.fleeting
    assert evaluate("6 * 7 + 1").value == 43


def test_ctrl_c_leaves_no_answer_for_the_next_text(monkeypatch: pytest.MonkeyPatch) -> None:
    custodian()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(custody, "_exchange", interrupted)
        with pytest.raises(KeyboardInterrupt):
            evaluate("(() => 'one')()")
    assert evaluate("(() => 'two')()").text == "two"


def test_threads_evaluate_side_by_side() -> None:
    sources = [f"(() => {n} * 2)()" if n % 2 else f"{n} * 2" for n in range(100)]
    with ThreadPoolExecutor(4) as threads:
        assert [result.value for result in threads.map(evaluate, sources)] == [2 * n for n in range(100)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="os.fork")
def test_a_fork_has_a_process_of_its_own() -> None:
    process = custodian()
    program = (
        "import os\nfrom ivrsim.core.javascript import evaluate\nassert evaluate('(() => 1)()').value == 1\n"
        "child = os.fork()\nvalue = evaluate(f'(() => {7 if child else 8})()').value\n"
        "if child:\n    os.waitpid(child, 0)\nprint(value, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["8", "7"]
    assert process.poll() is None


def test_what_plans_hold_starts_no_process() -> None:
    plain = [
        "'12345'.split('').join(' ')",
        "new Date().getHours() >= 9 && new Date().getHours() < 17",
        "parseInt('08', 10) + (1 + 2) * Math.floor(2.5)",
        "/^[0-9]+$/.test('12') ? 'O\\'Neill' : \"for example\"",
        "'5' == 5 ? 'for (example) {' : 'x => y'",
        "Thank you for calling us (really), it is our function to { listen }",
        "http://example.test/what?of=it",
    ]
    program = (
        "import sys\nfrom ivrsim.core.javascript import evaluate\n"
        f"for source in {plain!r}:\n    evaluate(source, now_ms=0)\n"
        "print('ivrsim.core.custody' in sys.modules)\n"
        "evaluate('(() => 1)()')\nprint('ivrsim.core.custody' in sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_other_results_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate("'remembered'")
    monkeypatch.setattr(javascript, "_evaluate", lambda *_: pytest.fail("evaluated again"))
    assert evaluate("'remembered'").text == "remembered"
    assert evaluate("'remembered'", now_ms=5).text == "remembered"  # it cannot read the clock


# --- isolation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("write", "read", "clean"),
    [
        ("var leak1 = 1", "typeof leak1", "undefined"),
        ("function leak2() {}", "typeof leak2", "undefined"),
        ("let leak3 = 1", "typeof leak3", "undefined"),
        ("leak4 = 1", "typeof leak4", "undefined"),
        ("globalThis.leak5 = 1", "typeof leak5", "undefined"),
        ("this.leak6 = 1", "typeof leak6", "undefined"),
        ("(0, eval)('var leak7 = 1')", "typeof leak7", "undefined"),
        ("(0, eval)('let leak8 = 1')", "typeof leak8", "undefined"),
        ("Function('leak9 = 1')()", "typeof leak9", "undefined"),
        ("Object.prototype.leak = 1", "typeof ({}).leak", "undefined"),
        ("Array.prototype.leak = 1", "typeof [].leak", "undefined"),
        ("String.prototype.trim = () => 'leak'", "' a '.trim()", "a"),
        ("Array.prototype.join = () => 'leak'", "[1].join()", "1"),
        ("Object.defineProperty(Number.prototype, 'leak', { value: 1 })", "typeof (1).leak", "undefined"),
        ("Object.setPrototypeOf(Array.prototype, { leak: 1 })", "typeof [].leak", "undefined"),
        (
            "Object.getPrototypeOf(function* () {}).leak = 1",
            "typeof Object.getPrototypeOf(function* () {}).leak",
            "undefined",
        ),
        (
            "Object.getPrototypeOf([][Symbol.iterator]()).leak = 1",
            "typeof Object.getPrototypeOf([].keys()).leak",
            "undefined",
        ),
        ("(async () => 1).constructor.prototype.leak = 1", "typeof (() => 2).leak", "undefined"),
        ("arguments.callee.leak = 1", "typeof arguments.callee.leak", "undefined"),
        ("/(leak)/.exec('leak')", "String(RegExp.$1)", "undefined"),
        ("/(leak)/.exec('leak'); 1", "String(RegExp.lastMatch)", "undefined"),
        ("RegExp.prototype.test = () => 'leak'", "/a/.test('b')", "false"),
        ("Date.now = () => 1", "Date.now() + 0 == 1", "false"),
        ("Date.prototype.getHours = () => 99", "new Date(0).getHours()", "0"),
        ("Math.PI = 3", "Math.PI > 3", "true"),
        ("Math.random = () => 0", "Math.random() > 0", "true"),
        ("JSON.parse = () => 'leak'", "JSON.parse('1')", "1"),
        ("parseInt = () => 'leak'", "parseInt('5')", "5"),
        ("undefined = 1", "String(undefined)", "undefined"),
        ("Symbol.prototype.leak = 1", "typeof Symbol('a').leak", "undefined"),
        (
            "Error.stackTraceLimit = 3",
            "Error.stackTraceLimit == 3",
            "false",
        ),
        (
            "Error.prepareStackTrace = () => 'leak'",
            "new Error('x').stack == 'leak'",
            "false",
        ),
        (
            "Object.getPrototypeOf([].values().map(x => x)).leak = 1",
            "typeof Object.getPrototypeOf([].values().map(x => x)).leak",
            "undefined",
        ),
        (
            "Object.getPrototypeOf(Iterator.from({ next() {} })).leak = 1",
            "typeof Object.getPrototypeOf(Iterator.from({ next() {} })).leak",
            "undefined",
        ),
    ],
)
def test_nothing_leaks_into_the_next_evaluation(write: str, read: str, clean: str) -> None:
    sandbox._context.cache_clear()
    javascript._known.clear()
    evaluate(write)
    try:
        assert evaluate(read, now_ms=NOON).text == clean
    finally:
        sandbox._context.cache_clear()
        javascript._known.clear()


@pytest.mark.parametrize(
    "name",
    ["require", "process", "print", "console", "std", "os", "setTimeout", "fetch", "gc", "performance", "Atomics"],
)
def test_there_is_no_world_outside(name: str) -> None:
    assert evaluate(f"typeof {name}").text == "undefined"


# --- purity ----------------------------------------------------------------------------------------------------------


def test_random_depends_on_the_seed_alone() -> None:
    first = evaluate("Math.random()", seed=1)
    evaluate("Math.random() + Math.random()", seed=1)
    javascript._known.clear()
    assert evaluate("Math.random()", seed=1) == first
    assert evaluate("Math.random()", seed=2) != first
    assert 0 <= float(str(first.value)) < 1


DATES: Final = [
    ("Date.now()", "1767614400000"),
    ("new Date().getTime()", "1767614400000"),
    ("+new Date", "1767614400000"),
    ("new Date().getHours()", "12"),
    ("new Date().getDay()", "1"),
    ("new Date().toISOString()", "2026-01-05T12:00:00.000Z"),
    ("new Date().getTimezoneOffset()", "0"),
    ("new Date(2026, 6, 1).toISOString()", "2026-07-01T00:00:00.000Z"),
    ("new Date('2026-07-01T10:00:00').getHours()", "10"),
    ("new Date('2026-07-01').getHours()", "0"),
    ("new Date('July 1, 2026 10:00').getHours()", "10"),
    ("new Date(0).getFullYear()", "1970"),
    ("new Date(0).setHours(5)", "18000000"),
    ("Date.UTC(1970, 0, 2)", "86400000"),
    ("typeof Date()", "string"),
    ("new Date() instanceof Date", "true"),
    ("new Date(new Date(5)).getTime()", "5"),
    ("'' + new Date(0)", "Thu, 01 Jan 1970 00:00:00 GMT"),
]


@pytest.mark.parametrize(("source", "text"), DATES)
def test_dates_read_the_virtual_clock_in_utc(source: str, text: str) -> None:
    assert evaluate(source, now_ms=NOON).text == text


def test_local_time_is_utc_wherever_the_machine_stands() -> None:
    program = (
        "from ivrsim.core.javascript import evaluate\n"
        f"for source in {[source for source, _ in DATES]!r}:\n"
        f"    print(evaluate(source, now_ms={NOON}).text)\n"
    )
    environment = {**os.environ, "TZ": "America/New_York", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [text for _, text in DATES]


def test_the_clock_is_part_of_what_is_remembered() -> None:
    assert evaluate("Date.now() / 1", now_ms=1000).text == "1000"
    assert evaluate("Date.now() / 1", now_ms=2000).text == "2000"


def test_who_reads_the_clock() -> None:
    assert evaluate("new Date().getDay()").needs == CLOCK
    assert not evaluate("new Date(0).getDay()", seed=None).needs
    assert not evaluate("1 + 1", seed=None).needs


@pytest.mark.parametrize("source", ["globalThis['Da' + 'te'].now()", "new D\\u0061te().getTime()"])
def test_no_spelling_of_the_clock_is_missed(source: str) -> None:
    assert evaluate(source, now_ms=NOON).text == str(NOON)


def test_a_thrown_null_is_taken_for_a_limit() -> None:
    """Out of memory, the engine throws null too: the two cannot be told apart, so neither is remembered."""
    assert evaluate("throw null").limited
