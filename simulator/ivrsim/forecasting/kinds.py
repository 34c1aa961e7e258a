"""Calls by what becomes of them: what a campaign draws from."""

from typing import NamedTuple

from ivrsim.chains.chain import Delay


class CallKind(NamedTuple):
    """Calls that end alike. Within a kind its laws of time are independent of each other, exactly.

    Attributes:
        share: how likely a call is one of these.
        result: what the platform reports: "LA", "AM", "BUSY", "NA" and so on, as `ivrdsl.rest` has them.
        party: who really answered; "" where nobody did.
        outcome: how it ended, as transcripts say it.
        reached: whether the goal was reached, such as that a person hears the message.
        rings: steps until somebody answers, or until the platform gives up.
        before: steps from the answer to the talk of the first transfer; to the end, where there is none.
        talk: steps of that talk, in which an agent is busy; () where there is none.
        after: steps from its end to the end of the call; () where there is none.
        legs: steps of each talk, where all are known; they are billed by themselves.
    """

    share: float
    result: str
    party: str
    outcome: str
    reached: bool
    rings: Delay
    before: Delay
    talk: Delay = ()
    after: Delay = ()
    legs: tuple[int, ...] = ()
