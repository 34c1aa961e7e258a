"""The web servers that a call's get and post ask: played by the test, always. Nothing is ever sent."""

from collections.abc import Callable, Mapping
from fnmatch import translate
from re import compile as compile_pattern
from typing import Final, NamedTuple

from ivrdsl.errors import StepFailed
from ivrsim.events import NO_REPLY, Event


class Failure(NamedTuple):
    """A reply that is none: ERROR or TIMEOUT."""

    reason: str


ERROR: Final = Failure("error")
TIMEOUT: Final = Failure("timeout")

Reply = str | Failure | Callable[[str, str], "str | Failure"]
"""What a server answers: a text, ERROR, TIMEOUT, or a function of the method ("GET", "POST") and the URL."""


class Web:
    """Replies by pattern of the URL; the first that matches wins.

    Args:
        replies: patterns and their replies. In a pattern `*` stands for any text, slashes included, and `?` for one
            character.
    """

    def __init__(self, replies: Mapping[str, Reply] | None = None) -> None:
        self._replies: list[tuple[str, Reply]] = list((replies or {}).items())

    def add(self, pattern: str, reply: Reply) -> None:
        """Answer the URLs that match a pattern."""
        self._replies.append((pattern, reply))

    def answer(self, method: str, url: str) -> Event | None:
        """The event that a request brings; None when no reply comes in time.

        Raises:
            StepFailed: nothing was said about this URL, or a function failed.
        """
        for pattern, reply in self._replies:
            if compile_pattern(translate(pattern)).match(url):
                return _event(_called(reply, method, url), pattern)
        raise StepFailed(f'{method} {url}: no reply was given; add one before:  http "{url}" -> "..."')


def _called(reply: Reply, method: str, url: str) -> object:
    """What a reply says; a test's function may raise whatever it likes."""
    if isinstance(reply, str | Failure):
        return reply
    try:
        return reply(method, url)
    except Exception as error:
        name = getattr(reply, "__name__", repr(reply))
        raise StepFailed(
            f"the reply function {name} raised {type(error).__name__}: {error} ({method} {url})"
        ) from error


def _event(reply: object, pattern: str) -> Event | None:
    if isinstance(reply, str):
        return Event("reply", reply)
    if isinstance(reply, Failure):
        return NO_REPLY if reply == ERROR else None
    raise StepFailed(f"the reply for {pattern} is {reply!r}; expected text, ERROR or TIMEOUT")
