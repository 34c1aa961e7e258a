"""Which campaign texts and calls belong to: the default one of their kind, or a broadcast that runs."""

from starlette.requests import Request

from ivrdsl.serve.base.account import CAMPAIGNS
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.queries import whole
from ivrdsl.serve.services import services_of
from ivrdsl.serve.store.actions import Kind


def campaign_of(request: Request, kind: Kind) -> int:
    """The campaign that a request sends through.

    Raises:
        BadRequestError: there is no such campaign for this kind, or it does not run.
    """
    given = whole(request.query_params, "campaignId", least=0)
    if not given or given == CAMPAIGNS[kind]:
        return CAMPAIGNS[kind]
    broadcast = services_of(request).store.broadcasts.get(given) if kind == "call" else None
    if broadcast is None:
        other = "POST /calls/broadcasts makes one" if kind == "call" else "the stand-in has no text broadcasts"
        raise BadRequestError(f"there is no {kind} campaign {given}", f"leave campaignId out; {other}")
    if broadcast["status"] != "RUNNING":
        todo = f"start it first: POST /calls/broadcasts/{given}/start"
        raise BadRequestError(f"broadcast {given} is {broadcast['status']}: nothing is sent through it", todo)
    return given
