"""A coverage-guided search for a document that makes `check`, `--fix` or `import` crash. Not part of `make test`.

    make fuzz                 ten minutes; FUZZ_SECONDS=60 make fuzz for another time

Seeds are the conformance plans, the rules' examples and whatever the search has found before (kept in .fuzz/).
"""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
FOUND = ROOT / ".fuzz"

with atheris.instrument_imports(include=["ivrdsl", "ivrsim"], enable_loader_override=False):
    from ivrdsl import IvrError, from_xml, to_python
    from ivrdsl.checking.control import Control
    from ivrdsl.checking.registry import rules
    from ivrdsl.checking.repair import mended
    from ivrdsl.checking.rule import examples
    from ivrdsl.checking.run import check_bytes
    from ivrdsl.xml.names import SPELLINGS

    rules()  # imports them all, here, so that they are watched too

STRICT = Control(preset="strict")
LIMIT = 20_000
"""Bytes of a document: larger ones find nothing new, and slow the search down."""


def one_input(data: bytes) -> None:
    """Check, mend and import one document; anything that is no IvrError is a crash."""
    if len(data) > LIMIT:
        return
    found = check_bytes(data, "plan.xml", control=STRICT)
    crashed = [finding for finding in found if finding.code == "IVR900"]
    if crashed:
        raise AssertionError(crashed)
    once = mended(data, "plan.xml", unsafe=True, control=STRICT).data
    if mended(once, "plan.xml", unsafe=True, control=STRICT).data != once:
        raise AssertionError("mending twice changes something")
    with suppress(IvrError):
        to_python(from_xml(data))


def seeds(folder: Path) -> None:
    """Write the documents from which the search starts."""
    texts = [text for rule in rules().values() for kind in examples(rule) for text in kind]
    texts += [path.read_text() for path in (ROOT / "tests" / "conformance").rglob("*.xml")]
    texts += [path.read_text() for path in (ROOT / "tests" / "corpus" / "bad").glob("*.xml")]
    for number, text in enumerate(texts):
        (folder / f"seed{number}").write_text(text)


def dictionary(file: Path) -> None:
    """Write the words of the language, which chance alone would seldom find."""
    words = {
        "${",
        "}",
        "<![CDATA[",
        "]]>",
        "<!-- ivrdsl: ignore IVR101 x -->",
        "timeout",
        "default",
        "${call.lastinput}",
    }
    for spelling in SPELLINGS.values():
        words |= {f"<{spelling.tag}>", f"</{spelling.tag}>", f"<{spelling.tag}/>"}
        words |= {f' {attribute.xml}=""' for attribute in spelling.attributes}
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in sorted(words))
    file.write_text("".join(f'"{word}"\n' for word in escaped))


def main() -> None:
    """Run the search; arguments are libFuzzer's, such as -max_total_time=600."""
    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        words = FOUND / "words.dict"
        dictionary(words)
        options = [f"-dict={words}", f"-artifact_prefix={FOUND}/", "-timeout=20", "-rss_limit_mb=4096", *sys.argv[1:]]
        atheris.Setup([sys.argv[0], *options, str(FOUND), folder], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
