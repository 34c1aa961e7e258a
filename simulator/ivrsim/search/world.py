"""Whose calls are looked at: what a search starts from, and what a drawn call is given."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrdsl.findings.arguments import checked, require, require_texts
from ivrsim.core.events import Event
from ivrsim.search.choices import OUTBOUND


@checked
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

    def require(self) -> None:
        """Refuse what no world is made of.

        Raises:
            ArgumentError: it is so.
        """
        answers, attributes = self.answers, self.attributes
        fits = isinstance(answers, Sequence) and all(isinstance(each, Event) for each in answers)
        require(fits, "World", "answers", answers, "OUTBOUND or INCOMING of ivrsim")
        require_texts("World", "variables", self.variables, '{"contact.firstName": "Ann"}')
        several = isinstance(attributes, Sequence) and not isinstance(attributes, str)
        fits = several and all(isinstance(each, str) for each in attributes)
        require(fits, "World", "attributes", attributes, 'a tuple of names, such as ("userid",)')
