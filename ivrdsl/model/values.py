"""Values that stand inside nodes: variables, and text that carries a mark."""

import re
from typing import Final, TypeAlias

from ivrdsl.errors import NodeError
from ivrdsl.model.operators import InCall, Marked, SystemNames
from ivrdsl.model.structs import struct
from ivrdsl.model.text import collapsed

_NAME = re.compile(r"[A-Za-z0-9_.\-]+")
_NESTED = r"\$\{[A-Za-z0-9_.\-]+\}"  # as text: few plans need these two, and compiling them costs start-up time
_USED = r"\$\{[^}]*\}"


def _without_nested(name: str) -> str:
    return re.sub(_NESTED, "x", name) if "$" in name else name


@struct
class Var(InCall):
    """A variable of the call, written `${name}` wherever it is used: as a part, in an f-string, in an expression.

    `Var("count")` is the text "${count}". A name may hold another variable: `Var(f"choice{Var('num')}")`.
    Names are case-sensitive (documented on the vendor's page "the basics"). Its value is known only during the call,
    so operators of Python raise, but for `==`, which compares the names.

    Raises:
        NodeError: the name has characters other than letters, digits, `_`, `.` and `-`.
    """

    name: str

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(_without_nested(self.name)):
            problem = f"Var: name is {self.name!r} ({type(self.name).__name__})"
            expected = "expected letters, digits and underscores, such as Var('count')"
            raise NodeError(problem, "it is a Var already" if isinstance(self.name, Var) else expected)

    def __str__(self) -> str:
        return f"${{{self.name}}}"

    @property
    def quoted(self) -> str:
        """The variable between single quotes, as text must stand in an expression: `'${name}'`.

        Substitution is textual and comes before evaluation, so without quotes a text becomes program code.
        """
        return f"'{self}'"


Textual: TypeAlias = str | Var
"""Text in which variables may stand, or one variable alone."""


def has_variable(text: str) -> bool:
    """Tell whether a text uses a variable, so that what it will be is known only during the call."""
    return "${" in text and re.search(_USED, text) is not None


@struct
class Secret(Marked):
    """Text that only the callee may learn: spoken as it stands, masked in logs and machine-readable reports.

    It is a part of its own: `Say("Your code is ", Secret("tiger"))`. To make it part of a text raises: the mark would
    be lost.
    """

    text: str

    def __post_init__(self) -> None:
        text: object = self.text
        if type(text) is not str:
            if not isinstance(text, str | Var):
                raise NodeError(f"Secret: text is {text!r} ({type(text).__name__})", _instead_of_secret(text))
            text = str(text) if isinstance(text, Var) else str.__str__(text)
        clean = collapsed(text, "Secret")
        if clean is not self.text:
            object.__setattr__(self, "text", clean)


def _instead_of_secret(text: object) -> str:
    return "it is a secret already" if isinstance(text, Secret) else "expected text or a Var"


def spell(code: str) -> Secret:
    """Return a code as a secret that is read out one character at a time: `spell("2517")` is `2 5 1 7`.

    Text to speech reads "2517" as one number, two thousand five hundred and seventeen (reference section 12, hazard 1).

    Args:
        code: the code as text, so that leading zeros survive.

    Raises:
        NodeError: not text (a number would lose leading zeros), empty, or a variable, whose value is unknown until the
            call runs. Spell that one on the platform, with SetVar("spelled", f"'{v}'.split('').join(' ')").
    """
    if type(code) is str and code.isalnum():
        return Secret(" ".join(code))
    if isinstance(code, Var) or (isinstance(code, str) and "${" in code):
        problem = f"spell: {str(code)!r} is a variable, whose value is known only during the call"
        source = f"'{code}'.split('').join(' ')"
        raise NodeError(problem, f'spell it there:  SetVar("spelled", "{source}"), then Say("${{spelled}}")')
    if not isinstance(code, str) or not code.split():
        raise NodeError(f"spell: the code is {code!r} ({type(code).__name__})", _instead_of_code(code))
    return Secret(" ".join(character for character in code if not character.isspace()))


def _instead_of_code(code: object) -> str:
    if type(code) is int:
        return (
            f"a number has no zeros in front: write it as text, '{code}'; a parameter of a plan is annotated with str"
        )
    return "it is marked and spelled already" if isinstance(code, Secret) else "expected text such as '2517'"


class _Call(SystemNames):
    """System variables of the running call. Source: the vendor's page "system variables"."""

    __slots__ = ()
    caller_id: Final = Var("call.callerid")
    caller_id_alpha: Final = Var("call.callerid.alpha")
    dnis: Final = Var("call.dnis")
    phone_number: Final = Var("call.phonenumber")
    id: Final = Var("call.id")
    last_input: Final = Var("call.lastinput")
    path: Final = Var("call.path")


class _Contact(SystemNames):
    """Fields and sheet columns of the contact. Source: the vendor's page "system variables"."""

    __slots__ = ()
    first_name: Final = Var("contact.firstName")
    last_name: Final = Var("contact.lastName")
    zipcode: Final = Var("contact.zipcode")
    work_phone: Final = Var("contact.workPhone")
    mobile_phone: Final = Var("contact.mobilePhone")
    home_phone: Final = Var("contact.homePhone")

    def column(self, letters: str) -> Var:
        """Return a column of the uploaded sheet, "A" to "ZZ"; upper case, as the vendor's samples were corrected to.

        Raises:
            NodeError: it is no column.
        """
        if not isinstance(letters, str) or not re.fullmatch("[A-Z]{1,2}", letters):
            instead = letters.upper() if isinstance(letters, str) and re.fullmatch("[A-Za-z]{1,2}", letters) else "A"
            expected = f"expected 'A' to 'ZZ', in capitals, such as CONTACT.column('{instead}')"
            raise NodeError(f"CONTACT.column: {letters!r} is no column", expected)
        return Var(f"contact.{letters}")


class _Global(SystemNames):
    """Date and time when the tag runs, in UTC. Source: the vendor's page "system variables"."""

    __slots__ = ()
    date: Final = Var("global.date")
    day: Final = Var("global.date.day")
    month: Final = Var("global.date.month")
    year: Final = Var("global.date.year")
    day_of_week: Final = Var("global.date.dayOfWeek")
    time: Final = Var("global.time")
    hour: Final = Var("global.time.hour")
    hour_military: Final = Var("global.time.hour.military")


CALL: Final = _Call()
CONTACT: Final = _Contact()
GLOBAL: Final = _Global()

Part: TypeAlias = str | Secret
"""A piece of spoken or sent text as a node keeps it: variables are text (`${name}`), secrets keep their mark."""


def joined(parts: tuple[Part, ...]) -> str:
    """Return the text that parts stand for."""
    return "".join([part.text if isinstance(part, Secret) else part for part in parts])
