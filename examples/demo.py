"""The one-time-code call, compiled, checked, and played to four kinds of callee. Run it with `make demo`."""

import sys
from pathlib import Path

from ivrdsl import Dialplan, check, to_xml
from ivrdsl.loading import load_plan
from ivrdsl.render.full import render_full
from ivrsim.call import Call
from ivrsim.report import as_text, run_script
from ivrsim.script import parse_script

PLAN = Path(__file__).with_name("one_time_code.py")

CALLEES = {
    "A person asks for one repeat, then stays silent": """
        answer live
        hear "your one-time code is 2 5 1 7"
        press 1
        hear "2 5 1 7"
        wait
        expect hangup
    """,
    "An answering machine takes the call": """
        answer machine
        expect hangup
        expect never heard "2 5 1 7"
    """,
    "A person presses 1 while the prompt still plays": """
        answer live
        hear "Hello"
        press 1 at 1.2s
        hear "2 5 1 7"
        wait
        expect hangup
    """,
    "A person hangs up in the middle of the prompt": """
        answer live
        hear "Hello"
        hang up at 2s
    """,
}


def show(title: str) -> None:
    print(f"\n=== {title} " + "=" * max(0, 100 - len(title)))


def play(plan: Dialplan, lines: list[int | None], script: str) -> bool:
    call = Call(plan, lines=lines)
    failed = run_script(call, parse_script(script))
    print(as_text(call.transcript(), failed))
    return failed is None


def main() -> int:
    loaded = load_plan(f"{PLAN}:one_time_code", {"code": "2517"})
    show("examples/one_time_code.py, compiled")
    print(to_xml(loaded.plan), end="")
    show("checked")
    findings = check(loaded.plan)
    print(render_full(findings), end="")
    good = not findings
    for title, script in CALLEES.items():
        show(title)
        good &= play(loaded.plan, loaded.lines, script)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
