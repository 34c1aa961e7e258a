"""Names that only their letter case tells apart."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.findings.words import quoted

_WHY = (
    "names are read with their letter case, as far as the vendor's samples show; whoever types a goto with the other "
    "case reaches the other tag, without any error"
)
_FIX = "give one of the two another name"


@rule(
    "IVR005",
    "names-differ-only-in-case",
    WARNING,
    valid=(
        '<goto>end</goto><hangup name="end"/><hangup name="ende"/>',
        '<hangup name="end"/><hangup name="end"/>',
        '<hangup/><hangup name=""/>',
    ),
    invalid=(
        '<hangup name="END"/><hangup name="End"/><hangup name="end"/>',
        '<catch type="hangup" goto="Save"><wait>1</wait></catch><stash name="Save" varname="x">1</stash>'
        '<hangup name="save"/>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Two names differ only in letter case.

    ## What it does
    Reports a name that an earlier tag has in another letter case. It is a warning where a goto or catch means one of
    the two, and a note otherwise.

    ## Why is this bad
    Names are read with their letter case, as far as the vendor's samples show. A goto that is typed with the other
    case reaches the other tag, and nothing reports it. If letter case did not count, the goto would have two targets.

    ## Example
    ```xml
    <menu name="main" maxDigits="1">
      <keypress pressed="1" name="sms"><goto>SMS</goto></keypress>
    </menu>
    <sms name="SMS" to="${call.callerid}">Thank you.</sms>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1">
      <keypress pressed="1" name="wants_sms"><goto>send_sms</goto></keypress>
    </menu>
    <sms name="send_sms" to="${call.callerid}">Thank you.</sms>
    ```

    ## Fix safety
    There is no automatic fix: other systems may know the names.

    ## Source
    That letter case counts: observed, one of the vendor's samples only works that way (quirk `name_case_insensitive`).
    """
    names = subject.names
    if len(set(map(str.lower, names))) == len(names):
        return
    first: dict[str, str] = {}
    targets = {jump.target for jump in subject.jumps}
    for name in names:
        earlier = first.setdefault(name.lower(), name)
        if earlier != name:
            yield _hit(subject, earlier, name, aimed=not targets.isdisjoint((earlier, name)))


def _hit(subject: Subject, earlier: str, name: str, *, aimed: bool) -> Hit:
    other, number = subject.names[earlier][0], subject.names[name][0]
    message = f"the name {quoted(name)} differs only in letter case from {quoted(earlier)}, which {_is(subject, other)}"
    return Hit(number, message, _WHY, _FIX, severity=WARNING if aimed else NOTE)


def _is(subject: Subject, number: int) -> str:
    return f"is the name of {subject.path(number)}"
