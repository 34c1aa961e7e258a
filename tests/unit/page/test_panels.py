"""What stands below the picture: prompts, assumptions, findings, calls that are given."""

import re

from ivrdsl import CONTACT, Dialplan, Keypress, Menu, PlaySound, Say, spell
from ivrdsl.findings.finding import Finding
from ivrdsl.page.assumptions import assumptions_parts, quirk_page
from ivrdsl.page.findings import findings_parts
from ivrdsl.page.prompts import sheet
from ivrdsl.page.recordings import GivenCall, recorded, recordings_parts
from ivrdsl.page.secrecy import Secrecy, without_folders
from ivrsim import Call, Platform
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.platform import assumable
from ivrsim.script.run import passes
from ivrsim.script.statements import parse_script

PLAN = Dialplan("Root")[
    Menu("m", max_digits=1, timeout_ms=3000)[
        Say("Hello ", CONTACT.first_name, "."),
        Say("Your code is ", spell("2517"), "."),
        PlaySound("123456"),
        Keypress("1")[Say("Bye.")],
        Keypress("2")[Say("Bye.")],
    ],
]


def test_the_sheet_has_each_prompt_once_with_its_length() -> None:
    plan = compile_plan(PLAN)
    rows = sheet(plan, mask_of_plans(plan, shows=True), [])
    assert [(row.source, row.text, row.varies) for row in rows] == [
        ("tts", "Hello ${contact.firstName}.", True),
        ("tts", "Your code is 2 5 1 7.", False),
        ("callfireid", "123456", False),
        ("tts", "Bye.", False),
    ]
    assert len(rows[3].where) == 2
    lengths = {entry.details["text"]: entry.details["duration_ms"] for entry in played(plan) if entry.kind == "prompt"}
    assert rows[1].ms == lengths["Your code is 2 5 1 7."]
    assert rows[2].ms == Platform().sound_ms


def played(plan: object) -> list[object]:
    call = Call(plan)  # type: ignore[arg-type]  # a compiled plan is one
    call.answer()
    call.wait()
    return list(call.transcript())


def test_a_secret_is_a_mask_and_as_long_as_its_stand_in() -> None:
    plans = [compile_plan(Dialplan("Root")[Say("Your code is ", spell(code), ".")]) for code in ("2517", "7777")]
    rows = [sheet(plan, mask_of_plans(plan), []) for plan in plans]
    assert rows[0] == rows[1]
    assert "[secret]" in rows[0][0].text


def test_every_quirk_says_what_its_reading_means() -> None:
    platform = Platform()
    assert [quirk for quirk in assumable() if not quirk_page(quirk).means(platform.value(quirk))] == []
    assert "not known: 10000 ms." in quirk_page("longest_value_ms").means("10000")
    text = "".join(assumptions_parts([("barge_in", "true"), ("speech", "words"), ("barge_in", "true")]))
    assert text.count("<li") == 2
    assert "A key during a menu" in text
    assert "It may be otherwise: A lost key does not lengthen" in text


FOUND = Finding(
    "IVR401", "spoken-code", "warning", "/home/me/plans/a.xml", 3, 1, "play", "see /home/me/plans/b", "", ""
)


def test_a_finding_has_no_folder_of_this_machine() -> None:
    (bare,) = without_folders([FOUND], ["/home/me/plans", ""])
    assert (bare.file, bare.message) == ("a.xml", "see b")
    assert "/home" not in "".join(findings_parts([bare], Secrecy()))


def test_nothing_found_is_said() -> None:
    assert "find nothing" in "".join(findings_parts([], Secrecy()))


def test_given_calls_are_told_whole() -> None:
    plan = compile_plan(Dialplan("Root")[Say("Hello."), Say("Your code is ", spell("2517"), ".")])
    statements = parse_script("answer live\nwait\nhear 'other'\n")
    call = Call(plan)
    found = recorded(plan, [GivenCall("a.call", "wrong <b>", call, *passes(call, statements))], Secrecy())
    text = "".join(recordings_parts(found))
    assert "1 call that somebody has written, 1 of them fail" in re.sub(r"\s+", " ", text)
    assert "wrong &lt;b&gt;" in text
    assert "failed: hear" in text
    assert "2 5 1 7" not in text
    assert found.ways == {}
