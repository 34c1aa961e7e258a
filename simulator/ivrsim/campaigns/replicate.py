"""What one simulation of a whole campaign has counted."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ivrsim.campaigns.load import LoadSeries

REACHED: Final = "reached"
NO_ZONE: Final = "no zone, which localTimeRestriction would have to know"
NEVER_OPEN: Final = "the campaign is never open where they live"
NOT_CALLED: Final = "the campaign ended before their first call"
NOT_RETRIED: Final = "the campaign ended before another attempt"
NO_PHONE: Final = "no phone of the types in retryPhoneTypes"


class Replicate(NamedTuple):
    """What one simulation has counted. Every number is whole, so that nothing depends on the order of adding up.

    Attributes:
        number: of the replicate, from 0.
        end_ms: when the last call ends, from the start of the campaign.
        calls: that were dialled.
        billed_ms, legs_ms: billed time of calls, and of second legs.
        duration_ms, talk_ms, line_ms: from answer to end, in transfers, and with ringing, of all calls.
        reached: recipients who were.
        reached_at: of these, how many at the first attempt, the second ...
        results: for each attempt, how many calls had which result.
        fates: for each group, what became of how many recipients: "reached", or why not.
        live: calls that a person answered.
        transfers: calls that asked for an agent; of these waited, who did not have one at once.
        abandoned: who hung up while waiting; late: who did not have an agent within two seconds, and had not left.
        wait_ms: of all who waited.
        most_lines, most_agents, most_waiting: at once.
        series: of lines, agents and waiting callers.
    """

    number: int
    end_ms: int
    calls: int
    billed_ms: int
    legs_ms: int
    duration_ms: int
    talk_ms: int
    line_ms: int
    reached: int
    reached_at: tuple[int, ...]
    results: tuple[Mapping[str, int], ...]
    fates: Mapping[str, Mapping[str, int]]
    live: int
    transfers: int
    waited: int
    abandoned: int
    late: int
    wait_ms: int
    most_lines: int
    most_agents: int
    most_waiting: int
    series: LoadSeries


def unreached(result: str, again: bool, always: bool) -> str:
    """Why somebody is never reached whose last call had a result.

    Args:
        result: of that call.
        again: whether the result is retried, so that no attempt is left.
        always: whether every call to them had it.
    """
    if not again:
        return f"{result}, which is not retried"
    return f"{result} at every attempt" if always else f"{result} at the last attempt"
