"""Write a phone call in Python, prove it before a phone rings.

The public names are loaded when they are first used: importing `ivrdsl` costs next to nothing, which the command line
and the pytest plugin rely on.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ivrdsl._version import __version__ as __version__

if TYPE_CHECKING:
    from ivrdsl.checking.nodes import check as check
    from ivrdsl.errors import (
        IvrError as IvrError,
        LoadError as LoadError,
        NodeError as NodeError,
        ScriptError as ScriptError,
        StepFailed as StepFailed,
        XmlError as XmlError,
    )
    from ivrdsl.files.calls import load_call_file as load_call_file
    from ivrdsl.files.load import load as load
    from ivrdsl.findings.finding import Finding as Finding
    from ivrdsl.findings.render.full import render_full as render_full
    from ivrdsl.model.fragment import Fragment as Fragment
    from ivrdsl.model.nodes import (
        Amd as Amd,
        Analytics as Analytics,
        Catch as Catch,
        Dialplan as Dialplan,
        Dnc as Dnc,
        Dtmf as Dtmf,
        Else as Else,
        Equal as Equal,
        Get as Get,
        Goto as Goto,
        GotoXml as GotoXml,
        Gtalk as Gtalk,
        Hangup as Hangup,
        If as If,
        Keypress as Keypress,
        Live as Live,
        Machine as Machine,
        Menu as Menu,
        NoInput as NoInput,
        NoMatch as NoMatch,
        NotEqual as NotEqual,
        PlaySound as PlaySound,
        PlayUrl as PlayUrl,
        Post as Post,
        Record as Record,
        Say as Say,
        SetVar as SetVar,
        Sms as Sms,
        Stash as Stash,
        Text as Text,
        Transfer as Transfer,
        Wait as Wait,
    )
    from ivrdsl.model.odd import Comment as Comment, Instruction as Instruction, Odd as Odd, Stray as Stray
    from ivrdsl.model.suppression import Ignore as Ignore
    from ivrdsl.model.values import (
        CALL as CALL,
        CONTACT as CONTACT,
        GLOBAL as GLOBAL,
        Secret as Secret,
        Var as Var,
        spell as spell,
    )
    from ivrdsl.requests.bodies import send_calls_body as send_calls_body, send_texts_body as send_texts_body
    from ivrdsl.requests.lint import lint_text as lint_text
    from ivrdsl.requests.recipients import CallRecipient as CallRecipient, TextRecipient as TextRecipient
    from ivrdsl.source.module import to_python as to_python
    from ivrdsl.xml.compile import to_xml as to_xml
    from ivrdsl.xml.parse import from_xml as from_xml

_HOMES = {
    "ivrdsl.checking.nodes": "check",
    "ivrdsl.errors": "IvrError LoadError NodeError ScriptError StepFailed XmlError",
    "ivrdsl.files.calls": "load_call_file",
    "ivrdsl.files.load": "load",
    "ivrdsl.findings.finding": "Finding",
    "ivrdsl.findings.render.full": "render_full",
    "ivrdsl.model.fragment": "Fragment",
    "ivrdsl.model.suppression": "Ignore",
    "ivrdsl.model.nodes": (
        "Amd Analytics Catch Dialplan Dnc Dtmf Else Equal Get Goto GotoXml Gtalk Hangup If Keypress Live Machine Menu "
        "NoInput NoMatch NotEqual PlaySound PlayUrl Post Record Say SetVar Sms Stash Text Transfer Wait"
    ),
    "ivrdsl.model.odd": "Comment Instruction Odd Stray",
    "ivrdsl.model.values": "CALL CONTACT GLOBAL Secret Var spell",
    "ivrdsl.requests.bodies": "send_calls_body send_texts_body",
    "ivrdsl.requests.lint": "lint_text",
    "ivrdsl.requests.recipients": "CallRecipient TextRecipient",
    "ivrdsl.source.module": "to_python",
    "ivrdsl.xml.compile": "to_xml",
    "ivrdsl.xml.parse": "from_xml",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'ivrdsl' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
