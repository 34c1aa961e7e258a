"""What one client does while the request of another is under way, at the moment that a test chooses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from ivrdsl.serve.base.settings import ClockMode, ServerSettings
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
async def served(
    clock: ClockMode = "automatic", database: Path | None = None
) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    settings = ServerSettings(clock=clock, database=database)
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


async def rung(client: httpx.AsyncClient) -> int:
    """A call to a person, whose phone rings."""
    sent = await client.post("/v2/calls", json=[{"phoneNumber": NUMBER, "dialplanXml": LEAVES_MUCH}])
    call: int = sent.json()["items"][0]["id"]
    await advanced(client, 0)
    return call


async def advanced(client: httpx.AsyncClient, ms: int) -> httpx.Response:
    return await client.post("/local/clock/advance", json={"ms": ms})


@pytest.mark.parametrize(
    ("path", "body"), [("/local/clock", {"mode": "automatic"}), ("/local/reset", {})], ids=["mode", "reset"]
)
def test_who_advances_the_clock_stops_where_somebody_sets_it_otherwise(path: str, body: dict[str, str]) -> None:
    """It would else turn until real time has come so far, and answer nobody meanwhile."""

    async def set_in_the_middle() -> None:
        async with served("manual") as (client, services):
            no_answer_ms = ServerSettings().no_answer_ms
            await rung(client)
            await advanced(client, no_answer_ms - 1)
            last = await rung(client)
            engine = SlowEngine(services)
            advancing = asyncio.create_task(advanced(client, 10 * no_answer_ms))
            await engine.asked.wait()
            setting = asyncio.create_task(client.post(path, json=body))
            for _ in range(100):
                await asyncio.sleep(0)
            engine.goes_on.set()
            assert (await advancing).status_code == (await setting).status_code == 200
            if path == "/local/clock":
                assert (await client.get(f"/local/calls/{last}")).json()["state"] == "ringing"
            now_ms = (await client.get("/local/clock")).json()["now_ms"]
            assert now_ms < services.clock.real_ms() + 2 * no_answer_ms

    asyncio.run(asyncio.wait_for(set_in_the_middle(), 60))


def test_a_text_is_not_later_than_the_clock_of_a_server_that_is_killed_and_started_again() -> None:
    """The clock runs ahead of the machine's after calls; a server begins where it was told to have come."""

    async def sent_behind_a_leap() -> None:
        async with served() as (client, services):
            services.clock.leap_to(services.clock.real_ms() + 3_600_000)
            await client.post("/v2/texts", json=[{"phoneNumber": NUMBER, "message": "later"}])
            await client.get("/local/messages/wait")
            (text,) = (await client.get("/v2/texts")).json()["items"]
            assert text["created"] <= text["modified"] <= services.store.clock_ms()

    asyncio.run(asyncio.wait_for(sent_behind_a_leap(), 60))


def test_the_clock_does_not_go_back_at_a_restart(tmp_path: Path) -> None:
    async def restarted() -> None:
        file = tmp_path / "kept.db"
        async with served(database=file) as (client, services):
            services.clock.leap_to(services.clock.real_ms() + 3_600_000)
            told_ms = (await client.get("/local/clock")).json()["now_ms"]
        async with served("manual", file) as (client, _):
            assert (await client.get("/local/clock")).json()["now_ms"] >= told_ms

    asyncio.run(asyncio.wait_for(restarted(), 60))
