"""An automaton as data, for `player.js`. Everything is a number, a text, or a list of these; nothing names a tag."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from ivrdsl.wording.mask import MASK, Mask
from ivrsim.automaton.entries import RIGHT, WRONG, CodeEntries, CodeEntry
from ivrsim.automaton.lengths import prompt_data, values_data
from ivrsim.automaton.lines import LineWriter, cut_words, way_name
from ivrsim.automaton.search import NOT_GIVEN, TokenSearch
from ivrsim.core import table as t
from ivrsim.core.effects import Assumed, Effect, Input, Prompt
from ivrsim.core.events import ANSWERS, KEYS, TRANSFER, Event
from ivrsim.core.instructions.base import DETECTION, PROMPT, REPLY
from ivrsim.core.memo import ControlState, Move
from ivrsim.core.outcomes import OUTCOMES
from ivrsim.core.run import SAME_TIMER, WORKED_OUT, LeantOn
from ivrsim.play.line import IN_NO_TIME, LOOP, MOMENTS_LOOKED_AT, PASSED, TOO_LONG, length_leans_on
from ivrsim.play.other_side import machine_of
from ivrsim.play.silence import FIX, LONGEST_SILENCE_MS, WHY, heard_as
from ivrsim.play.story import ending_words, gap_words, in_brackets, place_words, sentence
from ivrsim.play.transcript import ENDED_BY
from ivrsim.script.statements import http_reply, quoted
from ivrsim.search.liveness import CLOCK
from ivrsim.speech.lengths import language_of

VERSION: Final = 1
_FAR_MS: Final = 10**12
_IN_ORDER: Final = ("lines", "assumed", "ways", "passed", "ear")
"""What several moves do, one behind the other."""
_ALWAYS_OFFERED: Final = ("silent:",)
_BOUNDS: Final = ("loop", "limit")
"""Outcomes that no step of the plan brings about."""
_ELAPSED: Final = "{}"
"""Stands in a text for a time, in seconds."""


class Pool:
    """Things that are said more than once, each kept once and known by its number."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, key: Hashable, item: Callable[[], Any] | None = None) -> int:
        """Return the number of a thing; `item` makes what is kept of it, else it is its key."""
        found = self._numbers.get(key)
        if found is None:
            kept = key if item is None else item()
            found = self._numbers[key] = len(self.items)
            self.items.append(kept)
        return found


class AutomatonWriter:
    """Writes one automaton down.

    Args:
        found: its states and moves.
        lines: the source line of each element.
        mask: hides secrets.
        entries: those of codes, which are entered as a whole; None where keys are pressed everywhere.
    """

    def __init__(
        self, found: TokenSearch, lines: Sequence[int | None], mask: Mask, entries: CodeEntries | None = None
    ) -> None:
        self._found = found
        self._plan = found.plan
        self._lines = lines
        self._mask = mask
        self._writer = LineWriter(found.plan, lines, found.tokens, mask)
        self._told = Pool()
        self._prompts = Pool()
        self._assumed = Pool()
        self._ways = Pool()
        self._places = Pool()
        self._languages: set[str] = set()
        self._moves = Pool()
        self._entries = entries
        self._codes = frozenset(entries.codes if entries else ())

    def data(self) -> dict[str, Any]:
        """The automaton, in the shape that `player.js` knows."""
        states, order = self._states()
        controls = Pool()
        at = [self._control_number(controls, number) for number in order]
        offered = {*_ALWAYS_OFFERED, *(":".join(move["on"]) for move in self._moves.items)}
        outcomes = {*_BOUNDS, *(control.get("outcome", "") for control in controls.items)}
        platform = self._plan.platform
        given = {name: self._writer.masked(value) for name, value in self._found.world.variables.items()}
        digits = [menu.max_digits for menu in self._plan.menus()]
        most = max((99 if each is None else each for each in digits), default=1)
        return {
            "version": VERSION,
            "states": states,
            "at": at,
            "controls": controls.items,
            "moves": self._moves.items,
            "lines": self._told.items,
            "prompts": self._prompts.items,
            "assumed": self._assumed.items,
            "ways": self._ways.items,
            "places": self._places.items,
            "values": {name: values_data(name, most) for name in sorted(self._languages)},
            "registers": given,
            "given": [f"set {name} = {quoted(value)}" for name, value in given.items()],
            "lengths": [[name, f"{name}={platform.value(name)}"] for name in (platform.speech, "sound_ms")],
            "over": self._place(self._plan.table[t.END].element),
            "words": {on: words for on, words in _words().items() if on in offered},
            "endings": {outcome: words for outcome, words in _endings().items() if outcome in outcomes},
            "cut": cut_words(),
            "limits": {
                "ms": platform.max_duration_ms,
                "loop": f"loop: {LOOP}",
                "in no time": f"limit: {IN_NO_TIME}",
                "too long": "limit: " + TOO_LONG.replace("{}", str(platform.max_duration_ms // 60_000), 1),
                "moments": MOMENTS_LOOKED_AT,
            },
            "silence": {"longest": LONGEST_SILENCE_MS, "gap": gap_words("{}", "{}"), "why": WHY, "fix": FIX},
            "bound": self._found.bound,
            "searched": sum(number < self._found.searched for number in order),
            "masked": MASK,
            "hours": int(self._found.choices.moments.complete),
        }

    def _states(self) -> tuple[list[list[int]], list[int]]:
        """The edges of each state that calls come to, and the numbers of these states in the search.

        Those that were looked at come first, so that a number tells of which state nothing is known.
        """
        edges: dict[int, list[tuple[int, int]]] = {0: []}
        todo = [0]
        for number in todo:
            edges[number] = list(self._edges(number))
            new = dict.fromkeys(target for _, target in edges[number] if target not in edges)
            edges.update((target, []) for target in new)
            todo += new
        order = sorted(edges, key=lambda number: number >= self._found.searched)
        rank = {number: place for place, number in enumerate(order)}
        return [[each for move, target in edges[number] for each in (move, rank[target])] for number in order], order

    def _edges(self, number: int) -> Iterator[tuple[int, int]]:
        """The moves of a state, and where they lead; of an entry of a code only how it ends.

        A key that no script could say is left out, too: which of them are told apart may give a code away.
        """
        entries = self._entries.entries(number) if self._entries else []
        has_keys = not entries and bool(self._keys(self._found.control(number)))
        for move, target in self._found.outgoing(number):
            if has_keys or move.event.kind != "key":
                yield self._moves.number(move.number, partial(self._move, move)), target
        for entry in entries:
            kept = (number, entry.name, entry.target)
            yield self._moves.number(kept, partial(self._entered, entry)), entry.target

    def _entered(self, entry: CodeEntry) -> dict[str, Any]:
        """The moves of an entry as one: no key of it is told."""
        moves = [self._move(move) for move in entry.moves]
        told = {name: [each for move in moves for each in move.get(name, [])] for name in _IN_ORDER}
        kept = {name: value for name, value in told.items() if value}
        return moves[-1] | kept | {"on": ["enter", entry.name], "typed": 3}

    def _control_number(self, controls: Pool, number: int) -> int:
        control = self._found.control(number)
        entered = bool(self._entries and self._entries.entries(number))
        return controls.number((control.number, entered), lambda: self._control(control, entered=entered))

    # --- where a call waits -----------------------------------------------------------------------------------------

    def _control(self, control: ControlState, *, entered: bool) -> dict[str, Any]:
        state, waiting = control.state, self._plan.table[control.state.place]
        kind = "over" if state.outcome else state.phase if state.phase == "talk" else waiting.awaits
        data: dict[str, Any] = {
            "kind": kind,
            "place": state.place,
            "in": self._place(waiting.element),
            "keys": "" if entered else self._keys(control),
        }
        if waiting.decides:
            data["decides"] = 1
        if state.outcome:
            data["outcome"] = state.outcome
        return data

    def _keys(self, control: ControlState) -> str:
        """For each key the one that was tried in its place; "" where none does anything, or no script could say it."""
        events = self._found.choices.at(control.state)
        talks = control.state.phase == "talk"
        if talks or all(event.kind != "key" for event in events) or self._keeps_keys(control):
            return ""
        return "".join(self._found.choices.standing_for(control.state, key) for key in KEYS)

    def _keeps_keys(self, control: ControlState) -> bool:
        """Whether a key is kept for the next menu, which a search tries for few of them."""
        waiting = self._plan.table[control.state.place]
        listens = waiting.cut_to() is not None or self._plan.menu_at(control.state.place) is not None
        return self._plan.platform.type_ahead == "keep" and not listens

    def _place(self, element: int) -> int:
        """The number of a tag: its label, its line, and what a story's line says of where it is."""
        label = self._writer.masked(self._plan.elements[element].label)
        line = self._lines[element] if element < len(self._lines) else None
        where = in_brackets(self._writer.masked(place_words(self._plan, self._lines, element)))
        return self._places.number(element, lambda: [label, line, element, where])

    # --- what happens -----------------------------------------------------------------------------------------------

    def _move(self, move: Move) -> dict[str, Any]:
        registers = self._found.registers[move.number]
        effects = move.effects
        data: dict[str, Any] = {
            "on": [move.event.kind, self._event_value(move.event)],
            "chosen": [self._chosen(name, value) for name, value in move.chosen],
            "lines": [self._line(line) for line in self._writer.lines(move.event, effects)],
            "sets": {name: None if text is None else self._writer.text(text) for name, text in registers.sets.items()},
            "leant": self._leant(registers.leant),
            "assumed": [self._assumed_number(each) for each in effects if isinstance(each, Assumed)],
            "ways": [self._ways.number(way_name(self._mask, *way)) for way in move.ways],
            "passed": [self._place(each.element) for each in effects if isinstance(each, PASSED)],
            "ear": [[code, self._place(each.element)] for each in effects if (code := heard_as(each))],
            "typed": self._typed(move),
            "reply": self._reply(move.event),
            "url": next((self._writer.text(each.url) for each in effects if each.kind == "http"), None),  # type: ignore[attr-defined]
            "free": self._is_free(move),
            "leans": self._leans_on(effects),
        }
        return {name: value for name, value in data.items() if value} | self._timer(move)

    def _leans_on(self, effects: Sequence[Effect]) -> str:
        """The quirk that the length of a move's prompt leans on; "" without one."""
        found = [length_leans_on(self._plan.platform, each) for each in effects if isinstance(each, Prompt)]
        return found[-1] if found else ""

    def _timer(self, move: Move) -> dict[str, Any]:
        prompt = next((each for each in reversed(move.effects) if isinstance(each, Prompt)), None)
        plays = prompt is not None and self._plan.table[move.target.state.place].awaits == PROMPT
        if move.timer_ms == SAME_TIMER:
            return {"timer": -2}
        if plays and prompt is not None and not move.target.state.outcome:
            return {"prompt": self._prompt(prompt)}
        if self._is_machine(move.target):
            side = machine_of(self._plan)
            usual_ms = side.detected_ms(_FAR_MS, self._plan.platform) - _FAR_MS
            return {"timer": usual_ms, "beep": side.listens_ms}
        return {"timer": move.timer_ms}

    def _is_machine(self, control: ControlState) -> bool:
        """Whether a mailbox greets there, whose beep ends the detection."""
        waits = self._plan.table[control.state.place].awaits == DETECTION
        return waits and control.state.detected == "machine" and bool(self._plan.platform.greeting_ms)

    def _prompt(self, prompt: Prompt) -> int:
        if prompt.source == "tts" and self._found.tokens.begin in prompt.text:
            self._languages.add(language_of(prompt.voice))
        data = {
            "text": self._writer.text(self._writer.own(prompt.text, prompt.secrets)),
            "source": prompt.source,
            "language": language_of(prompt.voice),
            **prompt_data(prompt, self._plan.platform, self._found.tokens),
        }
        return self._prompts.number(prompt, lambda: data)

    def _line(self, line: Any) -> int:
        return self._told.number((line.kind, *line.text), lambda: [str(line.kind), line.text])

    def _assumed_number(self, effect: Assumed) -> int:
        label = self._plan.elements[effect.element].label
        text = f"{effect.quirk}={effect.value}   [{self._writer.masked(label)}]"
        return self._assumed.number((effect.quirk, effect.value, effect.element), lambda: [effect.quirk, text])

    def _leant(self, leant: Iterable[LeantOn]) -> list[list[Any]]:
        """What leant on samples: these, whether digits are as good, and the register and the text that came of it."""
        return [[self._samples(each), int(each.words), *self._result(each)] for each in leant]

    def _samples(self, leant: LeantOn) -> list[list[str]]:
        return [[name, sample] for sample, name in leant.tokens if sample not in self._codes]

    def _result(self, leant: LeantOn) -> list[str]:
        return [] if leant.result is None else [f"{WORKED_OUT}{leant.place}", self._writer.masked(leant.result)]

    def _typed(self, move: Move) -> int:
        """What becomes of the keys typed so far: 1 the key begins them, 2 it is one more; 0 they stay."""
        if move.event.kind != "key":
            return 0
        before, after = move.source.state.digits, move.target.state.digits
        done = next((each for each in move.effects if isinstance(each, Input)), None)
        if done is not None:
            sample = self._found.tokens.bare(done.digits)
            return 0 if before and sample == before else 2 if before else 1
        return (2 if before else 1) if after else 0

    def _event_value(self, event: Event) -> str:
        return self._writer.masked(event.value) if event.kind == "reply" else event.value

    def _reply(self, event: Event) -> str:
        """How a script says what a web server does."""
        told = self._event_value(event) if event.kind == "reply" else None
        return http_reply(told) if event.kind in ("reply", "no reply") else ""

    def _chosen(self, name: str, value: str) -> list[Any]:
        """Something that the call is told: what about, the value, how a script says it, and in words."""
        if name == CLOCK:
            return ["the time", int(value), "", moment_words(int(value))]
        if name.startswith(NOT_GIVEN):
            return [name.removeprefix(NOT_GIVEN), None, "", "not given"]
        shown = self._writer.masked(value)
        return [name, shown, f"set {name} = {quoted(shown)}", f"“{shown}”" if value else "empty"]

    # --- loops ------------------------------------------------------------------------------------------------------

    def _is_free(self, move: Move) -> bool:
        """Whether somebody could have led the call elsewhere in the wait that a move ends."""
        waiting = self._plan.table[move.source.state.place]
        if move.asked or move.unforeseen or waiting.decides or waiting.awaits == REPLY:
            return True
        others = [each for slot in move.source.slots.values() for several in slot.moves.values() for each in several]
        return any(each.event.kind == "key" and each.ways and each.target is not move.target for each in others)


def moment_words(ms: int) -> str:
    """A moment of the week, as somebody says it who chooses one."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%A, %H:%M UTC")


def _words() -> dict[str, str]:
    """What may be done in a call, in words, by the kind of the event and its value."""
    answers = {f"{event.kind}:{event.value}": _answer(name, event) for name, event in ANSWERS.items()}
    transfers = {f"transfer:{outcome}": outcome for outcome in TRANSFER}
    others = {
        "hang up:": "hang up",
        "talk ends:": "the other party hangs up",
        "no reply:error": "the server fails",
        "silent:": "no reply in time",
        f"enter:{RIGHT}": "enter the right code",
        f"enter:{WRONG}": "enter another code",
    }
    return {**answers, **transfers, **others}


def _answer(name: str, event: Event) -> str:
    if event.kind == "answered":
        return sentence("answered", {"by": name})
    return sentence("unanswered", {"reason": name})


def _endings() -> dict[str, str]:
    found = {each.name: ending_words(ENDED_BY.get(each.name, "error"), each.name, _ELAPSED) for each in OUTCOMES}
    return found | {"": ending_words(None, "", _ELAPSED)}
