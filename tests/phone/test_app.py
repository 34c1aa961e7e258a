"""The phone's screen, used by Textual's pilot: keys, time, what stands on it at 80x24 and elsewhere."""

import asyncio
import os
import re
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.needs import library

library("textual", "phone")

from textual.pilot import Pilot  # noqa: E402  # only where it is installed

from ivrdsl.phone.app import PhoneApp  # noqa: E402
from tests.phone.callers import EXAMPLES, Clock, simulated, told  # noqa: E402
from tests.phone.screens import phone, shown  # noqa: E402
from tests.phone.test_planfile import PLAN, Plan  # noqa: E402
from tests.phone.test_statements import ASKS  # noqa: E402

CODE, REMINDER, SURVEY = (
    next(path for path in EXAMPLES if path.stem == stem) for stem in ("one_time_code", "reminder", "survey")
)
SCREENS = Path(__file__).parent / "screens"


def use(
    app: PhoneApp, do: Callable[[Pilot[None]], Coroutine[Any, Any, None]], size: tuple[int, int] = (80, 24)
) -> None:
    """Let somebody use a phone."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await do(pilot)

    asyncio.run(run())


def pressed(app: PhoneApp, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
    """What the screen shows after some keys."""
    found = ""

    async def do(pilot: Pilot[None]) -> None:
        nonlocal found
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        found = shown(app)

    use(app, do, size)
    return found


@pytest.mark.parametrize(
    ("name", "path", "keys", "size"),
    [
        ("rings", CODE, (), (80, 24)),
        ("plays", CODE, ("enter", "n"), (80, 24)),
        ("listens", REMINDER, ("enter", "g"), (80, 24)),
        ("transfers", REMINDER, ("enter", "g", "2"), (80, 24)),
        ("records", REMINDER, ("enter", "g", "3", "g"), (80, 24)),
        ("ended", SURVEY, ("enter", "g", "1", "g", "5", "w"), (80, 24)),
        ("script", SURVEY, ("enter", "g", "1", "n", "x"), (80, 24)),
        ("undone", SURVEY, ("enter", "g", "1", "u"), (80, 24)),
        ("help", SURVEY, ("question_mark",), (80, 24)),
        ("narrow", SURVEY, ("enter", "g", "1"), (40, 24)),
        ("wide", SURVEY, ("enter", "g", "1"), (120, 30)),
    ],
)
def test_screens(
    name: str, path: Path, keys: tuple[str, ...], size: tuple[int, int], tmp_path: Path, update_golden: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    found = pressed(phone(Path(path.name), pace="step"), *keys, size=size)
    golden = SCREENS / f"{name}.txt"
    if update_golden:
        SCREENS.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    assert all(len(line) <= size[0] for line in found.splitlines())
    assert len(found.splitlines()) <= size[1]


def test_the_clock_runs_and_a_key_comes_at_its_moment() -> None:
    clock = Clock()
    app = phone(CODE, clock=clock)

    async def do(pilot: Pilot[None]) -> None:
        app.tick()
        assert "real ▶ 0:00.0" in shown(app)
        await pilot.press("enter")
        for _ in range(27):
            clock.now_s += 0.1001
            app.tick()
        await pilot.pause()
        assert "real ▶ 0:02.7" in shown(app)
        await pilot.press("1")

    use(app, do)
    session = app._board.session
    assert "press 1 at 1200ms" in session.script
    assert told(simulated(session.phoned, session.script)) == told(session.call)


def test_the_clock_is_fast_pauses_and_steps() -> None:
    clock = Clock()
    app = phone(CODE, clock=clock)
    session = app._board.session

    async def after(pilot: Pilot[None], seconds: float, *keys: str) -> int:
        for key in keys:
            await pilot.press(key)
        app.tick()
        begin_ms = session.now_ms
        clock.now_s += seconds
        app.tick()
        return session.now_ms - begin_ms

    async def do(pilot: Pilot[None]) -> None:
        assert await after(pilot, 0.5, "enter") == 500
        assert await after(pilot, 0.5, "c") == 4000
        assert await after(pilot, 0.5, "space") == 0
        assert await after(pilot, 0.1, "space") == 800
        assert await after(pilot, 0.5, "u") == 0
        assert session.rings
        assert await after(pilot, 0.5, "enter", "c") == 0
        assert "step ◆" in shown(app)
        await pilot.press("space")
        assert session.now_ms == 1500
        assert await after(pilot, 1.0, "c") == 1000

    use(app, do)


def test_time_passes_behind_a_page_and_keys_are_for_the_page() -> None:
    clock = Clock()
    app = phone(SURVEY, clock=clock)

    async def do(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "question_mark")
        clock.now_s += 1
        app.tick()
        app.look()
        await pilot.press("5", "h", "u")
        clock.now_s += 1
        app.tick()
        await pilot.press("escape")
        await pilot.pause()
        assert "real ▶ 0:02.0" in shown(app)

    use(app, do)
    assert app._board.session.moves == ["answer live"]


def test_time_stands_still_while_a_server_is_asked(tmp_path: Path) -> None:
    plan = tmp_path / "asks.xml"
    plan.write_bytes(ASKS)
    clock = Clock()
    app = phone(plan, clock=clock)
    session = app._board.session

    async def do(pilot: Pilot[None]) -> None:
        app.tick()
        await pilot.press("enter")
        clock.now_s += 60
        app.tick()
        await pilot.pause()
        asked_ms = session.now_ms
        assert asked_ms < 2000
        assert "what comes back?" in shown(app)
        await pilot.press("enter", *"4 dollars", "enter")
        assert session.question is None
        app.tick()
        clock.now_s += 60
        app.tick()
        assert session.call.heard[-1] == "You have 4 dollars dollars."
        await pilot.press("down", "enter")
        assert session.call.heard[-1] == "Now ."

    use(app, do)


def test_a_call_is_kept_and_its_name_is_asked(tmp_path: Path) -> None:
    plan = Path(shutil.copy(CODE, tmp_path))
    app = phone(plan, pace="step")

    async def do(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "w", "s")
        await pilot.press("escape", "s", "enter")
        await pilot.pause()
        assert "it passes" in shown(app)
        await pilot.press("s", "end", *["backspace"] * 5, "s", "enter")

    use(app, do)
    kept = sorted(each.name for each in tmp_path.glob("*.call"))
    assert kept == ["one_time_code-1.call", "one_time_code-2s.call"]


def test_words_can_be_said(tmp_path: Path) -> None:
    app = phone(REMINDER, pace="step")

    async def say(pilot: Pilot[None], words: str) -> str:
        await pilot.press("colon")
        app._input.value = words
        await pilot.press("enter")
        await pilot.pause()
        return shown(app)

    async def do(pilot: Pilot[None]) -> None:
        assert "before the call: set contact" in await say(pilot, 'set contact.firstName = "Ann"')
        await say(pilot, "mailbox greeting 3s")
        assert app._board.session.moves == ["answer mailbox greeting 3s"]
        assert "is no word here" in await say(pilot, "xyzzy")
        assert "answer (escape closes)" in await say(pilot, "help")
        await pilot.press("escape")
        assert "a mailbox presses no keys" in await say(pilot, "1")
        await say(pilot, "quit")

    use(app, do)
    assert app.return_code == 0


def test_what_is_not_given_of_the_contact_is_shown_until_it_is() -> None:
    app = phone(REMINDER)

    async def do(pilot: Pilot[None]) -> None:
        app.tick()
        await pilot.pause()
        assert "not given contact.firstName" in shown(app)
        await pilot.press(":", *'set contact.firstName = "Ann"', "enter")
        await pilot.pause()
        assert "not given" not in shown(app)
        assert "contact.firstName = Ann" in shown(app)

    use(app, do)


def test_the_plan_changes_under_the_call(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "plan.py")
    plan.fill()
    app = phone(plan.path, pace="step")

    async def do(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "g", "1")
        plan.fill(words="Now press 2.")
        app.look()
        await pilot.pause()
        assert "the plan has changed; 2 moves played again" in shown(app)
        await pilot.press("g")
        assert app._board.session.call.heard[-1] == "Now press 2."
        plan.write(PLAN[:40])
        app.look()
        await pilot.pause()
        assert "the old one stays on the line" in shown(app)

    use(app, do)


EVIL = "[red]x[/] \x9b31m\u202eevil\u2066\u200b\x85\u2028 \\[bold]"
HOSTILE = f"""<dialplan name="R{EVIL}">
<play type="tts">{EVIL}</play>
<menu name="m{EVIL}" maxDigits="1" timeout="3500">
<play type="tts">Your code is 2517 {EVIL}, press 1 ${{contact.b}} [/red][@click=app.quit]x[/] ${{call.id}}.</play>
<keypress pressed="1"><setvar varname="n[b]{EVIL}">'{EVIL}'</setvar><stash varname="S{EVIL}">{EVIL}</stash>
<get varname="g">http://x.example/[red]{EVIL}</get><goto>m{EVIL}</goto></keypress>
<keypress pressed="2"><sms to="12135551234">{EVIL}</sms><transfer>{EVIL}</transfer></keypress>
<keypress pressed="timeout"><play type="callfireid">{EVIL}</play><hangup/></keypress>
</menu></dialplan>
"""
ACTED_ON = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@pytest.mark.parametrize("size", [(80, 24), (12, 6)])
def test_nothing_that_a_plan_says_is_markup_or_a_command(size: tuple[int, int], tmp_path: Path) -> None:
    plan = tmp_path / "evil\x1b[31m\u202e[red].xml"
    plan.write_text(HOSTILE, encoding="utf-8")
    app = phone(plan, pace="step")
    seen = ""

    async def do(pilot: Pilot[None]) -> None:
        nonlocal seen
        for key in (
            "enter",
            "n",
            "g",
            "1",
            "x",
            "down",
            "down",
            "enter",
            "g",
            "u",
            "2",
            "x",
            "u",
            "w",
            "n",
            "n",
            "s",
            "enter",
        ):
            await pilot.press(key)
            await pilot.pause()
            found = shown(app)
            assert not ACTED_ON.search(found)
            seen += found

    use(app, do, size)
    if size == (80, 24):
        for text in ("[red]x[/]", "\\x9b31m", "\\u202e", "[@click=app.quit]", "\\x1b[31m"):
            assert text in re.sub(r"\s+", "", seen), text
    assert [each.name for each in tmp_path.glob("*.call")] == ["evil\\x1b[31m\\u202e[red]-1.call"]


@pytest.mark.parametrize("size", [(40, 12), (8, 3), (200, 60)])
def test_no_size_is_too_small(size: tuple[int, int]) -> None:
    assert pressed(
        phone(SURVEY, pace="step"), "enter", "g", "1", "g", "5", "w", "x", "question_mark", "escape", "s", size=size
    )


def test_light_and_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("enter", "g", "1")
    plain = pressed(phone(SURVEY, pace="step"), *keys)
    assert pressed(phone(SURVEY, pace="step"), "l", *keys) == plain
    monkeypatch.setitem(os.environ, "NO_COLOR", "1")
    assert pressed(phone(SURVEY, pace="step"), *keys) == plain


def test_an_error_of_ours_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    app = PhoneApp(phone(CODE)._board, clock=Clock())

    def fails() -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(app, "tick", fails)

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.pause(0.3)

    asyncio.run(run())
    assert isinstance(app.failure, ZeroDivisionError)
    assert app.return_code == 1
