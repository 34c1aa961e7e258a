"""Write a phone call in Python, prove it before a phone rings.

The public names are loaded when they are first used: importing `ivrdsl` costs next to nothing, which the command line
and the pytest plugin rely on.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ivrdsl._version import __version__ as __version__

if TYPE_CHECKING:
    from ivrdsl.checking.nodes import check as check
    from ivrdsl.errors import IvrError as IvrError
    from ivrdsl.errors import LoadError as LoadError
    from ivrdsl.errors import NodeError as NodeError
    from ivrdsl.errors import ScriptError as ScriptError
    from ivrdsl.errors import StepFailed as StepFailed
    from ivrdsl.errors import XmlError as XmlError
    from ivrdsl.files.calls import load_call_file as load_call_file
    from ivrdsl.files.load import load as load
    from ivrdsl.findings.finding import Finding as Finding
    from ivrdsl.findings.render.full import render_full as render_full
    from ivrdsl.model.fragment import Fragment as Fragment
    from ivrdsl.model.nodes import Amd as Amd
    from ivrdsl.model.nodes import Analytics as Analytics
    from ivrdsl.model.nodes import Catch as Catch
    from ivrdsl.model.nodes import Dialplan as Dialplan
    from ivrdsl.model.nodes import Dnc as Dnc
    from ivrdsl.model.nodes import Dtmf as Dtmf
    from ivrdsl.model.nodes import Else as Else
    from ivrdsl.model.nodes import Equal as Equal
    from ivrdsl.model.nodes import Get as Get
    from ivrdsl.model.nodes import Goto as Goto
    from ivrdsl.model.nodes import GotoXml as GotoXml
    from ivrdsl.model.nodes import Gtalk as Gtalk
    from ivrdsl.model.nodes import Hangup as Hangup
    from ivrdsl.model.nodes import If as If
    from ivrdsl.model.nodes import Keypress as Keypress
    from ivrdsl.model.nodes import Live as Live
    from ivrdsl.model.nodes import Machine as Machine
    from ivrdsl.model.nodes import Menu as Menu
    from ivrdsl.model.nodes import NoInput as NoInput
    from ivrdsl.model.nodes import NoMatch as NoMatch
    from ivrdsl.model.nodes import NotEqual as NotEqual
    from ivrdsl.model.nodes import PlaySound as PlaySound
    from ivrdsl.model.nodes import PlayUrl as PlayUrl
    from ivrdsl.model.nodes import Post as Post
    from ivrdsl.model.nodes import Record as Record
    from ivrdsl.model.nodes import Say as Say
    from ivrdsl.model.nodes import SetVar as SetVar
    from ivrdsl.model.nodes import Sms as Sms
    from ivrdsl.model.nodes import Stash as Stash
    from ivrdsl.model.nodes import Text as Text
    from ivrdsl.model.nodes import Transfer as Transfer
    from ivrdsl.model.nodes import Wait as Wait
    from ivrdsl.model.odd import Comment as Comment
    from ivrdsl.model.odd import Instruction as Instruction
    from ivrdsl.model.odd import Odd as Odd
    from ivrdsl.model.odd import Stray as Stray
    from ivrdsl.model.suppression import Ignore as Ignore
    from ivrdsl.model.values import CALL as CALL
    from ivrdsl.model.values import CONTACT as CONTACT
    from ivrdsl.model.values import GLOBAL as GLOBAL
    from ivrdsl.model.values import Secret as Secret
    from ivrdsl.model.values import Var as Var
    from ivrdsl.model.values import spell as spell
    from ivrdsl.requests.bodies import send_calls_body as send_calls_body
    from ivrdsl.requests.bodies import send_texts_body as send_texts_body
    from ivrdsl.requests.lint import lint_text as lint_text
    from ivrdsl.requests.recipients import CallRecipient as CallRecipient
    from ivrdsl.requests.recipients import TextRecipient as TextRecipient
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
