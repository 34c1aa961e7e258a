"""What POST /texts and POST /calls have in common: a list of recipients becomes a list of actions, all or none."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from starlette.requests import Request

from ivrdsl.rest.numbers import PhoneNumber, read_number
from ivrdsl.rest.objects import SHAPES
from ivrdsl.serve.base.account import action_body, contact_of
from ivrdsl.serve.http.bodies import read_json
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.queries import truth
from ivrdsl.serve.http.validation import validated
from ivrdsl.serve.services import Services

Json = dict[str, Any]


class Recipient(NamedTuple):
    """One recipient of a request.

    Attributes:
        where: what messages call it: "recipient 3".
        given: its fields, validated.
        number: its phone number; with a problem where it is none.
        notes: what was passed over.
    """

    where: str
    given: Json
    number: PhoneNumber
    notes: list[str]


async def recipients_of(request: Request, services: Services, shape: str, most: int) -> list[Recipient]:
    """Read the recipients of a request.

    Raises:
        ApiError: the body is not a list of recipients, has too many, or a number is bad and the request is strict.
    """
    body = await read_json(request, services.settings.max_body_bytes)
    if body == []:
        raise BadRequestError("the list of recipients is empty", "send at least one")
    return read_recipients(request, services, body, shape, most)


def read_recipients(request: Request, services: Services, body: Any, shape: str, most: int) -> list[Recipient]:
    """Read a list of recipients. See `recipients_of`."""
    if type(body) is not list:
        raise BadRequestError("the body is not a list of recipients", "send a list: [{...}]")
    if len(body) > most:
        raise BadRequestError(f"{len(body):,} recipients; at most {most:,} are taken", "send several requests")
    strict = services.settings.strict_numbers or truth(request.query_params, "strictValidation") or False
    texts = shape == "TextRecipient"
    found = [_recipient(value, shape, f"recipient {at}", short_codes=texts) for at, value in enumerate(body, 1)]
    wrong = [each for each in found if each.number.problem]
    if strict and wrong:
        first = wrong[0]
        raise BadRequestError(f"{first.where}: phoneNumber: {first.number.problem}", "nothing was sent")
    return found


def _recipient(value: Any, shape: str, where: str, *, short_codes: bool) -> Recipient:
    notes: list[str] = []
    given = validated(value, SHAPES[shape], where, notes)
    if "phoneNumber" not in given:
        if "contactId" in given:
            raise BadRequestError(f"{where} has a contactId alone", "the stand-in keeps no contacts: add phoneNumber")
        raise BadRequestError(f"{where} has no phoneNumber", "add one of 11 digits, such as 12135551234")
    if "fromNumber" in given:
        given["fromNumber"] = good_sender(given["fromNumber"], where, short_codes=short_codes)
    return Recipient(where, given, read_number(given["phoneNumber"], short_codes=short_codes), notes)


def good_sender(text: str, where: str, *, short_codes: bool) -> str:
    """The digits of the number that something is sent from.

    Raises:
        BadRequestError: nothing can come from such a number.
    """
    found = read_number(text, short_codes=short_codes)
    if found.problem:
        raise BadRequestError(f"{where}: fromNumber: {found.problem}", "leave it out, or write a number of yours")
    return found.digits


class Batch(NamedTuple):
    """What the actions of one request have in common: their campaign, their batch, whom they come from, and when."""

    campaign_id: int
    batch_id: int
    from_number: str
    now_ms: int


def action_bodies(recipients: Sequence[Recipient], ids: Sequence[int], batch: Batch) -> list[Json]:
    """What every action has, text or call. The second recipient of one number is a duplicate."""
    seen: set[str] = set()
    bodies: list[Json] = []
    for action_id, recipient in zip(ids, recipients, strict=True):
        number, given = recipient.number, recipient.given
        state = "INVALID" if number.problem else "DUP" if number.digits in seen else "READY"
        seen.add(number.digits)
        body = action_body(
            action_id,
            given.get("fromNumber", batch.from_number),
            number.digits,
            state=state,
            campaign_id=batch.campaign_id,
            contact=contact_of(number, given.get("contactId")),
            at_ms=batch.now_ms,
        )
        bodies.append(body | {"batchId": batch.batch_id, "attributes": given.get("attributes", {})})
    return bodies
