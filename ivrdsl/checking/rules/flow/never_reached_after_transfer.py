"""Tags behind a transfer that may never come back."""

from bisect import bisect_right
from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Goto, Hangup, Transfer


@rule(
    "IVR305",
    "never-reached-after-transfer",
    WARNING,
    valid=(
        '<transfer continue-after="true">2135551234</transfer><play type="tts">Thank you.</play>',
        "<transfer>2135551234</transfer><hangup/>",
        "<transfer>2135551234</transfer>",
        '<menu><keypress pressed="1"><goto>closed</goto></keypress></menu><transfer>2135551234</transfer><hangup/>'
        '<play type="tts" name="closed">We are closed.</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Tags behind a transfer may never run, because it has neither a timeout nor continue-after.

    ## What it does
    Reports a transfer without `timeout` and without `continue-after="true"` behind which other tags stand, in the
    same body. A hangup or a goto alone is no reason to complain.

    ## Why is this bad
    An answered transfer ends the call, and how long one without a timeout rings is not documented. A prompt for the
    case that nobody answers, such as an invitation to leave a message, may never be heard.

    ## Example
    ```xml
    <transfer>2135551234</transfer>
    <play type="tts">All our agents are busy. Please call again.</play>
    ```

    ## Use instead
    ```xml
    <transfer timeout="25">2135551234</transfer>
    <play type="tts">All our agents are busy. Please call again.</play>
    ```

    ## Fix safety
    There is no automatic fix: how long to let it ring is for the author to say.

    ## Source
    With a timeout the call goes on at the next tag, and answered it ends unless continue-after says otherwise
    (documented). Without one: assumed, not documented (quirk `transfer_no_timeout`).
    """
    for number, transfer in subject.each(Transfer):
        if transfer.timeout_s is None and not transfer.continue_after:
            later = behind(subject, number)
            if later is not None:
                yield _hit(subject, number, later)


def behind(subject: Subject, number: int) -> int | None:
    """The element behind another one in the same body, if it is more than an end of it."""
    children = subject.engine.children[subject.elements[number].parent]
    at = bisect_right(children, number)  # in document order, so sorted
    if at == len(children) or isinstance(subject.node(children[at]), Hangup | Goto):
        return None
    return children[at]


def _hit(subject: Subject, number: int, behind: int) -> Hit:
    message = f"{subject.label(behind)} behind this transfer may never run: the transfer has no timeout"
    why = "an answered transfer ends the call, and it is not documented that one without a timeout ever gives up"
    xml = 'write <transfer timeout="25"> for about five rings, or continue-after="true"'
    return Hit(
        number, message, why, xml, "write Transfer(..., timeout_s=25) for about five rings, or continue_after=True"
    )
