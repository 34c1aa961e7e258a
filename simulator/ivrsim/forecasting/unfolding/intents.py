"""What people do at a menu: the keys that they press, and how likely."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ivrsim.callers.model import Callers, Interval, Keys, Share, Shares
from ivrsim.core import table as t
from ivrsim.core.events import KEYS
from ivrsim.core.keys import length, taken
from ivrsim.core.table import Plan

SILENCE: Final = "silence"
WRONG: Final = "wrong"
OFFERED: Final = "offered"
REPEAT: Final = "repeat"
KINDS: Final = (SILENCE, WRONG, OFFERED, REPEAT)
"""What may stand in the place of keys; see `callers.Keys`."""

_DIGITS: Final = "1234567890"
_MOST_TYPED: Final = 4
"""How many digits are typed where a menu takes any number of them (assumed)."""


def keys_of(callers: Callers, plan: Plan, menu: t.Collect) -> Keys:
    """Return what people do at a menu."""
    named = callers.person.menus
    name = name_of_menu(plan, menu)
    return named[name] if name in named else named[""]


def name_of_menu(plan: Plan, menu: t.Collect) -> str:
    """Return the name of a menu; "" for one that has none."""
    return str(getattr(plan.nodes[menu.element], "name", "") or "")


def inputs_of(callers: Callers, plan: Plan) -> list[str]:
    """Return all that menus take of what people may type in calls of a plan."""
    found: dict[str, None] = {}
    for menu in plan.menus():
        keys = keys_of(callers, plan, menu)
        typed = [each for shares in (keys.shares, keys.again or {}) for each in shares if each not in KINDS]
        for text in (*typed, *offered(menu), *wrong(menu)):
            found[_taken_of(menu, text, hash_counts=plan.platform.hash_counts)] = None
    return list(found)


def _taken_of(menu: t.Collect, typed: str, *, hash_counts: bool) -> str:
    """What a menu takes of keys: up to as many as it takes, or to `#`, which is no part of an input."""
    for end, key in enumerate(typed):
        if key == "#" and end:
            return typed[:end]
        if key in "#*" and not end and key not in menu.exact:
            return key
        if length(menu, typed[: end + 1], hash_counts=hash_counts).completes(menu):
            return typed[: end + 1]
    return typed


def offered(menu: t.Collect) -> list[str]:
    """Return an input for each branch that a menu offers; where it offers none, one that `default` may take."""
    texts = [text for text in menu.exact if text and set(text) <= set(KEYS)]
    for each in menu.ranges:
        middle = (int(each.low[1] or "0") + int(each.high[1] or "0")) // 2
        text = f"{middle:0{each.lengths[0]}}"
        texts += [text] if taken(menu, text).exit is each.exit else []
    if texts:
        return list(dict.fromkeys(texts))
    most = _MOST_TYPED if menu.max_digits is None else min(menu.max_digits, len(_DIGITS))
    return [_DIGITS[:most]]


def wrong(menu: t.Collect) -> list[str]:
    """Return an input that a menu does not offer; none where it offers every one that can be typed with one key."""
    known = {*offered(menu)[:1]} if not menu.exact and not menu.ranges else set()
    free = [key for key in "987654321*0" if taken(menu, key).exit is None and key not in known]
    return [] if not (menu.exact or menu.ranges) else free[:1]


def intents(menu: t.Collect, shares: Shares, repeats: Callable[[str], bool]) -> Mapping[str, Share]:
    """Return what people type at a menu, "" for nothing, and how likely; see `callers.Keys`.

    Args:
        menu: the menu.
        shares: by what they do.
        repeats: whether an input leads back to the menu.
    """
    found: dict[str, Share] = {}
    back = [text for text in offered(menu) if repeats(text)]
    onward = [text for text in offered(menu) if text not in back] or [""]
    for what, share in shares.items():
        match what:
            case "silence":
                typed = [""]
            case "wrong":
                typed = wrong(menu) or onward
            case "repeat":
                typed = back or onward
            case "offered":
                typed = onward
            case _:
                typed = [what]
        _divide(found, typed, share)
    return found


def _divide(found: dict[str, Share], texts: Iterable[str], share: Share) -> None:
    several = list(texts)
    for text in several:
        found[text] = plus(found.get(text, 0.0), share, 1 / len(several))


def plus(one: Share, other: Share, times: float = 1.0) -> Share:
    """Return the sum of a share and a part of another."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return one + other * times
    (low, high), (more_low, more_high) = bounds_of(one), bounds_of(other)
    return Interval(low + more_low * times, high + more_high * times)


def bounds_of(share: Share) -> tuple[float, float]:
    """Return the least and the greatest that a share may be."""
    return (share.low, share.high) if isinstance(share, Interval) else (float(share), float(share))


def opposite(share: Share) -> Share:
    """Return the share of what is not."""
    return Interval(1 - share.high, 1 - share.low) if isinstance(share, Interval) else 1 - share
