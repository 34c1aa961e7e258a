"""What happens in calls, as a forecast counts it: a number for each happening, and what brings which."""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any, Final, NamedTuple

from ivrsim.chains.chain import CallHappening
from ivrsim.core import effects as did
from ivrsim.core.effects import Effect, Prompt
from ivrsim.core.memo import Move
from ivrsim.core.parties import MAILBOX, PERSON, RECEPTIONIST, SCREENING
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.core.words import said_ms, words_of
from ivrsim.forecasting.unfolding.sides import in_steps
from ivrsim.graph.search import Numbering
from ivrsim.graph.spoken import prompt_places
from ivrsim.proofs.secrets import PromptSecret

SAID: Final = -1
"""Stands for the first word that somebody hears, which is no happening."""

SECRET: Final = "secret"
KEY_PRESSED: Final = "key"
TALKED: Final = "transfer answered"


class Heard(NamedTuple):
    """Something in a prompt that is heard if somebody listens from its beginning to its end.

    Attributes:
        start, end: when that is, in steps from the beginning of the prompt.
        mark: the happening; SAID for the first word.
    """

    start: int
    end: int
    mark: int


class Happenings:
    """The happenings of a plan's calls.

    Args:
        plan: the plan.
        step_ms: how long a step is.
        secrets_of: finds the secrets in a prompt.
        wanted: texts of which it matters who hears them.
        vague: the numbers of tags into whose texts something is put that nobody knows.

    Attributes:
        numbering: all of them, by number.
    """

    def __init__(
        self,
        plan: Plan,
        step_ms: int,
        secrets_of: Callable[[Prompt], list[PromptSecret]],
        wanted: Sequence[str] = (),
        vague: Container[int] = (),
    ) -> None:
        self._plan = plan
        self._step_ms = step_ms
        self._secrets_of = secrets_of
        self._wanted = tuple(wanted)
        self._vague = vague
        self.numbering: Numbering[CallHappening] = Numbering()
        self._of_moves: dict[int, tuple[int, ...]] = {}
        self._heard: dict[tuple[Prompt, str], list[Heard]] = {}

    def of_move(self, move: Move) -> tuple[int, ...]:
        """Return the happenings that a move brings."""
        if move.number not in self._of_moves:
            found = [each for effect in move.effects for each in self._of_effect(effect)]
            self._of_moves[move.number] = tuple([self.numbering.of(each) for each in found])
        return self._of_moves[move.number]

    def number(self, kind: str, name: str) -> int:
        """Return the number of a happening."""
        return self.numbering.of(CallHappening(kind, name))

    def expect_all(self) -> None:
        """Number what calls of the plan may bring beyond what was searched: keys, transfers, and all its prompts."""
        self.number("key", KEY_PRESSED)
        self.number("talk", TALKED)
        names = [title(self._plan, element) for element in prompt_places(self._plan)]
        for name in names:
            self.number("prompt", name)
        for what in (*names, SECRET, *(quoted_text(text) for text in self._wanted)) if names else ():
            for party in (PERSON, MAILBOX, SCREENING, RECEPTIONIST):
                self.number("heard", heard_name(party.name, what))

    def heard(self, prompt: Prompt, who: str) -> list[Heard]:
        """Return what can be heard in a prompt, in the order in which it ends.

        Args:
            prompt: as it begins.
            who: listens: the name of a party.
        """
        key = prompt, who
        if key not in self._heard:
            self._heard[key] = sorted(self._in_prompt(prompt, who), key=lambda each: (each.end, each.mark))
        return self._heard[key]

    def _in_prompt(self, prompt: Prompt, who: str) -> Iterable[Heard]:
        platform, words = self._plan.platform, words_of(prompt, self._plan.platform)
        whole_ms = words[-1].end_ms if words else prompt.duration_ms
        if not whole_ms and not prompt.duration_ms:
            return
        name = title(self._plan, prompt.element)
        yield Heard(0, self._steps(whole_ms), self.number("heard", heard_name(who, name)))
        before_ms = 0
        for word in words or ():
            yield Heard(self._steps(before_ms), self._steps(word.end_ms), SAID)
            before_ms = word.end_ms
        if not words:  # of a sound any part is something
            yield from (Heard(step, step + 1, SAID) for step in range(self._steps(whole_ms)))
        for secret in self._secrets_of(prompt):
            yield self._part(prompt, platform, secret.start, secret.end, heard_name(who, SECRET))
        for text in self._wanted:
            at = prompt.text.casefold().find(text.casefold())
            if at >= 0:
                yield self._part(prompt, platform, at, at + len(text), heard_name(who, quoted_text(text)))

    def _part(self, prompt: Prompt, platform: Platform, start: int, end: int, name: str) -> Heard:
        begins, ends = said_ms(prompt, platform, start), said_ms(prompt, platform, end)
        if prompt.source != "tts":
            begins, ends = 0, prompt.duration_ms
        return Heard(self._steps(begins), self._steps(ends), self.number("heard", name))

    def _steps(self, ms: int) -> int:
        return in_steps(ms, self._step_ms)

    def _of_effect(self, effect: Effect) -> Iterable[CallHappening]:
        if isinstance(effect, did.Stashed) and effect.element in self._vague:
            yield CallHappening("stash", f"stashes something at {title(self._plan, effect.element)}")
            return
        told = _TOLD.get(type(effect))
        if told is not None and getattr(effect, "pressed", "") != "timeout":  # nothing entered says that
            kind, name = told
            yield CallHappening(kind, name(self._plan, effect))


def quoted_text(text: str) -> str:
    """Return how a text is called of which it matters who hears it."""
    return f'"{text}"'


def heard_name(who: str, what: str) -> str:
    """Return how it is called that somebody hears something to its end."""
    return f"mailbox kept {what}" if who == MAILBOX.name else f"{who} hears {what}"


def title(plan: Plan, element: int) -> str:
    """Return how reports call a tag: by its name; one that has none by its place in the nearest that has."""
    found = plan.elements[element]
    own = str(getattr(found.node, "name", "") or "")
    if own or found.parent < 0:
        return own or found.label
    return f"{found.label} of {title(plan, found.parent)}" if found.parent else found.label


def _branch(plan: Plan, effect: Any) -> str:
    return f"takes {effect.pressed} at {title(plan, effect.element)}"


_TOLD: Final[dict[type[Effect], tuple[str, Callable[[Plan, Any], str]]]] = {
    did.Prompt: ("prompt", lambda plan, effect: title(plan, effect.element)),
    did.KeyPressed: ("key", lambda plan, effect: KEY_PRESSED),
    did.Input: ("input", lambda plan, effect: f"enters something at {title(plan, effect.element)}"),
    did.NothingEntered: ("silence", lambda plan, effect: f"enters nothing at {title(plan, effect.element)}"),
    did.Unmatched: ("no match", lambda plan, effect: f"enters what nothing takes at {title(plan, effect.element)}"),
    did.BranchTaken: ("branch", _branch),
    did.Transferring: ("transfer", lambda plan, effect: f"transfers at {title(plan, effect.element)}"),
    did.TransferAnswered: ("talk", lambda plan, effect: TALKED),
    did.MessageSent: ("text", lambda plan, effect: "text sent"),
    did.RecordingKept: ("recording", lambda plan, effect: f"recording kept at {title(plan, effect.element)}"),
    did.Stashed: ("stash", lambda plan, effect: f"stashes {effect.value} in {effect.variable}"),
    did.Requested: ("request", lambda plan, effect: "server asked"),
    did.NoReply: ("no reply", lambda plan, effect: "server silent"),
    did.Excluded: ("dnc", lambda plan, effect: "never called again"),
    did.Detected: ("detected", lambda plan, effect: f"takes {effect.branch} at {title(plan, effect.element)}"),
}
"""Of an effect the kind of happening that it is, and its name."""
