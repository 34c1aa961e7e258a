"""The one-time-code call, compiled, checked, and played to four kinds of callee. Run it with `make demo`."""

import sys
from pathlib import Path

from ivrdsl import check, load_call_file, render_full, to_xml
from ivrsim import Call, as_text, run_script

CALLS = Path(__file__).with_name("one_time_code.call")


def show(title: str) -> None:
    print(f"\n=== {title} " + "=" * max(0, 100 - len(title)))


def main() -> int:
    calls, loaded = load_call_file(CALLS)
    show("examples/one_time_code.py, compiled")
    print(to_xml(loaded.plan), end="")
    show("checked")
    findings = check(loaded.plan)
    print(render_full(findings), end="")
    good = all(finding.severity == "note" for finding in findings)
    for scripted in calls.calls[:4]:
        show(scripted.name)
        call = Call(loaded.plan, lines=loaded.lines)
        failed = run_script(call, scripted.statements)
        print(as_text(call.transcript(), failed))
        good &= failed is None
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
