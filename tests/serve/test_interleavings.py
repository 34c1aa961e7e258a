"""What one client does while the request of another is under way, at the moment that a test chooses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx

from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.running.app import application
from ivrdsl.serve.services import Services, services_for
from tests.serve.processes import AUTH

NUMBER: Final = "12135551100"
LEAVES_MUCH: Final = (
    '<dialplan name="Root"><play type="tts">Your code is 2 5 1 7</play><record name="all"/>'
    '<sms to="12135551199">Your code is 2517</sms><dnc/><hangup/></dialplan>'
)


class SlowEngine:
    """The engine of a server; a step that is asked for waits until the test lets it go on."""

    def __init__(self, services: Services) -> None:
        self._engine: Any = services.calls._engine
        self.asked = asyncio.Event()
        self.goes_on = asyncio.Event()
        services.calls._engine = self  # type: ignore[assignment]

    async def move(self, *given: Any) -> Any:
        found = await self._engine.move(*given)
        self.asked.set()
        await self.goes_on.wait()
        return found


@asynccontextmanager
async def served() -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    settings = ServerSettings()
    app = application(settings)
    app.state.services = services = services_for(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://localhost", headers=AUTH
        ) as client,
    ):
        yield client, services


def test_nothing_comes_of_a_call_that_a_reset_has_forgotten_in_the_middle_of_a_step() -> None:
    """Its text, with its code, would be in the inbox of the next test."""

    async def reset_in_the_middle() -> None:
        async with served() as (client, services):
            sent = await client.post("/v2/calls", json=[{"phoneNumber": NUMBER, "dialplanXml": LEAVES_MUCH}])
            call = sent.json()["items"][0]["id"]
            await client.get("/local/calls/wait", params={"to": NUMBER})
            engine = SlowEngine(services)
            script = {"script": "answer live; press #; wait"}
            moving = asyncio.create_task(client.post(f"/local/calls/{call}/script", json=script))
            await engine.asked.wait()
            assert (await client.post("/local/reset", json={})).status_code == 200
            engine.goes_on.set()
            moved = await moving
            assert moved.status_code == 409, moved.text
            assert moved.json()["message"] == f"call {call} is not in progress any more"
            assert (await client.get("/local/messages")).json() == {"messages": []}
            assert (await client.get("/local/calls")).json() == {"calls": []}
            assert NUMBER not in services.store.do_not_call
            assert services.store.recordings.of_call(call) == []

    asyncio.run(asyncio.wait_for(reset_in_the_middle(), 60))
