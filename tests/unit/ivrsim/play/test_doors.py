"""What `Call` and the functions beside it refuse, at once and in the words of whoever calls them."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

import ivrdsl
import ivrsim
from ivrdsl import Dialplan, Get, Hangup, Keypress, Menu, Record, Say, Transfer, load, spell
from ivrdsl.errors import ArgumentError, ScriptError
from ivrsim import (
    Asked,
    Bounds,
    Call,
    Delayed,
    Options,
    Platform,
    World,
    as_dot,
    as_text,
    compare,
    compile_plan,
    draw,
    explore,
    mutants,
    never,
    paths,
    run_script,
    verify,
)

PLAN = Dialplan("Root")[
    Menu("code", max_digits=1)[
        Say("Hello ${contact.firstName}, ${userid}. Your code is ", spell("2517"), "."), Keypress("1")[Hangup()]
    ],
    Record("a"),
    Transfer("5550100"),
    Get("https://a.example/"),
]
READY = compile_plan(PLAN)


def begun() -> Any:
    made = Call(READY)
    made.answer()
    return made


class Leaves:
    """Ends the program when somebody looks at it."""

    def __repr__(self) -> str:
        raise SystemExit(3)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a file": (lambda: Call("plan.py"), "the plan is 'plan.py'; expected a Dialplan: write load('plan.py')"),
    "xml": (lambda: Call("<dialplan/>"), "the plan is '<dialplan/>'; expected a Dialplan: write from_xml(...)"),
    "nothing": (lambda: Call(None), "the plan is None; expected a Dialplan"),
    "a class": (lambda: Call(Dialplan), "the plan is the class Dialplan; expected a Dialplan: write Dialplan(...)"),
    "a list": (lambda: Call([]), "the plan is []; expected a Dialplan"),
    "a node": (lambda: Call(Say("x")), "the plan is a Say; expected a Dialplan: write Dialplan()[Say(...)]"),
    "a function": (lambda: Call(begun), "the plan is the function begun; expected a Dialplan: call the function"),
    "a dict of quirks": (
        lambda: Call(PLAN, platform={"no_match": "replay"}),
        "expected a Platform: write Platform(no_match='replay')",
    ),
    "the name of a platform": (lambda: Call(PLAN, platform="x"), "the platform is 'x'; expected a Platform, such as"),
    "another platform": (
        lambda: Call(READY, platform=Platform(no_match="end")),
        "the plan is ready for another one, 'callfire-2027.1'; give the platform to compile_plan",
    ),
    "documents too late": (lambda: Call(READY, documents={"u": PLAN}), "give them to compile_plan"),
    "no document": (lambda: Call(PLAN, documents={"u": "x.xml"}), "documents['u'] is 'x.xml'; expected a Dialplan"),
    "a misspelt option": (
        lambda: Call(PLAN, variable={}),
        'Call: there is no option variable; did you mean "variables"?',
    ),
    "contact": (lambda: Call(PLAN, contact={}), 'there is no option contact; write variables={"contact.firstName"'),
    "quirks": (lambda: Call(PLAN, quirks={}), "there is no option quirks; write platform=Platform("),
    "pairs": (lambda: Call(PLAN, variables=[("a", "b")]), "variables is [('a', 'b')]; expected a dict such as"),
    "a number": (lambda: Call(PLAN, variables={"contact.firstName": 3}), "is 3; expected text: write '3'"),
    "a number that is too long to be written": (
        lambda: Call(PLAN, variables={"contact.firstName": 10**5000}),
        "is a int; expected text",
    ),
    "keys that are too long to be written": (lambda: begun().press(10**5000), "press: a int are no keys"),
    "a plan that ends the program": (lambda: Call(Leaves()), "the plan is a Leaves; expected a Dialplan"),
    "a value that ends the program": (
        lambda: Call(PLAN, variables={"contact.firstName": Leaves()}),
        "is a Leaves; expected text",
    ),
    "a deed in a dict": (lambda: begun().expect_never({}), "expect_never: the deed is {}; expected one of transfer,"),
    "a deed that ends the program": (lambda: begun().expect_never(Leaves()), "the deed is a Leaves; expected one of"),
    "a value of none": (lambda: Call(PLAN, variables={"contact.firstName": None}), "is None; expected text"),
    "a name of none": (lambda: Call(PLAN, variables={3: "a"}), "a name in variables is 3; expected text"),
    "another letter case": (
        lambda: Call(PLAN, variables={"contact.firstname": "Ann"}),
        'the plan reads no contact.firstname; did you mean "contact.firstName"?',
    ),
    "an attribute in another case": (
        lambda: Call(PLAN, variables={"attribute.UserID": "Ann"}),
        'the plan reads no attribute.UserID; did you mean "attribute.userid"?',
    ),
    "no area": (
        lambda: Call(PLAN, variables={"firstName": "Ann"}),
        'no plan is given firstName; did you mean "contact.firstName"?',
    ),
    "a misspelt area": (
        lambda: Call(PLAN, variables={"contac.firstName": "Ann"}),
        'no plan is given contac.firstName; did you mean "contact.firstName"?',
    ),
    "a clock in text": (
        lambda: Call(PLAN, clock="2026-03-02T15:30:00Z"),
        "expected a datetime: write datetime.fromisoformat('2026-03-02T15:30:00Z')",
    ),
    "a clock in words": (lambda: Call(PLAN, clock="noon"), "clock is 'noon'; expected a datetime"),
    "a day": (lambda: Call(PLAN, clock=date(2026, 1, 1)), "expected a datetime"),
    "no clock": (lambda: Call(PLAN, clock=None), "clock is None; expected a datetime"),
    "the end of time": (
        lambda: Call(PLAN, clock=datetime.max.replace(tzinfo=UTC)),
        "expected a year from 1970 to 9998",
    ),
    "lines": (lambda: Call(PLAN, lines=None), "lines is None; expected a list of line numbers"),
    "web": (lambda: Call(PLAN, web="x"), "web is 'x'; expected a dict such as"),
    "no reply": (lambda: Call(PLAN, web={"*": 5}), "the reply for * is 5; expected text, ERROR, TIMEOUT, Delayed"),
    "no pattern": (lambda: Call(PLAN, web={5: "x"}), "a pattern is 5; expected text"),
    "nobody": (lambda: Call(PLAN).answer("lives"), "answer: 'lives' is nobody; did you mean \"live\"?"),
    "a list of people": (lambda: Call(PLAN).answer(["live"]), "is nobody; expected one of live, machine"),
    "a key as a number": (
        lambda: begun().press(1),
        "press: 1 are no keys; expected some of 0-9, * and # as text: write",
    ),
    "a key of none": (lambda: begun().press(None), "press: None are no keys"),
    "a key of truth": (lambda: begun().press(True), "press: True are no keys"),
    "at": (lambda: begun().press("1", at="2s"), 'press: there is no option at; did you mean "at_ms" or "at_word"?'),
    "a time in words": (
        lambda: begun().press("1", at_ms="2s"),
        "at_ms is '2s'; expected whole ms, 0 or more: write 2000",
    ),
    "half a ms": (lambda: begun().wait(2.5), "ms is 2.5; expected whole ms, 0 or more: write 2"),
    "two moments": (lambda: begun().press("1", at_ms=1, at_word="x"), "at_ms is 1 and at_word is 'x'; expected one of"),
    "wait 2s": (lambda: begun().wait("2s"), "wait: ms is '2s'; expected whole ms, 0 or more: write 2000"),
    "wait a minute": (lambda: begun().wait("1.5 min"), "write 90000"),
    "wait for nothing": (lambda: begun().wait(-1), "wait: ms is -1; expected whole ms"),
    "wait nan": (lambda: begun().wait(math.nan), "wait: ms is nan; expected whole ms"),
    "wait for ever": (lambda: begun().wait(math.inf), "wait: ms is inf; expected whole ms"),
    "wait truly": (lambda: begun().wait(True), "wait: ms is True; expected whole ms"),
    "a prompt of none": (lambda: begun().hears(None), "hears: text is None; expected text"),
    "no matcher": (lambda: begun().hears_match("x"), 'expected a Matcher; hears("...") takes text'),
    "hang up at": (lambda: begun().hang_up(at=1), "hang_up: there is no option at; did you mean"),
    "no outcome": (lambda: begun().transfer("aswered"), "'aswered' is no outcome; did you mean \"answered\"?"),
    "a long talk": (lambda: begun().transfer("answered", talk_ms="2s"), "talk_ms is '2s'"),
    "talk": (
        lambda: begun().transfer("answered", talk=3),
        'transfer: there is no option talk; did you mean "talk_ms"?',
    ),
    "a long message": (lambda: begun().record("4s"), "record: ms is '4s'; expected whole ms, 0 or more: write 4000"),
    "no end": (lambda: begun().record(1, then="x"), 'record: then is \'x\'; expected "#" or "hang up"'),
    "no step": (lambda: begun().attempt("x"), "attempt: step is 'x'; expected a function of the call"),
    "a step without a call": (lambda: begun().attempt(lambda: 3), "attempt: step is the function <lambda>"),
    "a duration in words": (lambda: begun().expect_duration("<", "2s"), "ms is '2s'; expected whole ms"),
    "heard text": (lambda: begun().expect_heard("x", 1), "matcher is 'x'; expected a Matcher"),
    "what": (lambda: begun().expect_value("stahs", "a", "b"), 'what is \'stahs\'; expected "stash" or "variable"'),
    "sent": (lambda: begun().expect_sent("smss", "1"), 'kind is \'smss\'; expected "sms" or "dnc"'),
    "no quirk": (lambda: begun().expect_assumption("no_macth"), "'no_macth' is no quirk; did you mean \"no_match\"?"),
    "a misspelt quirk": (
        lambda: Platform(no_mach="end"),
        'Platform: there is no option no_mach; did you mean "no_match"?',
    ),
    "a misspelt reading": (lambda: Platform(no_match="replays"), 'did you mean "replay"?'),
    "a timeout in words": (lambda: Platform(http_timeout_ms="2s"), "expected a whole number: write 2000"),
    "a dict for quirks": (lambda: Platform().with_quirks({"a": 1}), "{'a': 1} is one argument too many"),
    "delayed": (lambda: Delayed("x", after=3), 'Delayed: there is no option after; did you mean "after_ms"?'),
    "delayed by words": (
        lambda: Delayed("x", after_ms="3s"),
        "after_ms is '3s'; expected whole ms, 0 or more: write 3000",
    ),
    "delayed by what": (lambda: Delayed("x"), "Delayed: after_ms is missing"),
    "a script of a plan": (lambda: run_script(PLAN, "wait"), "run_script: call is a Dialplan; expected a Call"),
    "a script of lines": (lambda: run_script(begun(), ["wait"]), "script is ['wait']; expected text"),
    "verify a file": (lambda: verify("plan.py"), "the plan is 'plan.py'; expected a Dialplan"),
    "verify what": (lambda: verify(PLAN, asked=3), "verify: asked is 3; expected Asked(...)"),
    "verify with": (lambda: verify(PLAN, askd=3), 'verify: there is no option askd; did you mean "asked"?'),
    "verify a wrong name": (
        lambda: verify(PLAN, asked=Asked(world=World(variables={"contact.firstname": "Ann"}))),
        'the plan reads no contact.firstname; did you mean "contact.firstName"?',
    ),
    "asked by name": (lambda: Asked(("every-call-ends",)), "expected a sequence of Property, such as [never(...)]"),
    "asked for": (lambda: Asked(wrld=3), 'Asked: there is no option wrld; did you mean "world"?'),
    "a world of words": (lambda: World(answers="live"), "World: answers is 'live'; expected OUTBOUND or INCOMING"),
    "a world of numbers": (lambda: World(variables={"contact.A": 1}), "expected text: write '1'"),
    "one attribute": (lambda: World(attributes="userid"), 'expected a tuple of names, such as ("userid",)'),
    "bounds": (lambda: Bounds(max_states=-1), "Bounds: max_states is -1; expected a whole number, 0 or more"),
    "bound": (lambda: Bounds(max_state=1), 'Bounds: there is no option max_state; did you mean "max_states"'),
    "plays": (lambda: Options(max_plays=True), "Options: max_plays is True; expected a whole number, 1 or more"),
    "a minute": (
        lambda: Options(max_duration_ms="1m"),
        "max_duration_ms is '1m'; expected whole ms, 0 or more: write 60000",
    ),
    "a secret": (lambda: Options(secrets=("[0-9]",)), "expected a tuple of patterns"),
    "explore": (lambda: explore(READY, world={}), "explore: world is {}; expected World(...)"),
    "explore within": (lambda: explore(READY, bounds=3), "explore: bounds is 3; expected Bounds(...)"),
    "draw": (lambda: draw(PLAN, everithing=True), 'draw: there is no option everithing; did you mean "everything"?'),
    "draw by place": (lambda: draw(PLAN, True), "draw: True is one argument too many: write everything, only_reached"),
    "dot": (lambda: as_dot(PLAN), "as_dot: picture is a Dialplan; expected what draw(plan) returns"),
    "text": (lambda: as_text(begun()), "expected a Transcript: write call.transcript()"),
    "compare": (lambda: compare(PLAN, PLAN, worl=1), 'compare: there is no option worl; did you mean "world"?'),
    "paths": (lambda: paths(PLAN, eech=1), 'paths: there is no option eech; did you mean "each"?'),
    "mutants": (lambda: mutants(READY), "mutants: plan is a Plan; expected a Dialplan, not yet compiled"),
    "never": (lambda: never(lambda _: True, nme="x"), 'never: there is no option nme; did you mean "name"?'),
    "load": (lambda: load(3), "load: 3 is no file; expected FILE.xml or FILE.py:NAME"),
    "check": (lambda: ivrdsl.check(PLAN, ignor="x"), 'check: there is no option ignor; did you mean "ignore"?'),
    "from_xml": (lambda: ivrdsl.from_xml(None), "the document is None; expected text or bytes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_at_once_with_what_to_write(name: str) -> None:
    do, told = REFUSED[name]
    with pytest.raises(ArgumentError) as error:
        do()
    assert told in str(error.value)


@pytest.mark.parametrize("name", REFUSED)
def test_no_message_tells_where_something_is_in_memory_or_a_secret(name: str) -> None:
    with pytest.raises(ArgumentError) as error:
        REFUSED[name][0]()
    assert " at 0x" not in str(error.value)
    assert "2517" not in str(error.value)


def test_a_clock_without_a_zone_is_in_utc_as_in_scripts() -> None:
    plan = compile_plan(Dialplan()[Say("${global.time.hour.military}")])
    for clock in (datetime(2026, 1, 5, 7), datetime(2026, 1, 5, 7, tzinfo=UTC)):  # noqa: DTZ001  # that is the question
        made = Call(plan, clock=clock)
        made.answer()
        assert made.hears("7") == "7"


def test_names_that_a_plan_reads_are_taken_however_it_writes_columns() -> None:
    plan = compile_plan(Dialplan()[Say("${contact.B} ${choice${n}}")])
    for name in ("contact.b", "contact.B", "contact.anything", "attribute.n", "call.id"):
        Call(plan, variables={name: "1"})


def test_a_type_error_of_a_users_own_step_stays_as_it_is() -> None:
    def step(call: Call) -> None:
        len(3)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="has no len"):
        begun().attempt(step)


def test_a_script_is_told_with_all_its_mistakes_and_their_places() -> None:
    with pytest.raises(ScriptError) as error:
        run_script(begun(), "pres 1\nwiat")
    assert str(error.value).startswith('the script:1:1: found `pres 1`; did you mean "press"?')
    assert 'the script:2:1: found `wiat`; did you mean "wait"?' in str(error.value)
    assert [each.line for each in error.value.every] == [1, 2]


def test_a_call_shows_where_it_is_and_hides_its_secrets() -> None:
    made = begun()
    assert repr(made) == ('<Call to dialplan "Root": at 0 s play plays; heard last "Hello , . Your code is [secret].">')
    assert "2517" not in repr(made.transcript())
    assert repr(made.transcript()).startswith('<Transcript of a call to dialplan "Root": unfinished after 0 s; heard')
    assert str(made) == str(made.transcript()) == as_text(made.transcript())
    assert repr(Call(READY)) == '<Call to dialplan "Root": the phone rings>'
    assert repr(object.__new__(Call)) == "<Call>"


def test_the_time_in_a_repr_is_that_of_a_stand_in() -> None:
    made = begun()
    made.hears("Your code")
    made.wait(20_000)
    assert made.ended_by == "dialplan" or repr(made)
    other = Call(compile_plan(_with_code("1000")))
    same = Call(compile_plan(_with_code("7777")))
    for each in (other, same):
        each.answer()
        each.expect_hangup()
    assert repr(other) == repr(same)
    assert other.line.now_ms != same.line.now_ms


def _with_code(code: str) -> Dialplan:
    return Dialplan("Root")[Say("Your code is ", spell(code), "."), Hangup()]


def test_every_name_of_the_face_that_people_call_tells_of_misspelt_options() -> None:
    for name in ("compile_plan", "verify", "explore", "draw", "compare", "paths", "run_script", "as_text", "mutants"):
        with pytest.raises(ArgumentError, match=rf"{name}: there is no option surely_none; it takes"):
            getattr(ivrsim, name)(surely_none=1)
    for name in ("Platform", "World", "Options", "Bounds", "Asked", "Delayed"):
        with pytest.raises(ArgumentError, match=rf"{name}: there is no option surely_none; it takes"):
            getattr(ivrsim, name)(surely_none=1)


def test_a_letter_case_hint_when_something_is_not_heard() -> None:
    with pytest.raises(ivrdsl.StepFailed, match=r'the nearest was "Hello , . .*", in other letter case'):
        begun().hears("HELLO")
    with pytest.raises(ivrdsl.StepFailed) as error:
        begun().hears("Goodbye")
    assert "letter case" not in str(error.value)
