"""The tags that do something without a sound: jumps, variables, requests and messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, cast

from ivrdsl.model import checks
from ivrdsl.model.base import Leaf, node
from ivrdsl.model.values import Part, Textual, Var, has_variable, joined

_set = object.__setattr__


@node
class Goto(Leaf):
    """Jumps to the node of that name, anywhere in the plan, and does not come back. Source: observed everywhere.

    Args:
        target: the name to jump to; names are case-sensitive (observed).
        name: the name of this Goto itself, not of where it goes.
    """

    target: str
    name: str | None = None

    tag: ClassVar[str] = "goto"

    def __post_init__(self) -> None:
        if type(self.target) is not str or not self.target.isalnum():
            _set(self, "target", checks.filled("Goto", "target", self.target, "the name of a node"))


@node
class GotoXml(Leaf):
    """Replaces the running plan by one that is fetched from a URL. Source: client code only."""

    url: Textual
    name: str | None = None

    tag: ClassVar[str] = "gotoXML"

    def __post_init__(self) -> None:
        _set(self, "url", checks.filled("GotoXml", "url", self.url, "the URL of a dialplan"))


@node
class Hangup(Leaf):
    """Ends the call; may be the target of a Goto. Source: observed everywhere."""

    name: str | None = None

    tag: ClassVar[str] = "hangup"
    positional: ClassVar[int] = 0


@node
class Wait(Leaf):
    """Pauses. Source: documented.

    Args:
        seconds: how long, in seconds, 0 or more; or a variable.
    """

    seconds: int | float | Textual
    name: str | None = None

    tag: ClassVar[str] = "wait"

    def __post_init__(self) -> None:
        seconds: object = self.seconds
        if isinstance(seconds, Var) or (isinstance(seconds, str) and has_variable(seconds)):
            _set(self, "seconds", checks.text("Wait", "seconds", seconds))
        elif type(seconds) not in (int, float) or not (seconds == 0 or 0.001 <= cast("float", seconds) < 1e9):
            expected = "a number of seconds, 0 or at least 0.001, or a Var"
            checks.refuse("Wait", "seconds", seconds, expected, wanted=float)


@node
class SetVar(Leaf):
    """Sets a variable to a text or to the result of JavaScript. Source: observed; evaluation is a reading of ours.

    Args:
        variable: the name, without `${}`.
        value: text or JavaScript; variables are put in as text first.
    """

    variable: str
    value: int | Textual = ""
    name: str | None = None

    tag: ClassVar[str] = "setvar"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _check_value(self)


@node
class Stash(Leaf):
    """Writes a value to the call's report, where the sender finds it; the call cannot read it back. Source: documented.

    Args:
        variable: the name in the report; may hold `${}`.
        value: text or JavaScript; variables are put in as text first.
    """

    variable: str
    value: int | Textual = ""
    name: str | None = None

    tag: ClassVar[str] = "stash"
    positional: ClassVar[int] = 2

    def __post_init__(self) -> None:
        _check_value(self)


@node
class Get(Leaf):
    """Fetches a URL; the reply's text goes to the variable. Source: observed."""

    url: Textual
    variable: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "get"

    def __post_init__(self) -> None:
        _check_request(self)


@node
class Post(Leaf):
    """Like Get, by HTTP POST; what the body holds is not documented. Source: vendor's own example."""

    url: Textual
    variable: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "post"

    def __post_init__(self) -> None:
        _check_request(self)


class _Message(Leaf):
    __slots__ = ()
    varargs: ClassVar[str] = "parts"


@node
class Sms(_Message):
    """Sends a text message during the call. Source: observed.

    Args:
        parts: the text, in parts like those of Say; white space inside is kept.
        to: the number, or a variable.
    """

    parts: tuple[Part, ...]
    to: Textual
    name: str | None = None

    tag: ClassVar[str] = "sms"

    if TYPE_CHECKING:

        def __init__(self, *parts: Part | Var, to: Textual, name: str | None = None) -> None: ...

    def __post_init__(self) -> None:
        _check_message(self)

    @property
    def text(self) -> str:
        """The whole text, secrets included."""
        return joined(self.parts)


@node
class Text(_Message):
    """An older name of Sms. Source: client code only."""

    parts: tuple[Part, ...]
    to: Textual
    name: str | None = None

    tag: ClassVar[str] = "text"

    if TYPE_CHECKING:

        def __init__(self, *parts: Part | Var, to: Textual, name: str | None = None) -> None: ...

    def __post_init__(self) -> None:
        _check_message(self)

    @property
    def text(self) -> str:
        """The whole text, secrets included."""
        return joined(self.parts)


@node
class Dnc(Leaf):
    """Adds a number to the account's do-not-call list. Source: observed."""

    number: Textual
    logging_enabled: bool | None = None
    name: str | None = None

    tag: ClassVar[str] = "dnc"

    def __post_init__(self) -> None:
        _set(self, "number", checks.filled("Dnc", "number", self.number, "a phone number as text, or a Var"))
        if self.logging_enabled is not None:
            checks.flag("Dnc", "logging_enabled", self.logging_enabled)


@node
class Dtmf(Leaf):
    """Sends tones: 0-9, `*`, `#`, and `w` for a pause of two seconds. Source: client code only."""

    tones: Textual
    name: str | None = None

    tag: ClassVar[str] = "dtmf"

    def __post_init__(self) -> None:
        tones = checks.filled("Dtmf", "tones", self.tones, "tones as text, such as '12w#'")
        if not has_variable(tones) and not re.fullmatch("[0-9*#w ]+", tones):
            checks.refuse("Dtmf", "tones", self.tones, "the tones 0-9, *, # and w, as text")
        _set(self, "tones", tones)


@node
class Gtalk(Leaf):
    """A retired integration, here so that old plans can be read. Source: client code only."""

    message: str = ""
    username: str | None = None
    password: str | None = None
    to: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "gtalk"

    def __post_init__(self) -> None:
        _check_retired(self, "username", "password", "to")


@node
class Analytics(Leaf):
    """A retired integration, here so that old plans can be read. Source: client code only."""

    message: str = ""
    account: str | None = None
    domain: str | None = None
    category: str | None = None
    action: str | None = None
    label: str | None = None
    value: str | None = None
    name: str | None = None

    tag: ClassVar[str] = "analytics"

    def __post_init__(self) -> None:
        _check_retired(self, "account", "domain", "category", "action", "label", "value")


# --- checks that several nodes share ---------------------------------------------------------------------------------


def _check_value(item: SetVar | Stash) -> None:
    where = type(item).__name__
    _set(item, "variable", checks.variable(where, item.variable))
    _set(item, "value", checks.text(where, "value", item.value))


def _check_request(item: Get | Post) -> None:
    where = type(item).__name__
    _set(item, "url", checks.filled(where, "url", item.url, "a URL"))
    if item.variable is not None:
        _set(item, "variable", checks.variable(where, item.variable))


def _check_message(item: Sms | Text) -> None:
    where = type(item).__name__
    _set(item, "parts", checks.parts(where, item.parts, collapse=False))
    _set(item, "to", checks.attribute(where, "to", item.to))


def _check_retired(item: Gtalk | Analytics, *fields: str) -> None:
    where = type(item).__name__
    _set(item, "message", checks.text(where, "message", item.message))
    for field in fields:
        value = getattr(item, field)
        if value is not None:
            _set(item, field, checks.attribute(where, field, value))
