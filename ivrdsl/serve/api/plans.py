"""The dialplan of a recipient: its own, or one that says what its live and machine messages ask for."""

from typing import Any

from starlette.requests import Request

from ivrdsl.errors import XmlError
from ivrdsl.rest.numbers import read_number
from ivrdsl.serve.engine.checks import CrowdedError
from ivrdsl.serve.engine.process import EngineError
from ivrdsl.serve.http.auth import client_of
from ivrdsl.serve.http.errors import ApiError, BadRequestError
from ivrdsl.serve.services import services_of
from ivrdsl.wording.mask import Mask
from ivrsim.core.events import KEYS

Json = dict[str, Any]

SOUNDS = ("liveMessage", "machineMessage", "liveMessageSoundId", "machineMessageSoundId")
DEFAULTS = {
    "defaultLiveMessage": "liveMessage",
    "defaultMachineMessage": "machineMessage",
    "defaultLiveMessageSoundId": "liveMessageSoundId",
    "defaultMachineMessageSoundId": "machineMessageSoundId",
    "defaultVoice": "voice",
}
"""Parameters of POST /calls, and the field of a recipient that each stands in for."""


async def findings_of(request: Request, xml: str, where: str) -> list[Json]:
    """What `ivrdsl check` finds in a plan that a request brings.

    Raises:
        ApiError: it is too large, or no dialplan; or it has errors and the server is strict; or too many plans wait.
    """
    services = services_of(request)
    if len(xml) > services.settings.max_plan_bytes:
        raise BadRequestError(f"{where}: the dialplan has {len(xml):,} characters", "it is most likely a mistake")
    mask = Mask(shows=services.settings.show_secrets)
    try:
        findings = await services.engine.check(xml, client_of(request))
    except XmlError as error:
        place = f", line {error.line}, column {error.column}" if error.line else ""
        raise BadRequestError(
            f"{where}: the dialplan cannot be read{place}: {mask.quoting(str(error))}", mask.quoting(error.fix)
        ) from None
    except EngineError as error:
        raise BadRequestError(f"{where}: {error}", error.fix) from None
    except CrowdedError as error:
        raise ApiError(503, f"{where}: {error}", "send it again in a second", {"Retry-After": "1"}) from None
    errors = [each for each in findings if each["severity"] == "error"]
    if errors and services.settings.strict:
        first = errors[0]
        message, fix = mask.quoting(first["message"]), mask.quoting(first["fix"])
        raise ApiError(400, f"{where}: {first['code']} {message} (line {first['line']})", fix)
    return findings


def xml_of(given: Json, where: str) -> str:
    """The dialplan of a recipient, as XML.

    Raises:
        BadRequestError: it says nothing that could be played, or its parts do not go together.
    """
    if "dialplanXml" in given:
        return str(given["dialplanXml"])
    if not any(given.get(name) for name in SOUNDS):
        raise BadRequestError(
            f"{where}: nothing says what the call plays", "add dialplanXml, or liveMessage and machineMessage"
        )
    if given.get("transferDigit", "0") not in KEYS or len(given.get("transferDigit", "0")) != 1:
        raise BadRequestError(f"{where}: transferDigit is no key", "write one of 0-9, * and #")
    if "transferNumber" in given and (problem := read_number(given["transferNumber"]).problem):
        raise BadRequestError(f"{where}: transferNumber: {problem}", "write 11 digits such as 12135551234")
    return _of_messages(given)


def _of_messages(given: Json) -> str:
    """A dialplan that plays messages, with a key for a transfer if one is asked for."""
    from ivrdsl.errors import NodeError
    from ivrdsl.model.nodes import Amd, Dialplan, Hangup, Keypress, Menu, NoInput, Transfer
    from ivrdsl.xml.compile import to_xml

    digit, number = given.get("transferDigit"), given.get("transferNumber")
    try:
        live = _prompt_nodes(given, "liveMessage")
        if digit and number:
            branch = (*_prompt_nodes(given, "transferMessage"), Transfer(number, timeout_s=60), Hangup())
            live = (Menu("live", max_digits=1, timeout_ms=3000)[(*live, Keypress(digit)[branch], NoInput()[Hangup()])],)
        machine = (*_prompt_nodes(given, "machineMessage"), Hangup())
        return to_xml(Dialplan("messages")[Amd(live=(*live, Hangup()), machine=machine)])
    except NodeError as error:
        raise BadRequestError(
            f"the messages make no call: {error}", "look at transferDigit and transferNumber"
        ) from None


def _prompt_nodes(given: Json, name: str) -> tuple[Any, ...]:
    from ivrdsl.model.nodes import PlaySound, Say

    if name + "SoundId" in given:
        return (PlaySound(str(given[name + "SoundId"])),)
    voice = given["voice"].lower() if "voice" in given else None
    return (Say(given[name], voice=voice),) if given.get(name) else ()
