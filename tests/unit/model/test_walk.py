"""Elements are numbered in document order and called by what makes them unique."""

from ivrdsl.model import walk
from ivrdsl.model.marks import without_marks
from ivrdsl.model.nodes import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, NoMatch, Say, Sms
from ivrdsl.model.odd import Comment, Instruction, Odd, Stray
from ivrdsl.model.values import Secret, spell

PLAN = Dialplan("Root", before=(Comment("not counted"),))[
    Comment("not counted"),
    Amd(live=Goto("live"), machine=Goto("hangup")),
    Menu("live")[
        Say("one"),
        Comment("not counted"),
        Say("two"),
        Say("three", name="last"),
        Say("four"),
        Keypress("1", name="k")[Goto("live")],
        NoInput()[Hangup()],
        NoMatch(),
    ],
    Odd("keypress", (("pressed", "X"),), (Stray("text"), Instruction("pi"), Hangup())),
    Odd("foo", (("name", "bar"),)),
    Odd("foo", ()),
    Hangup(),
]

EXPECTED = [
    (0, -1, 'dialplan "Root"'),
    (1, 0, "amd"),
    (2, 1, "live"),
    (3, 2, "goto"),
    (4, 1, "machine"),
    (5, 4, "goto"),
    (6, 0, 'menu "live"'),
    (7, 6, "play"),
    (8, 6, "play[2]"),
    (9, 6, 'play "last"'),
    (10, 6, "play[3]"),
    (11, 6, "keypress 1"),
    (12, 11, "goto"),
    (13, 6, "keypress timeout"),
    (14, 13, "hangup"),
    (15, 6, "keypress default"),
    (16, 0, "keypress X"),
    (17, 16, "hangup"),
    (18, 0, 'foo "bar"'),
    (19, 0, "foo"),
    (20, 0, "hangup"),
]


def test_numbers_parents_and_labels() -> None:
    assert [(e.number, e.parent, e.label) for e in walk.elements(PLAN)] == EXPECTED


def test_the_path_reads_from_the_root() -> None:
    assert walk.path(walk.elements(PLAN), 14) == 'dialplan "Root" > menu "live" > keypress timeout > hangup'
    assert walk.path(walk.elements(PLAN), 0) == 'dialplan "Root"'


def test_without_marks_keeps_the_text_and_loses_the_secrets() -> None:
    plan = Dialplan()[Menu()[Say("a ", spell("12"), " b"), Keypress("1")[Sms(Secret("x"), to="1")]], Say(Secret(""))]
    plain = Dialplan()[Menu()[Say("a 1 2 b"), Keypress("1")[Sms("x", to="1")]], Say("")]
    assert without_marks(plan) == plain
    assert without_marks(Hangup("x")) == Hangup("x")
