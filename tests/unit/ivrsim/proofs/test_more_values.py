"""What may take longer than it seems: sounds that a value names, markup round a value, phones that ring before busy."""

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.property import Options
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import PROVED
from ivrsim.proofs.verify import verify
from ivrsim.script.run import run_script
from ivrsim.script.statements import parse_script

IN_TIME = next(each for each in BUILT_IN if each.name == "call-ends-in-time")
LONG = "one two three four five six seven eight nine ten eleven twelve " * 4
SOUNDS = Platform(sounds_ms=(("77", 600_000), ("en.wav", 3000), ("es.wav", 60_000)))


@pytest.mark.parametrize(
    ("body", "platform", "script", "limit_ms"),
    [
        (
            '<play type="url">https://x.example/prompts/${contact.A}.wav</play>',
            SOUNDS,
            'set contact.A="es"; answer live; wait',
            25_000,
        ),
        ('<play type="callfireid">${contact.A}</play>', SOUNDS, 'set contact.A="77"; answer live; wait', 40_000),
        (
            f"<if expr=\"'${{contact.A}}' != ''\"><play type=\"tts\">&lt;${{contact.A}} {LONG}&gt;</play></if>",
            Platform(),
            'set contact.A="5"; answer live; wait',
            12_000,
        ),
        (
            '<play type="tts">${contact.A}</play>',
            Platform(voice_factors=(("", 0.001),)),
            f'set contact.A="{LONG}"; answer live; wait',
            1,
        ),
        (
            "<transfer>12135551234</transfer><wait>20</wait>",
            Platform(transfer_no_timeout="end"),
            "answer live; wait 59s; transfer busy; wait; wait",
            61_000,
        ),
        (
            '<setvar varname="n">1</setvar><menu maxDigits="1" timeout="3000"><play type="tts">Press a key.</play>'
            '<keypress pressed="1-3"><setvar varname="choice${n}">${call.lastinput}</setvar></keypress>'
            '<keypress pressed="timeout"><hangup/></keypress></menu>'
            "<if expr=\"'${choice1}' == '2'\"><wait>60</wait></if>",
            Platform(),
            "answer live; press 2; wait 61s",
            30_000,
        ),
        (
            '<setvar varname="k">oo</setvar><setvar varname="f${k}">${contact.A}</setvar>'
            '<play type="tts">${foo}</play>',
            Platform(longest_value_ms=1000),
            f'set contact.A="{LONG}"; answer live; wait',
            3000,
        ),
    ],
)
def test_a_call_that_takes_longer_is_not_proven_away(body: str, platform: Platform, script: str, limit_ms: int) -> None:
    plan = from_xml(f'<dialplan name="R">{body}</dialplan>')
    call = Call(plan, platform=platform)
    run_script(call, parse_script(script))
    assert call.transcript().duration_ms > limit_ms
    asked = Asked((IN_TIME,), Options(max_duration_ms=limit_ms))
    verdict = verify(plan, platform, asked=asked).verdicts[0]
    assert verdict.verdict != PROVED, verdict.because
