"""/v2/calls: make calls, and find out what became of them."""

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.rest.shapes import CALL_RESULTS, MAX_CALL_RECIPIENTS, VOICES
from ivrdsl.serve.api.campaigns import campaign_of
from ivrdsl.serve.api.found import one, several
from ivrdsl.serve.api.plans import DEFAULTS, SOUNDS, findings_of, xml_of
from ivrdsl.serve.api.recipients import Batch, Json, Recipient, action_bodies, recipients_of
from ivrdsl.serve.base.account import CALLER_ID
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.queries import one_of_query, whole
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.services import services_of
from ivrdsl.serve.store.actions import Action


async def send_calls(request: Request) -> Response:
    """POST /calls."""
    services = services_of(request)
    wanted = wanted_fields(request.query_params.get("fields"))
    campaign_id = campaign_of(request, "call")
    defaults = _defaults(request)
    recipients = await recipients_of(request, services, "CallRecipient", MAX_CALL_RECIPIENTS)
    details = []
    for each in recipients:
        xml = xml_of(defaults | each.given, each.where)
        findings = await findings_of(request, xml, each.where)
        details.append({"plan_xml": xml, "findings": findings, "notes": _notes(each)})
    with services.store.transaction():
        *ids, batch_id = services.store.actions.new_ids(len(recipients) + 1)
        batch = Batch(campaign_id, batch_id, CALLER_ID, services.clock.now_ms())
        bodies = action_bodies(recipients, ids, batch)
        calls = [
            Action(body["id"], "call", body | {"agentCall": False}, detail)
            for body, detail in zip(bodies, details, strict=True)
        ]
        services.store.actions.add(calls)
    for call in calls:
        services.feed.tell(FeedEvent("call", call.id, call.body["toNumber"]))
    services.calls.arrived()
    return answer(part({"items": [call.body for call in calls]}, wanted))


def _defaults(request: Request) -> Json:
    """What the query says for every recipient that does not say it."""
    query = request.query_params
    found: Json = {}
    for parameter, name in DEFAULTS.items():
        if parameter == "defaultVoice":
            value: object = one_of_query(query, parameter, VOICES)
        else:
            value = whole(query, parameter) if parameter.endswith("Id") else query.get(parameter)
        if value is not None:
            found[name] = value
    return found


def _notes(recipient: Recipient) -> list[str]:
    """What the stand-in has to say about a recipient: the API's document does not say which of both wins."""
    both = "dialplanXml" in recipient.given and any(name in recipient.given for name in SOUNDS)
    said = ["dialplanXml is set beside messages or sounds; the plan is played, they are passed over"] if both else []
    return [*recipient.notes, *said]


async def find_calls(request: Request) -> Response:
    """GET /calls."""
    return several(request, "call", 100, CALL_RESULTS)


async def get_call(request: Request) -> Response:
    """GET /calls/{id}."""
    return one(request, "call")


ROUTES = [by_method("/calls", POST=send_calls, GET=find_calls), by_method("/calls/{id}", GET=get_call)]
