"""People who are not taken for what they are, or come late: whether they hear words, and the secret."""

from collections.abc import Callable, Iterator
from typing import Final

from ivrdsl.findings.finding import WARNING
from ivrsim.core.effects import Prompt, TransferAnswered
from ivrsim.core.events import INBOUND, MACHINE
from ivrsim.core.parties import PERSON, VERDICT_OF
from ivrsim.core.units import seconds
from ivrsim.graph.reason import Reason
from ivrsim.graph.spoken import prompt_places
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.builtin.secrets import may_enter_more, who_hears
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.game import Game
from ivrsim.proofs.gaps import known_parts, unknown_pieces
from ivrsim.proofs.longest import with_short_values
from ivrsim.proofs.parties import Earliest, is_placed, latest
from ivrsim.proofs.paths import taken_for
from ivrsim.proofs.property import SECRET, TIME, Answer, Broken, Holds, NotAsked, Options, PlanCalls, Property, Unsure
from ivrsim.proofs.reasons.parties import first_words
from ivrsim.proofs.reasons.secrets import why_who_hears
from ivrsim.proofs.secrets import secrets_in
from ivrsim.script.statements import time_text
from ivrsim.search.explore import Move


def _taken_for_machine(subject: PlanCalls) -> Answer:
    """A person who is taken for a machine can hear a prompt with a secret to its end, whatever the others do. That
    person stays on the line, and presses nothing but what prompts offer.

    ## Example
    ```xml
    <amd>
      <live><play type="tts">Your code is 2 5 1 7.</play></live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><goto>ask</goto></live>
      <machine>
        <play type="tts">Hello, this is the library.</play>
        <goto>ask</goto>
      </machine>
    </amd>
    <menu name="ask" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 to hear your code.</play>
      <keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    As of `person-hears-secret`.
    """
    if not is_placed(subject):
        return NotAsked()
    if not subject.plan.detects():
        return None

    return who_hears(subject, _as_machine, "person taken for machine")


def _as_machine(move: Move) -> bool:
    """Allows what can happen to a person who is taken for a machine."""
    return move.event.kind != "unanswered" and (move.event.kind != "answered" or move.event == MACHINE)


def _late(subject: PlanCalls) -> Answer:
    """A person who comes to the line late can hear the secret to its end, at any moment up to `--max-late`, 15 s if not
    given. An assistant or a receptionist has answered, and what was said before, that person has not heard.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Hello, this is the library. Press 1 to hear your code.</play>
      <keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <setvar varname="rounds">0</setvar>
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">Hello, this is the library. Press 1 to hear your code.</play>
      <keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play><hangup/></keypress>
      <keypress pressed="timeout">
        <setvar varname="rounds">${rounds} + 1</setvar>
        <if expr="${rounds} &lt; 5"><goto>main</goto></if>
      </keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    As of `person-hears-secret`.
    """
    if not is_placed(subject):
        return NotAsked()
    if not subject.has_secret:
        return None
    most_ms = subject.options.max_late_ms
    silent = taken_for("live")
    walk = Earliest(subject, lambda move, ms: silent(move))
    tried_ms = dict(walk)
    soonest = Earliest(subject, lambda move, ms: silent(move), with_short_values(subject))
    comes = [state for state, ms in soonest if state and ms <= most_ms]
    behind = {state: _behind(subject, state) for state in comes}
    game = Game(subject, subject.search.states, subject.completes_secret, late=set().union(*behind.values()))
    sure = True
    for state in comes:
        lost = next((each for each in behind[state] if not game.would_win_late(each)), None)
        if lost is None:
            sure = sure and all(map(game.wins_late, behind[state]))
            continue
        late_ms = tried_ms[lost]
        if late_ms > most_ms or may_enter_more(subject):
            sure = False
            continue
        because = f"a person who comes to the line {seconds(late_ms)} after the answer cannot hear the secret any more"
        path = (*walk.path(lost), *(game.way_without(lost) or ()))
        return Broken(path, because, answered=f"receptionist passes after {time_text(late_ms)}")
    if not sure:
        return Unsure("which choice brings the secret hangs on what a person who comes late does not know")
    shown = subject.search.to_move(subject.completes_secret, allows=subject.stays)
    return Holds(shown, f"a person who comes to the line up to {seconds(most_ms)} after the answer can hear the secret")


def _behind(subject: PlanCalls, state: int) -> list[int]:
    """The states from which on a person hears all who comes to the line in a state. Of a prompt that plays there, that
    person may have missed just what matters, so it is what is behind it.
    """
    if subject.found.control(state).playing is None:
        return [state]
    return [target for move, target in subject.found.outgoing(state) if subject.silent(move)]


def _unheard(transcript: Transcript) -> bool:
    """Whether a person has heard no secret in a call."""
    return not any(each.whole and secrets_in(each.prompt) for each in transcript.said_to(PERSON))


def _no_silence(subject: PlanCalls) -> Answer:
    """Whoever is a person, whatever the detector says, hears words within `--max-silence` of answering, 10 s if not
    given: who says nothing and presses nothing. Detection takes its time, and so does a request before the first
    prompt.

    ## Example
    ```xml
    <amd>
      <live><play type="tts">Hello, this is the library.</play></live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><play type="tts">Hello, this is the library.</play></live>
      <machine><play type="tts">The library called. We call again tomorrow.</play></machine>
    </amd>
    ```

    ## Undecided
    A value from outside decides how long it takes, or whether anything is said.
    """
    tried = _first_words(subject, _speaks(_has_text))
    if not isinstance(tried, Holds):
        return tried
    if not isinstance(_first_words(subject, _speaks(_surely_has_text(subject))), Holds):
        return Unsure("a prompt says nothing but what nobody knows, and that may be nothing")
    return tried


def _first_words(subject: PlanCalls, speaks: Allows) -> Answer:
    """Whether somebody begins to speak soon enough, on all ways of who does nothing.

    Args:
        subject: the calls.
        speaks: whether somebody begins to speak with a move.
    """
    wordless = _until(speaks)
    ended = subject.search.to_state(subject.ends, allows=wordless)
    if ended is not None:
        because = "a person answers, and the call ends without a word"
        return Broken(ended, because, answered=_person_on(ended[0].move))
    round_ = subject.way_round(subject.circles(range(len(subject.found)), wordless), wordless, to=wordless)
    if round_ is not None:
        because = "a person answers, and no word is said while silence goes round"
        return Broken(round_, because, answered=_person_on(round_[0].move))
    words = [move.number for move in subject.found.moves if _SILENT(move) and speaks(move)]
    found = latest(subject, wordless, dict.fromkeys(words, 0))
    if found is None:
        return None
    who = _person_on(found.path[0].move)
    assert found.ms is not None  # nothing goes round without a word, and who talks says some
    if found.ms > subject.options.max_silence_ms:
        return Broken(found.path, f"a person answers, and the first word comes after {seconds(found.ms)}", answered=who)
    return Holds(found.path, f"a person answers, and hears words {seconds(found.ms)} later at the latest", who)


_SILENT: Final = taken_for(*VERDICT_OF, INBOUND.value)
"""Allows what happens where somebody answers and does nothing."""


def _until(speaks: Allows) -> Allows:
    """Allows what happens where somebody answers and does nothing, until somebody begins to speak."""
    return lambda move: _SILENT(move) and not speaks(move)


def _speaks(says: Callable[[Prompt], bool]) -> Allows:
    """Whether somebody begins to speak with a move: a prompt that says something, or the other party of a transfer."""
    return lambda move: any(
        isinstance(each, TransferAnswered) or (isinstance(each, Prompt) and says(each)) for each in move.effects
    )


def _has_text(prompt: Prompt) -> bool:
    return bool(prompt.text.strip())


def _surely_has_text(subject: PlanCalls) -> Callable[[Prompt], bool]:
    """Whether a prompt says something, whatever the values are that nobody knows."""
    places, unknown = prompt_places(subject.plan), unknown_pieces(subject.found)

    def says(prompt: Prompt) -> bool:
        if prompt.source != "tts":
            return _has_text(prompt)
        flags = unknown.get(places.get(prompt.element, -1), [])
        return any(part.strip() for part in known_parts(prompt, flags))

    return says


def _why_no_silence(subject: PlanCalls) -> Iterator[Reason]:
    speaks = _speaks(_has_text)
    found = _first_words(subject, speaks)
    if isinstance(found, Holds) and found.path is not None:
        quiet = subject.search.behind([0], _until(speaks))
        moves = [move for state in quiet for move, _ in subject.found.outgoing(state) if _SILENT(move)]
        yield first_words(filter(speaks, moves), sum(act.at_ms for act in found.path))


def _person_on(answered: Move) -> str:
    """The person who answers, as a script says it."""
    verdict = VERDICT_OF.get(answered.event.value)
    return f"person taken for {verdict}" if verdict else ""


def _left_in_silence(transcript: Transcript, options: Options) -> str:
    """For how long a person has heard no word in a call, in words; "" where that was short enough."""
    answered = next((entry for entry in transcript if entry.kind == "answered"), None)
    if answered is None:
        return ""
    spoken = transcript.of_kind("prompt", "transfer answered")
    first = next((each for each in spoken if each.kind != "prompt" or each.details["text"].strip()), None)
    if first is None:
        return "a person answers, and the call ends without a word" if transcript.ended_by else ""
    silent_ms = first.at_ms - answered.at_ms
    late = silent_ms > options.max_silence_ms
    return f"a person answers, and the first word comes after {seconds(silent_ms)}" if late else ""


PROPERTIES: Final = (
    Property(
        "person-hears-secret-misjudged",
        "a person who is taken for a machine can hear the secret to its end",
        _taken_for_machine,
        level=WARNING,
        harm="detectors err: a person who says little, or in noise, gets what is meant for machines",
        leans_on=(SECRET,),
        why=why_who_hears(_as_machine),
    ),
    Property(
        "person-hears-secret-late",
        "a person who comes to the line up to --max-late after the answer can hear the secret",
        _late,
        level=WARNING,
        harm="assistants and receptionists answer first; the person behind them hears the rest of the call only",
        leans_on=(SECRET, TIME),
        judges=_unheard,
        why=why_who_hears(PlanCalls.person),
    ),
    Property(
        "nobody-is-left-in-silence",
        "a person hears words within --max-silence of answering",
        _no_silence,
        level=WARNING,
        harm="who hears nothing takes the line for dead, hangs up, and does not answer the next call",
        leans_on=(TIME,),
        tells=_left_in_silence,
        conclusive=True,
        keyless=True,
        why=_why_no_silence,
    ),
)
