"""The signature of a delivery."""

import base64
import hashlib
import hmac
from typing import Final

HEADER: Final = "X-CallFire-Signature"


def signature(secret: str, body: bytes) -> str:
    """The value of the header: base64 of HMAC-SHA1 over the bytes of the body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha1).digest()).decode()
