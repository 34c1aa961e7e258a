"""Every case of the suite runs as its golden transcript says; see cases.py for what a case is."""

from pathlib import Path
from typing import Any

import pytest

from ivrdsl.model.structs import replace
from ivrsim.core.platform import Platform
from tests.conformance import platform_table
from tests.conformance.cases import Case, HeaderError, cases, quirk_values, read_case, run, story, summary, written

CASES = cases()
GOOD = [case for case in CASES if not case.bug]
QUIRKS = quirk_values()
FLIPS = [(key, other) for key, (_, *others) in QUIRKS.items() for other in others]
TIMINGS = [
    ("ms_per_character", 80),
    ("voice_factors", (("female1", 1.5),)),
    ("measured", (("female1", "Ten chars.", 1234),)),
    ("sound_ms", 4000),
    ("sounds_ms", (("8512033", 1234),)),
    ("key_gap_ms", 300),
    ("seed", 7),
    ("max_duration_ms", 3_600_000),
]


def parameters() -> list[Any]:
    xfail = {case.id: [pytest.mark.xfail(reason=case.bug, strict=True)] for case in CASES if case.bug}
    return [pytest.param(case, id=case.id, marks=xfail.get(case.id, [])) for case in CASES]


def test_the_suite_is_there() -> None:
    assert len(CASES) >= 90


@pytest.mark.parametrize("case", parameters())
def test_case(case: Case, update_golden: bool) -> None:
    result = run(case)
    assert result.failed is None, f"{result.failed}\n{written(result)}"
    if update_golden and not case.bug:
        case.golden.write_text(written(result), encoding="utf-8")
    assert written(result) == case.golden.read_text(encoding="utf-8")


def test_the_table_in_docs_is_up_to_date(update_golden: bool) -> None:
    text = platform_table.page(CASES)
    if update_golden:
        platform_table.PAGE.write_text(text, encoding="utf-8")
    assert platform_table.PAGE.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_says_what_it_is(case: Case) -> None:
    assert case.source.startswith(("reference section ", "design section "))
    assert case.about.endswith(".")
    assert case.about[0].isupper()
    assert "expect " in case.script
    Platform().with_quirks(**case.quirks)
    assert {key: getattr(Platform(), key) for key in case.defaults} == case.defaults
    assert all(getattr(Platform(), key) != value for key, value in case.quirks.items()), "say `default:` for a default"
    assert {path.name for path in case.folder.iterdir()} == {"dialplan.xml", "script.call"} | (
        set() if case.bug else {"transcript.txt"}
    )


def test_no_case_says_the_same_as_another() -> None:
    abouts = [case.about for case in CASES]
    assert sorted(set(abouts)) == sorted(abouts)


# --- quirks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in QUIRKS.items() for value in values])
def test_every_value_of_a_quirk_has_a_case(key: str, value: object) -> None:
    shown = [case.id for case in CASES if {**case.quirks, **case.defaults}.get(key) == value]
    assert shown, f"no case shows {key}={value}"


def other(key: str, value: object) -> Platform:
    return replace(Platform(), **{key: value})


@pytest.mark.parametrize(("key", "value"), [*FLIPS, *TIMINGS])
def test_another_default_makes_a_case_fail(key: str, value: object) -> None:
    """Not only the value in the list of assumptions changes: something else happens in some call."""
    shown = [case for case in GOOD if key in case.defaults] or GOOD
    assert any(changes(case, other(key, value)) for case in shown)


def changes(case: Case, platform: Platform) -> bool:
    usual, changed = run(case), run(case, platform)
    return [*story(usual), *summary(usual)] != [*story(changed), *summary(changed)]


# --- the reader of headers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("# about: X.", "exactly one `# status:`"),
        ("# status: guessed\n# source: reference section 6\n# about: X.", "status 'guessed' is none of"),
        ("# status: quirk\n# source: a\n# about: X.\n# abuot: Y.", "unknown header abuot"),
        ("# status quirk", "is no header line"),
    ],
)
def test_a_bad_header_is_refused(tmp_path: Path, header: str, problem: str) -> None:
    (tmp_path / "script.call").write_text(header + "\nanswer live\n")
    with pytest.raises(HeaderError, match=problem):
        read_case(tmp_path)
