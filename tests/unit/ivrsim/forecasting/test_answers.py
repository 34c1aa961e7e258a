"""The call that spends a budget, on real plans: it is played, and spends it."""

from functools import cache

import pytest

from ivrdsl import Amd, Dialplan, Goto, Hangup, If, Keypress, Live, Machine, Menu, NoInput, Say, Transfer, spell
from ivrdsl.wording.mask import Mask
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers, Interval, Price, Transfers
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.forecasting.budgets.sentence import read_budget
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.forecasts import Forecaster, ForecastOptions
from ivrsim.forecasting.telling.answers import BudgetAnswer, answer_lines, answers_to
from ivrsim.forecasting.telling.findings import CODE, findings_of_budgets
from ivrsim.play.call import Call
from ivrsim.play.transcript import Transcript
from ivrsim.script.run import run_script
from ivrsim.search.world import World

PLAN = Dialplan()[
    Amd()[
        Live()[
            Menu("main", max_digits=1, timeout_ms=3000)[
                Say("Your code is ", spell("2517"), ". Press 1 to repeat, 2 for an agent.", name="offer"),
                Keypress("1")[Goto("main")],
                Keypress("2")[Transfer("2135550100", name="agent")],
                NoInput()[Say("Goodbye.", name="bye"), Hangup()],
            ]
        ],
        Machine()[Say("Please call us back.", name="left"), Hangup()],
    ]
]


MASK = Mask(marked=["2517"])


@cache
def made() -> tuple[Forecaster, Forecast]:
    plan = compile_plan(PLAN)
    maker = Forecaster(plan, callers_of(plan))
    return maker, maker.forecast("code")


def callers_of(plan: Plan) -> Callers:
    """Callers who talk shortly, and make up their mind in a second or three: their chain is small."""
    usual = usual_callers(plan.platform)
    talks = Transfers({"answered": 0.9, "busy": 0.1}, {5000: 1.0}, {10_000: 0.6, 40_000: 0.4})
    person = usual.person._replace(reaction_ms={1000: 0.7, 3000: 0.3}, hangs_up_silent=0.1, hangs_up_speaking=0.05)
    return usual._replace(price=Price(0.5, 2.0, 60, "EUR"), transfers={"": talks}, person=person, step_ms=500)


def answer(sentence: str) -> BudgetAnswer:
    maker, forecast = made()
    (found,) = answers_to([read_budget(sentence)], maker, forecast)
    return found


def played(found: BudgetAnswer) -> Transcript:
    assert found.call is not None
    assert not found.call.why, found.call.why
    call = Call(compile_plan(PLAN))
    assert run_script(call, "; ".join(found.call.script)) is None
    assert call.transcript().ended_by
    return call.transcript()


def heard(transcript: Transcript, text: str) -> bool:
    return any(text in each for each in transcript.heard)


def test_a_long_call_is_as_long() -> None:
    found = answer("P(duration > 30s) < 0.001")
    assert found.call is not None
    assert found.call.duration_ms > 30_000
    assert abs(played(found).duration_ms - found.call.duration_ms) < 1500  # times are rounded to steps
    assert 0 < found.call.share < 1


def test_a_short_call_is_as_short() -> None:
    found = answer("P(duration > 30s) > 0.9")
    assert found.call is not None
    assert found.call.duration_ms <= 30_000
    assert played(found).duration_ms < 30_500


def test_a_dear_call_is_transferred() -> None:
    found = answer("p99 cost < 0.60")
    assert played(found).of_kind("transfer answered")


def test_a_mean_is_spent_by_the_call_that_adds_most() -> None:
    found = answer("mean talk < 1s")
    assert found.call is not None
    assert played(found).of_kind("transfer answered")
    assert answer("mean transfers < 0.01").call is not None


def test_prompts_and_keys_are_counted() -> None:
    assert sum("Press 1 to repeat" in each for each in played(answer("P(plays of offer > 1) < 0.001")).heard) == 2
    keys = played(answer("P(keys > 2) <= 0"))
    assert len(keys.of_kind("key")) == 3


def test_what_happens_happens_and_what_does_not_does_not() -> None:
    assert heard(played(answer("P(mailbox kept left) < 0.1")), "call us back")
    assert heard(played(answer("P(answered by mailbox) < 0.1")), "call us back")
    other = answer("P(answered by person) > 0.99")
    assert other.call is not None
    assert not other.call.script[0].startswith("answer person")
    late = answer("P(person hears secret) > 0.999")
    assert late.call is not None
    assert late.call.script[0].startswith("answer person")
    ended = answer("P(ends with callee hung up) < 0.001")
    assert played(ended).outcome == "callee hung up"
    assert played(answer("P(ends with callee hung up) > 0.999")).outcome != "callee hung up"


@pytest.mark.parametrize("sentence", ["sd duration < 1s", "sd duration > 9m", "p50 keys > 7", "mean duration > 9m"])
def test_every_kind_of_budget_has_a_call(sentence: str) -> None:
    assert played(answer(sentence)).ended_by


def test_a_budget_that_holds_has_none() -> None:
    assert answer("mean duration < 1h").call is None
    assert list(answer_lines(answer("mean duration < 1h"), "x {script}")) == []


def test_no_call_is_commoner_than_what_is_shown() -> None:
    """The share of one call is never above that of all those that are meant."""
    for sentence in ("P(duration > 30s) < 0.001", "P(keys > 2) <= 0", "P(answered by mailbox) < 0.1"):
        found = answer(sentence)
        assert found.call is not None
        assert found.call.share <= found.verdict.figure.high + 1e-12, sentence


def test_a_call_that_never_ends_is_told() -> None:
    plan = compile_plan(Dialplan()[Say("On and on.", name="on"), Goto("on")])
    callers = usual_callers(plan.platform)
    still = callers.person._replace(hangs_up_speaking=0.0, hangs_up_silent=0.0)
    maker = Forecaster(plan, callers._replace(person=still, parties={"person": 1.0}))
    (found,) = answers_to([read_budget("mean duration < 9m")], maker, maker.forecast("on"))
    assert found.verdict.verdict in ("BROKEN", "UNDECIDED")
    if found.call is not None:
        assert found.call.why


def test_where_shares_are_not_known_there_may_be_a_call_all_the_same() -> None:
    plan = compile_plan(Dialplan()[Amd()[Live()[Say("Hello there.")], Machine()[Say("Call us back.")]], Hangup()])
    some = callers_of(plan)._replace(parties={"person": Interval(0.5, 0.7), "mailbox": Interval(0.3, 0.5)})
    maker = Forecaster(plan, some)
    forecast = maker.forecast("code")
    (broken, undecided) = answers_to(
        [read_budget("P(answered by mailbox) < 0.1"), read_budget("P(answered by mailbox) < 0.4")], maker, forecast
    )
    assert broken.call is not None
    assert broken.call.script
    assert (undecided.verdict.verdict, undecided.call) == ("UNDECIDED", None)


def test_values_that_are_given_are_in_the_script() -> None:
    asks = Dialplan()[
        If("'${contact.A}' == 'a; b'")[Say("Yes it is.", name="yes")], Say("Goodbye.", name="bye"), Hangup()
    ]
    plan = compile_plan(asks)
    maker = Forecaster(plan, callers_of(plan), ForecastOptions(World(variables={"contact.A": "a; b"})))
    (found,) = answers_to([read_budget("mean plays of yes < 0.1")], maker, maker.forecast("given"))
    assert found.call is not None
    call = Call(plan)
    assert run_script(call, "; ".join(found.call.script)) is None
    assert call.transcript().heard[0] == "Yes it is."


def test_findings_have_the_script() -> None:
    answers = [answer("p99 cost < 0.60"), answer("mean duration < 1h")]
    found = findings_of_budgets(answers, ("code.py", 7), "ivrdsl simulate code.py -p code=2517 -e {script}", MASK)
    assert found["mean duration < 1h"] == []
    (broken,) = found["p99 cost < 0.6"]
    assert (broken.code, broken.severity, broken.file, broken.line) == (CODE, "error", "code.py", 7)
    assert broken.message.startswith("BROKEN: it is ")
    assert "ivrdsl simulate code.py -p code=[secret] -e 'answer " in broken.fix


def test_the_platform_is_that_of_the_plan() -> None:
    plan = compile_plan(PLAN, Platform(no_match="replay"))
    maker = Forecaster(plan, callers_of(plan))
    (found,) = answers_to([read_budget("P(plays of offer > 1) < 0.001")], maker, maker.forecast("code"))
    assert found.call is not None
    call = Call(plan)
    assert run_script(call, "; ".join(found.call.script)) is None
