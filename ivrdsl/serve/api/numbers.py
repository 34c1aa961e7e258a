"""/v2/numbers/leases/configs: what happens when somebody calls a number in."""

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.rest.numbers import read_number
from ivrdsl.rest.objects import SHAPES
from ivrdsl.serve.api.plans import findings_of
from ivrdsl.serve.http.answers import answer, empty
from ivrdsl.serve.http.bodies import read_json
from ivrdsl.serve.http.errors import BadRequestError, not_found
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.queries import page_of, paged
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.http.validation import validated
from ivrdsl.serve.services import services_of


async def find_configs(request: Request) -> Response:
    """GET /numbers/leases/configs."""
    page = page_of(request.query_params, 100)
    wanted = wanted_fields(request.query_params.get("fields"))
    prefix = request.query_params.get("prefix", "")
    found = [each for each in services_of(request).store.numbers.all() if each["number"].startswith(prefix)]
    items = found[page.offset : page.offset + page.limit]
    return answer(part(paged(items, page, len(found)), wanted))


async def get_config(request: Request) -> Response:
    """GET /numbers/leases/configs/{number}."""
    wanted = wanted_fields(request.query_params.get("fields"))
    number = _number(request)
    found = services_of(request).store.numbers.get(number)
    if found is None:
        raise not_found(f"configuration of number {number}")
    return answer(part(found, wanted))


async def put_config(request: Request) -> Response:
    """PUT /numbers/leases/configs/{number}."""
    services = services_of(request)
    number = _number(request)
    body = await read_json(request, services.settings.max_body_bytes)
    config = validated(body, SHAPES["NumberConfig"], "configuration", [])
    if config.get("configType", "IVR") != "IVR":
        raise BadRequestError(
            "the stand-in answers numbers with dialplans only", "send configType IVR and ivrInboundConfig"
        )
    xml = config.get("ivrInboundConfig", {}).get("dialplanXml")
    if xml is None:
        raise BadRequestError("ivrInboundConfig.dialplanXml is missing", "add the dialplan that answers the number")
    await findings_of(request, xml, "ivrInboundConfig")
    with services.store.transaction():
        services.store.numbers.put({**config, "number": number, "configType": "IVR"})
    return empty()


def _number(request: Request) -> str:
    found = read_number(request.path_params["number"])
    if found.problem:
        raise BadRequestError(f"number: {found.problem}")
    return found.digits


ROUTES = [
    by_method("/numbers/leases/configs", GET=find_configs),
    by_method("/numbers/leases/configs/{number}", GET=get_config, PUT=put_config),
]
