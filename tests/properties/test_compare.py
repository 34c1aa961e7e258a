"""Two plans that are said to be the same call are: callees drawn at random, and all short calls, never tell them apart.

What is said to differ is played, and differs. Plans are compared with their mutants, and with what people make of a
plan who mean to change nothing: other names, branches in another order, a copy in place of a goto, a wait in two
pieces.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, strategies as st

from ivrdsl.errors import XmlError
from ivrdsl.model import nodes as n, walk
from ivrdsl.model.base import changed
from ivrdsl.source.module import to_python
from ivrdsl.testing.callee import Callee, callees, perform
from ivrdsl.xml.compile import to_xml
from ivrdsl.xml.parse import from_xml
from ivrsim.comparing.compare import DIFFERENT, EQUIVALENT, UNDECIDED, PlanComparison, compare
from ivrsim.comparing.likeness import Likeness
from ivrsim.comparing.mutants import mutants
from ivrsim.comparing.script import first_difference
from ivrsim.comparing.sides import unworded
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.events import ANSWERS, HANG_UP, KEY, Event
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.line import Line
from ivrsim.play.transcript import Transcript
from ivrsim.play.web import Web
from ivrsim.script.run import run_script
from ivrsim.search.bounds import Bounds
from ivrsim.search.choices import INCOMING, OUTBOUND
from ivrsim.search.explore import World
from tests.leaning import MATTERS, readings
from tests.sizes import draws

CORPUS = sorted((Path(__file__).resolve().parents[3] / "shared" / "corpus").glob("*/*.xml"))
SOME = draws(40)
BOUNDS = Bounds(max_states=600)

# --- plans -----------------------------------------------------------------------------------------------------------

NAMES = ("a", "b", "c")
KEYS = ("1", "2", "12", "1-3", "#", "*")
names = st.none() | st.sampled_from(NAMES)
leaves = st.one_of(
    st.builds(
        n.Say, st.sampled_from(("Hello.", "Press 1.", "You entered ${call.lastinput}.", "${x}", "<b></b>")), name=names
    ),
    st.builds(n.Goto, st.sampled_from((*NAMES, "nowhere")), name=names),
    st.builds(n.Hangup, name=names),
    st.builds(n.Wait, st.sampled_from((1, 2, 3)), name=names),
    st.builds(n.SetVar, st.just("x"), st.sampled_from(("1", "2", "${call.lastinput}", "${x} + 1")), name=names),
    st.builds(n.Stash, st.sampled_from(("s", "t")), st.sampled_from(("1", "${x}", "${call.lastinput}")), name=names),
    st.builds(n.Record, variable=st.sampled_from((None, "r")), timeout_s=st.sampled_from((2, 4)), name=names),
    st.builds(n.Transfer, st.just("2135550100"), timeout_s=st.just(20), continue_after=st.sampled_from((None, True))),
)


def bodies(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inside, max_size=3).map(tuple)


def branches(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(n.Keypress, st.sampled_from(KEYS), name=names, body=bodies(inside)),
        st.builds(n.NoInput, name=names, body=bodies(inside)),
        st.builds(n.NoMatch, name=names, body=bodies(inside)),
    )


def containers(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    menu = st.builds(
        n.Menu,
        names,
        max_digits=st.sampled_from((None, 1, 1, 2)),
        timeout_s=st.sampled_from((2, 3)),
        body=bodies(inside | branches(inside)),
    )
    halves = st.tuples(st.builds(n.Live, body=bodies(inside)), st.builds(n.Machine, body=bodies(inside)))
    return st.one_of(
        menu,
        menu,
        st.builds(
            lambda x, name, body: n.If(x, name=name, body=body),
            st.sampled_from(("${x} == 1", "1")),
            names,
            bodies(inside),
        ),
        st.builds(n.Equal, st.just("${x}"), st.sampled_from(("1", "2")), name=names, body=bodies(inside)),
        halves.map(lambda two: n.Amd(body=two)),
        st.builds(lambda goto, body: n.Catch("hangup", goto, body=body), st.sampled_from(NAMES), bodies(inside)),
        st.builds(lambda goto, body: n.Catch("digit", goto, "9", body=body), st.sampled_from(NAMES), bodies(inside)),
    )


plans = st.builds(lambda body: n.Dialplan("Root", body=body), bodies(st.recursive(leaves, containers, max_leaves=8)))
platforms = st.sampled_from(
    (
        Platform(),
        Platform(),
        Platform(no_match="replay", barge_in=False),
        Platform(type_ahead="keep", timer_tie="timer"),
        Platform(catch_scope="until_end", amd_delay_ms=0, greeting_ms=0, lastinput_on_timeout="clear"),
    )
)

# --- playing ---------------------------------------------------------------------------------------------------------

Timed = list[tuple[int, bool, Event]]


class NotingLine(Line):
    """A line that notes what happens to it from outside.

    Attributes:
        happened: each with the moment, and whether timers that are due just then came first.
    """

    __slots__ = ("happened",)

    def __init__(self, plan: t.Plan) -> None:
        super().__init__(plan)
        self.happened: Timed = []

    def send(self, event: Event) -> None:
        if event.kind not in ("timer", "reply"):
            self.happened.append((self.now_ms, self.due_ms != self.now_ms, event))
        super().send(event)

    def goes_again(self, name: str) -> bool:
        return False  # or it would hear of no event


def played(plan: t.Plan, happens: Timed, until_ms: int, web: Web | None = None) -> Transcript:
    """The same callee at another plan: everything happens at the same moment."""
    line = Line(plan)
    if web is not None:
        line.web = web
    timer_first = plan.platform.timer_tie == "timer"
    for at_ms, after_timers, each in happens:
        line.run_to(at_ms, tie=after_timers or (timer_first and each.kind == "key"))
        if each.kind == "key":
            line.key(each.value)  # after which the call no longer goes round by itself
        else:
            line.send(each)
    line.run_to(until_ms, tie=True)
    return line.transcript()


def web_of(callee: Callee) -> Web:
    """The web servers that a callee was drawn with."""
    call = Call(n.Dialplan("Root"))
    for move in callee.moves:
        if move.startswith("http "):
            perform(call, move)
    return call.line.web


def check_that_nobody_tells_apart(data: st.DataObject, one: t.Plan, other: t.Plan, times: int) -> None:
    """No callee who was drawn for the one plan notices the other."""
    for _ in range(times):
        callee = data.draw(callees(one))
        call = Call(one)
        line = call.line = NotingLine(one)
        callee.play(call)
        side = call.line.other_side
        if call.line.state.outcome in ("loop", "limit") or (side is not None and side.named):
            continue  # what a party does with the time is no event
        if not call.line.ended:
            call.line.run_to(call.line.now_ms, tie=True)
        mine = call.transcript()
        theirs = played(other, line.happened, mine.duration_ms, web_of(callee))
        assert first_difference(mine, theirs) is None, callee.script()


def check_the_call(one: t.Plan, other: t.Plan, result: PlanComparison, ignore: Any = ()) -> None:
    """The call that is shown does differ, when it is played from its text."""
    assert result.call is not None
    transcripts = []
    for plan in (one, other):
        call = Call(unworded(plan) if result.call.unworded else plan)
        run_script(call, result.call.script)
        transcripts.append(call.transcript())
    timed = "timing" not in ignore and (result.call.unworded or "wording" not in ignore)
    assert first_difference(*transcripts, ignore, timed=timed) == result.call.apart


def check_the_verdict(data: st.DataObject, one: t.Plan, other: t.Plan, result: PlanComparison) -> None:
    """The call that is shown differs, or nobody can tell the plans apart."""
    if result.verdict == DIFFERENT:
        check_the_call(one, other, result)
    elif result.verdict == EQUIVALENT:
        check_that_nobody_tells_apart(data, one, other, 3)
        check_that_nobody_tells_apart(data, other, one, 3)


# --- mutants ---------------------------------------------------------------------------------------------------------


@SOME
@given(plans, platforms, st.data())
def test_a_mutant_differs_in_a_call_or_nobody_notices_it(
    dialplan: n.Dialplan, platform: Platform, data: st.DataObject
) -> None:
    made = mutants(dialplan)
    if not made:
        return
    mutant = data.draw(st.sampled_from(made))
    one, other = compile_plan(dialplan, platform), compile_plan(mutant.plan, platform)
    result = compare(one, other, bounds=BOUNDS)
    event(f"{mutant.kind}: {result.verdict}")
    check_the_verdict(data, one, other, result)


@SOME
@given(plans, platforms, st.data())
def test_two_faults_are_not_taken_for_none(dialplan: n.Dialplan, platform: Platform, data: st.DataObject) -> None:
    for _ in range(2):
        made = mutants(dialplan)
        if not made:
            return
        before, dialplan = dialplan, data.draw(st.sampled_from(made)).plan
    one, other = compile_plan(before, platform), compile_plan(dialplan, platform)
    result = compare(one, other, bounds=BOUNDS)
    event(result.verdict)
    if result.verdict == DIFFERENT:
        check_the_call(one, other, result)
    elif result.verdict == EQUIVALENT:
        check_that_nobody_tells_apart(data, one, other, 4)


class _Unlike(Likeness):
    """Finds nothing alike, so that everything is searched."""

    def places(self, old: int, new: int) -> bool:
        return False


def searched(one: t.Plan, other: t.Plan) -> PlanComparison:
    """The same by search alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ivrsim.comparing.compare.Likeness", _Unlike)
        return compare(one, other, bounds=BOUNDS)


@SOME
@given(plans, platforms, st.data())
def test_the_search_alone_comes_to_the_same(dialplan: n.Dialplan, platform: Platform, data: st.DataObject) -> None:
    made = [dialplan, *(mutant.plan for mutant in mutants(dialplan))]
    one, other = compile_plan(dialplan, platform), compile_plan(data.draw(st.sampled_from(made)), platform)
    whole, alone = compare(one, other, bounds=BOUNDS), searched(one, other)
    event(f"{whole.verdict}, searched: {alone.verdict}")
    if UNDECIDED not in (whole.verdict, alone.verdict):
        assert whole.verdict == alone.verdict
    if alone.verdict == EQUIVALENT:
        check_that_nobody_tells_apart(data, one, other, 3)
    if alone.call is not None and whole.call is not None:
        assert alone.call.actions == whole.call.actions


# --- what changes nothing --------------------------------------------------------------------------------------------


class _Rewriter:
    """Makes the same call of other nodes."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def rewritten(self, node: Any) -> Any:
        changes: dict[str, Any] = {}
        if getattr(node, "name", None) is not None:
            changes["name"] = f"{node.name} of old"
        for field in ("target", "goto"):
            if getattr(node, field, None):
                changes[field] = f"{getattr(node, field)} of old"
        if getattr(node, "body", ()):
            changes["body"] = self._body(node)
        for field in ("variable", "value", "expression", "parts", "url"):
            if getattr(node, field, None) and not isinstance(node, n.Stash if field == "variable" else n.Catch):
                changes[field] = _other_variables(getattr(node, field), written=field == "variable")
        return changed(node, **changes) if changes else node

    def _body(self, node: Any) -> tuple[Any, ...]:
        found = [piece for item in node.body for piece in self._pieces(item)]
        if isinstance(node, n.Menu):
            branches = [item for item in found if isinstance(item, n.Keypress | n.NoInput | n.NoMatch)]
            if _independent(branches):
                order = iter(self._data.draw(st.permutations(branches)))
                found = [
                    next(order) if isinstance(item, n.Keypress | n.NoInput | n.NoMatch) else item for item in found
                ]
        return tuple(found)

    def _pieces(self, item: Any) -> list[Any]:
        """A wait of some seconds as several waits, unless something leads to it."""
        if isinstance(item, n.Wait) and item.name is None and str(item.seconds) in ("2", "3"):
            first = self._data.draw(st.integers(1, int(str(item.seconds))))
            return [
                n.Wait(first),
                *([n.Wait(int(str(item.seconds)) - first)] if first < int(str(item.seconds)) else []),
            ]
        return [self.rewritten(item)]


def _other_variables(value: Any, *, written: bool) -> Any:
    if isinstance(value, tuple):
        return tuple(_other_variables(part, written=False) for part in value)
    text = str(value).replace("${x}", "${other}").replace("${r}", "${recording}")
    return {"x": "other", "r": "recording"}.get(text, text) if written else text


def _independent(branches: list[Any]) -> bool:
    """Whether no input is for two branches, so that their order says nothing."""
    keys = [branch.pressed for branch in branches if isinstance(branch, n.Keypress)]
    kinds = [type(branch) for branch in branches if not isinstance(branch, n.Keypress)]
    apart = "1-3" not in keys or not {"1", "2"} & set(keys)
    named = [branch for branch in branches if branch.name is not None]
    return apart and len(set(keys)) == len(keys) and len(set(kinds)) == len(kinds) and not named


def _has_one_name_each(dialplan: n.Dialplan) -> bool:
    names = [name for each in walk.elements(dialplan) if (name := walk.name_of(each.node)) is not None]
    return len(set(names)) == len(names)


@SOME
@given(plans, platforms, st.data())
def test_other_names_another_order_and_waits_in_pieces_are_the_same_call(
    dialplan: n.Dialplan, platform: Platform, data: st.DataObject
) -> None:
    if not _has_one_name_each(dialplan):
        return
    other = _Rewriter(data).rewritten(dialplan)
    result = compare(compile_plan(dialplan, platform), compile_plan(other, platform), bounds=BOUNDS)
    event(f"{result.verdict} {result.because if result.verdict == UNDECIDED else ''}")
    assert result.verdict != DIFFERENT, result.because


@SOME
@given(plans, platforms)
def test_a_plan_written_and_read_again_is_the_same_call(dialplan: n.Dialplan, platform: Platform) -> None:
    one, other = compile_plan(dialplan, platform), compile_plan(from_xml(to_xml(dialplan)), platform)
    assert compare(one, other).verdict == EQUIVALENT
    assert searched(one, other).verdict != DIFFERENT


@pytest.mark.parametrize("file", CORPUS or [None], ids=lambda file: getattr(file, "stem", "none"))
def test_a_plan_of_the_corpus_is_what_its_import_makes(file: Path | None) -> None:
    if file is None:
        pytest.skip("there is no ../shared/corpus beside the checkout")
    try:
        plan = from_xml(file.read_bytes())
    except XmlError:
        return
    names: dict[str, Any] = {}
    exec(to_python(plan), names)
    one, other = compile_plan(plan), compile_plan(names["dialplan"])
    assert compare(one, other).verdict == EQUIVALENT
    assert searched(one, other).verdict != DIFFERENT


# --- all short calls -------------------------------------------------------------------------------------------------


_SHORT_MS = 8_000


def short_calls(plan: t.Plan, most: int) -> Iterator[Timed]:
    """What callees can do in a call: one thing after the other, at once or half-way through a wait, most at a time."""

    def onward(happens: Timed, left: int) -> Iterator[Timed]:
        yield happens
        line = line_after(plan, happens)
        if line.ended or not left:
            return
        now_ms = line.now_ms
        if line.state.place == 0:
            for by in ("live", "machine", "unsure"):
                yield from onward([*happens, (0, True, ANSWERS[by])], left - 1)
            return
        while line.due_ms is not None and now_ms < _SHORT_MS:
            due_ms = line.due_ms
            for at_ms in {line.now_ms, (line.now_ms + due_ms) // 2}:
                for each in (*(KEY[key] for key in "129#"), HANG_UP):
                    yield from onward([*happens, (at_ms, True, each)], left - 1)
            line.fire()
            now_ms = line.now_ms

    return onward([], most)


def line_after(plan: t.Plan, happens: Timed) -> Line:
    line = Line(plan)
    for at_ms, after_timers, each in happens:
        line.run_to(at_ms, tie=after_timers)
        line.send(each)
    return line


def shortest_difference(one: t.Plan, other: t.Plan, most: int) -> int | None:
    """The fewest actions after which some short call shows a difference, or None; staying silent at a menu is one."""
    found: list[int] = []
    for happens in (each for plan in (one, other) for each in short_calls(plan, most)):
        until_ms = _SHORT_MS + (happens[-1][0] if happens else 0)
        mine, theirs = (played(plan, happens, until_ms) for plan in (one, other))
        apart = first_difference(mine, theirs)
        if apart is not None:
            silences = {e.at_ms for call in (mine, theirs) for e in call.of_kind("no input") if e.at_ms <= apart.at_ms}
            found.append(sum(at_ms <= apart.at_ms for at_ms, _, _ in happens) + len(silences))
    return min(found, default=None)


small = st.builds(
    lambda prompt, key, timeout, branch, after: n.Dialplan("Root")[
        n.Menu("m", max_digits=1, timeout_s=timeout)[n.Say(prompt), n.Keypress(key)[branch]], *after
    ],
    st.sampled_from(("Hello.", "Press 1.")),
    st.sampled_from(("1", "2", "#", "1-3")),
    st.sampled_from((2, 3)),
    st.sampled_from((n.Say("Yes."), n.Wait(2), n.Hangup(), n.Stash("s", "${call.lastinput}"), n.Goto("m"))),
    st.lists(st.sampled_from((n.Say("Bye."), n.Wait(2), n.Wait(1), n.Hangup(), n.Stash("s", "1"))), max_size=2),
)


@draws(25)
@given(small, small)
def test_two_small_plans_differ_just_when_some_short_call_does(first: n.Dialplan, second: n.Dialplan) -> None:
    one, other = compile_plan(first), compile_plan(second)
    result = compare(one, other)
    found = shortest_difference(one, other, 2)
    event(f"{result.verdict}, by hand {found}")
    if result.verdict == EQUIVALENT:
        assert found is None
    elif result.call is not None and result.call.apart.at_ms <= _SHORT_MS:
        assert found == result.call.actions


# --- ignoring --------------------------------------------------------------------------------------------------------


@SOME
@given(plans, st.sampled_from((("timing",), ("wording",), ("timing", "wording"))), st.data())
def test_what_is_ignored_makes_no_difference(dialplan: n.Dialplan, ignore: Any, data: st.DataObject) -> None:
    made = [*(mutant.plan for mutant in mutants(dialplan)), _spoken_otherwise(dialplan)]
    one, other = compile_plan(dialplan), compile_plan(data.draw(st.sampled_from(made)))
    exact, loose = (
        compare(one, other, bounds=BOUNDS),
        compare(one, other, ignore=ignore, bounds=BOUNDS),
    )
    event(f"{ignore} {exact.verdict} {loose.verdict}")
    if loose.verdict == DIFFERENT:
        assert exact.verdict != EQUIVALENT
        check_the_call(one, other, loose, ignore)


def _spoken_otherwise(node: Any) -> Any:
    if isinstance(node, n.Say):
        return changed(node, parts=("Something else.",) if node.text.strip() and "<" not in node.text else node.parts)
    body = getattr(node, "body", ())
    return changed(node, body=tuple(map(_spoken_otherwise, body))) if body else node


@SOME
@given(plans)
def test_what_prompts_say_can_be_ignored(dialplan: n.Dialplan) -> None:
    one, other = compile_plan(dialplan), compile_plan(_spoken_otherwise(dialplan))
    assert compare(one, other, ignore=("wording",)).verdict == EQUIVALENT


# --- two platforms --------------------------------------------------------------------------------------------------

leaning_plans = st.builds(
    lambda before, quirk, after: (n.Dialplan("Root", body=(*before, *MATTERS[quirk], *after)), quirk),
    bodies(st.recursive(leaves, containers, max_leaves=4)),
    st.sampled_from(sorted(MATTERS)),
    bodies(st.recursive(leaves, containers, max_leaves=4)),
)
"""Plans in which a quirk may matter, and the quirk."""


@draws(60)
@given(leaning_plans, platforms, st.booleans(), st.data())
def test_one_plan_on_two_platforms(
    leaning: tuple[n.Dialplan, str], platform: Platform, leans: bool, data: st.DataObject
) -> None:
    dialplan, quirk = leaning
    quirk, value = data.draw(st.sampled_from([each for each in readings() if not leans or each[0] == quirk]))
    one, other = compile_plan(dialplan, platform), compile_plan(dialplan, platform.with_quirks(**{quirk: value}))
    result = compare(one, other, world=World((*OUTBOUND, *INCOMING)), bounds=Bounds(max_states=600))
    event(f"{quirk}: {result.verdict}")
    check_the_verdict(data, one, other, result)
