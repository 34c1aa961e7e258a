"""Addresses at which nothing can be."""

import re
from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Get, GotoXml, PlayUrl, Post

_START = re.compile(r"https?://", re.IGNORECASE)
_HERE = r"localhost|127\.[0-9.]+|0\.0\.0\.0|10\.[0-9.]+|192\.168\.[0-9.]+|172\.(1[6-9]|2[0-9]|3[01])\.[0-9.]+|[^.\[]+"


@rule(
    "IVR407",
    "bad-url",
    WARNING,
    valid=(
        '<get varname="x">http://example.com/a?b=c&amp;d=${e}</get>',
        '<play type="url">HTTPS://example.com:8080/hello.wav</play>',
        '<get varname="x">${where}/status</get>',
        '<get varname="x">https://${host}/status</get>',
        '<play type="url"></play>',
        '<get varname="x">https://[2001:4860:4860::8888]/status</get>',
    ),
    invalid=(
        '<get varname="x">htp://example.com/</get>',
        '<post varname="x">example.com/hook</post>',
        '<play type="url">http://localhost/hello.wav</play>',
        '<play type="url">http://192.168.0.7/hello.wav</play>',
        '<get varname="x">http:///path</get>',
        '<get varname="x">http://[::1]/path</get>',
        '<get varname="x">https://intranet/status</get>',
        '<get varname="x">http://example.com/?a=1&amp;amp;b=2</get>',
        '<get varname="x">http://example.com:99999/</get>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A URL cannot lead anywhere that the platform reaches.

    ## What it does
    Looks at the URLs of play, get, post and gotoXML. They must begin with http:// or https://, name a host that the
    platform can reach (no localhost, no address of a private network), and are not escaped twice. What variables decide
    is left alone.

    ## Why is this bad
    The prompt is silent, or the variable stays empty, and the call goes on as if nothing had happened.

    ## Example
    ```xml
    <play type="url">http://localhost:8000/hello.wav</play>
    ```

    ## Use instead
    ```xml
    <play type="url">https://example.com/hello.wav</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    A URL is fetched by the platform and not by the caller: assumed, for play, get and post alike.
    """
    for number, node in subject.each(PlayUrl, Get, Post, GotoXml):
        url = "".join(str(node.url).split())
        if url and not url.startswith("${"):
            wrong = _wrong(url)
            if wrong:
                message = f"{subject.label(number)}: the URL {quoted(url)} {wrong}"
                why = "the platform cannot fetch it: the callee hears nothing, or the variable stays empty"
                yield Hit(number, message, why, "write the whole address, as it is known outside your own network")


def _wrong(url: str) -> str:
    start = _START.match(url)
    if not start:
        return "does not begin with http:// or https://"
    if "&amp;" in url:
        return 'is escaped twice: the platform will see "&amp;" in it'
    host, colon, port = _authority(url[start.end() :])
    if "${" in host or "${" in port:
        return ""
    if not host:
        return "names no host"
    if re.fullmatch(_HERE, host, re.IGNORECASE) or (host.startswith("[") and not _is_public(host)):
        return f"leads to {host}, which only your own network knows"
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65536):
        return f"has no such port as {quoted(port)}"
    return ""


def _is_public(host: str) -> bool:
    """Whether an address of version 6, in brackets, is known everywhere."""
    from ipaddress import ip_address

    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        return False


def _authority(rest: str) -> tuple[str, str, str]:
    """Host, colon and port of what follows the slashes; a login before them is left out."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority, "", ""
    host, colon, port = authority.partition(":") if "${" not in authority else (authority, "", "")
    return host, colon, port
