"""Templates to HTML. Everything that a message, a plan or a client says is escaped."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def render(template: str, data: dict[str, Any]) -> str:
    """Render a template of this package."""
    return _environment().get_template(template).render(data)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    for told in (clock_time, duration, instant, phone_number, seconds):
        found.filters[told.__name__] = told
    return found


def instant(at_ms: int) -> str:
    """A time for machines, in UTC."""
    return _moment(at_ms).isoformat(timespec="milliseconds")


def clock_time(at_ms: int, now_ms: int) -> str:
    """A time for people, in the time zone of this machine; with the date when it is another day's."""
    then, now = _moment(at_ms).astimezone(), _moment(now_ms).astimezone()
    return f"{then:%H:%M:%S}" if then.date() == now.date() else f"{then:%Y-%m-%d %H:%M}"


def _moment(at_ms: int) -> datetime:
    """A manual clock can be set to any time, beyond what a calendar holds too."""
    return datetime.fromtimestamp(min(max(at_ms, 0), 253_000_000_000_000) / 1000, UTC)


def duration(length_ms: int) -> str:
    """How long something took, as a phone shows it: 1:05."""
    minutes, seconds = divmod(max(length_ms, 0) // 1000, 60)
    return f"{minutes}:{seconds:02}"


def seconds(at_ms: int) -> str:
    """A moment of a call, to a tenth of a second."""
    return f"{at_ms / 1000:.1f}"


def phone_number(number: str) -> str:
    """A number as people write it: +1 213 555 1100; others as they stand."""
    if len(number) == 11 and number.startswith("1") and number.isdecimal():
        return f"+1 {number[1:4]} {number[4:7]} {number[7:]}"
    return number
