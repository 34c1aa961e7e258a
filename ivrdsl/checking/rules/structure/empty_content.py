"""Tags that need a number, a text or an address, and have nothing in them."""

from collections.abc import Iterator
from typing import Any, Final

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR
from ivrdsl.model import nodes as n
from ivrdsl.model.content import KINDS, NEEDED, lacks_content

_SILENT: Final = "callees hear nothing there, and nobody notices before they call"
_WHY: Final = {
    "play": _SILENT,
    "transfer": "there is nobody to connect callees with",
    "get": "there is nobody to ask, and its variable stays empty",
    "post": "there is nobody to tell, and its variable stays empty",
    "gotoxml": "there is no plan to go on with",
    "dnc": "no number is barred, and whoever asked for it is called again",
    "sms": "a message without words is sent, and paid for",
    "text": "a message without words is sent, and paid for",
    "dtmf": "no tone is sent, and who waits for it waits in vain",
}
_UNKNOWN: Final = "what the platform does with such a tag is not documented; it may refuse the plan"
_MENDED: Final = {
    "play": ('<play type="tts">Hello.</play>', 'Say("Hello.")'),
    "transfer": ('<transfer timeout="25">12135551234</transfer>', 'Transfer("12135551234", timeout_s=25)'),
    "get": ("<get>https://example.com/status</get>", 'Get("https://example.com/status")'),
    "post": ("<post>https://example.com/status</post>", 'Post("https://example.com/status")'),
    "gotoxml": ("<gotoXML>https://example.com/plan.xml</gotoXML>", 'GotoXml("https://example.com/plan.xml")'),
    "dnc": ("<dnc>${call.phonenumber}</dnc>", "Dnc(CALL.phone_number)"),
    "sms": ('<sms to="12135551234">Hello.</sms>', 'Sms("Hello.", to="12135551234")'),
    "text": ('<sms to="12135551234">Hello.</sms>', 'Sms("Hello.", to="12135551234")'),
    "dtmf": ("<dtmf>12w3</dtmf>", 'Dtmf("12w3")'),
}
_URL: Final = ('<play type="url">https://example.com/hello.wav</play>', 'PlayUrl("https://example.com/hello.wav")')
_SOUND: Final = ('<play type="callfireid">123</play>', "PlaySound(123)")


@rule(
    "IVR014",
    "empty-content",
    ERROR,
    valid=(
        '<transfer timeout="25">${number}</transfer><play type="tts">${words}</play><sms to="${to}">${words}</sms>',
        '<get varname="a">${url}</get><post>${url}</post><dnc>${call.phonenumber}</dnc><dtmf>${tones}</dtmf>',
        '<play type="url">${url}</play><play type="callfireid">${sound}</play><gotoXML>${url}</gotoXML>',
        '<play type="tts"><!-- why -->Hello.</play>',
        '<play type="tts"><![CDATA[Hello.]]></play>',
        '<play type="tts">&lt;vtml_pause time="300"/&gt;</play>',
        '<setvar varname="a"></setvar><stash varname="b">${a}</stash>',
        '<hangup/><record varname="a"/><menu name="m"/>',
    ),
    invalid=(
        '<play type="tts"/>',
        '<play type="tts"> \n <!-- the greeting --> </play>',
        '<play type="url"></play>',
        '<play type="callfireid"> </play>',
        '<Play Type="tts"></Play>',
        '<play type="tts">&#160;</play>',
        "<transfer><![CDATA[ ]]></transfer>",
        "<get varname='a'/>",
        "<post/>",
        "<gotoXML/>",
        "<dnc/>",
        '<sms to="12135551234"/>',
        '<text to="12135551234"/>',
        "<dtmf> </dtmf>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A tag that needs a text, a number or an address has nothing in it.

    ## What it does
    Reports play, transfer, get, post, sms, text, dnc, dtmf and gotoXML with nothing between start and end, or only
    white space and comments. A variable counts as content, whatever it may hold. A setvar or a stash may be empty. A
    goto without a target is IVR003.

    ## Why is this bad
    The tag does nothing: nobody is connected, nothing is said or sent. What the platform makes of it is not documented;
    it may refuse the whole plan. Often the text was lost when somebody cleared a template.

    ## Example
    ```xml
    <transfer timeout="25"></transfer>
    <play type="tts">Nobody is there.</play>
    ```

    ## Use instead
    ```xml
    <transfer timeout="25">12135551234</transfer>
    <play type="tts">Nobody is there.</play>
    ```

    ## Fix safety
    There is no automatic fix: what the tag should hold is not known.

    ## Source
    What each tag holds is documented for play and transfer, and observed for the others. What the platform does with
    an empty one: not documented. The simulator passes over an empty play, sends an empty message, and stops at the
    others (outcome `unsupported`).
    """
    for number, node in subject.each(*KINDS):
        written = subject.elements[number].node
        if lacks_content(written):
            yield _hit(subject, number, node, written.tag.lower())


def _hit(subject: Subject, number: int, node: Any, tag: str) -> Hit:
    message = f"{subject.label(number)} has nothing in it: it needs {NEEDED[tag]}"
    xml, python = _mended(subject, number, node) if tag == "play" else _MENDED[tag]
    why = f"{_WHY[tag]}; {_UNKNOWN}"
    return Hit(number, message, why, f"write {xml}, or remove it", f"write {python}, or remove it")


def _mended(subject: Subject, number: int, node: Any) -> tuple[str, str]:
    """What a prompt of its kind looks like."""
    if isinstance(node, n.PlayUrl):
        return _URL
    kind = dict(getattr(subject.elements[number].node, "attributes", ())).get("type", "")
    return _SOUND if kind.lower() == "callfireid" else _MENDED["play"]
