"""What the objects of the API hold: one table, from which requests are validated and the API document is written."""

from typing import Final

from ivrdsl.rest.shapes import CALL_RESULTS, COUNTS, STATES, STATUSES, TEXT_RESULTS, VOICES, Field, Shape

_DIALPLAN: Final = "An IVR dialplan. When it is set, set no live, machine or transfer sounds."
_ELEVEN: Final = "11 digits, E.164 without the plus, such as 12135551234."

_RECIPIENT: Final = (
    Field("phoneNumber", about=_ELEVEN),
    Field("contactId", "int64"),
    Field("fromNumber"),
    Field("attributes", "map", about="Echoed on the call or text; usable as ${name}."),
)
_RECIPIENT_MISTAKES: Final = (
    ("to", "phoneNumber"), ("toNumber", "phoneNumber"), ("number", "phoneNumber"), ("phone", "phoneNumber"),
    ("from", "fromNumber"), ("callerId", "fromNumber"), ("text", "message"), ("body", "message"),
    ("dialplan", "dialplanXml"), ("xml", "dialplanXml"), ("ivr", "dialplanXml"),
)  # fmt: skip

_SOUNDS: Final = ("live", "machine", "transfer", "dnc")

SHAPES: Final = {
    shape.name: shape
    for shape in (
        Shape(
            "TextRecipient",
            (*_RECIPIENT, Field("message", about="Stronger than defaultMessage."), Field("media", "list", of="Media")),
            _RECIPIENT_MISTAKES,
        ),
        Shape(
            "CallRecipient",
            (
                *_RECIPIENT,
                Field("dialplanXml", about=_DIALPLAN),
                Field("liveMessage", about="Read out to a person."),
                Field("machineMessage", about="Read out to an answering machine."),
                Field("liveMessageSoundId", "int64"),
                Field("machineMessageSoundId", "int64"),
                Field("transferDigit", about="The key that starts a transfer."),
                Field("transferMessage"),
                Field("transferMessageSoundId", "int64"),
                Field("transferNumber", about=_ELEVEN),
                Field("voice", "enum", VOICES),
            ),
            _RECIPIENT_MISTAKES,
        ),
        Shape("Recipient", _RECIPIENT, _RECIPIENT_MISTAKES),
        Shape(
            "Media",
            (
                Field("id", "int64"),
                Field("name"),
                Field("mediaType"),
                Field("publicUrl"),
                Field("lengthInBytes", "int64"),
                Field("created", "int64"),
                Field("accountId", "int64"),
            ),
        ),
        Shape(
            "Contact",
            (
                Field("id", "int64"),
                Field("firstName"),
                Field("lastName"),
                Field("zipcode"),
                Field("homePhone"),
                Field("workPhone"),
                Field("mobilePhone"),
            ),
        ),
        Shape("Note", (Field("text"), Field("created", "int64"))),
        Shape(
            "Text",
            (
                Field("id", "int64"),
                Field("fromNumber"),
                Field("toNumber"),
                Field("state", "enum", STATES, read_only=True),
                Field("campaignId", "int64", read_only=True),
                Field("batchId", "int64", read_only=True),
                Field("contact", "object", of="Contact"),
                Field("attributes", "map"),
                Field("inbound", "boolean"),
                Field("created", "int64", read_only=True, about="Milliseconds since 1970, UTC."),
                Field("modified", "int64", read_only=True),
                Field("message"),
                Field("media", "list", of="Media"),
                Field("labels", "strings"),
                Field("finalTextResult", "enum", TEXT_RESULTS, read_only=True),
                Field("records", "list", of="TextRecord"),
            ),
        ),
        Shape(
            "TextRecord",
            (
                Field("id", "int64"),
                Field("billedAmount", "number", read_only=True),
                Field("finishTime", "int64", read_only=True),
                Field("message"),
                Field("textResult", "enum", TEXT_RESULTS),
                Field("toNumber", read_only=True),
                Field("callerName", read_only=True),
                Field("switchId", read_only=True),
                Field("labels", "strings", read_only=True),
            ),
        ),
        Shape(
            "Call",
            (
                Field("id", "int64"),
                Field("fromNumber"),
                Field("toNumber"),
                Field("state", "enum", STATES, read_only=True),
                Field("campaignId", "int64", read_only=True),
                Field("batchId", "int64", read_only=True),
                Field("contact", "object", of="Contact"),
                Field("attributes", "map"),
                Field("inbound", "boolean"),
                Field("created", "int64", read_only=True, about="Milliseconds since 1970, UTC."),
                Field("modified", "int64", read_only=True),
                Field("agentCall", "boolean", read_only=True),
                Field("labels", "strings"),
                Field("notes", "list", of="Note"),
                Field("finalCallResult", "enum", CALL_RESULTS, read_only=True),
                Field("records", "list", of="CallRecord", read_only=True),
            ),
        ),
        Shape(
            "CallRecord",
            (
                Field("id", "int64"),
                Field("result", "enum", CALL_RESULTS, read_only=True),
                Field("originateTime", "int64", read_only=True),
                Field("answerTime", "int64", read_only=True),
                Field("finishTime", "int64", read_only=True),
                Field("duration", "int64", read_only=True, about="Seconds."),
                Field("billedAmount", "number", read_only=True, about="Credits."),
                Field("toNumber", read_only=True),
                Field("callerName", read_only=True),
                Field("switchId", read_only=True),
                Field("labels", "strings", read_only=True),
                Field("notes", "list", of="Note"),
                Field("recordings", "list", of="CallRecording"),
                Field("questionResponses", "list", of="QuestionResponse", about="One for each stash of the plan."),
            ),
        ),
        Shape("QuestionResponse", (Field("question"), Field("response"))),
        Shape(
            "CallRecording",
            (
                Field("id", "int64"),
                Field("callId", "int64"),
                Field("campaignId", "int64"),
                Field("name"),
                Field("created", "int64"),
                Field("lengthInSeconds", "int32"),
                Field("lengthInBytes", "int64"),
                Field("hash"),
                Field("mp3Url"),
                Field("state", "enum", ("RECORDING", "READY", "ERROR")),
            ),
        ),
        Shape(
            "Webhook",
            (
                Field("id", "int64", read_only=True),
                Field("name"),
                Field("resource", about="See GET /webhooks/resources."),
                Field("events", "strings", about="Letter case does not matter."),
                Field("callback", about="An http or https URL, which is sent a POST."),
                Field("secret", about="With it, deliveries carry X-CallFire-Signature."),
                Field("enabled", "boolean"),
                Field("fields", about="Which fields of the resource a delivery has."),
                Field("singleUse", "boolean", about="It is deleted after its first delivery."),
                Field("nonStrictSsl", "boolean"),
                Field("expiresAt", "int64"),
                Field("createdAt", "int64", read_only=True),
                Field("updatedAt", "int64", read_only=True),
            ),
            (("url", "callback"), ("event", "events"), ("resourceType", "resource")),
        ),
        Shape("WebhookResource", (Field("resource"), Field("supportedEvents", "strings"))),
        Shape(
            "CallBroadcast",
            (
                Field("id", "int64", read_only=True),
                Field("name"),
                Field("fromNumber"),
                Field("dialplanXml", about=_DIALPLAN),
                Field("sounds", "object", of="CallBroadcastSounds"),
                Field(
                    "answeringMachineConfig",
                    "enum",
                    ("AM_ONLY", "AM_AND_LIVE", "LIVE_WITH_AMD", "LIVE_IMMEDIATE"),
                    about="Not for dialplans: their amd tag does it.",
                ),
                Field("recipients", "list", of="Recipient"),
                Field("labels", "strings"),
                Field("localTimeRestriction", "object", of="LocalTimeRestriction", about="Kept, not acted on."),
                Field("schedules", "list", of="Schedule", about="Kept, not acted on."),
                Field("retryConfig", "object", of="RetryConfig"),
                Field("maxActive", "int32"),
                Field("maxActiveTransfers", "int32"),
                Field("resumeNextDay", "boolean"),
                Field("status", "enum", STATUSES, read_only=True),
                Field("lastModified", "int64", read_only=True),
            ),
        ),
        Shape(
            "CallBroadcastSounds",
            (
                *(Field(f"{who}SoundText") for who in _SOUNDS),
                *(Field(f"{who}SoundTextVoice", "enum", VOICES) for who in _SOUNDS),
                *(Field(f"{who}SoundId", "int64") for who in _SOUNDS),
                Field("transferDigit"),
                Field("transferNumber"),
                Field("dncDigit"),
            ),
        ),
        Shape(
            "LocalTimeRestriction",
            (
                Field("enabled", "boolean"),
                *(Field(f"{end}{unit}", "int32") for end in ("begin", "end") for unit in ("Hour", "Minute")),
            ),
        ),
        Shape("LocalDate", (Field("year", "int32"), Field("month", "int32"), Field("day", "int32"))),
        Shape("LocalTime", (Field("hour", "int32"), Field("minute", "int32"), Field("second", "int32"))),
        Shape(
            "Schedule",
            (
                Field("id", "int64", read_only=True),
                Field("campaignId", "int64", read_only=True),
                Field("startDate", "object", of="LocalDate"),
                Field("stopDate", "object", of="LocalDate"),
                Field("startTimeOfDay", "object", of="LocalTime"),
                Field("stopTimeOfDay", "object", of="LocalTime"),
                Field("timeZone"),
                Field("daysOfWeek", "strings"),
            ),
        ),
        Shape(
            "RetryConfig",
            (
                Field("maxAttempts", "int32"),
                Field("minutesBetweenAttempts", "int32"),
                Field("retryResults", "strings", CALL_RESULTS),
                Field("retryPhoneTypes", "strings", ("FIRST_NUMBER", "HOME_PHONE", "WORK_PHONE", "MOBILE_PHONE")),
            ),
        ),
        Shape("CallBroadcastStats", (*(Field(name, "int32") for name in COUNTS), Field("billedAmount", "number"))),
        Shape("IvrInboundConfig", (Field("dialplanXml", about=_DIALPLAN),)),
        Shape(
            "NumberConfig",
            (
                Field("number", read_only=True),
                Field("configType", "enum", ("IVR", "TRACKING")),
                Field("ivrInboundConfig", "object", of="IvrInboundConfig"),
            ),
        ),
        Shape("ResourceId", (Field("id", "int64"),)),
        Shape(
            "ErrorResponse",
            (
                Field("httpStatusCode", "int32", about="The status again."),
                Field("internalCode", "int32"),
                Field("message", about="For people."),
                Field("developerMessage", about="What to do about it."),
                Field("helpLink"),
            ),
        ),
    )
}
"""Every shape, by name."""
