"""What is proved of all calls, what is not, and the moves of a call that breaks it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ivrdsl.errors import IvrError
from ivrdsl.findings.finding import SEVERITIES
from ivrdsl.findings.render.markup import NOTHING, Html, code, island, tag
from ivrdsl.page.secrecy import Secrecy
from ivrdsl.wording.mask import MASK
from ivrsim.automaton.build import Automaton
from ivrsim.automaton.trial import PlayerEngine
from ivrsim.core import table as t
from ivrsim.play.call import Call
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS, Verdict, Verification
from ivrsim.proofs.verdicts import as_json, counted
from ivrsim.proofs.witness import Witness, call_shown
from ivrsim.search.world import World

_WORDS: Final = {
    BROKEN: "Does not hold",
    UNDECIDED: "Not decided",
    VACUOUS: "Holds for no reason",
    PROVED: "Holds in every call",
}

_TIME: Final = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)? s\b")


class ProofsPanel:
    """The verdicts, masked as `verify --json` masks them.

    Args:
        report: the verdicts.
        secrecy: what is hidden.
        automaton: of the plan; its player plays the calls that break a claim.

    Attributes:
        calls: those that buttons play, in the order of the buttons: their moves, and how long they take, in ms.
        broken: how many claims are broken, and not suppressed.
    """

    def __init__(self, report: Verification, secrecy: Secrecy, automaton: Automaton) -> None:
        self._report = report
        self._automaton = automaton
        self._engine = PlayerEngine(automaton.data)
        self._told = as_json(report, secrets=secrecy.secrets, show_secrets=secrecy.shows)["properties"]
        self.calls: list[dict[str, Any]] = []
        self.broken = sum(each.verdict == BROKEN and not each.suppressed for each in report.verdicts)

    def parts(self) -> Iterable[Html]:
        """The panel."""
        yield tag(
            "p", f"Worked out for every call that can happen, not tested: {counted(self._report)}.", class_="lead"
        )
        for verdict, words in _WORDS.items():
            found = [number for number, each in enumerate(self._told) if each["verdict"] == verdict]
            found.sort(key=lambda number: SEVERITIES.index(self._told[number]["level"]))
            if found:
                yield tag("h3", f"{words} ({len(found)})")
                yield tag("ul", *[self._claim(number) for number in found], class_="claims")

    def _claim(self, number: int) -> Html:
        told = self._told[number]
        is_open = told["verdict"] in (BROKEN, UNDECIDED)
        level = ("suppressed" if told["suppressed"] else told["level"]) if is_open else ""
        says = tag(
            "p", island(sentence(told["says"])), tag("span", level, class_="tag") if level else NOTHING, class_="says"
        )
        lines = [says]
        if told["verdict"] != PROVED:
            lines.append(tag("p", island(f"{sentence(told['because'])}.")))
        if is_open:
            lines += self._beside(told)
        if told["verdict"] == BROKEN:
            lines += self._calls(number)
        lines.append(tag("p", island(told["name"]), class_="name"))
        kind = f"is-{told['verdict'].lower()}{f' of-{level}' if level else ''}"
        return tag("li", tag("div", *lines), class_=f"claim {kind}")

    def _beside(self, told: dict[str, Any]) -> list[Html]:
        """Why it matters, and what hangs on it."""
        found = [told["harm"] and sentence(told["harm"])]
        found.append(told["suppressed"] and f"Suppressed: {told['suppressed']}")
        found.append(told["left_out"] and f"Not asked at {', '.join(told['left_out'])}")
        found += [sentence(each["says"]) for each in told["reasons"]]
        hangs = " or ".join(f"{each['quirk']}={each['value']}" for each in told["hangs_on"])
        found.append(hangs and f"With {hangs} this call would not break it")
        return [tag("p", island(f"{each}."), class_="soft") for each in found if each]

    def _calls(self, number: int) -> Iterable[Html]:
        told = self._told[number]
        for witness, script in zip(self._report.verdicts[number].witnesses, told["witnesses"], strict=True):
            moves = self._moves_of(witness)
            if moves is None:
                summary = tag("summary", "The call that shows it, as a script")
                why = "It says who really answers, or more than keys can: ivrdsl simulate plays it."
                lines = code("\n".join(script["script"]), f"Script of a call that breaks {told['name']}")
                yield tag("details", summary, tag("p", why, class_="soft"), lines)
            else:
                yield self._button(moves, script["duration_ms"], told["says"])

    def _moves_of(self, witness: Witness) -> list[Any] | None:
        """The moves that play a call here; None where the page cannot play it, such as one that enters a code."""
        moves = self._automaton.moves_of(witness.script)
        try:
            return moves and self._engine.play(moves).moves
        except IvrError:
            return None

    def _button(self, moves: list[Any], duration_ms: int, says: str) -> Html:
        self.calls.append({"moves": moves, "ms": duration_ms})
        label = f"Play a call that breaks this: {says}"
        return tag(
            "button",
            "Play the call that shows it",
            type="button",
            class_="small strong",
            data_call=str(len(self.calls) - 1),
            aria_label=label,
        )


def breaking_calls(plan: t.Plan, report: Verification) -> Iterator[Call]:
    """Yield the calls that break a claim, played again: what they are given, the page must know."""
    for verdict in report.verdicts:
        for witness in verdict.witnesses if verdict.verdict == BROKEN else ():
            yield call_shown(plan, witness, World())


def with_times_of(report: Verification, other: Verification) -> Verification:
    """Return a report with the times of another one, of the same plan with stand-ins for its secrets.

    A verdict that is another one there is told without times, and without calls.
    """
    known = {each.name: each for each in other.verdicts}
    return report._replace(verdicts=tuple([_retold(each, known.get(each.name)) for each in report.verdicts]))


def _retold(verdict: Verdict, other: Verdict | None) -> Verdict:
    if other is not None and (other.verdict, other.level) == (verdict.verdict, verdict.level):
        return other._replace(hangs_on=verdict.hangs_on, depends_on=verdict.depends_on)  # asked of the plan itself
    reasons = tuple([each._replace(says=_without_times(each.says)) for each in verdict.reasons])
    return verdict._replace(because=_without_times(verdict.because), reasons=reasons, witnesses=())


def _without_times(text: str) -> str:
    return _TIME.sub(f"{MASK} s", text)


def sentence(text: str) -> str:
    """A text with a large first letter."""
    return text[:1].upper() + text[1:]
