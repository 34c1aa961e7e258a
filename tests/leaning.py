"""Plans that lean on quirks of the platform: for each quirk one in which it matters."""

from collections.abc import Sequence
from typing import Any

from ivrdsl.model.nodes import (
    Amd,
    Catch,
    Equal,
    Get,
    Goto,
    Hangup,
    If,
    Keypress,
    Live,
    Machine,
    Menu,
    NoInput,
    NoMatch,
    PlayUrl,
    Record,
    Say,
    SetVar,
    Stash,
    Transfer,
    Wait,
)
from ivrdsl.model.structs import fields
from ivrdsl.xml.parse import from_xml
from ivrsim.core.platform import Platform, alternatives

INPUT = "${call.lastinput}"
NUMBER = "2135550100"

Body = Sequence[Any]


def menu(*body: Any, digits: int | None = 1, seconds: int = 3, name: str = "m") -> Menu:
    return Menu(name, max_digits=digits, timeout_s=seconds, body=tuple(body))


ONE = Keypress("1")[Say("One.")]
DETECTING: Body = [Amd(live=Goto("l"), machine=Goto("l")), Say("Hi.", name="l")]

MATTERS: dict[str, Body] = {
    "attr_case_insensitive": from_xml(
        '<dialplan><goto>b</goto><play type="tts">Hi.</play><hangup Name="b"/></dialplan>'
    ).body,
    "duplicate_names": [Goto("a"), Say("One.", name="a"), Say("Two.", name="a")],
    "dangling_goto": [Goto("nowhere"), Say("Hi.")],
    "name_case_insensitive": [Goto("A"), Say("Hi."), Say("Bye.", name="a")],
    "undefined_variable": [Say("Hello ${who}.")],
    "recipient_attributes_as_vars": [Say("Hello ${who}.")],
    "contact_column_case_insensitive": [Say("Hello ${contact.a}."), Say("${contact.A}")],
    "setvar_mode": [SetVar("n", "1 + 1"), Say("${n}")],
    "js_error": [If("1 +")[Say("Yes.")], Say("No.")],
    "equal_compare": [menu(Keypress("01")[Equal(INPUT, "1")[Say("Yes.")]], digits=2)],
    "lastinput_on_timeout": [menu(ONE), menu(ONE, name="n"), Stash("s", f"'{INPUT}'")],
    "jump_into_branch": [Goto("in"), menu(Keypress("1", name="in")[Say("One.")])],
    "barge_in": [menu(Say("Press one."), ONE)],
    "default_max_digits": [menu(Keypress("12")[Say("Twelve.")], ONE, digits=None)],
    "range_digit_count": [menu(Keypress("1-3")[Say("Yes.")], digits=2)],
    "no_match": [menu(Say("Press 1."), ONE), Say("On.")],
    "no_timeout_branch": [menu(Say("Press 1."), ONE, NoMatch()[Say("Odd.")]), Say("On.")],
    "timeout_1000": [menu(ONE, seconds=1000)],
    "first_hash": [menu(ONE, NoMatch()[Say("Odd.")], NoInput()[Say("Silence.")])],
    "hash_counts": [menu(Keypress("#")[Say("Yes.")], digits=2)],
    "type_ahead": [Say("Welcome."), menu(ONE)],
    "keys_in_inner_branch": [menu(If("true")[Say("Press 1 now.")], ONE), Say("On.")],
    "timer_tie": [menu(ONE)],
    "key_in_plain_play": [Say("Welcome."), Say("Bye.")],
    "after_amd_branch": [Amd()[Live()[Say("Hello.")], Machine()[Say("Beep.")]], Say("On.")],
    "amd_inbound": [Amd()[Live()[Say("Hello.")], Machine()[Say("Beep.")]], Say("On.")],
    "catch_own_hangup": [Catch("hangup", "h")[Say("Hi."), Hangup()], Stash("s", "1", name="h")],
    "catch_scope": [Catch("digit", "h", "9")[Say("Hi.")], Wait(3), Hangup(), Say("Nine.", name="h")],
    "transfer_no_timeout": [Transfer(NUMBER, continue_after=True), Say("On.")],
    "transfer_refused": [Transfer(NUMBER, timeout_s=20, continue_after=True), Say("On.")],
    "transfer_timeout_scope": [
        Transfer(f"{NUMBER},2135550101", mode="waterfall", timeout_s=20, continue_after=True),
        Say("On."),
    ],
    "background_recording": [Record("v", background=True), Say("It is ${v}.")],
    "record_timeout": [Record(timeout_s=5), Say("Thanks.")],
    "http_error": [SetVar("v", "old"), Get("http://a.test", "v"), Say("It is ${v}.")],
    "url_whitespace": [Get("http://a.test/ b", "v")],
    "amd_delay_ms": DETECTING,
    "amd_machine_delay_ms": DETECTING,
    "amd_unsure_delay_ms": DETECTING,
    "amd_unsure": [Amd()[Live()[Say("Hello.")], Machine()[Say("Beep.")]], Say("On.")],
    "greeting_ms": DETECTING,
    "interdigit": [menu(ONE, digits=2)],
    "default_menu_timeout_ms": [Menu("m", max_digits=1)[ONE]],
    "default_transfer_timeout_ms": [Transfer(NUMBER, continue_after=True), Say("On.")],
    "default_record_timeout_ms": [Record(), Say("Thanks.")],
    "http_timeout_ms": [Get("http://a.test", "v"), Say("On.")],
    "ms_per_character": [Say("Hello."), Hangup()],
    "sound_ms": [PlayUrl("http://a.test/a.mp3"), Hangup()],
}
"""For each quirk a plan that leans on it."""

OTHERS: dict[str, list[Any]] = {
    "amd_delay_ms": [700],
    "amd_machine_delay_ms": [10_000],
    "greeting_ms": [20_000],
    "interdigit": [1000],
    "default_menu_timeout_ms": [7000],
    "default_transfer_timeout_ms": [5000],
    "default_record_timeout_ms": [5000],
    "http_timeout_ms": [3000],
    "ms_per_character": [70],
    "sound_ms": [1000],
    "seed": [1],
    "longest_value_ms": [50],
}
"""Other readings of numbers."""


def readings() -> list[tuple[str, Any]]:
    """Every quirk with every other reading, numbers with one that is tried."""
    names = [each.name for each in fields(Platform) if each.name in MATTERS or each.name in OTHERS]
    return [(name, value) for name in names for value in (alternatives(Platform(), name) or OTHERS[name])]
