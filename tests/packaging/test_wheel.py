"""A wheel, built from this checkout and installed in a fresh environment outside of it, does what the checkout does."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from ivrdsl import __version__
from tests.needs import library

ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "tests" / "packaging" / "code.xml"
SCRIPT = "answer live; hear 'one-time code is 2 5 1 7'; press 1; hear '2 5 1 7'; wait; expect hangup"


def run(*command: object, folder: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a fresh environment's commands, with nothing in it but the wheel; dependencies are borrowed."""
    library("hatchling", "dev")
    folder = tmp_path_factory.mktemp("wheel")
    build = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    wheel = run(sys.executable, "-c", build, folder, folder=ROOT).split()[-1]
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    base = {"base": str(environment), "platbase": str(environment)}
    site = Path(sysconfig.get_path("purelib", "venv", base))
    install = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])"
    run(sys.executable, "-c", install, folder / wheel, site, folder=folder)
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Path(sysconfig.get_path("scripts", "venv", base))


def ivrdsl(installed: Path, folder: Path, *words: object) -> str:
    return run(installed / "python", "-m", "ivrdsl", *words, folder=folder)


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    where = "import ivrdsl, ivrsim; print(ivrdsl.__file__, ivrsim.__file__)"
    found = run(installed / "python", "-c", where, folder=tmp_path)
    assert str(ROOT) not in found
    assert found.count("site-packages") == 2


def test_a_checkout_is_installed_by_its_path(tmp_path: Path) -> None:
    """As README.md says; what it needs comes from a package index, which no test asks."""
    library("hatchling", "dev")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    run(*pip, "--target", tmp_path, f"{ROOT}[test]", folder=tmp_path)
    told = run(sys.executable, "-c", "import ivrdsl; print(ivrdsl.__file__)", folder=tmp_path)
    assert told.strip() == str(tmp_path / "ivrdsl" / "__init__.py")


def test_documents_name_the_wheel_of_this_version() -> None:
    wheel = f"ivrdsl-{__version__}-py3-none-any.whl"
    named = [
        name
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for name in re.findall(r"ivrdsl-\S+?\.whl", page.read_text(encoding="utf-8"))
    ]
    assert named
    assert set(named) == {wheel}


def test_a_person_hears_the_code_twice(installed: Path, tmp_path: Path) -> None:
    report = json.loads(ivrdsl(installed, tmp_path, "simulate", PLAN, "-e", SCRIPT, "--json"))
    assert report["outcome"] == "hangup"
    assert len(report["heard"]) == 2


def test_a_machine_hears_nothing(installed: Path, tmp_path: Path) -> None:
    report = json.loads(ivrdsl(installed, tmp_path, "simulate", PLAN, "-e", "answer machine; expect hangup", "--json"))
    assert report["heard"] == []


def test_the_schema_is_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    assert ivrdsl(installed, tmp_path, "check", PLAN, "--select", "IVR0") == "nothing found\n"
    assert "IVR303 unbounded-replay" in ivrdsl(installed, tmp_path, "check", PLAN, "--format", "concise")
    assert "IVR303" in ivrdsl(installed, tmp_path, "explain", "unbounded-replay")
    assert ivrdsl(installed, tmp_path, "explain", "Menu") == (ROOT / "docs/reference/node/Menu.md").read_text("utf-8")
    assert "max_duration_ms" in ivrdsl(installed, tmp_path, "explain")
    site = next(installed.parent.glob("lib*/python*/site-packages"), installed.parent / "Lib" / "site-packages")
    shipped = {file.name for file in (site / "ivrdsl" / "schemas").iterdir()}
    assert shipped == {file.name for file in (ROOT / "schemas").iterdir()}


def test_it_is_typed(installed: Path) -> None:
    site = next(installed.parent.glob("lib*/python*/site-packages"), installed.parent / "Lib" / "site-packages")
    assert (site / "ivrdsl" / "py.typed").is_file()
    assert (site / "ivrsim" / "py.typed").is_file()


def test_the_page_of_the_stand_in_is_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    library("starlette", "serve")
    files = sorted(path.name for path in (ROOT / "ivrdsl" / "serve" / "pages" / "static").iterdir())
    look = (
        "import sys\n"
        "import httpx\n"
        "from ivrdsl.testing import local_platform\n"
        "with local_platform() as platform:\n"
        "    for path in ['', *sys.argv[1:]]:\n"
        "        print(path, httpx.get(f'{platform.page}{path}', trust_env=False).status_code)\n"
    )
    found = run(installed / "python", "-c", look, *(f"static/{file}" for file in files), folder=tmp_path)
    assert len(files) > 5
    assert found.splitlines() == [" 200", *(f"static/{file} 200" for file in files)]


def test_a_payload(installed: Path, tmp_path: Path) -> None:
    body = json.loads(ivrdsl(installed, tmp_path, "payload", PLAN, "--to", "12135551100"))
    assert [each["phoneNumber"] for each in body] == ["12135551100"]
