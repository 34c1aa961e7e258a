"""Kinds are texts that know which names there are."""

import copy
import json
import pickle

import pytest
from hypothesis import given, strategies as st

from ivrdsl.errors import IvrError
from ivrsim.core.effects import KINDS, Stashed
from ivrsim.core.kinds import EffectKind, KindError, kind_called

STASH = kind_called(Stashed.kind)
names = st.sampled_from(sorted(KINDS))


@given(names, names)
def test_a_kind_is_the_text_that_names_it(one: str, other: str) -> None:
    kind = kind_called(one)
    assert (kind == other, other == kind, kind != other, other != kind) == ((one == other,) * 2 + (one != other,) * 2)
    assert (kind in (other, one), kind in [other]) == (True, one == other)
    assert (hash(kind), str(kind), repr(kind), f"{kind:>9}") == (hash(one), one, repr(one), f"{one:>9}")
    assert {kind: 1}[one] == {one: 1}[kind] == 1


@given(st.text().filter(lambda text: text not in KINDS))
def test_it_is_compared_with_no_text_that_names_none(text: str) -> None:
    for compare in (
        lambda: text == STASH,
        lambda: text == STASH,
        lambda: text != STASH,
        lambda: text in (STASH,),
        lambda: STASH in [text],
    ):
        with pytest.raises(KindError, match="there is no kind"):
            compare()


def test_the_error_names_the_nearest() -> None:
    with pytest.raises(KindError, match=r'^there is no kind "stahs" of an entry; did you mean "stash"\?$'):
        assert STASH == "stahs"
    with pytest.raises(KindError, match=r'did you mean "callee hung up"\?'):
        kind_called("callee hangup")
    with pytest.raises(KindError, match=r"there are: amd, answered, assume, branch, .*, undefined, wait"):
        kind_called("xyz")
    assert issubclass(KindError, IvrError)


def test_match_compares_too() -> None:
    match STASH:
        case "sms" | "stash":
            pass
        case _:
            pytest.fail("it is one of them")

    def misspelt() -> None:
        match STASH:
            case "stahs":
                pass

    with pytest.raises(KindError):
        misspelt()


def test_what_is_no_text_is_another_thing() -> None:
    class Anything:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    assert (STASH == None, STASH == 1, STASH != b"stash", STASH == ("stash",)) == (False, False, True, False)  # noqa: E711
    assert Anything() == STASH


def test_it_is_copied_pickled_and_written_as_the_text() -> None:
    assert copy.copy(STASH) is copy.deepcopy(STASH) is pickle.loads(pickle.dumps(STASH)) is STASH
    assert EffectKind("stash") is kind_called("stash") is STASH
    assert json.loads(json.dumps({STASH: STASH})) == {"stash": "stash"}
    assert (STASH + "es", STASH.upper(), sorted([STASH, kind_called("amd")])) == ("stashes", "STASH", ["amd", "stash"])
