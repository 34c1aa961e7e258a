"""The server's side of the engine: starts its process when it is first needed, and stops one that takes too long.

A hostile plan can keep a processor busy for minutes. It does so in the engine's process, which is ended and started
again; calls in progress are played again from their moves, so nothing but time is lost.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.model.structs import fields
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.engine.play import Opening

Json = dict[str, Any]

_START_S: Final = 60.0
"""How long the process may take to start. Unit: seconds."""


class EngineError(IvrError):
    """The engine did not answer: it took too long, or its process ended."""


class EngineClient:
    """Asks the engine, one thing at a time.

    Args:
        settings: which platform calls run on, and how long an answer may take.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()

    async def check(self, xml: str) -> list[Json]:
        """What `ivrdsl check` finds in a plan.

        Raises:
            XmlError: it cannot be read as a dialplan.
            EngineError: the engine did not answer.
        """
        found: list[Json] = await self._ask({"do": "check", "xml": xml})
        return found

    async def play(self, opening: Opening, script: str, *, wrong_keys: bool) -> Json:
        """Play a call to its end. See `playing.Engine.play`."""
        request = {"do": "play", "opening": opening._asdict(), "script": script, "wrong_keys": wrong_keys}
        found: Json = await self._ask(request)
        return found

    async def move(self, call_id: int, opening: Opening, moves: Sequence[Json], until_ms: int | None) -> Json:
        """Play a call as far as it has come. See `playing.Engine.move`."""
        request = {"do": "move", "id": call_id, "opening": opening._asdict(), "moves": moves, "until_ms": until_ms}
        found: Json = await self._ask(request)
        return found

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _ask(self, request: Json) -> Any:
        async with self._lock:
            try:
                process = await self._running()
                async with asyncio.timeout(self._settings.engine_timeout_s):
                    answer = await _exchange(process, request)
            except TimeoutError:
                await self.close()
                raise EngineError(
                    f"the plan kept the engine busy for more than {self._settings.engine_timeout_s:g} s"
                ) from None
            except (OSError, EOFError, asyncio.IncompleteReadError):
                await self.close()
                raise EngineError("the engine's process ended") from None
            except asyncio.CancelledError:  # half an answer may be on its way
                await self.close()
                raise
        if "unreadable" in answer:
            raise XmlError(answer["unreadable"], line=answer["line"], column=answer["column"], fix=answer["fix"])
        return answer["is"]

    async def _running(self) -> asyncio.subprocess.Process:
        """The engine's process, started if there is none."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        platform = self._settings.platform
        values = {field.name: getattr(platform, field.name) for field in fields(platform)}
        path = os.pathsep.join(each for each in sys.path if each)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ivrdsl.serve.engine.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )
        async with asyncio.timeout(_START_S):
            await _exchange(self._process, {"platform": values, "max_plan_bytes": self._settings.max_plan_bytes})
        return self._process


async def _exchange(process: asyncio.subprocess.Process, request: Json) -> Json:
    """Send a request, and read the answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(_frame(request))
    await process.stdin.drain()
    size = int.from_bytes(await process.stdout.readexactly(4))
    answer: Json = json.loads(await process.stdout.readexactly(size))
    return answer


def _frame(value: Json) -> bytes:
    data = json.dumps(value).encode()
    return len(data).to_bytes(4) + data
