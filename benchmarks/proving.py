"""Part of the topic `explore`: what all built-in properties cost, beside the search whose states they are asked of."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import Contender, Work, WrongResultError, ours

ROOMS = 24
FEW_ROOMS = 8
"""For `--quick`."""
AGAIN = 6
"""How often a caller may hear rooms again, by each of the keys that count it."""
COUNTED = ("heard", "back", "over")
BROKEN = {"at-most-N-plays"}
"""What such a plan breaks."""

SEARCHED = "the search alone, of a plan of rooms"
ASKED = "all built-in properties, of the states that it found"


def rooms(count: int = ROOMS) -> Any:
    """Return a plan of rooms in a row, each a menu: go on, or hear it again, go back, start over, which are counted."""
    import ivrdsl as i

    def counting(name: str, goto: str) -> tuple[Any, ...]:
        return i.SetVar(name, f"${{{name}}} + 1"), i.If(f"${{{name}}} > {AGAIN}")[i.Goto("bye")], i.Goto(goto)

    def room(number: int) -> Any:
        following = f"room{number + 1}" if number + 1 < count else "bye"
        return i.Menu(f"room{number}", max_digits=1, timeout_ms=4000)[
            i.Say(f"Room {number}. Press 1 to go on, 2 to listen again, 3 to go back, 4 to start over."),
            i.Keypress("1")[i.Goto(following)],
            i.Keypress("2")[counting("heard", f"room{number}")],
            i.Keypress("3")[counting("back", f"room{max(number - 1, 0)}")],
            i.Keypress("4")[counting("over", "room0")],
            i.NoInput()[i.Hangup()],
            i.NoMatch()[i.Goto("bye")],
        ]

    begin = [i.SetVar(name, "0") for name in COUNTED]
    return ours("ivrsim.compiling.compile", "compile_plan")(  # type: ignore[operator]
        i.Dialplan("Root")[(*begin, *map(room, range(count)), i.Hangup("bye"))]
    )


def contenders(count: int = ROOMS) -> tuple[Contender, Contender]:
    """Return the search of a plan, and its properties, as rows."""
    searched = Contender(
        SEARCHED, "ivrsim.search.explore.explore", "explore(compile_plan(plan)); `ivrdsl verify` begins so", ours=True
    )
    asked = Contender(
        ASKED,
        "ivrsim.proofs.property.PlanCalls, ivrsim.proofs.builtin.BUILT_IN",
        "`ivrdsl verify` asks them so, after its search",
        ours=True,
    )
    return searched.present(lambda: _searching(rooms(count))), asked.present(lambda: _asking(rooms(count)))


def _searching(plan: Any) -> Work:
    explore: Any = ours("ivrsim.search.explore", "explore")

    def repeat(times: int) -> None:
        for _ in range(times):
            explore(plan)

    return repeat


def _asking(plan: Any) -> Work:
    """Ask all properties; what they answer is checked before."""
    properties: Any = ours("ivrsim.proofs.builtin", "BUILT_IN")
    calls: Any = ours("ivrsim.proofs.property", "PlanCalls")
    explore: Any = ours("ivrsim.search.explore", "explore")
    found = explore(plan)
    subject = calls(found)
    broken = {each.name for each in properties if type(each.check(subject)).__name__ == "Broken"}
    if not found.complete or broken != BROKEN:
        raise WrongResultError(f"{ASKED}: {broken} are broken instead of {BROKEN}")

    def repeat(times: int) -> None:
        for _ in range(times):
            subject = calls(found)
            for each in properties:
                each.check(subject)

    return repeat
