"""Runs every file of tests alone, in a pytest of its own: none may need what another one imports, makes or leaves.

`python tests/each_alone.py [FILE...]` prints what fails, and ends with 1 if anything does.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APART = ("tests/browser/", "tests/clients/")
"""Folders whose tests need more than a Python."""
NOTHING_TO_RUN = 5
"""What pytest ends with where every test of a file is left out for the night, or skipped with its file."""


def files() -> list[str]:
    """Every file of tests, as pytest is told of it."""
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py"))
    return [name for name in found if not name.startswith(APART)]


def alone(file: str) -> tuple[str, str]:
    """Run a file; what pytest printed if anything failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return file, "" if done.returncode in (0, NOTHING_TO_RUN) else done.stdout.decode(errors="replace")


def main(names: list[str]) -> int:
    """Run them, as many at a time as there are cores."""
    wanted = names or files()
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as several:
        for file, printed in several.map(alone, wanted):
            if printed:
                failed.append(file)
                print(printed)  # noqa: T201
    print(f"{len(wanted)} files of tests alone, {len(failed)} failed:", *failed)  # noqa: T201
    return 1 if failed or not wanted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
