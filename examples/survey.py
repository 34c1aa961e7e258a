"""A survey of two questions: an answer that no key stands for is asked again, silence twice ends the call."""

from ivrdsl import CALL, Dialplan, Else, Goto, Hangup, If, Keypress, Menu, NoInput, NoMatch, Say, SetVar, Stash, Var

silences = Var("silences")


def keep(answer: str, value: str | Var, then: str) -> tuple[Stash, SetVar, Goto]:
    """Write an answer to the report, and go on."""
    return Stash(answer, value), SetVar("silences", 0), Goto(then)


def ask_again(question: str) -> If:
    """After a first silence ask once more; after a second one say goodbye."""
    return If(f"{silences} < 1")[
        SetVar("silences", f"{silences} + 1"),
        Say("Are you still there?"),
        Goto(question),
        Else()[Goto("goodbye")],
    ]


dialplan = Dialplan("Survey")[
    SetVar("silences", 0),
    Say("Hello, this is the city library with two short questions."),
    Menu("visits", max_digits=1, timeout_ms=4000)[
        Say("Did you visit us this month? Press 1 for yes, 2 for no."),
        Keypress("1")[keep("Visited", "yes", "stars")],
        Keypress("2")[keep("Visited", "no", "thanks")],
        NoMatch()[Say("That is not one of the keys."), Goto("visits")],
        NoInput()[ask_again("visits")],
    ],
    Menu("stars", max_digits=1, timeout_ms=4000)[
        Say("How many stars do you give us? Press 1 to 5."),
        Keypress("1-5")[keep("Stars", CALL.last_input, "thanks")],
        NoMatch()[Say("Please press a key from 1 to 5."), Goto("stars")],
        NoInput()[ask_again("stars")],
    ],
    Say("Thank you very much.", name="thanks"),
    Say("Goodbye.", name="goodbye"),
    Hangup(),
]
