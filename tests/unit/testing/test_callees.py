"""Drawn callees fit their plan, do everything that callees can do, and are call scripts."""

import re
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from ivrdsl.errors import IvrError, LoadError, StepFailed
from ivrdsl.model import nodes as n
from ivrdsl.testing import Callee, callees, codes, dialplans
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.parties import PARTIES
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import ERROR, TIMEOUT, Delayed, Reply
from ivrsim.script.statements import parse_line, quoted

MANY = settings(max_examples=400, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
SMALL = dialplans(max_depth=2, max_size=4, comments=False)
PLATFORMS = st.builds(
    Platform,
    max_steps=st.just(200),
    type_ahead=st.sampled_from(("drop", "keep")),
    timer_tie=st.sampled_from(("key", "timer")),
    barge_in=st.booleans(),
    record_timeout=st.sampled_from(("length", "silence")),
    no_match=st.sampled_from(("fallthrough", "replay", "end")),
    amd_delay_ms=st.sampled_from((0, 2000)),
    amd_unsure=st.sampled_from(("live", "machine")),
)
EVERYTHING = n.Dialplan()[
    n.Menu("main", max_digits=1, timeout_ms=3000)[
        n.Say("Press 1, 2, 4 to 6, or pound; or speak. Ünïcode \"and\" 'quotes' \\ too."),
        n.Keypress("1")[n.Transfer("2135550100", timeout_s=9, continue_after=True), n.Goto("main")],
        n.Keypress("2")[n.Record(timeout_s=5), n.Goto("main")],
        n.Keypress("4-6")[n.Get("http://a/1", "reply"), n.Say("It says ${reply}"), n.Goto("main")],
        n.NoMatch()[n.Goto("main")],
        n.NoInput()[n.Goto("main")],
    ],
]

RECORDING = n.Dialplan()[n.Record(timeout_s=5)]
TRANSFERRED = n.Dialplan()[n.Transfer("2135550100", timeout_s=9, continue_after=True)]
"""What `EVERYTHING` has, too, but behind keys that few callees press."""


def told(transcript: Transcript) -> list[Any]:
    """A transcript as values that can be compared."""
    return [*transcript, transcript.state, transcript.duration_ms]


@given(st.data(), SMALL, PLATFORMS)
def test_a_drawn_callee_plays_its_plan_without_failing(
    data: st.DataObject, plan: n.Dialplan, platform: Platform
) -> None:
    table = compile_plan(plan, platform)
    callee = data.draw(callees(table))
    try:
        transcript = callee.play(Call(table))
    except StepFailed as error:
        raise AssertionError(f"{error}\n{callee}") from error
    assert transcript.ended_by in ("dialplan", "callee", "limit", "error", None)
    assert told(by_methods(Call(plan, platform=platform), callee)) == told(transcript)


@given(st.data(), SMALL, SMALL, PLATFORMS)
def test_a_callee_of_another_plan_may_fail_but_only_as_a_step(
    data: st.DataObject, plan: n.Dialplan, other: n.Dialplan, platform: Platform
) -> None:
    callee = data.draw(callees(plan, platform=platform))
    call = Call(other, platform=platform, web={"*": "reply"})
    for move in callee.moves:
        with suppress(StepFailed):
            Callee((move,)).play(call)
    list(call.transcript())


def by_methods(call: Call, callee: Callee) -> Transcript:
    """The same callee by the methods of `Call`: a second reading of the language."""
    for move in callee.moves:
        at = re.search(r" at (\d+)ms$", move)
        options = {"at_ms": int(at[1])} if at else {}
        match move.split():
            case ["answer", by, *_] if by in PARTIES:
                call.answer(by, **said_of(move))
            case ["answer", *by]:
                call.answer(" ".join(by))
            case ["press", keys, *_]:
                call.press(keys, **options)
            case ["wait"]:
                call.wait()
            case ["wait", ms]:
                call.wait(int(ms.removesuffix("ms")))
            case ["hang", "up", *_]:
                call.hang_up(**options)
            case ["transfer", "answered", s]:
                call.transfer("answered", talk_ms=1000 * int(s.removesuffix("s")))
            case ["transfer", "answered", s, "then", "hang", "up"]:
                call.transfer("answered", talk_ms=1000 * int(s.removesuffix("s")), then="hang up")
            case ["transfer", *outcome]:
                call.transfer(" ".join(outcome))
            case ["record", *rest]:
                ms = [int(word.removesuffix("ms")) for word in rest if word.endswith("ms")]
                call.record(*ms, then=move.partition(" then ")[2])
            case ["hear", "exactly", *_]:
                call.hears(unquoted(move.removeprefix("hear exactly ")), exactly=True)
            case ["http", pattern, "->", *_]:
                call.line.web.add(unquoted(pattern), replied(move.partition(" -> ")[2]))
            case _:
                raise AssertionError(move)
    return call.transcript()


def said_of(move: str) -> Any:
    """What a statement says of a party."""
    said: dict[str, Any] = {}
    if taken_for := re.search(r"taken for (\w+)", move):
        said["taken_for"] = taken_for[1]
    for words, name in {
        "(?<!full )(?<!passes )after": "after_ms",
        "greeting": "greeting_ms",
        "full after": "full_after_ms",
        "hears name for": "hears_name_ms",
        "passes after": "passes_after_ms",
    }.items():
        if time := re.search(rf"{words} (\d+)(ms|s)\b", move):
            said[name] = int(time[1]) * (1 if time[2] == "ms" else 1000)
    return said | ({"beep": False} if "no beep" in move else {}) | ({"refuses": True} if "refuses" in move else {})


def replied(text: str) -> Reply:
    after = re.search(r"(.*) after (\d+)ms$", text)
    if after:
        return Delayed(ERROR if after[1] == "error" else unquoted(after[1]), after_ms=int(after[2]))
    return {"error": ERROR, "timeout": TIMEOUT}.get(text) or unquoted(text)


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def test_callees_do_everything() -> None:
    seen: Counter[str] = Counter()
    length: Counter[int] = Counter()

    def look(callee: Callee) -> None:
        length[len(callee.moves)] += 1
        for move in callee.moves:
            (statement,) = parse_line(move, 1)
            assert statement.source == move
            seen[re.sub(r"\d+(ms|s)", "T", re.sub(r'"(?:[^"\\]|\\.)*"', "X", move))] += 1

    for plan in (EVERYTHING, RECORDING, TRANSFERRED):
        MANY(given(callees(plan))(look))()
    wanted = (
        "answer live, answer machine, answer busy, answer no answer, wait, wait T, hang up, hang up at T, press 1, "
        "press 2, press 1 at T, transfer answered T, transfer answered T then hang up, record T, record T then #, "
        "record T then hang up, hear exactly X, http X -> X, http X -> error, http X -> timeout, "
        "http X -> X after T, http X -> error after T"
    )
    assert set(wanted.split(", ")) - set(seen) == set()
    for pattern in ("press [*]( at T)?", "press [0389]", "press [46]", "transfer (busy|failed|no answer|screened out)"):
        assert any(re.fullmatch(pattern, move) for move in seen), pattern
    assert max(length) > 8


ASKED = n.Dialplan("Root")[
    n.Amd(live=n.Goto("ask"), machine=n.Hangup()),
    n.Menu("ask", max_digits=1, timeout_ms=3000)[
        n.Say("Press 1."), n.Keypress("1")[n.Say("Thanks, and good bye.")], n.NoInput()[n.Hangup()]
    ],
]


def test_who_answers_is_at_times_a_party_and_mostly_as_before() -> None:
    seen: Counter[str] = Counter()
    acts: Counter[str] = Counter()

    @MANY
    @given(callees(ASKED))
    def look(callee: Callee) -> None:
        if callee.moves:
            by = callee.moves[0].split()[1]
            seen["a party" if by in PARTIES else by] += 1
            seen[by] += 1
            acts[by] += any(move.startswith("press") for move in callee.moves)
            assert callee.play(Call(ASKED)).outcome

    look()
    answered = sum(seen[each] for each in ("live", "machine", "inbound", "busy", "no", "a party"))
    assert set(PARTIES) <= set(seen)
    assert 0.05 < seen["a party"] / answered < 0.25
    assert seen["live"] > 0.25 * answered
    assert acts["person"]
    assert acts["screening"] or acts["receptionist"]
    assert not acts["mailbox"]
    assert not acts["fax"]


def test_keys_have_as_many_digits_as_a_menu_takes() -> None:
    seen: set[str] = set()
    codes_menu = n.Menu(max_digits=4)[n.Say("Your code?"), n.Keypress("0200-0299")[n.Say("Yes.")]]

    @MANY
    @given(callees(n.Dialplan()[codes_menu]))
    def look(callee: Callee) -> None:
        seen.update(move.removeprefix("press ") for move in callee.moves if move.startswith("press "))

    look()
    assert {"0200", "0299"} <= seen
    assert any(re.fullmatch("[0-9]{4}", keys) and not keys.startswith("02") for keys in seen)
    assert any(re.fullmatch("[0-9]{1,3}", keys) for keys in seen)


@given(callees(EVERYTHING, max_moves=3))
def test_a_callee_prints_as_a_script_and_as_source(callee: Callee) -> None:
    assert str(callee) == callee.script() == "".join(f"{move}\n" for move in callee.moves)
    assert eval(repr(callee), {"Callee": Callee}) == callee
    assert len([move for move in callee.moves if not move.startswith("http")]) <= 3


@given(callees(EVERYTHING, variables={"contact.firstName": "Ann"}, web={"*": "given"}))
def test_a_web_that_is_given_is_not_drawn(callee: Callee) -> None:
    assert not [move for move in callee.moves if move.startswith("http")]


def test_web_servers_that_the_test_forgot_do_not_hang_the_drawing() -> None:
    plan = n.Dialplan()[n.Say("x"), n.Get("http://a/1", "reply"), n.Hangup()]

    @given(callees(plan, web={"*/2": "two"}))
    def look(callee: Callee) -> None:
        callee.play(Call(plan, web={"*/2": "two"}))

    look()


@pytest.mark.parametrize("plan", ["examples/survey.py", "examples/reminder.py:reminder"])
def test_callees_of_a_file(plan: str, request: pytest.FixtureRequest) -> None:
    parameters = {"when": "now"} if ":" in plan else {}

    @settings(max_examples=5)
    @given(callees(request.config.rootpath / plan, parameters=parameters))
    def look(callee: Callee) -> None:
        assert isinstance(callee, Callee)

    look()


def test_a_plan_that_is_not_there() -> None:
    with pytest.raises(LoadError, match=r"nowhere\.py: there is no such file in the current folder"):
        callees("nowhere.py")
    with pytest.raises(IvrError, match="the plan is 5; expected a Dialplan"):
        callees(lambda: 5)  # type: ignore[arg-type,return-value]


@given(st.text())
def test_texts_are_quoted_as_the_language_reads_them(text: str) -> None:
    (statement,) = parse_line(f"hear exactly {quoted(text)}", 1)
    assert statement.source == f"hear exactly {quoted(text)}"
    assert unquoted(quoted(text)) in (text, " ".join(text.split()))


def test_codes_have_leading_zeros_and_the_length_that_was_asked_for() -> None:
    seen: list[str] = []

    @MANY
    @given(codes(), codes(length=6))
    def look(short: str, long: str) -> None:
        assert (len(short), len(long)) == (4, 6)
        assert set(short + long) <= set("0123456789")
        seen.append(long)

    look()
    assert any(code.startswith("0") and code != "000000" for code in seen)
    assert any(not code.startswith("0") for code in seen)


@pytest.mark.parametrize("length", [0, -1, True, "4", 2.0, None])
def test_codes_need_a_length(length: Any) -> None:
    with pytest.raises(IvrError, match=re.escape(f"codes: length is {length!r}; expected a whole number of digits")):
        codes(length=length)
