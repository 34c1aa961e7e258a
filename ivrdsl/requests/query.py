"""The parameters that stand in the query of POST /calls and POST /texts."""

from typing import Final

from ivrdsl.requests import rules
from ivrdsl.rest.shapes import VOICES

_CALLS: Final = "send_calls_query"
_TEXTS: Final = "send_texts_query"


def send_calls_query(
    *,
    campaign_id: int | None = None,
    default_live_message: str | None = None,
    default_live_message_sound_id: int | None = None,
    default_machine_message: str | None = None,
    default_machine_message_sound_id: int | None = None,
    default_voice: str | None = None,
    strict_validation: bool = False,
    fields: str | None = None,
) -> dict[str, str]:
    """The query of POST /calls, not yet encoded.

    Args:
        campaign_id: send through this campaign.
        default_live_message, default_live_message_sound_id: what a person hears, where a recipient does not say.
        default_machine_message, default_machine_message_sound_id: the same for an answering machine.
        default_voice: of text to speech.
        strict_validation: refuse all recipients if the number of one is wrong.
        fields: what to answer, such as "items(id,state)".

    Raises:
        RequestError: a value that the platform's document does not allow.
    """
    found = _common(_CALLS, campaign_id, strict_validation, fields)
    for name, message in (("Live", default_live_message), ("Machine", default_machine_message)):
        if message is not None:
            found[f"default{name}Message"] = rules.text(_CALLS, f"default_{name.lower()}_message", message)
    for name, sound in (("Live", default_live_message_sound_id), ("Machine", default_machine_message_sound_id)):
        if sound is not None:
            field = f"default_{name.lower()}_message_sound_id"
            found[f"default{name}MessageSoundId"] = str(rules.identifier(_CALLS, field, sound))
    if default_voice is not None:
        found["defaultVoice"] = rules.choice(_CALLS, "default_voice", default_voice, VOICES)
    return found


def send_texts_query(
    *,
    campaign_id: int | None = None,
    default_message: str | None = None,
    strict_validation: bool = False,
    fields: str | None = None,
) -> dict[str, str]:
    """The query of POST /texts, not yet encoded.

    Args:
        campaign_id: send through this campaign.
        default_message: what recipients without a message are sent.
        strict_validation: refuse all recipients if the number of one is wrong.
        fields: what to answer, such as "items(id,state)".

    Raises:
        RequestError: a value that the platform's document does not allow.
    """
    found = _common(_TEXTS, campaign_id, strict_validation, fields)
    if default_message is not None:
        found["defaultMessage"] = rules.text(_TEXTS, "default_message", default_message)
    return found


def _common(where: str, campaign_id: object, strict_validation: object, fields: object) -> dict[str, str]:
    found: dict[str, str] = {}
    if campaign_id is not None:
        found["campaignId"] = str(rules.identifier(where, "campaign_id", campaign_id))
    if type(strict_validation) is not bool:
        rules.refuse(where, "strict_validation", strict_validation, "True or False")
    if strict_validation:
        found["strictValidation"] = "true"
    if fields is not None:
        found["fields"] = rules.text(where, "fields", fields)
    return found
