"""How bad it is where a property does not hold: levels, presets, suppressions, and what a run makes of them."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ivrdsl import Dialplan, Goto, Hangup, Ignore, IvrError, Keypress, Menu, NoInput, Say, SetVar, Stash, check, to_xml
from ivrdsl.checking.properties import PropertyComments
from ivrdsl.findings.finding import ERROR, NOTE, WARNING, Severity
from ivrsim.compiling.compile import compile_plan
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.levels import OTP, Grading, levels_of
from ivrsim.proofs.names import named, names_of
from ivrsim.proofs.own import never
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS, Verdict, Verification
from ivrsim.proofs.verify import verify
from tests.processes import ivrdsl

PAGE = Path(__file__).parents[4] / "docs" / "proofs.md"
BEGIN, END = "<!-- levels: made from the code -->\n", "<!-- levels: end -->"


def table() -> str:
    rows = [f"| {each.name} | {each.level} | {each.harm} |\n" for each in BUILT_IN]
    return f"\n| name | level | what callees suffer |\n| --- | --- | --- |\n{''.join(rows)}\n"


def test_the_page_says_what_each_level_is_and_why(update_golden: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    told, _, tail = rest.partition(END)
    if update_golden:
        PAGE.write_text(head + BEGIN + table() + END + tail, encoding="utf-8")
        return
    assert told == table()
    assert dict(re.findall(r"^\| ([\w-]+) \| (error|warning|note) \| ", head, re.M)) == {
        each.name: each.level for each in BUILT_IN
    }


def test_every_property_says_what_callees_suffer() -> None:
    assert all(each.harm and each.level in (ERROR, WARNING, NOTE) for each in BUILT_IN)
    assert set(OTP) < {each.name for each in BUILT_IN if each.level == WARNING}


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["at-most-plays", "at-most-N-plays", "at-most-17-plays", "at-most", "at"])
def test_a_number_in_a_name_may_be_any_or_none(name: str) -> None:
    assert names_of(named(BUILT_IN, name)) == ["at-most-plays"]


def test_a_beginning_of_names_means_all_of_them_and_a_whole_name_one() -> None:
    assert names_of(named(BUILT_IN, "no")) == [each for each in names_of(BUILT_IN) if each.startswith("no-")]
    longer = [*BUILT_IN, never(lambda _: False, name="every-call-ends-soon")]
    assert names_of(named(longer, "every-call-ends")) == ["every-call-ends"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("at-most-play", 'did you mean "at-most-plays"'),
        ("", "there are: every-call-ends"),
        (".*", "there are"),
        ("at-most--plays", "at-most-plays"),
    ],
)
def test_what_no_property_is_called(name: str, told: str) -> None:
    with pytest.raises(IvrError, match="there is no property") as error:
        named(BUILT_IN, name)
    assert told in str(error.value)


# --- levels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grading", "name", "level"),
    [
        (Grading(), "at-most-N-plays", WARNING),
        (Grading("otp"), "at-most-N-plays", ERROR),
        (Grading("otp"), "silence-never-acts", WARNING),
        (Grading("strict"), "silence-never-acts", ERROR),
        (Grading("strict"), "no-key-swallowed", NOTE),
        (Grading(strict=True), "no-key-swallowed", NOTE),
        (Grading("otp", (("at-most-N-plays", NOTE),)), "at-most-N-plays", NOTE),
        (Grading(levels=(("every-call-ends", WARNING),)), "every-call-ends", WARNING),
        (Grading(levels=(("every-call-ends", WARNING),), strict=True), "every-call-ends", ERROR),
    ],
)
def test_what_a_user_wants_of_levels(grading: Grading, name: str, level: Severity) -> None:
    (each,) = named(BUILT_IN, name)
    assert grading.level_of(each) == level


def test_levels_by_the_names_that_people_write() -> None:
    found = dict(levels_of({"no": NOTE, "no-javascript-error": ERROR}, BUILT_IN))
    assert found["no-call-ends-in-error"] == NOTE
    assert found["no-javascript-error"] == ERROR
    with pytest.raises(IvrError, match="at-most-plays"):
        levels_of({"at-most-play": NOTE}, BUILT_IN)


def report(*verdicts: tuple[str, Severity] | tuple[str, Severity, str]) -> Verification:
    found = [
        Verdict(f"p{number}", "", each[0], "", level=each[1], suppressed=each[2] if len(each) > 2 else "")
        for number, each in enumerate(verdicts)
    ]
    return Verification(True, 1, 1, "", tuple(found))


@pytest.mark.parametrize(
    ("verdicts", "strict", "most", "worst"),
    [
        ([(BROKEN, ERROR), (UNDECIDED, ERROR)], False, None, BROKEN),
        ([(BROKEN, WARNING), (UNDECIDED, ERROR)], False, None, UNDECIDED),
        ([(BROKEN, WARNING), (UNDECIDED, WARNING), (BROKEN, NOTE), (UNDECIDED, NOTE)], False, None, PROVED),
        ([(BROKEN, ERROR, "known"), (UNDECIDED, ERROR, "known")], True, 0, PROVED),
        ([(VACUOUS, NOTE)], False, 0, PROVED),
        ([(VACUOUS, NOTE)], True, None, BROKEN),
        ([(BROKEN, WARNING)] * 2, False, 2, PROVED),
        ([(BROKEN, WARNING)] * 2, False, 1, BROKEN),
        ([(UNDECIDED, WARNING), (BROKEN, NOTE), (BROKEN, WARNING, "known")], False, 0, PROVED),
        ([], True, 0, PROVED),
    ],
)
def test_the_worst_of_a_run(verdicts: list[tuple[str, Severity]], strict: bool, most: int | None, worst: str) -> None:
    assert report(*verdicts).worst(strict=strict, max_warnings=most) == worst


# --- suppressions ---------------------------------------------------------------------------------------------------

REPEATS = Dialplan()[
    Menu("m", max_digits=1, timeout_ms=2000)[
        Say("Press 1 to listen again, or 2 to stop."),
        Keypress("1")[Goto("m")],
        NoInput()[Hangup()],
    ]
]
"""Plays without end, and offers a key that nothing takes."""
CODE = Menu("c", max_digits=1, timeout_ms=2000)[Say("Press 1."), Keypress("1"), NoInput()[Hangup()]]


def verdicts_of(plan: Dialplan) -> tuple[dict[str, Verdict], list[str]]:
    """The verdicts by property, and what is told of comments that suppress nothing."""
    comments, compiled = PropertyComments(plan), compile_plan(plan)
    found = verify(compiled, asked=comments.applied_to(Asked()))
    places = [("plan.py", 1)] * len(compiled.elements)
    idle = comments.unused(compiled, Asked(), found, places)
    return {each.property: each for each in found.verdicts}, [each.message for each in idle]


def test_a_property_that_is_suppressed_for_a_plan_is_told_and_not_counted() -> None:
    found, idle = verdicts_of(Ignore("at-most-plays", reason="as often as they like")[REPEATS])
    plays = found["at-most-N-plays"]
    assert (plays.verdict, plays.suppressed) == (BROKEN, "as often as they like")
    assert plays.witnesses
    assert not any(each.suppressed for name, each in found.items() if name != plays.property)
    assert idle == []


def test_ignore_gives_a_plan_the_comment_that_an_xml_file_has() -> None:
    plan = Ignore("at-most-plays", "IVR303", reason="they like it")[REPEATS]
    assert to_xml(plan).split("<dialplan")[0].endswith("<!-- ivrdsl: ignore at-most-plays, IVR303 they like it -->\n")
    assert isinstance(plan, Dialplan)
    assert {"IVR303", "IVR901", "IVR902"}.isdisjoint(each.code for each in check(plan))


def test_a_suppression_of_what_holds_is_told() -> None:
    names = ("every-call-ends", "machine-never-hears-secret")  # the second is about nothing here
    _, idle = verdicts_of(Ignore(*names, reason="x")[REPEATS])
    assert len(idle) == 2
    assert all(name in message for name, message in zip(names, idle, strict=True))


def test_a_property_with_places_is_left_out_at_a_tag() -> None:
    first, second = REPEATS.body[0], Menu("n", max_digits=1, timeout_ms=2000)[Say("Press 7."), Keypress("1")[Hangup()]]
    ignore = Ignore("offered-keys-work", reason="they know")
    found, idle = verdicts_of(Dialplan()[first, Hangup(), second])
    assert found["offered-keys-work"].verdict == BROKEN
    found, idle = verdicts_of(Dialplan()[*ignore[first], Hangup(), second])
    assert ("offered-keys-work" in found, idle) == (False, [])  # nobody comes to the second menu
    found, idle = verdicts_of(Dialplan()[CODE, *ignore[first]])
    assert (found["offered-keys-work"].verdict, idle) == (PROVED, [])
    assert found["offered-keys-work"].left_out == ('menu "m"',)
    assert found["offered-keys-work"].rests_on == ""
    found, idle = verdicts_of(Dialplan()[first, Hangup(), *ignore[second]])
    assert found["offered-keys-work"].verdict == BROKEN
    assert len(idle) == 1


def test_what_is_left_out_at_one_tag_is_still_asked_at_others() -> None:
    def menu(name: str, digit: str) -> Menu:
        return Menu(name, max_digits=1, timeout_ms=2000)[Say(f"Press {digit}."), Keypress("1")[Hangup()]]

    ignore = Ignore("offered-keys-work", reason="they know")
    found, idle = verdicts_of(Dialplan()[*ignore[menu("m", "7")], menu("n", "8")])
    assert found["offered-keys-work"].verdict == BROKEN
    assert "8" in found["offered-keys-work"].because
    assert idle == []
    found, idle = verdicts_of(Dialplan()[*ignore[menu("m", "7")], *ignore[menu("n", "8")], menu("o", "1")])
    assert (found["offered-keys-work"].verdict, idle) == (PROVED, [])
    assert found["offered-keys-work"].left_out == ('menu "m"', 'menu "n"')


def test_dead_branches_are_left_out_at_their_menu() -> None:
    menu = Menu("m", max_digits=1, timeout_ms=2000)[
        Say("Press 1."), Keypress("1")[Hangup()], Keypress("1")[Stash("x", "1")]
    ]
    found, _ = verdicts_of(Dialplan()[menu])
    assert (found["every-branch-can-be-taken"].verdict, found["every-branch-can-be-taken"].element) == (BROKEN, 1)
    found, idle = verdicts_of(Dialplan()[*Ignore("every-branch-can-be-taken", reason="later")[menu]])
    assert (found["every-branch-can-be-taken"].verdict, idle) == (PROVED, [])


def test_of_two_comments_that_suppress_one_thing_one_is_told() -> None:
    inner = Ignore("offered-keys-work", reason="x")[REPEATS.body[0]]
    _, idle = verdicts_of(Dialplan()[*inner[:1], *inner])
    assert len(idle) == 1


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("ivrdsl: ignore at-most-plays x", "at-most-plays is about the plan as a whole"),
        ("ivrdsl: ignore at-most-play x", "is no property"),
        ("ivrdsl: ignore offered-key-work x", "is no property"),
        ("ivrdsl: ignore plays x", "does not understand it"),
    ],
)
def test_what_check_says_of_comments_that_name_no_property_here(comment: str, told: str) -> None:
    from ivrdsl.checking.run import check_bytes

    found = check_bytes(f'<dialplan><!-- {comment} --><setvar varname="n">1</setvar></dialplan>', "plan.xml")
    (finding,) = [each for each in found if each.code == "IVR901"]
    assert told in finding.message


def test_a_comment_may_name_rules_and_properties_and_check_knows_both() -> None:
    from ivrdsl.checking.run import check_bytes

    comment = "<!-- ivrdsl: ignore IVR212, every-call-ends, at-most-plays well-known-thing -->"
    text = f'{comment}<dialplan><setvar varname="n">1</setvar></dialplan>'
    assert [each.code for each in check_bytes(text, "plan.xml") if each.code.startswith("IVR9")] == []


def test_the_names_of_the_plan_and_of_set_variables_do_not_matter() -> None:
    plan = Ignore("no-unset-variable", reason="the server sets it")[Dialplan()[SetVar("a", "1"), Say("${b}")]]
    found, idle = verdicts_of(plan)
    assert (found["no-unset-variable"].suppressed, idle) == ("the server sets it", [])


# --- findings -------------------------------------------------------------------------------------------------------


def test_no_format_tells_a_secret_that_stands_on_the_command_line(tmp_path: Path) -> None:
    code = "def dialplan(code: str):\n    return Dialplan()[Say('Your code is ', spell(code), '.')]\n"
    (tmp_path / "code.py").write_text(f"from ivrdsl import Dialplan, Say, spell\n\n\n{code}", encoding="utf-8")
    for format_ in ("concise", "json", "sarif", "junit", "github"):
        done = ivrdsl("verify", "code.py", "-p", "code=48291", "--format", format_, folder=tmp_path)
        assert done.code == 1, done.errors
        assert "machine-never-hears-secret" in done.output
        assert "48291" not in done.output, format_
        assert "4 8 2 9 1" not in done.output, format_


@pytest.mark.parametrize("format_", ["full", "concise", "json", "sarif", "junit", "github"])
def test_odd_names_and_reasons_are_shown_and_reach_no_terminal(format_: str, tmp_path: Path) -> None:
    odd = r"\x1b[31m \x9b31m \u202e \ud800 <&]]> \x00"
    (tmp_path / "own.py").write_text(
        f"from ivrsim import never\nours = never(lambda entry: True, name='{odd}', says='{odd}')\n", encoding="utf-8"
    )
    menu = "<menu maxDigits='1' timeout='2000'><play type='tts'>Press 1.</play><keypress pressed='1'/></menu>"
    plan = f"<!-- ivrdsl: ignore no-key-swallowed \x9b31m \u202e ]]> & --><dialplan>{menu}</dialplan>"
    (tmp_path / "plan.xml").write_text(plan, encoding="utf-8")
    done = ivrdsl("verify", "plan.xml", "--properties", "own.py", "--format", format_, folder=tmp_path)
    assert done.code == 1, done.errors
    assert not {"\x1b", "\x9b", "\u202e", "\x00"} & set(done.output)
    if format_ in ("json", "sarif"):
        json.loads(done.output)
    elif format_ == "junit":
        ElementTree.fromstring(done.output)


def test_why_a_run_with_few_warnings_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(to_xml(REPEATS), encoding="utf-8")
    done = ivrdsl("verify", "plan.xml", "-q", "--max-warnings", "1", folder=tmp_path)
    assert (done.code, "2 warnings are more than the 1 that --max-warnings allows" in done.errors) == (1, True)
    done = ivrdsl("verify", "plan.xml", "-q", "--max-warnings", "2", folder=tmp_path)
    assert (done.code, "more than" in done.errors) == (0, False)
