"""The doors of the fixture: any runner, an event loop, a session, workers; and what each tells when a test fails."""

import asyncio
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from ivrdsl.errors import IvrError, StepFailed
from ivrdsl.testing import (
    AsyncLocalPlatform,
    LocalPlatform,
    async_local_platform,
    async_twin,
    local_platform,
    sync_twin,
)
from tests.processes import Done, under_pytest
from tests.serve.conftest import CODE_CALL

ROOT = Path(__file__).resolve().parents[2]
TO = "12135551100"


def send(platform: LocalPlatform | AsyncLocalPlatform, path: str, **recipient: object) -> None:
    """Post as a program would."""
    body = [{"phoneNumber": TO, **recipient}]
    login = (platform.login, platform.password)
    httpx.post(f"{platform.url}/{path}", json=body, auth=login, trust_env=False).raise_for_status()


async def send_in_loop(platform: AsyncLocalPlatform, path: str, **recipient: object) -> None:
    async with httpx.AsyncClient(auth=(platform.login, platform.password), trust_env=False) as http:
        answer = await http.post(f"{platform.url}/{path}", json=[{"phoneNumber": TO, **recipient}])
        answer.raise_for_status()


# --- any runner -----------------------------------------------------------------------------------------------------

UNITTEST = """
import sys, unittest
import httpx
from ivrdsl.testing import local_platform

class Login(unittest.TestCase):
    def test_a_machine_answers(self):
        with local_platform(callee="machine") as platform:
            body = [{"phoneNumber": "12135551100", "dialplanXml": PLAN}]
            httpx.post(f"{platform.url}/calls", json=body, auth=(platform.login, platform.password)).raise_for_status()
            self.assertEqual(platform.phone.wait_for_call(to="12135551100").result, RESULT)
            self.assertNotIn("pytest", sys.modules)

PLAN, RESULT = PLAN_, RESULT_
unittest.main()
"""


@pytest.mark.parametrize(("result", "code"), [("AM", 0), ("LA", 1)])
def test_it_works_without_pytest(result: str, code: int) -> None:
    program = UNITTEST.replace("PLAN_", repr(CODE_CALL)).replace("RESULT_", repr(result))
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'simulator'}"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=paths, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    assert ("call to 12135551100 from 12135550199 (finished, hangup, AM)" in done.stderr) == bool(code)


def test_a_note_on_the_error_masks_codes() -> None:
    def test() -> None:
        with local_platform() as platform:
            send(platform, "texts", message="Your code is 2517")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as failed:
        test()
    (note,) = failed.value.__notes__
    assert note.splitlines() == [
        "--- local platform ---",
        'text to 12135551100 from 67076 (FINISHED SENT): "Your code is [secret]"',
    ]


def test_platforms_know_nothing_of_each_other() -> None:
    with local_platform() as one, local_platform() as other:
        send(one, "texts", message="one")
        assert one.inbox.wait_for_text().text == "one"
        other.reset()
        assert len(one.inbox.texts()) == 1
        assert other.inbox.texts() == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(one.page, trust_env=False)


def test_a_setting_that_there_is_not_is_refused_with_the_nearest_name() -> None:
    words = r"there is no setting 'callie'; did you mean \"callee\""
    with pytest.raises(IvrError, match=words), local_platform(callie=""):
        pass


def test_a_stand_in_that_runs_already_is_used_and_left_running() -> None:
    with local_platform(callee="machine") as one:
        send(one, "texts", message="hello")
        with local_platform(url=one.url) as same:
            assert same.inbox.wait_for_text().text == "hello"
            call = same.phone.call_in(from_=TO, to="12135550199", plan=GREETING)  # with the login
            call.hang_up()
        assert len(one.phone.calls()) == 1
        words = "callee is for a stand-in that is started here"
        with pytest.raises(IvrError, match=words), local_platform(url=one.url, callee="machine"):
            pass
    words = f"no stand-in answers at {one.page[:-1]}"
    with pytest.raises(IvrError, match=words), local_platform(url=one.url):
        pass


def test_a_block_that_was_never_entered_says_how() -> None:
    sync_block: Any = local_platform()
    loop_block: Any = async_local_platform()
    sync, loop = "`with local_platform() as platform:`", "`async with async_local_platform() as platform:`"
    with pytest.raises(AttributeError, match=re.escape(f"write {sync}, and platform.inbox in it")):
        _ = sync_block.inbox
    with pytest.raises(AttributeError, match=re.escape(f"write {loop}, and platform.phone in it")):
        _ = loop_block.phone
    with pytest.raises(TypeError, match=re.escape(f"write {loop}, with async")), loop_block:
        pass


# --- an event loop --------------------------------------------------------------------------------------------------


def test_the_loop_goes_on_while_it_waits() -> None:
    """The text that a task waits for is sent by another task of the same loop, later."""

    async def test() -> list[str]:
        seen: list[str] = []
        async with async_local_platform() as platform:
            waiting = asyncio.create_task(platform.inbox.wait_for_text(to=TO))
            for _ in range(20):
                await asyncio.sleep(0)
            assert not waiting.done()
            await send_in_loop(platform, "texts", message="Your code is 2517")
            seen.append(str((await waiting).code))
        return seen

    assert asyncio.run(test()) == ["2517"]


def test_calls_in_a_loop(async_local_platform: AsyncLocalPlatform) -> None:
    platform = async_local_platform

    async def test() -> None:
        answering = asyncio.create_task(platform.phone.answer(TO))
        await send_in_loop(platform, "calls", dialplanXml=CODE_CALL)
        call = await answering
        await call.hears("one-time code")
        await call.press("1")
        with pytest.raises(StepFailed, match=r"(?s)was not heard.*1\.500 s  \"Hello"):
            await call.hears("goodbye")
        await call.hang_up()
        assert (call.code, call.outcome, call.result) == ("2517", "callee hung up", "LA")
        (listed,) = await platform.phone.calls()
        with pytest.raises(StepFailed, match=r"refresh\(\) it first"):
            _ = listed.story
        await listed.refresh()
        assert "callee hung up" in listed.story

    asyncio.run(test())


def test_one_twin_is_used_in_one_loop_after_another(async_local_platform: AsyncLocalPlatform) -> None:
    for code in ("1111", "2222"):
        send(async_local_platform, "texts", message=f"Your code is {code}")
        assert asyncio.run(async_local_platform.inbox.wait_for_text(to=TO)).code == code


def test_both_twins_see_one_platform(local_platform: LocalPlatform, async_local_platform: AsyncLocalPlatform) -> None:
    send(local_platform, "texts", message="hello")
    assert asyncio.run(async_local_platform.inbox.wait_for_text()) == local_platform.inbox.wait_for_text()


def test_an_error_in_a_loop_has_the_note_too() -> None:
    async def test() -> None:
        async with async_local_platform() as platform:
            await send_in_loop(platform, "texts", message="hello")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as failed:
        asyncio.run(test())
    assert failed.value.__notes__ == ['--- local platform ---\ntext to 12135551100 from 67076 (FINISHED SENT): "hello"']


PAIRS = [
    (sync_twin.LocalPlatform, async_twin.AsyncLocalPlatform),
    (sync_twin.LocalFaults, async_twin.AsyncLocalFaults),
    (sync_twin.Inbox, async_twin.AsyncInbox),
    (sync_twin.Phone, async_twin.AsyncPhone),
    (sync_twin.PhoneCall, async_twin.AsyncPhoneCall),
]


@pytest.mark.parametrize(("blocking", "awaited"), PAIRS, ids=[each[0].__name__ for each in PAIRS])
def test_the_twins_have_the_same_words(blocking: type, awaited: type) -> None:
    def words(of: type) -> dict[str, list[Any]]:
        methods = {name: each for name, each in vars(of).items() if inspect.isfunction(each) and name[0] != "_"}
        return {
            name: [(each.name, each.kind, each.default) for each in inspect.signature(method).parameters.values()]
            for name, method in methods.items()
        }

    assert words(blocking) == words(awaited)
    assert words(blocking)
    assert [name for name in words(awaited) if not inspect.iscoroutinefunction(getattr(awaited, name))] == []


# --- inbound --------------------------------------------------------------------------------------------------------

GREETING = (
    '<dialplan name="Root"><menu name="ask" maxDigits="1" timeout="3500"><play type="tts" voice="female1">'
    'Press 1 for news.</play><keypress pressed="1"><play type="tts" voice="female1">No news.</play></keypress></menu>'
    "<hangup/></dialplan>"
)


def test_somebody_calls_in(local_platform: LocalPlatform) -> None:
    with pytest.raises(StepFailed, match="nothing answers 12135550199"):
        local_platform.phone.call_in(from_=TO, to="12135550199")
    call = local_platform.phone.call_in(from_=TO, to="12135550199", plan=GREETING)
    call.hears("Press 1")
    call.press("1")
    call.hears("No news")
    assert call.state == "active"
    call.hang_up()
    assert (call.state, call.outcome) == ("finished", "callee hung up")


def test_somebody_calls_in_by_a_script_and_a_plan_of_nodes(local_platform: LocalPlatform) -> None:
    from ivrdsl import Dialplan, Hangup, Say

    plan = Dialplan()[Say("Hello."), Hangup()]
    call = local_platform.phone.call_in(from_=TO, to="12135550199", plan=plan, script="hear 'Hello'; wait")
    assert (call.state, call.heard) == ("finished", ["Hello."])
    with pytest.raises(StepFailed, match="script, line 1, column 1"):
        local_platform.phone.call_in(from_=TO, to="12135550199", script="cough")


def test_the_clock_of_a_call_in_is_the_tests(local_platform: LocalPlatform) -> None:
    call = local_platform.phone.call_in(from_=TO, to="12135550199", plan=GREETING)
    call.refresh()
    assert (call.state, call.heard) == ("active", ["Press 1 for news."])
    call.wait(1)
    assert "left it open after 0.001 s" in call.story


def test_somebody_writes(local_platform: LocalPlatform) -> None:
    text = local_platform.inbox.text_in("STOP", from_=TO)
    assert (text.text, text.sender, text.to, text.state) == ("STOP", TO, "67076", "FINISHED")


def test_somebody_calls_in_and_writes_in_a_loop(async_local_platform: AsyncLocalPlatform) -> None:
    async def test() -> None:
        call = await async_local_platform.phone.call_in(from_=TO, to="12135550199", plan=GREETING)
        await call.press("1")
        await call.hears("No news")
        text = await async_local_platform.inbox.text_in("STOP", from_=TO, to="12135550199")
        assert text.to == "12135550199"

    asyncio.run(test())


# --- faults ---------------------------------------------------------------------------------------------------------


def test_faults_are_methods(local_platform: LocalPlatform) -> None:
    faults = local_platform.faults
    faults.fail(2, status=429, retry_after_s=3, to=TO)
    faults.lose_answer(path="/texts")
    faults.slow(before_ms=1, after_ms=2)
    faults.duplicate_webhook()
    faults.reorder_webhooks()
    faults.carrier_error(TO, result="CARRIER_TEMP_ERROR")
    assert [(each["kind"], each["times"]) for each in faults.armed()] == [
        ("fail", 2), ("lose_answer", 1), ("slow", None), ("duplicate_webhook", 1), ("reorder_webhooks", 1),
        ("carrier_error", None),
    ]  # fmt: skip
    faults.clear()
    assert faults.armed() == []
    with pytest.raises(StepFailed, match="to is missing"):
        faults.carrier_error("")


def test_faults_are_methods_in_a_loop(async_local_platform: AsyncLocalPlatform) -> None:
    async def test() -> list[str]:
        faults = async_local_platform.faults
        await faults.fail()
        await faults.lose_answer()
        await faults.slow(1, after_ms=1)
        await faults.duplicate_webhook()
        await faults.reorder_webhooks()
        await faults.carrier_error(TO)
        kinds = [each["kind"] for each in await faults.armed()]
        await faults.clear()
        return [*kinds, *map(str, await faults.armed())]

    assert asyncio.run(test()) == [
        "fail", "lose_answer", "slow", "duplicate_webhook", "reorder_webhooks", "carrier_error",
    ]  # fmt: skip


def test_a_kind_can_last_until_it_is_cleared(local_platform: LocalPlatform) -> None:
    local_platform.faults.fail(None)
    for _ in range(3):
        with pytest.raises(httpx.HTTPStatusError):
            send(local_platform, "texts", message="hello")
    assert [each["times"] for each in local_platform.faults.armed()] == [None]


# --- pytest: what failures tell, sessions, workers --------------------------------------------------------------------

FILE = """
import asyncio
import httpx
import pytest
from ivrdsl.testing import local_platform as door

PLAN = PLAN_

def send(platform, path, **recipient):
    login = platform.login, platform.password
    httpx.post(f"{platform.url}/{path}", json=[{"phoneNumber": "12135551100", **recipient}], auth=login)

"""


def ran(folder: Path, tests: str, *words: str, files: dict[str, str] | None = None) -> Done:
    text = {"pytest.ini": "[pytest]\n", "test_it.py": FILE.replace("PLAN_", repr(CODE_CALL)) + tests, **(files or {})}
    for name, each in text.items():
        (folder / name).write_text(each, encoding="utf-8")
    return under_pytest(folder, *words)


def section(output: str) -> str:
    found = re.search(r"^-+ local platform -+\n(.*?)(?=^[-=_]{10,})", output, re.M | re.S)
    assert found, output
    return found[1]


def test_a_failing_test_shows_texts_and_calls_while_a_call_runs(tmp_path: Path) -> None:
    tests = """
def test_it(local_platform):
    send(local_platform, "texts", message="Your code is 251743")
    send(local_platform, "calls", dialplanXml=PLAN)
    call = local_platform.phone.answer()
    call.hears("one-time code")
    assert call.state == "finished"
"""
    shown = section(ran(tmp_path, tests).output)
    assert 'text to 12135551100 from 67076 (FINISHED SENT): "Your code is [secret]"' in shown
    assert "call to 12135551100 from 12135550199 (active)" in shown
    assert '1.500 s  "Hello, your one-time code is [secret], press 1 to repeat."' in shown
    open_ = section(ran(tmp_path, tests, "--ivr-show-secrets").output)
    assert "251743" in open_
    assert "2 5 1 7" in open_


def test_a_step_that_fails_while_a_call_runs_has_the_transcript_and_no_line_of_ours(tmp_path: Path) -> None:
    tests = """
def test_step(local_platform):
    send(local_platform, "calls", dialplanXml=PLAN)
    call = local_platform.phone.answer()
    call.hears("goodbye")

def test_wait(local_platform):
    send(local_platform, "calls", dialplanXml=PLAN)
    local_platform.phone.wait_for_call()
    local_platform.phone.wait_for_call(to="12135559999", timeout_s=0)

def test_step_in_a_loop(async_local_platform):
    async def steps():
        send(async_local_platform, "calls", dialplanXml=PLAN)
        call = await async_local_platform.phone.answer()
        await call.hears("goodbye")
    asyncio.run(steps())

def test_block():
    with door() as platform:
        send(platform, "calls", dialplanXml=PLAN)
        call = platform.phone.answer()
        call.hears("goodbye")
"""
    output = ran(tmp_path, tests).output
    assert "4 failed" in output
    assert output.count('"goodbye" was not heard; the nearest was "Hello') >= 3
    assert len(re.findall(r'^E +1\.500 s +"Hello, your one-time code is \[secret\]', output, re.M)) >= 3, output
    assert "no call to 12135559999 came within 0 s; the last that came: to 12135551100 (ringing)" in output
    assert "--- local platform ---" in output
    assert "2 5 1 7" not in output.replace("code is 2 5 1 7, press 1 to repeat.</play>", "")
    for module in ("local_server", "local_api", "sync_twin", "async_twin"):
        assert f"{module}.py" not in output


def test_a_session_has_one_and_each_test_its_own(tmp_path: Path) -> None:
    tests = """
def test_one(local_platform, local_platform_session):
    send(local_platform, "texts", message="mine")
    send(local_platform_session, "texts", message="ours")
    assert local_platform.url != local_platform_session.url

def test_two(local_platform, local_platform_session):
    assert local_platform.inbox.texts() == []
    assert [text.text for text in local_platform_session.inbox.texts()] == ["ours"]

@pytest.fixture(scope="session")
def wide():
    with door(callee="machine") as platform:
        yield platform

def test_three(wide, local_platform_session):
    send(wide, "texts", message="Your code is 251743")
    local_platform_session.reset()

def test_four(wide):
    assert False, "code 251743"

def test_five():
    assert False, "code 251743"
"""
    done = ran(tmp_path, tests, "-p", "no:randomly", files={"conftest.py": SETTINGS})
    assert "2 failed, 3 passed" in done.output
    assert done.output.count('(FINISHED SENT): "Your code is [secret]"') == 2
    assert "251743" not in done.output.replace('"code 251743"', "")


SETTINGS = """
import pytest

@pytest.fixture(scope="session")
def local_platform_settings():
    return {"callee": "listens"}
"""


def test_settings_of_a_project(tmp_path: Path) -> None:
    tests = """
def test_it(local_platform):
    send(local_platform, "calls", dialplanXml=PLAN)
    assert local_platform.phone.wait_for_call().state == "finished"

@pytest.mark.local_platform(callee="machine")
def test_a_marker_says_more(local_platform):
    send(local_platform, "calls", dialplanXml=PLAN)
    assert local_platform.phone.wait_for_call().result == "AM"

def test_the_session(local_platform_session):
    send(local_platform_session, "calls", dialplanXml=PLAN)
    assert local_platform_session.phone.wait_for_call().result == "LA"
"""
    done = ran(tmp_path, tests, files={"conftest.py": SETTINGS})
    assert "3 passed" in done.output, done.output


def test_workers_have_a_server_each(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    tests = """
@pytest.mark.parametrize("at", range(8))
def test_it(local_platform, local_platform_session, at, worker_id, request):
    assert local_platform.inbox.texts() == []
    send(local_platform, "texts", message=f"{at}")
    assert [text.text for text in local_platform.inbox.texts()] == [f"{at}"]
    send(local_platform_session, "texts", message=worker_id)
    assert {text.text for text in local_platform_session.inbox.texts()} == {worker_id}
    (request.config.rootpath / f"{worker_id}.{at}").write_text(local_platform.url)
"""
    done = ran(tmp_path, tests, "-n", "2", "-p", "xdist")
    assert "8 passed" in done.output, done.output
    by_worker = {worker: {path.read_text() for path in tmp_path.glob(f"{worker}.*")} for worker in ("gw0", "gw1")}
    assert [len(found) for found in by_worker.values()] == [1, 1]
    assert by_worker["gw0"] != by_worker["gw1"]


def test_a_wrong_setting_is_a_line_and_an_assertion_about_a_code_says_that_it_is_masked(tmp_path: Path) -> None:
    tests = """
@pytest.mark.local_platform(calee="machine")
def test_setting(local_platform):
    pass

def test_code(local_platform):
    send(local_platform, "texts", message="Your code is 251743")
    assert local_platform.inbox.wait_for_text().code == "none"
"""
    done = ran(tmp_path, tests)
    assert "local_platform: there is no setting 'calee'; did you mean \"callee\"" in done.output
    assert "call_fixture_func" not in done.output, "no frames of pytest"
    assert "[secret] stands for a code; --ivr-show-secrets shows it" in done.output
    shown = ran(tmp_path, tests, "--ivr-show-secrets").output
    assert "251743" in shown
    assert "stands for a code" not in shown
