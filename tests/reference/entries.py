"""Pages of the kinds of entries, made from the classes of effects."""

from collections.abc import Iterator

from ivrsim.core.effects import KINDS, names_of
from tests.reference.page import ReferencePage, codes, section, table
from tests.reference.suite import entries_of_nodes, suite
from tests.unit.ivrsim.core.entries_page import meanings_of, type_of


def pages() -> Iterator[ReferencePage]:
    """A page for each kind."""
    return map(_page, sorted(KINDS))


def _page(kind: str) -> ReferencePage:
    summary, meanings = meanings_of(KINDS[kind])
    text = f"A kind of entry: what a call tells. {summary}"
    rows = [(f"`{name}`", type_of(KINDS[kind], name), meanings[name]) for name in names_of(KINDS[kind])]
    details = table(["detail", "is", ""], rows) or "It has none."
    text += section(
        "Details", details, "Every entry has `at_ms`, `kind` and `element` besides; docs/entries.md says more."
    )
    nodes = sorted(each for each, kinds in entries_of_nodes().items() if kind in kinds and each not in ("Odd", "Stray"))
    text += section("Where it comes from", f"Seen at {codes(nodes)}." if nodes else "")
    text += section(
        "To ask for it",
        f'`entry.kind == "{kind}"` in a property of your own; `transcript.of_kind("{kind}")` in a test.',
    )
    shown = next((each for each in suite() if any(entry.kind == kind for entry in each.transcript)), None)
    text += section("Example", shown.as_example() if shown else "")
    return ReferencePage("entry", kind, summary, text)
