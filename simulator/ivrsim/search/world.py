"""Whose calls are looked at: what a search starts from, and what a drawn call is given."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrsim.core.events import Event
from ivrsim.search.choices import OUTBOUND


class World(NamedTuple):
    """Who may answer, and what is known before the call.

    Attributes:
        answers: how the phone may be answered; see `search.choices`.
        variables: values that are given, by the platform's names.
        attributes: variables that every recipient has, whatever their values.
    """

    answers: Sequence[Event] = OUTBOUND
    variables: Mapping[str, str] = {}
    attributes: Sequence[str] = ()
