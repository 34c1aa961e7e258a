"""Replies that never came, and are taken for a yes."""

from collections.abc import Iterator

from ivrdsl.checking.facts.onward import act, called, straight
from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.findings.words import one_of, quoted
from ivrdsl.model.nodes import Get, Post
from ivrdsl.wording.replies import is_refusal, says_done
from ivrsim.core.instructions.base import PROMPT
from ivrsim.core.table import Exit
from ivrsim.graph.flow import Flow
from ivrsim.graph.replies import FailedRequest, ReplyTest, failed_requests
from ivrsim.graph.usage import variables

_WHY = "an error, a time-out and an empty reply leave nothing in the variable"


@rule(
    "IVR409",
    "failed-reply-goes-on",
    WARNING,
    valid=(
        '<get varname="r">https://example.com/</get><if expr="\'${r}\' == \'ok\'"><play type="tts">Welcome.</play>'
        '<else><play type="tts">Please call again.</play></else></if>',
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' != 'ok'\"><hangup/></if>"
        '<transfer timeout="25">2135551234</transfer>',
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' == ''\"><hangup/></if>"
        "<if expr=\"'${r}' == 'blocked'\"><hangup/></if><transfer timeout=\"25\">2135551234</transfer>",
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' == 'blocked'\"><hangup/></if>"
        "<if expr=\"'${r}' == 'ok'\"><transfer timeout=\"25\">2135551234</transfer></if>",
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' == 'blocked' || '${r}' == ''\"><hangup/></if>"
        '<transfer timeout="25">2135551234</transfer>',
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' != '' &amp;&amp; '${r}' &lt; 10\">"
        '<play type="tts">You owe little.</play></if>',
        "<get varname=\"team\">https://example.com/</get><if expr=\"'${team}' == 'sales'\">"
        '<transfer timeout="25">2135551234</transfer></if><transfer timeout="25">2135551235</transfer>',
        '<post>https://example.com/log</post><play type="tts">Thank you. Goodbye.</play>',
        '<play type="tts">Your order has been sent.</play><post>https://example.com/log</post>',
    ),
    invalid=(
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' != 'blocked'\">"
        '<play type="tts">You are in.</play></if>',
        '<get varname="r">https://example.com/</get><equal var="${r}" expr="\'denied\'"><hangup/></equal>'
        '<play type="tts">You are in.</play>',
        '<get varname="r">https://example.com/</get><if expr="\'${r}\' == \'17\'"><play type="tts">Sorry.</play>'
        '<hangup/></if><transfer timeout="25">2135551234</transfer>',
        '<get varname="r">https://example.com/</get><if expr="\'${r}\' == 0"><play type="tts">No debts.</play></if>',
        '<get varname="r">https://example.com/</get><if expr="\'${r}\' &lt; 10"><play type="tts">Little.</play></if>',
        '<post varname="r">https://example.com/pay</post><play type="tts">Your payment is accepted.</play>',
        '<post>https://example.com/pay</post><wait>1</wait><play type="tts">Your payment has been received.</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A reply that is an error or nothing takes the way of a reply that means success.

    ## What it does
    Follows the call behind a get or post that has failed, so that its variable is empty. Reports these:

    - a test of the reply that names a refusal alone, such as `blocked`: an empty reply takes the other way. It is a
      note where the word is none, but the call ends there, and others lead to a transfer, a message and the like
    - a test in which an empty reply counts as the number 0
    - as a note, a prompt behind a request which says that something was done, where nothing reads the reply

    Nothing is said of plans that ask for an empty reply first, or for a reply that means success.

    ## Why is this bad
    When the web server is down, callees are let in, connected, or told that they have paid.

    ## Example
    ```xml
    <get varname="status">https://example.com/status?from=${call.callerid}</get>
    <if expr="'${status}' == 'blocked'">
      <hangup/>
    </if>
    <transfer timeout="25">2135551234</transfer>
    ```

    ## Use instead
    Ask for the reply that means success:

    ```xml
    <get varname="status">https://example.com/status?from=${call.callerid}</get>
    <if expr="'${status}' != 'welcome'">
      <hangup/>
    </if>
    <transfer timeout="25">2135551234</transfer>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    What a variable holds after a reply that failed is not documented: assumed to be nothing (quirk `http_error`).
    JavaScript takes an empty text for the number 0.
    """
    for request in subject.ask_engine(failed_requests) if subject.count(Get, Post) else ():
        yield from _of_tests(subject, request)
    for element, node in subject.each(Get, Post):
        yield from _of_claims(subject, element, node)


def _of_tests(subject: Subject, request: FailedRequest) -> Iterator[Hit]:
    """The tests that let nothing go on."""
    for test in request.tests:
        if test.counts and test.nothing.label == "true" and test.other.label == "false":
            yield _counted(subject, request, test)
            return
    if any(_asks_for_success(subject, test) for test in request.tests):
        return
    for test in request.tests:
        refusals = _apart(test)
        if refusals and test.nothing == test.other and test.nothing.to != refusals[0][1].to:
            yield _let_in(subject, request, test, [text for text, _ in refusals])
            return


def _apart(test: ReplyTest) -> list[tuple[str, Exit]]:
    """The replies that a test names, and that go another way than nothing."""
    return [(text, way) for text, way in test.named if way != test.nothing]


def _asks_for_success(subject: Subject, test: ReplyTest) -> bool:
    """Whether a test asks for a reply that is no refusal, or tells nothing from other replies."""
    return test.nothing != test.other or not all(_is_refused(subject, test, text, way) for text, way in _apart(test))


def _is_refused(subject: Subject, test: ReplyTest, text: str, way: Exit) -> bool:
    """Whether a reply is a refusal, by its word, or because the call ends where others go on to do something."""
    return is_refusal(text) or (_ends(subject, way.to) and act(subject, test.nothing.to) is not None)


def _ends(subject: Subject, start: int) -> bool:
    """Whether a call ends from a place on, surely, and does nothing on the way but speak."""
    *_, last = straight(subject.ask_engine(Flow), start)
    return bool(subject.engine.table[last].ending()) and act(subject, start) is None


def _let_in(subject: Subject, request: FailedRequest, test: ReplyTest, refusals: list[str]) -> Hit:
    label = subject.label(test.element)
    named = one_of(quoted(each) for each in refusals)
    message = (
        f"{label}: where {subject.label(request.element)} fails, the call goes on as if the reply were not {named}"
    )
    done = act(subject, test.nothing.to)
    why = f"{_WHY}; then the callee {done.words}" if done else f"{_WHY}, and the call goes on"
    xml = f"ask for the reply that means success, or for nothing too: expr=\"... || '${{{request.name}}}' == ''\""
    python = (
        f"ask for the reply that means success, or for nothing too: f\"... || {{Var('{request.name}').quoted}} == ''\""
    )
    severity = WARNING if all(map(is_refusal, refusals)) else NOTE
    return Hit(test.element, message, why, xml, python, severity=severity)


def _counted(subject: Subject, request: FailedRequest, test: ReplyTest) -> Hit:
    label = subject.label(test.element)
    message = f"{label}: where {subject.label(request.element)} fails, its empty reply counts as the number 0"
    why = f"{_WHY}, and JavaScript takes an empty text for 0"
    xml = f"ask for an empty reply first: expr=\"'${{{request.name}}}' != '' &amp;&amp; ...\""
    python = f"ask for an empty reply first: f\"{{Var('{request.name}').quoted}} != '' && ...\""
    return Hit(test.element, message, why, xml, python)


def _of_claims(subject: Subject, element: int, node: Get | Post) -> Iterator[Hit]:
    """A prompt that says that something was done, although nobody looks at the reply."""
    if node.variable is not None and subject.ask_engine(variables).read.get(node.variable.strip()):
        return
    if node.variable is not None and "${" in node.variable:
        return
    for place in straight(subject.ask_engine(Flow), subject.engine.starts[element]):
        tag = subject.engine.table[place]
        if tag.awaits == PROMPT and says_done(text := subject.ask(prompts).spoken.get(tag.element, "")):
            label = subject.label(element)
            message = f"{label}: nothing looks at its reply, and {called(subject, tag.element)} says {quoted(text)}"
            why = "the callee is told so also when the web server has failed, or said no"
            xml = 'keep the reply (varname="reply"), and say so only where it is the one that means success'
            python = 'keep the reply (variable="reply"), and say so only where it is the one that means success'
            yield Hit(element, message, why, xml, python, severity=NOTE)
            return
