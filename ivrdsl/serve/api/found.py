"""What GET /calls and GET /texts have in common: some of what was made, and one of it."""

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.serve.base.account import CAMPAIGNS
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import not_found
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.queries import filter_of, int64, page_of, paged
from ivrdsl.serve.services import services_of
from ivrdsl.serve.store.actions import Kind


def several(request: Request, kind: Kind, size: int, results: tuple[str, ...]) -> Response:
    """A page of the actions that a query asks for.

    Args:
        request: the query.
        kind: "call" or "text".
        size: how many are on a page, if the query does not say.
        results: what an action of this kind may come to.
    """
    services, query = services_of(request), request.query_params
    page, wanted = page_of(query, size), wanted_fields(query.get("fields"))
    chosen = filter_of(query, results, CAMPAIGNS[kind])
    found = services.store.actions.find(kind, chosen, limit=page.limit, offset=page.offset)
    total = services.store.actions.count(kind, chosen)
    return answer(part(paged([each.body for each in found], page, total), wanted))


def one(request: Request, kind: Kind) -> Response:
    """The action whose id stands in the path."""
    action_id = int64(request.path_params["id"], "id")
    wanted = wanted_fields(request.query_params.get("fields"))
    found = services_of(request).store.actions.get(kind, action_id)
    if found is None:
        raise not_found(f"{kind} {action_id}")
    return answer(part(found.body, wanted))
