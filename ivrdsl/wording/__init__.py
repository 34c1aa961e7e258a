"""What the words of a prompt say: keys that are offered, digits that are spoken, secrets, silence, and the language."""

from ivrdsl.wording.digits import codes, number_runs
from ivrdsl.wording.keys import offers
from ivrdsl.wording.secrecy import speaks_code
from ivrdsl.wording.silence import offers_silence
from ivrdsl.wording.spans import Offer, PromptSpan
from ivrdsl.wording.tongue import language

__all__ = ["Offer", "PromptSpan", "codes", "language", "number_runs", "offers", "offers_silence", "speaks_code"]
