"""What a callee expects of a call, and what each expectation says when it does not hold."""

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.xml.parse import from_xml
from ivrsim.play.call import Call, Matcher
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script
from tests.platforms import CHARACTERS

MENU = """<dialplan name="Root">
  <menu name="ask" maxDigits="1" timeout="2000">
    <play type="tts">Press 1 or 2.</play>
    <keypress pressed="1"><play type="tts">One it is.</play></keypress>
    <keypress pressed="2"><goto>ask</goto></keypress>
    %s
  </menu>
  <play type="tts">Goodbye.</play>
</dialplan>"""
ENDS = MENU % '<keypress pressed="timeout"><hangup/></keypress>'
REPLAYS = MENU % '<keypress pressed="timeout"><goto>ask</goto></keypress>'
DEFAULT = MENU % '<keypress pressed="default"><play type="tts">No such key.</play></keypress>'
DEEDS = """<dialplan name="Root">
  <play type="tts">Hi.</play>
  <stash varname="Vote">Yes</stash>
  <sms to="2135550101">Thank you.</sms>
  <dnc>2135550102</dnc>
  <transfer timeout="15" continue-after="true">2135550104, 2135550105</transfer>
  <play type="tts">Goodbye ${nobody}.</play>
</dialplan>"""


def played(script: str, xml: str, **quirks: object) -> tuple[Call, str]:
    """Run a script; the message of the statement that failed, or nothing."""
    call = Call(from_xml(xml), platform=CHARACTERS.with_quirks(**quirks))
    failed = run_script(call, parse_script(script))
    return call, f"{failed.statement}: {failed.message}" if failed else ""


# --- how often something is heard ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ("2 times", True),
        ("1 time", False),
        ("at most 2 times", True),
        ("at most 3 times", True),
        ("at most 1 time", False),
        ("at most 0 times", False),
        ("at least 2 times", True),
        ("at least 0 times", True),
        ("at least 3 times", False),
    ],
)
def test_how_often(expected: str, holds: bool) -> None:
    _, failed = played(f"answer live; press 2; wait; expect heard {expected} 'Press 1'", ENDS)
    wanted = expected.removesuffix(" times").removesuffix(" time")
    says = f"expect heard {expected} 'Press 1': \"Press 1\" was heard 2 times so far, expected {wanted}"
    assert failed == ("" if holds else f"{says} (at 3.69 s the call has ended: hangup)")


@pytest.mark.parametrize(("compare", "words"), [("<", "< 0"), (">", "> 9"), ("=", "9"), (">=", "at least 9")])
def test_every_comparison_has_words(compare: str, words: str) -> None:
    call, _ = played("answer live", ENDS)
    with pytest.raises(IvrError, match=f"was heard 1 times so far, expected {words} "):
        call.expect_heard(Matcher("contains", "Press"), 0 if compare == "<" else 9, compare)


@pytest.mark.parametrize("compare", ["", "==", "at most", "!="])
def test_a_comparison_that_there_is_not(compare: str) -> None:
    call, _ = played("answer live", ENDS)
    with pytest.raises(IvrError, match="compares nothing; expected one of <, <=, >, >=, ="):
        call.expect_heard(Matcher("contains", "Press"), 1, compare)
    with pytest.raises(IvrError, match="compares nothing"):
        call.expect_duration(compare, 1)


# --- the end, in silence ---------------------------------------------------------------------------------------------

NEVER_READY = """<dialplan name="Root">
  <play name="poll" type="tts">One moment.</play>
  <get varname="state">http://a/state</get>
  <if expr="'${state}' == 'ready'"><play type="tts">Ready.</play><hangup/></if>
  <menu timeout="2000"><keypress pressed="timeout"><goto>poll</goto></keypress></menu>
</dialplan>"""
CLOCK = """<dialplan name="Root">
  <menu name="ask" timeout="60000">
    <play type="tts">Wait.</play>
    <keypress pressed="timeout">
      <if expr="new Date().getTime() &gt; 1767618000000"><hangup/></if>
      <goto>ask</goto>
    </keypress>
  </menu>
</dialplan>"""
COUNTS = """<dialplan name="Root">
  <setvar varname="n">0</setvar>
  <menu name="ask" timeout="2000">
    <keypress pressed="timeout">
      <setvar varname="n">${n} + 1</setvar>
      <if expr="${n} &gt; 5"><hangup/></if>
      <goto>ask</goto>
    </keypress>
  </menu>
</dialplan>"""
CIRCLE = '<dialplan><play name="a" type="tts">Hi.</play><goto>a</goto></dialplan>'
TIMELESS = '<dialplan><setvar name="a" varname="x">1</setvar><goto>a</goto></dialplan>'


@pytest.mark.parametrize(
    ("script", "xml", "outcome"),
    [
        ("answer live", ENDS, "hangup"),
        ("answer machine", ENDS, "hangup"),
        ("answer live; press 1", REPLAYS, "end of plan"),
        ("answer live; hang up", REPLAYS, "callee hung up"),
        ("answer busy", REPLAYS, "busy"),
        ("answer live", COUNTS, "hangup"),
        ("http '*' -> 'no' then 'no' then 'no' then 'ready'; answer live", NEVER_READY, "hangup"),
        ("http '*' -> 'no' then error then timeout then 'ready'; answer live", NEVER_READY, "hangup"),
        ("answer live", DEEDS, "end of plan"),  # nobody takes the transfer
        ("set clock = '2026-01-05T12:00:00Z'; answer live", CLOCK, "hangup"),  # it ends at one o'clock
        ("answer live", "<dialplan><record timeout='2'/></dialplan>", "end of plan"),
    ],
)
def test_silence_ends_it(script: str, xml: str, outcome: str) -> None:
    call, failed = played(f"{script}; expect end in silence", xml)
    assert not failed
    assert call.outcome == outcome


@pytest.mark.parametrize(
    ("script", "xml", "message"),
    [
        (
            "answer live",
            REPLAYS,
            'silence never ends this: menu "ask", goto, play repeat (at 2.845 s play plays)',
        ),
        (
            "answer live; press 1; wait 100ms; try press 9",
            REPLAYS.replace('<play type="tts">Goodbye.</play>', "<goto>ask</goto>"),
            'silence never ends this: menu "ask", goto, play repeat',
        ),
        (
            "http '*' -> 'no'; answer live",
            NEVER_READY,
            'silence never ends this: goto, play "poll", get, menu repeat',
        ),
        (
            "http '*' -> 'a' then 'b' then 'no'; answer live",
            NEVER_READY,
            'silence never ends this: goto, play "poll", get, menu repeat',
        ),
        (
            "set clock = '2025-01-05T12:00:00Z'; answer live",
            CLOCK,
            "the call did not end by itself: the call lasts longer than 240 minutes; it goes round ",
        ),
        ("answer live", CIRCLE, 'silence never ends this: goto, play "a" repeat'),
        ("answer live", TIMELESS, 'the call did not end by itself: goto "a" runs in a circle without a pause'),
        ("set call.id = '1'", ENDS, "silence does not end this (the phone rings)"),
    ],
)
def test_silence_does_not_end_it(script: str, xml: str, message: str) -> None:
    _, failed = played(f"{script}; expect end in silence", xml)
    assert failed.startswith(f"expect end in silence: {message}")


def test_a_silent_cycle_is_found_in_its_second_round() -> None:
    call, failed = played("answer live; expect end in silence", REPLAYS)
    assert failed
    assert call.heard == ["Press 1 or 2."] * 2
    assert call.outcome == "unfinished"


def test_silence_that_a_reply_function_could_end_is_not_given_up_early() -> None:
    asked: list[str] = []

    def answer(method: str, url: str) -> str:
        asked.append(method)
        return "ready" if len(asked) == 30 else "no"

    call = Call(from_xml(NEVER_READY), web={"*": answer})
    call.answer()
    call.expect_end_in_silence()
    assert (len(asked), call.outcome) == (30, "hangup")


def test_a_call_that_asks_again_and_again_in_one_moment_waits_for_the_last_reply() -> None:
    xml = """<dialplan><get name="poll" varname="state">http://a/</get>
    <if expr="'${state}' == 'ready'"><hangup/></if><goto>poll</goto></dialplan>"""
    _, failed = played("http '*' -> 'no' then 'no' then 'no' then 'no' then 'ready'; answer live; expect hangup", xml)
    assert not failed
    call, _ = played("http '*' -> 'no' then 'no'; answer live", xml)
    assert (call.outcome, call.line.now_ms) == ("limit", 0)
    assert len(call.transcript().of_kind("http")) < 10, "who is asked in no time again and again says the same"


@pytest.mark.parametrize(
    "replies", ["timeout", "timeout then 'no' then 'ready'", "'no' then timeout then 'no' then 'ready'"]
)
def test_replies_that_never_come_are_no_loop(replies: str) -> None:
    xml = """<dialplan><play type="tts">Hi.</play><setvar varname="n">0</setvar>
    <get name="poll" varname="state">http://a/</get><setvar varname="n">${n} + 1</setvar>
    <if expr="${n} &lt; 4"><setvar varname="state"/><goto>poll</goto></if><hangup/></dialplan>"""
    for plan in (xml, xml.replace("${n} + 1", "9")):
        call, failed = played(f"http '*' -> {replies}; answer live; expect end in silence", plan)
        assert not failed
        assert call.outcome == "hangup"


def test_a_reply_that_comes_where_one_did_not_come_before_is_no_loop() -> None:
    xml = """<dialplan><get name="poll" varname="a">http://a/</get>
    <if expr="'${a}' == 'ready'"><hangup/></if><setvar varname="a"/><goto>poll</goto></dialplan>"""
    call, failed = played("http '*' -> timeout then timeout then timeout then 'ready'; answer live; expect hangup", xml)
    assert (failed, call.outcome) == ("", "hangup")
    call, failed = played("http '*' -> timeout then timeout then 'no'; answer live; expect hangup", xml)
    assert (call.outcome, call.line.now_ms) == ("limit", 20_000)


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "xml", "message"),
    [
        ("press 1", ENDS, ""),
        ("press 2; press 2", ENDS, ""),
        ("press 1; wait", ENDS, ""),
        ("press 5; press 1", REPLAYS, ""),
        ("press 1 at 10ms", ENDS, ""),
        ("press 5", ENDS, 'menu "ask" has no branch for 5'),
        ("press 5", DEFAULT, 'menu "ask" has no branch for 5'),
        ("press 5; wait", DEFAULT, 'menu "ask" has no branch for 5'),
        ("press 1; press 4 at 10ms", ENDS, "the key 4 was lost: no menu listens"),
        ("wait 100ms", ENDS, "no key was pressed so far"),
        ("press 1", ENDS.replace('maxDigits="1"', 'maxDigits="2"'), ""),  # the menu still collects
        ("press 5; wait", ENDS.replace('maxDigits="1"', 'maxDigits="2"'), 'menu "ask" has no branch for 5'),
        ("press 12", ENDS.replace('maxDigits="1"', 'maxDigits="2"'), 'menu "ask" has no branch for 12'),
        ("press 5#", ENDS.replace('maxDigits="1"', 'maxDigits="2"'), 'menu "ask" has no branch for 5'),
        ("press *", ENDS, 'menu "ask" has no branch for *'),
        ("record 1s then #", "<dialplan><record timeout='5'/></dialplan>", ""),
        ("press 1 at 10ms", "<dialplan><record timeout='5'/></dialplan>", "the key 1 was lost: only # ends"),
    ],
)
def test_key_taken(script: str, xml: str, message: str) -> None:
    quirks = {"no_match": "replay"} if xml is REPLAYS else {}
    _, failed = played(f"answer live; {script}; expect key taken", xml, **quirks)
    assert failed.startswith(f"expect key taken: {message}") if message else not failed


@pytest.mark.parametrize(
    ("script", "xml", "message"),
    [
        ("press 1", ENDS, ""),
        ("press 5", DEFAULT, ""),
        ("press 5; wait", DEFAULT, ""),
        ("press 5", ENDS, 'menu "ask" has no branch for 5'),
        ("press 1; press 4 at 10ms", ENDS, "the key 4 was lost: no menu listens"),
        ("wait 100ms", ENDS, "no key was pressed so far"),
    ],
)
def test_key_answered(script: str, xml: str, message: str) -> None:
    _, failed = played(f"answer live; {script}; expect key answered", xml)
    assert failed.startswith(f"expect key answered: {message}") if message else not failed


def test_a_key_that_is_kept_for_the_next_menu_is_taken_there() -> None:
    xml = f"<dialplan><play type='tts'>A long welcome.</play>{ENDS.partition('Root')[2].partition('>')[2]}"
    script = "answer live; press 1 at 10ms; hear 'One it is'; expect key taken"
    assert not played(script, xml, type_ahead="keep")[1]
    assert "was not heard" in played(script, xml, type_ahead="drop")[1]


# --- what the call did -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "whom"),
    [("transfer", "2135550104,2135550105"), ("sms", "2135550101"), ("dnc", "2135550102"), ("stash", "Vote")],
)
def test_never(deed: str, whom: str) -> None:
    assert not played(f"answer live; expect never {deed}", DEEDS)[1]
    _, failed = played(f"answer live; wait; expect never {deed}", DEEDS)
    assert failed.startswith(f"expect never {deed}: there was {deed} {whom} at 0.195 s, expected never (at 15.195 s")


@pytest.mark.parametrize("deed", ["", "prompt", "hangup", "sms to"])
def test_a_deed_that_there_is_not(deed: str) -> None:
    call, _ = played("answer live", DEEDS)
    with pytest.raises(IvrError, match="expected one of transfer, sms, dnc, stash"):
        call.expect_never(deed)


def test_no_unset_variable() -> None:
    assert not played("answer live; expect no unset variable", DEEDS)[1]
    _, failed = played("answer live; wait; expect no unset variable", DEEDS)
    assert "expect no unset variable: variable nobody was read at 15.195 s in play[2], never set (at" in failed


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<dialplan><if expr='x y'><hangup/></if><play type='tts'>Hi.</play></dialplan>", "the expression 'x y' fails"),
        ("<dialplan><goto>nowhere</goto></dialplan>", ""),
        (TIMELESS, 'goto "a" runs in a circle without a pause'),
    ],
)
def test_no_error(xml: str, message: str) -> None:
    _, failed = played("answer live; expect no error", xml)
    assert failed.startswith(f"expect no error: there was an error at 0 s: {message}")
    assert not played("answer live; expect no error", ENDS)[1]


WRONG_BUT_GOES_ON = "<dialplan><if expr='x y'><hangup/></if><play type='tts'>Hi.</play></dialplan>"
NOWHERE = "<dialplan><goto>nowhere</goto></dialplan>"


@pytest.mark.parametrize(
    ("xml", "failing"),
    [(WRONG_BUT_GOES_ON, ["javascript error"]), (NOWHERE, ["error at the end"]), (TIMELESS, []), (ENDS, [])],
    ids=["an expression", "a goto", "a loop", "none"],
)
def test_errors_are_told_apart(xml: str, failing: list[str]) -> None:
    every = ["javascript error", "error at the end"]
    assert [each for each in every if played(f"answer live; expect no {each}", xml)[1]] == failing


FALLS = (
    "<dialplan><menu name='m' maxDigits='1'><play type='tts'>Press 1.%s</play>"
    "<keypress pressed='1'><goto>x</goto></keypress>%s</menu>%s<hangup name='x'/></dialplan>"
)
SILENT = "<keypress pressed='timeout'><sms to='2135550101'>Hi</sms></keypress>"
ACTS = {
    "sms": "<sms to='2135550101'>Hi</sms>",
    "dnc": "<dnc>2135550101</dnc>",
    "transfer": "<transfer>2135550101</transfer>",
    "record": "<record varname='r'/>",
    "a recording behind": "<record varname='r' background='true'/>",
    "post": "<post varname='r'>http://s/</post>",
    "a get that tells": "<get varname='r'>http://s/?n=${call.id}</get>",
    "an answer": "<stash varname='a'>yes</stash>",
    "what was set": "<setvar varname='v'>1</setvar><stash varname='a'>${v}</stash>",
    "the last input": "<stash varname='a'>${call.lastinput}</stash>",
}
NO_ACTS = {
    "a get": "<get varname='r'>http://s/</get>",
    "who called": "<stash varname='a'>${call.callerid}</stash>",
    "a contact": "<stash varname='a'>${contact.A} at ${global.date}</stash>",
    "tones": "<dtmf>1</dtmf>",
    "a prompt": "<play type='tts'>Bye.</play>",
}
SERVERS = 'http "*" -> "x"; set call.callerid = "1"; set call.id = "1"; set contact.A = "1"; answer live; '


@pytest.mark.parametrize("after", ACTS.values(), ids=ACTS)
def test_silence_that_falls_into_an_act(after: str) -> None:
    said = f"{SERVERS}wait; try wait 1s; expect no act in silence"
    assert "expect no act in silence: silence led to" in played(said, FALLS % ("", "", after))[1]
    for words, branch in ((" Or stay on the line.", ""), ("", SILENT)):
        assert not played(said, FALLS % (words, branch, after))[1]
    pressed = f"{SERVERS}press 2; expect no act in silence"
    assert not played(pressed, FALLS % ("", "", after))[1]


@pytest.mark.parametrize("after", NO_ACTS.values(), ids=NO_ACTS)
def test_silence_that_falls_into_nothing_that_counts(after: str) -> None:
    assert not played(f"{SERVERS}wait; try wait 1s; expect no act in silence", FALLS % ("", "", after))[1]


def test_a_menu_without_keypresses_asks_nothing() -> None:
    xml = "<dialplan><menu maxDigits='1'><play type='tts'>Hi.</play></menu><sms to='2135550101'>Hi</sms></dialplan>"
    assert not played("answer live; wait; expect no act in silence", xml)[1]


def test_what_a_first_hash_ends_is_no_silence() -> None:
    xml = FALLS % ("", "", ACTS["sms"])
    assert not played("answer live; press #; expect no act in silence", xml, first_hash="end")[1]


def test_a_key_that_came_later_ends_what_silence_did() -> None:
    second = "<menu maxDigits='1'><play type='tts'>Press 2.</play><keypress pressed='2'/></menu><sms to='2135'>Hi</sms>"
    xml = FALLS % ("", "", second)
    assert not played("answer live; wait; press 2; expect no act in silence", xml)[1]
    assert played("answer live; wait; wait; expect no act in silence", xml)[1]


# --- a transfer in which the callee hangs up -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "at_ms"), [("transfer answered 3s then hang up", 3195), ("transfer answered then hang up", 60195)]
)
def test_hanging_up_in_the_middle_of_a_talk(statement: str, at_ms: int) -> None:
    call, failed = played(f"answer live; {statement}", DEEDS)
    assert not failed
    assert (call.outcome, call.line.now_ms) == ("callee hung up", at_ms)
    kinds = [entry.kind for entry in call.transcript()]
    assert kinds.index("transfer answered") < kinds.index("callee hung up")
    assert "transfer over" not in kinds


def test_a_catch_runs_after_a_hang_up_in_a_talk() -> None:
    xml = """<dialplan><catch type="hangup" goto="end"><transfer continue-after="true">1</transfer></catch><hangup/>
    <stash name="end" varname="gone">yes</stash></dialplan>"""
    call, failed = played("answer live; transfer answered 1s then hang up; expect stash gone = 'yes'", xml)
    assert not failed
    assert call.ended_by == "callee"


@pytest.mark.parametrize(("outcome", "then"), [("busy", "hang up"), ("answered", "#"), ("answered", "hangup")])
def test_what_cannot_follow_a_transfer(outcome: str, then: str) -> None:
    call, _ = played("answer live", DEEDS)
    with pytest.raises(IvrError, match=f"transfer {outcome}: then is '{then}'; expected \"hang up\""):
        call.transfer(outcome, then=then)
