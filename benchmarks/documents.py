"""The one-time-code plan of design section 3, built and serialised in the ways that the topic `build` compares."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias
from xml.etree import ElementTree

from benchmarks.measure import ours

Build: TypeAlias = Callable[[str], Any]
"""code -> the serialised document(s)."""

LEAD = "Hello, your one-time code is "
TRAIL = ", press 1 to repeat."


def prompt(code: str) -> str:
    """Return what is spoken; text to speech reads digits one by one only when they stand apart."""
    return f"{LEAD}{' '.join(code)}{TRAIL}"


def lxml_subelement() -> Build:
    """Raw lxml: SubElement calls and tostring."""
    from lxml.etree import Element, SubElement, tostring

    def build(code: str) -> bytes:
        root = Element("dialplan", name="Root")
        amd = SubElement(root, "amd")
        SubElement(SubElement(amd, "live"), "goto").text = "live"
        SubElement(SubElement(amd, "machine"), "goto").text = "hangup"
        menu = SubElement(root, "menu", name="live", maxDigits="1", timeout="3500")
        SubElement(menu, "play", type="tts", voice="female1").text = prompt(code)
        SubElement(SubElement(menu, "keypress", pressed="1"), "goto").text = "live"
        SubElement(SubElement(menu, "keypress", pressed="timeout"), "hangup")
        SubElement(root, "hangup", name="hangup")
        return tostring(root)

    return build


def lxml_factory() -> Build:
    """The E-factory of lxml.builder and tostring."""
    from lxml.builder import E
    from lxml.etree import tostring

    def build(code: str) -> bytes:
        return tostring(
            E.dialplan(
                E.amd(E.live(E.goto("live")), E.machine(E.goto("hangup"))),
                E.menu(
                    E.play(prompt(code), type="tts", voice="female1"),
                    E.keypress(E.goto("live"), pressed="1"),
                    E.keypress(E.hangup(), pressed="timeout"),
                    name="live",
                    maxDigits="1",
                    timeout="3500",
                ),
                E.hangup(name="hangup"),
                name="Root",
            )
        )

    return build


def etree_subelement() -> Build:
    """The standard library's xml.etree: SubElement calls and tostring."""
    element, sub, tostring = ElementTree.Element, ElementTree.SubElement, ElementTree.tostring

    def build(code: str) -> bytes:
        root = element("dialplan", name="Root")
        amd = sub(root, "amd")
        sub(sub(amd, "live"), "goto").text = "live"
        sub(sub(amd, "machine"), "goto").text = "hangup"
        menu = sub(root, "menu", name="live", maxDigits="1", timeout="3500")
        sub(menu, "play", type="tts", voice="female1").text = prompt(code)
        sub(sub(menu, "keypress", pressed="1"), "goto").text = "live"
        sub(sub(menu, "keypress", pressed="timeout"), "hangup")
        sub(root, "hangup", name="hangup")
        return tostring(root)

    return build


def twilio_three() -> Build:
    """Twilio's TwiML for the same call: the menu, the answer to its key, and what a machine gets."""
    response: Any = import_module("twilio.twiml.voice_response").VoiceResponse

    def build(code: str) -> tuple[str, str, str]:
        menu = response()
        menu.gather(num_digits=1, timeout=4, action="/key").say(prompt(code), voice="woman")
        menu.hangup()
        key = response()
        key.redirect("/menu")
        machine = response()
        machine.hangup()
        return menu.to_xml(), key.to_xml(), machine.to_xml()

    return build


def ivrdsl_nodes() -> Build:
    """Our nodes, their checks included, and `to_xml` on one line."""
    names = ("Amd", "Dialplan", "Goto", "Hangup", "Keypress", "Menu", "NoInput", "Say", "spell", "to_xml")
    found: tuple[Any, ...] = tuple(ours("ivrdsl", name) for name in names)
    Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, spell, to_xml = found  # noqa: N806

    def build(code: str) -> Any:
        return to_xml(
            Dialplan("Root")[
                Amd(live=Goto("live"), machine=Goto("hangup")),
                Menu("live", max_digits=1, timeout_ms=3500)[
                    Say(LEAD, spell(code), TRAIL, voice="female1"),
                    Keypress("1")[Goto("live")],
                    NoInput()[Hangup()],
                ],
                Hangup(name="hangup"),
            ],
            indent=False,
        )

    return build
