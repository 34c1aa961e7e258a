"""Faults that are put back into the search, one by one: some test must find each. `python -m tests.faults` tries them.

A fault is a text that stands once in a file, and what it is replaced by. Each is tried in a copy of the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
COPIED: Final = ("ivrdsl", "simulator", "schemas", "tests", "docs", "pyproject.toml")
TESTS: Final = (
    "tests/properties/test_sound_verdicts.py",
    "tests/properties/test_covers.py",
    "tests/properties/test_reasons.py",
    "tests/unit/ivrsim/search",
    "tests/unit/ivrsim/proofs",
)


class Fault(NamedTuple):
    """A fault.

    Attributes:
        what: in words.
        file: in which it is made, in `simulator/ivrsim`.
        right, wrong: the text as it is, and with the fault.
    """

    what: str
    file: str
    right: str
    wrong: str


FAULTS: Final = (
    Fault(
        "a test that nobody knows is never false",
        "search/choices.py",
        'if failing or answer != "fails"]',
        'if failing and answer != "false"]',
    ),
    Fault(
        "a test of what was computed is taken for exact",
        "search/uses.py",
        "            self._escapes_with(place, [name], [])\n            return\n",
        "            pass\n",
    ),
    Fault(
        "a name that is put together writes nothing",
        "search/uses.py",
        "return sorted({kept for spelling, kept in self._names.items() if matches(spelling) or matches(kept)})",
        "return []",
    ),
    Fault(
        "what stands outside of quotes is no program",
        "search/domains.py",
        "if scan.takes_programs or self._find(name) in others or self._find(name) != self._find(LAST_INPUT)",
        "if scan.takes_programs",
    ),
    Fault(
        "a number has one spelling",
        "search/domains.py",
        "return f\"{sign}{'0' * max(map(len, texts))}{size}\"",
        "return text",
    ),
    Fault(
        "what is computed from a value is worked out from those that are tried",
        "search/uses.py",
        "                if self._forks and self._tainted_names(value) and not self._copy(value):\n"
        "                    self.unknown.add(place)\n",
        "",
    ),
    Fault(
        "a reference in a comment or a text is no use",
        "search/uses.py",
        "found is None or len(found) != len(names)",
        "found is None",
    ),
    Fault(
        "what asks the clock by itself is not noted",
        "core/run.py",
        '        self.reads |= {f"{_ASKED}{self.place}{_ASKED}{what}"}\n',
        "        return\n",
    ),
    Fault(
        "what a test looks at is forgotten",
        "search/forgotten.py",
        "case t.Test() if place in self._unknown:",
        "case t.Test():",
    ),
    Fault(
        "a test that is told reads nothing",
        "core/tags/values.py",
        "        run.text(test.element, test.value or ())\n        return TimedWait(0)\n",
        "        run.reads = run.reads - run.reads\n        run.effects.clear()\n        return TimedWait(0)\n",
    ),
    Fault(
        "the time stays as it was",
        "search/explore.py",
        "            self.asks_again |= asked and all(name != CLOCK for name, _ in chosen)\n",
        "",
    ),
    Fault(
        "a value that is worked out is never cut off",
        "search/short.py",
        "        return True\n    from ivrdsl.expr",
        "        return True\n    return True\n    from ivrdsl.expr",
    ),
    Fault(
        "a predicate is asked about the values that were tried alone",
        "proofs/entries.py",
        "held_back = frozenset() if as_tried else",
        "held_back = frozenset() if not as_tried else",
    ),
    Fault(
        "a call that a search was told of need not break anything",
        "proofs/verify.py",
        "shown.calls, each, asked) if shown.calls else None",
        "shown.calls or shown.others, each, asked) if shown.calls or shown.others else None",
    ),
    Fault(
        "others do what is best for a person",
        "proofs/game.py",
        "left[number][position] -= 1",
        "left[number][position] = 0",
    ),
    Fault(
        "what is offered once stands offered for ever",
        "proofs/offers.py",
        "        if isinstance(effect, Input):\n            return ()\n",
        "",
    ),
    Fault(
        "a branch for silence is no choice of the author",
        "graph/silence.py",
        "return bool(menu.no_input.assumes) and has_branch",
        "return has_branch",
    ),
    Fault(
        "a value that nobody knows takes no time to say",
        "proofs/longest.py",
        "return ms + unknown[place] * plan.platform.longest_value_ms",
        "return ms",
    ),
    Fault(
        "a reason names one value less of those that a condition looks at",
        "proofs/reasons/conditions.py",
        "for text in part.readings})",
        "for text in part.readings[:1]})",
    ),
    Fault(
        "a part of a condition that is false once is said to be never true",
        "proofs/reasons/conditions.py",
        "if all(_is(text, each, not wanted) for text, each in inside):",
        "if any(_is(text, each, not wanted) for text, each in inside):",
    ),
    Fault(
        "what a callee did last is forgotten before acts",
        "proofs/reasons/silence.py",
        "doing = _done(effect) or doing",
        "doing = doing",
    ),
)


def is_found(fault: Fault) -> bool:
    """Whether some test fails with a fault."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source, target = ROOT / name, Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        file = Path(folder) / "simulator" / "ivrsim" / fault.file
        text = file.read_text(encoding="utf-8")
        if text.count(fault.right) != 1:
            raise SystemExit(f"{fault.file} does not have the text once in which {fault.what!r} is made")
        file.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")
        paths = os.pathsep.join([folder, os.path.join(folder, "simulator")])
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TESTS]
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise SystemExit(f"{fault.what}: the tests do not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.returncode == 1


def main() -> None:
    """Try all faults; exit code 1 if one is not found."""
    missed = 0
    for fault in FAULTS:
        found = is_found(fault)
        missed += not found
        print(f"{'found ' if found else 'MISSED'}  {fault.what}", flush=True)  # noqa: T201
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
