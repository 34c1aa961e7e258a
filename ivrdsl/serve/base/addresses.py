"""Names and addresses of hosts: which a webhook may name, and which are of this machine."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.IGNORECASE)
_LONGEST_NAME: Final = 253


def in_url(host: str) -> str:
    """A host as URLs have it: an address of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def is_a_name(text: str) -> bool:
    """Whether a text can be the name of a host, without a port."""
    return len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None


def problem_of(callback: str) -> str:
    """What is wrong with the URL of a webhook, or ""."""
    try:
        parts = urlsplit(callback)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"it is no URL: {error}"
    if parts.scheme not in ("http", "https"):
        return "it does not begin with http:// or https://"
    if not host:
        return "it names no host"
    if any(character.isspace() or not character.isprintable() for character in callback):
        return "it holds a blank or a control character"
    return ""


def is_of_this_machine(callback: str) -> bool:
    """Whether a URL leads to the loopback; a name is looked at, never looked up, so that nothing can be smuggled in."""
    host = (urlsplit(callback).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
