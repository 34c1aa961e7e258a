"""Operations of the platform's API that the stand-in does not have: it knows each by its id, and says so.

The facts are those of the vendor's document: method, path, id, tag, and what a request may bring.
"""

from typing import Final, NamedTuple


class Operation(NamedTuple):
    """An operation of the API.

    Attributes:
        method, path, name, tag: as the document has them; `name` is its operationId.
        query: the names of its query parameters.
        brings: "body" for JSON, "form" for a file, "" for nothing.
    """

    method: str
    path: str
    name: str
    tag: str
    query: tuple[str, ...]
    brings: str


_TABLE: Final = """
# calls
PUT /calls/broadcasts/{id} updateCallBroadcast strictValidation body
POST /calls/broadcasts/{id}/archive archiveVoiceBroadcast
GET /calls/broadcasts/{id}/batches getCallBroadcastBatches fields limit offset
POST /calls/broadcasts/{id}/batches addCallBroadcastBatch strictValidation body
POST /calls/broadcasts/{id}/toggleRecipientsStatus toggleCallBroadcastRecipientsStatus enable body
# campaigns
GET /campaigns/batches/{id} getCampaignBatch fields
PUT /campaigns/batches/{id} updateCampaignBatch body
GET /campaigns/sounds findCampaignSounds limit offset filter includeArchived includePending includeScrubbed fields
POST /campaigns/sounds/calls postCallCampaignSound fields body
POST /campaigns/sounds/files postFileCampaignSound fields form
POST /campaigns/sounds/tts postTTSCampaignSound fields body
DELETE /campaigns/sounds/{id} deleteCampaignSound
GET /campaigns/sounds/{id} getCampaignSound fields
GET /campaigns/sounds/{id}.mp3 getCampaignSoundDataMp3
GET /campaigns/sounds/{id}.wav getCampaignSoundDataWav
# contacts
GET /contacts findContacts fields limit offset id[] number[] contactListId propertyName propertyValue
POST /contacts createContacts body
GET /contacts/dncs findDoNotContacts fields limit offset prefix campaignId source call text inboundCall inboundText
    number[]
POST /contacts/dncs addDoNotContacts body
DELETE /contacts/dncs/sources/{source} deleteDoNotContactsBySource
GET /contacts/dncs/universals/{toNumber} getUniversalDoNotContacts fromNumber fields
DELETE /contacts/dncs/{number} deleteDoNotContact
GET /contacts/dncs/{number} getDoNotContact
PUT /contacts/dncs/{number} updateDoNotContact body
GET /contacts/lists findContactLists fields limit offset name contactCount orderBy
POST /contacts/lists createContactList body fields
POST /contacts/lists/upload createContactListFromFile form
DELETE /contacts/lists/{id} deleteContactList
GET /contacts/lists/{id} getContactList fields
PUT /contacts/lists/{id} updateContactList body
DELETE /contacts/lists/{id}/items removeContactListItems contactId[]
GET /contacts/lists/{id}/items getContactListItems fields limit offset
POST /contacts/lists/{id}/items addContactListItems body
DELETE /contacts/lists/{id}/items/{contactId} removeContactListItem
DELETE /contacts/{id} deleteContact
GET /contacts/{id} getContact fields
PUT /contacts/{id} updateContact body
GET /contacts/{id}/history getContactHistory limit offset fields
# keywords
GET /keywords findKeywords keywords[]
GET /keywords/leases findKeywordLeases limit offset filter labelName fields
GET /keywords/leases/configs findKeywordLeaseConfigs limit offset filter labelName fields
GET /keywords/leases/configs/{keyword} getKeywordLeaseConfig fields
PUT /keywords/leases/configs/{keyword} updateKeywordLeaseConfig body
GET /keywords/leases/id/{id} getKeywordLeaseById fields
GET /keywords/leases/{keyword} getKeywordLease fields
PUT /keywords/leases/{keyword} updateKeywordLease body
GET /keywords/{keyword}/available isKeywordAvailable
# me
GET /me/account getAccount
GET /me/api/credentials findApiCredentials name fields limit offset
POST /me/api/credentials createApiCredential body
DELETE /me/api/credentials/{id} deleteApiCredential
GET /me/api/credentials/{id} getApiCredential fields
POST /me/api/credentials/{id}/disable disableApiCredentials
POST /me/api/credentials/{id}/enable enableApiCredentials
GET /me/billing/credit-usage getCreditUsage intervalBegin intervalEnd
GET /me/billing/plan-usage getBillingPlanUsage
GET /me/callerids getCallerIds
POST /me/callerids/{callerid} sendVerificationCodeToCallerId
POST /me/callerids/{callerid}/verification-code verifyCallerId body
# media
GET /media findMedia limit offset filter fields
POST /media createMedia form
GET /media/public/{key}.{extension} getMediaDataByKey
GET /media/{id} getMedia fields
GET /media/{id}.{extension} getMediaData
GET /media/{id}/file getMediaDataBinary
# numbers
GET /numbers/leases findNumberLeases limit offset prefix city state zipcode labelName tollFree fields
GET /numbers/leases/{number} getNumberLease fields
PUT /numbers/leases/{number} updateNumberLease body
GET /numbers/local findNumbersLocal limit prefix city state zipcode fields
GET /numbers/regions findNumberRegions limit offset prefix city state zipcode fields
GET /numbers/tollfree findNumbersTollfree pattern limit fields
# orders
GET /orders findOrders limit offset fields status[] intervalBegin intervalEnd
POST /orders/keywords orderKeywords body fields
POST /orders/numbers orderNumbers body fields
GET /orders/{id} getOrder fields
# reports
GET /reports/delivery getDeliveryReports startDate endDate limit offset campaignId fromNumber toNumber
    deliveryCategory deliveryState carrier messageText
# texts
GET /texts/auto-replys findTextAutoReplys fields limit offset number
POST /texts/auto-replys createTextAutoReply body
DELETE /texts/auto-replys/{id} deleteTextAutoReply
GET /texts/auto-replys/{id} getTextAutoReply fields
GET /texts/broadcasts findTextBroadcasts name label running scheduled intervalBegin intervalEnd limit offset fields
POST /texts/broadcasts createTextBroadcast start strictValidation body
GET /texts/broadcasts/{id} getTextBroadcast fields
PUT /texts/broadcasts/{id} updateTextBroadcast strictValidation body
POST /texts/broadcasts/{id}/archive archiveTextBroadcast
GET /texts/broadcasts/{id}/batches getTextBroadcastBatches fields limit offset
POST /texts/broadcasts/{id}/batches addTextBroadcastBatch strictValidation body
POST /texts/broadcasts/{id}/recipients addTextBroadcastRecipients fields strictValidation body
POST /texts/broadcasts/{id}/start startTextBroadcast
GET /texts/broadcasts/{id}/stats getTextBroadcastStats fields begin end
POST /texts/broadcasts/{id}/stop stopTextBroadcast
GET /texts/broadcasts/{id}/texts getTextBroadcastTexts batchId fields limit offset
POST /texts/broadcasts/{id}/toggleRecipientsStatus toggleTextBroadcastRecipientsStatus enable body
"""
"""A line each: method, path, id, what it may be asked; `name[]` may be given several times. `# tag` holds below."""


def _operations(table: str) -> tuple[Operation, ...]:
    found, tag = [], ""
    for line in table.strip().replace("\n    ", " ").splitlines():
        if line.startswith("# "):
            tag = line[2:]
            continue
        method, path, name, *names = line.split()
        brings = next((each for each in names if each in ("body", "form")), "")
        query = tuple(each for each in names if each != brings)
        found.append(Operation(method, path, name, tag, query, brings))
    return tuple(found)


UNBUILT: Final = _operations(_TABLE)
INTEGERS: Final = frozenset(
    {"batchId", "begin", "campaignId", "contactCount", "contactId[]", "contactListId", "end", "id[]", "intervalBegin",
     "intervalEnd", "limit", "offset"}
)  # fmt: skip
"""Query parameters that are whole numbers."""
BOOLEANS: Final = frozenset(
    {"call", "enable", "inboundCall", "inboundText", "includeArchived", "includePending", "includeScrubbed", "running",
     "scheduled", "start", "strictValidation", "text", "tollFree"}
)  # fmt: skip
"""Query parameters that are true or false."""
