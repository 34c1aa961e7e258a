"""One process of the engine, from the server's side: started when it is first needed, ended when it takes too long.

A hostile plan can keep a processor busy for minutes. It does so in such a process, which is ended and started again.
"""

import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import Any, Final

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.model.structs import fields
from ivrdsl.serve.base.settings import ServerSettings

Json = dict[str, Any]

_START_S: Final = 60.0
"""How long a process may take to start. Unit: seconds."""
_BUG: Final = "this is a bug of the stand-in: report it with the plan"
_HOSTILE: Final = "the plan is too large to be checked, or hostile"


class EngineError(IvrError):
    """The engine did not answer: it took too long, or its process ended, or it has a bug.

    Attributes:
        fix: what to do about it, one sentence.
    """

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class EngineProcess:
    """Answers one request at a time, in the order in which they come.

    Args:
        settings: which platform calls run on, and how long an answer may take.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()

    async def ask(self, request: Json) -> Any:
        """What the process answers.

        Raises:
            XmlError: a plan cannot be read as a dialplan.
            EngineError: there is no answer.
        """
        async with self._lock:
            try:
                process = await self._running()
                async with asyncio.timeout(self._settings.engine_timeout_s):
                    answer = await _exchange(process, request)
            except TimeoutError:
                await self.close()
                words = f"the plan kept the engine busy for more than {self._settings.engine_timeout_s:g} s"
                raise EngineError(words, _HOSTILE) from None
            except (OSError, EOFError, asyncio.IncompleteReadError):
                await self.close()
                raise EngineError("the engine's process ended", _HOSTILE) from None
            except asyncio.CancelledError:  # half an answer may be on its way
                await self.close()
                raise
        if "unreadable" in answer:
            raise XmlError(answer["unreadable"], line=answer["line"], column=answer["column"], fix=answer["fix"])
        if "bug" in answer:
            raise EngineError(f"the engine failed: {answer['bug']}", _BUG)
        return answer["is"]

    async def start(self) -> None:
        """Start the process if there is none. What goes wrong is told to who asks."""
        async with self._lock:
            with suppress(OSError, EOFError):
                await self._running()

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def _running(self) -> asyncio.subprocess.Process:
        """The process, started if there is none."""
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
        try:
            async with asyncio.timeout(_START_S):
                await _exchange(self._process, {"platform": values, "max_plan_bytes": self._settings.max_plan_bytes})
        except BaseException:  # half-started, it would answer the next request with the word that it is ready
            await self.close()
            raise
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
