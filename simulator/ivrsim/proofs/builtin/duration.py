"""How long calls can take."""

from typing import Final

from ivrsim.core.variables import given_by_platform
from ivrsim.graph.reason import Reason, reason
from ivrsim.proofs.gaps import spoken_values
from ivrsim.proofs.longest import Longest, long_enough, longest, with_long_values
from ivrsim.proofs.property import TIME, Answer, Broken, Holds, NotAsked, PlanCalls, Property, Unsure
from ivrsim.proofs.reasons.duration import why_in_time


def _making_known(subject: PlanCalls) -> tuple[Reason, ...]:
    """What makes known how long values take that nobody knows."""
    names = dict.fromkeys(each.name for each in spoken_values(subject.found) if given_by_platform(each.name))
    given = [reason(f"--set {name}=VALUE makes known what is said") for name in names]
    return (*given, reason("--quirk longest_value_ms=MS says how long one takes at most"))


def _call_within(subject: PlanCalls) -> Answer:
    """No call takes longer than `--max-duration`. Time that people fill by talking, in a transfer or into a recording,
    does not count, and is mentioned. A callee is taken to use up every other timer, and a web server all of the
    time that the platform gives it. What a prompt says of a value that nobody knows, such as a name, takes from
    nothing to `longest_value_ms` (10 s). It is PROVED where that is short enough for the longest, too.

    ## Example
    ```xml
    <play type="tts">One moment, please.</play>
    <wait>90</wait>
    ```

    ## Use instead
    ```xml
    <play type="tts">One moment, please.</play>
    <wait>3</wait>
    ```

    ## Undecided
    The call is short enough with the values that were tried, and might not be with long ones. `--set NAME=VALUE`
    makes one known, and `--quirk longest_value_ms=MS` says how long one takes at most.
    """
    limit_ms = subject.options.max_duration_ms
    if limit_ms is None:
        return NotAsked()
    found = longest(subject)
    if found.ms is not None and found.ms <= limit_ms:
        return _with_any_value(subject, found, found.ms, limit_ms)
    longest_call = "there is no longest call" if found.ms is None else f"the longest call takes {found.ms / 1000:g} s"
    because = f"it takes more than {limit_ms / 1000:g} s; {longest_call}"
    path = long_enough(subject, found, limit_ms)
    return Broken(path, because, f"expect duration <= {limit_ms}ms")


def _with_any_value(subject: PlanCalls, found: Longest, tried_ms: int, limit_ms: int) -> Answer:
    """Whether no call takes longer than it may, also where what it says of values that nobody knows is long."""
    composed = next((each.name for each in spoken_values(subject.found) if each.name in subject.found.computed), None)
    if composed is not None:
        return Unsure(f"nobody knows how long it takes to say {composed or 'a variable'}, which the plan puts together")
    bound_ms = longest(subject, with_long_values(subject)).ms
    assert bound_ms is not None  # a value does not make a call go round
    if bound_ms > limit_ms:
        most_s = subject.plan.platform.longest_value_ms / 1000
        return Unsure(
            f"the longest call that was tried takes {tried_ms / 1000:g} s; where each value in its prompts takes "
            f"{most_s:g} s to say (longest_value_ms), and one that names a sound names the longest, a call takes "
            f"{bound_ms / 1000:g} s",
            _making_known(subject),
        )
    more = ", and as long as people speak besides" if found.apart else ""
    return Holds(found.path, f"the longest call takes {bound_ms / 1000:g} s{more}")


PROPERTIES: Final = (
    Property(
        "call-ends-in-time",
        "no call takes longer than --max-duration",
        _call_within,
        harm="somebody has said how long a call may take, and pays for what is longer",
        leans_on=(TIME,),
        why=why_in_time,
    ),
)
