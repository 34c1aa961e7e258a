"""How the objects of the API are described, and the words and limits that its document names."""

from typing import Final, Literal, NamedTuple

Kind = Literal["string", "int64", "int32", "boolean", "number", "enum", "map", "object", "list", "strings"]


class Field(NamedTuple):
    """One field of an object.

    Attributes:
        name: as JSON spells it.
        kind: "enum" is one of `values`. "map" is an object of texts. "object" and "list" are of the shape `of`;
            "strings" is a list of texts, each one of `values` if there are some.
        values: the texts that are allowed.
        of: the name of a shape.
        read_only: filled in by the platform; what a request says there is passed over.
        about: one sentence for the API document.
    """

    name: str
    kind: Kind = "string"
    values: tuple[str, ...] = ()
    of: str = ""
    read_only: bool = False
    about: str = ""


class Shape(NamedTuple):
    """An object of the API: its name in the document, its fields, and the names people write instead of them."""

    name: str
    fields: tuple[Field, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


VOICES: Final = ("MALE1", "FEMALE1", "FEMALE2", "SPANISH1", "FRENCHCANADIAN1")
STATES: Final = (
    "READY", "SELECTED", "CALLBACK", "FINISHED", "DISABLED", "SKIPPED", "DNC", "DUP", "INVALID", "TIMEOUT",
    "PERIOD_LIMIT",
)  # fmt: skip
UNDER_WAY: Final = ("READY", "SELECTED")
"""States of texts and calls of which more will come."""
CALL_RESULTS: Final = (
    "LA", "AM", "BUSY", "DNC", "XFER", "NO_ANS", "XFER_LEG", "INTERNAL_ERROR", "CARRIER_ERROR", "CARRIER_TEMP_ERROR",
    "UNDIALED", "SD", "POSTPONED", "ABANDONED", "SKIPPED",
)  # fmt: skip
TEXT_RESULTS: Final = (
    "SENT", "RECEIVED", "DNT", "TOO_BIG", "INTERNAL_ERROR", "CARRIER_ERROR", "CARRIER_TEMP_ERROR", "UNDIALED",
)  # fmt: skip
STATUSES: Final = (
    "TEST", "SETUP", "START_PENDING", "RUNNING", "SCHEDULED", "STOPPED", "SUSPENDED", "FINISHED", "ARCHIVED",
    "VALIDATING_START", "VALIDATING_EMAIL", "BLOCKED_SUSPICIOUS", "DECLINED", "APPROVED",
)  # fmt: skip

MAX_CALL_RECIPIENTS: Final = 10
"""Recipients of one POST /calls."""
MAX_TEXT_RECIPIENTS: Final = 1000
"""Recipients of one POST /texts."""
SHORT_CODE: Final = "67076"
"""The number that texts leave from when nobody says otherwise."""

EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "OutboundCall": ("Finished",),
    "InboundCall": ("Finished",),
    "OutboundText": ("Finished",),
    "InboundText": ("Finished",),
    "CallBroadcast": ("Started", "Stopped", "Finished"),
    "TextBroadcast": ("Started", "Stopped", "Finished"),
    "CccCampaign": ("Started", "Stopped", "Finished"),
    "ContactList": ("ValidationFinished", "ValidationFailed"),
    "MonthlyRenewal": ("Finished", "Failed"),
    "LowBalance": ("Finished", "Failed"),
    "OutboundTextDeliveryReport": ("Received",),
}
"""The resources that a webhook can be about, and their events."""

COUNTS: Final = (
    "totalOutboundCount", "remainingOutboundCount", "callsAttempted", "callsPlaced", "callsRemaining",
    "callsAwaitingRedial", "callsLiveAnswer", "callsDuration", "billedDuration", "responseRatePercent", "totalCount",
    "dialedCount", "liveCount", "answeringMachineCount", "busyCount", "noAnswerCount", "transferCount",
    "doNotCallCount", "errorCount", "miscCount",
)  # fmt: skip
"""What the statistics of a broadcast count."""
