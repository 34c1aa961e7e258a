"""Recordings of calls: silence, for nobody really spoke."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ivrdsl.serve.base.silence import FRAME_BYTES, FRAME_MS, silence
from ivrdsl.serve.http.answers import answer
from ivrdsl.serve.http.errors import not_found
from ivrdsl.serve.http.fields import part, wanted_fields
from ivrdsl.serve.http.queries import int64
from ivrdsl.serve.http.routes import by_method
from ivrdsl.serve.services import services_of

Json = dict[str, Any]


async def get_recordings(request: Request) -> Response:
    """GET /calls/{id}/recordings."""
    call_id = int64(request.path_params["id"], "id")
    wanted = wanted_fields(request.query_params.get("fields"))
    store = services_of(request).store
    if store.actions.get("call", call_id) is None:
        raise not_found(f"call {call_id}")
    items = [_absolute(each, request) for each in store.recordings.of_call(call_id)]
    return answer(part({"items": items}, wanted))


async def get_recording(request: Request) -> Response:
    """GET /calls/recordings/{id}, and the same with .mp3: the sound."""
    text = request.path_params["id"]
    recording_id = int64(text.removesuffix(".mp3"), "id")
    found = services_of(request).store.recordings.get(recording_id)
    return _recording_answer(request, found, f"recording {recording_id}", sound=text.endswith(".mp3"))


async def get_recording_by_name(request: Request) -> Response:
    """GET /calls/{id}/recordings/{name}, and the same with .mp3."""
    call_id = int64(request.path_params["id"], "id")
    text = request.path_params["name"]
    found = services_of(request).store.recordings.of_call(call_id, text.removesuffix(".mp3"))
    what = f"recording {text[:60]!r} of call {call_id}"
    return _recording_answer(request, found[-1] if found else None, what, sound=text.endswith(".mp3"))


def _recording_answer(request: Request, recording: Json | None, what: str, *, sound: bool) -> Response:
    wanted = wanted_fields(request.query_params.get("fields"))
    if recording is None:
        raise not_found(what)
    if sound:
        frames = recording["lengthInBytes"] // FRAME_BYTES
        return Response(silence(frames * FRAME_MS), media_type="audio/mpeg")
    return answer(part(_absolute(recording, request), wanted))


def _absolute(recording: Json, request: Request) -> Json:
    """A recording with an address that can be followed from where the request came from."""
    return recording | {"mp3Url": str(request.url.replace(path=recording["mp3Url"], query=""))}


ROUTES = [
    by_method("/calls/recordings/{id}", GET=get_recording),
    by_method("/calls/{id}/recordings", GET=get_recordings),
    by_method("/calls/{id}/recordings/{name}", GET=get_recording_by_name),
]
