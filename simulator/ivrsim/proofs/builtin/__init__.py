"""The properties that every plan is asked for, in telephone words; one file a topic."""

from typing import Final

from ivrsim.proofs.builtin import calls, duration, keys, mailboxes, people, secrets, trouble
from ivrsim.proofs.property import Property

BUILT_IN: Final[tuple[Property, ...]] = (
    *calls.PROPERTIES,
    *duration.PROPERTIES,
    *secrets.PROPERTIES,
    *mailboxes.PROPERTIES,
    *people.PROPERTIES,
    *keys.PROPERTIES,
    *trouble.PROPERTIES,
)
"""All of them, in the order of reports."""
