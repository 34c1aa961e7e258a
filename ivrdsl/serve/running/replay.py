"""What a session sent, and what came of it, as the text of a test that does it again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.serve.base.settings import ServerSettings

Json = dict[str, Any]

HEAD: Final = '"""A session of the local stand-in, recorded by `ivrdsl serve --record`.'
"""How every recording begins."""
_ABOUT: Final = (
    "\n\nIt holds all that was sent, one-time codes included, so only you can read the file. `pytest FILE`\n"
    "plays it; what a person did in a call is done at the same moments of the call.\n"
    '"""\n'
)
_WIDTH: Final = 100
_NARROWEST: Final = 20
"""Characters of a text on a line, however far within."""
_KEPT: Final = ("callee", "callees", "strict", "strict_numbers", "billing_step_s", "billing_minimum_s")
"""Settings that change what comes of a session."""
_SHOWN: Final = 200
"""The inbox of a test lists as many."""


class Sent(NamedTuple):
    """A request to the API.

    Attributes:
        method, path, query, body: of it; the path is below /v2.
        made: the id of a broadcast that it made; 0 for none.
        calls: ids of the calls that it made.
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    made: int
    calls: tuple[int, ...]


class CameIn(NamedTuple):
    """A text or call from outside; `call` is the call's id, 0 for a text."""

    body: Json
    call: int


class Steered(NamedTuple):
    """Who answers next, or which carrier fails, was said by hand: a request to the local API, below /local."""

    method: str
    path: str
    body: Any


Event = Sent | CameIn | Steered


class Moved(NamedTuple):
    """What a person did in a call.

    Attributes:
        move: as the exchange has it.
        now_ms: of the call, once it was done.
        failed: whether it could not be done.
    """

    move: Json
    now_ms: int
    failed: bool


class Became(NamedTuple):
    """A text or call at the end of the session.

    Attributes:
        id, to: of it.
        facts: what a test compares.
        settled: whether nothing more comes of it.
    """

    id: int
    to: str
    facts: tuple[Any, ...]
    settled: bool


class Session(NamedTuple):
    """What was recorded.

    Attributes:
        events: in their order.
        moves: by the id of a call.
        texts, calls: all that there are, the oldest first.
    """

    events: Sequence[Event]
    moves: Mapping[int, Sequence[Moved]]
    texts: Sequence[Became]
    calls: Sequence[Became]


def replay(session: Session, settings: ServerSettings) -> str:
    """The text of a test."""
    lines = [HEAD + _ABOUT]
    if not session.events:
        return "".join([*lines, "\n# nothing has been sent yet\n"])
    lines.append(f"\n{_imports(settings)}\n\n@pytest.mark.local_platform({_marker(settings)})\n")
    lines.append("def test_session(local_platform):\n")
    lines += [f"    {line}\n" if line else "\n" for line in _steps(session)]
    return "".join(lines)


def _imports(settings: ServerSettings) -> str:
    path = "from pathlib import Path\n\n" if settings.callees is not None else ""
    return f"{path}import httpx\nimport pytest\n"


def _marker(settings: ServerSettings) -> str:
    """The settings; on a manual clock nothing happens but what the test lets happen."""
    fresh = ServerSettings()
    found = ['clock="manual"']
    for name in _KEPT:
        value = getattr(settings, name)
        if value != getattr(fresh, name):
            found.append(f"{name}={_text(str(value)) if isinstance(value, str) else _plain(value)}")
    return ", ".join(found)


def _plain(value: object) -> str:
    return repr(value) if isinstance(value, bool | int) else f"Path({_text(str(value))})"


def _steps(session: Session) -> Iterator[str]:
    yield "login = (local_platform.login, local_platform.password)"
    yield "api = httpx.Client(base_url=local_platform.url, auth=login, trust_env=False)"
    broadcasts: dict[int, str] = {}
    for event in session.events:
        yield ""
        if isinstance(event, Steered):
            yield from _steered(event)
            continue
        if isinstance(event, Sent):
            yield from _request(event, broadcasts)
            for call_id in event.calls:
                yield from _call(session, call_id)
        else:
            yield from _from_outside(session, event)
        yield "local_platform.advance(600_000)  # what is under way comes to its end"
    yield ""
    yield "api.close()"
    yield from _verdict(
        "texts", "local_platform.inbox.texts()", "each.to, each.text, each.state, each.result", session.texts
    )
    facts = "each.to, each.state, each.outcome, each.result, each.heard"
    yield from _verdict("calls", "local_platform.phone.calls()", facts, session.calls)


def _request(sent: Sent, broadcasts: dict[int, str]) -> Iterator[str]:
    path = _text(sent.path)
    for broadcast_id, name in broadcasts.items():
        if f"/{broadcast_id}" in sent.path:
            path = "f" + _text(sent.path.replace(f"/{broadcast_id}", f"/{{{name}}}"))
    yield "sent = api.request("
    yield f'    "{sent.method}",'
    yield f"    {path},"
    if sent.query:
        yield from _argument("params", dict(sent.query))
    if sent.body is not None:
        yield from _argument("json", sent.body)
    yield ")"
    yield "assert sent.is_success, sent.text"
    if sent.made:
        broadcasts[sent.made] = f"broadcast_{len(broadcasts) + 1}"
        yield f'{broadcasts[sent.made]} = sent.json()["id"]'


def _steered(event: Steered) -> Iterator[str]:
    yield "httpx.request("
    yield f'    "{event.method}",'
    yield f'    f"{{local_platform.page}}local{event.path}",'
    if event.body is not None:
        yield from _argument("json", event.body)
    yield "    trust_env=False,"
    yield ").raise_for_status()"


def _call(session: Session, call_id: int) -> Iterator[str]:
    """What a person did in a call that was made to them."""
    moves = session.moves.get(call_id, ())
    became = next((each for each in session.calls if each.id == call_id), None)
    if not moves or became is None:
        return
    yield "local_platform.advance(0)  # the phone rings"
    same = [each.id for each in session.calls if each.to == became.to]
    yield f"call = local_platform.phone.calls(to={_text(became.to)})[{same.index(call_id)}]"
    yield from _moves(moves, became)


def _from_outside(session: Session, event: CameIn) -> Iterator[str]:
    body = event.body
    to = f", to={_text(body['to'])}" if "to" in body else ""
    if not event.call:
        yield "local_platform.inbox.text_in("
        yield from _literal(body["text"], "    ", "", ",")
        yield f"    from_={_text(body['from'])}{to},"
        yield ")"
        return
    script = f", script={_text(body['script'])}" if isinstance(body.get("script"), str) else ""
    yield f"call = local_platform.phone.call_in(from_={_text(body['from'])}{to}{script})"
    if not script:
        became = next((each for each in session.calls if each.id == event.call), None)
        yield from _moves(session.moves.get(event.call, ()), became)


def _moves(moves: Sequence[Moved], became: Became | None) -> Iterator[str]:
    """Each thing at its moment; a script knows its own."""
    now_ms, heard = 0, False
    for each in moves:
        move = each.move
        pause_ms = move.get("at_ms", now_ms) - now_ms
        if pause_ms > 0:
            yield f"call.wait({pause_ms})"
        match move:
            case {"script": script}:
                heard = True
                if each.failed:
                    yield "with pytest.raises(AssertionError):"
                yield from _literal(script, "    " if each.failed else "", "call.do(", ")")
            case {"do": "answer", "by": by}:
                yield f"call.answer({_text(by)})"
            case {"do": "key", "key": key}:
                yield f"call.do({_text(f'press {key}')})" if heard else f"call.press({_text(key)}, at_ms=0)"
            case {"do": "hang up"}:
                yield "call.hang_up()"
        now_ms = each.now_ms
    if became is not None and became.settled:
        yield 'while call.state == "active":'
        yield "    call.wait()"


def _verdict(name: str, found: str, facts: str, expected: Sequence[Became]) -> Iterator[str]:
    """What must have come of all that was sent: each of these, and no more."""
    if not expected:
        yield f"assert {found} == []"
        return
    yield f"{name} = [({facts}) for each in {found}]"
    yield f"assert len({name}) == {min(len(expected), _SHOWN)}"
    for each in expected[-_SHOWN:]:
        if each.settled:
            yield "assert ("
            for fact in each.facts:
                yield from _literal(fact, "    ", "", ",")
            yield f") in {name}"


# --- literals -------------------------------------------------------------------------------------------------------


def _argument(name: str, value: Any) -> Iterator[str]:
    return _literal(value, "    ", f"{name}=", ",")


def _literal(value: Any, indent: str, before: str, after: str) -> Iterator[str]:
    """A value as Python has it, one entry a line; long texts in pieces."""
    inside = indent + "    "
    match value:
        case dict() if value:
            yield f"{indent}{before}{{"
            for key, each in value.items():
                yield from _literal(each, inside, f"{_text(str(key))}: ", ",")
            yield f"{indent}}}{after}"
        case list() | tuple() if value:
            yield f"{indent}{before}["
            for each in value:
                yield from _literal(each, inside, "", ",")
            yield f"{indent}]{after}"
        case str() if len(value) > (width := max(_WIDTH - len(indent), _NARROWEST)):
            opened = before if before.endswith("(") else f"{before}("
            yield f"{indent}{opened}"
            for at in range(0, len(value), width):
                yield f"{inside}{_text(value[at : at + width])}"
            yield f"{indent}{after if before.endswith('(') else f'){after}'}"
        case str():
            yield f"{indent}{before}{_text(value)}{after}"
        case _:
            yield f"{indent}{before}{value!r}{after}"


def _text(value: str) -> str:
    """A text in double quotes, unless single ones need fewer signs."""
    if value.count('"') > value.count("'"):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)
