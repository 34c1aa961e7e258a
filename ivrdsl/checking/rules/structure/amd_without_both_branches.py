"""Answering-machine detection that lacks a branch."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR
from ivrdsl.model.nodes import Amd, Live, Machine

_WHO: Final = {"live": "a person", "machine": "an answering machine"}


@rule("IVR013", "amd-without-both-branches", ERROR, invalid=("<amd/>", "<amd><machine><hangup/></machine></amd>"))
def check(subject: Subject) -> Iterator[Hit]:
    """An amd lacks its live or its machine branch.

    ## What it does
    Reports an amd in which `live`, `machine` or both are missing.

    ## Why is this bad
    amd needs both. What a person, or an answering machine, hears without a branch of theirs is not defined.

    ## Example
    ```xml
    <amd><live><goto>hello</goto></live></amd>
    <play type="tts" name="hello">Hello.</play>
    ```

    ## Use instead
    ```xml
    <amd><live><goto>hello</goto></live><machine><hangup/></machine></amd>
    <play type="tts" name="hello">Hello.</play>
    ```

    ## Fix safety
    There is no automatic fix: what the missing branch should say is not known.

    ## Source
    amd needs both branches (documented on the vendor's page about amd).
    """
    for number, _ in subject.each(Amd):
        present = {type(node) for _, node in subject.inside(number, Live, Machine)}
        lacking = [kind.tag for kind in (Live, Machine) if kind not in present]
        if lacking:
            yield _hit(number, lacking)


def _hit(number: int, lacking: list[str]) -> Hit:
    message = f"amd has no {' and no '.join(lacking)} branch"
    why = f"amd needs both; what {' or '.join(_WHO[branch] for branch in lacking)} will hear is not defined"
    xml = "add " + " and ".join(f"<{branch}>...</{branch}>" for branch in lacking)
    python = "add " + " and ".join(f"{branch.title()}()[...]" for branch in lacking)
    if lacking == ["machine"]:
        xml += ", with <hangup/> inside to leave no message"
        python += ", with Hangup() inside to leave no message"
    return Hit(number, message, why, xml, python)
