"""Wakes one task that waits for something new, or for a time."""

import asyncio


class Alarm:
    """Rings until somebody turns it off, so that nothing that comes meanwhile is missed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or will wait next."""
        self._rung.set()

    def turn_off(self) -> None:
        """Forget what has rung so far; the caller looks at everything after this."""
        self._rung.clear()

    async def wait(self, longest_s: float | None) -> None:
        """Wait until it rings, or for so many seconds; None is for as long as it takes."""
        try:
            async with asyncio.timeout(longest_s):
                await self._rung.wait()
        except TimeoutError:
            pass
