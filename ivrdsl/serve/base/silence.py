"""What a recording sounds like in which nobody spoke."""

from typing import Final

FRAME_MS: Final = 72
FRAME_BYTES: Final = 72
_FRAME: Final = bytes.fromhex("ffe318c0") + bytes(FRAME_BYTES - 4)
"""One frame of silence: MPEG 2.5, layer III, mono, 8 kHz, 8 kbit/s."""


def silence(length_ms: int) -> bytes:
    """An mp3 file of silence: what a recording sounds like in which nobody spoke."""
    return _FRAME * max(1, -(-length_ms // FRAME_MS))
