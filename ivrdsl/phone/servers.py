"""Web servers that a person plays: what they were not told to reply is asked for."""

from collections.abc import Mapping
from typing import NamedTuple

from ivrdsl.errors import StepFailed
from ivrsim.play.web import Answer, Web


class Question(NamedTuple):
    """A request that nobody has said the reply of.

    Attributes:
        number: which request of the call it is, from 1.
        method: "GET" or "POST".
        url: what is asked for.
    """

    number: int
    method: str
    url: str


class AskedServers(Web):
    """Web servers that note what they do not know; such a request is as one that is never answered.

    Args:
        given: how many replies somebody has given by hand, by URL.
    """

    def __init__(self, given: Mapping[str, int]) -> None:
        super().__init__()
        self._given = given
        self._asked: dict[str, int] = {}
        self.questions: tuple[Question, ...] = ()

    def copied(self) -> "AskedServers":
        """Return a copy of the servers, which from here on are asked by another call."""
        other = super().copied()
        assert isinstance(other, AskedServers)  # a copy is of the same class
        other._asked = dict(self._asked)
        return other

    def answer(self, method: str, url: str) -> Answer:
        """What a request brings; nothing where nobody has said it."""
        self._asked[url] = self._asked.get(url, 0) + 1
        try:
            found = super().answer(method, url)
            known = self._asked[url] <= self._given.get(url, self._asked[url])
        except StepFailed:  # no statement is about this URL
            known = False
        if known:
            return found
        self.questions += (Question(sum(self._asked.values()), method, url),)
        return Answer(None)
