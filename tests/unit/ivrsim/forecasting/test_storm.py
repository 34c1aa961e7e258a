"""The law of chains against Storm, a probabilistic model checker, which shares no code with ours."""

from collections import defaultdict
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from ivrdsl.xml.parse import from_xml
from ivrsim.callers.defaults import usual_callers
from ivrsim.chains.chain import Chain
from ivrsim.chains.laws.law import law_of
from ivrsim.compiling.compile import compile_plan
from tests.sizes import draws
from tests.unit.ivrsim.forecasting.chains import chains
from tests.unit.ivrsim.forecasting.test_unfold import FILES
from tests.unit.ivrsim.forecasting.unfolded import chain_of

stormpy = pytest.importorskip("stormpy", reason="Storm is not here: pip install stormpy")
pytest.importorskip("scipy", reason="the engine with arrays needs the extra `forecast`")
CHAINS = 500
ANY_END = "ended"


@draws(CHAINS)
@given(chains(most_nodes=12, longest=50))
def test_storm_finds_the_same(chain: Chain) -> None:
    require_storm_agrees(chain)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_storm_finds_the_same_of_plans(file: Path) -> None:
    plan = compile_plan(from_xml(file.read_bytes()))
    chain = chain_of(plan, usual_callers(plan.platform))
    if not chain.is_known:
        pytest.skip("shares of this chain are not known: it has no law")
    require_storm_agrees(chain)


def require_storm_agrees(chain: Chain) -> None:
    found = law_of(chain, most_steps=0)
    answers = answers_of(markov_chain(chain), asked(len(chain.ends), len(chain.happenings)))
    ends = [end.probability for end in found.ends]
    assert ends == near_all(answers[: len(ends)])
    means = [found.mean, *found.means]
    if found.never:  # then Storm calls all sums of rewards infinite
        assert answers[len(ends) :] == [inf] * len(means)
    else:
        assert means == near_all(answers[len(ends) :])


def near_all(numbers: list[float]) -> Any:
    return pytest.approx(numbers, rel=1e-9, abs=1e-9)


@cache
def asked(ends: int, happenings: int) -> Any:
    """What Storm is asked of every chain: each end, the mean duration, and the mean of each happening."""
    asked = [f'P=? [F "end{number}"]' for number in range(ends)]
    asked += [f'R{{"{name}"}}=? [F "{ANY_END}"]' for name in ("steps", *map(happening, range(happenings)))]
    return stormpy.parse_properties(";".join(asked))


def happening(number: int) -> str:
    return f"happening{number}"


def markov_chain(chain: Chain) -> Any:
    """The jump chain as a model of Storm's, with the mean delays and the marks as rewards of its states."""
    builder = stormpy.datastructures.SparseMatrixBuilder[float](len(chain.nodes), len(chain.nodes), 0, True, False)
    labels = stormpy.models.StateLabeling(len(chain.nodes))
    rewards: dict[str, list[float]] = {
        name: [0.0] * len(chain.nodes) for name in ("steps", *map(happening, range(len(chain.happenings))))
    }
    for name in ("init", ANY_END, *(f"end{number}" for number in range(len(chain.ends)))):
        labels.add_label(name)
    labels.add_label_to_state("init", 0)
    for number, node in enumerate(chain.nodes):
        row: dict[int, float] = defaultdict(float)
        if node.end >= 0:
            labels.add_label_to_state(f"end{node.end}", number)
            labels.add_label_to_state(ANY_END, number)
            row[number] = 1.0
        for option in node.options:
            for way in option.ways:
                share = option.low * way.probability
                row[way.target] += share
                rewards["steps"][number] += share * sum(steps * each for steps, each in chain.delays[way.delay])
                for mark in way.marks:
                    rewards[happening(mark)][number] += share
        for target, share in sorted(row.items()):
            if share:
                builder.add_next_value(number, target, share)
    return stormpy.models.SparseDtmc[float](
        stormpy.models.SparseModelComponents[float](
            transition_matrix=builder.build(),
            state_labeling=labels,
            reward_models={
                name: stormpy.models.SparseRewardModel[float](optional_state_reward_vector=each)
                for name, each in rewards.items()
            },
        )
    )


def answers_of(model: Any, asked: Any) -> list[float]:
    """What Storm says, by elimination of states."""
    environment = stormpy.Environment()
    environment.solver().set_linear_equation_solver_type(stormpy.environments.EquationSolverType.ELIMINATION)
    return [stormpy.model_checking(model, each, environment=environment).get_value(0) for each in asked]
