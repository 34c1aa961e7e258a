"""`assert_proved`: a test that fails where a property of a plan is not proved, and shows the call that breaks it."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence

from ivrdsl.errors import IvrError
from ivrdsl.files.project import NamedPlan
from ivrdsl.files.properties import load_properties
from ivrdsl.findings.arguments import door
from ivrdsl.findings.words import meant
from ivrdsl.testing.plans import PLANS, PlanLike, ready
from ivrdsl.testing.project import asked_of
from ivrdsl.testing.usage import use
from ivrsim.core.platform import Platform
from ivrsim.core.table import Plan
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.property import Options, Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, VACUOUS, Verdict
from ivrsim.proofs.verdicts import FULL, lines_of
from ivrsim.proofs.verify import verify
from ivrsim.proofs.witness import Witness
from ivrsim.search.explore import World


@door
def assert_proved(
    plan: PlanLike,
    prop: Property | str,
    *,
    platform: Platform | None = None,
    parameters: Mapping[str, str] | None = None,
    world: World | None = None,
    options: Options | None = None,
    max_states: int | None = None,
    max_steps: int | None = None,
    folders: Sequence[str | os.PathLike[str]] = ("",),
    strict: bool = True,
) -> Verdict:
    """Prove a property of a plan in all its calls.

        assert_proved("one_time_code.py", "machine-never-hears-secret")

    Args:
        plan: nodes, `FILE.xml` or `FILE.py[:NAME]`, a function that makes a plan, or one that is compiled; or the name
            that the project gives it. What the project says of it holds where the test says nothing: parameters,
            platform, world, options and bounds.
        prop: the property, or the name of a built-in one, or of one in a file of properties that the project names.
        platform: what the calls run on, when the plan is not compiled yet.
        parameters: of a plan that is a function in a file.
        world: who may answer, and what is given before the call.
        options: what the property is told: how many plays, how long, what is secret.
        max_states, max_steps: the bounds of the search; one that is hit leaves the property undecided. If not given,
            those of `ivrdsl verify`.
        folders: where files are looked for, "" being the current folder.
        strict: whether what holds for no reason fails, too: a property that no call of the plan can break, or that is
            about nothing in the plan.

    Returns:
        The verdict, with a call in which the property mattered.

    Raises:
        AssertionError: it is not proved; the text is the verdict, with the shortest call that breaks it and its script.
        IvrError: there is no such plan or property.
    """
    __tracebackhide__ = True  # pytest shows the test's own line, and the verdict
    try:
        found = ready(plan, platform, parameters=parameters, folders=folders)
        own = asked_of(found.named)
        wanted = _property_called(prop, found.named) if isinstance(prop, str) else prop
        most = own.bounds
        bounds = most._replace(max_states=max_states or most.max_states, max_steps=max_steps or most.max_steps)
        asked = Asked((wanted,), options or own.options, world or own.world, bounds, lines=found.lines)
        verdict = _verdict(found.plan, wanted, asked)
        if isinstance(prop, str) and verdict.name not in (wanted.name, prop) and prop != wanted.name:
            raise IvrError(f"{prop}: what the options ask for is {verdict.name}; say the number in the options")
    except IvrError as error:
        raise error.with_traceback(None) from None  # its text says where in the user's code
    for witness in verdict.witnesses:
        use(call=witness.transcript)
    if verdict.verdict != PROVED and (strict or verdict.verdict != VACUOUS):
        raise AssertionError("\n".join(_verdict_lines(verdict)))
    return verdict


def _verdict(plan: Plan, wanted: Property, asked: Asked) -> Verdict:
    report = verify(plan, asked=asked)
    if not report.verdicts:
        return Verdict(wanted.name, wanted.says, VACUOUS, "the plan has nothing that it is about")
    (verdict,) = report.verdicts
    return verdict


def _property_called(name: str, named: NamedPlan | None) -> Property:
    known = list(BUILT_IN)
    for path in named.settings.get("properties", ()) if named is not None else ():
        known += load_properties(path, PLANS)
    for each in known:
        if each.name == name:
            return each
    with_number = re.sub("-[0-9]+-", "-N-", name)  # as verify prints it
    for each in BUILT_IN:
        if each.name == with_number:
            return each
    raise IvrError(f"there is no property {name!r}; {meant(name, (each.name for each in known))}")


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    """The verdict, and the script of each call that breaks the property."""
    yield from (text for _, text in lines_of(verdict, detail=FULL))
    for witness in verdict.witnesses if verdict.verdict == BROKEN else ():
        yield from _script(witness)


def _script(witness: Witness) -> Iterator[str]:
    yield "   call script"
    yield from (f"      {statement}" for statement in witness.statements)
