"""Checks of plans: done one at a time, fair between clients, and remembered by plan.

A plan is remembered by its very text. Plans that differ in a code alone are not taken for one: rules look at texts, at
their length and at what is in them, so their findings may differ.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.serve.engine.turns import Turns

Json = dict[str, Any]
Findings = list[Json]

REMEMBERED: Final = 1000
"""Plans whose findings are remembered: the last ones that were asked for."""
_LONGEST_FINDINGS: Final = 100
"""A plan with more findings is not remembered: it would take more memory than checking it takes time."""
MOST_OF_CLIENT: Final = 500
"""Checks that may wait of one client."""
MOST: Final = 2000
"""Checks that may wait of all clients."""


class CrowdedError(IvrError):
    """Too many checks wait; the text says whose."""


class _Unreadable(NamedTuple):
    """Why a plan cannot be read as a dialplan."""

    words: str
    line: int | None
    column: int | None
    fix: str


Outcome = Findings | _Unreadable


class _Check(NamedTuple):
    """A check that waits, and who is told of it."""

    key: bytes
    xml: str
    result: "asyncio.Future[Outcome]"


class Checks:
    """Has plans checked.

    Args:
        ask: asks the process that checks.
    """

    def __init__(self, ask: Callable[[Json], Awaitable[Any]]) -> None:
        self._ask = ask
        self._turns: Turns[_Check] = Turns()
        self._waiting: dict[bytes, asyncio.Future[Outcome]] = {}
        self._known: OrderedDict[bytes, Outcome] = OrderedDict()
        self._work: asyncio.Task[None] | None = None

    async def findings(self, xml: str, client: str) -> Findings:
        """What `ivrdsl check` finds in a plan.

        Args:
            xml: the plan.
            client: who asks; each gets its turn.

        Raises:
            XmlError: it cannot be read as a dialplan.
            EngineError: the engine did not answer.
            CrowdedError: too many checks wait already.
        """
        key = hashlib.sha256(xml.encode("utf-8", "surrogatepass")).digest()
        if key in self._known:
            self._known.move_to_end(key)
            return _told(self._known[key])
        if key not in self._waiting:
            self._put(client, key, xml)
        return _told(await asyncio.shield(self._waiting[key]))  # others may wait for it too

    async def close(self) -> None:
        """Give up what waits."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        for result in self._waiting.values():
            result.cancel()

    def _put(self, client: str, key: bytes, xml: str) -> None:
        if self._turns.of(client) >= MOST_OF_CLIENT:
            raise CrowdedError(f"{MOST_OF_CLIENT} plans of this client wait to be checked")
        if len(self._turns) >= MOST:
            raise CrowdedError(f"{MOST:,} plans wait to be checked")
        result: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[key] = result
        self._turns.put(client, _Check(key, xml, result))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._check_all())

    async def _check_all(self) -> None:
        """Do what waits, one after the other."""
        while self._turns:
            await self._check(self._turns.take())

    async def _check(self, check: _Check) -> None:
        try:
            found: Outcome = await self._ask({"do": "check", "xml": check.xml})
        except XmlError as error:
            found = _Unreadable(str(error), error.line, error.column, error.fix)
        except Exception as error:  # noqa: BLE001  # whatever it is, who asked is told; it is not remembered
            del self._waiting[check.key]
            check.result.set_exception(error)
            check.result.exception()  # who asked may be gone
            return
        del self._waiting[check.key]
        self._remember(check.key, found)
        check.result.set_result(found)

    def _remember(self, key: bytes, found: Outcome) -> None:
        if isinstance(found, list) and len(found) > _LONGEST_FINDINGS:
            return
        self._known[key] = found
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _told(found: Outcome) -> Findings:
    """Findings, or the error that stands for them."""
    if isinstance(found, _Unreadable):
        raise XmlError(found.words, line=found.line, column=found.column, fix=found.fix)
    return found
