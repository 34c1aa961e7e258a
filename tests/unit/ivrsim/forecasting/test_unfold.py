"""What a plan's calls unfold to: small chains by hand, and what holds of all chains."""

from math import fsum
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given

import ivrdsl as i
from ivrdsl.model.nodes import Action
from ivrdsl.testing import dialplans
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Interval, Keys, Mailbox, Replies, Screening, Transfers
from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.law import Law, law_of
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.outcomes import OUTCOMES
from ivrsim.core.parties import PARTIES
from ivrsim.core.platform import Platform
from ivrsim.forecasting.unfolding.waits import UNKNOWN
from ivrsim.graph.search import behind, components
from ivrsim.search.bounds import Bounds
from tests.sizes import draws
from tests.unit.ivrsim.forecasting.played_plans import CALLERS, PERSON, PLATFORM
from tests.unit.ivrsim.forecasting.unfolded import chain_of, unfolding_of

CORPUS: Final = Path(__file__).resolve().parents[5] / "shared" / "corpus"
FILES: Final = [file for file in sorted(CORPUS.glob("*/*.xml")) if file.name != "2fa-raw.xml"]
"""All but one, which is no XML document."""

PATIENT: Final = PERSON._replace(
    hangs_up_speaking=0.0, hangs_up_silent=0.0, early=0.0, menus={"": Keys({"offered": 1.0})}
)
PEOPLE: Final = CALLERS._replace(person=PATIENT)
"""People who never hang up, and press what is offered when the menu listens."""
TEN: Final = i.Say("Ten steps!", name="ten")
"""A prompt of ten steps."""


def people(**other: object) -> Callers:
    """These people, but for something."""
    return PEOPLE._replace(person=PATIENT._replace(**other))  # type: ignore[arg-type]  # fields of a Person


def unfolded(*body: Action, callers: Callers = PEOPLE, platform: Platform = PLATFORM) -> tuple[Chain, Law]:
    chain = chain_of(compile_plan(i.Dialplan()[body], platform), callers)
    return chain, law_of(chain)


def ending(chain: Chain, law: Law, outcome: str) -> list[float]:
    """How likely calls end so, step by step."""
    laws = [each.steps for end, each in zip(chain.ends, law.ends, strict=True) if end.outcome == outcome]
    return [fsum(steps) for steps in zip(*laws, strict=True)]


def mean(chain: Chain, law: Law, name: str) -> float:
    """How often something happens."""
    return fsum(law.means[number] for number, each in enumerate(chain.happenings) if each.name == name)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_prompt_is_heard_to_its_end_by_who_does_not_hang_up() -> None:
    stays = 0.5**0.1  # in a step of 100 ms, of who stays for a second with a half
    chain, law = unfolded(TEN, callers=people(hangs_up_speaking=0.5))
    assert ending(chain, law, "end of plan") == pytest.approx([0.0] * 10 + [0.5])
    assert ending(chain, law, "callee hung up") == pytest.approx([stays**k * (1 - stays) for k in range(10)] + [0.0])
    assert mean(chain, law, "person hears ten") == pytest.approx(0.5)
    assert mean(chain, law, "ten") == pytest.approx(1.0)


def test_what_plays_and_what_does_not_have_hazards_of_their_own() -> None:
    chain, law = unfolded(TEN, i.Wait(2), TEN, callers=people(hangs_up_speaking=0.5, hangs_up_silent=0.75))
    assert mean(chain, law, "ten") == pytest.approx(1 + 0.5 * 0.25**2)
    assert sum(ending(chain, law, "end of plan")) == pytest.approx(0.5 * 0.25**2 * 0.5)
    assert ending(chain, law, "callee hung up")[10] == pytest.approx(0.5 * (1 - 0.25**0.1))


def test_a_key_comes_before_the_timer_or_not_at_all() -> None:
    menu = i.Menu("m", max_digits=1, timeout_ms=1500)[i.Keypress("1")[TEN], i.NoInput()[i.Wait(2)]]
    chain, law = unfolded(menu, callers=people(reaction_ms={400: 0.25, 1400: 0.25, 1500: 0.3, 9000: 0.2}))
    assert list(law.steps) == pytest.approx([0.25 if at in (14, 24) else 0.5 if at == 35 else 0.0 for at in range(36)])
    assert mean(chain, law, "takes 1 at m") == pytest.approx(0.5)


def test_early_keys_come_at_each_step_but_the_first() -> None:
    menu = i.Menu("m", max_digits=1, timeout_ms=1500)[TEN, i.Keypress("1")[i.Hangup()]]
    _, law = unfolded(menu, callers=people(early=0.9, reaction_ms={500: 1.0}))
    assert list(law.steps) == pytest.approx([0.0] + [0.1] * 9 + [0.0] * 5 + [0.1])


def test_nobody_is_early_at_what_plays_in_front_of_a_menu() -> None:
    menu = i.Menu("m", max_digits=1, timeout_ms=1500)[i.Keypress("1")[i.Hangup()]]
    callers = people(early=1.0, reaction_ms={500: 1.0})
    _, law = unfolded(TEN, menu, callers=callers, platform=PLATFORM.with_quirks(key_in_plain_play="cut"))
    assert list(law.steps) == pytest.approx([0.0] * 15 + [1.0])


def test_keys_are_typed_one_after_another() -> None:
    menu = i.Menu("m", max_digits=4, timeout_ms=1500)[i.Keypress("4711")[i.Hangup()], i.Keypress("100-300")[TEN]]
    chain, law = unfolded(menu, callers=people(reaction_ms={500: 1.0}, key_gap_ms=200))
    assert list(law.steps) == pytest.approx([0.0] * 11 + [0.5] + [0.0] * 22 + [0.5])  # 500 + 2 * 200 + 1500 + 1000 ms
    assert mean(chain, law, "takes 100-300 at m") == pytest.approx(0.5)
    assert mean(chain, law, "key") == pytest.approx(3.5)


def test_who_comes_to_a_menu_again_does_otherwise() -> None:
    menu = i.Menu("m", max_digits=1, timeout_ms=1500)[
        i.Keypress("1")[i.Goto("m")], i.Keypress("2")[i.Hangup()], i.NoInput()[i.Goto("m")]
    ]
    keys = Keys({"repeat": 0.5, "offered": 0.25, "silence": 0.25}, {"offered": 0.5, "silence": 0.5})
    chain, law = unfolded(menu, callers=people(reaction_ms={500: 1.0}, menus={"": keys}))
    assert mean(chain, law, "takes 1 at m") == pytest.approx(0.5)
    assert mean(chain, law, "enters nothing at m") == pytest.approx(0.25 + 0.75)  # then half are silent, each time
    assert law.never == 0


def test_who_was_at_a_menu_early_has_been_there() -> None:
    menu = i.Menu("m", max_digits=1, timeout_ms=1500)[TEN, i.Keypress("1")[i.Goto("m")], i.Keypress("2")[i.Hangup()]]
    keys = Keys({"repeat": 1.0}, {"offered": 1.0})
    chain, law = unfolded(menu, callers=people(early=1.0, menus={"": keys}))
    assert mean(chain, law, "takes 1 at m") == mean(chain, law, "takes 2 at m") == pytest.approx(1.0)


def test_a_mailbox_keeps_what_is_said_after_its_greeting_until_it_is_full() -> None:
    box = Mailbox({1000: 1.0}, 1.0, {1500: 0.5, 2500: 0.5})
    callers = PEOPLE._replace(parties={"mailbox": 1.0}, mailbox=box)
    three = [i.Say("Ten steps!", name=name) for name in ("first", "second", "third")]
    chain, law = unfolded(*three, callers=callers)
    assert [mean(chain, law, f"mailbox kept {name}") for name in ("first", "second", "third")] == [0, 1, 0.5]
    assert ending(chain, law, "callee hung up")[25] == pytest.approx(0.5)
    assert ending(chain, law, "end of plan")[30] == pytest.approx(0.5)
    chain, law = unfolded(i.Amd(live=i.Hangup(), machine=tuple(three)), callers=callers._replace(
        detector={"mailbox": CALLERS.detector["mailbox"]._replace(shares={"machine": 1.0}, after_ms={})}
    ))  # fmt: skip
    assert [mean(chain, law, f"mailbox kept {name}") for name in ("first", "second", "third")] == [1, 0.5, 0]


def test_a_screening_assistant_ends_the_call_if_it_hears_nothing_in_its_time() -> None:
    screening = Screening({1000: 1.0}, {1000: 1.0}, 0.5, {500: 1.0})
    callers = PEOPLE._replace(parties={"screening": 1.0}, screening=screening)
    chain, law = unfolded(i.Wait(3), TEN, callers=callers)
    assert ending(chain, law, "callee hung up")[15] == ending(chain, law, "callee hung up")[20] == pytest.approx(0.5)
    waits = PLATFORM.with_quirks(screening_silence="waits")
    chain, law = unfolded(i.Wait(3), TEN, callers=callers, platform=waits)
    assert ending(chain, law, "end of plan")[40] == pytest.approx(1.0)
    assert mean(chain, law, "person hears ten") == pytest.approx(0.5)


def test_a_screening_assistant_hears_a_sound_that_had_begun_before() -> None:
    screening = Screening({500: 1.0}, {300: 1.0}, 1.0, {300: 1.0})
    callers = PEOPLE._replace(parties={"screening": 1.0}, screening=screening)
    chain, law = unfolded(i.PlaySound(7, name="sound"), callers=callers)
    assert ending(chain, law, "end of plan")[12] == pytest.approx(1.0)
    chain, law = unfolded(i.Say("Ten_steps!"), callers=callers)  # half a word is nothing
    assert ending(chain, law, "callee hung up")[8] == pytest.approx(1.0)


def test_who_comes_to_the_line_is_the_party_and_who_does_not_is_not() -> None:
    screening = Screening({1000: 1.0}, {1000: 1.0}, 0.25, {500: 1.0})
    callers = PEOPLE._replace(parties={"screening": 1.0}, screening=screening)
    chain, law = unfolded(TEN, TEN, TEN, callers=callers)
    shares = {(end.party, end.outcome): each.probability for end, each in zip(chain.ends, law.ends, strict=True)}
    assert shares == pytest.approx({("person", "end of plan"): 0.25, ("screening", "callee hung up"): 0.75})
    caught = i.Catch("hangup", "gone")[i.Wait(5), i.Hangup()], i.Wait(1, name="gone")
    chain, law = unfolded(*caught, callers=callers)
    assert {end.party for end, each in zip(chain.ends, law.ends, strict=True) if each.probability} == {"screening"}


def test_who_has_spoken_into_a_recording_is_silent_then() -> None:
    silence = PLATFORM.with_quirks(record_timeout="silence")
    callers = people(speaks_ms={1700: 1.0}, ends_recording={"silence": 1.0})
    assert law_of(chain_of(compile_plan(i.Dialplan()[i.Record("r", timeout_s=2)], silence), callers)).mean == 37
    assert law_of(chain_of(compile_plan(i.Dialplan()[i.Record("r", timeout_s=2)], PLATFORM), callers)).mean == 20


def test_a_reply_ends_a_request_whether_or_not_a_variable_takes_it() -> None:
    callers = PEOPLE._replace(replies={"*": Replies({"no reply": 0.5, "42": 0.5}, {300: 0.5, 20_000: 0.5})})
    _, law = unfolded(i.Get("http://s.example/"), callers=callers)
    assert {at: share for at, share in enumerate(law.steps) if share} == pytest.approx({3: 0.5, 100: 0.5})


def test_a_transfer_that_is_answered_has_a_leg() -> None:
    law_of_transfers = Transfers({"answered": 0.5, "no answer": 0.5}, {500: 1.0}, {700: 0.5, 900: 0.5})
    transfer = i.Transfer("2135550100", timeout_s=2, continue_after=True)
    chain, law = unfolded(transfer, callers=PEOPLE._replace(transfers={"": law_of_transfers}))
    found = {end.legs: (each.probability, each.mean) for end, each in zip(chain.ends, law.ends, strict=True)}
    assert found == {(): (0.5, 20.0), (7,): (0.25, 12.0), (9,): (0.25, 14.0)}
    assert all(end.talk_steps == sum(end.legs) for end in chain.ends)


def test_what_comes_of_a_transfer_is_not_drawn_anew_at_the_beep() -> None:
    box = Mailbox({1000: 1.0}, 1.0, {})
    callers = PEOPLE._replace(
        parties={"mailbox": 1.0},
        mailbox=box,
        transfers={"": Transfers({"busy": 0.5, "no answer": 0.5}, {500: 1.0}, {700: 1.0})},
    )
    _, law = unfolded(i.Transfer("2135550100", timeout_s=3, continue_after=True), callers=callers)
    assert {at: share for at, share in enumerate(law.steps) if share} == pytest.approx({5: 0.5, 30: 0.5})


def test_times_are_rounded_to_steps_and_no_time_becomes_none() -> None:
    menu = i.Menu("m", max_digits=1, timeout_ms=1549)[i.Keypress("1")[i.Hangup()]]
    _, law = unfolded(menu, callers=people(reaction_ms={20: 0.5, 1449: 0.25, 1450: 0.25}))
    assert {at: share for at, share in enumerate(law.steps) if share} == pytest.approx({1: 0.5, 14: 0.25, 15: 0.25})


def test_keys_that_nobody_presses_ahead_leave_nothing_out() -> None:
    keep = PLATFORM.with_quirks(type_ahead="keep")
    menu = i.Menu("m", max_digits=1, timeout_ms=1500)[i.Keypress("1")[i.Hangup()], i.Keypress("2")[TEN]]
    chain = chain_of(compile_plan(i.Dialplan()[i.Wait(1), menu], keep), PEOPLE)
    assert chain.bound == ""
    assert UNKNOWN not in {end.outcome for end in chain.ends}


def test_a_share_that_is_not_known_becomes_options() -> None:
    callers = PEOPLE._replace(parties={"person": Interval(0.6, 0.8), "fax": Interval(0.2, 0.4)})
    chain = chain_of(compile_plan(i.Dialplan()[TEN], PLATFORM), callers)
    (party,) = [node for node in chain.nodes if len(node.options) > 1]
    assert [(each.low, each.high, each.says) for each in party.options] == [
        (0.6, 0.8, "who answers"), (0.2, 0.4, "who answers"),
    ]  # fmt: skip
    assert not chain.is_known


# --- what holds of all chains -----------------------------------------------------------------------------------------


def require_sound(chain: Chain) -> None:
    """Refuse a chain that is none: see `ivrsim.chains.chain`."""
    for delay in chain.delays:
        assert delay == tuple(sorted(delay))
        assert delay[0][0] >= 0
        assert fsum(share for _, share in delay) == pytest.approx(1.0, abs=1e-9)
    for node in chain.nodes:
        assert (node.end >= 0) != bool(node.options)
        for option in node.options:
            assert 0 <= option.low <= option.high <= 1
            assert fsum(way.probability for way in option.ways) == pytest.approx(1.0, abs=1e-9)
            assert all(way.probability > 0 for way in option.ways)
            assert bool(option.says) == (option.low < option.high)
        if node.options:
            assert fsum(each.low for each in node.options) <= 1 + 1e-9
            assert fsum(each.high for each in node.options) >= 1 - 1e-9
    onward = [[way.target for option in node.options for way in option.ways] for node in chain.nodes]
    assert len(behind(onward, [0])) == len(chain.nodes)
    instant = [
        [way.target for option in node.options for way in option.ways if chain.delays[way.delay][0][0] == 0]
        for node in chain.nodes
    ]
    for circle in components(instant, range(len(chain.nodes))):
        assert len(circle) == 1
        assert circle[0] not in instant[circle[0]]
    outcomes = {each.name for each in OUTCOMES}
    for end in chain.ends:
        assert end.party in ("", *PARTIES)
        assert end.taken_for in ("", "person", "machine", "unsure")
        assert end.outcome in outcomes or (end.outcome == UNKNOWN and chain.bound)
        assert end.talk_steps == sum(end.legs)


def test_the_corpus_is_there() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"there is no shared corpus beside the checkout ({CORPUS.parent.name}/{CORPUS.name})")
    assert len(FILES) >= 43


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_plan_of_the_corpus_unfolds(file: Path) -> None:
    plan = compile_plan(i.from_xml(file.read_bytes()))
    chain = chain_of(plan, usual_callers(plan.platform))
    assert chain.bound == ""
    require_sound(chain)


@draws(40)
@given(dialplans(max_size=4))
def test_every_plan_unfolds(nodes: i.Dialplan) -> None:
    plan = compile_plan(nodes, Platform(duplicate_names="first"))
    unfolding = unfolding_of(plan, usual_callers(plan.platform), Bounds(max_states=300))
    require_sound(unfolding.chain())
