"""Checks of plans: apart from the calls, remembered by plan, fair between clients, and bounded."""

import asyncio
import os
import signal
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import XmlError
from ivrdsl.serve.base.settings import ServerSettings
from ivrdsl.serve.engine import checks, worker
from ivrdsl.serve.engine.checks import Checks, CrowdedError
from ivrdsl.serve.engine.client import EngineClient
from ivrdsl.serve.engine.play import Engine, Opening
from ivrdsl.serve.engine.process import EngineError, EngineProcess
from ivrdsl.serve.engine.turns import Turns
from ivrdsl.xml import read
from tests.platforms import CHARACTERS
from tests.serve.conftest import CODE_CALL, Client, Json

NUMBER = "12135551234"


# --- turns ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.sampled_from("abc"), st.none()), max_size=60))
def test_clients_take_turns(steps: list[str | None]) -> None:
    """Nothing is lost, each client keeps its order, and nobody has two turns while another waits for one."""
    turns: Turns[tuple[str, int]] = Turns()
    put: defaultdict[str, list[int]] = defaultdict(list)
    since: defaultdict[str, int] = defaultdict(int)  # turns of others since a client began to wait, or had its own
    for number, client in enumerate(steps):
        if client is not None:
            if not put[client]:
                since[client] = 0
            put[client].append(number)
            turns.put(client, (client, number))
        elif len(turns):
            whose, item = turns.take()
            assert item == put[whose].pop(0)
            for other in "abc":
                since[other] += other != whose and bool(put[other])
                assert since[other] <= 2, "there are two others at most"
            since[whose] = 0
        assert len(turns) == sum(map(len, put.values()))
        assert all(turns.of(each) == len(put[each]) for each in "abc")
    if not len(turns):
        with pytest.raises(LookupError):
            turns.take()


# --- checks ---------------------------------------------------------------------------------------------------------


class Checker:
    """In place of the process that checks: answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = asyncio.Semaphore(0)
        self.answer: Callable[[str], list[Json]] = lambda xml: [{"of": xml}]

    async def ask(self, request: Json) -> list[Json]:
        self.asked.append(request["xml"])
        await self.go.acquire()
        return self.answer(request["xml"])


def run(test: Callable[[Checker, Checks], Awaitable[None]]) -> None:
    async def run_it() -> None:
        checker = Checker()
        desk = Checks(checker.ask)
        try:
            await asyncio.wait_for(test(checker, desk), 20)
        finally:
            await desk.close()

    asyncio.run(run_it())


async def settle() -> None:
    """Let everything come as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def free(checker: Checker) -> None:
    for _ in range(1000):
        checker.go.release()


def test_a_plan_is_checked_once() -> None:
    async def test(checker: Checker, desk: Checks) -> None:
        both = [asyncio.create_task(desk.findings("same", client)) for client in "ab"]  # at one time
        free(checker)
        assert await asyncio.gather(*both) == [[{"of": "same"}]] * 2
        assert await desk.findings("same", "c") == [{"of": "same"}]
        assert await desk.findings("same with another code", "c") == [{"of": "same with another code"}]
        assert checker.asked == ["same", "same with another code"]

    run(test)


def test_a_plan_that_cannot_be_read_is_remembered_too() -> None:
    def answer(xml: str) -> list[Json]:
        raise XmlError("it is none", line=3, column=4, fix="mend it")

    async def test(checker: Checker, desk: Checks) -> None:
        checker.answer = answer
        free(checker)
        for _ in range(3):
            with pytest.raises(XmlError, match="it is none") as caught:
                await desk.findings("none", "a")
            assert (caught.value.line, caught.value.column, caught.value.fix) == (3, 4, "mend it")
        assert checker.asked == ["none"]

    run(test)


def test_what_went_wrong_is_tried_again() -> None:
    answers: list[Any] = [EngineError("too long", "less"), OSError("no process"), []]

    def answer(xml: str) -> list[Json]:
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return list(found)

    async def test(checker: Checker, desk: Checks) -> None:
        checker.answer = answer
        free(checker)
        with pytest.raises(EngineError):
            await desk.findings("x", "a")
        with pytest.raises(OSError, match="no process"):
            await desk.findings("x", "a")
        assert await desk.findings("x", "a") == []

    run(test)


def test_who_gives_up_takes_no_check_from_others() -> None:
    async def test(checker: Checker, desk: Checks) -> None:
        gone, stays = (asyncio.create_task(desk.findings("same", client)) for client in "ab")
        await settle()
        gone.cancel()
        free(checker)
        assert await stays == [{"of": "same"}]

    run(test)


def test_a_flood_of_one_client_does_not_starve_another() -> None:
    async def test(checker: Checker, desk: Checks) -> None:
        flood = [asyncio.create_task(desk.findings(f"flood {at}", "flood")) for at in range(400)]
        await settle()
        single = asyncio.create_task(desk.findings("single", "other"))
        await settle()
        checker.go.release()  # the one that is under way
        await settle()
        for _ in range(2):
            checker.go.release()
            await settle()
        assert single.done()
        assert checker.asked.index("single") <= 2
        assert sum(each.done() for each in flood) <= 2
        free(checker)
        await asyncio.gather(*flood)

    run(test)


def test_the_oldest_plans_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "REMEMBERED", 2)

    async def test(checker: Checker, desk: Checks) -> None:
        free(checker)
        for each in "abacab":  # b goes when c comes, as a was asked for again
            await desk.findings(each, "x")
        assert checker.asked == ["a", "b", "c", "b"]

    run(test)


def test_there_is_a_bound_for_each_client_and_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_OF_CLIENT", 2)
    monkeypatch.setattr(checks, "MOST", 3)

    async def test(checker: Checker, desk: Checks) -> None:
        tasks = []
        for at in range(3):  # of which the first is under way
            tasks.append(asyncio.create_task(desk.findings(f"{at}", "a")))
            await settle()
        tasks.append(asyncio.create_task(desk.findings("3", "a")))
        await settle()
        with pytest.raises(CrowdedError, match="2 plans of this client wait to be checked"):
            await tasks.pop()
        tasks.append(asyncio.create_task(desk.findings("4", "b")))
        await settle()
        with pytest.raises(CrowdedError, match="3 plans wait to be checked"):
            await desk.findings("5", "c")
        free(checker)
        await asyncio.gather(*tasks)
        assert await desk.findings("5", "c") == [{"of": "5"}]

    run(test)


def test_a_crowd_is_told_to_come_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_OF_CLIENT", 0)
    plan = CODE_CALL.replace("2 5 1 7", "4 0 4 0")
    answer = client.post("/calls", [{"phoneNumber": NUMBER, "dialplanXml": plan}])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json()["message"] == "recipient 1: 0 plans of this client wait to be checked"
    assert answer.json()["developerMessage"] == "send it again in a second"
    assert client.get("/calls")["totalCount"] == 0


# --- the processes --------------------------------------------------------------------------------------------------


def pid_of(process: Any) -> int:
    return int(process._process.pid)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_check_that_hangs_holds_up_no_call() -> None:
    """The process that checks is ended, and started again; the one that plays goes on."""
    opening = Opening(CODE_CALL, {}, 0)
    moves = [{"do": "answer", "by": "live"}]

    async def test() -> None:
        engine = EngineClient(ServerSettings(engine_timeout_s=1.0))
        try:
            await engine.check(CODE_CALL, "a")
            await engine.move(1, opening, moves, None)
            player, hung = pid_of(engine._player), pid_of(engine._checker)
            os.kill(hung, signal.SIGSTOP)
            check = asyncio.create_task(engine.check("<dialplan/>", "a"))
            await settle()
            moved = await engine.move(1, opening, [*moves, {"do": "key", "key": "1"}], None)
            assert not moved["ended"]
            assert not check.done()
            with pytest.raises(EngineError, match="the plan kept the engine busy for more than 1 s") as caught:
                await check
            assert caught.value.fix == "the plan is too large to be checked, or hostile"
            assert await engine.check("<dialplan><hangup/></dialplan>", "a") == []
            assert pid_of(engine._player) == player
            assert pid_of(engine._checker) != hung
        finally:
            await engine.close()

    asyncio.run(test())


def test_a_bug_of_ours_quotes_nothing_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("the code is 2517")

    engine = Engine(CHARACTERS, 100_000)
    monkeypatch.setattr(engine, "check", broken)
    answer = worker._answer(engine, {"do": "check", "xml": "<dialplan/>"})
    assert set(answer) == {"bug"}
    assert answer["bug"].startswith(f"ValueError in {__name__}, line ")
    assert "2517" not in answer["bug"]


def test_a_plan_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    root_of = read._root_of
    monkeypatch.setattr(read, "_root_of", lambda *given: parsed.append(1) or root_of(*given))
    engine = Engine(CHARACTERS, 100_000)
    found = engine.check(CODE_CALL.replace("<hangup name", "<hangupp name"))
    assert [each["severity"] for each in found].count("error")
    assert len(parsed) == 1
    with pytest.raises(XmlError, match="the root element is <html>"):
        engine.check("<html/>")


def test_the_engine_ends_with_its_server_however_busy_it_is() -> None:
    """A server that is killed can end nobody; a hostile plan would keep a processor busy for a minute."""
    work = "(function(){var s='9'.repeat(60000);for(;;)+s})()"  # ended after a second of processor time at most
    tests = "".join(f'<if expr="{work} == {number}"><hangup/></if>' for number in range(60))

    async def test() -> None:
        engine = EngineProcess(ServerSettings())
        await engine.start()
        process = engine._process
        assert process is not None
        assert process.stdin is not None
        check = asyncio.create_task(engine.ask({"do": "check", "xml": f"<dialplan>{tests}</dialplan>"}))
        while process.stdin.transport.get_write_buffer_size() or not engine._lock.locked():
            await settle()
        await settle()
        process.stdin.close()
        async with asyncio.timeout(15):
            await process.wait()
            with pytest.raises(EngineError, match="the engine's process ended"):
                await check

    asyncio.run(test())
