"""Dialplans of any number of menus: for the topic `checks` with 8 elements a menu, about 310 bytes, and nothing to
find; for the topic `tours` questions in a row, which silence passes over; for `forecast` menus with counters.
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


COUNTED = """<menu name="menu%(this)d" maxDigits="1" timeout="3500">
<play type="tts">Menu %(this)d. Press 1 or 2. Press 9 to hear it again. Press 0 for the start.</play>
<keypress pressed="1"><goto>%(one)s</goto></keypress>
<keypress pressed="2"><goto>%(two)s</goto></keypress>
<keypress pressed="9">%(again)s<goto>menu%(this)d</goto></keypress>
<keypress pressed="0">%(top)s<goto>menu0</goto></keypress>
<keypress pressed="timeout"><hangup/></keypress>
<keypress pressed="default"><goto>bye</goto></keypress>
</menu>
"""
ONE_MORE = """<setvar varname="c%(number)d">${c%(number)d} + 1</setvar>
<if expr="${c%(number)d} &gt; %(most)d"><goto>bye</goto></if>"""


def counters(menus: int, count: int, most: int) -> bytes:
    """Return a plan of a tree of menus, with counters that bound how often they are played again.

    Args:
        menus: how many there are.
        count: how many counters.
        most: what each of them may reach.
    """
    begins = "".join(f'<setvar varname="c{each}">0</setvar>\n' for each in range(count))
    body = ""
    for i in range(menus):
        one, two = (f"menu{each}" if each < menus else "bye" for each in (2 * i + 1, 2 * i + 2))
        again, top = (ONE_MORE % {"number": each % count, "most": most} for each in (i, i + 1))
        body += COUNTED % {"this": i, "one": one, "two": two, "again": again, "top": top}
    head = HEAD.replace("menu0", "init").replace(
        "</amd>\n", "</amd>\n" + begins.replace("<setvar", '<setvar name="init"', 1)
    )
    return (head + body + TAIL).encode()


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
