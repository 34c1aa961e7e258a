"""`python -m benchmarks`: run the topics, print what they found and what changed since the committed figures."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import compare
from benchmarks.compare import ResultsError
from benchmarks.measure import Settings, WrongResultError, pin, version
from benchmarks.report import Report, as_data, as_json, render

FOLDER = Path(__file__).parent
COMMITTED = FOLDER / "results.json"
LATEST = FOLDER / "latest.json"
"""The last whole run, which `--save` makes the committed one; not under version control."""

TOPICS = {
    "calls": 14, "expressions": 3, "growth": 4, "checks": 20, "build": 4, "explore": 13, "tours": 7, "startup": 9,
    "watch": 4, "serve": 7, "forecast": 8, "campaigns": 7,
}  # fmt: skip
"""What is measured, and which part of the time it may take, in hundredths."""
MINUTES = 6.0
"""All topics together. Of ten minutes the rest is for rounds that have begun, and for memory and load of `serve`."""
LIBRARIES = (
    "ivrdsl", "lxml", "quickjs-ng", "click", "networkx", "simpy", "sismic", "transitions", "python-statemachine",
    "twilio", "moto", "numpy", "scipy",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; return the exit code."""
    options = parser().parse_args(arguments)
    return save() if options.save else measure(options)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure ivrdsl against its peers, as ratios of processor time."
    )
    made.add_argument("--topic", action="append", choices=TOPICS, help="only this topic; may be given again")
    made.add_argument("--rounds", type=positive, help="rounds of every topic (default: as many as the time allows)")
    made.add_argument("--minutes", type=float, default=MINUTES, help="time for all topics (default: %(default)g)")
    made.add_argument("--json", type=Path, metavar="FILE", help="also write everything to FILE")
    made.add_argument("--quick", action="store_true", help="see that it runs; the figures are not for quoting")
    made.add_argument(
        "--save", action="store_true", help="measure nothing: make the figures of the last whole run the committed ones"
    )
    return made


def positive(text: str) -> int:
    """Return `text` as a number of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def save(latest: Path = LATEST, committed: Path = COMMITTED) -> int:
    """Make the last whole run the committed one; exit code 1 when there is none."""
    try:
        data = compare.load(latest)
    except ResultsError as error:
        print(error, file=sys.stderr)
        return 1
    committed.write_text(as_json(data), encoding="utf-8")
    print(f"{committed.name} has the figures of the last whole run now; look at the diff, and commit it")
    return 0


def measure(options: argparse.Namespace, latest: Path = LATEST, committed: Path = COMMITTED) -> int:
    """Measure; exit code 1 only when a contender gives a wrong result."""
    began = time.monotonic()
    topics = options.topic or list(TOPICS)
    settings = Settings(rounds=options.rounds, quick=options.quick)
    setting = describe()
    print("\n".join(f"{key}: {value}" for key, value in setting.items()) + "\n", flush=True)
    reports, wrong = run_topics(topics, settings, options.minutes * 60)
    setting["seconds"] = round(time.monotonic() - began)
    data = as_data(reports, setting)
    if options.json:
        options.json.write_text(as_json(data), encoding="utf-8")
    whole = not (options.quick or wrong or options.topic)
    if whole:
        latest.write_text(as_json(data), encoding="utf-8")
    print(beside(data, committed, quick=options.quick))
    print(f"{setting['seconds']} s; {_what_next(whole)}")
    return 1 if wrong else 0


def _what_next(whole: bool) -> str:
    if whole:
        return f"figures in {LATEST.name}; `python -m benchmarks --save` makes them the committed ones"
    return "nothing is kept of a run that is quick, has a wrong result or leaves topics out"


def beside(data: dict[str, Any], committed: Path, *, quick: bool) -> str:
    """Return the comparison with the committed figures, or why there is none."""
    if quick:
        return "not compared with the committed figures: --quick measures other sizes\n"
    try:
        before = compare.load(committed)
    except ResultsError as error:
        return f"not compared: {error}\n"
    return compare.render(compare.compared(before, data), before, data)


def describe() -> dict[str, Any]:
    """Return the circumstances of this run; pins the process to one core."""
    count = os.cpu_count()  # before the process keeps to one
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cores": f"{count}, {pin()}",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "libraries": ", ".join(version(name) for name in LIBRARIES),
    }


def run_topics(topics: Sequence[str], settings: Settings, seconds: float) -> tuple[list[Report], bool]:
    """Run and print the topics in turn; also return whether one of them had a wrong result.

    Each gets its part of the time that is left, so that what one does not need is there for those behind it.
    """
    reports, wrong = [], False
    end = time.monotonic() + seconds
    for place, topic in enumerate(topics):
        now = time.monotonic()
        part = TOPICS[topic] / sum(TOPICS[each] for each in topics[place:])
        run: Callable[[Settings], Report] = import_module(f"benchmarks.{topic}").run
        try:
            reports.append(run(replace(settings, until=now + part * max(0.0, end - now))))
        except WrongResultError as problem:
            print(f"## {topic}: WRONG RESULT, nothing was timed\n\n{problem}\n", flush=True)
            wrong = True
        else:
            print(render(reports[-1]), flush=True)
    return reports, wrong


if __name__ == "__main__":
    sys.exit(main())
