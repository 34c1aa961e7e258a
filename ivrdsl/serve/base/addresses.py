"""Which addresses a webhook may name, and which of them are of this machine."""

import ipaddress
from urllib.parse import urlsplit


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
