"""xmlschema agrees with libxml2 on every document that there is, and on drawn ones; what they differ in is listed."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from ivrdsl.checking.registry import rules
from ivrdsl.checking.rule import examples
from ivrdsl.checking.run import check_bytes
from ivrdsl.files.load import load
from ivrdsl.model.nodes import Dialplan
from ivrdsl.testing.strategies import dialplans
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.read import parse
from ivrdsl.xml.validation.vocabulary import vocabulary
from ivrdsl.xml.validation.wide import WIDE
from tests.properties import second_opinion
from tests.properties.second_opinion import (
    DIFFERENCES,
    UNREADABLE,
    Difference,
    every_place,
    every_value,
    first_opinion,
    mutated,
    planted,
    second_opinion as second,
    unexplained,
)
from tests.sizes import draws

ROOT = Path(__file__).parents[2]


def disputed(documents: dict[str, str | bytes]) -> dict[str, str]:
    """What the two differ in, by the document's name."""
    return {name: why for name, document in documents.items() if (why := unexplained(document))}


def files(folder: Path, pattern: str = "*.xml") -> dict[str, str | bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob(pattern))}


@cache
def examples_of_rules() -> dict[str, str | bytes]:
    return {
        f"{code} {kind} {n}": text
        for code, rule in rules().items()
        for kind, found in zip(("valid", "invalid"), examples(rule), strict=True)
        for n, text in enumerate(found)
    }


@cache
def own_plans() -> dict[str, str | bytes]:
    sources = [path for path in sorted((ROOT / "examples").glob("*.py")) if "\ndialplan = " in path.read_text("utf-8")]
    return {path.name: to_xml(load(str(path))) for path in sources}


# --- documents that there are ---------------------------------------------------------------------------------------


def test_on_every_document_of_the_corpus(shared: Path) -> None:
    found = files(shared / "corpus")
    assert len(found) >= 44
    assert sum(first_opinion(each) is True for each in found.values()) >= 40
    assert disputed(found) == {}


def test_on_every_case_that_was_kept(shared: Path) -> None:
    found = files(shared / "cases")
    assert len(found) >= 20
    assert disputed(found) == {}


def test_on_every_example() -> None:
    found = own_plans()
    assert len(found) >= 3
    assert {first_opinion(each) for each in found.values()} == {True}
    assert disputed(found) == {}


def test_on_every_document_of_the_conformance_suite_and_on_our_bad_ones() -> None:
    conformance, bad = files(ROOT / "tests" / "conformance"), files(ROOT / "tests" / "corpus" / "bad")
    assert len(conformance) >= 100
    assert {first_opinion(each) for each in bad.values()} == {False, UNREADABLE}
    assert disputed({**conformance, **bad}) == {}


def test_on_every_example_of_every_rule() -> None:
    found = examples_of_rules()
    assert {first_opinion(each) for each in found.values()} == {True, False, UNREADABLE}
    assert disputed(found) == {}


# --- documents made for it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", sorted(vocabulary()))
def test_every_tag_is_planted_in_a_valid_document(tag: str) -> None:
    assert first_opinion(etree.tostring(planted(tag)[0])) is True


def test_on_every_value_at_the_edge_of_every_type() -> None:
    verdicts = []
    for document in every_value():
        assert unexplained(document) == "", document
        verdicts.append(first_opinion(document))
    assert 0.2 < sum(verdict is True for verdict in verdicts) / len(verdicts) < 0.8


def test_on_every_tag_in_every_place() -> None:
    for document in every_place(("amd", "if", "menu")):
        assert unexplained(document) == "", document


@pytest.mark.nightly("25,000 documents")
def test_on_every_two_tags_in_every_place() -> None:
    for document in every_place(tuple(vocabulary())):
        assert unexplained(document) == "", document


@pytest.mark.parametrize("at", [0, WIDE // 2, WIDE + 9])
def test_on_bodies_so_wide_that_libxml2_gets_them_in_groups(at: int) -> None:
    rows = ["<hangup/>"] * (WIDE + 10)
    rows[at] = "<else/>"
    document = f'<dialplan><if expr="1">{"".join(rows)}</if></dialplan>'
    assert first_opinion(document) is (at == len(rows) - 1)
    assert unexplained(document) == ""


SEEDS = st.integers(0, 2**32 - 1)


@draws(150)
@given(dialplans(), SEEDS)
def test_on_what_the_nodes_write_and_on_that_changed_a_little(plan: Dialplan, seed: int) -> None:
    document = to_xml(plan)
    assert first_opinion(document) is True
    assert unexplained(document) == ""
    assert unexplained(mutated(document, seed)) == ""


@cache
def bases() -> list[str | bytes]:
    """What is changed: the documents that are in this repository."""
    sources = [*examples_of_rules().values(), *own_plans().values(), *files(ROOT / "tests" / "conformance").values()]
    return [source for source in sources if first_opinion(source) is not UNREADABLE]


@draws(500)
@given(SEEDS)
def test_on_our_documents_changed_a_little(seed: int) -> None:
    document = mutated(bases()[seed % len(bases())], seed)
    assert unexplained(document) == "", document


def test_changing_makes_documents_of_both_kinds() -> None:
    verdicts = [first_opinion(mutated(bases()[seed % len(bases())], seed)) for seed in range(300)]
    assert min(verdicts.count(True), verdicts.count(False)) >= 75
    assert verdicts.count(UNREADABLE) == 0


# --- what they differ in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("difference", DIFFERENCES.values(), ids=DIFFERENCES)
def test_every_listed_difference_is_still_one(difference: Difference) -> None:
    """Else take it off the list. Alone, without its occasion, the two agree again, on libxml2's verdict."""
    for document in difference.examples:
        verdict = first_opinion(document)
        assert verdict != second(document), document
        assert unexplained(document) == ""
        if verdict is UNREADABLE:
            assert first_opinion(document.partition(">")[2]) is second(document.partition(">")[2]) is True
            continue
        root = parse(document)
        difference.undo(root)
        assert first_opinion(etree.tostring(root)) == second(etree.tostring(root)) == verdict, document


def test_a_difference_that_is_not_listed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself can fail: with a schema that knows one value less it does."""
    from xmlschema import XMLSchema10

    source = (ROOT / "schemas" / "dialplan.xsd").read_text("utf-8").replace('<xs:enumeration value="waterfall"/>', "")
    other = XMLSchema10(source)
    monkeypatch.setattr(second_opinion, "second_schema", lambda: other)
    document = '<dialplan><transfer mode="waterfall">1</transfer></dialplan>'
    assert unexplained(document).startswith("libxml2 says True, xmlschema says False")
    assert unexplained("<dialplan><hangup/></dialplan>") == ""


# --- what it explains -----------------------------------------------------------------------------------------------

UNIONS = (
    ("count", '<menu timeout="{}"/>', ("positiveInteger", "has-variable")),
    ("seconds", "<wait>{}</wait>", ("amount", "has-variable")),
    ("tones", "<dtmf>{}</dtmf>", ("tone-list", "has-variable")),
    ("voice", '<play type="tts" voice="{}">Hello</play>', ("voice-name", "has-variable")),
)


@pytest.mark.parametrize(("name", "shape", "members"), UNIONS, ids=[name for name, _, _ in UNIONS])
@draws(60)
@given(value=st.sampled_from([each for each in second_opinion.EDGES if len(each) < 100]))
def test_whatever_libxml2_refuses_of_a_union_each_member_has_its_reason(
    name: str, shape: str, members: tuple[str, str], value: str
) -> None:
    """libxml2 only says that a value is not of the union; this holds for values that xmlschema would take, too."""
    document = f"<dialplan>{shape.format(escaped(value))}</dialplan>"
    found = check_bytes(document, "plan.xml")
    details = [each.detail for each in found if each.code == "IVR002"]
    assert bool(details) is (first_opinion(document) is False)
    for detail in details:
        assert f"union type '{name}'" in detail
        assert all(f"as {member}: " in detail for member in members), detail


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("٥", "as positiveInteger: not written with the digits 0 to 9 alone"),
        ("5" * 100 + "x", "as positiveInteger: its first 100 characters would do, what follows would not"),
        ("5" * 99 + "x", "as positiveInteger: not a whole number"),
    ],
)
def test_the_reason_is_the_right_one(value: str, reason: str) -> None:
    document = f'<dialplan><record timeout="{value}"/></dialplan>'
    (found,) = [each for each in check_bytes(document, "plan.xml") if each.code == "IVR002"]
    assert reason in found.detail


def escaped(text: str) -> str:
    return "".join(each if each.isalnum() else f"&#{ord(each)};" for each in text)
