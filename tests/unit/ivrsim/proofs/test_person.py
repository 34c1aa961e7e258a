"""A person who does what prompts offer: which plans let such a person hear the secret, and which do not."""

import pytest

import ivrdsl as i
from ivrdsl.model.values import spell
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, Verdict
from ivrsim.proofs.verify import verify
from ivrsim.script.statements import parse_script
from ivrsim.search.bounds import Bounds

HEARS = next(each for each in BUILT_IN if each.name == "person-hears-secret")
CODE = i.Say("Your code is ", spell("2517"), ".")
BYE = i.Hangup()
SILENT = i.NoInput()[BYE]


def menu(words: str, *branches: i.Keypress | i.NoInput | i.NoMatch, digits: int | None = 1) -> i.Menu:
    return i.Menu(max_digits=digits, timeout_ms=2000)[(i.Say(words), *branches)]


def judged(plan: i.Dialplan, max_states: int = 10_000) -> Verdict:
    (verdict,) = verify(plan, asked=Asked((HEARS,), bounds=Bounds(max_states=max_states))).verdicts
    return verdict


HEARD = {
    "without a key": i.Dialplan()[CODE],
    "by the key that is offered": i.Dialplan()[menu("Press 1 for your code.", i.Keypress("1")[CODE], SILENT), BYE],
    "although another offered key ends the calls": i.Dialplan()[
        menu("Press 1 for your code, or 9 to stop these calls.", i.Keypress("1")[CODE], i.Keypress("9")[BYE], SILENT),
        BYE,
    ],
    "by silence, where the offered key leads away": i.Dialplan()[menu("Press 9 to stop.", i.Keypress("9")[BYE]), CODE],
    "by several keys": i.Dialplan()[menu("Press 12 for your code.", i.Keypress("12")[CODE], SILENT, digits=2), BYE],
    "by any key": i.Dialplan()[menu("Press any key for your code.", i.NoMatch()[CODE], SILENT), BYE],
    "by a number that the callee knows": i.Dialplan()[
        menu("Please enter your account number.", i.Keypress("4711")[CODE], SILENT, digits=4), BYE
    ],
    "by a key that a sound may offer": i.Dialplan()[
        i.Menu(max_digits=1, timeout_ms=2000)[i.PlaySound("77"), i.Keypress("3")[CODE], SILENT], BYE
    ],
    "by a key that a catch takes": i.Dialplan()[
        i.Catch("digit", "code", "1")[i.Say("Press 1 for your code."), i.Wait(5), BYE],
        i.Hangup(),
        i.Say("Your code is ", spell("2517"), ".", name="code"),
    ],
    "by one key after another": i.Dialplan()[
        menu(
            "Press 1 for English.",
            i.Keypress("1")[menu("Press 2 for your code.", i.Keypress("2")[CODE], SILENT)],
            SILENT,
        ),
        BYE,
    ],
}
MISSED = {
    "the offered key leads elsewhere": (
        i.Dialplan()[menu("Press 1 for your code.", i.Keypress("1")[BYE], i.Keypress("2")[CODE], SILENT), BYE],
        ["press 1"],
    ),
    "only a key that nobody offers brings it": (
        i.Dialplan()[menu("Hello.", i.Keypress("2")[CODE], SILENT), BYE],
        ["wait"],
    ),
    "what was offered for another menu": (
        i.Dialplan()[
            menu("Press 1 to go on.", i.Keypress("1")[menu("Hello.", i.Keypress("1")[CODE], SILENT)], SILENT), BYE
        ],
        ["press 1", "wait"],
    ),
    "a server that fails": (
        i.Dialplan()[
            i.Get("http://s/", variable="ok"),
            i.If("'${ok}' == 'yes'")[menu("Press 1 for your code.", i.Keypress("1")[CODE], SILENT)],
            i.Say("Sorry."),
        ],
        [],
    ),
    "round and round": (
        i.Dialplan()[
            i.Menu("m", max_digits=1, timeout_ms=2000)[
                i.Say("Press 1 for your code."), i.Keypress("1")[i.Goto("m")], i.Keypress("2")[CODE], i.NoInput()[BYE]
            ],
            BYE,
        ],
        ["press 1"],
    ),
}


@pytest.mark.parametrize("plan", HEARD.values(), ids=HEARD)
def test_such_a_person_can_hear_it(plan: i.Dialplan) -> None:
    verdict = judged(plan)
    assert verdict.verdict == PROVED, verdict.because
    assert any("2 5 1 7" in entry.details["text"] for entry in verdict.witnesses[0].transcript.of_kind("prompt"))


@pytest.mark.parametrize(("plan", "acts"), MISSED.values(), ids=MISSED)
def test_such_a_person_misses_it(plan: i.Dialplan, acts: list[str]) -> None:
    verdict = judged(plan)
    assert verdict.verdict == BROKEN
    assert verdict.expect == 'expect heard at least 1 time "2 5 1 7"'
    said = verdict.witnesses[0].statements
    assert [each for each in said if each == "wait" or each.startswith(("press", "hang up"))] == acts
    assert parse_script(verdict.witnesses[0].script)


def test_what_a_test_decides_that_nobody_knows_is_left_open() -> None:
    plan = i.Dialplan()[i.If("'${contact.a}'.length > 3")[CODE], BYE]
    assert judged(plan).verdict == BROKEN  # a value was tried with which it is missed
    plan = i.Dialplan()[i.If("'${contact.a}'.split('').sort().join('') == '0112358'")[BYE], CODE]
    assert judged(plan).verdict in (BROKEN, UNDECIDED)


@pytest.mark.parametrize("test", ["'${call.lastinput}'.substring(0, 2) == '47'", "${call.lastinput} % 97 == 5"])
def test_a_number_that_was_not_tried_may_bring_it(test: str) -> None:
    code = (i.If(test)[CODE], BYE)
    plan = i.Dialplan()[menu("Please enter your account number.", i.NoMatch()[code], SILENT, digits=4), BYE]
    assert judged(plan).verdict in (UNDECIDED, PROVED)
    copied = (i.SetVar("n", "'${call.lastinput}'"), i.If(test.replace("call.lastinput", "n"))[CODE], BYE)
    plan = i.Dialplan()[menu("Please enter your account number.", i.NoMatch()[copied], SILENT, digits=4), BYE]
    assert judged(plan).verdict in (UNDECIDED, PROVED)


BLIND = [
    (i.Get("http://s/", variable="x"), "'${x}' == 'yes'"),
    (i.If("'${contact.A}' == 'yes'")[i.SetVar("z", "1")], "'${contact.A}' == 'yes'"),
]
"""What decides which key is the right one, and no callee hears it."""


@pytest.mark.parametrize(("before", "test"), BLIND, ids=["a reply", "a contact field that is read before"])
def test_a_person_does_not_know_what_he_has_not_heard(before: i.Get | i.If, test: str) -> None:
    one, two = i.Keypress("1")[i.If(test)[CODE], BYE], i.Keypress("2")[i.If(f"!({test})")[CODE], BYE]
    plan = i.Dialplan()[before, menu("Press 1 or press 2.", one, two, SILENT), BYE]
    assert judged(plan).verdict == UNDECIDED
    told = i.If(test)[i.Say("Yes."), i.Else()[i.Say("No.")]]
    asks = i.Menu(max_digits=1, timeout_ms=2000)[i.Say("Press 1 or press 2."), told, one, two, SILENT]
    assert judged(i.Dialplan()[before, asks, BYE]).verdict == PROVED


def test_menus_that_sound_alike_are_one_to_a_person() -> None:
    def asks(right: str, wrong: str) -> i.Menu:
        return menu("Press 1 or press 2.", i.Keypress(right)[CODE, BYE], i.Keypress(wrong)[BYE], SILENT)

    plan = i.Dialplan()[i.If("'${contact.A}' == 'yes'")[asks("1", "2"), BYE], asks("2", "1"), BYE]
    assert judged(plan).verdict == UNDECIDED
    plan = i.Dialplan()[i.If("'${contact.A}' == 'yes'")[asks("1", "2"), BYE], asks("1", "2"), BYE]
    assert judged(plan).verdict == PROVED


def test_where_the_search_was_ended_nobody_is_said_to_miss_it() -> None:
    plan = HEARD["by one key after another"]
    assert all(judged(plan, most).verdict != BROKEN for most in range(1, 30))
    assert all(judged(MISSED["round and round"][0], most).verdict != PROVED for most in range(1, 30))
