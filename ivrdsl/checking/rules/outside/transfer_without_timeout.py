"""Transfers that ring for nobody knows how long."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.rules.flow.never_reached_after_transfer import behind
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.model.nodes import Transfer


@rule("IVR403", "transfer-without-timeout", NOTE)
def check(subject: Subject) -> Iterator[Hit]:
    """A transfer does not say how long it rings.

    ## What it does
    Reports a transfer without `timeout`. Where tags stand behind it that may never run, IVR305 says so instead.

    ## Why is this bad
    How long such a transfer rings is not documented. The callee listens to the ringing, at your cost, and nobody
    tells them that no one is there.

    ## Example
    ```xml
    <transfer>2135551234</transfer>
    ```

    ## Use instead
    ```xml
    <transfer timeout="25">2135551234</transfer>
    ```

    ## Fix safety
    There is no automatic fix: how long to let it ring is for the author to say.

    ## Source
    Without a timeout: assumed, not documented (quirks `transfer_no_timeout` and `default_transfer_timeout_ms`). 25
    seconds are about five rings (documented).
    """
    for number, transfer in subject.each(Transfer):
        if transfer.timeout_s is None and (transfer.continue_after or behind(subject, number) is None):
            message = f"{subject.label(number)} has no timeout"
            why = "how long it rings is not documented; the callee listens to it and is told nothing"
            xml = 'write <transfer timeout="25"> for about five rings, and say behind it what to do then'
            python = "write Transfer(..., timeout_s=25) for about five rings, and say behind it what to do then"
            yield Hit(number, message, why, xml, python)
