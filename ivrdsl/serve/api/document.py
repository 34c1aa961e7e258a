"""The API's document for this subset: Swagger 2.0, written from the same table that requests are validated by."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl._version import __version__
from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.operations import UNBUILT, Operation
from ivrdsl.rest.shapes import CALL_RESULTS, STATES, TEXT_RESULTS, VOICES, Field
from ivrdsl.serve.api.unbuilt import parameters_of
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.queries import MAX_LIMIT
from ivrdsl.serve.http.routes import by_method

Json = dict[str, Any]

PATH: Final = "/api-docs/swagger.json"
_ERRORS: Final = {400: "Bad input", 401: "No login, or a wrong one", 403: "Not permitted", 404: "No such resource",
    405: "No such method", 408: "Too slow", 413: "Too large", 415: "Not JSON", 429: "Too many requests",
    431: "Too large a head", 500: "A fault of the server",
    503: "Too much at one time, or a fault that a test asked for"}  # fmt: skip
_NOT_BUILT: Final = {
    "501": {"description": "Not built in this stand-in", "schema": {"$ref": "#/definitions/ErrorResponse"}}
}
_PLATFORM: Final = ("api.callfire.com", "www.callfire.com")


async def get_document(request: Request) -> Response:
    """GET /api-docs/swagger.json, without a login; host and scheme are those of the request."""
    host = request.headers.get("host", "").split(",")[0]
    scheme = request.url.scheme
    if host.partition(":")[0] in _PLATFORM:
        host = "api.callfire.com" if scheme == "https" else host.replace("www.", "api.")
    return answer({**document(), "host": host, "schemes": [scheme]})


@cache
def document() -> Json:
    """The document without host and scheme, which depend on the request."""
    return {
        "swagger": "2.0",
        "info": {
            "title": "A local stand-in for the CallFire API",
            "version": __version__,
            "description": "A part of the platform's API v2. Nothing leaves the machine.",
        },
        "basePath": "/v2",
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": {"basicAuth": {"type": "basic"}},
        "security": [{"basicAuth": []}],
        "tags": [{"name": name} for name in dict.fromkeys(("calls", "texts", "webhooks", *(op.tag for op in UNBUILT)))],
        "paths": _paths(),
        "definitions": _definitions(),
    }


# --- definitions ----------------------------------------------------------------------------------------------------


def _definitions() -> Json:
    found = {
        name: {"type": "object", "properties": {field.name: _property(field) for field in shape.fields}}
        for name, shape in SHAPES.items()
    }
    for item in ("Call", "Text", "Webhook", "CallBroadcast", "NumberConfig"):
        found[f"{item}Page"] = _page(item)
    for name, item in (
        ("CallList", "Call"),
        ("TextList", "Text"),
        ("CallRecordingList", "CallRecording"),
        ("ItemListWebhookResource", "WebhookResource"),
    ):
        found[name] = {"type": "object", "properties": {"items": _list_of(item)}}
    return found


def _page(item: str) -> Json:
    numbers = {name: {"type": "integer", "format": "int32"} for name in ("limit", "offset", "totalCount")}
    return {"type": "object", "properties": {"items": _list_of(item), **numbers}}


def _list_of(item: str) -> Json:
    return {"type": "array", "items": {"$ref": f"#/definitions/{item}"}}


def _property(field: Field) -> Json:
    if field.kind == "object":
        return {"$ref": f"#/definitions/{field.of}"}
    found = _type_of(field)
    if field.read_only:
        found["readOnly"] = True
    if field.about:
        found["description"] = field.about
    return found


def _type_of(field: Field) -> Json:
    values = {"enum": list(field.values)} if field.values else {}
    match field.kind:
        case "int32" | "int64":
            return {"type": "integer", "format": field.kind}
        case "number":
            return {"type": "number", "format": "float"}
        case "boolean":
            return {"type": "boolean"}
        case "map":
            return {"type": "object", "additionalProperties": {"type": "string"}}
        case "list":
            return _list_of(field.of)
        case "strings":
            return {"type": "array", "items": {"type": "string", **values}}
        case _:
            return {"type": "string", **values}


# --- operations -----------------------------------------------------------------------------------------------------


def _query(name: str, kind: str = "string", **more: Any) -> Json:
    types = {"int64": {"type": "integer", "format": "int64"}, "boolean": {"type": "boolean"}}
    return {"name": name, "in": "query", "required": False, **types.get(kind, {"type": "string"}), **more}


def _limit(default: int) -> list[Json]:
    limit = {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_LIMIT, "default": default}
    offset = {"type": "integer", "format": "int64", "minimum": 0, "default": 0}
    return [_query("limit") | limit, _query("offset") | offset]


_FIELDS: Final = _query("fields", description="Which fields to answer, such as items(id,state).")
_STRICT: Final = _query("strictValidation", "boolean", description="Refuse the request when a number is bad.")
_CAMPAIGN: Final = _query("campaignId", "int64", minimum=0)
_ID: Final = {"name": "id", "in": "path", "required": True, "type": "integer", "format": "int64"}


def _path_parameter(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "type": "string"}


def _filters(results: tuple[str, ...], default_limit: int) -> list[Json]:
    ids = {"type": "array", "items": {"type": "integer", "format": "int64"}, "collectionFormat": "multi"}
    return [
        {"name": "id", "in": "query", "required": False, **ids},
        _query("campaignId", "int64"),
        _query("batchId", "int64"),
        *(_query(name) for name in ("fromNumber", "toNumber", "label")),
        _query("states", description=f"Some of {', '.join(STATES)}, with commas."),
        _query("results", description=f"Some of {', '.join(results)}, with commas."),
        _query("inbound", "boolean"),
        _query("intervalBegin", "int64"),
        _query("intervalEnd", "int64"),
        *_limit(default_limit),
        _FIELDS,
    ]


def _body(schema: Json) -> Json:
    return {"name": "body", "in": "body", "required": True, "schema": schema}


def _ref(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}


def _operation(tag: str, operation: str, about: str, parameters: list[Json], answers: Mapping[int, str | None]) -> Json:
    """An operation. `answers` has the definition for each status of success; None for an empty body."""
    responses: Json = {
        str(status): {"description": "Done", **({"schema": _ref(schema)} if schema else {})}
        for status, schema in answers.items()
    }
    for status, words in _ERRORS.items():
        responses[str(status)] = {"description": words, "schema": _ref("ErrorResponse")}
    if None in answers.values():  # the vendor's Python client takes no empty answer that is not named so
        responses["default"] = {"description": "Done"}
    return {
        "tags": [tag],
        "operationId": operation,
        "summary": about,
        "parameters": parameters,
        "responses": responses,
    }


def _paths() -> Json:
    """The paths of what there is, and then of what is not built, which the platform's clients know all the same."""
    found = {**_text_paths(), **_call_paths(), **_broadcast_paths(), **_webhook_paths(), **_number_paths()}
    for each in UNBUILT:
        found.setdefault(each.path, {})[each.method.lower()] = _unbuilt(each)
    return found


def _unbuilt(operation: Operation) -> Json:
    found = _operation(operation.tag, operation.name, "Not built", parameters_of(operation), {})
    found["responses"] = {str(status): found["responses"][str(status)] for status in (401, 403)} | _NOT_BUILT
    if operation.brings == "form":
        found["consumes"] = ["multipart/form-data"]
    return found


def built() -> list[str]:
    """The ids of the operations that there are."""
    unbuilt = {each.name for each in UNBUILT}
    names = (each["operationId"] for methods in _paths().values() for each in methods.values())
    return sorted(name for name in names if name not in unbuilt)


def _text_paths() -> Json:
    send = [_FIELDS, _CAMPAIGN, _query("defaultMessage"), _STRICT, _body(_list_of("TextRecipient"))]
    return {
        "/texts": {
            "get": _operation("texts", "findTexts", "Find texts", _filters(TEXT_RESULTS, 10), {200: "TextPage"}),
            "post": _operation("texts", "sendTexts", "Send texts, at most 1000", send, {200: "TextList"}),
        },
        "/texts/{id}": {"get": _operation("texts", "getText", "A text", [_ID, _FIELDS], {200: "Text"})},
    }


def _call_paths() -> Json:
    send = [
        _FIELDS,
        _CAMPAIGN,
        _query("defaultLiveMessage"),
        _query("defaultMachineMessage"),
        _query("defaultLiveMessageSoundId", "int64"),
        _query("defaultMachineMessageSoundId", "int64"),
        _query("defaultVoice", enum=list(VOICES)),
        _STRICT,
        _body(_list_of("CallRecipient")),
    ]
    by_name = [_ID, _path_parameter("name"), _FIELDS]
    get = {200: "CallRecording"}
    return {
        "/calls": {
            "get": _operation("calls", "findCalls", "Find calls", _filters(CALL_RESULTS, 100), {200: "CallPage"}),
            "post": _operation("calls", "sendCalls", "Make calls, at most 10", send, {200: "CallList"}),
        },
        "/calls/{id}": {"get": _operation("calls", "getCall", "A call", [_ID, _FIELDS], {200: "Call"})},
        "/calls/{id}/recordings": {
            "get": _operation(
                "calls", "getCallRecordings", "What a call recorded", [_ID, _FIELDS], {200: "CallRecordingList"}
            )
        },
        "/calls/{id}/recordings/{name}": {
            "get": _operation("calls", "getCallRecordingByName", "A recording of a call", by_name, get)
        },
        "/calls/{id}/recordings/{name}.mp3": {
            "get": _sound("getCallRecordingMp3ByName", [_ID, _path_parameter("name")]),
        },
        "/calls/recordings/{id}": {"get": _operation("calls", "getCallRecording", "A recording", [_ID, _FIELDS], get)},
        "/calls/recordings/{id}.mp3": {"get": _sound("getCallRecordingMp3", [_ID])},
    }


def _sound(name: str, parameters: list[Json]) -> Json:
    """An operation that answers with a recording's sound."""
    found = _operation("calls", name, "The sound of a recording", parameters, {200: None})
    found["responses"]["200"]["schema"] = {"type": "file"}
    del found["responses"]["default"]
    return found | {"produces": ["audio/mpeg", "application/json"]}


def _broadcast_paths() -> Json:
    base = "/calls/broadcasts"
    create = [_query("start", "boolean"), _STRICT, _body(_ref("CallBroadcast"))]
    times = [_query("intervalBegin", "int64"), _query("intervalEnd", "int64")]
    find = [_query("label"), _query("name"), _query("running", "boolean"), *times, *_limit(10), _FIELDS]
    add = [_ID, _FIELDS, _STRICT, _body(_list_of("Recipient"))]
    calls = [_ID, _query("batchId", "int64"), *_limit(100), _FIELDS]
    stats = [_ID, _FIELDS, _query("begin", "int64"), _query("end", "int64")]
    return {
        base: {
            "get": _operation("calls", "findCallBroadcasts", "Find broadcasts", find, {200: "CallBroadcastPage"}),
            "post": _operation("calls", "createCallBroadcast", "Make a broadcast", create, {201: "ResourceId"}),
        },
        f"{base}/{{id}}": {
            "get": _operation("calls", "getCallBroadcast", "A broadcast", [_ID, _FIELDS], {200: "CallBroadcast"})
        },
        f"{base}/{{id}}/start": {"post": _operation("calls", "startVoiceBroadcast", "Start it", [_ID], {200: None})},
        f"{base}/{{id}}/stop": {"post": _operation("calls", "stopVoiceBroadcast", "Stop it", [_ID], {200: None})},
        f"{base}/{{id}}/recipients": {
            "post": _operation("calls", "addCallBroadcastRecipients", "Add recipients", add, {200: "CallList"})
        },
        f"{base}/{{id}}/calls": {
            "get": _operation("calls", "getCallBroadcastCalls", "Its calls", calls, {200: "CallPage"})
        },
        f"{base}/{{id}}/stats": {
            "get": _operation("calls", "getCallBroadcastStats", "Its counts", stats, {200: "CallBroadcastStats"})
        },
    }


def _webhook_paths() -> Json:
    names = [_query(name) for name in ("name", "resource", "event", "callback")]
    find = [_FIELDS, *_limit(100), *names, _query("enabled", "boolean")]
    body = _body(_ref("Webhook"))
    create = _operation("webhooks", "createWebhook", "Make a webhook", [body], {201: "ResourceId"})
    update = _operation("webhooks", "updateWebhook", "Change a webhook", [_ID, body], {200: None})
    for each in (create, update):
        each["responses"] |= _NOT_BUILT  # for events that nothing here fires
    resource = [_path_parameter("resource"), _FIELDS]
    return {
        "/webhooks": {
            "get": _operation("webhooks", "findWebhooks", "Find webhooks", find, {200: "WebhookPage"}),
            "post": create,
        },
        "/webhooks/{id}": {
            "get": _operation("webhooks", "getWebhook", "A webhook", [_ID, _FIELDS], {200: "Webhook"}),
            "put": update,
            "delete": _operation("webhooks", "deleteWebhook", "Delete a webhook", [_ID], {204: None}),
        },
        "/webhooks/resources": {
            "get": _operation(
                "webhooks", "findWebhookResources", "What there is", [_FIELDS], {200: "ItemListWebhookResource"}
            )
        },
        "/webhooks/resources/{resource}": {
            "get": _operation("webhooks", "getWebhookResource", "A resource", resource, {200: "WebhookResource"})
        },
    }


def _number_paths() -> Json:
    find = [*_limit(100), _query("prefix"), _FIELDS]
    number = _path_parameter("number")
    return {
        "/numbers/leases/configs": {
            "get": _operation("numbers", "findNumberLeaseConfigs", "Find", find, {200: "NumberConfigPage"})
        },
        "/numbers/leases/configs/{number}": {
            "get": _operation(
                "numbers", "getNumberLeaseConfig", "What answers a number", [number, _FIELDS], {200: "NumberConfig"}
            ),
            "put": _operation(
                "numbers", "updateNumberLeaseConfig", "Say so", [number, _body(_ref("NumberConfig"))], {200: None}
            ),
        },
    }


ROUTES = [by_method(PATH, GET=get_document)]
