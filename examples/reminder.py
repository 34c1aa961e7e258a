"""An appointment reminder: 1 confirms by text message, 2 connects to the practice, 3 takes a message; a machine hears
a short message of its own.
"""

from ivrdsl import (
    CALL,
    CONTACT,
    Amd,
    Dialplan,
    Goto,
    Hangup,
    Keypress,
    Live,
    Machine,
    Menu,
    NoInput,
    NoMatch,
    Record,
    Say,
    Sms,
    Stash,
    Transfer,
)

PRACTICE = "2135550100"
PRACTICE_SPOKEN = "2 1 3, 5 5 5, 0 1 0 0"


def reminder(when: str) -> Dialplan:
    """A reminder of one appointment; the callee's name comes from the contact list."""
    return Dialplan("Reminder")[
        Amd()[
            Live()[Goto("offer")],
            Machine()[
                Say(f"This is Doctor Rivera's practice. Please call us back about your appointment {when}."),
                Say(f"Our number is {PRACTICE_SPOKEN}."),
                Stash("Result", "machine"),
                Hangup(),
            ],
        ],
        Menu("offer", max_digits=1, timeout_ms=5000)[
            Say(f"Hello {CONTACT.first_name}, you have an appointment {when}."),
            Say("Press 1 to confirm, 2 to talk to us, 3 to leave a message."),
            Keypress("1")[
                Stash("Result", "confirmed"),
                Sms(f"Confirmed: {when}. Doctor Rivera's practice", to=CALL.caller_id),
                Goto("goodbye"),
            ],
            Keypress("2")[
                Transfer(PRACTICE, timeout_s=20, whisper="A patient about an appointment.", continue_after=True),
                Stash("Result", "transferred"),
                Goto("goodbye"),
            ],
            Keypress("3")[Goto("message")],
            NoMatch()[Goto("offer")],
            NoInput()[Stash("Result", "silent"), Goto("goodbye")],
        ],
        Say("Please speak after the tone, and press pound when you are done.", name="message"),
        Record(variable="message", timeout_s=60),
        Stash("Result", "message"),
        Say("Thank you. Goodbye.", name="goodbye"),
        Hangup(),
    ]


dialplan = reminder("on Monday at nine")
