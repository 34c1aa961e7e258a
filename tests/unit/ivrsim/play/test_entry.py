"""Entries of calls that are played: what they hold, and what happens to who misspells it."""

import copy
import json
import pickle

import pytest

from ivrdsl import Dialplan, Keypress, Menu, Say, Stash
from ivrdsl.errors import IvrError
from ivrsim import Call, Entry, Transcript
from ivrsim.core.effects import KINDS, names_of
from ivrsim.core.kinds import KindError
from ivrsim.play.entry import DetailError

PLAN = Dialplan()[
    Menu("m", max_digits=1, timeout_ms=2000)[
        Say("Hello there, dear friend of ours, press one."), Keypress("1")[Stash("said", "No")]
    ]
]


def transcript() -> Transcript:
    call = Call(PLAN)
    call.answer()
    call.press("1", at_ms=0)
    return call.transcript()


def entry(kind: str) -> Entry:
    return transcript().of_kind(kind)[0]


def test_a_misspelt_kind_is_an_error() -> None:
    with pytest.raises(KindError, match=r'"stahs" of an entry; did you mean "stash"\?'):
        assert [each for each in transcript() if each.kind == "stahs"] == []
    with pytest.raises(KindError, match=r'"promt" of an entry; did you mean "prompt"\?'):
        transcript().of_kind("promt")


def test_a_detail_that_the_kind_does_not_have_is_an_error() -> None:
    stash = entry("stash")
    assert (stash.details["value"], stash.details.get("value"), "value" in stash.details) == ("No", "No", True)
    for read in (
        lambda: stash.details["vlaue"],
        lambda: stash.details.get("vlaue"),
        lambda: stash.details.get("vlaue", "x"),
        lambda: "vlaue" in stash.details,
    ):
        with pytest.raises(DetailError, match=r'^an entry "stash" has no detail "vlaue"; did you mean "value"\?$'):
            read()
    with pytest.raises(DetailError, match='"answered" has no detail "vlaue"; did you mean "value"'):
        entry("answered").details.get("vlaue")  # whose own names are not like it
    with pytest.raises(DetailError, match='"stash" has no detail "xyz"; it has "variable" or "value"'):
        entry("stash").details.get("xyz")


def test_a_detail_of_another_kind_is_not_there() -> None:
    stash = entry("stash")
    assert (stash.details.get("text"), stash.details.get("text", "x"), "text" in stash.details) == (None, "x", False)
    with pytest.raises(DetailError, match=r'no detail "text"; it has "variable" or "value"; look at entry\.kind first'):
        stash.details["text"]
    with pytest.raises(KeyError):
        stash.details["text"]
    with pytest.raises(IvrError):
        stash.details["text"]
    with pytest.raises(DetailError, match='"end of plan" has no detail "text"; it has none'):
        entry("end of plan").details["text"]


def test_match_reads_details_too() -> None:
    match entry("stash"):
        case Entry(kind="stash", details={"value": value}):
            assert value == "No"

    def misspelt() -> None:
        match entry("stash").details:
            case {"vlaue": _}:
                pass

    with pytest.raises(DetailError):
        misspelt()


def test_details_are_a_dictionary_of_their_own() -> None:
    call = transcript()
    one, other = next(iter(call)), next(iter(call))
    one.details["by"] = "nobody"
    assert (other.details, dict(other.details), [*other.details.items()]) == ({"by": "live"},) * 2 + ([("by", "live")],)
    assert json.loads(json.dumps(other)) == [0, "answered", 0, {"by": "live"}]


def test_entries_are_copied_and_pickled_with_what_they_know() -> None:
    stash = entry("stash")
    for made in (copy.copy(stash), copy.deepcopy(stash), pickle.loads(pickle.dumps(stash))):
        assert (made, type(made.kind)) == (stash, type(stash.kind))
        with pytest.raises(DetailError, match='did you mean "value"'):
            made.details.get("vlaue")
    error = pickle.loads(pickle.dumps(DetailError("no", is_anywhere=True)))
    assert (str(error), error.is_anywhere) == ("no", True)


def test_entries_have_the_details_that_the_page_lists() -> None:
    for each in transcript():
        assert set(each.details) <= set(names_of(KINDS[each.kind]))
    assert "heard" in names_of(KINDS["cut"])
    assert entry("cut").details["heard"] == ""
