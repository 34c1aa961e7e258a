"""`python -m benchmarks.pages`: how large pages are, and how long their script takes in headless Chromium.

Times are of the script, medians of 20 windows, on this machine: they are for the limits below, not for comparison.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import generated

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = 20
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PRESS = """() => {
  const before = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
  return performance.now() - before;
}"""


class Limit(NamedTuple):
    """What a page may take.

    Args:
        name: What the table calls it.
        plan: Its file, or the bytes of one.
        kb: The size of the file.
        usable_ms: Of script until it can be used.
        key_ms: Of script until a key is drawn.
    """

    name: str
    plan: Path | bytes
    kb: float
    usable_ms: float = 300
    key_ms: float = 8


LIMITS = (
    Limit("one-time code", ROOT / "examples" / "one_time_code.py", 60),
    Limit("100 menus", generated.plan(100), 800),
)


def main() -> int:
    """Measure, and print a table; exit code 1 where a limit is passed."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        print(f"there is no browser: none of {', '.join(NAMES)}", file=sys.stderr)
        return 2
    met = True
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox"])
        print(f"{'':16}{'size':>18}{'usable after':>22}{'a key':>20}")
        for limit in LIMITS:
            page = made(limit.plan, Path(folder))
            kb, (usable, key) = page.stat().st_size / 1000, times(browser, page)
            told = f"{limit.name:16}{kb:8.0f} kB (<= {limit.kb:.0f})"
            print(f"{told:34}{usable:10.1f} ms (<= {limit.usable_ms:.0f}){key:10.1f} ms (<= {limit.key_ms:.0f})")
            met &= kb <= limit.kb and usable <= limit.usable_ms and key <= limit.key_ms
        browser.close()
    return 0 if met else 1


def made(plan: Path | bytes, folder: Path) -> Path:
    """Return the page of a plan, made by the command that a user runs."""
    if isinstance(plan, bytes):
        source = folder / "plan.xml"
        source.write_bytes(plan)
    else:
        source = plan
    page = folder / f"{source.stem}.html"
    subprocess.run([sys.executable, "-m", "ivrdsl", "page", str(source), "-o", str(page)], check=True, cwd=ROOT)
    return page


def times(browser: Any, page: Path) -> tuple[float, float]:
    """Return how long the script takes until the page can be used, and until a key is drawn, in ms."""
    found = [window(browser, page) for _ in range(WINDOWS)]
    return statistics.median(one for one, _ in found), statistics.median(other for _, other in found)


def window(browser: Any, page: Path) -> Sequence[float]:
    """Open a page in a window of its own, let a person answer, and press a key."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    opened = context.new_page()
    measuring = context.new_cdp_session(opened)
    measuring.send("Performance.enable")
    opened.goto(page.as_uri())
    told = {each["name"]: each["value"] for each in measuring.send("Performance.getMetrics")["metrics"]}
    opened.locator(".offers button").first.click()
    opened.wait_for_function("document.querySelector('.keypad [data-key=\"1\"]').ariaDisabled === 'false'")
    key_ms: float = opened.evaluate(PRESS)
    context.close()
    return 1000 * told["ScriptDuration"], key_ms


if __name__ == "__main__":
    sys.exit(main())
