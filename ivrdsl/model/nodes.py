"""One frozen value for every tag of the platform's dialplan language; bodies are typed, so mypy checks the structure.

Attributes first, the body in brackets, so that the source reads down like the call:

    Menu("live", max_digits=1, timeout_ms=3500)[
        Say("Press 1 to hear it again."),
        Keypress("1")[Goto("live")],
    ]

Every class says what its tag does and where that is known from. It is *documented* (a vendor page), *observed*
(official samples only make sense this way), *client code* (only seen in SDKs), or assumed. Positions in a file are no
part of a node: two calls that say the same are equal. `name` is optional on every tag and should be unique in a plan.
"""

from typing import Final, TypeAlias, get_args

from ivrdsl.model.actions import (
    Analytics,
    Dnc,
    Dtmf,
    Get,
    Goto,
    GotoXml,
    Gtalk,
    Hangup,
    Post,
    SetVar,
    Sms,
    Stash,
    Text,
    Wait,
)
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.sound import VOICES, Mode, PlaySound, PlayUrl, Record, Say, Transfer, Voice
from ivrdsl.model.structure import (
    Amd,
    Catch,
    Dialplan,
    Else,
    Equal,
    If,
    Keypress,
    Live,
    Machine,
    Menu,
    NoInput,
    NoMatch,
    NotEqual,
)
from ivrdsl.model.values import Textual

Action: TypeAlias = (
    Amd | Menu | If | Equal | NotEqual | Catch | Goto | GotoXml | Hangup | Wait
    | Say | PlaySound | PlayUrl | Record | Transfer
    | SetVar | Stash | Get | Post | Sms | Text | Dnc | Dtmf | Gtalk | Analytics
)  # fmt: skip
"""What runs: everything that may stand in any body."""
Item: TypeAlias = Action | Comment
MenuItem: TypeAlias = Item | Keypress | NoInput | NoMatch
IfItem: TypeAlias = Item | Else
AmdItem: TypeAlias = Live | Machine | Comment
Branch: TypeAlias = Live | Machine | Keypress | NoInput | NoMatch | Else
AnyNode: TypeAlias = Dialplan | Action | Branch
"""Every node that stands for a tag of the language."""
NODES: Final[tuple[type[AnyNode], ...]] = get_args(AnyNode)
PROMPTS: Final = (Say, PlaySound, PlayUrl)

# What only files hold is allowed in every body at run time, but no type says so: programs do not write it.
_CARRIED: Final = (Odd, Instruction, Stray)
for _kind in (Dialplan, Live, Machine, Keypress, NoInput, NoMatch, Else, Equal, NotEqual, Catch):
    _kind.allowed = frozenset((*get_args(Item), *_CARRIED))
Menu.allowed = frozenset((*get_args(MenuItem), *_CARRIED))
If.allowed = frozenset((*get_args(IfItem), *_CARRIED))
Amd.allowed = frozenset((*get_args(AmdItem), *_CARRIED))

__all__ = [
    "NODES",
    "PROMPTS",
    "VOICES",
    "Action",
    "Amd",
    "AmdItem",
    "Analytics",
    "AnyNode",
    "Branch",
    "Catch",
    "Dialplan",
    "Dnc",
    "Dtmf",
    "Else",
    "Equal",
    "Get",
    "Goto",
    "GotoXml",
    "Gtalk",
    "Hangup",
    "If",
    "IfItem",
    "Item",
    "Keypress",
    "Live",
    "Machine",
    "Menu",
    "MenuItem",
    "Mode",
    "NoInput",
    "NoMatch",
    "NotEqual",
    "PlaySound",
    "PlayUrl",
    "Post",
    "Record",
    "Say",
    "SetVar",
    "Sms",
    "Stash",
    "Text",
    "Textual",
    "Transfer",
    "Voice",
    "Wait",
]
