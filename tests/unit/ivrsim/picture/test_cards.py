"""What a card says: which tags are one, what takes its rows, which of them have lines, and what is folded."""

from ivrdsl.model import nodes as n
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.picture.cards import ASTRAY, Card, Deck
from ivrsim.picture.draw import draw
from ivrsim.picture.tree import cards_of


def deck(*body: n.Action, everything: bool = False, **quirks: object) -> Deck:
    plan = compile_plan(n.Dialplan("Root", body=body), Platform().with_quirks(**quirks))
    return cards_of(draw(plan, everything=everything))


def told(found: Deck) -> list[str]:
    """The cards as text: name, what is said, and the rows: `--` with a line, `~~` with a sign."""
    return [f"{card.name}: {' / '.join(text.text for text in card.texts)}{rows(found, card)}" for card in found.cards]


def rows(found: Deck, card: Card) -> str:
    return "".join(
        f" | {row.text or 'then'} {'--' if row.lines else '~~'} {found.cards[row.target].name}" for row in card.rows
    )


def ask(name: str, *body: n.Keypress | n.Say, key: str = "1") -> n.Menu:
    return n.Menu(name, max_digits=1, timeout_ms=2000)[
        n.Say(f"{name}?"), *body, n.NoInput()[n.Hangup()], n.NoMatch()[n.Goto(name)]
    ]


def test_tags_between_decisions_are_one_card() -> None:
    assert told(deck(n.Say("One."), n.SetVar("x", "1"), n.Stash("y", "2"), n.Say("Two."), n.Hangup())) == [
        "the phone rings: the phone rings / “One.” / set x = 1 / stash y = 2 / “Two.” / hangup"
    ]


def test_a_menu_is_a_card_with_a_row_for_each_way() -> None:
    found = deck(ask("a", n.Keypress("1")[n.Say("One."), n.Goto("a")], n.Keypress("2")[n.Goto("a")]))
    assert told(found) == [
        'the phone rings: the phone rings | answered -- menu "a"',
        'menu "a": “a?” / listens 2 s: 1 key | 1 -- “One.” | 2 ~~ menu "a" | no match ~~ menu "a"'
        " | no input after 2 s -- hangup",
        '“One.”: “One.” | then ~~ menu "a"',
        "hangup: hangup",
    ]
    assert [card.kind for card in found.cards] == ["start", "keys", "prompt", "end"]
    assert [card.id for card in found.cards] == [f"p{card.places[0]}" for card in found.cards]
    assert found.cards[1].node == 'dialplan "Root" > menu "a"'


def test_keys_to_one_target_share_a_row() -> None:
    keys = [n.Keypress(key)[n.Goto("bye")] for key in ("1", "2", "4-6")]
    menu = deck(ask("a", *keys), n.Hangup(name="bye")).cards[1]
    assert [row.text for row in menu.rows] == ["1, 2, 4-6", "no match", "no input after 2 s"]
    assert [len(row.ways) for row in menu.rows] == [3, 1, 1]


def test_a_condition_ends_a_run_and_one_inside_a_menu_says_what_it_decides() -> None:
    assert told(deck(n.SetVar("x", "1"), n.If("${x} == 1")[n.Hangup()], n.Say("Else.")))[0] == (
        "the phone rings: the phone rings / set x = 1 / ${x} == 1? | true -- hangup | false -- “Else.”"
    )
    menu = n.Menu("a", timeout_ms=2000)[n.Say("A?"), n.If("${x}")[n.Say("Perhaps.")], n.NoInput()[n.Hangup()]]
    texts = [text.text for text in deck(menu).cards[1].texts]
    assert texts == ["“A?”", "${x}?", "true: “Perhaps.”", "listens 2 s: keys without limit"]
    leaving = n.Menu("a", timeout_ms=2000)[n.Say("A?"), n.If("${x}")[n.Goto("bye")], n.NoInput()[n.Hangup()]]
    assert "${x}? true" in [row.text for row in deck(leaving, n.Hangup(name="bye")).cards[1].rows]


def test_catches_come_last_and_are_one_row_for_all_that_they_catch() -> None:
    found = deck(n.Catch("hangup", "gone")[n.Say("One."), n.Say("Two.")], n.Hangup(), n.Stash("a", "b", name="gone"))
    assert [(row.kind, row.text, len(row.ways)) for row in found.cards[0].rows] == [("caught", "catch: hang-up", 2)]
    assert found.cards[1].reached == "after hang-up"


def test_the_nearest_way_has_the_line() -> None:
    """The last menu is reached through the second, and at once by 3."""
    found = deck(
        ask("a", n.Keypress("1")[n.Goto("b")], n.Keypress("3")[n.Goto("c")]),
        ask("b", n.Keypress("1")[n.Goto("c")]),
        ask("c"),
    )
    by_name = {card.name: card for card in found.cards}
    assert found.cards[by_name['menu "c"'].parent].name == 'menu "a"'
    assert [row.lines for row in by_name['menu "b"'].rows] == [False, False, True]


def test_what_no_call_gets_to_hangs_on_a_card_of_its_own() -> None:
    found = deck(n.Hangup(), n.Say("Lost.", name="lost"), n.Goto("other"), n.Say("Other.", name="other"), n.Hangup())
    astray = found.cards[1]
    assert (astray.kind, astray.places, astray.reached, astray.parent) == (ASTRAY, (), "never", -1)
    assert [found.cards[row.target].name for row in astray.rows] == ['play "lost"']


def test_a_branch_that_no_key_takes_is_a_line_only_if_nothing_else_leads_there() -> None:
    """The limit of one digit keeps everybody from 12."""
    found = deck(ask("a", n.Keypress("12")[n.Say("Twelve."), n.Goto("b")], n.Keypress("1")[n.Goto("b")]), ask("b"))
    kinds = {row.text: (row.kind, row.lines) for row in found.cards[1].rows}
    assert kinds["12"] == ("never", True)
    assert found.cards[[card.name for card in found.cards].index('menu "b"')].parent == 1


def test_gotos_in_a_circle_are_a_card() -> None:
    assert told(deck(n.Goto("b", name="a"), n.Goto("a", name="b"))) == [
        'the phone rings: the phone rings | answered -- goto "a"',
        'goto "a": goto b / goto "b": goto a | goto ~~ goto "a"',
    ]


def test_levels_come_folded_from_thirty_cards_on() -> None:
    few = deck(ask("a", n.Keypress("1")[n.Say("One."), n.Hangup()]))
    assert few.folded(30, 6) == frozenset()
    chain = [ask(f"m{number}", n.Keypress("1")[n.Goto(f"m{number + 1}")]) for number in range(40)]
    found = deck(*chain, n.Hangup(name="m40"))
    folded = found.folded(30, 6)
    assert sorted(found.cards[number].name for number in folded) == ["hangup", 'menu "m5"']
    wide = deck(*[ask(f"m{number}") for number in range(40)])
    assert len(wide.cards) - sum(wide.cards[number].inside for number in wide.folded(30, 99)) < 30
