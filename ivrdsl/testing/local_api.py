"""What the fixture's two twins ask a stand-in, and how its answers are read. Nothing here waits or sends.

The blocking twin and the one for an event loop differ in how they wait, and in nothing else.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from ivrdsl.errors import StepFailed

if TYPE_CHECKING:
    from ivrdsl.model.structure import Dialplan

Json = dict[str, Any]
T = TypeVar("T")

TIMEOUT_S: Final = 10.0
"""How long a test waits for a text, a call or a delivery if it does not say. Unit: seconds of real time."""
GRACE_S: Final = 90.0
"""How much longer than a wait its answer may take. Unit: seconds of real time."""

_IN_A_TEST: Final = {
    "a larger timeout=SECONDS waits longer": "a larger timeout_s=SECONDS waits longer",
    "GET /local/calls/{id} shows what the call is doing": "its story tells what it did",
    "PUT /v2/numbers/leases/configs/{number} with a dialplan first": "say which plan does: plan=...",
}
"""Advice of the stand-in, and the same for tests. What is not here fits both."""


@dataclass(frozen=True, slots=True)
class Ask(Generic[T]):
    """A request to the stand-in.

    Attributes:
        method, path, query, body: of the request.
        read: makes the answer of its JSON.
        login: whether the API's login goes with it.
        wait_s: how long the stand-in may wait before it answers, in seconds of real time.
    """

    method: str
    path: str
    read: Callable[[Json], T]
    query: Mapping[str, str | float | None] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    login: bool = False
    wait_s: float = 0.0

    def answered(self, status: int, found: Json) -> T:
        """What an answer says.

        Raises:
            StepFailed: it is a refusal, or tells of a step that failed.
        """
        if status >= 400:
            raise StepFailed(_refusal(found["message"], found["developerMessage"]))
        return self.read(found)

    @property
    def given(self) -> dict[str, str | float]:
        """The query without what is not given."""
        return {name: value for name, value in self.query.items() if value is not None}


def _refusal(message: str, advice: str) -> str:
    """What a refusal says, with advice for a test rather than for a request."""
    told = _IN_A_TEST.get(advice, advice)
    return message if told in message else f"{message} ({told})"


def _nothing(_: Json) -> None:
    return None


def posted(path: str, body: Mapping[str, object]) -> Ask[None]:
    """A request whose answer says nothing that a test needs."""
    return Ask("POST", path, _nothing, body=body)


# --- texts ----------------------------------------------------------------------------------------------------------


class SentText(NamedTuple):
    """A text that was sent.

    Attributes:
        id: the API's.
        to, sender: phone numbers.
        text: what it says, attributes put in.
        code: the one-time code in it, or None; None too where no phone has it.
        state, result: as the API has them when it was read.
        reason: why no phone has it, in words; "" where one has, or it is under way.
        notes: what is odd about it, such as a name without a value.
    """

    id: int
    to: str
    sender: str
    text: str
    code: str | None
    state: str
    result: str | None
    reason: str
    notes: tuple[str, ...]


class TextNotDelivered(StepFailed):
    """A text that a test waited for has reached no phone; the words say why.

    Attributes:
        text: what was sent.
    """

    def __init__(self, words: str, text: SentText) -> None:
        super().__init__(words)
        self.text = text


def text_in(view: Json) -> SentText:
    """A text as the stand-in shows it."""
    return SentText(
        view["id"],
        view["to"],
        view["from"],
        view["text"],
        view["code"],
        view["state"],
        view["result"],
        view["reason"],
        tuple(view["notes"]),
    )


class ReadMarks:
    """How far a test has read: each text, call and delivery is returned once to each question."""

    def __init__(self) -> None:
        self._last: dict[object, int] = {}

    def after(self, question: object) -> int:
        """The id of what was read last; 0 for nothing."""
        return self._last.get(question, 0)

    def note(self, question: object, found: int) -> None:
        self._last[question] = found


def texts(to: str | None) -> Ask[list[SentText]]:
    """The texts to a number, or to all."""
    return Ask("GET", "/local/messages", lambda found: [text_in(each) for each in found["messages"]], {"to": to})


def next_text(seen: ReadMarks, to: str | None, timeout_s: float, undelivered: bool) -> Ask[SentText]:
    """The next text to a number, or to any. It is refused where it reached no phone, unless those are wanted too."""

    def read(found: Json) -> SentText:
        text = text_in(found["message"])
        seen.note(to, text.id)
        if text.reason and not undelivered:
            raise TextNotDelivered(f"the text to {text.to} reached no phone: {text.reason}", text)
        return text

    query = {"to": to, "after": seen.after(to), "timeout": timeout_s, "undelivered": "true"}
    return Ask("GET", "/local/messages/wait", read, query, wait_s=timeout_s)


def text_from_outside(from_: str, to: str | None, text: str) -> Ask[SentText]:
    """Somebody writes to us."""
    body = {"from": from_, "text": text} | ({} if to is None else {"to": to})
    return Ask("POST", "/local/inbound/texts", text_in, body=body)


# --- calls ----------------------------------------------------------------------------------------------------------


class CallFacts:
    """What is known of a call.

    Args:
        view: as the stand-in showed it.
    """

    def __init__(self, view: Json) -> None:
        self._view = view
        self.id: int = view["id"]

    @property
    def to(self) -> str:
        """The number that is called."""
        return str(self._view["to"])

    @property
    def heard(self) -> list[str]:
        """The prompts so far."""
        return list(self._view["heard"])

    @property
    def code(self) -> str | None:
        """The one-time code that was heard, or None."""
        found: str | None = self._view["code"]
        return found

    @property
    def state(self) -> str:
        """waiting, ringing, active, finished, interrupted or refused."""
        return str(self._view["state"])

    @property
    def outcome(self) -> str | None:
        """How it ended, or None."""
        found: str | None = self._view["outcome"]
        return found

    @property
    def result(self) -> str | None:
        """How the API says it ended: LA, AM, BUSY, ..., or None."""
        found: str | None = self._view["result"]
        return found

    @property
    def stash(self) -> dict[str, str]:
        """What the call wrote to its report."""
        return dict(self._whole()["stash"])

    @property
    def findings(self) -> list[Json]:
        """What `ivrdsl check` finds in the plan."""
        return list(self._whole()["findings"])

    @property
    def story(self) -> str:
        """The transcript, so far."""
        return str(self._whole()["story"] or "")

    def _whole(self) -> Json:
        """All that the stand-in shows of the call; a list of calls has less."""
        if "stash" not in self._view:
            raise StepFailed(f"call {self.id} is from a list, which has less: refresh() it first")
        return self._view


def _view(found: Json) -> Json:
    return found


def calls(to: str | None) -> Ask[list[Json]]:
    """The calls to a number, or to all."""
    return Ask("GET", "/local/calls", lambda found: list(found["calls"]), {"to": to})


def next_call(seen: ReadMarks, to: str | None, timeout_s: float) -> Ask[Json]:
    """The next call to a number, or to any."""

    def read(view: Json) -> Json:
        seen.note(to, view["id"])
        return view

    query = {"to": to, "after": seen.after(to), "timeout": timeout_s}
    return Ask("GET", "/local/calls/wait", read, query, wait_s=timeout_s)


def call_now(call_id: int) -> Ask[Json]:
    """What has become of a call."""
    return Ask("GET", f"/local/calls/{call_id}", _view)


def answered_call(call_id: int, by: str) -> Ask[Json]:
    """Somebody answers; the call's clock then moves with the test's steps alone."""
    return Ask("POST", f"/local/calls/{call_id}/answer", _view, body={"by": by, "hold": True})


def scripted_call(call_id: int, script: str) -> Ask[Json]:
    """The callee does what statements of the call script say."""
    return Ask("POST", f"/local/calls/{call_id}/script", _view, body={"script": script})


def require_done(view: Json) -> None:
    """Tell a step that failed, with the transcript so far.

    Raises:
        StepFailed: one did.
    """
    failed = view["failed"]
    if failed is not None:
        raise StepFailed(f"{failed['statement']}: {failed['message']}\n\n{view['story'] or ''}")


def hears_script(text: str, exactly: bool) -> str:
    """The statement for what is heard; white space, which is compared collapsed, is one blank."""
    quoted = '"' + re.sub(r'(["\\])', r"\\\1", " ".join(text.split())) + '"'
    return f"hear {'exactly ' if exactly else ''}{quoted}"


def press_script(keys: str, at_ms: int | None) -> str:
    """The statement for keys."""
    return f"press {keys}" if at_ms is None else f"press {keys} at {at_ms}ms"


def wait_script(ms: int | None) -> str:
    """The statement for silence."""
    return "wait" if ms is None else f"wait {ms}ms"


def number_with(to: str, plan: "Dialplan | str") -> Ask[None]:
    """A plan answers a number from now on."""
    from ivrdsl.xml.compile import to_xml

    xml = plan if isinstance(plan, str) else to_xml(plan, indent=False)
    body = {"configType": "IVR", "ivrInboundConfig": {"dialplanXml": xml}}
    return Ask("PUT", f"/v2/numbers/leases/configs/{to}", _nothing, body=body, login=True)


def call_from_outside(from_: str, to: str, script: str | None) -> Ask[Json]:
    """Somebody calls in: by a script, or with the phone in the test's hand."""
    body = {"from": from_, "to": to, "hold": True} | ({} if script is None else {"script": script})
    return Ask("POST", "/local/inbound/calls", _view, body=body)


# --- webhooks -------------------------------------------------------------------------------------------------------


def deliveries() -> Ask[list[Json]]:
    """The log of webhooks."""
    return Ask("GET", "/local/deliveries", lambda found: list(found["deliveries"]))


def next_delivery(
    seen: ReadMarks, event: str | None, of: "int | SentText | CallFacts | None", callback: str | None, timeout_s: float
) -> Ask[Json]:
    """The next delivery that is over: of an event, about a text or call, to a callback."""
    resource = of if of is None or isinstance(of, int) else of.id
    question = (event, resource, callback)

    def read(found: Json) -> Json:
        delivery: Json = found["delivery"]
        seen.note(question, delivery["id"])
        return delivery

    query = {"event": event, "resource": resource, "callback": callback, "after": seen.after(question)}
    return Ask("GET", "/local/deliveries/wait", read, query | {"timeout": timeout_s}, wait_s=timeout_s)


# --- faults ---------------------------------------------------------------------------------------------------------


def fault(kind: str, times: int | None, **given: object) -> Ask[None]:
    """A fault that is armed: so many times, or until it is cleared. What is not given is the stand-in's to choose."""
    told = {name: value for name, value in given.items() if value is not None}
    return posted("/local/faults", {"kind": kind, "times": times, **told})


def no_faults() -> Ask[None]:
    """Nothing more goes wrong."""
    return Ask("DELETE", "/local/faults", _nothing)


def armed_faults() -> Ask[list[Json]]:
    """What is armed."""
    return Ask("GET", "/local/faults", lambda found: list(found["faults"]))
