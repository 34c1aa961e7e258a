"""Plans after reports and questions of people who do this job: what `check` and `verify` say of each is right.

Each line was read. Where a plan is right as it stands, no finding and no broken property may come.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from ivrdsl import Dialplan, Say, from_xml, to_xml
from ivrdsl.checking.control import control_of
from ivrdsl.checking.repair import mended
from ivrdsl.checking.run import check_bytes
from ivrdsl.errors import LoadError, XmlError
from ivrdsl.files.load import load
from ivrdsl.files.witnesses import kept_call
from ivrsim import Call, Platform, verify
from ivrsim.picture.draw import draw
from ivrsim.proofs.verdict import BROKEN, UNDECIDED, Verification
from ivrsim.script.run import passes
from ivrsim.script.statements import parse_script

FOLDER: Final = Path(__file__).with_name("cases")
SAID: Final = {
    "callattendant-greeting": ("IVR502", "offered-keys-work"),
    "code": (
        "IVR401 IVR506",
        "machine-never-hears-secret machine-never-hears-secret-misjudged person-hears-secret-late"
        " secret-can-be-repeated",
    ),
    "counter": ("IVR303", "at-most-5-plays every-call-ends"),
    "double-escaped": ("IVR509", ""),
    "emergency": ("", ""),
    "fix-lines": ("IVR210", ""),
    "fs-two-digit-menu": ("IVR108 IVR303", "at-most-5-plays"),
    "gather-loop": ("IVR112 IVR303", "at-most-5-plays"),
    "gen39595": ("IVR011 IVR101 IVR102 IVR103 IVR108 IVR408 IVR502", "no-key-swallowed offered-keys-work"),
    "gen7930": (
        "IVR007 IVR102 IVR103 IVR105 IVR109 IVR110 IVR202 IVR211 IVR301 IVR303 IVR304 IVR307 IVR502",
        "at-most-5-plays every-branch-can-be-taken no-key-swallowed no-unset-variable offered-keys-work"
        " silence-never-acts",
    ),
    "hash-lost": ("IVR215 IVR303", "at-most-5-plays"),
    "html-entities": ("IVR001", None),
    "ivoz-zero": ("IVR303", "at-most-5-plays"),
    "literal": ("IVR201 IVR210", "no-unset-variable"),
    "long": ("IVR106 IVR502", "every-branch-can-be-taken offered-keys-work"),
    "otp-twimlet-loop": (
        "IVR103 IVR303 IVR411",
        "at-most-5-plays every-call-ends machine-never-hears-secret-misjudged no-key-swallowed"
        " nobody-is-left-in-silence person-hears-secret-misjudged",
    ),
    "otp-unspaced": (
        "IVR401 IVR501 IVR506",
        "machine-never-hears-secret machine-never-hears-secret-misjudged person-hears-secret-late"
        " secret-can-be-repeated",
    ),
    "pin-leading-zero": ("IVR204 IVR208", "no-javascript-error"),
    "save-passes": ("IVR103 IVR109 IVR502", "no-key-swallowed offered-keys-work"),
    "screened": ("", ""),
    "smart-quotes-attr": ("IVR001", None),
    "sms-plan": ("IVR406", "nobody-is-left-in-silence"),
    "transfer-empty": ("IVR014", "nobody-is-left-in-silence"),
    "unset-proved": ("IVR201", "no-unset-variable nobody-is-left-in-silence"),
    "verify-contact-name": ("", ""),
    "ws-before-decl": ("IVR001", None),
}
"""The rules that find something, and the properties that are broken; None for what is no plan."""
PLANS: Final = [name for name, (_, broken) in SAID.items() if broken is not None]


def document(name: str) -> bytes:
    return (FOLDER / f"{name}.xml").read_bytes()


def plan(name: str) -> Dialplan:
    return from_xml(document(name))


def heard(made: Call) -> Iterator[str]:
    made.answer()
    made.wait()
    return (entry.details["text"] for entry in made.transcript().of_kind("prompt"))


@cache
def verified(name: str) -> Verification:
    return verify(plan(name))


def test_every_case_is_listed() -> None:
    assert set(SAID) == {path.stem for path in FOLDER.glob("*.xml")}


@pytest.mark.parametrize("name", SAID)
def test_check_finds_what_is_wrong_and_nothing_else(name: str) -> None:
    found = check_bytes(document(name), f"{name}.xml")
    assert " ".join(sorted({each.code for each in found})) == SAID[name][0]
    assert all(each.why and each.fix for each in found)


@pytest.mark.parametrize("name", PLANS)
def test_verify_breaks_what_a_call_breaks_and_nothing_else(name: str) -> None:
    broken = {each.name for each in verified(name).verdicts if each.verdict == BROKEN}
    assert " ".join(sorted(broken)) == SAID[name][1]


@pytest.mark.parametrize("name", PLANS)
def test_nothing_is_undecided_but_where_nobody_knows_what_a_tag_does(name: str) -> None:
    undecided = {each.name for each in verified(name).verdicts if each.verdict == UNDECIDED}
    assert bool(undecided) == (name == "transfer-empty")


@pytest.mark.parametrize("name", PLANS)
def test_every_call_that_is_kept_fails_until_the_plan_is_mended(name: str) -> None:
    for verdict in verified(name).verdicts:
        for witness in verdict.witnesses if verdict.verdict == BROKEN and verdict.expect else ():
            kept = "\n".join(kept_call(verdict, witness).statements)
            assert not passes(Call(plan(name)), parse_script(kept))[0], kept


@pytest.mark.parametrize("name", [name for name, (_, broken) in SAID.items() if broken is None])
def test_what_is_no_plan_is_read_by_nothing(name: str) -> None:
    with pytest.raises(XmlError):
        plan(name)


@pytest.mark.parametrize("name", PLANS)
def test_strict_levels_never_hide_what_check_finds(name: str) -> None:
    found = {each.code for each in check_bytes(document(name), name, control=control_of(preset="strict"))}
    assert set(SAID[name][0].split()) <= found


def test_safe_mending_changes_one_byte_of_a_prompt_over_several_lines() -> None:
    before = document("fix-lines")
    assert mended(before, "fix-lines.xml", unsafe=False).data == before.replace(b"contact.c}", b"contact.C}")


def test_the_way_that_no_key_takes_is_drawn_as_impossible() -> None:
    assert [box.reached for box in draw(plan("long")).boxes if "Twelve." in box.text] == ["never"]


def test_unknown_names_are_spoken_as_they_are_written() -> None:
    made = Call(plan("literal"), platform=Platform(undefined_variable="literal"))
    assert list(heard(made)) == ["Hi ${contact.b}, ${call.field.c}, ${x}."]


# --- Python -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        'Tom & Jerry <3 "quotes" & it\'s',
        "Research &amp; Development isn&#39;t &lt;here&gt;",
        "We’re calling — “now” … ñ 你好 😀",
        "a ]]> b <![CDATA[c]]>",
        'It\'s 100% "free" & `cheap` $HOME $(id) \\n !x — ünï 😀',
    ],
)
def test_words_of_python_come_through_xml_as_they_are(said: str) -> None:
    made = Dialplan("Root")[Say(said)]
    assert from_xml(to_xml(made)) == made
    assert list(heard(Call(made))) == [said]


@pytest.mark.parametrize("name", ["text", "anything"])
def test_a_code_keeps_its_leading_zeros(name: str) -> None:
    made = load(f"{FOLDER / 'codes.py'}:{name}", code="0042")
    assert list(heard(Call(made))) == ["Your code is 0 0 4 2."]


def test_a_code_that_is_a_number_may_not_begin_with_zeros() -> None:
    assert list(heard(Call(load(f"{FOLDER / 'codes.py'}:number", code="482")))) == ["Your code is 4 8 2."]
    with pytest.raises(LoadError, match="write code: str in the function"):
        load(f"{FOLDER / 'codes.py'}:number", code="0042")
