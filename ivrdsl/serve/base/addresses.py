"""Names and addresses of hosts: which a webhook may name, which deliveries go to, and which are of this machine."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from ivrdsl.serve.base.settings import ServerSettings

_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST_NAME: Final = 253
_USER: Final = re.compile(r"(?<=://)([^/?#@:]*:)?[^/?#]*@")


def in_url(host: str) -> str:
    """A host as URLs have it: an address of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def problem_of(callback: str) -> str:
    """What is wrong with the URL of a webhook, or ""."""
    try:
        parts = urlsplit(callback)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return f"it is no URL: {error}"
    if parts.scheme not in ("http", "https"):
        return "it does not begin with http:// or https://"
    if not host:
        return "it names no host"
    if port == 0:
        return "it names port 0, on which nobody listens"
    if any(character.isspace() or not character.isprintable() for character in callback):
        return "it holds a blank or a control character"
    try:
        ascii_host(host)
    except UnicodeError:
        return f"its host {host[:60]!r} is no name"
    return ""


def ascii_host(host: str) -> str:
    """A host as it is looked up, and written into a request: `münchen` is `xn--mnchen-3ya`.

    Raises:
        UnicodeError: it is no name.
    """
    return host if host.isascii() else host.encode("idna").decode()


def is_of_this_machine(callback: str) -> bool:
    """Whether a URL leads to the loopback; a name is looked at, never looked up, so that nothing can be smuggled in."""
    host = _host_of(callback)
    if is_local_name(host):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local_name(host: str) -> bool:
    """Whether a host is a name of the loopback, which nobody has to look up."""
    host = host.rstrip(".").lower()
    return host == "localhost" or host.endswith(".localhost")


def refusal_of(callback: str, settings: ServerSettings) -> str:
    """Why nothing is delivered to a URL, in words; "" where it is."""
    if settings.allow_remote_webhooks or is_of_this_machine(callback) or _is_named(callback, settings):
        return ""
    host = _host_of(callback)
    words = f"{host} is not this machine; nothing is delivered there unless the server is started with "
    if problem_of_name(host):
        return f"{words}--allow-remote-webhooks (--webhook-host takes names, and this is none)"
    return f"{words}--webhook-host {host}, or --allow-remote-webhooks for any host"


def problem_of_name(name: str) -> str:
    """What is wrong with a host that --allow-host or --webhook-host names, or ""."""
    if "://" in name or "/" in name:
        return f"{name!r} is a URL; write the name of the host alone, such as app"
    if "*" in name:
        return f"{name!r}: one name stands for one host; write each of them"
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        pass
    else:
        return f"{name!r} is an address; only names are taken"
    if ":" in name:
        return f"{name!r} has a port; a name stands for all ports of its host"
    labels = name.rstrip(".").lower().split(".")
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        return f"{name!r} is no name of a host; write one such as app"
    return ""


def masked(callback: str) -> str:
    """A URL as people are shown it: without the password in it."""
    return _USER.sub(r"\1[secret]@", callback)


def _is_named(callback: str, settings: ServerSettings) -> bool:
    host = _host_of(callback)
    return any(host == name.rstrip(".").lower() for name in settings.webhook_hosts)


def _host_of(callback: str) -> str:
    return (urlsplit(callback).hostname or "").rstrip(".")
