"""docs/platform.md: what is known about the platform and how sure we are, made from the headers of the suite."""

from pathlib import Path
from typing import Final

from tests.conformance.cases import Case

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "platform.md"

_INTRODUCTION: Final = """\
# What the platform does, and how sure we are

Made from `tests/conformance/` by `pytest tests/conformance --update-golden`; change the cases, not this page.
Each line is one rule, shown by one call: a dialplan, a script of what the callee does, and the transcript.

| status | cases | meaning |
|---|---|---|
{counts}

`source` names the section of [language.md](language.md), or of the design of call scripts. A quirk in brackets is set
in that case; with `default` it is what the simulator takes when nobody says otherwise.
Who may answer a call, and what is known of detection, is told in [answering.md](answering.md).
"""
_MEANING: Final = {
    "documented": "a page of the vendor says so",
    "observed": "official samples only make sense this way",
    "ruling": "the sources leave two readings; this is ours, with its number in section 14 of the reference",
    "quirk": "no source says; a switch of the simulated platform, with one case for each value",
}


def page(found: list[Case]) -> str:
    """The whole page."""
    counts = "\n".join(
        f"| {status} | {sum(case.status == status for case in found)} | {meaning} |"
        for status, meaning in _MEANING.items()
    )
    parts = [_INTRODUCTION.format(counts=counts)]
    for topic in sorted({case.topic for case in found}):
        parts.append(
            f"\n## {topic.replace('-', ' ').capitalize()}\n\n"
            "| behaviour | status | source | case |\n|---|---|---|---|\n"
        )
        parts += [_row(case) for case in found if case.topic == topic]
    return "".join(parts)


def _row(case: Case) -> str:
    set_ = [f"`{key}={_text(value)}`" for key, value in case.quirks.items()]
    set_ += [f"default `{key}={_text(value)}`" for key, value in case.defaults.items()]
    about = case.about + (f" ({', '.join(set_)})" if set_ else "")
    about += " **The engine does not do this yet.**" if case.bug else ""
    link = f"[{case.folder.name}](../tests/conformance/{case.id})"
    return f"| {_cell(about)} | {case.status} | {_cell(case.source)} | {link} |\n"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
