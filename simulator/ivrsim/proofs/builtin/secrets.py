"""Who hears what is secret, and how often."""

from typing import Final

from ivrdsl.findings.finding import WARNING
from ivrsim.core.effects import Prompt
from ivrsim.core.events import MACHINE
from ivrsim.core.instructions.base import CONTROL
from ivrsim.graph.search import behind
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.game import Game
from ivrsim.proofs.gaps import fixed_parts
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import SECRET, Answer, Broken, Holds, NotAsked, PlanCalls, Property, Unsure
from ivrsim.proofs.reasons.secrets import why_a_person_hears, why_it_can_be_repeated, why_no_machine_hears
from ivrsim.proofs.witness import same_each_time
from ivrsim.script.statements import quoted
from ivrsim.search.explore import Move


def _machine(subject: PlanCalls) -> Answer:
    """When a machine answers, no prompt with a secret starts. A machine presses no keys and does not hang up.

    ## Example
    ```xml
    <play type="tts">Your code is 2 5 1 7.</play>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><play type="tts">Your code is 2 5 1 7.</play></live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Undecided
    A prompt speaks a value from outside and `--secret` gives a pattern: nobody can say whether the pattern finds
    it. Or a value from outside decides whether a machine comes to the prompt.
    """
    if MACHINE not in subject.found.world.answers:
        return NotAsked()
    if not subject.has_secret:
        return None
    path = subject.search.to_move(subject.starts_secret, allows=subject.machine)
    if path is not None:
        secret = quoted_secret(subject, path)
        return Broken(path, "a machine answers, and the secret is spoken to it", f"expect never heard {secret}")
    path = subject.search.to_state(subject.ends, allows=subject.machine)
    return Holds(path, "a machine answers, and the call ends")


def quoted_secret(subject: PlanCalls, path: Path) -> str:
    """The secret with which a way ends, as a script quotes it."""
    effect = next(effect for effect in reversed(path[-1].move.effects) if isinstance(effect, Prompt))
    found = subject.secrets.in_prompt(effect)
    return quoted(found[0].text if found else effect.text)


def _person(subject: PlanCalls) -> Answer:
    """A person who stays on the line and presses nothing but what prompts offer can hear a prompt with a secret to
    its end, whatever the others do. The page docs/proofs.md says it exactly.

    ## Example
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Hello, this is the library.</play>
      <keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1" timeout="3500">
      <play type="tts">Hello, this is the library. Press 1 to hear your code.</play>
      <keypress pressed="1"><play type="tts">Your code is 2 5 1 7.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    Only who knew values that a person does not hear would choose rightly. Or the plan works something out with
    a number that is entered, and none that was tried brings the secret.
    """
    return who_hears(subject, subject.person)


def who_hears(subject: PlanCalls, who: Allows, answered: str = "") -> Answer:
    """Whether a person who stays on the line can hear the secret to its end.

    Args:
        subject: the calls.
        who: which moves there are with that person, beside those that nobody makes who stays.
        answered: the person, as a script says it; "" for whom the way tells.
    """
    if not subject.has_secret:
        return None
    search = subject.search
    if not Game(subject, search.controls, subject.completes_secret, who).wins():
        person = Game(subject, search.states, subject.completes_secret, who)
        if not person.would_win():
            return _missed(subject, person, answered)
        if not person.wins():
            return Unsure("which choice brings the secret hangs on values that a person does not hear")
    path = search.to_move(subject.completes_secret, allows=lambda move: who(move) and subject.keeps_still(move))
    return Holds(path, "a person hears the secret to its end", answered)


def _missed(subject: PlanCalls, person: Game, answered: str) -> Answer:
    if may_enter_more(subject):
        return Unsure("a person may enter a number that was not tried, and hear the secret then")
    if subject.found.told and person.may_come():
        return Unsure("whether a person can hear the secret hangs on what comes of a test")
    because = "a person stays on the line and presses what is offered, and does not hear the secret"
    return Broken(person.way_without(), because, expected_words(subject), answered=answered)


def may_enter_more(subject: PlanCalls) -> bool:
    """Whether the plan does something with an input that no list of inputs covers."""
    typed = {"", *subject.secrets.typed}
    covered = all(escape.kind != CONTROL or escape.name not in typed for escape in subject.found.escapes)
    return not (covered and subject.found.choices.complete)


def expected_words(subject: PlanCalls) -> str:
    """That the secret is heard: its own words, where they stand in the plan, else what stays the same around it."""
    for prompt in subject.prompts:
        for secret in subject.secrets.in_prompt(prompt):
            fixed = any(secret.text in part for part in fixed_parts(subject.plan, prompt))
            words = secret.text if fixed else same_each_time(subject.plan, prompt)
            return f"expect heard at least 1 time {quoted(words)}"
    return ""


def _again(subject: PlanCalls) -> Answer:
    """Just after a person who stays on the line has first heard the secret, there is something to do that brings it
    again.

    ## Example
    ```xml
    <play type="tts">Your code is 2 5 1 7.</play>
    <hangup/>
    ```

    ## Use instead
    ```xml
    <menu name="code" maxDigits="1" timeout="3500">
      <play type="tts">Your code is 2 5 1 7. Press 1 to hear it again.</play>
      <keypress pressed="1"><goto>code</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><hangup/></keypress>
    </menu>
    ```

    ## Undecided
    A value from outside decides whether the secret comes again, or the search came to a bound.
    """
    if not subject.has_secret:
        return None
    good = _can_hear(subject)

    def once(after: int, move: Move) -> int:
        """0 before the secret was heard, 1 just after that, 2 from then on."""
        return min(subject.completed_secrets(move), 2) if after == 0 else 2

    others = set(range(len(subject.found))) - good
    path = subject.search.to_state(others, allows=subject.stays, advance=once, remembering=lambda after: after == 1)
    if path is not None:
        return Broken(path, "the secret was heard once, and nothing that the callee can do brings it again")

    def heard(times: int, move: Move) -> object:
        times += subject.completed_secrets(move)
        return BAD if times >= 2 else times

    path = subject.search.cheapest(0, heard, allows=subject.stays)
    return None if path is None else Holds(path, "the secret is heard twice")


def _can_hear(subject: PlanCalls) -> set[int]:
    """The states from which a person who stays on the line can come to hear a secret to its end."""
    states, stays = subject.search.states, subject.search.facts(subject.stays)
    completes = subject.search.facts(subject.completes_secret)
    back: list[list[int]] = [[] for _ in range(len(states))]
    good: set[int] = set()
    for state in range(len(states)):
        for label, target in states.steps(state):
            if stays[label]:
                back[target].append(state)
                if completes[label]:
                    good.add(state)
    return set(behind(back, good))


PROPERTIES: Final = (
    Property(
        "machine-never-hears-secret",
        "no secret is spoken to an answering machine",
        _machine,
        harm="the code stays on a tape that others can hear",
        leans_on=(SECRET,),
        conclusive=True,
        keyless=True,
        why=why_no_machine_hears,
    ),
    Property(
        "person-hears-secret",
        "a person who does what is offered can hear the secret to its end",
        _person,
        level=WARNING,
        harm="the call misses what it is made for",
        leans_on=(SECRET,),
        why=why_a_person_hears,
    ),
    Property(
        "secret-can-be-repeated",
        "who has heard the secret can hear it again",
        _again,
        level=WARNING,
        harm="who has no pen at hand, or misses a digit, must ask for another call",
        exists=True,
        leans_on=(SECRET,),
        why=why_it_can_be_repeated,
    ),
)
