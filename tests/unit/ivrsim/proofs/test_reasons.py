"""Reasons, one by one: why a branch is never taken, what makes a property hold, what would decide one."""

from typing import Any

import pytest

from ivrdsl.model import nodes as n
from ivrdsl.model.values import spell
from ivrsim.core.platform import Platform
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.own import never
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING
from ivrsim.search.world import World

K = n.Keypress
COUNTING = (
    n.SetVar("n", "0"),
    n.Menu("m", max_digits=1, timeout_ms=2000, body=(
        n.Say("Press 1."),
        K("1")[n.Hangup()],
        n.NoInput()[n.SetVar("n", "${n} + 1"), n.If("${n} < 3")[n.Goto("m")]],
        n.NoMatch()[n.Hangup()],
    )),
    n.Hangup(),
)  # fmt: skip


def menu(*body: Any, name: str = "m") -> n.Menu:
    return n.Menu(name, max_digits=1, timeout_ms=2000, body=body)


def judged(name: str, *body: Any, platform: Platform | None = None, **asked: Any) -> Verdict:
    wanted = next(each for each in BUILT_IN if each.name == name)
    (verdict,) = verify(n.Dialplan("R")[body], platform, asked=Asked((wanted,), **asked)).verdicts
    return verdict


def reasons(*body: Any, **asked: Any) -> list[str]:
    verdict = judged("every-branch-can-be-taken", *body, **asked)
    assert verdict.verdict == BROKEN
    return [each.says for each in verdict.reasons]


def why(name: str, *body: Any, **asked: Any) -> list[str]:
    verdict = judged(name, *body, why=True, **asked)
    assert (verdict.verdict, verdict.why is not None) == (PROVED, True)
    return [each.says for each in verdict.why or ()]


# --- branches that no call takes ----------------------------------------------------------------------------------


def test_a_catch_takes_the_key() -> None:
    caught = n.Catch("digit", "end", "9", name="op")[menu(K("9")[n.Goto("far")], K("1")[n.Hangup()])]
    assert reasons(caught, n.Hangup(name="end"), menu(K("1"), name="far")) == [
        'menu "m": key 9: catch "op" takes key 9 first; so no call comes to menu "far"'
    ]


def test_the_innermost_catch_is_named() -> None:
    inner = n.Catch("digit", "end", "1", name="inner")[menu(K("1")[n.Say("x")], K("2"))]
    assert reasons(n.Catch("digit", "end", "1", name="outer")[inner], n.Hangup(name="end")) == [
        'menu "m": key 1: catch "inner" takes key 1 first'
    ]


@pytest.mark.parametrize(
    ("branches", "said"),
    [
        ((K("1"), K("1")), 'menu "m": key 1 once more: keypress 1 before it takes the same input'),
        ((K("1-3"), K("2-3")), 'menu "m": keys 2-3: keypress 1-3 before it takes the same input'),
        ((K("1"), K("2"), K("1-2")), 'menu "m": keys 1-2: keypress 1 and keypress 2 take the same inputs'),
        ((K("12"), K("1")), 'menu "m": key 12: menu "m" takes 1 key (maxDigits), too few for 12'),
        ((*(K(key) for key in "0123456789#*"), n.NoMatch()),
         'menu "m": no match: each input of menu "m" is taken by a branch of its own, or by a catch'),
    ],
)  # fmt: skip
def test_another_branch_or_a_limit_takes_the_key(branches: tuple[Any, ...], said: str) -> None:
    assert reasons(menu(*branches), n.Hangup()) == [said]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("'${n}' == '2'", "if: true: '${n}' == '2' is never true: ${n} is always 0 or 1 here"),
        ("'${n}' == '1' && '${n}' == '2'",
         "if: true: of '${n}' == '1' && '${n}' == '2' the part '${n}' == '2' is never true: "
         "${n} is always 0 or 1 here"),
        ("'${n}' == '1' && '${n}' == '0'",
         "if: true: '${n}' == '1' && '${n}' == '0' is never true: no value of ${n} makes it true"),
        ("!('${n}' == '1' || '${n}' == '0')",
         "if: true: of !('${n}' == '1' || '${n}' == '0') the part '${n}' == '1' || '${n}' == '0' is never false: "
         "its parts never are together"),
        ("1 == 2", "if: true: 1 == 2 is always false"),
        ("'${x}' == 'a'", "if: true: '${x}' == 'a' is never true: ${x} is always empty here"),
    ],
)  # fmt: skip
def test_a_condition_that_is_never_true(condition: str, said: str) -> None:
    first = menu(K("1")[n.SetVar("n", "1")])
    assert reasons(n.SetVar("n", "0"), first, n.If(condition)[n.Say("a")], n.Hangup()) == [said]


def test_an_equal_that_is_never_so() -> None:
    set_twice = n.SetVar("n", "0"), menu(K("1")[n.SetVar("n", "1")])
    assert reasons(*set_twice, n.Equal("${n}", "7")[n.Say("c")], n.Hangup()) == [
        "equal: true: ${n} is never 7: ${n} is always 0 or 1 here"
    ]


def test_no_values_are_told_of_what_stands_for_others() -> None:
    keys = menu(K("1-3")[n.If("'${call.lastinput}' == '7'")[n.Say("x")]])
    assert reasons(keys, n.Hangup()) == ["if: true: '${call.lastinput}' == '7' is never true where a call comes to it"]


def test_a_copy_of_what_stands_for_others_stands_for_others_too() -> None:
    kept = n.SetVar("k", "'${call.lastinput}'"), n.SetVar("l", "'${k}'"), n.If("'${l}' == '7'")[n.Say("x")]
    said = "if: true: '${l}' == '7' is never true where a call comes to it"
    assert said in reasons(menu(K("1-3")[kept]), n.Hangup())


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ((n.Hangup(), menu(K("1"), name="a"), menu(K("1"), name="b")),
         'menu "a": no call comes to it: it stands behind hangup, which ends the call; so no call comes to menu "b"'),
        ((n.Say("x", name="a"), n.Goto("a"), menu(K("1"))),
         'menu "m": no call comes to it: it comes only after a loop that no way leaves, and goto is part of that'),
        ((n.Goto("end"), menu(K("1")), n.Hangup("end")),
         'menu "m": no call comes to it: it stands behind goto, which leads to end'),
        ((n.SetVar("n", "0"), n.Say("x", name="a"), n.If("${n} < 3")[n.Goto("a")], menu(K("1"))),
         'if: false: ${n} < 3 is never false: ${n} is always 0 here; so no call comes to menu "m"'),
        ((n.Amd(live=n.Goto("a"), machine=n.Hangup()), n.Amd(live=n.Hangup(), machine=n.Goto("b")), n.Hangup(),
          n.Say("x", name="a"), n.Amd(live=n.Goto("b"), machine=n.Goto("c")), n.Hangup("b"), menu(K("1"), name="c")),
         'amd[3]: machine: a machine never comes to it: amd leads it elsewhere; so no call comes to menu "c"'),
    ],
)  # fmt: skip
def test_what_never_goes_on(body: tuple[Any, ...], said: str) -> None:
    assert said in reasons(*body)


def test_lines_are_told_where_they_are_known() -> None:
    verdict = judged("every-branch-can-be-taken", menu(K("1"), K("1")), n.Hangup(), lines=(1, 2, 3, 4, 5))
    (told,) = verdict.reasons
    assert told.says == 'menu "m" (line 2): key 1 once more: keypress 1 (line 3) before it takes the same input'
    assert (told.element, told.node, told.line) == (1, 'menu "m"', 2)


# --- what makes a property hold -----------------------------------------------------------------------------------


def test_nobody_asked() -> None:
    assert judged("every-call-ends", *COUNTING).why is None


def test_a_counter_ends_the_call() -> None:
    assert why("every-call-ends", *COUNTING) == [
        'silence leads back to menu "m" at most 2 times: n counts up to 3, and if leads out of the loop'
    ]
    assert why("at-most-N-plays", *COUNTING) == [
        "play is played most: at most 3 times in a call, because n counts up to 3"
    ]


def test_no_way_leads_back() -> None:
    body = n.Say("Hello."), n.Hangup()
    assert why("every-call-ends", *body) == ["silence never leads a call back to a tag at which it has waited before"]
    assert why("at-most-N-plays", *body) == ["no prompt is played twice in a call: none comes back to one"]


def test_the_longest_call() -> None:
    body = n.Wait(7), menu(n.Wait(5), K("1")), n.Hangup()
    options = Options(max_duration_ms=60_000)
    assert why("call-ends-in-time", *body, options=options) == [
        'no call takes longer than 14 s: 7 s at wait, 5 s at wait, 2 s at menu "m"'
    ]


CODE = n.Say("Your code is ", spell("2517"), ".", name="code")


def test_what_keeps_a_secret_from_machines() -> None:
    amd = n.Amd(live=n.Goto("code"), machine=n.Hangup())
    assert why("machine-never-hears-secret", amd, CODE, n.Hangup()) == [
        'play "code" is only behind live of amd, amd leads machines to hangup'
    ]
    key = menu(K("1")[n.Goto("code")], n.NoInput()[n.Hangup()], n.NoMatch()[n.Hangup()])
    assert why("machine-never-hears-secret", key, CODE, n.Hangup()) == [
        'a machine presses no key, and no call comes without one to play "code"'
    ]


def test_how_a_secret_is_heard_and_repeated() -> None:
    body = n.Catch("digit", "code", "1")[CODE, menu(n.Say("Press 1."), K("2"), n.NoMatch()[n.Hangup()])], n.Hangup()
    alone = World(INCOMING)
    assert why("person-hears-secret", CODE, n.Hangup(), world=alone) == [
        'whatever others do, a person can stay silent, or press what is offered, so that he hears play "code"'
    ]
    assert why("secret-can-be-repeated", *body, world=alone) == [
        'for example, key 1 at menu "m" brings play "code" again'
    ]


def test_who_takes_keys() -> None:
    assert why("offered-keys-work", *COUNTING) == ['play offers 1: menu "m" takes it']
    assert why("no-key-swallowed", *COUNTING) == ['no match answers every other key at menu "m"']


def test_how_calls_end() -> None:
    assert why("no-call-ends-in-error", n.Hangup()) == ["calls end in no other way than: busy, hangup, no answer"]
    assert why("nothing-after-hang-up", n.Say("x"), n.Hangup()) == ["no catch takes a hang-up: the call ends with it"]
    caught = n.Catch("hangup", "bye")[n.Say("x")], n.Hangup(), n.Stash("s", "1", name="bye"), n.Hangup()
    assert why("nothing-after-hang-up", *caught) == ['catch takes a hang-up, and then runs only stash "bye"']


def test_after_what_acts_come() -> None:
    body = menu(K("1")[n.Stash("s", "1")], n.NoInput()[n.Hangup()], n.NoMatch()[n.Hangup()]), n.Hangup()
    assert why("silence-never-acts", *body) == ['stash comes only after a key at menu "m"']


def test_variables_and_expressions() -> None:
    assert why("no-unset-variable", *COUNTING) == ["n is read only where it has been set by setvar or setvar"]
    assert why("no-javascript-error", *COUNTING) == ["all 3 expressions work: setvar, setvar and if"]


def test_how_many_branches() -> None:
    assert why("every-branch-can-be-taken", *COUNTING) == ["each of the 5 branches is taken by some call"]


# --- what would decide one ----------------------------------------------------------------------------------------


def test_a_test_that_nothing_made_true() -> None:
    odd = n.If("'${contact.A}'.charCodeAt(0) * 7 % 1000 == 993")[n.Say("x", name="x"), n.Goto("x")]
    verdict = judged("every-call-ends", odd, n.Hangup())
    assert verdict.verdict == UNDECIDED
    assert verdict.because.endswith("; a call breaks it if '${contact.A}'.charCodeAt(0) * 7 % 1000 == 993 is true")
    first, second = [each.says for each in verdict.reasons]
    assert first.startswith("if would have to be true, and no value that was tried makes it so: contact.A = ")
    assert second == "--set contact.A=VALUE makes that value known"
    known = judged("every-call-ends", odd, n.Hangup(), world=World(variables={"contact.A": "a"}))
    assert known.verdict == PROVED  # as it says


def test_a_bound_that_was_hit() -> None:
    endless = n.SetVar("n", "0"), menu(K("1")[n.SetVar("n", "${n} + 1"), n.Goto("m")], n.NoInput()[n.Hangup()])
    verdict = judged("every-branch-can-be-taken", *endless, n.If("${n} == -1")[n.Say("x")], bounds=Bounds(2000))
    assert verdict.verdict == UNDECIDED
    told = [each.says for each in verdict.reasons]
    assert told[0].startswith("the search found 2,001 states, and followed ")
    assert told[1].startswith("most of them differ in n (")
    assert told[2] == "n counts: if nothing ends that, no bound is large enough"


def test_a_text_that_a_predicate_asks_for() -> None:
    greeting = n.Say("Hello ${contact.firstName}."), n.Hangup()
    text = never(lambda entry: entry.kind == "prompt" and "Bob" in entry.details["text"], name="no Bob")
    (verdict,) = verify(n.Dialplan("R")[greeting], asked=Asked((text,))).verdicts
    assert verdict.verdict == UNDECIDED
    assert [each.says for each in verdict.reasons] == [
        'entry.says("words") has an answer where the words stand in the parts that are known'
    ]


# --- quirks -------------------------------------------------------------------------------------------------------


def test_on_which_quirk_a_call_hangs() -> None:
    body = menu(n.Say("x"), K("1")[n.Hangup()], n.NoMatch()[n.Hangup()]), n.Transfer("5550000")
    verdict = judged("silence-never-acts", *body)
    assert verdict.verdict == BROKEN
    assert ("no_timeout_branch", "default") in [tuple(each) for each in verdict.hangs_on]
    mended = judged("silence-never-acts", *body, platform=Platform(no_timeout_branch="default"))
    assert mended.verdict == PROVED
    assert judged("silence-never-acts", *body, witnesses=0).hangs_on == ()  # no call is shown
