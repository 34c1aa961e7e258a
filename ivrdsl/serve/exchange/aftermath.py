"""What a call leaves behind when it is over: texts that it sent, numbers on the do-not-call list, recordings."""

import hashlib
from typing import Any

from ivrdsl.rest.numbers import read_number
from ivrdsl.rest.shapes import SHORT_CODE
from ivrdsl.serve.base.account import action_body, contact_of
from ivrdsl.serve.base.silence import silence
from ivrdsl.serve.exchange.parts import Parts
from ivrdsl.serve.exchange.results import Times, entries_of
from ivrdsl.serve.store.actions import Action

Json = dict[str, Any]


def texts_sent(parts: Parts, call: Action, report: Json, times: Times) -> list[Action]:
    """The texts that a call's sms tags sent, as new actions, in the transaction of the caller."""
    sent = entries_of(report, "sms")
    texts = []
    for text_id, entry in zip(parts.store.actions.new_ids(len(sent)), sent, strict=True):
        number = read_number(entry["to"], short_codes=True)
        at_ms = (times.answer_ms or times.originate_ms) + entry["at_ms"]
        body = action_body(
            text_id,
            SHORT_CODE,
            number.digits,
            state="INVALID" if number.problem else "READY",
            campaign_id=call.body["campaignId"],
            contact=contact_of(number),
            at_ms=at_ms,
        )
        body |= {"message": entry["text"], "media": []}
        texts.append(Action(text_id, "text", body, {"notes": [f"sent by call {call.id}"]}))
    if texts:
        parts.store.actions.add(texts)
    return texts


def leave_numbers(parts: Parts, report: Json) -> None:
    """Put what the call's dnc tags named on the list."""
    for entry in entries_of(report, "dnc"):
        parts.store.do_not_call.add(read_number(entry["number"]).digits)


def recordings_made(parts: Parts, call: Action, report: Json, times: Times) -> list[Json]:
    """Store the recordings of a call, and return them."""
    begun_ms = 0
    found: list[Json] = []
    for entry in entries_of(report, "recording", "recorded"):
        if entry["kind"] == "recording":
            begun_ms = entry["at_ms"]
            continue
        length_ms = entry["at_ms"] - begun_ms
        sound = silence(length_ms)
        recording_id = parts.store.new_id()
        recording = {
            "id": recording_id,
            "callId": call.id,
            "campaignId": call.body["campaignId"],
            "name": _name(entry["node"], len(found) + 1),
            "created": (times.answer_ms or times.originate_ms) + begun_ms,
            "lengthInSeconds": -(-length_ms // 1000),
            "lengthInBytes": len(sound),
            "hash": hashlib.sha1(sound).hexdigest(),
            "mp3Url": f"/v2/calls/recordings/{recording_id}.mp3",
            "state": "READY",
        }
        parts.store.recordings.add(recording)
        found.append(recording)
    return found


def _name(node: str, position: int) -> str:
    """The name of a record tag, or a number."""
    label = node.rpartition(" > ")[2]
    return label.partition('"')[2].rstrip('"') or f"recording{position}"
