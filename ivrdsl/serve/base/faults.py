"""The faults that a test has armed, each for a number of times, or until it is cleared."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

FaultKind = Literal["fail", "lose_answer", "slow", "duplicate_webhook", "reorder_webhooks", "carrier_error"]

FAULT_KINDS: Final[tuple[FaultKind, ...]] = get_args(FaultKind)
CARRIER_RESULTS: Final = ("CARRIER_ERROR", "CARRIER_TEMP_ERROR", "INTERNAL_ERROR")
"""What can come of texts and of calls alike that a carrier does not pass on."""

FIELDS: Final[dict[FaultKind, tuple[str, ...]]] = {
    "fail": ("times", "path", "to", "status", "retry_after_s"),
    "lose_answer": ("times", "path", "to"),
    "slow": ("times", "path", "to", "before_ms", "after_ms"),
    "duplicate_webhook": ("times",),
    "reorder_webhooks": ("times",),
    "carrier_error": ("times", "to", "result"),
}
"""What can be said of each kind."""


@dataclass(slots=True)
class ArmedFault:
    """A fault that waits to happen.

    Attributes:
        kind: which.
        times: how often it still happens; None until it is cleared.
        path: of requests, below /v2: "/texts" and all below it. "" for the kind's own: sends, or every request if slow.
        to: only what goes to this number; "" for any.
        status, retry_after_s: what a request that fails is answered; None for no header.
        before_ms, after_ms: how long a request waits before its work, and its answer after it. Real time.
        result: what comes of a text or call that the carrier does not pass on.
    """

    kind: FaultKind
    times: int | None = 1
    path: str = ""
    to: str = ""
    status: int = 503
    retry_after_s: int | None = None
    before_ms: int = 0
    after_ms: int = 0
    result: str = "CARRIER_ERROR"

    def view(self) -> dict[str, object]:
        """What is armed, as the local API shows it."""
        return {"kind": self.kind} | {name: getattr(self, name) for name in FIELDS[self.kind]}


class Arrival(NamedTuple):
    """A request as faults see it.

    Attributes:
        path: below /v2.
        sends: whether it sends something.
        numbers: whom it sends to.
    """

    path: str
    sends: bool
    numbers: Collection[str]

    def meets(self, fault: ArmedFault) -> bool:
        """Whether a fault is about it."""
        if fault.to and fault.to not in self.numbers:
            return False
        if fault.path:
            return self.path == fault.path or self.path.startswith(f"{fault.path}/")
        return self.sends or fault.kind == "slow"


class Faults:
    """What is armed. The first that fits happens."""

    def __init__(self) -> None:
        self.armed: list[ArmedFault] = []

    def arm(self, fault: ArmedFault) -> None:
        """Let it happen from now on, after those of its kind that are armed before."""
        if fault.times != 0:
            self.armed.append(fault)

    def clear(self, kind: FaultKind | None = None) -> None:
        """Let nothing more of a kind happen, or nothing at all."""
        self.armed = [each for each in self.armed if kind is not None and each.kind != kind]

    def of(self, *kinds: FaultKind) -> Iterator[ArmedFault]:
        """What is armed of some kinds."""
        return (each for each in self.armed if each.kind in kinds)

    def meeting(self, kind: FaultKind, arrival: Arrival) -> ArmedFault | None:
        """The fault of a kind that happens to a request now, if any; it is counted."""
        return self._happen(next((each for each in self.of(kind) if arrival.meets(each)), None))

    def at_carrier(self, number: str) -> ArmedFault | None:
        """The carrier's error for a text or call to a number, if any; it is counted."""
        return self._happen(next((each for each in self.of("carrier_error") if each.to == number), None))

    def of_webhooks(self, kind: Literal["duplicate_webhook", "reorder_webhooks"]) -> bool:
        """Whether a fault of deliveries happens now; it is counted."""
        return self._happen(next(self.of(kind), None)) is not None

    def _happen(self, fault: ArmedFault | None) -> ArmedFault | None:
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times == 0:
                self.armed.remove(fault)
        return fault
