"""Certificates on the disk."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivrdsl.errors import LoadError
from ivrdsl.files.names import read_bytes, require_file
from ivrsim.certificates.certificate import MAKE_ANEW

MAX_BYTES: Final = 256 * 1024 * 1024
"""Bytes of a certificate that are read."""


def read_certificate(path: str) -> object:
    """Read what a file holds, as JSON says it; what that means, `ivrsim.certificates` looks at.

    Raises:
        LoadError: there is no such file, it is too large, or no JSON.
    """
    require_file(path)
    data = read_bytes(path, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise LoadError(f"{path} is larger than {MAX_BYTES} bytes: it is no certificate", usage=True)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:  # the former is also what is not UTF-8, or a number without end
        raise LoadError(f"{path} is no JSON: {error}; {MAKE_ANEW}", usage=True) from None


def lines_of(certificate: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield a certificate as JSON, its lists an item a line."""
    yield b"{\n"
    for number, (name, value) in enumerate(certificate.items()):
        yield b",\n" * bool(number) + f"{json.dumps(name)}: ".encode()
        if isinstance(value, list) and value:
            yield b"[\n" + b",\n".join(json.dumps(each).encode() for each in value) + b"\n]"
        else:
            yield json.dumps(value).encode()
    yield b"\n}\n"
