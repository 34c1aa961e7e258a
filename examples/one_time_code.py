"""A one-time code by phone: 1 repeats it, silence ends the call, and a machine hears nothing."""

from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, spell


def one_time_code(code: str) -> Dialplan:
    return Dialplan("Root")[
        Amd(live=Goto("live"), machine=Goto("hangup")),
        Menu("live", max_digits=1, timeout_ms=3500)[
            Say("Hello, your one-time code is ", spell(code), ", press 1 to repeat.", voice="female1"),
            Keypress("1")[Goto("live")],
            NoInput()[Hangup()],
        ],
        Hangup(name="hangup"),
    ]


dialplan = one_time_code("2517")
