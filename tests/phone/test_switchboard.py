"""Whatever somebody says is answered, and the session stays what its script plays."""

from pathlib import Path
from random import Random

from tests.phone.callers import EXAMPLES, simulated, switchboard, told

WORDS = (
    "answer",
    "transfer",
    "record 5s",
    "try press 1",
    "expect",
    "hear",
    "reply",
    'reply "',
    "http",
    "http x",
    "1 at",
    "1 at word",
    "1 at word 3",
    "0" * 60,
    "set",
    'set clock = "9999-12-31T23:59:00"',
    'set clock = "0001-01-01"',
    "wait 99999999999999999999s",
    "wait 5",
    "press",
    "press 1 at 99999999s",
    "hang up at 1s",
    "hang up",
    "live",
    "live",
    "mailbox greeting 3s full after 1ms",
    "screening passes after 1s",
    "#",
    "# x",
    "1#",
    "undo",
    "again",
    "what",
    "story",
    "script",
    "where",
    "variables",
    "assumed",
    "next",
    "next",
    "go",
    "go",
    "silence",
    "",
    "answered",
    "busy",
    "stop",
    "answered 99999999999s",
    "1",
    "2",
    "3",
    "9",
    "expect hangup",
    "expect end in silence",
    "try wait",
    "hear /(/",
    "live; press 1",
    "press 1; press 2",
    "é",
    "\ud800",
    "\0",
    'set contact.firstName = "Ann"',
    "save",
    "save x y",
    "save no/such/folder/z",
    "expect heard 1 times /x/",
    'expect variable a = "1"',
)


def test_any_words_in_any_order(tmp_path: Path) -> None:
    for seed in range(80):
        random = Random(seed)
        board = switchboard(random.choice(EXAMPLES), output=str(tmp_path / f"{seed}.call"))
        for _ in range(25):
            words = random.choice(WORDS)
            if words.startswith("save "):
                words = words.replace("save ", f"save {tmp_path}/{seed}-")
            answer = board.say(words)
            assert answer.replace("\n", "").isprintable(), (seed, words)
        session = board.session
        assert told(simulated(session.phoned, session.script)) == told(session.call), (seed, session.script)
    assert len(list(tmp_path.rglob("*.call"))) > 20
