"""The variables that a call has without its plan setting them: the one table of which there are, and who says so.

What `check` calls undefined, what `verify` takes to be there, what the stand-in gives, and the pages of the
documentation all ask here.
"""

import re
from typing import Final, NamedTuple

from ivrdsl.model.values import CALL, CONTACT, GLOBAL, Var

DOCUMENTED: Final = "documented"
"""The vendor's page "system variables" lists it."""
OBSERVED: Final = "observed"
"""Only plans have it: old samples of the vendor's, or plans of users. That it is there is the quirk
`undocumented_variables`."""
PREFIXES: Final = ("call.", "contact.", "global.")
"""What the names of all of them begin with."""
OLD_COLUMN: Final = "call.field."
"""What the old spelling of a sheet's column begins with: `call.field.x` is `contact.X`."""

_COLUMN: Final = r"contact\.[A-Za-z]{1,2}"


class SystemVariable(NamedTuple):
    """A variable of the platform's.

    Attributes:
        name: as plans write it.
        source: DOCUMENTED or OBSERVED.
        holds: what is in it, in words.
    """

    name: str
    source: str
    holds: str


def _documented(variable: Var, holds: str) -> SystemVariable:
    return SystemVariable(variable.name, DOCUMENTED, holds)


SYSTEM_VARIABLES: Final = (
    _documented(CALL.caller_id, "the caller's number"),
    _documented(CALL.caller_id_alpha, "the caller's name, in letters"),
    _documented(CALL.dnis, "the number that was dialled, of a call that comes in"),
    _documented(CALL.phone_number, "the number that is called"),
    _documented(CALL.id, "the number of the call"),
    _documented(CALL.last_input, "the keys that the callee pressed last; nothing before the first menu"),
    _documented(CALL.path, "the path of the tag that runs"),
    SystemVariable("contact.A to contact.ZZ", DOCUMENTED, "a column of the uploaded sheet"),
    _documented(CONTACT.first_name, "the contact's first name"),
    _documented(CONTACT.last_name, "the last name"),
    _documented(CONTACT.zipcode, "the zip code"),
    _documented(CONTACT.work_phone, "the phone at work"),
    _documented(CONTACT.mobile_phone, "the mobile phone"),
    _documented(CONTACT.home_phone, "the phone at home"),
    _documented(GLOBAL.date, "the date, month/day/year, in UTC, as are all of these"),
    _documented(GLOBAL.month, "the month"),
    _documented(GLOBAL.day, "the day of the month"),
    _documented(GLOBAL.year, "the year"),
    _documented(GLOBAL.day_of_week, "the day of the week; 1 is Sunday"),
    _documented(GLOBAL.time, "the time, hours:minutes:seconds"),
    _documented(GLOBAL.hour, "the hour, 1 to 12"),
    _documented(GLOBAL.hour_military, "the hour, 0 to 23"),
    SystemVariable("call.field.a to call.field.zz", OBSERVED, "the old spelling of a column, in old samples"),
    SystemVariable("call.lastTransfer", OBSERVED, "not known; some users' plans read it"),
)
"""All of them, in the order of the documentation."""

_SINGLE: Final = {each.name: each for each in SYSTEM_VARIABLES if " " not in each.name}

SYSTEM: Final = frozenset(name for name, each in _SINGLE.items() if each.source == DOCUMENTED)
"""The variables that the vendor documents, without the columns of the contact sheet."""


def is_documented(name: str) -> bool:
    """Whether the vendor documents a system variable of this name, a sheet's column included."""
    return name in SYSTEM or re.fullmatch(_COLUMN, name) is not None


def is_observed(name: str) -> bool:
    """Whether only plans have a system variable of this name, and no page of the vendor's."""
    return name.startswith(OLD_COLUMN) or (name in _SINGLE and name not in SYSTEM)


def is_system(name: str) -> bool:
    """Whether a name is one that only the platform gives values to, whether or not there is such a variable."""
    return name.startswith(PREFIXES)
