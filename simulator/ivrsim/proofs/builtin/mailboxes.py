"""Mailboxes that are not taken for what they are: what they keep, and what they should."""

from collections.abc import Callable, Iterator
from typing import Final

from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.wording.callback import says_number
from ivrsim.core.effects import Prompt
from ivrsim.core.parties import VERDICT_OF
from ivrsim.core.units import seconds
from ivrsim.core.words import words_of
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.proofs.builtin.secrets import quoted_secret
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.longest import with_short_values
from ivrsim.proofs.parties import Earliest, is_placed, latest
from ivrsim.proofs.paths import Path, PathStep, taken_for, takes_ms
from ivrsim.proofs.property import SECRET, TIME, Answer, Broken, Holds, NotAsked, PlanCalls, Property, Unsure
from ivrsim.proofs.reasons.parties import prompts_of
from ivrsim.proofs.reasons.secrets import why_no_mailbox_keeps
from ivrsim.proofs.witness import same_each_time
from ivrsim.script.statements import quoted, time_text
from ivrsim.search.explore import Move


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
    if not is_placed(subject):
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
        answered=f"mailbox taken for {VERDICT_OF[verdict]} greeting {time_text(began_ms + first_ms)}",
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
    if not is_placed(subject):
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
        inside = [state for group in subject.circles(came, lambda move: untold(move, beep_ms)) for state in group]
        path = walk.path(inside[0]) if inside else None
    if path is None:
        short = Earliest(subject, untold, with_short_values(subject))
        lost = any(state in subject.ends for state, _ in short)
        return Unsure("whether a number is said after the beep hangs on how long values take to say") if lost else None
    return Broken(
        path,
        f"a mailbox that is taken for a person, with a greeting of {seconds(beep_ms)}, keeps no number to call",
        f"expect mailbox kept {_words_of_number(subject, number)}",
        answered=f"mailbox taken for {VERDICT_OF[verdict]} greeting {time_text(beep_ms)}",
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
        "mailbox-keeps-number",
        "a mailbox that is taken for a person keeps a number to call",
        _number_kept,
        level=NOTE,
        harm="detectors err: a mailbox that is taken for a person keeps the end of what is for people, and no number",
        leans_on=(TIME,),
        keyless=True,
        why=_why_number_kept,
    ),
)
