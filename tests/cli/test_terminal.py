"""What a person at a terminal sees: no line is wider than the terminal, but a command that is copied."""

import io
import sys

import pytest
from hypothesis import given, strategies as st

from ivrdsl.cli.terminal import show_story

WORDS = st.lists(st.text(alphabet="abcdefgh.,", min_size=1, max_size=12), min_size=1, max_size=40)


def shown(lines: list[tuple[str, str]], width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    with monkeypatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setattr(sys, "stdout", stream := io.StringIO())
        show_story(lines)
    return stream.getvalue().splitlines()


@given(words=WORDS, width=st.integers(40, 120))
def test_long_entries_go_on_below_their_text(words: list[str], width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        line = f'   12.500 s  "{" ".join(words)}"   [play "x", line 7]'
        told = shown([("prompt", line)], width, patch)
    assert all(len(each) <= width for each in told)
    assert all(each.startswith(" " * 13) for each in told[1:])
    assert " ".join(" ".join(told).split()) == " ".join(line.split())


def test_a_command_stays_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    command = f"   replay  ivrdsl simulate plan.xml -e '{'answer live; ' * 20}'"
    assert shown([("replay", command)], 40, monkeypatch) == [command]
