"""`ivrdsl explain WORD`"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import options, syntax
from ivrdsl.cli.output import echo, show_json

if TYPE_CHECKING:
    from ivrdsl.cli.reference import Topic

VERSION: Final = 1
_WIDTH: Final = 80
_OTHERS: Final = 6
"""Other meanings of a word that are told one by one."""


def _completions(begun: str) -> list[str]:
    """The words that begin so."""
    from ivrdsl.cli.reference import topics

    words = dict.fromkeys(word for each in topics() for word in (each.name, *each.words))
    return [word for word in words if word.lower().startswith(begun.lower())]


@syntax.command("explain")
@syntax.argument("words", nargs=-1, metavar="[WORD]", completions=_completions)
@options.as_json
def command(words: Sequence[str], as_json: bool) -> None:
    """Explain a word: what it is, an example, what is documented and what is assumed.

    WORD is a rule (IVR003, dangling-goto), or a node, a tag or an attribute (Menu, keypress, maxDigits). Or it is a
    property, a quirk, an outcome, a verdict, an exit code, a statement of call scripts, a party that may answer, or a
    kind of entry. Or a variable of the platform. A word that means several things has a page for each: node:record,
    statement:record. Without WORD all of them are listed.
    """
    from ivrdsl.cli.reference import meant_by, topics

    word = " ".join(words)
    found = meant_by(word) if words else list(topics())
    if not found:
        raise syntax.UsageError(_unknown(word))
    if as_json:
        show_json({"version": VERSION, "topics": [_data(each, with_text=bool(words)) for each in found]})
    elif words:
        _show(word, found)
    else:
        echo(_list(found))


def _unknown(word: str) -> str:
    from ivrdsl.cli.commands import COMMANDS
    from ivrdsl.cli.reference import near
    from ivrdsl.findings.render.safe import safe
    from ivrdsl.findings.words import quoted

    command_ = word.strip().removeprefix("ivrdsl ").lower()
    if command_ in COMMANDS:
        return f"{quoted(word)} is a command; did you mean `ivrdsl {command_} --help`?"
    return f"nothing is called {safe(quoted(word))}; {near(word) or 'see `ivrdsl explain`, which lists all that is'}"


def _show(word: str, found: Sequence["Topic"]) -> None:
    """Print the page of what comes first, and say what else the word means."""
    first, *others = found
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_markdown

        show_markdown(first.page)
    else:
        echo(first.page, nl=False)
    if others:
        told = ", ".join(f"`ivrdsl explain {each.full_name}`" for each in others[:_OTHERS])
        more = f" and {len(others) - _OTHERS} more" if len(others) > _OTHERS else ""
        echo(f"{word} is here {first.full_name}; see also {told}{more}", err=True)


def _list(found: Sequence["Topic"]) -> str:
    """All that can be explained, by kind, in lines that a terminal holds."""
    from textwrap import fill

    from ivrdsl.cli.reference import KINDS

    parts = ["`ivrdsl explain WORD` tells of each of these."]
    for kind, plural in KINDS.items():
        names = ", ".join(each.name.replace(" ", "\0") for each in found if each.kind == kind)
        text = fill(names, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
        parts.append(f"{plural}\n{text}".replace("\0", " "))
    return "\n\n".join(parts)


def _data(topic: "Topic", *, with_text: bool) -> dict[str, Any]:
    data = {"kind": topic.kind, "name": topic.name, "summary": topic.summary, "words": list(topic.words)}
    return data | ({"text": topic.page} if with_text else {})
