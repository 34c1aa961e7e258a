"""Hypothesis strategies for dialplans: every node, hostile texts included, and nothing that the nodes would refuse.

    from hypothesis import given
    from ivrdsl.testing.strategies import dialplans

    @given(dialplans())
    def test_my_rewriting_keeps_the_call(plan): ...

Theory of operation. Names must be unique and a goto should lead somewhere, but the strategies that build nodes do not
know each other. So they build with marks for names ("?") and for targets ("?0" to "?9"). At the end one walk over the
plan numbers the names and leads each target to one of them.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ivrdsl.errors import IvrError
from ivrdsl.model import nodes as n
from ivrdsl.model.base import changed
from ivrdsl.model.odd import Comment
from ivrdsl.model.sound import VOICES
from ivrdsl.model.values import Secret, Var

_HOSTILE = (
    "&", "<", ">", '"', "'", "]]>", "<![CDATA[", "&amp;", "&#13;", "<!--", "-->", "${x}", "${", "}", "$", "\u00a0",
    " ", "  ", "\n", "\r\n", "\r", "\t", "\u2028", "\ufeff", "é", "\u0301", "ü", "漢", "\U0001f4de", "\x7f", "\x85",
    "'${v}' == 'x' && 1 < 2", "555-1234", "0123",
)  # fmt: skip
_NAME_MARK = "?"
_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
_LINES = st.sampled_from(("a", "b", "menu", "live", "x_1", "two words", "Größe", 'q"q', "<&>", "\u00a0"))


def texts(*, min_size: int = 0) -> SearchStrategy[str]:
    """Texts that XML can carry, with whatever may break an escape or a normalisation.

    Args:
        min_size: at least this many characters remain when white space is trimmed from both ends.
    """
    pieces = st.sampled_from(_HOSTILE) | st.text(_LETTERS, max_size=8) | st.sampled_from(("one", "press 1", "2517"))
    found = st.lists(pieces, max_size=5).map("".join)
    return found.filter(lambda text: len(text.strip(" \t\r\n")) >= min_size) if min_size else found


def names() -> SearchStrategy[str]:
    """Names of nodes: one line of text that is not empty, blanks and quotes included."""
    return st.tuples(_LINES, st.integers(0, 99)).map(lambda pair: f"{pair[0]}{pair[1]}")


def parts() -> SearchStrategy[tuple[str | Secret | Var, ...]]:
    """What Say and Sms take: texts, secrets and variables."""
    return st.lists(texts() | texts().map(Secret) | variables(), min_size=1, max_size=4).map(tuple)


def codes(length: int = 4) -> SearchStrategy[str]:
    """Codes as text, leading zeros included: "0042".

    Args:
        length: how many digits.

    Raises:
        IvrError: a code needs one digit at least.
    """
    if type(length) is not int or length < 1:
        raise IvrError(f"codes: length is {length!r}; expected a whole number of digits, 1 or more")
    return st.text("0123456789", min_size=length, max_size=length)


def variables() -> SearchStrategy[Var]:
    """Variables, nested ones too."""
    return st.sampled_from(("x", "call.lastinput", "contact.A", "choice${num}", "a-b_1")).map(Var)


def actions(*, max_depth: int = 3) -> SearchStrategy[n.Action]:
    """Nodes that may stand in any body. Their names and goto targets are those of `names()`, not made to fit.

    Args:
        max_depth: how deep bodies are nested at most.
    """
    return _actions(max_depth).map(_settle_alone)


def dialplans(*, max_depth: int = 3, max_size: int = 6, comments: bool = True) -> SearchStrategy[n.Dialplan]:
    """Whole plans: names are unique, and most gotos lead to one of them.

    Args:
        max_depth: how deep bodies are nested at most.
        max_size: how many nodes a body holds at most.
        comments: whether there are comments, outside the root too.
    """
    outside = st.lists(_comments(), max_size=2).map(tuple) if comments else st.just(())
    body = _bodies(_actions(max_depth, max_size, comments), max_size, comments)
    logging = st.none() | st.booleans()
    plans = st.builds(n.Dialplan, _name(), logging_enabled=logging, before=outside, after=outside, body=body)
    return st.tuples(plans, st.lists(names(), min_size=1, max_size=4, unique=True)).map(lambda pair: _settle(*pair))


def _comments() -> SearchStrategy[Comment]:
    return texts().map(lambda text: text.replace("-", "=")).map(Comment)


def _name() -> SearchStrategy[str | None]:
    return st.none() | st.just(_NAME_MARK)


def _target() -> SearchStrategy[str]:
    return st.integers(0, 9).map(lambda number: f"{_NAME_MARK}{number}")


def _bodies(items: SearchStrategy[Any], max_size: int, comments: bool) -> SearchStrategy[tuple[Any, ...]]:
    found = items | _comments() if comments else items
    return st.lists(found, max_size=max_size).map(tuple)


def _actions(depth: int, max_size: int = 6, comments: bool = True) -> SearchStrategy[n.Action]:
    if depth <= 0:
        return st.one_of(_leaves())
    inner = st.deferred(lambda: _actions(depth - 1, max_size, comments))
    leaves = st.deferred(lambda: st.one_of(_leaves()))  # one of two: spread out, the leaves would outnumber the rest
    return leaves | st.one_of(_containers(inner, max_size, comments))


def _leaves() -> list[SearchStrategy[Any]]:
    text, filled, name, flag = texts(), texts(min_size=1), _name(), st.none() | st.booleans()
    textual = text | variables()
    numbers = st.lists(filled, min_size=1, max_size=3)
    return [
        st.builds(n.Goto, _target(), name),
        st.builds(n.GotoXml, filled, name),
        st.builds(n.Hangup, name),
        st.builds(n.Wait, st.integers(0, 600) | st.floats(0.001, 600) | variables(), name),
        _varargs(n.Say, parts(), voice=st.none() | st.sampled_from(sorted(VOICES)), cache=flag, name=name),
        st.builds(n.PlaySound, st.integers(0, 10**9) | variables() | st.just("0123"), cache=flag, name=name),
        st.builds(n.PlayUrl, textual, voice=st.none() | st.sampled_from(sorted(VOICES)), cache=flag, name=name),
        _with_timeout(n.Record, variable=st.none() | text, background=flag, name=name),
        _varargs(n.Transfer, numbers, **_transfer(), name=name),
        st.builds(n.SetVar, text, textual | st.integers(), name),
        st.builds(n.Stash, text, textual | st.integers(), name),
        st.builds(n.Get, filled, st.none() | text, name),
        st.builds(n.Post, filled, st.none() | text, name),
        _varargs(n.Sms, parts(), to=textual, name=name),
        _varargs(n.Text, parts(), to=textual, name=name),
        st.builds(n.Dnc, filled | variables(), flag, name),
        st.builds(n.Dtmf, st.text("0123456789*#w", min_size=1, max_size=5) | variables(), name),
        st.builds(n.Gtalk, text, *[st.none() | text] * 3, name),
        st.builds(n.Analytics, text, *[st.none() | text] * 6, name),
    ]


def _transfer() -> dict[str, SearchStrategy[Any]]:
    texts_of = dict.fromkeys(("caller_id", "music_on_hold", "whisper", "caller_id_alpha"), st.none() | texts())
    flags = dict.fromkeys(("continue_after", "screen"), st.none() | st.booleans())
    mode = st.none() | st.sampled_from(("ringall", "waterfall"))
    return {**texts_of, **flags, "mode": mode, "timeout_s": st.none() | st.integers(1, 100)}


def _containers(items: SearchStrategy[Any], max_size: int, comments: bool) -> list[SearchStrategy[Any]]:
    name, text = _name(), texts()
    body = _bodies(items, max_size, comments)
    keys = st.sampled_from(("1", "#", "*", "700", "4-6", "300-315", "0"))
    branches = [
        st.builds(n.Keypress, keys, name, body),
        st.builds(n.NoInput, name, body),
        st.builds(n.NoMatch, name, body),
    ]
    menu_body = st.tuples(body, st.lists(st.one_of(branches), min_size=1, max_size=4).map(tuple), body).map(_flatten)
    halves = st.tuples(st.builds(n.Live, name, body), st.builds(n.Machine, name, body), _bodies(_comments(), 1, True))
    amd_body = halves.flatmap(lambda three: st.permutations([*three[:2], *three[2]])).map(tuple)
    ends = st.just(()) | st.tuples(st.builds(n.Else, name, body))
    if_body = st.tuples(body, ends, _bodies(_comments(), 1, True) if comments else st.just(())).map(_flatten)
    keyed = st.tuples(st.just("digit"), st.sampled_from("0123456789*"))
    caught = keyed | st.tuples(st.just("hangup"), st.none())
    catches = st.tuples(caught, _target(), name, body)
    return [
        st.builds(n.Amd, name, body=amd_body),
        _with_timeout(n.Menu, name=name, max_digits=st.none() | st.integers(1, 20), body=menu_body),
        st.builds(n.If, text, name, if_body),
        st.builds(n.Equal, text | variables(), text, name, body),
        st.builds(n.NotEqual, text | variables(), text, name, body),
        catches.map(lambda four: n.Catch(four[0][0], four[1], four[0][1], four[2], four[3])),
    ]


def _flatten(bodies: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    return tuple(item for body in bodies for item in body)


def _varargs(
    cls: Callable[..., Any], parts: SearchStrategy[Any], **options: SearchStrategy[Any]
) -> SearchStrategy[Any]:
    return st.tuples(parts, st.fixed_dictionaries(options)).map(lambda pair: cls(*pair[0], **pair[1]))


def _with_timeout(cls: Callable[..., Any], **options: SearchStrategy[Any]) -> SearchStrategy[Any]:
    timeouts: SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"timeout_s": st.integers(1, 1000)}),
        st.fixed_dictionaries({"timeout_ms": st.integers(1001, 100_000)}),
    )
    return st.tuples(timeouts, st.fixed_dictionaries(options)).map(lambda pair: cls(**pair[0], **pair[1]))


def _settle_alone(action: n.Action) -> n.Action:
    settled: n.Action = _Settler(["a", "b"]).settle(action)
    return settled


def _settle(plan: n.Dialplan, stems: list[str]) -> n.Dialplan:
    settled: n.Dialplan = _Settler(stems).settle(plan)
    return settled


class _Settler:
    """Gives every marked node a name of its own, then every marked target one of these names."""

    def __init__(self, stems: list[str]) -> None:
        self.stems = stems
        self.names: list[str] = []

    def settle(self, node: Any) -> Any:
        return self._with_target(self._with_name(node))

    def _with_name(self, node: Any) -> Any:
        changes: dict[str, Any] = {}
        if getattr(node, "name", None) == _NAME_MARK:
            changes["name"] = self._new_name()
        if getattr(node, "body", ()):
            changes["body"] = tuple(map(self._with_name, node.body))
        return changed(node, **changes) if changes else node

    def _new_name(self) -> str:
        number, stem = len(self.names), self.stems[len(self.names) % len(self.stems)]
        self.names.append(stem if number < len(self.stems) else f"{stem}_{number}")
        return self.names[-1]

    def _with_target(self, node: Any) -> Any:
        changes: dict[str, Any] = {}
        for field in ("target", "goto"):
            mark = getattr(node, field, "")
            if mark.startswith(_NAME_MARK):
                changes[field] = self._target(int(mark.removeprefix(_NAME_MARK)))
        if getattr(node, "body", ()):
            changes["body"] = tuple(map(self._with_target, node.body))
        return changed(node, **changes) if changes else node

    def _target(self, number: int) -> str:
        if not self.names or number == 9:  # now and then a goto leads nowhere, as in real plans
            return "nowhere"
        return self.names[number % len(self.names)]
