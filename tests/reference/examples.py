"""One example of each node, in Python: the value of an expression with the public names of ivrdsl."""

from typing import Final

NODES: Final = {
    "Amd": """
Amd()[
    Live()[Say("Hello, this is the library.")],
    Machine()[Say("Please call the library."), Hangup()],
]""",
    "Analytics": """Analytics("survey", account="UA-1", category="calls")""",
    "Catch": """
Catch("hangup", "gone")[
    Say("Please tell us what you think, then press pound."),
    Record("opinion", timeout_ms=30000, name="opinion"),
    Hangup(),
],
Stash("Left", "early", name="gone")""",
    "Dialplan": """
Dialplan("Root")[
    Say("The library closes at six today. Goodbye."),
    Hangup(),
]""",
    "Dnc": """Dnc(CALL.phone_number)""",
    "Dtmf": """Dtmf("12w#")""",
    "Else": """
If(f"{CONTACT.column('B').quoted} == 'Yes'")[
    Say("Your books are due tomorrow."),
    Else()[Say("You have no books that are due.")],
]""",
    "Equal": """
Equal(CONTACT.column("B"), "'Yes'")[Say("Your books are due tomorrow.")]""",
    "Get": """
Get("https://library.example/due?card=" + str(CONTACT.column("A")), variable="due"),
Say("You have ", Var("due"), " books.")""",
    "Goto": """
Menu("again", max_digits=1, timeout_ms=3500)[
    Say("The library closes at six today. Press 1 to hear it again."),
    Keypress("1")[Goto("again")],
    NoMatch()[Hangup()],
    NoInput()[Hangup()],
]""",
    "GotoXml": """GotoXml("https://library.example/evening.xml")""",
    "Gtalk": """Gtalk("A call has come in.", username="desk", password="unused", to="desk")""",
    "Hangup": """Hangup()""",
    "If": """
If(f"{CONTACT.column('B').quoted} == 'Yes'")[
    Say("Your books are due tomorrow."),
    Else()[Say("You have no books that are due.")],
]""",
    "Keypress": """
Menu("main", max_digits=1, timeout_ms=3500)[
    Say("Press 1 for the opening hours."),
    Keypress("1")[Say("We are open from nine to six.")],
    NoMatch()[Say("That is no choice.")],
    NoInput()[Hangup()],
]""",
    "Live": """
Amd()[
    Live()[Say("Hello, this is the library.")],
    Machine()[Hangup()],
]""",
    "Machine": """
Amd()[
    Live()[Say("Hello, this is the library.")],
    Machine()[Say("Please call the library."), Hangup()],
]""",
    "Menu": """
Menu("main", max_digits=1, timeout_ms=3500)[
    Say("Press 1 for the opening hours."),
    Keypress("1")[Say("We are open from nine to six.")],
    NoMatch()[Say("That is no choice.")],
    NoInput()[Hangup()],
]""",
    "NoInput": """
Menu("main", max_digits=1, timeout_ms=3500)[
    Say("Press 1 for the opening hours."),
    Keypress("1")[Say("We are open from nine to six.")],
    NoMatch()[Say("That is no choice.")],
    NoInput()[Say("Goodbye."), Hangup()],
]""",
    "NoMatch": """
Menu("main", max_digits=1, timeout_ms=3500)[
    Say("Press 1 for the opening hours."),
    Keypress("1")[Say("We are open from nine to six.")],
    NoMatch()[Say("Please press 1."), Goto("main")],
    NoInput()[Hangup()],
]""",
    "NotEqual": """
NotEqual(CONTACT.column("B"), "'Yes'")[Say("You have no books that are due.")]""",
    "PlaySound": """PlaySound(332122)""",
    "PlayUrl": """PlayUrl("https://library.example/welcome.mp3")""",
    "Post": """Post("https://library.example/heard", variable="answer")""",
    "Record": """
Say("Please tell us what you think, then press pound."),
Record("opinion", timeout_ms=30000, name="opinion"),
PlayUrl(str(Var("opinion")))""",
    "Say": """Say("Hello ", CONTACT.first_name, ", your code is ", spell("2517"), ".", voice="female1")""",
    "SetVar": """
SetVar("rounds", 0),
SetVar("rounds", f"{Var('rounds')} + 1"),
Say("This is round ", Var("rounds"), ".")""",
    "Sms": """Sms("The library closes at six today.", to=CALL.phone_number)""",
    "Stash": """Stash("Heard", "yes")""",
    "Text": """Text("The library closes at six today.", to=CALL.phone_number)""",
    "Transfer": """
Say("One moment, please."),
Transfer("12135550100", timeout_s=25, whisper="A caller from the library.", continue_after=True),
Say("Thank you for calling.")""",
    "Wait": """Wait(2)""",
}
"""The examples by the class that they are of."""
