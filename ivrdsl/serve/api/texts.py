"""/v2/texts: send texts, and find out what became of them."""

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.rest.attributes import fill
from ivrdsl.rest.shapes import MAX_TEXT_RECIPIENTS, SHORT_CODE, TEXT_RESULTS
from ivrdsl.serve.api.campaigns import campaign_of
from ivrdsl.serve.api.found import one, several
from ivrdsl.serve.api.recipients import Batch, Json, Recipient, action_bodies, recipients_of
from ivrdsl.serve.base.feed import FeedEvent
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.services import services_of
from ivrdsl.serve.store.actions import Action


async def send_texts(request: Request) -> Response:
    """POST /texts."""
    services = services_of(request)
    wanted = wanted_fields(request.query_params.get("fields"))
    campaign_id = campaign_of(request, "text")
    recipients = await recipients_of(request, services, "TextRecipient", MAX_TEXT_RECIPIENTS)
    default = request.query_params.get("defaultMessage")
    messages = [_message(each, default) for each in recipients]
    with services.store.transaction():
        *ids, batch_id = services.store.actions.new_ids(len(recipients) + 1)
        batch = Batch(campaign_id, batch_id, SHORT_CODE, services.clock.now_ms())
        bodies = action_bodies(recipients, ids, batch)
        texts = [
            Action(body["id"], "text", body | message, {"notes": each.notes} if each.notes else {})
            for body, message, each in zip(bodies, messages, recipients, strict=True)
        ]
        services.store.actions.add(texts)
    for text in texts:
        services.feed.tell(FeedEvent("text", text.id, text.body["toNumber"]))
    services.texts.arrived()
    return answer(part({"items": [text.body for text in texts]}, wanted))


def _message(recipient: Recipient, default: str | None) -> Json:
    """The message of a recipient, its attributes put in."""
    given = recipient.given
    message = given.get("message", default)
    if message is None or (not message and not given.get("media")):
        raise BadRequestError(f"{recipient.where} has no message", "add message, or defaultMessage for all of them")
    filled = fill(message, given.get("attributes", {}))
    recipient.notes.extend(f"${{{name}}} has no value and stands in the text as it is" for name in filled.missing)
    return {"message": filled.text, "media": given.get("media", [])}


async def find_texts(request: Request) -> Response:
    """GET /texts."""
    return several(request, "text", 10, TEXT_RESULTS)


async def get_text(request: Request) -> Response:
    """GET /texts/{id}."""
    return one(request, "text")


ROUTES = [by_method("/texts", POST=send_texts, GET=find_texts), by_method("/texts/{id}", GET=get_text)]
