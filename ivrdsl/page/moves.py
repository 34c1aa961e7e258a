"""The moves of a call as links and buttons of the page hold them."""

from ivrsim.proofs.witness import Witness

PageMove = tuple[int, str, str]
"""When something is done, in ms since the phone began to ring, what, and which."""


def moves_of(witness: Witness) -> list[PageMove] | None:
    """The moves that play the call of a witness; None where keys and answers cannot play it."""
    return None
