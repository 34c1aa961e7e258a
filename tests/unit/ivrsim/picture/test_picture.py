"""What a picture shows: its words, what is hidden in it, and how each format says it."""

import re

import pytest

from ivrdsl.model import nodes as n
from ivrdsl.model.values import CALL, Secret, spell
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.masking import mask_of_plans
from ivrsim.core.platform import Platform
from ivrsim.picture.boxes import Picture
from ivrsim.picture.data import as_data
from ivrsim.picture.dot import as_dot
from ivrsim.picture.draw import draw
from ivrsim.picture.lines import box_lines, drawn_lines
from ivrsim.picture.mermaid import as_mermaid


def picture(*body: n.Action, everything: bool = False, only_reached: bool = False, **quirks: object) -> Picture:
    plan = compile_plan(n.Dialplan("Root", body=body), Platform().with_quirks(**quirks))
    return draw(plan, everything=everything, only_reached=only_reached)


def texts(found: Picture) -> list[str]:
    return [" ".join(box_lines(box)) for box in found.boxes]


def ways(found: Picture) -> list[str]:
    """The arrows as text: who takes them from what to what."""
    boxes = {box.place: box.text for box in found.boxes}
    return [f"{boxes[arrow.source]} -{arrow.text}-> {boxes[arrow.target]}" for arrow in found.arrows]


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (n.Say("Hello."), "“Hello.”"),
        (n.Say("Hello <break/> you", CALL.last_input), "“Hello you${call.lastinput}”"),
        (n.PlaySound(332122), "sound 332122"),
        (n.PlayUrl("http://s/a.mp3"), "sound at http://s/a.mp3"),
        (n.Wait(2.5), "waits 2.5 s"),
        (n.Wait("${pause}"), "waits ${pause} s"),
        (n.Record(timeout_s=60), "records until #, 60 s at most"),
        (n.Record(background=True), "records in the background"),
        (n.Transfer("555", "556", timeout_s=20), "transfers to 555,556, rings for 20 s"),
        (n.Transfer("555", mode="waterfall", timeout_s=20), "transfers to 555, waterfall, rings for 20 s"),
        (n.SetVar("x", "${x} + 1"), "set x = ${x} + 1"),
        (n.Stash("Vote", "yes"), "stash Vote = yes"),
        (n.Get("http://s/${x}", "reply"), "GET http://s/${x} into reply"),
        (n.Post("http://s/"), "POST http://s/"),
        (n.Sms("Hello.", to="555"), "sms to 555: “Hello.”"),
        (n.Sms("Hello.", to=CALL.caller_id), "sms to ${call.callerid}: “Hello.”"),
        (n.Dnc("555"), "do not call 555"),
        (n.Dtmf("1ww2"), "tones 1ww2"),
        (n.GotoXml("http://s/plan.xml"), "goes on with the plan at http://s/plan.xml"),
        (n.Goto("nowhere"), 'goto "nowhere": no tag has this name'),
        (n.Gtalk("x"), "gtalk is not simulated: the call stops"),
        (n.If("${x} == 1")[n.Hangup()], "${x} == 1?"),
        (n.Equal("${x}", "a")[n.Hangup()], "'${x}' equals a?"),
        (n.NotEqual("${x}", "a")[n.Hangup()], "'${x}' differs from a?"),
        (n.Amd(live=n.Hangup(), machine=n.Goto("nowhere")), "a person or a machine? (1.5 s)"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_a_box_says_what_the_call_does(node: n.Action, text: str) -> None:
    assert text in texts(picture(node))


def test_timers_stand_at_the_arrows_that_they_take() -> None:
    found = picture(
        n.Menu("ask", max_digits=1, timeout_ms=3500)[n.Say("Yes?"), n.Keypress("1")[n.Hangup()]],
        n.Transfer("555", timeout_s=20),
    )
    assert ways(found) == [
        "the phone rings -answered-> “Yes?”",
        "“Yes?” --> listens 3.5 s: 1 key",
        "“Yes?” -a key-> listens 3.5 s: 1 key",
        "listens 3.5 s: 1 key -1-> hangup",
        "listens 3.5 s: 1 key -no match-> transfers to 555, rings for 20 s",
        "listens 3.5 s: 1 key -no input after 3.5 s-> transfers to 555, rings for 20 s",
        "transfers to 555, rings for 20 s -answered-> the call ends with the transfer",
        "transfers to 555, rings for 20 s -busy, failed or screened out-> end of plan",
        "transfers to 555, rings for 20 s -no answer after 20 s-> end of plan",
    ]


def test_arrows_between_two_boxes_are_one_line_that_names_them_all() -> None:
    keys = [n.Keypress(key)[n.Goto("bye")] for key in ("1", "2", "4-6")]
    found = picture(n.Menu(timeout_ms=2000)[(*keys, n.NoInput()[n.Goto("bye")])], n.Hangup(name="bye"))
    lines = [line.text for line in drawn_lines(found.arrows)]
    assert ("1, 2, 4-6", "no match (no_match)", "no input after 2 s") in lines


def test_a_quirk_on_the_way_is_named() -> None:
    (way,) = [arrow for arrow in picture(n.Goto("a"), n.Goto("b", name="A")).arrows if arrow.label == "answered"]
    assert way.assumes == ("name_case_insensitive", "dangling_goto")


def test_a_hangup_says_its_name_once() -> None:
    assert texts(picture(n.Hangup(name="bye"))) == ["the phone rings", 'hangup "bye"']


def test_long_texts_are_cut_and_odd_characters_can_be_seen() -> None:
    (_, said, _) = picture(n.Say("word " * 100)).boxes
    assert said.text == "“" + "word " * 22 + "word…"
    (_, said, _) = picture(n.Say("a\u202eb\u200bc\nd\u00a0e \U0001f4de")).boxes
    assert said.text == "“a\\u202eb\\u200bc d e \U0001f4de”"


# --- what is drawn ---------------------------------------------------------------------------------------------------


def test_a_goto_is_an_arrow() -> None:
    found = picture(n.Say("Hello.", name="again"), n.Goto("on"), n.Goto("again", name="on"))
    assert ways(found) == ["the phone rings -answered-> “Hello.”", "“Hello.” --> “Hello.”"]


def test_gotos_that_go_round_keep_their_boxes() -> None:
    found = picture(n.Goto("b", name="a"), n.Goto("a", name="b"))
    assert ways(found) == ["the phone rings -answered-> goto b", "goto b -goto-> goto a", "goto a -goto-> goto b"]
    assert ways(picture(n.Goto("a", name="a"))) == ["the phone rings -answered-> goto a", "goto a -goto-> goto a"]


def test_what_no_call_gets_to_is_drawn_and_said_so() -> None:
    body = n.Hangup(), n.Goto("lost"), n.Say("Lost.", name="lost")
    assert texts(picture(*body)) == [
        "the phone rings",
        "hangup",
        "end of plan (no call gets here)",
        "goto lost (no call gets here)",
        'play "lost" “Lost.” (no call gets here)',
    ]
    assert texts(picture(*body, only_reached=True)) == ["the phone rings", "hangup"]


def test_the_end_of_the_plan_has_a_box_only_if_something_leads_to_it() -> None:
    assert texts(picture(n.Hangup())) == ["the phone rings", "hangup"]
    assert texts(picture()) == ["the phone rings", "end of plan"]


def test_what_follows_an_amd_that_jumps_has_no_box() -> None:
    found = picture(n.Amd(live=n.Goto("a"), machine=n.Goto("a")), n.Hangup(name="a"))
    assert texts(found) == ["the phone rings", "a person or a machine? (1.5 s)", 'hangup "a"']


def test_dead_gotos_behind_an_amd_keep_a_box() -> None:
    found = picture(n.Amd(live=n.Goto("a"), machine=n.Goto("a")), n.Goto("a"), n.Hangup(name="a"))
    assert "goto a (no call gets here)" in texts(found)


def test_ways_of_a_call_without_a_callee_are_drawn_behind_a_catch_of_a_hang_up() -> None:
    menu = n.Menu("ask", timeout_ms=2000)[n.Say("Yes?"), n.NoInput()[n.Hangup()]]
    assert {arrow.kind for arrow in picture(menu).arrows} == {"taken"}
    found = picture(n.Catch("hangup", "gone")[n.Say("Hello."), menu], n.Say("Bye.", name="gone"), menu)
    assert "“Bye.” -nobody is there-> end of plan" not in ways(found)  # a prompt is passed over by its usual way
    kinds = {(arrow.kind, arrow.text) for arrow in found.arrows}
    assert ("caught", "catch: hang-up") in kinds
    assert ("hung up", "nobody is there") in kinds


def test_what_only_a_hung_up_call_gets_to_says_so() -> None:
    found = picture(n.Catch("hangup", "note")[n.Say("Hello.")], n.Hangup(), n.Stash("a", "b", name="note"), n.Hangup())
    assert 'stash "note" stash a = b (only after a hang-up)' in texts(found)
    assert [arrow.kind for arrow in found.arrows if arrow.label == "hangup"] == ["caught"]


def test_a_call_without_a_callee_passes_over_a_menu() -> None:
    menu = n.Menu("gone", timeout_ms=2000)[n.Say("Yes?"), n.NoInput()[n.Hangup()]]
    found = picture(n.Catch("hangup", "gone")[n.Say("Hello.")], n.Hangup(), menu, n.Stash("a", "b"))
    assert [
        (arrow.kind, way) for arrow, way in zip(found.arrows, ways(found), strict=True) if arrow.kind != "never"
    ] == [
        ("taken", "the phone rings -answered-> “Hello.”"),
        ("taken", "“Hello.” --> hangup"),
        ("caught", "“Hello.” -catch: hang-up-> stash a = b"),
        ("hung up", "stash a = b --> end of plan"),
    ]


def test_a_catch_that_outlives_its_body_is_an_arrow_from_where_it_begins() -> None:
    body = n.Catch("digit", "zero", "0")[n.Stash("a", "b")], n.Say("Hello."), n.Hangup(), n.Say("Zero.", name="zero")
    assert "catches 0: goto zero -catch: 0-> “Zero.”" in ways(picture(*body, catch_scope="until_end"))
    assert not [way for way in ways(picture(*body)) if "catch" in way]


def test_a_menu_is_a_frame_round_its_prompts() -> None:
    inner = n.Menu("inner", timeout_ms=2000)[n.Say("Inner?"), n.NoInput()[n.Say("Silence."), n.Goto("outer")]]
    found = picture(
        n.Menu("outer", timeout_ms=2000)[
            n.Say("Outer?"), n.If("${x}")[n.Say("Perhaps.")], n.Keypress("1")[inner], n.NoInput()[n.Hangup()]
        ]
    )
    boxes = {box.place: box.text for box in found.boxes}
    assert {frame.title: [boxes[place] for place in frame.places] for frame in found.frames} == {
        'menu "outer"': ["“Outer?”", "${x}?", "“Perhaps.”", "listens 2 s: keys without limit"],
        'menu "inner"': ["“Inner?”", "listens 2 s: keys without limit"],
    }


def test_a_menu_without_prompts_says_its_name_itself() -> None:
    found = picture(n.Menu("ask", max_digits=4, timeout_ms=2000)[n.NoInput()[n.Hangup()]])
    assert not found.frames
    assert 'menu "ask" listens 2 s: 4 keys' in texts(found)


def test_odd_files_are_drawn_too() -> None:
    xml = """<dialplan><Menu maxdigits="1"><keypress pressed="1,2"><hangup/></keypress><blink/></Menu>
      <play type="tts" speed="2">Hello.</play></dialplan>"""
    found = texts(draw(compile_plan(from_xml(xml))))
    assert "blink is not simulated: the call stops" in found
    assert "not simulated: the whole branch: no key takes it" in found
    assert 'not simulated: speed="2" (no call gets here)' in found


def test_a_chain_of_ten_thousand_gotos_is_one_arrow() -> None:
    chain = [n.Goto(f"g{number + 1}", name=f"g{number}") for number in range(10_000)]
    found = picture(*chain, n.Hangup(name="g10000"))
    assert ways(found) == ["the phone rings -answered-> hangup"]


# --- secrets ---------------------------------------------------------------------------------------------------------


def test_secrets_are_masked_wherever_they_are_repeated() -> None:
    plan = n.Dialplan("Root")[
        n.Say("Your code is ", spell("2517"), ", and ", Secret("x")),
        n.Stash("code", "2517"),
        n.Menu("2517", max_digits=4, timeout_ms=2000)[n.Say("Type it."), n.Keypress("2517")[n.Hangup()]],
        n.Say("Not marked: 9 8 2 6. Call 12345."),
    ]
    found = draw(compile_plan(plan), secrets=[re.compile("123"), re.compile("")])
    told = as_dot(found) + as_mermaid(found) + str(as_data(found))
    assert "“Your code is [secret], and [secret]”" in texts(found)[1]
    assert "“Not marked: [secret]. Call [secret]45.”" in texts(found)
    assert not re.search(r"2\s*5\s*1\s*7|9 8 2 6|123", re.sub(r"p\d+|#\w+", "", told))
    shown = as_dot(draw(compile_plan(plan), show_secrets=True))
    assert "2 5 1 7" in shown
    assert "9 8 2 6" in shown
    assert "[secret]" not in shown


def test_masking_many_secrets_is_not_slow_and_overlaps_are_one() -> None:
    plan = compile_plan(n.Dialplan(body=tuple([n.Say(spell(f"{number:06}")) for number in range(3000)])))
    mask = mask_of_plans(plan)
    assert mask.masked("a 000123 b 00 01 24 c 0001 25x") == "a [secret] b [secret] c [secret]x"
    assert mask.masked("0001230004560") == "[secret]0"
    assert mask.masked("no secret") == "no secret"
