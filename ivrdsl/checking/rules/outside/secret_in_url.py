"""Secrets in the addresses of requests."""

import re
from collections.abc import Iterator
from functools import cache

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Get, GotoXml, PlayUrl, Post

_SECRET = r"pin|pincode|pass|passwd|password|passcode|pwd|secret|ssn|otp|cvv|cvc|apikey|api_key|token|auth|accesscode"


@rule(
    "IVR402",
    "secret-in-url",
    WARNING,
    valid=(
        '<get varname="x">http://example.com/?zip=${zip}</get>',
        '<get varname="x">http://example.com/spinning?author=${a}</get>',
        '<get varname="x">http://example.com/pin</get>',
    ),
    invalid=(
        '<post varname="x">https://example.com/check?user=7&amp;PIN=${call.lastinput}</post>',
        '<get varname="x">https://example.com/${password}/check</get>',
        '<play type="url">https://example.com/a.wav?token=abc</play>',
        '<get varname="x">https://me:hunter2@example.com/</get>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A secret is part of a URL.

    ## What it does
    Looks in the URLs of get, post, gotoXML and play for parameters and variables named like a secret (pin, password,
    token, ssn and so on). Also looks for a user name with a password.

    ## Why is this bad
    URLs end up in the logs of every server and proxy that they pass, and in reports. An official example of the
    vendor posts a PIN this way.

    ## Example
    ```xml
    <get varname="reply">https://example.com/account?pin=${call.lastinput}</get>
    ```

    ## Use instead
    ```xml
    <get varname="reply">https://example.com/account?call=${call.id}</get>
    ```

    ## Fix safety
    There is no automatic fix. A sound can be uploaded and played by its number. For a request there is no repair in the
    plan where the server must have the secret: the server has to learn it in another way, or not at all.

    ## Source
    What a post sends as its body is not documented, so the URL is all that a plan can rely on; ask for less.
    """
    for number, node in subject.each(Get, Post, GotoXml, PlayUrl):
        url = str(node.url)
        if "=" in url or "${" in url or "@" in url:
            found = _patterns().search(url)
            if found:
                yield _hit(subject, number, found)


@cache
def _patterns() -> re.Pattern[str]:
    parameter = rf"[?&;](?P<parameter>(?:[a-z]+[_-])?(?:{_SECRET}))=[^&;]"
    variable = rf"\$\{{(?P<variable>(?:[a-z]+[._-])*(?:{_SECRET}))\}}"
    return re.compile(rf"{parameter}|{variable}|//(?P<login>[^/:@?#]+:[^/@?#]+)@", re.IGNORECASE)


def _hit(subject: Subject, number: int, found: re.Match[str]) -> Hit:
    label = subject.label(number)
    if found["login"]:
        message = f"{label}: the URL holds a user name with a password"
    elif found["parameter"]:
        message = f"{label}: the URL parameter {quoted(found['parameter'])} looks like a secret"
    else:
        message = f"{label}: the variable {quoted(found['variable'])} in the URL looks like a secret"
    why = "URLs are written to the logs of every server and proxy on the way"
    return Hit(number, message, why, *_mend(type(subject.node(number)), found))


def _mend(kind: type, found: re.Match[str]) -> tuple[str, str]:
    """What to do, in words of XML and of Python. A request has no other place for a secret: that is said plainly."""
    if kind is PlayUrl:
        return (
            'upload the sound and play it by its number, with <play type="callfireid">: its address then has no secret',
            "upload the sound and play it by its number, with PlaySound(...): its address then has no secret",
        )
    if found["login"] or kind is GotoXml:
        fix = (
            "no repair in the plan: it can give a secret to a server in the URL alone; let the server know its "
            "callers in another way, such as by the address they come from"
        )
        return fix, fix
    fix = "no repair in the plan where the server must have the secret: the URL is the only place for it; "
    return (
        fix + "where the server knows the call, send ${call.id} instead",
        fix + "where the server knows the call, send CALL.id instead",
    )
