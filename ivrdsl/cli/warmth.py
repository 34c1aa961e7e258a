"""Loads in this process what every look at a plan needs, by a small plan of ours: what is forked from it has it."""

import gc
import io
import os
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from typing import Final

_PYTHON: Final = """\
from ivrdsl import *

code, rounds = "2517", Var("rounds")
dialplan = Dialplan("Root")[
    SetVar("rounds", 0),
    Amd(live=Goto("live"), machine=Goto("end")),
    Menu("live", max_digits=1, timeout_ms=3500)[
        Say("Your code is ", spell(code), ". Press 1 to repeat, 2 or 3 to vote.", voice="female1"),
        Keypress("1")[SetVar("rounds", f"{rounds} + 1"), If(f"{rounds} < 2")[Goto("live")], Hangup()],
        Keypress("2-3")[Stash("Vote", CALL.last_input), Goto("end")],
        NoMatch()[Say("Goodbye ", CONTACT.first_name), Hangup()],
        NoInput()[Hangup()],
    ],
    Hangup(name="end"),
]
"""
_CALLS: Final = """\
dialplan {plan}

call "a vote"
answer live
hear "Your code"
press 2
expect hangup

call "one that fails"
answer live
press 1
expect hangup
"""


def warm() -> None:
    """Look at a small plan, as Python and as XML. Nothing is printed, and no file is left."""
    from ivrdsl.cli.look import Watched, looks
    from ivrdsl.files.load import load
    from ivrdsl.files.origins import installed
    from ivrdsl.xml.compile import to_xml

    with tempfile.TemporaryDirectory(prefix="ivrdsl-") as folder:
        source = os.path.join(folder, "warm.py")
        _write(source, _PYTHON)
        _write(os.path.join(folder, "warm.xml"), to_xml(load(source)))
        for name in ("warm.py", "warm.xml"):
            _write(os.path.join(folder, f"{name}.call"), _CALLS.format(plan=name))
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                list(looks(Watched(name, os.path.join(folder, name)), {"quiet": True}))
    installed()
    _end_thread()
    gc.collect()
    gc.freeze()  # what is shared with the runs need not be copied for them


def _end_thread() -> None:
    """End the thread that quickjs starts when it is loaded, and nobody uses: a process with threads is not to fork."""
    import quickjs

    pool = getattr(getattr(quickjs, "Function", None), "_threadpool", None)  # not part of what it promises
    if pool is not None:
        pool.shutdown()


def _write(path: str, text: str | bytes) -> None:
    with open(path, "wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
