"""Plans that an adversary made to get a wrong PROVED, or a BROKEN that no call shows: each was one once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from ivrdsl.model import nodes as n
from ivrsim.core.platform import Platform
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.own import never
from ivrsim.proofs.property import Property
from ivrsim.proofs.question import Asked
from ivrsim.proofs.verdict import BROKEN, PROVED, VACUOUS
from ivrsim.proofs.verify import verify, with_any_platform
from ivrsim.search.bounds import Bounds
from ivrsim.search.explore import World

NOBODY_KNOWS = "'${contact.A}'.charAt(3) == 'q'"
MANY_STATES = [n.Equal("${v}", str(key))[n.Say(f"n{key}")] for key in (3, 4, 5, 6)]


def menu(*body: Any) -> n.Menu:
    return n.Menu("m", max_digits=1, timeout_ms=2000)[(n.Say("Enter."), *body)]


REMEMBERS = menu(n.Keypress("1-9")[n.SetVar("v", "'${call.lastinput}'")])


def built_in(name: str) -> Property:
    return next(each for each in BUILT_IN if each.name == name)


def swallows(entry: Any) -> bool:
    try:
        return bool(entry.kind == "set" and entry.details["value"] == "YES")
    except BaseException:  # noqa: BLE001  # as predicates may
        return False


class Attack(NamedTuple):
    """A plan in which some call breaks a property."""

    what: str
    body: tuple[Any, ...]
    claim: Property
    quirks: Mapping[str, Any] = MappingProxyType({})
    max_states: int = 1000


UPPER = n.SetVar("a", "'${contact.A}'.toUpperCase()")
CHANGED = n.SetVar("a", "no"), n.If(NOBODY_KNOWS)[n.SetVar("a", "yes")], n.Wait(1)
TEXT = "'${contact.A}'"
ATTACKS = (
    Attack(
        "a text is sent that a search forgets",
        (*CHANGED, n.Sms("Order ${a}", to="12135551234")),
        never(lambda entry: entry.kind == "sms" and "yes" in entry.details["text"]),
    ),
    Attack(
        "a text is spoken that a small search forgets",
        (n.SetVar("a", "yes"), REMEMBERS, n.Wait(1), n.Say("x ${a}"), n.Wait(1), *MANY_STATES),
        never(lambda entry: entry.kind == "prompt" and entry.says("yes")),
        max_states=20,
    ),
    Attack(
        "a constant is a code, and no caller typed it",
        (
            n.SetVar("s", "'2 5 1 7'"),
            n.Wait(1),
            n.Amd()[n.Live()[n.Say("Your code is 4 4 4 4.")], n.Machine()[n.Say("Hello ${s}."), n.Hangup()]],
            REMEMBERS,
            n.Wait(1),
            *MANY_STATES,
        ),
        built_in("machine-never-hears-secret"),
        max_states=20,
    ),
    Attack(
        "a name is made of an input, and only some are set",
        (n.SetVar("choice1", "a"), menu(n.Keypress("1-3")[n.Say("You chose ${choice${call.lastinput}}.")])),
        built_in("no-unset-variable"),
    ),
    Attack(
        "what was never set ends the call",
        (n.Post("http://s/?${nme}"),),
        built_in("no-call-ends-in-error"),
        {"undefined_variable": "error"},
    ),
    Attack(
        "a text doubles by way of another",
        (
            n.SetVar("x", "ab"),
            menu(n.Keypress("1")[n.SetVar("y", "x${x}${x}"), n.SetVar("x", "${y}"), n.Goto("m")]),
            n.Post("http://s/?${x}"),
        ),
        built_in("every-call-ends"),
    ),
    Attack(
        "pieces are joined with a text, again and again",
        (n.SetVar("a", f"{TEXT}.split('').join({TEXT}).split('').join({TEXT}).split('').join({TEXT})"),),
        built_in("no-javascript-error"),
    ),
    Attack(
        "a server writes what a callee enters",
        (
            n.Get("http://s/", "call.lastinput"),
            n.SetVar("b", "'${call.lastinput}'"),
            n.SetVar("a", "${call.lastinput}"),
            n.Equal("${a}", "12")[n.If("'${b}' != '12'")[n.Transfer("12135551234")]],
        ),
        never(lambda entry: entry.kind == "transfer"),
    ),
    Attack("a time has a place in a tuple", (n.Wait(5), UPPER), never(lambda entry: entry[0] > 1000)),
    Attack("a predicate catches everything", (UPPER,), never(swallows)),
    Attack(
        "a predicate asks for the type of what is not known",
        (UPPER,),
        never(lambda entry: entry.kind == "set" and isinstance(entry.details["value"], str)),
    ),
    Attack(
        "a constant has a quotation mark, and a copy of a field has none",
        (
            n.SetVar("a", "'${contact.B}'"),
            n.If(NOBODY_KNOWS)[n.SetVar("a", "it's")],
            n.Wait(1),
            n.If("'${a}'.length == 2")[n.Say("x")],
        ),
        built_in("no-javascript-error"),
    ),
    Attack(
        "an entry says that something was never set",
        (n.If(NOBODY_KNOWS)[n.Post("http://s/?${never}")],),
        never(lambda entry: entry.kind == "undefined"),
    ),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.what)
def test_it_is_not_proven(attack: Attack) -> None:
    plan = n.Dialplan("R")[(*attack.body, n.Hangup("e"))]
    asked = Asked((attack.claim,), bounds=Bounds(max_states=attack.max_states))
    (verdict,) = verify(plan, Platform(**attack.quirks), asked=asked).verdicts
    assert verdict.verdict not in (PROVED, VACUOUS), verdict.because


@pytest.mark.parametrize(
    "body",
    [(n.If("'${contact.A}'.match('x')")[n.Say("Hi.")],), (n.SetVar("a", "'${contact.A}'.replace('x','y')"),)],
    ids=["a test that may fail", "a value that may be cut off"],
)
def test_what_no_call_shows_is_not_broken(body: tuple[Any, ...]) -> None:
    claim = never(lambda entry: entry.kind == "error" and "cut" in entry.details["message"])
    (verdict,) = verify(n.Dialplan("R")[(*body, n.Hangup("e"))], asked=Asked((claim,))).verdicts
    assert verdict.verdict != BROKEN


@pytest.mark.parametrize(
    "world", [World(variables={"attribute.b": "yes"}), World(attributes=("b",))], ids=["set", "any"]
)
def test_what_recipients_have_is_set(world: World) -> None:
    asked = Asked((built_in("no-unset-variable"),), world=world)
    (verdict,) = verify(n.Dialplan("R")[n.Post("http://s/?${b}"), n.Hangup("e")], asked=asked).verdicts
    assert verdict.verdict == PROVED


def test_a_claim_about_all_branches_leans_on_what_any_of_them_does() -> None:
    """Its witness takes one branch; another one may hang on a quirk that this call never meets."""
    asks = menu(n.Keypress("1")[n.Hangup()], n.NoInput()[n.Hangup()])
    plan = n.Dialplan()[n.Amd()[n.Live()[n.Say("Hi")], n.Machine()], asks]
    branches = Asked((built_in("every-branch-can-be-taken"),))
    found = {}
    for reading in ("continue", "end"):
        platform = Platform(after_amd_branch=reading)  # type: ignore[arg-type]
        report = verify(plan, platform, asked=branches)
        (verdict,) = with_any_platform(plan, platform, report, branches).verdicts
        found[reading] = verdict.verdict
        assert ("after_amd_branch", reading) in verdict.assumptions
        assert [each.verdict for each in verdict.depends_on if each.quirk == "after_amd_branch"] != []
    assert found == {"continue": PROVED, "end": BROKEN}
