"""/v2/calls/broadcasts: one dialplan for many recipients."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.shapes import COUNTS, UNDER_WAY
from ivrdsl.serve.api.plans import findings_of
from ivrdsl.serve.api.recipients import (
    Batch,
    Recipient,
    action_bodies,
    good_sender,
    read_recipients,
    recipients_of,
)
from ivrdsl.serve.base.account import CALLER_ID
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.exchange.broadcasts import CannotSwitchError, without_recipients
from ivrdsl.serve.http.answers import answer, empty
from ivrdsl.serve.http.bodies import read_json
from ivrdsl.serve.http.errors import BadRequestError, not_found
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.queries import int64, page_of, paged, truth, whole
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.http.validation import validated
from ivrdsl.serve.services import Services, services_of
from ivrdsl.serve.store.actions import Action, Filter

Json = dict[str, Any]

MAX_RECIPIENTS = 1000
"""Recipients that one request brings. More come with further requests to .../recipients."""


async def create_broadcast(request: Request) -> Response:
    """POST /calls/broadcasts."""
    services = services_of(request)
    start = truth(request.query_params, "start") or False
    given = await _broadcast_in(request, services)
    if "dialplanXml" not in given:
        raise BadRequestError("the broadcast has no dialplanXml", "the stand-in runs broadcasts of dialplans only")
    findings = await findings_of(request, given["dialplanXml"], "broadcast")
    recipients = read_recipients(request, services, given.get("recipients", []), "Recipient", MAX_RECIPIENTS)
    with services.store.transaction():
        broadcast = {"id": services.store.new_id(), **given, "status": "SETUP"}
        broadcast["lastModified"] = services.clock.now_ms()
        services.store.broadcasts.put({**without_recipients(broadcast), "findings": findings})
        calls = _add_calls(services, _broadcast(services, broadcast["id"]), recipients)
        if start:
            services.broadcasts.set_status(_broadcast(services, broadcast["id"]), "RUNNING")
    services.feed.tell(FeedEvent("broadcast", broadcast["id"]))
    _tell(services, calls)
    return answer({"id": broadcast["id"]}, 201)


async def find_broadcasts(request: Request) -> Response:
    """GET /calls/broadcasts."""
    query = request.query_params
    page = page_of(query, 10)
    wanted = wanted_fields(query.get("fields"))
    running, name, label = truth(query, "running"), query.get("name"), query.get("label")
    since_ms, until_ms = whole(query, "intervalBegin"), whole(query, "intervalEnd")
    found = [
        each
        for each in services_of(request).store.broadcasts.all()
        if (running is None or (each["status"] == "RUNNING") == running)
        and (name is None or each.get("name") == name)
        and (label is None or label in each.get("labels", []))
        and (since_ms is None or each["lastModified"] >= since_ms)
        and (until_ms is None or each["lastModified"] <= until_ms)
    ]
    items = [_public(each) for each in found[page.offset : page.offset + page.limit]]
    return answer(part(paged(items, page, len(found)), wanted))


async def get_broadcast(request: Request) -> Response:
    """GET /calls/broadcasts/{id}."""
    wanted = wanted_fields(request.query_params.get("fields"))
    return answer(part(_public(_broadcast_of(request)), wanted))


async def start_broadcast(request: Request) -> Response:
    """POST /calls/broadcasts/{id}/start."""
    _change(request, "RUNNING")
    services_of(request).calls.arrived()
    return empty()


async def stop_broadcast(request: Request) -> Response:
    """POST /calls/broadcasts/{id}/stop: calls that wait go on waiting; those in progress end as they would."""
    _change(request, "STOPPED")
    return empty()


async def add_recipients(request: Request) -> Response:
    """POST /calls/broadcasts/{id}/recipients."""
    services = services_of(request)
    wanted = wanted_fields(request.query_params.get("fields"))
    broadcast = _broadcast_of(request)
    recipients = await recipients_of(request, services, "Recipient", MAX_RECIPIENTS)
    with services.store.transaction():
        calls = _add_calls(services, broadcast, recipients)
    _tell(services, calls)
    return answer(part({"items": [call.body for call in calls]}, wanted))


async def find_calls(request: Request) -> Response:
    """GET /calls/broadcasts/{id}/calls."""
    services = services_of(request)
    page = page_of(request.query_params, 100)
    wanted = wanted_fields(request.query_params.get("fields"))
    chosen = Filter(campaign_id=_broadcast_of(request)["id"], batch_id=whole(request.query_params, "batchId"))
    found = services.store.actions.find("call", chosen, limit=page.limit, offset=page.offset)
    total = services.store.actions.count("call", chosen)
    return answer(part(paged([call.body for call in found], page, total), wanted))


async def get_stats(request: Request) -> Response:
    """GET /calls/broadcasts/{id}/stats."""
    services = services_of(request)
    query = request.query_params
    wanted = wanted_fields(query.get("fields"))
    chosen = Filter(
        campaign_id=_broadcast_of(request)["id"], since_ms=whole(query, "begin"), until_ms=whole(query, "end")
    )
    bodies = services.store.actions.bodies("call", chosen)
    return answer(part(_stats(bodies), wanted))


_COUNTED = {
    "LA": "liveCount", "AM": "answeringMachineCount", "BUSY": "busyCount", "NO_ANS": "noAnswerCount",
    "XFER": "transferCount", "DNC": "doNotCallCount", "CARRIER_ERROR": "errorCount",
    "CARRIER_TEMP_ERROR": "errorCount", "INTERNAL_ERROR": "errorCount",
}  # fmt: skip
"""Under which name a record's result is counted; all others are miscCount."""


def _stats(bodies: Sequence[Json]) -> Json:
    """Counts over the calls of a broadcast."""
    records = [record for body in bodies for record in body.get("records", [])]
    counts = dict.fromkeys(COUNTS, 0)
    for record in records:
        counts[_COUNTED.get(record["result"], "miscCount")] += 1
    counts["doNotCallCount"] += sum(body["state"] == "DNC" for body in bodies)
    remaining = sum(body["state"] in UNDER_WAY for body in bodies)
    answered = [record for record in records if "answerTime" in record]
    seconds = sum(record["duration"] for record in records)
    live = counts["liveCount"] + counts["transferCount"]
    counts |= {
        "totalOutboundCount": len(bodies),
        "totalCount": len(bodies),
        "remainingOutboundCount": remaining,
        "callsRemaining": remaining,
        "callsAwaitingRedial": sum(body["state"] == "READY" and bool(body.get("records")) for body in bodies),
        "callsAttempted": len(records),
        "dialedCount": len(records),
        "callsPlaced": len(answered),
        "callsLiveAnswer": live,
        "callsDuration": seconds,
        "billedDuration": round(60 * sum(record["billedAmount"] for record in records)),
        "responseRatePercent": round(100 * len(answered) / len(records)) if records else 0,
    }
    return {**counts, "billedAmount": round(sum(record["billedAmount"] for record in records), 4)}


async def _broadcast_in(request: Request, services: Services) -> Json:
    body = await read_json(request, services.settings.max_body_bytes)
    given = validated(body, SHAPES["CallBroadcast"], "broadcast", [])
    if "fromNumber" in given:
        given["fromNumber"] = good_sender(given["fromNumber"], "broadcast", short_codes=False)
    return given


def _add_calls(services: Services, broadcast: Json, recipients: Sequence[Recipient]) -> list[Action]:
    """Store the calls of recipients, in the transaction of the caller."""
    ids = services.store.actions.new_ids(len(recipients))
    from_number = broadcast.get("fromNumber", CALLER_ID)
    batch = Batch(broadcast["id"], services.store.new_id(), from_number, services.clock.now_ms())
    bodies = action_bodies(recipients, ids, batch)
    detail = {"plan_xml": broadcast["dialplanXml"], "findings": broadcast["findings"]}
    more = {"agentCall": False, "labels": broadcast.get("labels", [])}
    calls = [
        Action(body["id"], "call", body | more, detail | {"notes": each.notes})
        for body, each in zip(bodies, recipients, strict=True)
    ]
    services.store.actions.add(calls)
    return calls


def _tell(services: Services, calls: Sequence[Action]) -> None:
    for call in calls:
        services.feed.tell(FeedEvent("call", call.id, call.body["toNumber"]))
    services.calls.arrived()


def _change(request: Request, status: str) -> None:
    services = services_of(request)
    broadcast = _broadcast_of(request)
    try:
        services.broadcasts.switch(broadcast, status)
    except CannotSwitchError as error:
        raise BadRequestError(str(error), "nothing was changed") from None


def _broadcast_of(request: Request) -> Json:
    return _broadcast(services_of(request), int64(request.path_params["id"], "id"))


def _broadcast(services: Services, broadcast_id: int) -> Json:
    found = services.store.broadcasts.get(broadcast_id)
    if found is None:
        raise not_found(f"broadcast {broadcast_id}")
    return found


def _public(broadcast: Json) -> Json:
    """A broadcast as the API gives it."""
    return {name: value for name, value in broadcast.items() if name != "findings"}


ROUTES = [
    by_method("/calls/broadcasts", POST=create_broadcast, GET=find_broadcasts),
    by_method("/calls/broadcasts/{id}", GET=get_broadcast),
    by_method("/calls/broadcasts/{id}/start", POST=start_broadcast),
    by_method("/calls/broadcasts/{id}/stop", POST=stop_broadcast),
    by_method("/calls/broadcasts/{id}/recipients", POST=add_recipients),
    by_method("/calls/broadcasts/{id}/calls", GET=find_calls),
    by_method("/calls/broadcasts/{id}/stats", GET=get_stats),
]
