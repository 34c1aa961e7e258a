"""How calls end: the one table of outcomes. docs/reference/outcome/ and `ivrdsl explain` are made from it."""

from typing import Final, NamedTuple


class CallOutcome(NamedTuple):
    """A way in which a call ends.

    Attributes:
        name: as transcripts and reports have it.
        by: who ends the call: "dialplan", "callee", "limit" or "error"; None where it goes on.
        means: what has happened, in words.
        mend: what to do about it.
    """

    name: str
    by: str | None
    means: str
    mend: str


_NOTHING: Final = "Nothing, if the call was meant to end so."

OUTCOMES: Final = (
    CallOutcome("hangup", "dialplan", "The plan hangs up.", _NOTHING),
    CallOutcome("end of plan", "dialplan", "The plan comes to its end: after the last tag the call is over.", _NOTHING),
    CallOutcome(
        "transferred",
        "dialplan",
        "The other party of a transfer has answered and talked, and the call ends with that.",
        "To go on with the plan afterwards, give the transfer continue-after (`continue_after=True`).",
    ),
    CallOutcome(
        "gotoXML",
        "dialplan",
        "The call goes on with another document, which is never fetched here.",
        "To play on, give `Call` the plan behind the URL: `Call(plan, documents={url: other})`.",
    ),
    CallOutcome(
        "callee hung up",
        "callee",
        "The callee hangs up, and no catch takes the call.",
        "To do something then, put a catch of hangup round what runs.",
    ),
    CallOutcome("busy", "callee", "The line is busy: nothing of the plan runs.", _NOTHING),
    CallOutcome("no answer", "callee", "Nobody answers: nothing of the plan runs.", _NOTHING),
    CallOutcome(
        "loop",
        "limit",
        "The call comes back to where it was, with nothing decided by anybody in between: it would never end.",
        "Count the rounds with a setvar and leave by an if, or end the branch for silence with a hangup.",
    ),
    CallOutcome(
        "limit",
        "limit",
        "The call comes to a bound of the simulation: of time, of steps, or of how long a text may grow.",
        "End the plan's loop. The message names the bound; a platform file sets `max_duration_ms` and `max_steps`.",
    ),
    CallOutcome(
        "unsupported",
        "error",
        "The call comes to a tag that is not simulated: a retired one, or one that no source knows.",
        "Take the tag out, or name one that there is; `ivrdsl check` says which.",
    ),
    CallOutcome(
        "error:dangling-goto",
        "error",
        "A goto or catch leads to a name that no tag has, and the call ends there.",
        "Give the tag that is meant this name; rule IVR003 finds such a goto without a call.",
    ),
    CallOutcome(
        "error:ambiguous-goto",
        "error",
        "A goto or catch leads to a name that two tags have.",
        "Give each tag a name of its own; rule IVR004 finds them without a call.",
    ),
    CallOutcome(
        "error:bad-number",
        "error",
        "A wait is for what is no number of seconds.",
        "Set the variable that the wait reads to a number before it is read.",
    ),
    CallOutcome(
        "error:javascript",
        "error",
        "An expression fails, on a platform that then ends the call (`js_error=end_call`).",
        "Mend the expression: quotes round texts, and a value for each variable.",
    ),
    CallOutcome(
        "error:undefined-variable",
        "error",
        "A variable is read that was never set, on a platform that then ends the call (`undefined_variable=error`).",
        "Set the variable on every way to where it is read; rules IVR201 and IVR202 find it without a call.",
    ),
    CallOutcome(
        "error:http",
        "error",
        "A web server does not reply, on a platform that then ends the call (`http_error=end_call`).",
        "Say what the server replies with the statement `http`, or what the plan does without a reply.",
    ),
    CallOutcome(
        "unfinished",
        None,
        "The script has ended, and the call has not: it waits for the callee.",
        "Let the script go on, or end it with `expect hangup`.",
    ),
)
"""All of them: first those that are no failure, then those that are, and last what is no end."""
