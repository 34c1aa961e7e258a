"""The call script: what a person types at the command line, a test file holds and a counterexample prints.

One statement a line; `;` also separates. `#` starts a comment, except where it is a key: after `press`. Text stands in
quotes of either kind. Parsing yields statements; each is a callee's step with its place in the script.

    answer live
    hear "one-time code is 2 5 1 7"
    press 1 at 1.2s
    wait
    expect hangup
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, cast

from ivrdsl.errors import ArgumentError, ScriptError
from ivrdsl.findings.words import one_of
from ivrsim.core.events import ANSWERS, TRANSFER
from ivrsim.core.parties import FLAGS, LISTENERS, MAILBOX, OPTIONS, PARTIES, VERDICTS, Party
from ivrsim.core.platform import assumable
from ivrsim.core.variables import may_be_given, near_given
from ivrsim.play.acts import TALK_MS
from ivrsim.play.call import Call
from ivrsim.play.expectations import BOUNDS, DEEDS
from ivrsim.play.matcher import Matcher
from ivrsim.play.party import PartyOptions, require_fits
from ivrsim.play.web import ERROR, TIMEOUT, Delayed, Failure, Reply
from ivrsim.script import mention
from ivrsim.script.mention import Mention
from ivrsim.script.reader import Reader, require_none

Step = Callable[[Call], object]


class Statement(NamedTuple):
    """One statement of a script.

    Attributes:
        line, column: where it begins, counted from 1.
        source: the statement as it was written.
        run: does it, on a call; raises StepFailed when it cannot be done or does not hold.
        mentions: what it names of the plan.
    """

    line: int
    column: int
    source: str
    run: Step
    mentions: tuple[Mention, ...] = ()


def parse_script(text: str) -> list[Statement]:
    """Parse the statements of a script.

    Raises:
        ScriptError: statements are not of the language; the message says what could have come instead.
    """
    mistakes: list[ScriptError] = []
    found = [each for number, line in enumerate(text.splitlines(), 1) for each in read_line(line, number, mistakes)]
    require_none(mistakes)
    return found


def parse_line(line: str, number: int) -> list[Statement]:
    """Parse the statements of one line. See `parse_script`."""
    mistakes: list[ScriptError] = []
    found = read_line(line, number, mistakes)
    require_none(mistakes)
    return found


def read_line(line: str, number: int, mistakes: list[ScriptError]) -> list[Statement]:
    """Read the statements of one line; what is wrong with the others is added to `mistakes`."""
    statements: list[Statement] = []
    reader = Reader(line, number)
    while not reader.at_end():
        if reader.takes(";"):
            continue
        reader.begin_statement()
        try:
            run = _statement(reader)
            reader.ends_statement()
        except ScriptError as mistake:
            reader.skip_statement()
            mistakes.append(_with_offer(mistake, line[reader.begin : reader.position].strip(), reader.begin + 1))
            continue
        source = line[reader.begin : reader.position].strip()
        statements.append(Statement(number, reader.begin + 1, source, run, tuple(reader.mentions)))
    return statements


def _can_be_read(statements: str) -> bool:
    """Whether statements are of the language; what else may be meant is not asked."""
    reader = Reader(statements, 1)
    try:
        while not reader.at_end():
            if not reader.takes(";"):
                _statement(reader)
                reader.ends_statement()
    except ScriptError:
        return False
    return True


def _with_offer(mistake: ScriptError, statement: str, column: int) -> ScriptError:
    """A mistake, or the question whether another statement is meant, which tells more than what could come there."""
    from ivrsim.script.habits import offers

    meant = one_of(f"`{each}`" for each in offers(statement, _can_be_read))
    if not meant:
        return mistake
    return ScriptError(f"found `{statement[:40]}`; did you mean {meant}?", line=mistake.line, column=column)


def quoted(text: str) -> str:
    """Write a text as a script's string: what reads it gets the same text.

    A script has no way to say a line break. A text that holds one is written with each piece of white space as one
    blank, which is how prompts are compared.
    """
    flat = text if text.splitlines() in ([], [text]) else " ".join(text.split())
    return '"' + re.sub(r'(["\\])', r"\\\1", flat) + '"'


def time_text(ms: int) -> str:
    """Write a time as a script's: what reads it gets the same ms."""
    return f"{ms // 1000}s" if ms % 1000 == 0 else f"{ms}ms"


def http_statement(pattern: str, replies: Iterable[str | Failure | Delayed]) -> str:
    """Write what web servers answer, in turn, as a statement."""
    return f"http {quoted(pattern)} -> {' then '.join(map(_reply_text, replies))}"


def http_reply(reply: str | None) -> str:
    """Write what a web server answers, as it stands in such a statement: a text, or None where it fails."""
    return _reply_text(ERROR if reply is None else reply)


def _reply_text(reply: str | Failure | Delayed) -> str:
    if isinstance(reply, Delayed):
        return _reply_text(reply.reply) + (f" after {time_text(reply.after_ms)}" if reply.after_ms else "")
    return reply.reason if isinstance(reply, Failure) else quoted(reply)


def _statement(reader: Reader) -> Step:
    for verb, parse in _VERBS.items():
        if reader.takes(verb):
            return parse(reader)
    return reader.fail("a statement: " + ", ".join(_VERBS), among=_VERBS)


def _answer(reader: Reader) -> Step:
    by = reader.choose((*ANSWERS, *PARTIES))
    if by not in PARTIES:
        return lambda call: call.answer(by)
    said = _said_of(reader, PARTIES[by])
    return lambda call: call.answer(by, **said)


def _said_of(reader: Reader, party: Party) -> PartyOptions:
    """What is said of who answers, as `Call.answer` takes it, in any order."""
    said: dict[str, Any] = {}
    known = _SAID_OF_PARTIES
    fits = ("taken for", "after", *party.options)
    while not reader.at_statement_end():
        words = next((each for each in known if reader.takes(each)), None)
        if words is None:
            reader.fail(f"the end of the statement, or {one_of(fits)}", among=fits)
        if words not in fits or known[words] in said:
            reader.position = reader.last
            reader.fail(
                f"{one_of(fits)}, each once",
                hint="" if words in fits else f'"{words}" does not fit {party.words}',
            )
        said[known[words]] = _said(reader, known[words])
    try:
        require_fits(party, cast(PartyOptions, said))
    except ArgumentError as error:
        raise ScriptError(str(error), line=reader.number, column=reader.begin + 1) from None
    return cast(PartyOptions, said)


_SAID_OF_PARTIES: Final = {"taken for": "taken_for", "after": "after_ms", **OPTIONS}
"""What may be said of a party, and what `Call.answer` calls it."""


def _said(reader: Reader, name: str) -> object:
    if name == "taken_for":
        return reader.choose(tuple(VERDICTS))
    return FLAGS[name] if name in FLAGS else reader.time_ms()


def party_statement(party: Party, said: PartyOptions) -> str:
    """Write who it really is that answers as a statement: what reads it gives the same to `Call.answer`."""
    written = [party.name]
    for words, name in _SAID_OF_PARTIES.items():
        value = said.get(name)
        if name in FLAGS:
            written += [words] if value is FLAGS[name] else []
        elif value is not None:
            written += [words, value if isinstance(value, str) else time_text(cast(int, value))]
    return f"answer {' '.join(written)}"


def _matcher(reader: Reader) -> Matcher:
    """A text in quotes, `exactly` one, or a regular expression between slashes."""
    if reader.takes("exactly"):
        return Matcher("exactly", reader.string())
    if reader.takes("sound"):
        return Matcher("sound", reader.string("the number of a sound, or a part of its URL, in quotes"))
    if reader.line[reader.position : reader.position + 1] != "/":
        return Matcher("contains", reader.string('a text in quotes, exactly "...", or /a regular expression/'))
    start = reader.position
    pattern = reader.expect(r"/(?:[^/\\]|\\.)+/", "a regular expression between slashes")[1:-1].replace(r"\/", "/")
    try:
        re.compile(pattern)
    except re.error as error:
        reader.position = start
        reader.fail(f"a regular expression that compiles ({error})")
    return Matcher("regex", pattern)


def _hear(reader: Reader) -> Step:
    matcher = _matcher(reader)
    return lambda call: call.hears_match(matcher)


def _at(reader: Reader) -> dict[str, Any]:
    """The moment at which a callee acts, as `Call` takes it: a time, or the end of a word."""
    if not reader.takes("at"):
        return {}
    if not reader.takes("word"):
        return {"at_ms": reader.time_ms("a time such as 1.2s or 500ms, or word and a text in quotes")}
    word = reader.word()
    nth = "1" if reader.at_statement_end() else reader.expect("[1-9][0-9]{0,5}", "which of them: 2 for the second")
    return {"at_word": word, "nth": int(nth)}


def _press(reader: Reader) -> Step:
    keys = reader.expect(r"[0-9*#]+(?!\w)", "one or more keys: 0-9, * and #")
    at = _at(reader)
    return (lambda call: call.press(keys, **at)) if at else lambda call: call.press(keys)


def _wait(reader: Reader) -> Step:
    ms = None if reader.at_statement_end() else reader.time_ms()
    return (lambda call: call.wait()) if ms is None else lambda call: call.wait(ms)


def _hang_up(reader: Reader) -> Step:
    at = _at(reader)
    return lambda call: call.hang_up(**at)


def _set_variable(reader: Reader) -> Step:
    start = reader.position
    name = reader.expect(r"[A-Za-z_][\w.\-]*", "call.NAME, contact.NAME, attribute.NAME or clock").rstrip()
    if name != "clock" and not may_be_given(name):
        reader.position = start
        reader.fail("call.NAME, contact.NAME, attribute.NAME or clock", hint=near_given(name, "clock"))
    reader.expect("=", "=")
    if name == "clock":
        moment = _clock(reader)
        return lambda call: call.line.set_clock(moment)
    value = reader.string()
    reader.mention(mention.GIVEN, name, start)
    return lambda call: call.line.set_variable(name, value)


def _http(reader: Reader) -> Step:
    start = reader.position
    pattern = reader.string("the pattern of a URL in quotes")
    reader.mention(mention.URL, pattern, start)
    reader.expect("->", "->")
    replies = [_reply(reader)]
    while reader.takes("then"):
        replies.append(_reply(reader))
    return lambda call: call.line.web.add(pattern, replies)


def _reply(reader: Reader) -> Reply:
    if reader.takes("timeout"):
        if reader.peeks("after"):
            reader.fail("no time: a timeout comes when the platform gives up, whose http_timeout_ms says when")
        return TIMEOUT
    reply = ERROR if reader.takes("error") else reader.string("a text in quotes, error, or timeout")
    return Delayed(reply, reader.time_ms()) if reader.takes("after") else reply


def _transfer(reader: Reader) -> Step:
    reader.mention(mention.DEED, "transfer")
    outcome = reader.choose(tuple(TRANSFER))
    if outcome != "answered" or reader.at_statement_end():
        return lambda call: call.transfer(outcome)
    talk_ms = TALK_MS if reader.peeks("then") else reader.time_ms()
    then = reader.choose(("hang up",)) if reader.takes("then") else ""
    return lambda call: call.transfer(outcome, talk_ms=talk_ms, then=then)


def _record(reader: Reader) -> Step:
    reader.mention(mention.DEED, "record")
    ms = 0 if reader.at_statement_end() or reader.peeks("then") else reader.time_ms()
    then = ""
    if reader.takes("then"):
        then = "#" if reader.match("#") else reader.choose(("hang up",))
    return lambda call: call.record(ms, then=then)


def _expect_sent(kind: str) -> Callable[[Reader], Step]:
    def parse(reader: Reader) -> Step:
        reader.mention(mention.DEED, kind)
        number = reader.string("a number in quotes")
        return lambda call: call.expect_sent(kind, number)

    return parse


def _clock(reader: Reader) -> datetime:
    start = reader.position
    try:
        moment = datetime.fromisoformat(reader.string())
    except ValueError:
        reader.position = start
        reader.fail('a date and time such as "2026-03-02T15:30:00Z"')
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _expect(reader: Reader) -> Step:
    for what, parse in _EXPECTATIONS.items():
        if reader.takes(what):
            return parse(reader)
    return reader.fail(" or ".join(_EXPECTATIONS), among=_EXPECTATIONS)


def _duration(reader: Reader) -> Step:
    compare = reader.expect("<=|>=|<|>|=", "<, <=, >, >= or =")
    ms = reader.time_ms()
    return lambda call: call.expect_duration(compare, ms)


def _never(reader: Reader) -> Step:
    what = reader.choose(("heard by", "heard", *DEEDS))
    if what == "heard by":
        return _heard_by(reader, never=True)
    if what != "heard":
        return lambda call: call.expect_never(what)
    matcher = _matcher(reader)
    return lambda call: call.expect_heard(matcher, 0)


def _kept(reader: Reader) -> Step:
    """`expect mailbox kept TEXT`, `kept nothing`, `never kept TEXT`."""
    never = reader.choose(("kept", "never kept")) != "kept"
    matcher = None if not never and reader.takes("nothing") else _matcher(reader)
    return lambda call: call.expect_kept(matcher, never=never)


def _heard_by(reader: Reader, *, never: bool = False) -> Step:
    party = reader.choose(LISTENERS)
    matcher = _matcher(reader)
    return lambda call: call.expect_heard_by(party, matcher, never=never)


def _heard_times(reader: Reader) -> Step:
    compare = next((sign for words, sign in BOUNDS.items() if reader.takes(words)), "=")
    expected = "a number of times" if compare != "=" else "at most, at least, or a number of times"
    times = int(reader.expect("[0-9]{1,6}", expected))
    reader.expect("times?", "times")
    matcher = _matcher(reader)
    return lambda call: call.expect_heard(matcher, times, compare)


def _no(reader: Reader) -> Step:
    return _NOTHING[reader.choose(tuple(_NOTHING))]


_NOTHING: Final[dict[str, Step]] = {
    "error at the end": lambda call: call.expect_no_error_at_the_end(),
    "error": lambda call: call.expect_no_error(),
    "javascript error": lambda call: call.expect_no_javascript_error(),
    "unset variable": lambda call: call.expect_no_unset_variable(),
    "act in silence": lambda call: call.expect_no_act_in_silence(),
}
"""What a call can be expected to have none of."""


def _value(what: str) -> Callable[[Reader], Step]:
    def parse(reader: Reader) -> Step:
        start = reader.position
        name = reader.expect(r"[^\s=;\"']+", "a name")
        reader.mention(what, name, start)
        reader.expect("=", "=")
        value = reader.string()
        return lambda call: call.expect_value(what, name, value)

    return parse


def _assumption(reader: Reader) -> Step:
    start = reader.position
    quirk = reader.expect("[a-z0-9_]+", "the key of a quirk")
    if quirk not in assumable():
        reader.position = start
        reader.fail("the key of a quirk", among=assumable())
    return lambda call: call.expect_assumption(quirk)


def _try(reader: Reader) -> Step:
    verb = reader.choose(_TRIED)
    step = _VERBS[verb](reader)
    reader.mentions = []  # what is only tried need not be there
    return lambda call: call.attempt(step)


_VERBS: Final[dict[str, Callable[[Reader], Step]]] = {
    "answer": _answer,
    "hear": _hear,
    "press": _press,
    "wait": _wait,
    "hang up": _hang_up,
    "transfer": _transfer,
    "record": _record,
    "try": _try,
    "set": _set_variable,
    "http": _http,
    "expect": _expect,
}
_TRIED: Final = ("press", "wait", "hang up", "transfer", "record", "hear")
"""What a callee may try: steps that can turn out to be impossible because of the plan."""
_EXPECTATIONS: Final[dict[str, Callable[[Reader], Step]]] = {
    "hangup": lambda reader: lambda call: call.expect_hangup(),
    "end in silence": lambda reader: lambda call: call.expect_end_in_silence(),
    "duration": _duration,
    "never": _never,
    "no": _no,
    "heard by": _heard_by,
    "heard": _heard_times,
    MAILBOX.name: _kept,
    "stash": _value("stash"),
    "variable": _value("variable"),
    "sms to": _expect_sent("sms"),
    "dnc": _expect_sent("dnc"),
    "key answered": lambda reader: lambda call: call.expect_key_answered(),
    "key taken": lambda reader: lambda call: call.expect_key_taken(),
    "assumption": _assumption,
}
