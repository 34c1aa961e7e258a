"""The platform of a session: options, ini file, and mistakes in them."""

from collections.abc import Callable

import pytest

CALL = """\
dialplan menu.py
call "a wrong key"
  answer live
  press 9
  {then}
"""
FALLS = CALL.format(then="expect hangup")
REPLAYS = CALL.format(then='hear "Hello"')
TEST = """
def test_it(dial):
    call = dial("menu.py")
    call.answer("live")
    call.press("9")
    call.hears("Hello")
"""
LOOK = """
import sys

def test_it():
    heavy = {"ivrsim", "lxml", "xmlschema", "quickjs", "click", "hypothesis"}
    assert heavy & set(sys.modules) == set()
    ours = {name for name in sys.modules if name.startswith("ivrdsl")}
    light = {f"ivrdsl.testing.{name}" for name in ("options", "plugin", "usage")}
    assert ours == {"ivrdsl", "ivrdsl._version", "ivrdsl.testing", *light}
"""


def test_the_default_platform_is_named(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run({"x.call": FALLS})
    assert "\nivrdsl: the default platform\n" in output
    assert code == 0


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["--ivr-quirk", "no_match=replay", "--ivr-quirk=ms_per_character=70"], {}),
        (["--ivr-platform", "ours.toml"], {"ours.toml": 'no_match = "replay"\nms_per_character = 70\n'}),
        ([], {"pytest.ini": "[pytest]\nivr_quirks =\n    no_match=replay\n    ms_per_character=70\n"}),
        (
            ["--ivr-quirk", "no_match=replay"],
            {"pytest.ini": "[pytest]\nivr_platform = sub/ours.toml\n", "sub/ours.toml": "ms_per_character = 70"},
        ),
        (
            ["--ivr-quirk=no_match=replay"],
            {"pytest.ini": "[pytest]\nivr_quirks =\n  no_match=end\n  ms_per_character=70"},
        ),
    ],
)
def test_a_platform_holds_for_scripts_and_for_the_fixture(
    arguments: list[str], files: dict[str, str], run: Callable[..., tuple[int, str]]
) -> None:
    code, output = run({"x.call": REPLAYS, "test_x.py": TEST, **files}, *arguments)
    assert "\nivrdsl: platform callfire-2027.1, no_match=replay, ms_per_character=70\n" in output
    assert "2 passed" in output
    assert code == 0


def test_a_platform_has_its_name(run: Callable[..., tuple[int, str]]) -> None:
    ours = 'name = "ours"\n[voice_rates]\nmale1 = 80\n'
    assert (
        "\nivrdsl: platform ours, voice_rates.male1=80\n"
        in run({"x.call": FALLS, "p.toml": ours}, "--ivr-platform=p.toml")[1]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--ivr-quirk", "no_mach=replay"], """there is no quirk 'no_mach'; did you mean "no_match"?"""),
        (["--ivr-quirk", "no_match=repeat"], "quirk no_match is 'repeat'; expected fallthrough or replay or end"),
        (["--ivr-quirk", "no_match"], "--ivr-quirk: 'no_match' is not KEY=VALUE, such as no_match=replay"),
        (["--ivr-quirk", "=replay"], "--ivr-quirk: '=replay' is not KEY=VALUE"),
        (["--ivr-platform", "nowhere.toml"], "nowhere.toml: it cannot be read: No such file or directory"),
        (["--ivr-platform", "bad.toml"], "bad.toml: it is not TOML"),
        (["--ivr-platform", "odd.toml"], """odd.toml: there is no quirk 'barge_inn'; did you mean "barge_in"?"""),
    ],
)
def test_a_mistake_ends_the_session_before_it_starts(
    arguments: list[str], message: str, run: Callable[..., tuple[int, str]]
) -> None:
    files = {"x.call": FALLS, "bad.toml": "no_match = ", "odd.toml": "barge_inn = true"}
    code, output = run(files, *arguments)
    assert code == 4
    assert f"ERROR: {message}" in output
    assert "Traceback" not in output
    assert "passed" not in output


def test_nothing_of_ours_is_imported_before_it_is_needed(run: Callable[..., tuple[int, str]]) -> None:
    without = "no:hypothesispytest"  # which imports what it likes
    code, output = run({"test_look.py": LOOK}, "-p", without, fresh=True)
    assert "plugins: ivrdsl" in output
    assert code == 0, output
