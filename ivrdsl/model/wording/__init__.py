"""What the words of a prompt say: keys that are offered, digits that are spoken, secrets, and the language."""

from ivrdsl.model.wording.digits import codes, number_runs
from ivrdsl.model.wording.keys import offers
from ivrdsl.model.wording.secrecy import speaks_code
from ivrdsl.model.wording.spans import Offer, Span
from ivrdsl.model.wording.tongue import language

__all__ = ["Offer", "Span", "codes", "language", "number_runs", "offers", "speaks_code"]
