"""Who is not taken for what they are: mailboxes that hear what people should, and people who hear nothing."""

from collections.abc import Callable, Iterator
from typing import Final

from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.wording.callback import says_number
from ivrsim.core.effects import Prompt, TransferAnswered
from ivrsim.core.events import MACHINE
from ivrsim.core.parties import PERSON
from ivrsim.core.units import seconds
from ivrsim.core.words import words_of
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.graph.spoken import prompt_places
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.builtin.secrets import may_enter_more, quoted_secret, who_hears
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.game import Game
from ivrsim.proofs.gaps import gaps, known_parts, unknown_names
from ivrsim.proofs.longest import with_short_values
from ivrsim.proofs.parties import Earliest, latest, taken_for
from ivrsim.proofs.paths import Path, PathStep, by_callee, takes_ms
from ivrsim.proofs.property import SECRET, TIME, Answer, Broken, Holds, NotAsked, Options, PlanCalls, Property, Unsure
from ivrsim.proofs.reasons.parties import first_words, prompts_of, why_no_mailbox_keeps, why_who_hears
from ivrsim.proofs.secrets import secrets_in
from ivrsim.proofs.witness import same_each_time
from ivrsim.script.statements import quoted, time_text
from ivrsim.search.explore import Move

_VERDICTS: Final = {"live": "person", "machine": "machine", "unsure": "unsure"}
"""What a detector says, and what a script calls it."""


def _is_placed(subject: PlanCalls) -> bool:
    """Whether the call is placed, so that it may be anybody who answers."""
    return MACHINE in subject.found.world.answers


def _misjudged(subject: PlanCalls) -> Answer:
    """Whoever answers, and whatever the detector says: no prompt with a secret starts for one who presses no key. A
    mailbox that is taken for a person presses none. How much of it is kept hangs on its greeting: the report says with
    which it keeps the secret whole.

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
      <live>
        <menu maxDigits="1" timeout="3500">
          <play type="tts">Hello, this is the library. Press 1 to hear your code.</play>
          <keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play></keypress>
          <keypress pressed="timeout"><hangup/></keypress>
          <keypress pressed="default"><hangup/></keypress>
        </menu>
      </live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Undecided
    A prompt speaks a value from outside and `--secret` gives a pattern: nobody can say whether the pattern finds
    it. Or a value from outside decides whether a silent call comes to the prompt.
    """
    if not _is_placed(subject):
        return NotAsked()
    if not subject.has_secret:
        return None
    for verdict in ("live", "unsure"):
        if (broken := _kept_by_mailbox(subject, verdict)) is not None:
            return broken
    path = subject.search.to_state(subject.ends, allows=taken_for("live", "unsure"))
    return Holds(path, "a mailbox is taken for a person, and the call ends", "mailbox taken for person")


def _kept_by_mailbox(subject: PlanCalls, verdict: str) -> Broken | None:
    """How a mailbox comes to keep a secret of which the detector says something; None where it does not."""
    silent = taken_for(verdict)
    starting = [move for move in subject.found.moves if silent(move) and subject.starts_secret(move)]
    begins = {move.number: _begins_ms(subject, move) for move in starting}
    found = latest(subject, silent, {number: first_ms for number, (first_ms, _) in begins.items()})
    if found is None:
        return None
    first_ms, last_ms = begins[found.path[-1].move.number]
    began_ms = sum(act.at_ms for act in found.path)
    if found.ms is None:
        keeps = "keeps the secret however long its greeting is"
    else:
        whole, part = seconds(began_ms + first_ms), seconds(began_ms + last_ms)
        keeps = f"keeps all of the secret if its greeting takes {whole} or less, and a part of it up to {part}"
    who = "is taken for a person" if verdict == "live" else "is taken for neither a person nor a machine"
    return Broken(
        (*found.path, *_spoken_to_its_end(subject, found.path)),
        f"a mailbox that {who} {keeps}",
        f"expect mailbox never kept {quoted_secret(subject, found.path)}",
        answered=f"mailbox taken for {_VERDICTS[verdict]} greeting {time_text(began_ms + first_ms)}",
    )


def _spoken_to_its_end(subject: PlanCalls, path: Path) -> Path:
    """The step that lets a prompt be spoken to its end, which the last step of a way starts."""
    state = subject.after(path)
    spoken = (move for move, _ in subject.found.outgoing(state) if move.event.kind == "timer")
    return tuple([PathStep(move, state, takes_ms(move)) for move in spoken])[:1]


def _begins_ms(subject: PlanCalls, move: Move) -> tuple[int, int]:
    """When the last secret of the prompt that a move starts begins, and its last word, in ms after the prompt."""
    prompt = next(each for each in reversed(move.effects) if isinstance(each, Prompt))
    words, secret = words_of(prompt, subject.plan.platform), subject.secrets.in_prompt(prompt)[-1]
    inside = [at for at, word in enumerate(words) if word.start < secret.end and secret.start < word.end]
    begins = [words[at - 1].end_ms if at else 0 for at in inside] or [0]
    return begins[0], begins[-1]


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
    if not _is_placed(subject):
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
    if not _is_placed(subject):
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
    return [target for move, target in subject.found.outgoing(state) if not by_callee(move)]


def _unheard(transcript: Transcript) -> bool:
    """Whether a person has heard no secret in a call."""
    return not any(each.whole and secrets_in(each.prompt) for each in transcript.said_to(PERSON))


def _number_kept(subject: PlanCalls) -> Answer:
    """A mailbox that is taken for a person keeps all of a prompt with a number to call, if its greeting takes no longer
    than `greeting_ms` (8 s). It is asked where a mailbox that is detected is told a number. That one keeps it, because
    its branch begins after the beep.

    ## Example
    ```xml
    <amd>
      <live><play type="tts">Hello, this is the library. Your book is here.</play></live>
      <machine><play type="tts">Please call the library at 2 1 3, 5 5 5, 0 1 0 0.</play></machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live>
        <menu maxDigits="1" timeout="5000">
          <play type="tts">Hello, this is the library. Your book is here. Press 1 to hear this again.</play>
          <keypress pressed="1"><goto>message</goto></keypress>
          <keypress pressed="timeout"><goto>message</goto></keypress>
          <keypress pressed="default"><goto>message</goto></keypress>
        </menu>
      </live>
      <machine><goto>message</goto></machine>
    </amd>
    <play name="message" type="tts">Please call the library at 2 1 3, 5 5 5, 0 1 0 0.</play>
    ```

    ## Undecided
    A value from outside decides what is said, or when.
    """
    if not _is_placed(subject):
        return NotAsked()
    numbers = [move for move in subject.found.moves if _says_number(move)]
    if not numbers or subject.search.to_move(_says_number, allows=subject.machine) is None:
        return None
    for verdict in ("live", "unsure") if subject.plan.platform.amd_unsure == "live" else ("live",):
        if (answer := _number_lost(subject, verdict, numbers[0])) is not None:
            return answer
    path = subject.search.to_move(_says_number, allows=taken_for("live", "unsure"))
    return Holds(path, "a mailbox is taken for a person, and is told a number to call", "mailbox taken for person")


def _number_lost(subject: PlanCalls, verdict: str, number: Move) -> Broken | Unsure | None:
    """How a mailbox comes to keep no number, of which the detector says something; None where it keeps one."""
    beep_ms = subject.plan.platform.greeting_ms
    untold = _untold(taken_for(verdict), beep_ms)
    walk = Earliest(subject, untold)
    came = [state for state, _ in walk]
    last = next((state for state in came if state in subject.ends), None)
    path = None if last is None else walk.path(last)
    if path is None:
        quiet = _untold(taken_for(verdict), 0)
        inside = [state for group in subject.circles(came, lambda move: quiet(move, 0)) for state in group]
        path = walk.path(inside[0]) if inside else None
    if path is None:
        short = Earliest(subject, untold, with_short_values(subject))
        lost = any(state in subject.ends for state, _ in short)
        return Unsure("whether a number is said after the beep hangs on how long values take to say") if lost else None
    return Broken(
        path,
        f"a mailbox that is taken for a person, with a greeting of {seconds(beep_ms)}, keeps no number to call",
        f"expect mailbox kept {_words_of_number(subject, number)}",
        answered=f"mailbox taken for {_VERDICTS[verdict]} greeting {time_text(beep_ms)}",
    )


def _untold(silent: Allows, beep_ms: int) -> Callable[[Move, int], bool]:
    """Allows what happens in silence, but for a number that is said after the beep."""
    return lambda move, ms: silent(move) and not (ms >= beep_ms and _says_number(move))


def _says_number(move: Move) -> bool:
    """Whether a prompt begins that says a number to call."""
    return any(isinstance(each, Prompt) and each.source == "tts" and says_number(each.text) for each in move.effects)


def _words_of_number(subject: PlanCalls, move: Move) -> str:
    prompt = next(each for each in move.effects if isinstance(each, Prompt) and says_number(each.text))
    return quoted(same_each_time(subject.plan, prompt))


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
    tried = _first_words(subject, _says_words)
    if not isinstance(tried, Holds):
        return tried
    if not isinstance(_first_words(subject, _surely_says_words(subject)), Holds):
        return Unsure("a prompt says nothing but what nobody knows, and that may be nothing")
    return tried


def _first_words(subject: PlanCalls, speaks: Allows) -> Answer:
    """Whether somebody begins to speak soon enough, on all ways of who does nothing.

    Args:
        subject: the calls.
        speaks: whether somebody begins to speak with a move.
    """

    def wordless(move: Move) -> bool:
        return _silent(move) and not speaks(move)

    ended = subject.search.to_state(subject.ends, allows=wordless)
    if ended is not None:
        because = "a person answers, and the call ends without a word"
        return Broken(ended, because, answered=_person_on(ended[0].move))
    round_ = subject.way_round(subject.circles(range(len(subject.found)), wordless), wordless, to=wordless)
    if round_ is not None:
        because = "a person answers, and no word is said while silence goes round"
        return Broken(round_, because, answered=_person_on(round_[0].move))
    words = [move.number for move in subject.found.moves if _silent(move) and speaks(move)]
    found = latest(subject, wordless, dict.fromkeys(words, 0))
    if found is None:
        return None
    who = _person_on(found.path[0].move)
    assert found.ms is not None  # nothing goes round without a word, and who talks says some
    if found.ms > subject.options.max_silence_ms:
        return Broken(found.path, f"a person answers, and the first word comes after {seconds(found.ms)}", answered=who)
    return Holds(found.path, f"a person answers, and hears words {seconds(found.ms)} later at the latest", who)


def _silent(move: Move) -> bool:
    """Allows what happens where somebody answers and does nothing."""
    return move.event.kind != "unanswered" and not by_callee(move)


def _surely_says_words(subject: PlanCalls) -> Allows:
    """Whether somebody begins to speak, whatever the values are that nobody knows."""
    plan, places, unknown = subject.plan, prompt_places(subject.plan), unknown_names(subject.found)

    def known(prompt: Prompt) -> bool:
        place = places.get(prompt.element, -1)
        return any(part.strip() for part in known_parts(prompt, gaps(plan, place, unknown.get(place, ()))))

    def speaks(move: Move) -> bool:
        return any(
            isinstance(each, TransferAnswered)
            or (isinstance(each, Prompt) and (known(each) if each.source == "tts" else bool(each.text.strip())))
            for each in move.effects
        )

    return speaks


def _why_no_silence(subject: PlanCalls) -> Iterator[Reason]:
    found = _first_words(subject, _says_words)
    if isinstance(found, Holds) and found.path is not None:

        def wordless(move: Move) -> bool:
            return _silent(move) and not _says_words(move)

        quiet = subject.search.states.behind([0], subject.search.facts(wordless))
        moves = [move for state in quiet for move, _ in subject.found.outgoing(state) if _silent(move)]
        yield first_words(filter(_says_words, moves), sum(act.at_ms for act in found.path))


def _why_number_kept(subject: PlanCalls) -> Iterator[Reason]:
    """The prompts with a number that may be said after the beep."""
    quiet = taken_for("live", "unsure")
    walk = Earliest(subject, lambda move, ms: quiet(move))
    beep_ms, last_ms = subject.plan.platform.greeting_ms, dict(walk)
    said = [
        move
        for state in last_ms
        for move, _ in subject.found.outgoing(state)
        if quiet(move) and _says_number(move) and last_ms[state] + takes_ms(move) >= beep_ms
    ]
    yield reason(
        "a mailbox that is taken for a person is told a number after the beep by ",
        *listed(prompts_of(said), last=" or "),
    )


def _person_on(answered: Move) -> str:
    """The person who answers, as a script says it."""
    verdict = _VERDICTS.get(answered.event.value)
    return f"person taken for {verdict}" if verdict else ""


def _says_words(move: Move) -> bool:
    """Whether somebody begins to speak: a prompt, or the other party of a transfer."""
    return any(
        isinstance(each, TransferAnswered) or (isinstance(each, Prompt) and each.text.strip()) for each in move.effects
    )


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
        "machine-never-hears-secret-misjudged",
        "no secret is spoken to who presses no key, whoever that is taken for",
        _misjudged,
        level=WARNING,
        harm="detectors err: a mailbox that is taken for a person keeps the code, where others can hear it",
        leans_on=(SECRET,),
        conclusive=True,
        keyless=True,
        why=why_no_mailbox_keeps,
    ),
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
        "mailbox-keeps-number",
        "a mailbox that is taken for a person keeps a number to call",
        _number_kept,
        level=NOTE,
        harm="detectors err: a mailbox that is taken for a person keeps the end of what is for people, and no number",
        leans_on=(TIME,),
        keyless=True,
        why=_why_number_kept,
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
