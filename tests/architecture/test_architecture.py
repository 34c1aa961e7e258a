"""ARCHITECTURE.md is short, and says what is there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
MOST_WORDS = 3500
PACKAGES = {"ivrdsl": ROOT / "ivrdsl", "ivrsim": ROOT / "simulator" / "ivrsim"}


def layers(package: str) -> list[str]:
    """The rooms of a package, from the top down, as its contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (found,) = (each["layers"] for each in contracts if each.get("containers") == [package])
    return list(found)


def test_it_is_short() -> None:
    assert len(TEXT.split()) <= MOST_WORDS


def test_the_picture_is_the_contract() -> None:
    (picture,) = re.findall(r"```\n(ivrdsl .*?)```", TEXT, re.DOTALL)
    lines = [re.sub(r"^(ivrdsl|ivrsim)? +", "", line).split("  ")[0] for line in picture.splitlines()]
    own, engine = layers("ivrdsl"), layers("ivrsim")
    above = own.index("findings | model")
    assert lines == [*own[:above], *engine, *own[above:]]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_has_a_paragraph(package: str) -> None:
    rooms = {path.name for path in PACKAGES[package].iterdir() if (path / "__init__.py").exists()}
    assert {room for room in rooms - {"errors"} if f"**`{room}/`**" not in TEXT} == set()
    assert rooms <= {room for line in layers(package) for room in line.split(" | ")}


def test_ivrsim_has_no_loose_module_and_ivrdsl_four() -> None:
    loose = {package: {path.name for path in folder.glob("*.py")} for package, folder in PACKAGES.items()}
    assert loose["ivrsim"] == {"__init__.py"}
    assert loose["ivrdsl"] == {"__init__.py", "__main__.py", "_version.py", "errors.py"}


def test_every_file_that_is_named_is_there() -> None:
    names = set(re.findall(r"`([\w/]+\.(?:py|js|xsd|toml))`", TEXT))
    assert len(names) > 50
    folders = ("ivrdsl", "simulator", "schemas", "docs")
    files = [path.as_posix() for folder in folders for path in (ROOT / folder).rglob("*")]
    files.append(f"{ROOT.as_posix()}/pyproject.toml")
    assert {name for name in names if not any(file.endswith(f"/{name}") for file in files)} == set()
