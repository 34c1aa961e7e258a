"""What is otherwise than the last time: findings that came and went, calls and properties that stand otherwise."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ivrdsl.cli.look import Standing

Key = tuple[str, str]


class News(NamedTuple):
    """One thing that is otherwise.

    Attributes:
        kind: what about it, in a word or two.
        text: what it is.
    """

    kind: str
    text: str


def told(before: Mapping[Key, Standing], now: Mapping[Key, Standing]) -> tuple[list[News], dict[Key, Standing]]:
    """What is otherwise, and how everything stands.

    What could not be looked at stands as before: nothing is known of the calls of a plan that does not parse.

    Args:
        before: how everything stood, by name and source.
        now: what the last runs have found; parts that they did not look at are None.
    """
    news: list[News] = []
    stands: dict[Key, Standing] = {}
    for key, standing in now.items():
        last = before.get(key)
        stands[key] = standing if last is None else _known(standing, last)
        if last is not None:
            news += _changes(key[0], last, stands[key])
        elif before:
            news.append(News("new", key[0]))
    news += [News("gone", name) for name, source in before if (name, source) not in now]
    return news, stands


def _known(now: Standing, before: Standing) -> Standing:
    """How a plan stands, where what was not looked at stands as before."""
    unread = tuple(f"{file}: " for file in now.unread)
    kept = {call: passes for call, passes in (before.calls or {}).items() if call.startswith(unread)}
    return Standing(
        before.findings if now.findings is None else now.findings,
        before.calls if now.calls is None else {**kept, **now.calls},
        before.verdicts if now.verdicts is None else now.verdicts,
    )


def _changes(name: str, before: Standing, now: Standing) -> Iterator[News]:
    """What is otherwise of one plan."""
    yield from _came_and_went(before.findings, now.findings)
    for call, passes in (now.calls or {}).items():
        last = (before.calls or {}).get(call)
        if before.calls is not None and last is None:
            yield News("new call", f"{call} ({'passes' if passes else 'FAILS'})")
        elif last is not None and last != passes:
            yield News("now passes" if passes else "now FAILS", call)
    yield from (News("gone", call) for call in (before.calls or {}) if call not in (now.calls or {}))
    if before.verdicts is None:
        return
    for each, verdict in (now.verdicts or {}).items():
        was = before.verdicts.get(each)
        if was != verdict:
            yield News(f"now {verdict}", f"{name}: {each} ({'new' if was is None else f'was {was}'})")
    yield from (News("gone", f"{name}: {each}") for each in before.verdicts if each not in (now.verdicts or {}))


def _came_and_went(before: Mapping[str, str] | None, now: Mapping[str, str] | None) -> Iterator[News]:
    if before is not None and now is not None:
        yield from (News("gone", each) for each in before if each not in now)
        yield from (News("new", each) for each in now if each not in before)
