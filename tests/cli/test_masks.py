"""No report for machines repeats a code: not where it is marked, not where a prompt speaks it digit by digit."""

import json
import re
from pathlib import Path

import pytest

from tests.processes import ivrdsl

SPOKEN = """<dialplan name="Root">
  <play type="tts">Your code is 2 5 1 7. Bye.</play>
  <stash varname="said">2 5 1 7</stash>
  <goto>2 5 1 7</goto>
</dialplan>
"""
TOLD = """<dialplan name="Root">
  <play type="tts">Your code is 2517. Bye.</play>
  <stash varname="said">2517</stash>
  <goto>2 5 1 7</goto>
</dialplan>
"""
MARKED = """
from ivrdsl import Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, Secret, SetVar, Sms, Stash, spell

dialplan = Dialplan("Root")[
    SetVar("code", "2517"),
    Menu("live", max_digits=4, timeout_ms=3500)[
        Say("Hello, your one-time code is ", spell("2517"), ", press 1 to repeat."),
        Keypress("1")[Goto("live")],
        Keypress("2517")[Say("Right, it is ", Secret("${code}"), ".")],
        NoInput()[Stash("Code", "2517"), Sms("Your code: ", spell("2517"), to="12135551234")],
    ],
    Goto("2 5 1 7"),
]
"""
CALLS = """dialplan {plan}
call "the code"
  answer live
  wait
"""
COMMANDS = [
    ["check", "{plan}"],
    ["simulate", "{plan}", "-e", "answer live; wait; expect hangup"],
    ["simulate", "{plan}", "-e", "answer live; hear '2 5 1 8'"],
    ["simulate", "calls.call"],
    ["verify", "{plan}"],
    ["paths", "{plan}"],
    ["cover", "{plan}", "calls.call"],
    ["diff", "{plan}", "other.xml"],
    ["mutate", "{plan}", "calls.call"],
    ["graph", "{plan}", "--all"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]) + str(len(words)))
@pytest.mark.parametrize("plan", ["spoken.xml", "marked.py", "told.xml"])
def test_a_report_for_machines_masks_the_code(plan: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "spoken.xml").write_text(SPOKEN)
    (tmp_path / "marked.py").write_text(MARKED)
    (tmp_path / "told.xml").write_text(TOLD)
    (tmp_path / "calls.call").write_text(CALLS.format(plan=plan))
    (tmp_path / "other.xml").write_text('<dialplan><play type="tts">Other words.</play></dialplan>')
    done = ivrdsl(*(word.format(plan=plan) for word in words), "--json", folder=tmp_path)
    assert done.output.startswith("{"), done.errors
    assert "2517" not in re.sub(r"[\s,.-]", "", done.output)


BROKEN = 'raise ValueError("the code is 2517, and 2 5 1 8")'


@pytest.mark.parametrize("form", ["concise", "json", "sarif", "junit", "github"])
def test_what_check_says_in_other_formats(form: str, tmp_path: Path) -> None:
    (tmp_path / "told.xml").write_text(TOLD)
    (tmp_path / "marked.py").write_text(MARKED)
    (tmp_path / "broken.py").write_text(BROKEN)
    done = ivrdsl(
        "check", "told.xml", "marked.py", "broken.py", "--preset", "strict", "--format", form, folder=tmp_path
    )
    assert "[secret]" in done.output, done.errors
    told = (
        json.dumps(json.loads(done.output)["runs"][0]["results"]) if form == "sarif" else done.output
    )  # rules tell 2517
    assert not re.search("251[78]", re.sub(r"[\s,.-]", "", told))


WORDS = """
from ivrdsl import Dialplan, Hangup, Say, Secret

dialplan = Dialplan("Root")[*(Say("The word is ", Secret(word)) for word in ("prompt", "hangup", "hears")), Hangup()]
"""


def test_a_secret_that_is_a_word_of_the_report_hides_no_kind_and_no_outcome(tmp_path: Path) -> None:
    (tmp_path / "words.py").write_text(WORDS)
    (tmp_path / "other.xml").write_text("<dialplan><hangup/></dialplan>")
    played = json.loads(ivrdsl("simulate", "words.py", "-e", "answer live; wait", "--json", folder=tmp_path).output)
    assert (played["outcome"], played["ended_by"]) == ("hangup", "dialplan")
    assert {entry["kind"] for entry in played["entries"]} == {"answered", "prompt", "hangup"}
    assert played["heard"] == ["The word is [secret]"] * 3
    proved = json.loads(ivrdsl("verify", "words.py", "--json", folder=tmp_path).output)
    kinds = {entry["kind"] for each in proved["properties"] for entry in each["entries"]}
    assert {"prompt", "hangup"} <= kinds
    told = json.loads(ivrdsl("diff", "words.py", "other.xml", "--json", folder=tmp_path).output)
    assert told["call"]["differs"]["old"]["kind"] == "hears"
    assert told["call"]["old"]["outcome"] != "[secret]"


@pytest.mark.parametrize("plan", ["spoken.xml", "marked.py", "told.xml"])
def test_a_page_masks_the_code(plan: str, tmp_path: Path) -> None:
    (tmp_path / "spoken.xml").write_text(SPOKEN)
    (tmp_path / "marked.py").write_text(MARKED)
    (tmp_path / "told.xml").write_text(TOLD)
    (tmp_path / "calls.call").write_text(CALLS.format(plan=plan))
    done = ivrdsl("page", plan, "--calls", "calls.call", "-o", "page.html", folder=tmp_path)
    assert done.code == 0, done.errors
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    words = re.sub(r"<style>.*?</style>|<script>.*?</script>|sha256-\S+|[\d.-]+,[\d.-]+", "", page, flags=re.DOTALL)
    assert "[secret]" in words
    assert not re.search(r"2\W{0,3}5\W{0,3}1\W{0,3}7", words)
    shown = ivrdsl("page", plan, "-o", "shown.html", "--show-secrets", folder=tmp_path)
    assert re.search(r"2\W{0,3}5\W{0,3}1\W{0,3}7", (tmp_path / "shown.html").read_text(encoding="utf-8")), shown.errors
