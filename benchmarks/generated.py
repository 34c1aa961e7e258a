"""Dialplans of any number of menus: for the topic `checks` with 8 elements a menu, about 310 bytes, and nothing to
find; for the topic `tours` questions in a row, which silence passes over.
"""

from __future__ import annotations

HEAD = """<dialplan name="Root">
<amd><live><goto>menu0</goto></live><machine><goto>bye</goto></machine></amd>
"""
TAIL = '<hangup name="bye"/>\n</dialplan>\n'

MENU = """<menu name="menu%(this)d" maxDigits="1" timeout="3500">
<play type="tts" voice="female1">Question %(this)d. Press 1 to go on, or wait to be called again.</play>
<keypress pressed="1"><goto>%(next)s</goto></keypress>
<keypress pressed="timeout"><goto>bye</goto></keypress>
<keypress pressed="default"><hangup/></keypress>
</menu>
"""


def plan(menus: int) -> bytes:
    """Return a plan of `menus` menus, 8 elements each and 7 around them."""
    last = menus - 1
    body = "".join(MENU % {"this": i, "next": "bye" if i == last else f"menu{i + 1}"} for i in range(menus))
    return (HEAD + body + TAIL).encode()


QUESTION = """<menu name="menu%(this)d" maxDigits="1" timeout="3500">
<play type="tts">Question %(this)d. Press 1 to 4.</play>
%(keys)s<keypress pressed="timeout"><goto>%(next)s</goto></keypress>
<keypress pressed="default"><goto>bye</goto></keypress>
</menu>
"""
KEY = '<keypress pressed="%d"><goto>%s</goto></keypress>\n'


def questions(menus: int) -> bytes:
    """Return a plan of `menus` questions in a row with four answers each; silence, too, leads to the next one."""
    body = ""
    for i in range(menus):
        following = "bye" if i == menus - 1 else f"menu{i + 1}"
        keys = "".join(KEY % (key, following) for key in range(1, 5))
        body += QUESTION % {"this": i, "keys": keys, "next": following}
    return (HEAD + body + TAIL).encode()


def spoilt(data: bytes) -> dict[str, bytes]:
    """Return copies of a plan with one defect each, by what the defect is."""
    return {
        "bad number": data.replace(b'name="menu7" maxDigits="1"', b'name="menu7" maxDigits="x"', 1),
        "unknown tag": data.replace(b"</menu>", b"</menu><pause/>", 1),
        "dangling goto": data.replace(b"<goto>menu7</goto>", b"<goto>menuX</goto>", 1),
        "duplicate name": data.replace(b'<menu name="menu7"', b'<menu name="menu6"', 1),
        "menu without keypress": data.replace(
            b"</amd>", b'</amd><menu name="bare"><play type="tts">Hello</play></menu>', 1
        ),
    }
