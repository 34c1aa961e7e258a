"""/local/broadcasts: the page starts and stops broadcasts."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.serve.exchange.broadcasts import CannotSwitchError
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import ApiError, not_found
from ivrdsl.serve.http.queries import int64
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.local.bodies import read_object
from ivrdsl.serve.services import services_of


async def start_broadcast(request: Request) -> Response:
    """POST /local/broadcasts/{id}/start {}: make its calls that wait."""
    answered = await _switch(request, "RUNNING")
    services_of(request).calls.arrived()
    return answered


async def stop_broadcast(request: Request) -> Response:
    """POST /local/broadcasts/{id}/stop {}: make no further calls; those in progress end as they would."""
    return await _switch(request, "STOPPED")


async def _switch(request: Request, status: str) -> Response:
    services = services_of(request)
    await read_object(request)
    broadcast_id = int64(request.path_params["id"], "id")
    broadcast: dict[str, Any] | None = services.store.broadcasts.get(broadcast_id)
    if broadcast is None:
        raise not_found(f"broadcast {broadcast_id}")
    try:
        services.broadcasts.switch(broadcast, status)
    except CannotSwitchError as error:
        raise ApiError(409, str(error), "nothing was changed") from None
    return answer({"id": broadcast_id, "status": status})


ROUTES = [
    by_method("/broadcasts/{id}/start", POST=start_broadcast),
    by_method("/broadcasts/{id}/stop", POST=stop_broadcast),
]
