"""The server's side of the engine. Calls are played in one process, plans are checked in another.

So nothing that happens in a call waits for a check, and a plan that hangs a check leaves the calls alone.

When the process that plays is ended, calls in progress are played again from their moves, so nothing but time is lost.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.engine.checks import Checks
from ivrdsl.serve.engine.play import Opening
from ivrdsl.serve.engine.process import EngineProcess

Json = dict[str, Any]


class EngineClient:
    """Asks the engine.

    Args:
        settings: which platform calls run on, and how long an answer may take.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._player = EngineProcess(settings)
        self._checker = EngineProcess(settings)
        self._checks = Checks(self._checker.ask)
        self._starting: asyncio.Task[None] | None = None

    async def check(self, xml: str, client: str) -> list[Json]:
        """What `ivrdsl check` finds in a plan. See `checks.Checks.findings`."""
        if self._starting is None:  # a plan that is checked is played next: both processes start side by side
            self._starting = asyncio.create_task(self._player.start())
        return await self._checks.findings(xml, client)

    async def play(self, opening: Opening, script: str, *, wrong_keys: bool) -> Json:
        """Play a call to its end. See `play.Engine.play`.

        Raises:
            XmlError: its plan cannot be read as a dialplan.
            EngineError: the engine did not answer.
        """
        request = {"do": "play", "opening": opening._asdict(), "script": script, "wrong_keys": wrong_keys}
        found: Json = await self._player.ask(request)
        return found

    async def move(self, call_id: int, opening: Opening, moves: Sequence[Json], until_ms: int | None) -> Json:
        """Play a call as far as it has come. See `play.Engine.move`.

        Raises:
            XmlError: its plan cannot be read as a dialplan.
            EngineError: the engine did not answer.
        """
        request = {"do": "move", "id": call_id, "opening": opening._asdict(), "moves": moves, "until_ms": until_ms}
        found: Json = await self._player.ask(request)
        return found

    async def close(self) -> None:
        """End both processes."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._checks.close()
        await self._checker.close()
        await self._player.close()
