"""A code as a parameter, with each annotation that people give it."""

from ivrdsl import Dialplan, Say, spell


def number(code: int) -> Dialplan:
    return Dialplan("Root")[Say("Your code is ", spell(str(code)), ".")]


def text(code: str) -> Dialplan:
    return Dialplan("Root")[Say("Your code is ", spell(code), ".")]


def anything(code) -> Dialplan:  # type: ignore[no-untyped-def]
    return Dialplan("Root")[Say("Your code is ", spell(code), ".")]
