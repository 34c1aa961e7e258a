"""What somebody needs to send a first message, who answers, and what may be sent in by hand."""

import json
import shlex
from typing import Final, NamedTuple

from ivrdsl.rest.shapes import SHORT_CODE, TEXT_RESULTS
from ivrdsl.serve.base.callees import BY_NAME, MAGIC, StandingIn, Subscriber
from ivrdsl.serve.base.settings import DEFAULT_PASSWORD
from ivrdsl.serve.services import Services

_TEXT: Final = [{"phoneNumber": "12135551100", "message": "Your one-time code is 2517"}]
_PLAN: Final = '<dialplan name="Root"><play type="tts">Your one-time code is 2 5 1 7.</play></dialplan>'
_CALL: Final = [{"phoneNumber": "12135550110", "dialplanXml": _PLAN}]
_HOOK: Final = {"resource": "OutboundText", "callback": "http://127.0.0.1:5000/hook"}
_CONFIG: Final = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": _PLAN}}


class ClockView(NamedTuple):
    """The platform's clock."""

    mode: str
    now_ms: int


class Start(NamedTuple):
    """What somebody needs to send a first message.

    Attributes:
        base: the address of the API.
        password: where it is the one that everybody knows, or any will do; else None.
        any_login: whether any login will do.
        callee: who answers ordinary numbers.
        magic: numbers that answer by themselves, each with who is there.
        send_text, send_call, subscribe, configure: commands for a shell.
    """

    base: str
    login: str
    password: str | None
    any_login: bool
    callee: str
    magic: list[tuple[str, str]]
    send_text: str
    send_call: str
    subscribe: str
    configure: str


class CalleesPage(NamedTuple):
    """Who answers: who could, who stands in, and the words for what comes of a text."""

    callees: list[Subscriber]
    default: str
    standing_in: list[StandingIn]
    text_results: tuple[str, ...]


class InboundPage(NamedTuple):
    """What is sent in by hand: the numbers that have a dialplan, and the number that texts leave from."""

    numbers: list[str]
    short_code: str


def clock(services: Services) -> ClockView:
    """The platform's clock."""
    return ClockView(services.clock.mode, services.clock.now_ms())


def start(services: Services, base: str) -> Start:
    """What the first page tells; `base` is the address of the API."""
    settings = services.settings
    password = DEFAULT_PASSWORD if settings.any_login or settings.password == DEFAULT_PASSWORD else None
    user = shlex.quote(settings.login if password is None else f"{settings.login}:{password}")

    def command(method: str, path: str, body: object) -> str:
        how = "" if method == "POST" else f" -X {method}"
        head = f"curl -u {user}{how} -H 'Content-Type: application/json'"
        return f"{head} \\\n  {base}{path} \\\n  -d {shlex.quote(json.dumps(body))}"

    return Start(
        base,
        settings.login,
        password,
        settings.any_login,
        settings.callee,
        [(f"121355501{digits}", callee.about) for digits, callee in MAGIC.items()],
        command("POST", "/texts", _TEXT),
        command("POST", "/calls", _CALL),
        command("POST", "/webhooks", _HOOK),
        command("PUT", "/numbers/leases/configs/12135559000", _CONFIG),
    )


def callees_page(services: Services) -> CalleesPage:
    """Who answers."""
    standing_in = services.callees.standing_in
    return CalleesPage(list(BY_NAME.values()), services.settings.callee, standing_in, TEXT_RESULTS)


def inbound_page(services: Services) -> InboundPage:
    """What somebody sends in."""
    return InboundPage([str(each["number"]) for each in services.store.numbers.all()], SHORT_CODE)
