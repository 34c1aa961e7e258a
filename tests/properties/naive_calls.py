"""Every call of a small plan, one action at a time, and what each built-in property means, said anew.

Nothing of the search is used here, only `step`: all twelve keys are pressed wherever a call waits, variables are kept
whether or not anything reads them, and a property is a function over what happens, in order. What a reader of the tests
must believe stands in this file and in docs/proofs.md.
"""

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ivrdsl.model import nodes as n
from ivrsim.core import effects as did, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.events import ANSWERS, HANG_UP, KEY, NO_REPLY, SPOKE, TALK_ENDS, TIMER, TRANSFER, Event
from ivrsim.core.run import NO_TIMER, SAME_TIMER, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, step
from ivrsim.play.call import Call

BAD = "bad"
REPLIES = ("1", "2", "word", "", "zz")
"""What web servers reply here."""
MOST_NODES = 60


class Node(NamedTuple):
    """Where a call waits, with everything that it knows.

    Attributes:
        state: the state.
        timer_ms: the timer that runs, or NO_TIMER.
        playing: the prompt that plays, or None.
        hour: at which it takes place, once it has asked.
    """

    state: State
    timer_ms: int = NO_TIMER
    playing: did.Prompt | None = None
    hour: int | None = None


class Happening(NamedTuple):
    """One event of a call, where it comes, and what the call does then.

    Attributes:
        cost: 1 for an action of the callee, else 0.
        early: whether a key comes before a menu's prompts and waits are over.
        sayable: whether a call script can name its moment.
        passes_ms: how long a callee who takes his time makes the call wait for it.
    """

    node: Node
    event: Event
    effects: tuple[Effect, ...]
    after: Node
    cost: int
    early: bool
    sayable: bool
    passes_ms: int

    @property
    def kinds(self) -> list[str]:
        return [effect.kind for effect in self.effects]

    @property
    def by_callee(self) -> bool:
        return self.event.kind in ("key", "hang up", "spoke")


class Calls:
    """All calls of a plan, as far as a bound on nodes lets them be followed.

    Attributes:
        onward: what can happen at each node that was looked at.
        bound: no call with so many actions or fewer was left out; None when none at all was.
    """

    def __init__(self, plan: t.Plan, variables: Mapping[str, str]) -> None:
        self.plan = plan
        self.start = Node(RINGING._replace(variables=tuple(sorted(variables.items()))))
        self.onward: dict[Node, list[Happening]] = {}
        self.bound: int | None = None
        least = {self.start: 0}
        todo = deque([self.start])
        while todo:
            node = todo.popleft()
            if node in self.onward:
                continue
            if len(self.onward) >= MOST_NODES:
                self.bound = least[node] - 1
                break
            self.onward[node] = [each for event in self._events(node) for each in self.happening(node, event)]
            for each in self.onward[node]:
                cost = least[node] + each.cost
                if cost < least.get(each.after, cost + 1):
                    least[each.after] = cost
                    (todo.append if each.cost else todo.appendleft)(each.after)

    def within(self, actions: int) -> bool:
        """Whether no call with so many actions was left out."""
        return self.bound is None or actions <= self.bound

    @property
    def all(self) -> Iterator[Happening]:
        return (each for happenings in self.onward.values() for each in happenings)

    def waiting(self, node: Node) -> t.Instruction:
        return self.plan.table[node.state.place]

    def _events(self, node: Node) -> list[Event]:
        if node.state.outcome:
            return []
        waiting = self.waiting(node)
        if isinstance(waiting, t.Ring):
            return [ANSWERS[by] for by in ("live", "machine", "unsure", "busy", "no answer")]
        found = [TIMER] if node.timer_ms >= 0 else []
        if isinstance(waiting, t.Transfer):
            found += [TALK_ENDS] if node.state.phase == "talk" else TRANSFER.values()
        if isinstance(waiting, t.Request):
            found += [*(Event("reply", text) for text in REPLIES), NO_REPLY]
        if isinstance(waiting, t.Record):
            found.append(SPOKE)
        if not node.state.hung_up:
            found += [*KEY.values(), HANG_UP]
        return found

    def happening(self, node: Node, event: Event) -> list[Happening]:
        """What an event can do: one thing, or one for each hour if the call asks for the time."""
        try:
            return [self._happening(node, event, step(self.plan, node.state, event), node.hour)]
        except Needs:
            hours = range(24) if node.hour is None else (node.hour,)
        told = ((hour, step(self.plan, node.state, event, at(hour))) for hour in hours)
        return [self._happening(node, event, taken, hour) for hour, taken in told]

    def played(self, call: Call) -> list[Happening]:
        """A call that was played, as what happened in it.

        A call that goes round by itself is ended from outside, so that where its last step led is not where it is.
        """
        steps = call.line.history
        states = [*(state for state, _ in steps[1:]), call.line.state]
        node = Node(steps[0][0])
        found = []
        for (_, event), state in zip(steps, states, strict=True):
            several = self.happening(node, event)
            taken = next((each for each in several if each.after.state == state), several[0])
            assert taken.after.state == state or call.ended_by == "limit"
            node = taken.after
            found.append(taken)
        return found

    def _happening(self, node: Node, event: Event, taken: Step, hour: int | None) -> Happening:
        waiting = self.waiting(node)
        decides = isinstance(waiting, t.Collect | t.Record | t.Transfer)
        mine = event.kind in ("key", "hang up", "spoke")
        free = event.kind in ("reply", "no reply", "talk ends") or (event.kind == "timer" and not decides)
        early = event.kind == "key" and isinstance(waiting, t.Play | t.Pause)
        nameless = event == SPOKE or (node.state.phase == "talk" and event.kind == "key")
        nameless |= mine and node.timer_ms == 0 and not decides
        after = self._after(node, taken, hour)
        ms = 0 if taken.timer_ms == SAME_TIMER else _passes_ms(waiting, event, node.timer_ms)
        return Happening(node, event, taken.effects, after, int(not free), early, not nameless, ms)

    def _after(self, node: Node, taken: Step, hour: int | None) -> Node:
        if taken.timer_ms == SAME_TIMER:
            return node._replace(state=taken.state, hour=hour)
        prompts = [effect for effect in taken.effects if isinstance(effect, did.Prompt)]
        plays = not taken.state.outcome and isinstance(self.plan.table[taken.state.place], t.Play)
        return Node(taken.state, taken.timer_ms, prompts[-1] if plays else None, hour)


def at(hour: int) -> Given:
    """Half past an hour, told to a step."""
    return Given(round(datetime(2026, 1, 5, hour, 30, tzinfo=UTC).timestamp() * 1000))


def _passes_ms(waiting: t.Instruction, event: Event, timer_ms: int) -> int:
    """All that the timer allows; what people talk does not count, and what refuses does so at once."""
    at_once = ("busy", "failed", "screened out")
    if isinstance(waiting, t.Record) or event.value in at_once:
        return 0
    return max(timer_ms - (event.kind in ("reply", "no reply")), 0)


# --- searching ------------------------------------------------------------------------------------------------------

Fold = Callable[[Any, Happening], Hashable]
"""What something that happens makes of what is known of a call so far; BAD when the property is broken."""
Allows = Callable[[Happening], bool]


def anything(each: Happening) -> bool:
    return True


class Claim(NamedTuple):
    """When a call breaks a property.

    Attributes:
        fold: of what happens; None where only going round breaks it.
        begins: what is known before the call.
        allows: whose calls count.
        around: what alone goes round in a call that goes round for ever; None where that does not matter.
        to: what may happen before that.
        needs_all: whether the claim can be judged only where no call was left out.
    """

    fold: Fold | None
    begins: Hashable = 0
    allows: Allows = anything
    around: Allows | None = None
    to: Allows = anything
    needs_all: bool = False

    def least(self, calls: Calls) -> int | None:
        """The fewest actions of a call that breaks it; None where none does."""
        found = []
        if self.fold is not None:
            found.append(_fewest(calls, self.begins, self.fold, self.allows))
        if self.around is not None:
            found.append(_goes_round(calls, self.around, self.to))
        return min((each for each in found if each is not None), default=None)

    def breaks(self, happenings: Sequence[Happening]) -> bool:
        """Whether a call breaks it; of one that goes round, up to where it is a second time where it was before."""
        known = self.begins
        counts = True
        for each in happenings if self.fold is not None else ():
            assert self.fold is not None
            counts &= self.allows(each)
            known = self.fold(known, each)
            if known == BAD and counts:
                return True
        return self.around is not None and self._is_round(happenings, self.around)

    def _is_round(self, happenings: Sequence[Happening], around: Allows) -> bool:
        last = _place(happenings[-1].after)
        for position in range(len(happenings) - 1, -1, -1):
            if not around(happenings[position]):
                return False
            if _place(happenings[position].node) == last:
                return all(map(self.to, happenings[:position]))
        return False


def _place(node: Node) -> tuple[object, ...]:
    """Where a call is, but for variables: whether these matter the search says, and going on and on shows."""
    return node.state._replace(variables=(), detected=""), node.timer_ms, node.playing


def _fewest(calls: Calls, begins: Hashable, fold: Fold, allows: Allows) -> int | None:
    """The fewest actions until something is BAD; those that a script can say, if there are any."""
    anyhow = _until_bad(calls, begins, fold, allows)
    if anyhow is None:
        return None
    said = _until_bad(calls, begins, fold, lambda each: each.sayable and allows(each))
    return anyhow if said is None else said


def _until_bad(calls: Calls, begins: Hashable, fold: Fold, allows: Allows) -> int | None:
    cost = {(calls.start, begins): 0}
    todo = deque(cost)
    done = set()
    while todo:
        here = todo.popleft()
        if here in done:
            continue
        done.add(here)
        node, known = here
        if known == BAD:
            return cost[here]
        for each in calls.onward.get(node, ()):
            if allows(each):
                there = each.after, fold(known, each)
                price = cost[here] + each.cost
                if price < cost.get(there, price + 1):
                    cost[there] = price
                    (todo.append if each.cost else todo.appendleft)(there)
    return None


def _goes_round(calls: Calls, around: Allows, to: Allows) -> int | None:
    """The fewest actions of a call that comes to a node, and from there back to it."""
    best: int | None = None
    for node, least in reaches(calls, calls.start, to).items():
        for each in calls.onward.get(node, ()):
            if around(each) and (best is None or least < best):
                back = reaches(calls, each.after, around).get(node)
                if back is not None and (best is None or least + each.cost + back < best):
                    best = least + each.cost + back
    return best


def reaches(calls: Calls, start: Node, allows: Allows) -> dict[Node, int]:
    """Return what a node leads to, and the fewest actions on the way."""
    cost = {start: 0}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        for each in calls.onward.get(node, ()):
            price = cost[node] + each.cost
            if price < cost.get(each.after, price + 1) and allows(each):
                cost[each.after] = price
                (todo.append if each.cost else todo.appendleft)(each.after)
    return cost


# --- whose calls count ----------------------------------------------------------------------------------------------


def person(each: Happening) -> bool:
    """A person has answered."""
    return each.event.kind != "unanswered" and each.event.value != "machine"


def machine(each: Happening) -> bool:
    """A machine has answered: it presses no keys and does not hang up."""
    return not each.by_callee and (each.node.state.place != 0 or each.event.value == "machine")


def stays(each: Happening) -> bool:
    """A person who neither hangs up nor cuts a prompt, or a wait in front of a menu, and presses no key in vain."""
    cuts = each.by_callee and (each.node.playing is not None or bool({"cut", "ignored"} & set(each.kinds)))
    return person(each) and each.event.kind != "hang up" and not cuts


def silent(each: Happening) -> bool:
    return not each.by_callee


def unattended(calls: Calls) -> Allows:
    """Allows what goes by itself, where no key would take the call elsewhere."""

    def where(node: Node) -> tuple[object, ...]:
        return _place(node._replace(state=node.state._replace(ahead="")))

    def listens(node: Node) -> bool:
        onward = {where(node), *(where(each.after) for each in calls.onward[node] if not each.by_callee)}
        return any(where(each.after) not in onward for each in calls.onward[node] if each.event.kind == "key")

    return lambda each: by_itself(each) and not listens(each.node)


def by_itself(each: Happening) -> bool:
    """Nobody decides anything: prompts end, waits end, web servers reply."""
    return each.event.kind in ("timer", "reply", "no reply") and not each.cost


# --- the properties -------------------------------------------------------------------------------------------------

SPACED = re.compile(r"(?<![0-9])[0-9](?: [0-9]){3,}(?![0-9])")


def is_secret(effect: Effect) -> bool:
    """Whether a prompt says a secret: one that is marked, or digits one by one."""
    if not isinstance(effect, did.Prompt):
        return False
    return any(effect.secrets) or bool(effect.source == "tts" and SPACED.search(effect.text))


def starts_secret(each: Happening) -> bool:
    return any(map(is_secret, each.effects))


def completes_secret(each: Happening) -> bool:
    return each.event == TIMER and each.node.playing is not None and is_secret(each.node.playing)


def never(happens: Callable[[Happening], bool], allows: Allows = anything, around: Allows | None = None) -> Claim:
    return Claim(lambda known, each: BAD if happens(each) else known, 0, allows, around)


def _fails(*words: str) -> Callable[[Happening], bool]:
    def fails(each: Happening) -> bool:
        errors = [effect.error for effect in each.effects if isinstance(effect, did.Trouble)]
        return any(word in error for error in errors for word in words)

    return fails


def _at_most(times: int) -> Claim:
    def count(known: tuple[int, ...], each: Happening) -> Hashable:
        heard = tuple(effect.element for effect in each.effects if isinstance(effect, did.Prompt))
        after = tuple(sorted(known + heard))
        return BAD if any(after.count(one) > times for one in after) else after

    return Claim(count, ())


def _within(limit_ms: int) -> Claim:
    def passes(known: int, each: Happening) -> Hashable:
        return BAD if known + each.passes_ms > limit_ms else known + each.passes_ms

    return Claim(passes)


Offers = frozenset[str]


def can_hear(calls: Calls) -> bool:
    """Whether a person who stays silent, or presses single keys that were offered, hears the secret whatever others do.

    What stands offered has been since the last whole input. This is worked out backwards from where it is heard.
    """
    pairs = _pairs(calls)
    wins: set[tuple[Node, Offers]] = set()
    while True:
        won = {pair for pair, choices in pairs.items() if any(_surely(each, wins) for each in choices)}
        if won == wins:
            return (calls.start, frozenset()) in wins
        wins = won


Choice = list[tuple[Happening, tuple[Node, Offers]]]


def _surely(choice: Choice, wins: set[tuple[Node, Offers]]) -> bool:
    return bool(choice) and all(completes_secret(each) or after in wins for each, after in choice)


def _pairs(calls: Calls) -> dict[tuple[Node, Offers], list[Choice]]:
    """Where such a person comes, with what is offered there, and what he may do: each may have several outcomes."""
    found: dict[tuple[Node, Offers], list[Choice]] = {}
    todo: list[tuple[Node, Offers]] = [(calls.start, frozenset())]
    for node, offers in todo:
        if (node, offers) in found:
            continue
        may = [each for each in calls.onward.get(node, ()) if person(each)]
        keys = [[each for each in may if each.event == KEY[key]] for key in sorted(offers)]
        silent_ones = [each for each in may if not each.by_callee]
        choices = [silent_ones, *(each for each in keys if each and all(_obliges(calls, one) for one in each))]
        found[node, offers] = [[(each, (each.after, now_offered(offers, each))) for each in one] for one in choices]
        todo += [after for choice in found[node, offers] for _, after in choice]
    return found


def _obliges(calls: Calls, each: Happening) -> bool:
    """Whether a key is taken where a menu listens, or by a catch."""
    return "caught" in each.kinds or (isinstance(calls.waiting(each.node), t.Collect) and "ignored" not in each.kinds)


def now_offered(offers: Offers, each: Happening) -> Offers:
    for effect in each.effects:
        if isinstance(effect, did.Input):
            offers = frozenset()
        if isinstance(effect, did.Prompt):
            offers |= {key for found in OFFERED.findall(effect.text) for key in found if key}
    return offers


def obliges_in_vain(calls: Calls, happenings: Sequence[Happening]) -> bool:
    """Whether a call is one of such a person that ends without the secret, or comes back to where it was."""
    offers: Offers = frozenset()
    for each in happenings:
        if each.event.kind == "key" and (each.event.value not in offers or not _obliges(calls, each)):
            return False
        if completes_secret(each) or each.event.kind in ("hang up", "spoke") or not person(each):
            return False
        offers = now_offered(offers, each)
    last = happenings[-1].after
    return bool(last.state.outcome) or any(_place(each.node) == _place(last) for each in happenings)


def _cannot_hear_again(calls: Calls) -> Claim:
    """Just after the secret was first heard, nothing that a person does who stays brings it again."""

    def fold(heard: bool, each: Happening) -> Hashable:
        if heard or not completes_secret(each):
            return heard
        later = (after for node in reaches(calls, each.after, stays) for after in calls.onward.get(node, ()))
        return True if any(stays(after) and completes_secret(after) for after in later) else BAD

    return Claim(fold, False, stays, needs_all=True)


def _swallows(calls: Calls) -> Claim:
    kept = calls.plan.platform.type_ahead == "keep"

    def lost(each: Happening) -> bool:
        menu = calls.waiting(each.node)
        listens = isinstance(menu, t.Collect) or getattr(menu, "cut", None) is not None
        if each.event.kind == "key" and listens and "ignored" in each.kinds and not kept:
            return True
        return any(_unanswered(each.effects, position) for position in range(len(each.effects)))

    return never(lost, person)


def _unanswered(effects: tuple[Effect, ...], position: int) -> bool:
    """Whether an input without a branch stands here, and no branch for everything else takes it."""
    if not isinstance(effects[position], did.Unmatched):
        return False
    following = next((each for each in effects[position + 1 :] if not isinstance(each, did.Assumed)), None)
    return not isinstance(following, did.BranchTaken)


def _silence_acts(plan: t.Plan) -> Claim:
    """Something is done to a callee who pressed nothing at a menu without a branch for silence, and nothing since."""
    doing = {number for number, node in enumerate(plan.nodes) if _is_act(node)}
    without = {number for number, node in enumerate(plan.nodes) if isinstance(node, n.Menu) and _asks(node)}

    def fold(known: bool, each: Happening) -> Hashable:
        for effect in each.effects:
            if known and effect.kind in ACTS and effect.element in doing:
                return BAD
            if effect.kind == "no input":
                known = each.event == TIMER and effect.element in without
            elif effect.kind in ("key", "recorded", "callee hung up"):
                known = False
        return known

    return Claim(fold, False)


ACTS = ("transfer", "stash", "sms", "dnc", "recording", "http")


def _is_act(node: object) -> bool:
    match node:
        case n.Stash(value=value):
            return re.fullmatch(r"\$\{(call\.(?!lastinput)|contact\.)[^}]*\}", str(value)) is None
        case n.Get(url=url):
            return "${" in str(url)
    return isinstance(node, n.Transfer | n.Sms | n.Text | n.Dnc | n.Record | n.Post)


def _asks(menu: n.Menu) -> bool:
    """Whether a menu has branches, and none for silence."""
    branches = [each for each in menu.body if isinstance(each, n.Keypress | n.NoInput | n.NoMatch)]
    says = [each.text for each in menu.body if isinstance(each, n.Say)]
    silent = any(isinstance(each, n.NoInput) for each in branches) or any("on the line" in each for each in says)
    return bool(branches) and not silent


def _goes_on_after_hang_up(gone: bool, each: Happening) -> Hashable:
    for kind in each.kinds:
        if gone and kind in ("prompt", "listening", "recording", "transfer", "wait", "amd"):
            return BAD
        gone |= kind == "callee hung up"
    return gone


OFFERED = re.compile(r"Press ([0-9])(?: or ([0-9]))?\.")


def vain_offers(calls: Calls) -> bool:
    """Whether a prompt offers a person a key that no branch takes at some menu that comes next by itself."""
    return any(
        _in_vain(calls, each, key)
        for node in reaches(calls, calls.start, person)
        for each in calls.onward.get(node, ())
        if person(each)
        for key in offered(each)
    )


def offered(each: Happening) -> list[str]:
    """The keys that a prompt offers which starts then."""
    prompt = each.after.playing
    if prompt is None or prompt not in each.effects:
        return []
    return [key for found in OFFERED.findall(prompt.text) for key in found if key]


def _in_vain(calls: Calls, each: Happening, key: str) -> bool:
    if any("caught" in taken.kinds for taken in calls.happening(each.after, KEY[key])):
        return False
    next_ = reaches(calls, each.after, by_itself)
    stops = [node for node in next_ if not any(by_itself(then) for then in calls.onward.get(node, ()))]
    return any(_is_lost(calls, node, key) for node in stops or [each.after])


def _is_lost(calls: Calls, node: Node, key: str) -> bool:
    """Whether nothing takes a key where a call is stopped; a branch for everything else is none."""
    if not isinstance(calls.waiting(node), t.Collect):
        return True
    taken = calls.happening(node, KEY[key])
    if isinstance(calls.waiting(taken[0].after), t.Collect) and taken[0].after.state.digits:
        taken = calls.happening(taken[0].after, TIMER)
    return any("no match" in each.kinds for each in taken)


CLAIMS: dict[str, Callable[[Calls], Claim]] = {
    "every-call-ends": lambda _: never(_fails("loop", "limit"), around=silent),
    "no-loop-without-callee": lambda calls: never(_fails("loop", "limit"), around=unattended(calls)),
    "at-most-2-plays": lambda _: _at_most(2),
    "call-ends-in-time": lambda _: _within(9000),
    "machine-never-hears-secret": lambda _: never(starts_secret, machine),
    "secret-can-be-repeated": _cannot_hear_again,
    "no-key-swallowed": _swallows,
    "silence-never-acts": lambda calls: _silence_acts(calls.plan),
    "nothing-after-hang-up": lambda _: Claim(_goes_on_after_hang_up, False),
    "no-call-ends-in-error": lambda _: never(lambda each: each.after.state.outcome.startswith("error:")),
    "no-unset-variable": lambda _: never(lambda each: "undefined" in each.kinds),
    "no-javascript-error": lambda _: never(_fails("javascript")),
}
"""When a call breaks each property that some single call can break."""
