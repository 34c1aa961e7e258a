"""callers.toml: what a file says, the line of a mistake, hostile files, and that page, schema and example agree."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.files import toml as of_files
from ivrdsl.files.callers import read_callers
from ivrsim.callers.checks import unknown_names
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Interval
from ivrsim.callers.notation.names import dotted
from ivrsim.callers.notation.notations import KEY_WORDS
from ivrsim.callers.notation.numbers import NUMBERS, PLACES, find, numbers_of
from ivrsim.callers.notation.shares import write_share
from ivrsim.callers.profiles import PROFILES
from ivrsim.callers.toml import as_toml, names_of
from ivrsim.core.platform import Platform
from tests.needs import later

jsonschema: Any = later("jsonschema", "dev")
ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "callers.toml"
PAGE = (ROOT / "docs" / "callers.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "callers.schema.json").read_text(encoding="utf-8"))
USUAL = usual_callers(Platform())


def of_file(folder: Path, text: str | bytes) -> Callers:
    file = folder / "callers.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_callers(str(file), Platform())


def refused(folder: Path, text: str | bytes) -> str:
    with pytest.raises(LoadError) as error:
        of_file(folder, text)
    assert error.value.usage
    return str(error.value).removeprefix(f"{folder}/")


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert of_file(tmp_path, "") == USUAL
    assert of_file(tmp_path, "# nothing\n") == USUAL


def test_the_platform_counts(tmp_path: Path) -> None:
    (tmp_path / "callers.toml").write_text("step_ms = 100\n")
    platform = Platform().with_quirks(greeting_ms=4000)
    assert 4000 in read_callers(str(tmp_path / "callers.toml"), platform).mailbox.greeting_ms


@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_and_ends_of_lines(tmp_path: Path, begin: str, end: str) -> None:
    text = begin + end.join(["# ours", "", "[person]", "early = 0.1", "hangs_up_silent = 2"])
    assert refused(tmp_path, text).startswith("callers.toml:5: person.hangs_up_silent is 2;")
    assert of_file(tmp_path, text.replace("= 2", "= 0.2")).person.early == 0.1


def test_numbers_without_a_source(tmp_path: Path) -> None:
    callers = of_file(tmp_path, '[person]\nearly = 0.1\n[mailbox]\nsource = "by ear"\nbeep = 1\n')
    assert callers.sources["person.early"] == "your file, no source"
    assert callers.sources["mailbox.beep"] == "by ear"


# --- mistakes, and their lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[persn]\nearly = 1\n", 'callers.toml:1: callers has no "persn"; did you mean "person"?'),
        ("\n[person]\n\nearli = 0.1\n", 'callers.toml:4: person has no "earli"; did you mean "early"?'),
        ("[ person ] # who\n  early = 2 # much\n", "callers.toml:2: person.early is 2; expected a share"),
        ("person.early = 2\n", "callers.toml:1: person.early is 2; expected a share"),
        ('"person" . early = 2\n', "callers.toml:1: person.early is 2; expected a share"),
        ("person = { beep = 1,\n early = 2 }\n", "callers.toml: it is not TOML: "),
        ("person = { early = 2 }\n", "callers.toml:1: person.early is 2; expected a share"),
        ("[parties]\nperson = 0.5\nfax = 0.4\n", "callers.toml:1: parties adds up to 0.9; 0.1 is missing"),
        ("[parties]\nperson = 0.5\nfax = 5\n", "callers.toml:3: parties.fax is 5; expected a share"),
        ('[menus.main]\n"1" = 1\n[menus.main.again]\n"1" = 0.5\n', "callers.toml:3: menus.main.again adds up to 0.5;"),
        ('x = """\n[person]\nearly = 2\n"""\n', 'callers.toml:1: callers has no "x"; there are'),
        ('[values."contact.language"]\nen = 2\n', 'callers.toml:2: values."contact.language".en is 2;'),
        ("[values.contact.language]\nen = 1\n", 'callers.toml:1: values.contact has a table "language"; expected'),
        ("[mailbox.greeting_s]\n3 = 1\n4 = 1\n", "callers.toml:1: mailbox.greeting_s adds up to 2; 1 is too much"),
        ('[at]\n"2026-13-05 12:00" = 1\n', "callers.toml:1: at has '2026-13-05 12:00'; expected a date and a time"),
        ("[at]\n2026-01-05 = 1\n", "callers.toml:1: at has '2026-01-05'; expected a date and a time"),
        ("step_ms = 2026-01-05\n", "callers.toml:1: step_ms is datetime.date(2026, 1, 5); expected whole ms"),
        ('detector = "ml"\n', "callers.toml:1: detector.profile is 'ml'; expected ml-2026,"),
        ("[[person]]\nearly = 1\n", "callers.toml:1: person is [{'early': 1}]; expected a section [person]"),
        ("[person]\nearly = 1\nearly = 1\n", "callers.toml: it is not TOML: Cannot overwrite a value"),
        ("[person]\n[person]\n", "callers.toml: it is not TOML: "),
        ("[person", "callers.toml: it is not TOML: "),
        ("[person]\nearly = 1e308\n", "callers.toml:2: person.early is 1e+308; expected a share"),
        ("[person]\nearly = -nan\n", "callers.toml:2: person.early is nan; expected a share"),
        ("[price]\na_minute = inf\n", "callers.toml:2: price.a_minute is inf; expected an amount"),
        ("[mailbox]\ngreeting_s = 1e-400\nbeep = 2\n", "callers.toml:3: mailbox.beep is 2;"),
        (f"step_ms = {'9' * 5000}\n", "callers.toml: it cannot be read: Exceeds the limit"),
        (f"step_ms = {'9' * 4000}\n", "callers.toml:1: step_ms is 999"),
        (f"x = {'[' * 30_000}", "callers.toml: it cannot be read: it nests too deeply"),
        (f"[{'.'.join(['person'] * 3000)}]\n", 'callers.toml:1: person has no "person"; there are'),
        (b"\xff\xfe[\x00", "callers.toml: it cannot be read: it is not UTF-8"),
        (b"[person]\nearly = 0.1\x00\n", "callers.toml: it is not TOML: "),
        ('"\\u0000" = 1\n', 'callers.toml:1: callers has no "\\u0000"; there are'),
        ('[menus."‮\\u2028"]\n"1" = 2\n', 'callers.toml:2: menus."‮\u2028".1 is 2; expected a share'),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, text: str | bytes, message: str) -> None:
    found = refused(tmp_path, text)
    assert found.startswith(message)
    assert "\n" not in found


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, why in [("none.toml", "No such file"), (".", "directory"), ("a\0b", "null")]:
        with pytest.raises(LoadError, match=f"it cannot be read: .*{why}"):
            read_callers(str(tmp_path / name), Platform())
    monkeypatch.setattr(of_files, "_MAX_BYTES", 9)
    assert refused(tmp_path, "step_ms = 1") == "callers.toml: it cannot be read: it has more than 0 MB"


KEYS = [
    "person",
    "early",
    "menus",
    "main",
    "again",
    "1",
    "source",
    "sources",
    "values",
    "at",
    "detector",
    "profile",
    "rest",
]


@given(
    st.lists(
        st.one_of(
            st.lists(st.sampled_from(KEYS), min_size=1, max_size=3).map(lambda words: f"[{'.'.join(words)}]"),
            st.tuples(
                st.sampled_from(KEYS), st.sampled_from(['"rest"', "0.5", "1", "nan", '"x"', "{ }", "[]", '"0..1"'])
            ).map(" = ".join),
            st.text(max_size=9),
        ),
        max_size=6,
    )
)
def test_odd_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp()
    where = f"{folder}/callers.toml:"
    told = where
    try:
        of_file(folder, "\n".join(lines).encode("utf-8", "surrogatepass"))
    except IvrError as error:
        told = str(error)
    assert told.startswith(where)


# --- the text of a model, the example, the schema, the page -----------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_shown_can_be_read(tmp_path: Path, profile: str) -> None:
    callers = of_file(tmp_path, f'detector = "{profile}"\n')
    text = as_toml(callers)
    assert of_file(tmp_path, text) == callers
    jsonschema.validate(tomllib.loads(text), SCHEMA)


def test_the_example() -> None:
    callers = read_callers(str(EXAMPLE), Platform())
    assert callers.person.early == Interval(0.2, 0.35)
    assert all(
        source.startswith(("invented", *("published", "documented", "old"))) for source in callers.sources.values()
    )
    assert unknown_names(callers, ["live"], [], []) == []
    jsonschema.validate(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")), SCHEMA)


def within(schema: Any, name: tuple[str, ...]) -> Any:
    """What the schema says of a number."""
    while "$ref" in schema:
        schema = {
            **SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
    if not name:
        return schema
    if "anyOf" in schema:
        schema = next(each for each in schema["anyOf"] if "properties" in each)
    return within(schema["properties"].get(name[0]) or schema["additionalProperties"], name[1:])


def test_the_schema_knows_every_number() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for number in NUMBERS:
        name = tuple((PLACES[word] or ["x"])[0] if word in PLACES else word for word in number.pattern)
        found = within(SCHEMA, name)
        if number.pattern[-1] != "VERDICT":
            assert found["description"] == f"{number.about[0].upper()}{number.about[1:]}."
        if (
            number.notation.is_table
            and (words := number.notation.words or KEY_WORDS)
            and number.pattern[0] in ("menu", "parties")
        ):
            assert set(words) <= set(found["properties"])
    assert set(SCHEMA["properties"]) == {each.pattern[0] for each in NUMBERS} | {"source", "sources"}


@pytest.mark.parametrize(
    "table",
    [
        {"persn": {}}, {"person": {"early": 2}}, {"person": {"early": "often"}}, {"mailbox": {"greeting_s": "8 s"}},
        {"parties": {"persn": 1}}, {"detector": "ml"}, {"menu": {"hush": 1}}, {"step_ms": 0}, {"step_ms": 1.5},
        {"at": {"tomorrow": 1}}, {"price": {"a_minute": -1}}, {"menus": {"1": 0.5}}, {"letters": {"x": 2.5}},
        {"person": {"hangs_up_silent": "0.1..0.2"}}, {"values": {"x": {}}}, {"source": 5},
    ],
)  # fmt: skip
def test_the_schema_shows_mistakes(table: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(table)


def test_the_page_has_every_number_with_its_default_and_source() -> None:
    rows = {row[0]: row[1:] for row in re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \| (.*?) ?\|$", PAGE, re.M)}
    defaults = names_of(USUAL)
    for name in numbers_of(USUAL):
        number = find(name)
        assert number is not None
        if name[0] == "detector":
            continue
        about, default, source = rows[dotted(name)]
        assert (about, default) == (number.about, f"`{defaults[dotted(name)]}`")
        told = USUAL.sources.get(dotted(name), "assumed")
        assert source == ("published, in part" if name == ("parties",) else told.partition(":")[0])
    for number in NUMBERS:
        if not any(number.fits(name) for name in numbers_of(USUAL)) or number.pattern[0] == "detector":
            assert rows[".".join(number.pattern)][0] == number.about


def test_the_page_has_every_profile() -> None:
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| `(.+?)` \| (\w+) \| (.+) \|$", PAGE, re.M)
    assert rows == [
        (
            each.name,
            write_share(each.detector["person"].shares["person"]),
            write_share(each.detector["mailbox"].shares["machine"]),
            next(iter(each.detector["silence"].shares)),
            each.about,
        )
        for each in PROFILES.values()
    ]
