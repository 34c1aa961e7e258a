"""Names, targets, amd and menus; the two ways of collecting agree."""

import pytest

from ivrdsl.checking import structure
from ivrdsl.diagnostics import Problem
from ivrdsl.xml.read import parse


def found(text: str, *, any_case: bool = False) -> list[Problem]:
    return list(structure.problems(parse(text), any_case=any_case))


DOCUMENTS = [
    "<dialplan/>",
    '<dialplan name="Root"><goto> Root </goto><goto>${x}</goto></dialplan>',
    "<dialplan><goto>ro<!-- c -->ot</goto><hangup name='root'/></dialplan>",
    "<dialplan><goto>x</goto><catch goto='y' type='hangup'/><goto/></dialplan>",
    "<dialplan name='a'><menu name='a'/><goto>a</goto></dialplan>",
    "<dialplan name='a'><menu name='a'><keypress pressed='1'/></menu></dialplan>",
    "<dialplan><amd/><amd><live/></amd><amd><machine/><live/></amd></dialplan>",
    "<dialplan><menu><if expr='1'><menu><keypress pressed='1'/></menu></if></menu></dialplan>",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_both_ways_agree_on_documents_without_odd_spellings(text: str) -> None:
    assert found(text) == found(text, any_case=True)


def test_counts() -> None:
    assert [[problem.code for problem in found(text)] for text in DOCUMENTS] == [
        [],
        [],
        [],
        ["IVR003", "IVR003", "IVR003"],
        ["IVR004", "IVR101"],
        ["IVR004"],
        ["IVR013", "IVR013"],
        ["IVR101"],
    ]


def test_a_duplicate_is_an_error_only_where_something_jumps_to_it() -> None:
    assert [problem.severity for problem in found(DOCUMENTS[4])] == ["error", "warning"]
    assert [problem.severity for problem in found(DOCUMENTS[5])] == ["warning"]


def test_each_later_duplicate_names_the_first() -> None:
    text = "<dialplan>\n<hangup name='x'/>\n<hangup name='x'/>\n<hangup name='x'/></dialplan>"
    problems = found(text)
    assert [problem.element for problem in problems] == [2, 3]
    assert all('hangup "x" (line 2) has it too' in problem.message for problem in problems)


def test_letter_case_of_a_target_is_told_apart_from_a_typing_error() -> None:
    text = "<dialplan><goto>Live</goto><goto>lvie</goto><menu name='live'><keypress pressed='1'/></menu></dialplan>"
    first, second = found(text)
    assert "names are case-sensitive" in first.message
    assert first.fix == "write <goto>live</goto>"
    assert second.fix == 'did you mean "live"?'


def test_odd_letter_case_is_understood() -> None:
    text = (
        "<DIALPLAN><Menu Name='a'><KeyPress/></Menu><GOTO>a</GOTO><Goto>b</Goto><Amd><Live/><MACHINE/></Amd></DIALPLAN>"
    )
    assert [problem.code for problem in found(text, any_case=True)] == ["IVR003"]
