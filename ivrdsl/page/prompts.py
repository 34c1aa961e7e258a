"""The prompts of a plan as a sheet for who records them: each once, with where it is said, and how long it takes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.findings.render.markup import Html, island, tag
from ivrdsl.wording.mask import Mask
from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT
from ivrsim.core.lengths import Hidden
from ivrsim.core.template import Template
from ivrsim.picture.words import Captions, visible
from ivrsim.speech.lengths import language_of

Saying = Any
"""An instruction that says something: it has words, a source, a voice and a length."""
_LANGUAGES: Final = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "it": "Italian"}


class SheetRow(NamedTuple):
    """A prompt.

    Attributes:
        source: "tts", "url" or "callfireid".
        voice: of text to speech; "" for the usual one.
        text: with its variables as they are written; or the sound's number or address.
        ms: how long it takes, without the values of its variables.
        varies: whether it has some.
        where: the tags that say it, in words.
    """

    source: str
    voice: str
    text: str
    ms: int
    varies: bool
    where: tuple[str, ...]


def sheet(plan: t.Plan, mask: Mask, lines: Sequence[int | None]) -> list[SheetRow]:
    """Return the prompts, in the order in which the plan has them.

    Args:
        plan: the plan.
        mask: hides its secrets; what is hidden takes as long as a stand-in.
        lines: the source line of each element.
    """
    captions = Captions(plan, mask)
    plays: list[Saying] = sorted([each for each in plan.table if each.awaits == PROMPT], key=lambda play: play.element)
    found: dict[tuple[str, str, str], SheetRow] = {}
    for play in plays:
        text = visible(mask.masked(captions.words(play.words, play.source)))
        if not text:
            continue
        line = lines[play.element] if play.element < len(lines) else None
        where = captions.node(play.element).partition(" > ")[2] + (f", line {line}" if line else "")
        row = found.get((play.source, play.voice, text)) or _row(play, text, mask)
        found[play.source, play.voice, text] = row._replace(where=tuple(dict.fromkeys((*row.where, where))))
    return list(found.values())


def _row(play: Saying, text: str, mask: Mask) -> SheetRow:
    pieces = tuple(_pieces(play, mask))
    varies = any(_varies(template) for _, template in play.words.pieces)
    ms = play.length.ms("".join(pieces), pieces) if pieces else 0
    return SheetRow(play.source, play.voice, text, ms, varies, ())


def _pieces(play: Saying, mask: Mask) -> Iterator[str]:
    """What of a prompt is known before any call; what a mask hides counts as its stand-in."""
    whole = "".join(piece for _, template in play.words.pieces for piece in template if isinstance(piece, str))
    hides = bool(mask.hidden(whole)) and not any(secret for secret, _ in play.words.pieces)
    for secret, template in play.words.pieces:
        for piece in template:
            if isinstance(piece, str):
                yield Hidden(piece) if not mask.shows and (secret or hides) else piece


def _varies(template: Template) -> bool:
    return any(not isinstance(piece, str) for piece in template)


# --- on the page ----------------------------------------------------------------------------------------------------


def prompts_parts(rows: Sequence[SheetRow]) -> Iterable[Html]:
    """The panel of prompts."""
    spoken = [row for row in rows if row.source == "tts"]
    sounds = [row for row in rows if row.source != "tts"]
    several = f"{len(spoken)} text{'s' * (len(spoken) != 1)} to record, or to have spoken"
    total = f"{several}: {sum(row.ms for row in spoken) / 1000:.1f} s together. Lengths are estimates, from the words."
    yield tag("p", total if spoken else "No text is spoken in this plan.", class_="lead")
    if spoken:
        yield _table(spoken, "Text", "Texts to record")
    if sounds:
        yield tag("h3", "Recorded already")
        yield _table(sounds, "Sound", "Sounds that are recorded already")


def _table(rows: Sequence[SheetRow], head: str, caption: str) -> Html:
    heads = [tag("span", "Number", class_="unseen"), head, "Length", "Voice", "Where"]
    return tag(
        "table",
        tag("caption", caption, class_="unseen"),
        tag("thead", tag("tr", *[tag("th", each, scope="col") for each in heads])),
        tag("tbody", *[_line(number, row) for number, row in enumerate(rows, 1)]),
    )


def _line(number: int, row: SheetRow) -> Html:
    length = f"{'from ' if row.varies else ''}{row.ms / 1000:.1f} s"
    return tag(
        "tr",
        tag("td", str(number), class_="count"),
        tag("th", island(row.text), scope="row", class_="text"),
        tag("td", length, class_="length"),
        tag("td", island(_voice(row))),
        tag("td", *[tag("div", island(where)) for where in row.where], class_="soft"),
    )


def _voice(row: SheetRow) -> str:
    if row.source != "tts":
        return "from the web" if row.source == "url" else "on the platform"
    language = language_of(row.voice)
    return ", ".join(filter(None, (row.voice, _LANGUAGES.get(language, language))))
