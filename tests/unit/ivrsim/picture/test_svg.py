"""The drawing of cards: what it shows and hides, what a page finds in it, and that it can be read."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from lxml import etree

from ivrdsl.errors import ArgumentError, IvrError
from ivrdsl.model import nodes as n
from ivrdsl.model.values import Secret, spell
from ivrsim import as_png, as_svg, draw
from ivrsim.picture import png, theme
from ivrsim.picture.measure import cut, is_sure, legible, runs_backwards, width_of, wrapped
from ivrsim.picture.svg import drawing_of, svg_of
from tests.needs import library

SPACE = "{http://www.w3.org/2000/svg}"
PLAN = n.Dialplan("Root")[
    n.Menu("live", max_digits=1, timeout_ms=3500)[
        n.Say("Your code is ", spell("2517"), ", press 1 to repeat."),
        n.Keypress("1")[n.Goto("live")],
        n.Keypress("2")[n.Say("Two.")],
        n.NoInput()[n.Hangup()],
    ],
    n.Say(Secret("blue horse")),
]


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in etree.fromstring(svg.encode()).iter(f"{SPACE}text")]


def test_secrets_are_masked_in_texts_titles_and_signs() -> None:
    svg = as_svg(draw(PLAN))
    assert "“Your code is [secret], press 1 to" in texts(svg)
    assert not re.search("2517|2 5 1 7|blue|horse", svg)
    assert "2 5 1 7" in as_svg(draw(PLAN, show_secrets=True))


def test_rows_show_keys_and_timers_and_signs_name_their_target() -> None:
    shown = texts(as_svg(draw(PLAN)))
    for text in ("1", "2", "no match", "assumed: no_match", "no input after 3.5 s", "→ 2", 'menu "live"'):
        assert text in shown


def test_a_page_finds_cards_rows_lines_and_targets() -> None:
    drawing = drawing_of(draw(PLAN))
    root = etree.fromstring(as_svg(draw(PLAN)).encode())
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for card in drawing.deck.cards:
        assert f"card-{card.id}" in ids
        assert (f"line-{card.id}" in ids) == (card.parent >= 0)
        assert {f"row-{card.id}-{number}" for number in range(len(card.rows))} <= set(ids)
    assert {each.get("href")[1:] for each in root.iter(f"{SPACE}a", f"{SPACE}use")} <= set(ids)


def test_what_is_folded_away_is_not_there_or_for_a_page_not_displayed() -> None:
    drawing = drawing_of(draw(PLAN))
    menu = drawing.deck.cards[1]
    assert menu.inside == len(drawing.deck.cards) - 1
    static = svg_of(drawing, {1})
    assert f"5 cards, from the ringing phone on; {menu.inside} of them folded away" in static
    assert f'id="card-{menu.id}"' not in static
    assert f"({menu.inside})" in texts(static)
    page = etree.fromstring(svg_of(drawing, {1}, whole=True).encode())
    away = [each.get("id") for each in page.iter() if each.get("display") == "none"]
    assert sorted(away) == sorted(f"{what}-{card.id}" for card in drawing.deck.cards[1:] for what in ("card", "line"))
    assert not page.xpath("//*[local-name()='style']")
    assert [each.get("class") for each in page.iter(f"{SPACE}g") if "folded" in each.get("class")] == [
        "row taken folded"
    ]


def test_each_text_keeps_to_its_own_direction() -> None:
    svg = as_svg(draw(n.Dialplan("Root")[n.Say("שלום 12"), n.Say("a\u202ebc"), n.Say("plain")]))
    assert '<tspan direction="rtl" unicode-bidi="isolate">“שלום 12”</tspan>' in svg
    assert "“a\\u202ebc”" in texts(svg)
    assert ".flow text { " in svg
    assert "unicode-bidi: isolate" in svg


def test_an_unreached_card_says_so_in_words_too() -> None:
    shown = texts(as_svg(draw(n.Dialplan("Root")[n.Hangup(), n.Say("Lost.", name="lost")])))
    assert "(no call gets here)" in shown


def test_only_pictures_are_drawn() -> None:
    with pytest.raises(ArgumentError, match="as_svg"):
        as_svg(PLAN)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="as_png"):
        as_png(PLAN)  # type: ignore[arg-type]


# --- PNG ------------------------------------------------------------------------------------------------------------


def test_a_png_is_sharp() -> None:
    library("resvg_py", "pictures")
    image = as_png(draw(PLAN))
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    drawing = drawing_of(draw(PLAN)).layout()
    assert int.from_bytes(image[16:20], "big") == 2 * (drawing.width + 48)
    assert image == as_png(draw(PLAN))


def test_without_fonts_a_png_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resvg = library("resvg_py", "pictures")
    drawn = resvg.svg_to_bytes
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **told: drawn(**{**told, "skip_system_fonts": True}))
    with pytest.raises(IvrError, match="no font for a PNG is on this machine: install DejaVu Sans"):
        as_png(draw(PLAN))


def test_a_png_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    library("resvg_py", "pictures")
    monkeypatch.setattr(png, "MOST_PIXELS", 1_000_000)
    assert int.from_bytes(as_png(draw(n.Dialplan()[n.Say("A.")]))[16:20], "big") == 2 * 368
    monkeypatch.setattr(png, "MOST_PIXELS", 100_000)
    assert int.from_bytes(as_png(draw(n.Dialplan()[n.Say("A.")]))[16:20], "big") == 368
    with pytest.raises(
        IvrError, match=r"a PNG of \d+ by \d+ pixels is too large: show its first levels only \(--fold\)"
    ):
        as_png(draw(PLAN))
    with pytest.raises(IvrError, match="is too large: write an SVG"):
        as_png(draw(PLAN), fold=True)


# --- it can be read -------------------------------------------------------------------------------------------------


def brightness(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_contrast_is_enough(colours: dict[str, str]) -> None:
    """WCAG 2.2 AA: 4.5 for texts, 3 for lines and signs."""
    grounds = colours["card"], colours["lit"]
    for ink, ground in product((colours["ink"], colours["soft"]), (*grounds, colours["key"])):
        assert contrast(ink, ground) >= 4.5, (ink, ground)
    for name in ("start", "keys", "prompt", "question", "deed", "error", "caught", "never"):
        assert contrast(colours[name], colours["card"]) >= 3, name
    for name in ("line", "caught", "never"):
        assert contrast(colours[name], colours["ground"]) >= 3, name


def test_every_kind_has_a_sign_and_a_colour() -> None:
    assert set(theme.ICONS) == set(re.findall(r"\.of-(\w+) \.bar", theme.STYLE))


# --- how wide a text is ---------------------------------------------------------------------------------------------


def lines(text: str, width: float) -> Iterator[str]:
    found = wrapped(text, width, 12)
    assert "".join("".join(found).split()) == "".join(text.split())
    return iter(found)


@pytest.mark.parametrize(
    "text",
    [
        "A sentence of usual words, which takes two or three lines.",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung",
        "欢迎致电我们公司。请按一键进入销售部门，请按二键进入支持部门。",
        "W" * 100,
        "e\u0301" * 100,
        "\U0001f4de" * 40,
        "שלום לכם " * 9,
    ],
)
def test_lines_fit_and_lose_nothing(text: str) -> None:
    for line in lines(text, 150):
        assert 0 < width_of(line, 12) <= 150
    assert width_of(cut(text, 100, 12), 12) <= 100


def test_words_stay_whole_and_marks_stay_with_their_letters() -> None:
    assert wrapped("one two three", 60, 12) == ["one two", "three"]
    assert wrapped("", 60, 12) == [""]
    assert not [line for line in wrapped("e\u0301" * 100, 60, 12) if line.startswith("\u0301")]
    assert not [line for line in wrapped("你好，世界。" * 9, 60, 12) if line[0] in "，。"]


def test_what_no_line_can_hold_is_shown_as_such() -> None:
    assert legible("e\u0301\u0301\u0301\u0301\u0301e\u0301") == "e\u0301\u0301\u0301\\u0301\\u0301e\u0301"


def test_fonts_that_may_be_wider_are_known() -> None:
    assert is_sure("Press 1, éà “2” …")
    assert not is_sure("﷽")
    assert width_of("漢", 10) > width_of("a", 10)
    assert width_of("abc", 10, bold=True) > width_of("abc", 10)
    assert (runs_backwards("שלום 1"), runs_backwards("1 a"), runs_backwards("“مرحبا”"), runs_backwards("12")) == (
        True,
        False,
        True,
        False,
    )
