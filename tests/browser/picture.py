"""`python -m tests.browser.picture`: makes docs/pictures/page.png, which README shows, of the page of an example."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIELD = ("--set", "contact.firstName=Ann")
SIZE = {"width": 1280, "height": 800}


def main() -> None:
    """Open the page of the reminder, play a call into its menu, and take a picture."""
    from playwright.sync_api import sync_playwright

    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        page_file = Path(folder) / "reminder.html"
        plan = ROOT / "examples" / "reminder.py"
        subprocess.run([sys.executable, "-m", "ivrdsl", "page", plan, *FIELD, "-o", page_file], check=True, cwd=ROOT)
        browser = started.chromium.launch(executable_path=browser_path, args=["--headless", "--no-sandbox"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(page_file.as_uri() + "#call=0:answered:live,9000:key:2")
        page.get_by_label("Moment of the call").fill("7600")
        page.locator(":focus").blur()
        page.screenshot(path=ROOT / "docs" / "pictures" / "page.png")
        browser.close()


if __name__ == "__main__":
    main()
