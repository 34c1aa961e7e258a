"""What the prompts of the shared corpus offer; the golden file holds elements and keys, and none of the texts."""

from pathlib import Path

import pytest

from ivrdsl import XmlError, from_xml
from ivrdsl.model.nodes import Say
from ivrdsl.model.walk import elements
from ivrdsl.wording import codes, language, number_runs, offers, speaks_code

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
GOLDEN = Path(__file__).parent / "wording.txt"


def told(text: str) -> str:
    """What is found in a prompt, without its words: a phone number or a code is only named."""
    found = [
        f"{offer.kind}:{offer.keys or f'{offer.low}-{offer.high}'}{'' if offer.certain else '?'}"
        for offer in offers(text)
    ]
    found += [f"spoken-{span.kind}:{len(span.digits)}" for span in codes(text)]
    found += [f"run-{span.kind}:{len(span.digits)}" for span in number_runs(text)]
    return " ".join(["secret" * (speaks_code(text) is not None), language(text) or "?", *found]).strip()


def lines(file: Path) -> list[str]:
    try:
        plan = from_xml(file.read_bytes())
    except XmlError:
        return []
    spoken = [element for element in elements(plan) if type(element.node) is Say]
    return [f"{file.parent.name}/{file.stem} {element.number} {told(element.node.text)}" for element in spoken]


def test_prompts_of_the_corpus_are_read_as_before(update_golden: bool) -> None:
    if not SHARED.is_dir():
        pytest.skip(f"there is no shared corpus beside the checkout ({SHARED.parent.name}/{SHARED.name})")
    text = "\n".join(line for file in sorted(SHARED.glob("*/*.xml")) for line in lines(file)) + "\n"
    if update_golden:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
