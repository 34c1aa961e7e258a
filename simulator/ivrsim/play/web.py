"""The web servers that a call's get and post ask: played by the test, always. Nothing is ever sent."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from fnmatch import translate
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.findings.arguments import door, refuse, require, require_ms
from ivrdsl.model.structs import initializer, struct
from ivrsim.core.events import NO_REPLY, Event


class Failure(NamedTuple):
    """A reply that is none: ERROR or TIMEOUT."""

    reason: str


ERROR: Final = Failure("error")
TIMEOUT: Final = Failure("timeout")


@struct(write=lambda cls: door(initializer(cls)))
class Delayed:
    """A reply that takes its time.

        Call(plan, web={"*/account*": Delayed("42 dollars", after_ms=3000)})

    One that takes as long as the platform waits (`http_timeout_ms`), or longer, does not come in time.

    Args:
        reply: a text, or ERROR. A TIMEOUT has the time of the platform.
        after_ms: how long after the request it comes, in ms; 0 is at once.

    Raises:
        IvrError: this is no reply, or no time.
    """

    reply: str | Failure
    after_ms: int

    def __post_init__(self) -> None:
        if self.reply == TIMEOUT:
            raise IvrError("Delayed: a TIMEOUT comes when the platform gives up: set http_timeout_ms instead")
        if not isinstance(self.reply, str) and self.reply != ERROR:
            more = "; a function returns its reply as Delayed itself" if callable(self.reply) else ""
            raise IvrError(f"Delayed: reply is {self.reply!r}; expected text or ERROR{more}")
        require_ms("Delayed", "after_ms", self.after_ms)


Reply = str | Failure | Delayed | Callable[[str, str], "str | Failure | Delayed"]
"""What a server answers: a text, ERROR, TIMEOUT, one of the first two `Delayed`, or a function of the method ("GET",
"POST") and the URL.
"""

Replies = Reply | Sequence[Reply]
"""One reply, or several: each comes once, in order, and the last one whenever it is asked again."""


class Answer(NamedTuple):
    """What a request brings.

    Attributes:
        event: what comes of it; None where nothing does before the platform gives up.
        after_ms: how long after the request, in ms.
    """

    event: Event | None
    after_ms: int = 0


class Web:
    """Replies by pattern of the URL; the first that matches wins.

    Args:
        replies: patterns and their replies. In a pattern `*` stands for any text, slashes included, and `?` for one
            character.

    Raises:
        IvrError: a pattern has no reply.
    """

    def __init__(self, replies: Mapping[str, Replies] | None = None) -> None:
        self._replies: list[tuple[str, tuple[Reply, ...]]] = []
        self._next: list[int] = []
        """For each pattern, which of its replies comes next."""
        self._called = 0
        """How many times a function was asked, which may answer differently each time."""
        if replies is not None:
            require(isinstance(replies, Mapping), "Call", "web", replies, 'a dict such as {"*/account*": "42 dollars"}')
            for pattern, reply in replies.items():
                self.add(pattern, reply)

    def add(self, pattern: str, reply: Replies) -> None:
        """Answer the URLs that match a pattern. See the class.

        Raises:
            IvrError: there is no reply.
        """
        require(isinstance(pattern, str), "web", "a pattern", pattern, 'text, such as "*/account*"')
        each = in_turn(reply)
        if not each:
            raise IvrError(f"http {pattern}: there is no reply; expected text, ERROR, TIMEOUT or several of them")
        for one in each:
            if not isinstance(one, str | Failure | Delayed) and not callable(one):
                refuse("web", f"the reply for {pattern}", one, "text, ERROR, TIMEOUT, Delayed, or a function")
        self._replies.append((pattern, each))
        self._next.append(0)

    def copied(self) -> "Web":
        """Return a copy of the servers, which from here on are asked by another call."""
        other = copy(self)
        other._replies, other._next = list(self._replies), list(self._next)
        return other

    @property
    def situation(self) -> tuple[int, ...]:
        """What the replies to come depend on."""
        return self._called, *self._next

    def answer(self, method: str, url: str) -> Answer:
        """What a request brings.

        Raises:
            StepFailed: nothing was said about this URL, or a function failed.
        """
        for number, (pattern, replies) in enumerate(self._replies):
            if re.compile(translate(pattern)).match(url):
                reply = replies[self._next[number]]
                self._next[number] = min(self._next[number] + 1, len(replies) - 1)
                self._called += callable(reply)
                return _answer(_content_of(reply, method, url), pattern)
        raise StepFailed(f'{method} {url}: no reply was given; add one before:  http "{url}" -> "..."')


def pattern_for(url: str) -> str:
    """The pattern that matches a URL and nothing else."""
    return re.sub(r"[\[*?]", r"[\g<0>]", url)


def in_turn(replies: Replies) -> tuple[Reply, ...]:
    """Several replies, or one, as several."""
    several = isinstance(replies, Sequence) and not isinstance(replies, str | bytes | Failure)
    return tuple(replies) if several else (replies,)  # type: ignore[arg-type,return-value]  # a Failure is a tuple


def _content_of(reply: Reply, method: str, url: str) -> object:
    """What a reply says; a test's function may raise whatever it likes."""
    if not callable(reply):
        return reply
    try:
        return reply(method, url)
    except Exception as error:
        name = getattr(reply, "__name__", repr(reply))
        raise StepFailed(
            f"the reply function {name} raised {type(error).__name__}: {error} ({method} {url})"
        ) from error


def _answer(reply: object, pattern: str) -> Answer:
    if isinstance(reply, Delayed):
        return _answer(reply.reply, pattern)._replace(after_ms=reply.after_ms)
    if isinstance(reply, str):
        return Answer(Event("reply", reply))
    if isinstance(reply, Failure):
        return Answer(NO_REPLY if reply == ERROR else None)
    raise StepFailed(f"the reply for {pattern} is {reply!r}; expected text, ERROR, TIMEOUT or Delayed")
