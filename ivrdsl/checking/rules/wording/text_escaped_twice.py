"""Texts that were escaped once more than they are read."""

import re
from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, excerpt, odd_texts, rewrite, use
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Say
from ivrdsl.wording.entities import Escaped, escaped

_MARKUP = "<[A-Za-z/]"
_CALLS = r"\w\s*\("


@rule(
    "IVR509",
    "text-escaped-twice",
    WARNING,
    valid=(
        '<play type="tts">Tom &amp; Jerry, AT&amp;T, 5 &lt; 7; it&#39;s &quot;fine&quot;.</play>',
        '<play type="tts">Q&amp;A; then a &amp; b; &amp;unknown; AT&amp;T;</play>',
        '<play type="tts">&lt;vtml_speed value="80"&gt;Tom &amp;amp; Jerry&lt;/vtml_speed&gt;</play>',
        "<setvar varname=\"a\">'${call.callerid.alpha}'.replace('&amp;amp;', '&amp;')</setvar><stash"
        ' varname="a">${a}</stash>',
        "<get>https://example.com/?a=1&amp;b=2;c</get>",
        '<if expr="${a} &lt; 3 &amp;&amp; ${b} &gt; 4"><hangup/></if>',
    ),
    invalid=(
        '<play type="tts">It isn&amp;#39;t here.</play>',
        '<play type="tts">One&amp;nbsp;moment, caf&amp;eacute; &amp;amp;amp; bar.</play>',
        '<play type="tts"><![CDATA[Tom &amp; Jerry]]></play>',
        '<sms to="2135551234">5 &amp;lt; 7</sms>',
        '<transfer timeout="25" whisper-tts="A call of Tom &amp;amp; Jerry">2135551234</transfer>',
        '<stash varname="who">Tom &amp;amp; Jerry</stash>',
        "<get>https://example.com/?a=1&amp;amp;b=2</get>",
        '<if expr="${call.lastinput} &amp;lt; 3"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A text was escaped twice, so that callees hear the escapes.

    ## What it does
    Reports texts in which entities such as `&amp;`, `&#39;` or `&nbsp;` are left once the document has been read. It
    looks at prompts, messages, values, conditions, URLs and whispers. Left alone are prompts with markup of a speech
    engine, which has entities of its own, and JavaScript that calls a function.

    ## Why is this bad
    XML is read once. What is left after that is no escape but text: a voice reads "ampersand a m p semicolon", a
    message shows it, and a condition means something else.

    ## Example
    ```xml
    <play type="tts">Welcome to Tom &amp;amp; Jerry.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">Welcome to Tom &amp; Jerry.</play>
    ```

    In a Python plan characters are written as they are; ivrdsl escapes them when it writes XML.

    ## Fix safety
    Unsafe: the entities are replaced by what they stand for, which changes what is heard.

    ## Source
    Entities are resolved once when XML is read (XML 1.0, section 4.4). That text to speech knows those of HTML is
    said nowhere.
    """
    for written in subject.ask(odd_texts):
        found = escaped(written.text)
        if found is not None and not _is_meant(subject, written):
            yield _hit(subject, written, found)


def _is_meant(subject: Subject, written: Written) -> bool:
    """Whether the entities are those of markup inside the text, or what JavaScript looks for."""
    if written.field in ("value", "expression"):
        return re.search(_CALLS, written.text) is not None
    return isinstance(subject.node(written.element), Say) and re.search(_MARKUP, written.text) is not None


def _hit(subject: Subject, written: Written, found: Escaped) -> Hit:
    heard = excerpt(written.text, found.start)
    message = f"{subject.label(written.element)}: the text is escaped twice: {use(subject, written)} {heard}"
    why = f"a document is unescaped once, and {found.entity} is what is left then"
    meant = excerpt(found.meant, found.start)
    fix = f"escape it once, so that it reads {meant}; in XML & is written &amp; and < is written &lt;"
    python = f"write the characters themselves, {meant}: ivrdsl escapes them when it writes XML"
    repair = rewrite(subject, written, found.meant)
    return Hit(written.element, message, why, fix, python, repair=repair)
