"""Who answers a number: documented magic numbers, the callees of a file, or a person in the browser.

A callee is a call script, so what it does is said in the one language for that. It does what the script says as far as
it can, and then stays silent; what remains is what `engine.playing` lets a person, or a machine, do.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from ivrdsl.errors import IvrError, ScriptError
from ivrdsl.findings.words import expected, nearest_word, one_of
from ivrdsl.rest.shapes import TEXT_RESULTS


class Subscriber(NamedTuple):
    """Who is at a number.

    Attributes:
        name: what the local API calls it.
        about: one sentence for the documentation.
        script: statements of the call script; None for a person who takes the call in the browser, or in a test.
        wrong_keys: presses keys that the menus do not take, after the script.
        call_result: what comes of a call that is never put through, such as CARRIER_ERROR; "" for one that is.
        call_state: the state of a call that is never tried, such as DNC; "" for one that is.
        text_result: what comes of a text; "TIMEOUT", a state, for one that is not sent in time.
    """

    name: str
    about: str
    script: str | None = ""
    wrong_keys: bool = False
    call_result: str = ""
    call_state: str = ""
    text_result: str = "SENT"


HUMAN: Final = Subscriber("human", "the phone rings in the browser, or for a test, until somebody answers", None)

MAGIC: Final = {
    "00": Subscriber("listens", "a person who listens and stays silent", "answer live"),
    "01": Subscriber("repeats", "a person who presses 1 once, then stays silent", "answer live; press 1"),
    "02": Subscriber("machine", "an answering machine", "answer machine"),
    "03": Subscriber("busy", "a busy line", "answer busy"),
    "04": Subscriber("no-answer", "nobody answers", "answer no answer"),
    "05": Subscriber(
        "hangs-up",
        "a person who hangs up one second into the first prompt",
        "answer live; try hear /./; hang up at 1s",
    ),
    "06": Subscriber(
        "wrong-keys", "a person who presses keys that the menus do not take", "answer live", wrong_keys=True
    ),
    "07": Subscriber("carrier-error", "the carrier refuses", call_result="CARRIER_ERROR", text_result="CARRIER_ERROR"),
    "08": Subscriber(
        "carrier-trouble",
        "the carrier has a problem that may pass",
        call_result="CARRIER_TEMP_ERROR",
        text_result="CARRIER_TEMP_ERROR",
    ),
    "09": Subscriber("do-not-contact", "the number is on a do-not-contact list", call_state="DNC", text_result="DNT"),
    "10": HUMAN,
    "11": Subscriber(
        "impatient",
        "a person who presses 1 half a second into the first prompt",
        "answer live; try hear /./; press 1 at 0.5s",
    ),
    "12": Subscriber(
        "presses-2", "a person who presses 2 at the first menu, then stays silent", "answer live; press 2"
    ),
    "13": Subscriber(
        "internal-error", "a fault of the platform", call_result="INTERNAL_ERROR", text_result="INTERNAL_ERROR"
    ),
    "14": Subscriber(
        "mistaken-mailbox", "a mailbox that the platform takes for a person", "answer mailbox taken for person"
    ),
    "15": Subscriber("long-greeting", "a mailbox that greets for 20 seconds", "answer mailbox greeting 20s"),
    "16": Subscriber(
        "screened",
        "an assistant that screens calls, and passes them on after 10 seconds",
        "answer screening passes after 10s",
    ),
    "17": Subscriber("screened-out", "an assistant that screens calls, and refuses them", "answer screening refuses"),
    "18": Subscriber(
        "receptionist", "a receptionist, who passes calls on after 10 seconds", "answer receptionist passes after 10s"
    ),
    "19": Subscriber("fax", "a fax", "answer fax"),
    "20": Subscriber("open-line", "the line is open, and nobody speaks", "answer silence"),
}
"""Callees by the last two digits of a magic number: 1, any area code, 55501, and these."""

BY_NAME: Final = {callee.name: callee for callee in MAGIC.values()}
_MAGIC_NUMBER: Final = re.compile(r"1[2-9][0-9]{2}55501([0-9]{2})")
_ORDINARY: Final = re.compile(rf"(?!{_MAGIC_NUMBER.pattern}$).*")
_MAX_BYTES: Final = 1_000_000


class StandingIn(NamedTuple):
    """Who answers for a while instead of who else would.

    Attributes:
        of: "calls" or "texts".
        to: a pattern of numbers; "" for all but magic ones.
        callee: who is there.
        left: for how many more; None until it is taken back.
    """

    of: Literal["calls", "texts"]
    to: str
    callee: Subscriber
    left: int | None


class Callees:
    """Finds who answers a number: who stands in, then the callees of a file, then magic numbers, then the default.

    Args:
        default: the callee of all other numbers.
        listed: patterns of numbers and their callees, the first that matches wins.
    """

    def __init__(self, default: Subscriber, listed: Iterable[tuple[str, Subscriber]] = ()) -> None:
        self._default = default
        self._listed = [(_pattern(pattern), callee) for pattern, callee in listed]
        self._standing_in: list[tuple[re.Pattern[str], StandingIn]] = []

    def at(self, number: str) -> Subscriber:
        """Who is at a number, of digits alone, where nobody stands in."""
        for pattern, callee in self._listed:
            if pattern.fullmatch(number):
                return callee
        magic = _MAGIC_NUMBER.fullmatch(number)
        return MAGIC.get(magic[1], self._default) if magic else self._default

    def take(self, of: Literal["calls", "texts"], number: str) -> Subscriber:
        """Who answers the call, or gets the text, that is made now; who stands in for so many has one less left."""
        for at, (pattern, each) in enumerate(self._standing_in):
            if each.of == of and pattern.fullmatch(number):
                if each.left == 1:
                    del self._standing_in[at]
                elif each.left is not None:
                    self._standing_in[at] = (pattern, each._replace(left=each.left - 1))
                return each.callee
        return self.at(number)

    @property
    def standing_in(self) -> list[StandingIn]:
        """Who stands in, the strongest first."""
        return [each for _, each in self._standing_in]

    def let_stand_in(self, new: StandingIn) -> None:
        """Let somebody stand in for all of their numbers; who was there before them for the same ones goes."""
        pattern = _pattern(new.to) if new.to else _ORDINARY
        rest = [(known, each) for known, each in self._standing_in if (each.of, each.to) != (new.of, new.to)]
        self._standing_in = [(pattern, new), *rest]

    def take_back(self) -> None:
        """Let nobody stand in any more."""
        self._standing_in.clear()


def callees_of(default: str, file: Path | None) -> Callees:
    """Make the callees that a server is started with.

    Raises:
        IvrError: there is no such callee, or the file is wrong; the text says where.
    """
    if default not in BY_NAME:
        raise IvrError(f"there is no callee {default!r}; {expected(default, BY_NAME)}")
    return Callees(BY_NAME[default], [] if file is None else _read(file))


def _pattern(numbers: str) -> re.Pattern[str]:
    numbers = re.sub(r"\*+", "*", numbers)  # many say no more than one, and would be tried for hours
    return re.compile(re.escape(numbers).replace(r"\*", "[0-9]*").replace(r"\?", "[0-9]"))


def _read(file: Path) -> list[tuple[str, Subscriber]]:
    import tomllib

    try:
        with file.open("rb") as source:
            data = source.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise IvrError(f"{file} is larger than {_MAX_BYTES:,} bytes: no file of callees is")
        table = tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise IvrError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise IvrError(f"{file} is no TOML: {error}") from None
    rows = table.get("callee")
    if set(table) != {"callee"} or not isinstance(rows, list):
        raise IvrError(f"{file}: expected [[callee]] tables and nothing else")
    return [read_callee(f"{file}: callee {at}", row) for at, row in enumerate(rows, 1)]


_TEXT_RESULTS: Final = (*(result for result in TEXT_RESULTS if result != "RECEIVED"), "TIMEOUT")
_KEYS: Final = ("number", "script", "like", "name", "text")


def read_callee(where: str, row: Any) -> tuple[str, Subscriber]:
    """Read a table such as [[callee]]: a pattern of numbers, and who answers them.

    Raises:
        IvrError: it is none; the text begins with `where`.
    """
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise IvrError(f"{where}: expected names and texts in quotes")
    for key in row:
        if key not in _KEYS:
            raise IvrError(f"{where}: there is no setting {key!r}; {nearest_word(key, _KEYS) or one_of(_KEYS)}")
    number = row.get("number", "")
    if not re.fullmatch(r"[0-9*?]{1,40}", number):
        raise IvrError(f"{where}: number is {number!r}; expected digits, with * for any digits and ? for one")
    if ("script" in row) == ("like" in row):
        raise IvrError(f"{where}: give either script, or like with the name of a callee: {one_of(BY_NAME)}")
    if "like" in row and row["like"] not in BY_NAME:
        raise IvrError(f"{where}: there is no callee {row['like']!r}; {expected(row['like'], BY_NAME)}")
    text_result = row.get("text", "SENT")
    if text_result not in _TEXT_RESULTS:
        raise IvrError(f"{where}: text is {text_result!r}; expected {one_of(_TEXT_RESULTS)}")
    if "like" in row:
        like = BY_NAME[row["like"]]
        return number, like if "text" not in row else like._replace(text_result=text_result)
    return number, Subscriber(
        row.get("name", f"script for {number}"), "", _good_script(where, row["script"]), text_result=text_result
    )


def _good_script(where: str, script: str) -> str:
    from ivrsim.script.statements import parse_script

    try:
        statements = parse_script(script)
    except ScriptError as error:
        raise IvrError(f"{where}: script, line {error.line}, column {error.column}: {error}") from None
    if not any(each.source.startswith("answer") for each in statements):
        raise IvrError(f"{where}: the script never answers; begin with: answer live")
    return script
