"""docs/reference/ is made from the code, has a page for all that can be explained, and what it shows is true."""

import re
from pathlib import Path
from typing import Final

import pytest

import ivrdsl
from ivrdsl import from_xml, to_xml
from ivrdsl.checking.rule import blocks
from ivrdsl.checking.run import check_bytes
from ivrdsl.cli.commands import COMMANDS
from ivrdsl.cli.reference import KINDS, meant_by, near, topics
from ivrdsl.files.platform import load_platform, with_readings
from ivrdsl.findings.finding import ERROR
from ivrdsl.findings.words import fold
from ivrdsl.model.nodes import NODES
from ivrdsl.model.odd import Odd
from ivrdsl.model.system import SYSTEM_VARIABLES
from ivrdsl.model.walk import elements
from ivrsim import Call, Platform, run_script
from ivrsim.core.effects import KINDS as ENTRY_KINDS
from ivrsim.core.outcomes import OUTCOMES
from ivrsim.core.parties import PARTIES
from ivrsim.core.platform import _TABLES
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.names import names_of, without_number
from ivrsim.proofs.property import Property
from ivrsim.proofs.question import EVERYTHING
from ivrsim.proofs.verdict import BROKEN, PROVED
from ivrsim.proofs.verify import verify
from ivrsim.script.statements import parse_script
from tests.processes import ivrdsl as command
from tests.reference import nodes, properties, quirks, statements, verdicts
from tests.reference.examples import NODES as EXAMPLES
from tests.reference.pages import FOLDER, files, pages
from tests.reference.suite import suite
from tests.reference.variables import examples

SOURCES: Final = Path(__file__).resolve().parents[2] / "simulator" / "ivrsim"
BEGIN, END = "<!-- claims: made from the code -->\n", "<!-- claims: end -->"


# --- the pages are those of the code --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", quirks.NAMES)
def test_a_quirk_has_what_its_page_is_made_of(name: str) -> None:
    assert quirks.missing(name) == ""


def test_the_pages_are_made_from_the_code(update_golden: bool) -> None:
    made = files()
    if update_golden:
        for old in FOLDER.glob("*/*.md"):
            if str(old.relative_to(FOLDER)) not in made:
                old.unlink()
        for name, text in made.items():
            (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(text, encoding="utf-8")
    found = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.md")}
    assert sorted(found) == sorted(made), "pytest tests/reference --update-golden writes the pages anew"
    assert found == made


def test_the_page_of_proofs_has_the_claims(update_golden: bool) -> None:
    text = properties.PROOFS.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    told, _, after = rest.partition(END)
    if update_golden:
        properties.PROOFS.write_text(before + BEGIN + properties.claims() + END + after, encoding="utf-8")
        return
    assert told == properties.claims()


def test_everything_that_is_public_is_explained() -> None:
    names = {kind: {each.name for each in topics() if each.kind == kind} for kind in KINDS}
    assert names["node"] == {cls.__name__ for cls in NODES}
    assert names["property"] == set(names_of(BUILT_IN))
    assert names["quirk"] == set(quirks.NAMES)
    assert names["outcome"] == {each.name for each in OUTCOMES}
    assert names["statement"] == set(statements.NAMES)
    assert names["party"] == set(PARTIES)
    assert names["entry"] == set(ENTRY_KINDS)
    assert names["variable"] == {each.name.partition(" to ")[0] for each in SYSTEM_VARIABLES}
    assert names["verdict"] == set(verdicts.EXAMPLES) == set(verdicts.meanings())
    assert names["exit"] == set(verdicts.exit_codes())
    assert [(each.kind, each.name, each.words) for each in topics() if each.kind != "rule"] == [
        (each.kind, each.name, each.words) for each in pages()
    ]


def test_no_two_pages_are_one_file_where_letter_case_does_not_count() -> None:
    assert len({name.lower() for name in files()}) == len(files())


_ENDS: Final = (r'\bend\(\s*"([\w: -]+)"', r't\.Finish\(\w+, "([\w: -]+)"', r'outcome = "([\w: -]+)"')
"""How the engine's code ends calls."""


def test_every_outcome_of_the_engine_is_in_the_table() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "outcomes.py")
    ended = {name for pattern in _ENDS for name in re.findall(pattern, code)}
    assert {"hangup", "limit", "loop", "error:http", "unsupported"} <= ended <= {each.name for each in OUTCOMES}
    assert {each.transcript.outcome for each in suite()} == {each.name for each in OUTCOMES}


# --- what they show is true -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_a_node_has_it_and_is_right(name: str) -> None:
    plan = nodes.plan_of(EXAMPLES[name])
    kinds = {type(each.node) for each in elements(plan)}
    assert getattr(ivrdsl, name) in kinds
    assert Odd not in kinds
    assert to_xml(from_xml(to_xml(plan))) == to_xml(plan)
    assert [each.message for each in check_bytes(to_xml(plan), "plan.xml") if each.severity == ERROR] == []


@pytest.mark.parametrize("each", BUILT_IN, ids=lambda each: each.name)
def test_the_examples_of_a_property_break_it_and_do_not(each: Property) -> None:
    told = properties.parts(each)
    for heading, verdict in {"Example": BROKEN, "Use instead": PROVED}.items():
        (document,) = blocks(told[heading])
        assert [problem.message for problem in check_bytes(document, "plan.xml") if problem.code == "IVR002"] == []
        report = verify(from_xml(document), asked=EVERYTHING._replace(options=properties.OPTIONS))
        assert {found.property: found.verdict for found in report.verdicts}.get(each.name) == verdict, heading


@pytest.mark.parametrize("name", verdicts.EXAMPLES)
def test_the_example_of_a_verdict_has_it(name: str) -> None:
    assert verdicts.verdict_of(name) == name


@pytest.mark.parametrize("name", [name for name in quirks.NAMES if name not in _TABLES])
def test_the_other_reading_that_a_page_names_is_one(name: str) -> None:
    other = with_readings(Platform(), {name: quirks.other_reading(name)})
    assert getattr(other, name) != getattr(Platform(), name)
    assert load_platform(None, {name: quirks.other_reading(name)}) == other


@pytest.mark.parametrize("name", statements.NAMES)
def test_the_example_of_a_statement_holds_and_readme_has_the_statement(name: str) -> None:
    assert name == "expect" or statements.rows_of(name), f"README's table of statements has no row for {name!r}"
    _, plan, script = statements.example_of(name if name != "expect" else "expect hangup")
    parsed = parse_script(script)
    assert any(each.source.startswith(name) for each in parsed)
    assert run_script(Call(from_xml(plan)), parsed) is None


def test_every_row_of_the_table_of_statements_is_some_statement() -> None:
    told = {row for name in statements.NAMES if name != "expect" for row in statements.rows_of(name)}
    assert told == set(statements.rows())


@pytest.mark.parametrize("variable", SYSTEM_VARIABLES, ids=lambda each: each.name)
def test_the_examples_of_a_variable_are_one(variable: ivrdsl.model.system.SystemVariable) -> None:
    python, xml = examples(variable)
    assert nodes.plan_of(python) == from_xml(f'<dialplan name="Root">{xml}</dialplan>')


def test_rules_that_name_quirks_and_properties_name_some() -> None:
    known = {each.name for each in topics()} | {without_number(each.name) for each in BUILT_IN}
    named = {
        (rule.name, name)
        for rule in topics()
        if rule.kind == "rule"
        for name in re.findall(r"[Qq]uirks? `(\w+)`", rule.page)
    }
    assert [(rule, name) for rule, name in sorted(named) if name not in known] == []


# --- explain --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_explain_prints_the_page(kind: str, tmp_path: Path) -> None:
    one, *_, another = [each for each in topics() if each.kind == kind]
    for each in (one, another):
        done = command("explain", each.full_name, folder=tmp_path)
        assert (done.code, done.output) == (0, each.page)


def test_every_topic_is_found_by_its_name_its_words_and_its_kind() -> None:
    for each in topics():
        assert meant_by(each.full_name)[0] == each
        assert meant_by(each.full_name.upper())[0] == each
        for word in (each.name, *each.words):
            assert each in meant_by(word), (each.full_name, word)
            assert each in meant_by(word.upper().replace("_", "-")), (each.full_name, word)


def misspellings(name: str) -> list[str]:
    """A name with a letter left out, doubled, changed, or in the place of the next one."""
    found = []
    for at, letter in enumerate(name):
        if not letter.isalpha():
            continue
        found += [name[:at] + name[at + 1 :], name[:at] + letter + name[at:], f"{name[:at]}~{name[at + 1 :]}"]
        if at + 1 < len(name) and name[at + 1].isalpha():
            found.append(name[:at] + name[at + 1] + letter + name[at + 2 :])
    return found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "exit"])
def test_a_name_that_is_misspelt_by_a_letter_is_offered(kind: str) -> None:
    """But one of two letters, of which too little is left: `If`."""
    lost = []
    for each in topics():
        if each.kind != kind or len(fold(each.name)) < 3:
            continue
        for wrong in misspellings(each.name):
            meant = meant_by(f"{kind}:{wrong}")
            if each not in meant and not (meant or f'"{each.name}"' in near(f"{kind}:{wrong}")):
                lost.append((wrong, near(f"{kind}:{wrong}")))
    assert lost == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_no_topic_and_its_help_is_offered(name: str, tmp_path: Path) -> None:
    done = command("explain", name, folder=tmp_path)
    assert done.code == 2
    assert f"did you mean `ivrdsl {name} --help`?" in done.errors


@pytest.mark.parametrize(
    "word", ["", " ", ":", "node:", ":Menu", "\x1b[31m", "\u202e", "x" * 100_000, "node:xyzzy", "é"]
)
def test_what_is_nothing_is_said_to_be_nothing(word: str, tmp_path: Path) -> None:
    done = command("explain", word, folder=tmp_path)
    assert (done.code, done.output) == (2, "")
    assert "nothing is called" in done.errors
    assert not {"\x1b", "\u202e"} & set(done.errors)
    assert len(done.errors) < 1000
