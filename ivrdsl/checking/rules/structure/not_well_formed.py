"""Documents that are no XML."""

from collections.abc import Iterable

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR


@rule("IVR001", "not-well-formed", ERROR, elsewhere=True)
def check(subject: Subject) -> Iterable[Hit]:
    """The document is not well-formed XML, or is refused before it is read.

    ## What it does
    Reports text that an XML parser cannot read. Such is an ampersand that is not written `&amp;`, a tag that is not
    closed, text before the root, or a document type. A document that is too large or too deep counts too.

    ## Why is this bad
    The platform cannot read the plan either, so no call is made. One of the vendor's samples has the word Ivr
    before the root.

    ## Example
    ```xml
    <get varname="x">http://example.com/?a=1&b=2</get>
    ```

    ## Use instead
    ```xml
    <get varname="x">http://example.com/?a=1&amp;b=2</get>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    XML 1.0; limits on size and depth, and the ban of document types, are ours, for safety.
    """
    return ()
