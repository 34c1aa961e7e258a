"""A call as sound is what its transcript says: what is heard on which side, and when."""

import hashlib
from array import array
from collections.abc import Sequence
from math import pi, sin
from pathlib import Path

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.model.nodes import Dialplan
from ivrdsl.sounds import spoken as spoken_module
from ivrdsl.sounds.folder import SoundFile
from ivrdsl.sounds.library import Library
from ivrdsl.sounds.sides import sound_of
from ivrdsl.sounds.spoken import LONGEST_MS, SpokenCall, play_spoken
from ivrdsl.sounds.tones import samples_in
from ivrdsl.sounds.tracks import Sound, Stereo, Track
from ivrdsl.sounds.voice import RATE, speak
from ivrdsl.xml.parse import from_xml
from ivrsim.core.platform import Platform
from ivrsim.script.statements import parse_script
from tests.conformance.cases import cases
from tests.needs import library
from tests.processes import ivrdsl
from tests.sounds.hearing import Heard, between, heard, keys, loudness, share

library("espeakng_loader", "speech")

MENU = """<dialplan name="Root">
  <menu name="ask" maxDigits="{digits}" timeout="3000">
    <play type="tts" voice="female1">Hello, please enter your code, then wait for a moment.</play>
    <keypress pressed="default"><play type="tts">Thank you.</play></keypress>
    <keypress pressed="timeout"><hangup/></keypress>
  </menu>
</dialplan>"""
SILENT, LOUD = 1, 500
"""Loudness of silence at most, and of a voice, a key or ringing at least."""


def plan(*body: str) -> Dialplan:
    return from_xml(f"<dialplan>{''.join(body)}</dialplan>" if not body[0].startswith("<dialplan") else body[0])


def played(script: str, *body: str, platform: Platform = Platform()) -> SpokenCall:  # noqa: B008  # it is a value
    return play_spoken(plan(*body), parse_script(script), platform)


def heard_of(spoken: SpokenCall, files: Sequence[SoundFile] = ()) -> Heard:
    return heard(sound_of(spoken, Library(files)))


def moments(spoken: SpokenCall, *kinds: str) -> list[int]:
    return [entry.at_ms for entry in spoken.call.transcript().of_kind(*kinds)]


def test_the_sound_is_as_long_as_the_call() -> None:
    for script in ("answer live; wait; expect hangup", "answer live; press 1234; expect hangup", "answer busy"):
        spoken = played(script, MENU.format(digits=4))
        assert 0 <= heard_of(spoken).ms - spoken.call.transcript().duration_ms <= 50


def test_the_transcript_leans_on_what_was_measured() -> None:
    spoken = played("answer live; press 1234 at 4s; expect hangup", MENU.format(digits=4))
    prompt = spoken.call.transcript().of_kind("prompt")[0]
    assert prompt.details["duration_ms"] == spoken.speeches["female1", prompt.details["text"]].length_ms
    assert prompt.details["duration_ms"] == pytest.approx(speak(prompt.details["text"]).length_ms, abs=50)
    assert "measured: espeak-ng" in [each.value for each in spoken.call.transcript().assumptions]


def test_a_prompt_is_heard_while_it_plays_and_silence_after_it() -> None:
    spoken = played("answer live; wait; expect hangup", MENU.format(digits=4))
    sound = heard_of(spoken)
    (listens_ms,) = moments(spoken, "listening")
    assert loudness(between(sound.left, 0, listens_ms)) > LOUD
    assert loudness(between(sound.left, listens_ms - 100, listens_ms)) > SILENT
    assert loudness(between(sound.left, listens_ms + 1, sound.ms)) <= SILENT
    assert loudness(sound.right) == 0


def test_keys_are_decoded_at_their_moments_on_the_side_of_the_callee() -> None:
    pressed = "1597*0#4628"
    spoken = played(f"answer live; press {pressed}; expect hangup", MENU.format(digits=20).replace("3000", "9000"))
    sound = heard_of(spoken)
    times = moments(spoken, "key")
    assert "".join(key for _, key in keys(sound.right)) == pressed[: len(times)] != ""
    assert [at_ms for at_ms, _ in keys(sound.right)] == pytest.approx(times, abs=20)
    assert keys(sound.left) == []


def test_every_key_is_decoded() -> None:
    digits = "0123456789"
    spoken = played(f"answer live; press {digits}; hear 'Thank'", MENU.format(digits=10))
    assert "".join(key for _, key in keys(heard_of(spoken).right)) == digits


def test_a_key_that_is_pressed_in_the_last_moment_of_a_call_is_heard() -> None:
    spoken = played(
        "answer live; press 7; expect hangup",
        '<menu maxDigits="1"><play type="tts">Press 7.</play><keypress pressed="7"><hangup/></keypress></menu>',
    )
    assert moments(spoken, "key") == moments(spoken, "hangup") == [spoken.call.transcript().duration_ms]
    assert [key for _, key in keys(heard_of(spoken).right)] == ["7"]


def test_keys_of_one_moment_follow_each_other() -> None:
    menu = '<menu maxDigits="1"><keypress pressed="{key}">{then}</keypress></menu>'
    after = '<play type="tts">Good, that was all of it.</play>'
    body = menu.format(key=1, then=menu.format(key=2, then=after))
    spoken = played("answer live; press 1; press 2; hear 'Good'; expect hangup", body)
    assert len(set(moments(spoken, "key"))) == 1
    assert [key for _, key in keys(heard_of(spoken).right)] == ["1", "2"]


def test_a_prompt_ends_where_a_key_cuts_it() -> None:
    spoken = played("answer live; hear 'Hello'; press 9 at word 'enter'; hear 'Thank'", MENU.format(digits=2))
    assert spoken.failed is not None  # the menu still waits for its second digit
    sound = heard_of(spoken)
    (cut_ms,) = moments(spoken, "cut")
    prompt = spoken.speeches["female1", spoken.call.heard[0]]
    assert cut_ms < prompt.length_ms - 500
    assert sound.left[: cut_ms * RATE // 1000] == prompt.samples[: cut_ms * RATE // 1000]
    assert loudness(between(sound.left, cut_ms + 1, sound.ms)) == 0


def test_nothing_is_heard_after_the_callee_has_hung_up() -> None:
    spoken = played(
        "answer live; hang up at 700ms", '<play type="tts">A long sentence that nobody hears to its end.</play>'
    )
    sound = heard_of(spoken)
    assert loudness(between(sound.left, 0, 700)) > LOUD
    assert loudness(between(sound.left, 701, sound.ms)) == 0


def test_a_transfer_rings_two_seconds_in_six() -> None:
    spoken = played("answer live; wait 9s; transfer answered 3s", '<transfer timeout="20">2135551234</transfer>')
    left = heard_of(spoken).left
    for start_ms in (100, 6100):
        tone = between(left, start_ms, start_ms + 1000)
        assert share(tone, 440) == pytest.approx(0.5, abs=0.05)
        assert share(tone, 480) == pytest.approx(0.5, abs=0.05)
    assert loudness(between(left, 2001, 5999)) == loudness(between(left, 8001, 8999)) == 0


def test_those_who_talk_are_a_soft_noise_on_both_sides() -> None:
    spoken = played("answer live; transfer answered 3s", '<transfer timeout="20">2135551234</transfer>')
    sound = heard_of(spoken)
    for side in sound:
        assert SILENT < loudness(between(side, 10, 2990)) < LOUD


def test_a_recording_beeps_and_the_callee_speaks() -> None:
    spoken = played("answer live; record 2s then #", '<record varname="r" timeout="9"/>')
    sound = heard_of(spoken)
    assert share(between(sound.left, 20, 280), 1000) > 0.95
    assert loudness(between(sound.left, 301, sound.ms)) == 0
    assert SILENT < loudness(between(sound.right, 0, 1990)) < LOUD
    assert [key for _, key in keys(sound.right)] == ["#"]


def test_a_callee_who_says_nothing_to_a_recording_is_silent() -> None:
    sound = heard_of(played("answer live; wait", '<record varname="r" timeout="3"/>'))
    assert loudness(sound.right) == 0


def test_tones_that_the_plan_sends_are_on_the_left_with_their_pauses() -> None:
    sound = heard_of(played("answer live; expect hangup", "<dtmf>12w34</dtmf><wait>2</wait>"))
    assert "".join(key for _, key in keys(sound.left)) == "1234"
    assert [at_ms for at_ms, _ in keys(sound.left)] == pytest.approx([0, 200, 2400, 2600], abs=20)


# --- sounds that are recorded -----------------------------------------------------------------------------------------


def recorded(folder: Path, name: str, hz: int = 700, ms: int = 1500) -> SoundFile:
    """A file with one frequency in it."""
    samples = array("h", [round(9000 * sin(2 * pi * hz * at / RATE)) for at in range(samples_in(ms))])
    track = Track()
    track.lay(0, ms, Sound(samples))
    path = folder / name
    path.write_bytes(b"".join(Stereo(track, track, ms)))
    return SoundFile(str(path), [name, path.stem], ms)


def test_a_sound_that_nobody_has_is_a_soft_noise_for_as_long_as_it_takes() -> None:
    platform = Platform(sounds_ms=(("77", 1200),))
    spoken = played("answer live; expect hangup", '<play type="callfireid">77</play><wait>1</wait>', platform=platform)
    left = heard_of(spoken).left
    assert SILENT < loudness(between(left, 0, 1200)) < LOUD
    assert loudness(between(left, 1201, 2200)) == 0


def test_a_sound_that_somebody_has_is_played_by_number_and_by_url(tmp_path: Path) -> None:
    file = recorded(tmp_path, "77.wav")
    platform = Library([file]).on(Platform())
    for body in ('<play type="callfireid">77</play>', '<play type="url">https://example.com/a/77.wav?b=1</play>'):
        spoken = played("answer live; expect hangup", body, "<wait>1</wait>", platform=platform)
        left = heard_of(spoken, [file]).left
        assert share(between(left, 10, 1490), 700) > 0.95
        assert loudness(between(left, 1501, 2500)) == 0


# --- the lengths of prompts -------------------------------------------------------------------------------------------


def test_the_call_is_played_again_until_all_its_prompts_are_measured() -> None:
    body = [f'<play type="tts">This is sentence number {each}.</play>' for each in range(12)]
    script = "answer live; wait 14s"  # how many are heard depends on how long each takes
    spoken = played(script, *body, platform=Platform(ms_per_character=20))
    entries = spoken.call.transcript().of_kind("prompt")
    assert [entry.details["duration_ms"] for entry in entries] == [
        spoken.speeches[entry.details["voice"], entry.details["text"]].length_ms for entry in entries
    ]


def test_prompts_that_are_others_each_time_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = iter(range(10**6))
    monkeypatch.setattr(spoken_module, "_unspoken", lambda *_: [("", f"text {next(fresh)}")])
    with pytest.raises(IvrError, match="played 50 times"):
        played("answer live", "<hangup/>")


@pytest.mark.parametrize(
    ("script", "body", "what"),
    [
        (
            "answer live; wait",
            '<wait>3700</wait><menu maxDigits="1"><keypress pressed="1"/></menu>',
            "the call takes .* at most; end the script earlier",
        ),
        (
            "answer live; hang up at 1s",
            f'<play type="tts">{"word " * 20_000}</play>',
            "a prompt takes .* at most; shorten it",
        ),
    ],
)
def test_more_than_an_hour_is_refused(script: str, body: str, what: str) -> None:
    with pytest.raises(IvrError, match=what):
        played(script, body)
    assert LONGEST_MS == 3_600_000


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(MENU.format(digits=4), encoding="utf-8")
    words = ["listen", str(tmp_path / "plan.xml"), "-e", "answer live; press 1234; expect hangup", "-o"]
    found = set()
    for name in ("one.wav", "other.wav"):
        assert ivrdsl(*words, str(tmp_path / name), fresh=True).code == 0
        found.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(found) == 1


# --- all there is -----------------------------------------------------------------------------------------------------


def test_every_call_of_the_conformance_suite_can_be_heard() -> None:
    """As long as the call, and with its keys: each once, also where the call tells of one again when it takes it."""
    for case in cases():
        plan = from_xml((case.folder / "dialplan.xml").read_bytes())
        if case.topic == "loops":
            continue  # these take hours
        spoken = play_spoken(plan, parse_script(case.script), Platform().with_quirks(**case.quirks))
        transcript = spoken.call.transcript()
        if transcript.duration_ms > 20_000:
            continue  # it would take this test long to hear
        sound = heard_of(spoken)
        pressed = [move.event.value for move in transcript.log[2::3] if move is not None and move.event.kind == "key"]
        assert 0 <= sound.ms - transcript.duration_ms <= 50.1, case.id
        assert not pressed or [key for _, key in keys(sound.right)] == pressed, case.id
