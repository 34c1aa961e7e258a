"""Whether what a verdict says is true of the call below it, as far as a program can read it."""

import re

from ivrsim.play.consequences import SilenceWatch
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.verdict import Verdict
from ivrsim.proofs.witness import Witness

DEEDS = {
    "is connected": "transfer",
    "is written into the report": "stash",
    "is sent a message": "sms",
    "is put on the do-not-call list": "dnc",
    "is recorded": "recording",
    "is told to a web server": "http",
}


def is_true(verdict: Verdict, witness: Witness, limit_ms: int | None = None) -> bool:
    """Whether the words of a verdict are true of a call, as far as a program can read them.

    `limit_ms` is what the call may take, in ms.
    """
    told, words = witness.transcript, witness.because
    match re.sub(r"-\d+-", "-N-", verdict.name):
        case "at-most-N-plays":
            label, times = re.fullmatch(r"(.*) is played (\d+) times", words).groups()  # type: ignore[union-attr]
            played = [entry.element for entry in told.of_kind("prompt")]
            return any(label in places_of(told, each) and played.count(each) == int(times) for each in played)
        case "call-ends-in-time":
            return limit_ms is not None and told.duration_ms > limit_ms
        case "silence-never-acts":
            done = SilenceWatch(told.plan).first(told)
            return done is not None and DEEDS[next(each for each in DEEDS if each in words)] == done.kind
        case "no-unset-variable":
            return any(
                f" {entry.details['variable']} " in words.replace(",", " ") for entry in told.of_kind("undefined")
            )
        case "no-javascript-error":
            errors = told.of_kind("error")
            return any(f"{label_of(told, each.element)}: {each.details['message']}" == words for each in errors)
        case "no-call-ends-in-error":
            return words.endswith(told.outcome.removeprefix("error:"))
        case "offered-keys-work":
            keys = re.match(r"a prompt offers ([0-9*#]+),", words)
            assert keys is not None
            return keys[1][0] in [entry.details["key"] for entry in told.of_kind("key", "ignored")]
        case "machine-never-hears-secret":
            return told.of_kind("answered")[0].details["by"] == "machine"
        case "person-hears-secret":
            return told.of_kind("answered")[0].details["by"] == "live"
        case "nothing-after-hang-up":
            return bool(told.of_kind("callee hung up"))
    return True


def places_of(told: Transcript, element: int) -> tuple[str, str]:
    """A tag as it is called, and with what it stands in."""
    label, parent = label_of(told, element), told.plan.elements[element].parent
    return label, f"{label} in {label_of(told, parent)}"


def label_of(told: Transcript, element: int) -> str:
    return told.plan.elements[element].label
