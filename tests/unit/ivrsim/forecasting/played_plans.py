"""Small plans, with callers of whom every share is known, that reach together all that a model of callers can say.

All times of the engine are whole steps here: a letter takes a step, and so do multiples of it everywhere else. So what
the chain says of a call, and what is played, is equal in law.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import ivrdsl as i
from ivrsim.callers.model import (
    Callers,
    Keys,
    Mailbox,
    Person,
    Price,
    Receptionist,
    Replies,
    Screening,
    Transfers,
    Verdicts,
)
from ivrsim.core.platform import Platform

PLATFORM: Final = Platform(
    ms_per_character=100, greeting_ms=3000, amd_delay_ms=800, amd_unsure_delay_ms=1500, sound_ms=1200
)
TWO: Final = {300: 0.5, 1100: 0.5}


class PlayedPlan(NamedTuple):
    """A plan that is played.

    Attributes:
        plan: what is called; platform: on what.
        callers: who answers.
        repeating: for each menu, by name, the keys that lead back to it.
    """

    plan: i.Dialplan
    callers: Callers
    platform: Platform = PLATFORM
    repeating: Mapping[str, Sequence[str]] = {}


PERSON: Final = Person(
    hangs_up_speaking=0.05,
    hangs_up_silent=0.1,
    reaction_ms={200: 0.3, 900: 0.4, 1500: 0.2, 2500: 0.1},
    early=0.4,
    key_gap_ms=300,
    speaks_ms={700: 0.5, 1600: 0.3, 3400: 0.2},
    ends_recording={"#": 0.4, "hang up": 0.3, "silence": 0.3},
    menus={"": Keys({"silence": 0.2, "wrong": 0.1, "offered": 0.7})},
)
CALLERS: Final = Callers(
    reach={"answered": 1.0},
    rings_ms={},
    parties={"person": 1.0},
    detector={
        "person": Verdicts({"person": 0.8, "machine": 0.15, "unsure": 0.05}, {"person": {600: 0.6, 1300: 0.4}}),
        "mailbox": Verdicts({"person": 0.2, "machine": 0.7, "unsure": 0.1}, {"machine": {500: 0.5, 2600: 0.5}}),
        "screening": Verdicts({"person": 0.6, "machine": 0.4}, {}),
        "receptionist": Verdicts({"person": 1.0}, {}),
        "fax": Verdicts({"machine": 0.9, "unsure": 0.1}, {}),
        "silence": Verdicts({"unsure": 1.0}, {"unsure": {2000: 1.0}}),
    },
    mailbox=Mailbox({1000: 0.4, 4000: 0.6}, 0.8, {3000: 0.5, 9000: 0.5}),
    screening=Screening({1000: 0.5, 2500: 0.5}, {2000: 0.7, 3500: 0.3}, 0.6, {400: 0.4, 1800: 0.3, 4500: 0.3}),
    receptionist=Receptionist(0.6, {700: 0.5, 3000: 0.5}),
    person=PERSON,
    transfers={
        "": Transfers(
            {"answered": 0.5, "busy": 0.1, "no answer": 0.2, "failed": 0.1, "screened out": 0.1},
            {700: 0.5, 2200: 0.5},
            {1000: 0.6, 4300: 0.4},
        )
    },
    replies={},
    values={},
    letters={},
    at={},
    price=Price(1.0, 1.0, 60, "billed minutes"),
    step_ms=100,
    sources={},
    assumed=(),
)
EVERYBODY: Final = {
    "person": 0.4, "mailbox": 0.25, "screening": 0.15, "receptionist": 0.1, "fax": 0.05, "silence": 0.05
}  # fmt: skip
CODE: Final = i.Say("Code ", i.Secret("2517"), " ends.", name="code")
BYE: Final = i.Hangup()


def people(**other: object) -> Callers:
    """Callers with people who do otherwise."""
    return CALLERS._replace(person=PERSON._replace(**other))  # type: ignore[arg-type]  # fields of a Person


CODE_PLAN: Final = i.Dialplan("Code")[
    i.Amd(live=i.Goto("ask"), machine=i.Goto("bye")),
    i.Menu("ask", max_digits=1, timeout_ms=3000)[
        i.Say("A code.", name="intro"),
        i.Say("Press 1.", name="offer"),
        i.Keypress("1")[CODE, i.Goto("ask")],
        i.Keypress("2")[i.Goto("bye")],
        i.NoMatch()[i.Goto("ask")],
    ],
    i.Say("Good bye.", name="bye"),
    BYE,
]
BOTH_PLAN: Final = i.Dialplan("Both")[
    i.Amd()[
        i.Live()[i.Say("Hello you.", name="hello"), i.PlaySound(77, name="music")],
        i.Machine()[i.Say("Message ", i.Secret("2517"), " for you.", name="message"), i.Wait(1)],
    ],
    i.Menu("go", max_digits=1, timeout_ms=2000)[
        i.Say("Say yes with 1.", name="yes"), i.Keypress("1")[i.Say("Fine.", name="fine")],
    ],
    i.Say("Thank you ever so much.", name="thanks"),
]  # fmt: skip
DIGITS_PLAN: Final = i.Dialplan("Digits")[
    i.Menu("account", max_digits=4, timeout_s=1)[
        i.Say("Number?", name="number"),
        i.Keypress("4711")[i.Say("Welcome.", name="welcome")],
        i.Keypress("100-300")[i.Say("Guest.", name="guest")],
        i.NoMatch()[i.Stash("wrong", "yes"), i.Goto("account")],
        i.NoInput()[i.Stash("silent", "yes")],
    ],
    BYE,
]
CAUGHT_PLAN: Final = i.Dialplan("Caught")[
    i.Catch("hangup", "gone")[
        i.Amd(live=i.Say("Do stay on the line.", name="stay"), machine=i.Say("Box.", name="box")),
        i.Menu("stay on", max_digits=1, timeout_ms=1500)[
            i.Say("One.", name="one"),
            i.Keypress("1")[i.Transfer("2135550100", name="agent", timeout_s=2, continue_after=True)],
            i.Keypress("3")[i.Record("words", timeout_s=2, name="rec")],
        ],
    ],
    i.Say("Over.", name="over"),
    BYE,
    i.Get("http://s.example/left", "r", name="gone"),
    i.Stash("left", "${r}"),
    i.Say("Nobody hears this.", name="nobody"),
]
TRANSFERS_PLAN: Final = i.Dialplan("Transfers")[
    i.Menu("who", max_digits=1, timeout_ms=1500)[
        i.Say("Who?", name="question"),
        i.Keypress("1")[i.Transfer("2135550100", name="sales", timeout_s=2, continue_after=True)],
        i.Keypress("2")[i.Transfer("2135550101", name="help", timeout_s=3)],
        i.NoMatch()[i.Goto("who")],
    ],
    i.Transfer("2135550102", name="last", timeout_s=1, continue_after=True),
    i.Say("Back.", name="back"),
]
RECORDS_PLAN: Final = i.Dialplan("Records")[
    i.Say("Speak.", name="speak"),
    i.Record("first", timeout_s=2, name="short"),
    i.Say("More.", name="more"),
    i.Record("second", timeout_s=4, name="long"),
    i.PlayUrl("${first}", name="again"),
]
REPLIES_PLAN: Final = i.Dialplan("Replies")[
    i.Get("http://s.example/balance", "sum", name="ask"),
    i.If("'${sum}' == 'none'")[i.Say("Nothing.", name="nothing"), i.Else()[i.Say("You owe ${sum}.", name="owe")]],
    i.Post("http://s.example/log", "ok"),
    i.If("'${ok}' == ''")[i.Say("Lost.", name="lost")],
    i.Get("http://other.example/x"),
    BYE,
]
VALUES_PLAN: Final = i.Dialplan("Values")[
    i.Say("Hi ${contact.firstName}.", name="greet"),
    i.If("'${contact.A}' == 'gold'")[i.Say("Best wishes.", name="gold")],
    i.Menu("vote", max_digits=1, timeout_s=1)[
        i.Say("Vote.", name="vote now"),
        i.Keypress("1")[i.Say("${contact.A} voted.", name="voted")],
        i.NoInput()[i.If("'${contact.B}' == 'no'")[i.Goto("end"), i.Else()[i.Say("Pity.", name="pity")]]],
    ],
    i.If("${global.time.hour.military} < 12")[i.Say("Good morning.", name="morning")],
    i.Say("End.", name="end"),
]
COUNTER_PLAN: Final = i.Dialplan("Counter")[
    i.SetVar("n", 0),
    i.Menu("main", max_digits=1, timeout_ms=1200)[
        i.Say("Again 9 or 1.", name="again or"),
        i.Keypress("9")[i.Goto("count")],
        i.Keypress("1")[i.Say("Yes.", name="yes")],
        i.NoInput()[i.Goto("count")],
        i.NoMatch()[i.Goto("count")],
    ],
    BYE,
    i.SetVar("n", "${n} + 1", name="count"),
    i.If("${n} < 3")[i.Goto("main")],
    i.Say("Enough.", name="enough"),
]
SCREENED_PLAN: Final = i.Dialplan("Screened")[
    i.Wait(1),
    i.Say("It is Ann, about a code.", name="ann"),
    i.Menu("ready", max_digits=1, timeout_ms=2500)[
        i.Say("Press 1.", name="ready?"),
        i.Say("Now.", name="now"),
        i.Keypress("1")[CODE],
        i.NoInput()[i.Say("Hello? Is anybody there?", name="anybody"), i.Goto("once more")],
    ],
    BYE,
    i.Menu("once more", max_digits=1, timeout_ms=2000)[
        i.Keypress("1")[CODE], i.Keypress("5")[i.Record("r", timeout_s=3)]
    ],
]  # fmt: skip
MAILBOX_PLAN: Final = i.Dialplan("Box")[
    i.Say("Hello, this is a long message.", name="long"), CODE, i.Say("And some more words at the end.", name="words"),
    i.Transfer("2135550100", timeout_s=4, continue_after=True, name="desk"), i.Say("Bye.", name="bye"),
]  # fmt: skip
PLAIN_PLAN: Final = i.Dialplan("Plain")[
    i.Say("Plain prompt.", name="plain"),
    i.Menu("bare", max_digits=1, timeout_ms=1500)[i.Keypress("1")[i.Say("One.", name="one")]],
    i.Menu("spoken", max_digits=2, timeout_ms=1500)[
        i.Say("Two digits.", name="two"), i.Keypress("12")[i.Say("Twelve.", name="twelve")],
        i.NoMatch()[i.Goto("bare")],
    ],
    i.Say("Over.", name="over"),
]  # fmt: skip
INNER_PLAN: Final = i.Dialplan("Inner")[
    i.Menu("inner", max_digits=1, timeout_ms=1500)[
        i.Say("Dear guest.", name="dear"),
        i.If("'${contact.A}' == 'gold'")[i.Say("Gold guest.", name="gold")],
        i.Wait(1),
        i.Say("One or two.", name="which"),
        i.Wait(1),
        i.Keypress("1")[i.Goto("inner")],
        i.Keypress("2")[i.Goto("tail")],
    ],
    i.Menu("tail", max_digits=1, timeout_ms=1500)[
        i.Say("Tail.", name="tail says"),
        i.If("'${contact.A}' == 'gold'")[i.Say("Gold tail.", name="gold tail")],
        i.Keypress("#")[i.Say("Hash.", name="hash")],
        i.Keypress("0")[i.Goto("tail")],
    ],
]
SHY_PLAN: Final = i.Dialplan("Shy")[
    i.Wait(5), i.PlaySound(5, name="tone"), i.Wait(1), i.Say("Now it speaks.", name="speaks"),
    i.Menu("shy", max_digits=1, timeout_ms=2000)[
        i.Say("A", name="a"), i.Keypress("1")[i.Transfer("2135550100", name="desk", timeout_s=9, continue_after=True)],
    ],
    i.Record("r", timeout_s=3, name="rec"),
]  # fmt: skip
CAUGHT_KEY_PLAN: Final = i.Dialplan("Caught key")[
    i.Catch("digit", "operator", "9")[
        i.Menu("any", timeout_ms=1500)[
            i.Say("Any number.", name="any number"), i.NoMatch()[i.Say("Well.", name="well"), i.Goto("next")],
        ],
        i.Menu("next", max_digits=2, timeout_ms=1500)[
            i.Say("More?", name="more"), i.Keypress("1")[i.Goto("any")], i.Keypress("23")[i.Goto("next")],
            i.Keypress("4")[BYE],
        ],
    ],
    i.Say("Over.", name="over"), BYE, i.Say("Operator.", name="operator"), i.Goto("any"),
]  # fmt: skip
VOTES_PLAN: Final = i.Dialplan("Votes")[
    i.Menu("vote for", max_digits=1, timeout_ms=1500)[
        i.Say("Vote.", name="vote!"), i.Keypress("1-3")[i.Say("You voted ${call.lastinput}.", name="you voted")],
        i.NoMatch()[i.Stash("odd", "${call.lastinput}"), i.Say("Odd.", name="odd")],
    ],
    i.SetVar("kept", "${call.lastinput}"),
    i.Menu("zip", max_digits=2, timeout_ms=1500)[
        i.Say("Zip?", name="zip?"), i.NoMatch()[i.Stash("zip", "${kept}-${call.lastinput}")]
    ],
    i.If("'${kept}' == '2'")[i.Say("Two.", name="two votes")],
]  # fmt: skip
LATE_PLAN: Final = i.Dialplan("Late")[
    i.Wait(1),
    i.Record("all", background=True),
    i.Amd()[i.Live()[i.Say("A person.", name="a person")], i.Machine()[i.Say("A box.", name="a box")]],
    i.Dtmf("1w2"),
    i.Amd(live=i.Say("Still a person.", name="still"), machine=i.Goto("box again")),
    i.Transfer("2135550100", timeout_s=2, name="desk", continue_after=True),
    i.Hangup(),
    i.Say("Still a box.", name="box again"),
    CODE,
]

AGAIN: Final = {
    "": Keys({"silence": 0.2, "wrong": 0.1, "offered": 0.7}),
    "ask": Keys({"silence": 0.1, "wrong": 0.2, "1": 0.6, "2": 0.1}, {"silence": 0.3, "2": 0.4, "repeat": 0.3}),
    "main": Keys({"9": 0.5, "1": 0.1, "silence": 0.4}, {"9": 0.1, "1": 0.3, "silence": 0.6}),
    "spoken": Keys({"12": 0.5, "1": 0.2, "345": 0.2, "silence": 0.1}),
    "account": Keys({"4711": 0.3, "offered": 0.2, "47": 0.1, "99999": 0.1, "12#": 0.1, "silence": 0.1, "#": 0.1}),
    "any": Keys({"123": 0.3, "9": 0.2, "offered": 0.2, "4#": 0.2, "silence": 0.1}, {"55": 0.4, "silence": 0.6}),
    "next": Keys({"repeat": 0.3, "wrong": 0.1, "offered": 0.3, "1": 0.1, "silence": 0.2}),
    "vote for": Keys({"1": 0.2, "2": 0.2, "7": 0.2, "wrong": 0.2, "silence": 0.2}),
    "zip": Keys({"12": 0.4, "3#": 0.2, "offered": 0.3, "silence": 0.1}),
    "inner": Keys({"repeat": 0.3, "wrong": 0.1, "offered": 0.4, "silence": 0.2}, {"2": 0.5, "silence": 0.5}),
}
SEVERAL: Final = people(menus=AGAIN)
WEB: Final = SEVERAL._replace(
    parties={"person": 0.8, "mailbox": 0.2},
    replies={
        "http://s.example/b*": Replies({"none": 0.3, "12": 0.3, "no reply": 0.2, "1200": 0.2}, {400: 0.5, 2500: 0.5}),
        "http://s.example/*": Replies({"ok": 0.7, "no reply": 0.3}, {100: 0.4, 12_000: 0.6}),
        "*": Replies({"x": 1.0}, {900: 1.0}),
    },
)
VALUED: Final = SEVERAL._replace(
    values={"contact.A": {"gold": 0.3, "tin": 0.5, "": 0.2}, "contact.B": {"yes": 0.25, "no": 0.75}},
    letters={"contact.firstName": {3: 0.5, 8: 0.5}},
    at={"2026-01-05 09:30": 0.3, "2026-01-05 15:00": 0.7},
    parties={"person": 0.9, "silence": 0.1},
)
EACH_QUIRK: Final = {
    "amd unsure is a machine": ("both", {"amd_unsure": "machine"}),
    "an assistant waits": ("shy", {"screening_silence": "waits"}),
    "nothing cuts": ("digits", {"barge_in": False}),
    "nothing cuts, keys kept": ("plain", {"barge_in": False, "type_ahead": "keep"}),
    "keys are kept": ("code", {"type_ahead": "keep"}),
    "the timer is first": ("counter", {"timer_tie": "timer"}),
    "silence ends recordings": ("records", {"record_timeout": "silence"}),
    "a key cuts what plays": ("plain", {"key_in_plain_play": "cut"}),
    "keys between": ("digits", {"interdigit": 300}),
    "no match plays again": ("counter", {"no_match": "replay"}),
    "refused ends": ("transfers", {"transfer_refused": "end"}),
    "nothing cuts but a catch": ("caught key", {"barge_in": False}),
    "own hang-up is caught": ("caught", {"catch_own_hangup": True}),
    "inner branches": ("inner", {"keys_in_inner_branch": "ignore"}),
}

SALES: Final = Transfers({"answered": 0.9, "no answer": 0.1}, {500: 1.0}, {200: 0.5, 900: 0.5})
_OURS: Final = {
    "code": PlayedPlan(
        CODE_PLAN,
        SEVERAL._replace(parties=EVERYBODY, reach={"answered": 0.8, "busy": 0.05, "no answer": 0.15}),
        repeating={"ask": "1"},
    ),
    "both": PlayedPlan(BOTH_PLAN, CALLERS._replace(parties=EVERYBODY)),
    "digits": PlayedPlan(DIGITS_PLAN, SEVERAL),
    "caught": PlayedPlan(CAUGHT_PLAN, WEB._replace(parties=EVERYBODY)),
    "transfers": PlayedPlan(
        TRANSFERS_PLAN,
        CALLERS._replace(
            parties={"person": 0.7, "mailbox": 0.3},
            transfers={**CALLERS.transfers, "sales": SALES},
        ),
    ),
    "records": PlayedPlan(RECORDS_PLAN, SEVERAL._replace(parties={"person": 0.8, "mailbox": 0.1, "screening": 0.1})),
    "replies": PlayedPlan(REPLIES_PLAN, WEB),
    "values": PlayedPlan(VALUES_PLAN, VALUED),
    "counter": PlayedPlan(COUNTER_PLAN, SEVERAL._replace(parties=EVERYBODY), repeating={"main": "9"}),
    "screened": PlayedPlan(
        SCREENED_PLAN, CALLERS._replace(parties={"screening": 0.6, "receptionist": 0.3, "silence": 0.1})
    ),
    "mailbox": PlayedPlan(MAILBOX_PLAN, CALLERS._replace(parties={"mailbox": 0.8, "fax": 0.1, "screening": 0.1})),
    "plain": PlayedPlan(PLAIN_PLAN, SEVERAL._replace(parties=EVERYBODY)),
    "shy": PlayedPlan(SHY_PLAN, CALLERS._replace(parties={"screening": 0.7, "receptionist": 0.2, "person": 0.1})),
    "late": PlayedPlan(LATE_PLAN, CALLERS._replace(parties=EVERYBODY)),
    "votes": PlayedPlan(VOTES_PLAN, SEVERAL),
    "caught key": PlayedPlan(CAUGHT_KEY_PLAN, SEVERAL, repeating={"next": ("23",)}),
    "inner": PlayedPlan(INNER_PLAN, VALUED, repeating={"inner": "1", "tail": "0"}),
}
PLANS: Final[dict[str, PlayedPlan]] = {
    **_OURS,
    **{name: _OURS[of]._replace(platform=PLATFORM.with_quirks(**quirks)) for name, (of, quirks) in EACH_QUIRK.items()},
}
"""All of them, by name."""
