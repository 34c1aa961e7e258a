"""What the API says about a call that was played: its result, its record, what it asked and recorded."""

from typing import Any, NamedTuple

from ivrdsl.serve.base.settings import ServerSettings

Json = dict[str, Any]

_UNANSWERED = {"busy": "BUSY", "no answer": "NO_ANS"}


class Times(NamedTuple):
    """When an attempt began, was answered, and ended; ms since 1970-01-01 UTC."""

    originate_ms: int
    answer_ms: int | None
    finish_ms: int


def entries_of(report: Json, *kinds: str) -> list[Json]:
    """The entries of some kinds in a report of `ivrsim.play.story.as_json`."""
    return [entry for entry in report["entries"] if entry["kind"] in kinds]


def answered_by(report: Json) -> str | None:
    """Who answered, as the platform detects it: "live", "machine", "unsure", "inbound", or None."""
    found = entries_of(report, "answered")
    by: str | None = found[0]["by"] if found else None
    return by


def result_of(report: Json) -> str:
    """The platform's word for what came of a call."""
    unanswered = entries_of(report, "unanswered")
    if unanswered:
        return _UNANSWERED[unanswered[0]["reason"]]
    if entries_of(report, "transfer answered"):
        return "XFER"
    return "AM" if _counts_as_machine(report) else "LA"


def _counts_as_machine(report: Json) -> bool:
    """Whether the call counts as answered by a machine: where nothing is detected, none does (documented)."""
    taken = entries_of(report, "amd")
    if taken:
        return bool(taken[0]["branch"] == "machine")
    return report.get("detects", True) and answered_by(report) == "machine"


def billed(duration_s: float, settings: ServerSettings) -> float:
    """Credits for a call: minutes, in steps of the settings' length."""
    if duration_s <= 0:
        return 0.0
    step = settings.billing_step_s
    counted_s = max(settings.billing_minimum_s, -(-duration_s // step) * step)
    return round(counted_s / 60, 4)


def record_of(
    record_id: int, to_number: str, result: str, report: Json | None, times: Times, settings: ServerSettings
) -> Json:
    """The record of one attempt."""
    record: Json = {"id": record_id, "result": result, "originateTime": times.originate_ms}
    if times.answer_ms is not None:
        record["answerTime"] = times.answer_ms
    length_ms = 0 if times.answer_ms is None else max(times.finish_ms - times.answer_ms, 0)
    record |= {
        "finishTime": times.finish_ms,
        "duration": -(-length_ms // 1000),
        "billedAmount": billed(length_ms / 1000, settings),
        "toNumber": to_number,
    }
    if report is not None:
        asked = [{"question": entry["variable"], "response": entry["value"]} for entry in entries_of(report, "stash")]
        if asked:
            record["questionResponses"] = asked
    return record
