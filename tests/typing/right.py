"""Programs that mypy --strict accepts: the styles of the manual."""

from collections.abc import Iterable

from ivrdsl import (
    CALL,
    CONTACT,
    Amd,
    Catch,
    Comment,
    Dialplan,
    Else,
    Equal,
    Fragment,
    Goto,
    Hangup,
    If,
    Keypress,
    Live,
    Machine,
    Menu,
    NoInput,
    NoMatch,
    PlaySound,
    PlayUrl,
    Say,
    Secret,
    SetVar,
    Sms,
    Transfer,
    Var,
    Wait,
    from_xml,
    spell,
    to_xml,
)
from ivrdsl.model.nodes import Item, MenuItem


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


def goodbye(text: str) -> tuple[Say, Hangup]:
    return Say(text), Hangup()


def branch(key: str, target: str) -> Keypress:
    return Keypress(key)[Goto(target)]


def menu(name: str, targets: dict[str, str], extra: Iterable[MenuItem] = ()) -> Menu:
    branches = [branch(key, target) for key, target in targets.items()]
    return Menu(name, timeout_s=5)[Say("Choose."), *branches, *extra, NoMatch()[Goto(name)]]


pieces: list[Item] = [Say("a"), Wait(0.5), Comment("b")]
prompts = [Say("a"), Say("b")]
piece = Fragment("billing")[Menu("ask")[Say("Yes?"), Keypress("1")[Goto("ask")]], Goto("ask")]

plan: Dialplan = Dialplan("Root", before=(Comment("made by hand"),))[
    Comment("long form"),
    Amd()[Comment("c"), Live()[Goto("a")], Machine("m")[goodbye("Call us.")]],
    Amd(live=(Say("a"), Goto("b")), machine=goodbye("bye")),
    *pieces,
    *prompts,
    *piece,
    *Fragment("sales")[Menu("ask")[Say("Yes?"), NoInput()[Hangup()]]],
    menu("a", {"1": "b"}, [NoInput()[Hangup()]]),
    If(f"{CALL.last_input.quoted} == '1'")[Say("one"), Else()[Say("other")]],
    Equal(Var("x"), "1")[Hangup()],
    Catch("digit", "a", "1")[Say("x")],
    Say(f"Hello {CONTACT.first_name}", Var("x"), Secret("1")),
    PlaySound(12),
    PlayUrl(Var("recording"), cache=False),
    SetVar("count", 1),
    SetVar("next", f"{Var('count')} + 1"),
    Sms("code ", spell("12"), to=CALL.caller_id),
    Transfer("5551234", Var("agent"), timeout_s=25, mode="waterfall"),
]
text: str = to_xml(plan, indent=False)
again: Dialplan = from_xml(text.encode())
