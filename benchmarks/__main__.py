"""`python -m benchmarks`: run the topics, print one table each, exit 1 only when a contender gives a wrong result."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Settings, WrongResultError, pin
from benchmarks.report import Report, as_json, render

TOPICS = ("calls", "expressions", "growth", "checks", "build", "explore", "startup", "serve")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; return the exit code."""
    options = parser().parse_args(arguments)
    settings = Settings(rounds=options.rounds, quick=options.quick)
    setting = describe(settings)
    print("  ".join(f"{key}: {value}" for key, value in setting.items()) + "\n", flush=True)
    reports, wrong = run_topics(options.topic or TOPICS, settings)
    if options.json:
        options.json.write_text(as_json(reports, setting), encoding="utf-8")
    return 1 if wrong else 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure ivrdsl against its peers, as ratios."
    )
    made.add_argument("--topic", action="append", choices=TOPICS, help="only this topic; may be given again")
    made.add_argument("--rounds", type=positive, help="rounds of every topic (default: each topic's own)")
    made.add_argument("--json", type=Path, metavar="FILE", help="also write everything to FILE")
    made.add_argument("--quick", action="store_true", help="see that it runs; the figures are not for quoting")
    return made


def positive(text: str) -> int:
    """Return `text` as a number of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def describe(settings: Settings) -> dict[str, object]:
    """Return the circumstances of this run; pins the process to one core."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "core": pin(),
        "quick": settings.quick,
    }


def run_topics(topics: Sequence[str], settings: Settings) -> tuple[list[Report], bool]:
    """Run and print the topics in turn; also return whether one of them had a wrong result."""
    reports, wrong = [], False
    for topic in topics:
        run: Callable[[Settings], Report] = import_module(f"benchmarks.{topic}").run
        try:
            reports.append(run(settings))
        except WrongResultError as problem:
            print(f"## {topic}: WRONG RESULT, nothing was timed\n\n{problem}\n", flush=True)
            wrong = True
        else:
            print(render(reports[-1]), flush=True)
    return reports, wrong


if __name__ == "__main__":
    sys.exit(main())
