"""The call script's grammar: every statement, both quotes, comments, and errors that say what could have come."""

import pytest

from ivrdsl.errors import ScriptError
from ivrsim.script.statements import parse_script


def sources(text: str) -> list[str]:
    return [statement.source for statement in parse_script(text)]


@pytest.mark.parametrize(
    "statement",
    [
        "answer live",
        "answer machine",
        "answer busy",
        "answer no answer",
        'hear "code"',
        "hear 'code'",
        'hear exactly "code"',
        "hear /co.e/",
        r"hear /a\/b/",
        r'hear "a \"b\" c"',
        r"hear 'it\'s'",
        'hear "it\'s"',
        "hear 'a \"b\"'",
        'hear "a; b # c"',
        "press 1",
        "press #",
        "press *",
        "press 12345#",
        "press #1",
        "press 1 at 1.2s",
        "press 1 at 500ms",
        "press 1 at 0s",
        "wait",
        "wait 2s",
        "wait 2.5s",
        "wait 10ms",
        "hang up",
        "hang up at 0.5s",
        "hang   up",
        'set call.callerid = "anonymous"',
        'set contact.firstName = "Ann"',
        'set attribute.user = "42"',
        'set call.field.x="1"',
        'set clock = "2026-03-02T15:30:00Z"',
        'set clock = "2026-03-02"',
        "set contact.A = ''",
        "expect hangup",
        "expect duration < 30s",
        "expect duration<=30s",
        "expect duration > 1ms",
        "expect duration >= 1s",
        "expect duration = 1s",
        'expect never heard "x"',
        "expect never heard /x/",
        'expect never heard exactly "x"',
        'expect heard 2 times "x"',
        'expect heard 1 time "x"',
        'expect heard 0 times "x"',
        'expect stash Vote = "Yes"',
        "expect stash a-b = ''",
        'expect variable n = "3"',
        'expect variable call.lastinput = "3"',
        "expect assumption no_timeout_branch",
        "answer inbound",
        "transfer answered 30s",
        "transfer answered",
        "transfer busy",
        "transfer no answer",
        "transfer failed",
        "transfer screened out",
        "record 4s",
        "record 4s then #",
        "record then hang up",
        "record",
        'http "*/acctInfo*" -> "42 dollars"',
        'http "*" -> error',
        'http "*" -> timeout',
        'http "*" -> "busy" then "busy" then "done"',
        'http "*" -> error then timeout then ""',
        "http '*' -> 'then' then 'x; y'",
        'http "*" -> "ok" after 3s',
        'http "*" -> error after 500ms',
        'http "*" -> "after" after 0.25s then timeout then error then "" after 0s',
        "transfer answered 30s then hang up",
        "transfer answered then hang up",
        "try press 1",
        "try press # at 1.2s",
        "try wait",
        "try wait 2s",
        "try hang up",
        "try hang up at 2s",
        "try   hang   up",
        "try transfer answered 3s then hang up",
        "try record 4s then #",
        'try hear exactly "x"',
        "try hear /x/",
        'expect heard at most 2 times "x"',
        'expect heard at least 1 time exactly "x"',
        "expect end in silence",
        "expect key taken",
        "expect key answered",
        "expect never transfer",
        "expect never sms",
        "expect never dnc",
        "expect never stash",
        "expect never heard sound '1'",
        "expect no error",
        "expect no error at the end",
        "expect no javascript error",
        "expect no act in silence",
        "expect no unset variable",
        'expect sms to "2135551234"',
        'expect dnc "2135551234"',
    ],
)
def test_a_statement_of_the_language(statement: str) -> None:
    assert sources(statement) == [statement]
    assert sources(f"   {statement}   ") == [statement]
    assert sources(f"{statement};{statement} ;; {statement};") == [statement] * 3
    assert sources(f"{statement} # a comment; press 1") == [statement]
    assert sources(f"# a comment\n\n{statement}\n{statement}\n") == [statement] * 2


@pytest.mark.parametrize("text", ["", "\n\n", ";", ";;\n;", "# nothing", "   # press 1", "\ufeff".strip("\ufeff")])
def test_nothing_to_do(text: str) -> None:
    assert parse_script(text) == []


def test_where_statements_stand() -> None:
    script = "answer live; press 1\n\n  hear 'x' ;  wait # end\n"
    assert [(s.line, s.column, s.source) for s in parse_script(script)] == [
        (1, 1, "answer live"),
        (1, 14, "press 1"),
        (3, 3, "hear 'x'"),
        (3, 15, "wait"),
    ]


def test_the_pound_key_is_no_comment_after_press_and_only_there() -> None:
    assert sources("press #") == ["press #"]
    assert sources("press 1# # now") == ["press 1#"]
    assert sources("wait # 5") == ["wait"]
    assert sources("press 1 # 2") == ["press 1"]


VERBS = "expected a statement: answer, hear, press, wait, hang up, transfer, record, try, set, http, expect"
EXPECTED = (
    "expected hangup or end in silence or duration or never or no or heard by or heard or mailbox or stash or variable"
    " or sms to or dnc or key answered or key taken or assumption"
)
NEVER = "expected heard by or heard or transfer or sms or dnc or stash"
TIMES = "expected at most, at least, or a number of times"
TOO_LONG = "a time of less than 1000000000000s"
TRIED = "expected press or wait or hang up or transfer or record or hear"
ANSWERED = (
    "expected live or machine or unsure or inbound or busy or no answer or person or mailbox or screening"
    " or receptionist or fax or silence"
)
MATCHER = 'a text in quotes, exactly "...", or /a regular expression/'
AT = "expected a time such as 1.2s or 500ms, or word and a text in quotes"


@pytest.mark.parametrize(
    ("script", "line", "column", "message"),
    [
        ("anser live", 1, 1, 'found `anser live`; did you mean "answer" or "transfer"?'),
        ("answer live\n  prss 1", 2, 3, 'found `prss 1`; did you mean "press"?'),
        ("Answer live", 1, 1, 'found `Answer live`; did you mean "answer"?'),
        ("answer", 1, 7, f"found the end of the line, {ANSWERED}"),
        ("answer robot", 1, 8, f"found `robot`, {ANSWERED}"),
        ("answer live press 1", 1, 13, "found `press 1`, expected the end of the statement, or `;`"),
        ("answerlive", 1, 1, f"found `answerlive`, {VERBS}"),
        ("hear code", 1, 6, 'found `code`, expected a text in quotes, exactly "...", or /a regular expression/'),
        ('hear "code', 1, 6, f'found `"code`, expected {MATCHER}; its closing " is missing'),
        ("hear # x", 1, 6, 'found `# x`, expected a text in quotes, exactly "...", or /a regular expression/'),
        ("hear exactly /x/", 1, 14, "found `/x/`, expected a text in quotes"),
        ("hear /x", 1, 6, "found `/x`, expected a regular expression between slashes"),
        ("press", 1, 6, "found the end of the line, expected one or more keys: 0-9, * and #"),
        ("press one", 1, 1, "found `press one`; did you mean `press 1`?"),
        ("press 1a", 1, 7, "found `1a`, expected one or more keys: 0-9, * and #"),
        ("press 1 at", 1, 11, f"found the end of the line, {AT}"),
        ("press 1 at 2", 1, 12, f"found `2`, {AT}; did you mean 2s or 2ms?"),
        ("press 1 at 2sec", 1, 12, f"found `2sec`, {AT}"),
        ("press 1 in 2s", 1, 1, "found `press 1 in 2s`; did you mean `wait 2s; press 1` or `press 1 at 2s`?"),
        ("wait forever", 1, 6, "found `forever`, expected a time such as 1.2s or 500ms"),
        ("wait -1s", 1, 6, "found `-1s`, expected a time such as 1.2s or 500ms"),
        ("set x='y'", 1, 5, "found `x='y'`, expected call.NAME, contact.NAME, attribute.NAME or clock"),
        ("set call.='y'", 1, 5, "found `call.='y'`, expected call.NAME, contact.NAME, attribute.NAME or clock"),
        ("set call.id 'y'", 1, 13, "found `'y'`, expected ="),
        ("set call.id = y", 1, 15, "found `y`, expected a text in quotes"),
        ("set clock = 'noon'", 1, 13, "found `'noon'`, expected a date and time such as \"2026-03-02T15:30:00Z\""),
        (
            'http "*" -> 5',
            1,
            13,
            "found `5`, expected a text in quotes, error, or timeout",
        ),
        ('http "*" -> "ok" after', 1, 23, "found the end of the line, expected a time such as 1.2s or 500ms"),
        (
            'http "*" -> "ok" after 3',
            1,
            24,
            "found `3`, expected a time such as 1.2s or 500ms; did you mean 3s or 3ms?",
        ),
        ('http "*" -> "ok" after -3s', 1, 24, "found `-3s`, expected a time such as 1.2s or 500ms"),
        ('http "*" -> "ok" after3s', 1, 18, "found `after3s`, expected the end of the statement, or `;`"),
        ('http "*" -> "ok" after 1s after 2s', 1, 27, "found `after 2s`, expected the end of the statement, or `;`"),
        ('http "*" -> after 1s', 1, 13, "found `after 1s`, expected a text in quotes, error, or timeout"),
        ('http "*" -> "" after 1' + "0" * 12 + "s", 1, 22, f"found `1{'0' * 12}s`, expected {TOO_LONG}"),
        (f"wait {'9' * 400}s", 1, 6, f"found `{'9' * 40}`, expected {TOO_LONG}"),
        (
            'http "*" -> "ok" then timeout after 3s',
            1,
            31,
            "found `after 3s`, expected no time: a timeout comes when the platform gives up, whose http_timeout_ms "
            "says when",
        ),
        ("expect", 1, 7, f"found the end of the line, {EXPECTED}"),
        ("expect silence", 1, 8, f"found `silence`, {EXPECTED}"),
        ("expect duration 3s", 1, 17, "found `3s`, expected <, <=, >, >= or ="),
        ("expect duration < 3", 1, 19, "found `3`, expected a time such as 1.2s or 500ms; did you mean 3s or 3ms?"),
        (
            "expect heard two times 'x'",
            1,
            14,
            f"found `two times 'x'`, {TIMES}",
        ),
        ("expect heard at most two times 'x'", 1, 22, "found `two times 'x'`, expected a number of times"),
        ("expect heard at least 'x'", 1, 23, "found `'x'`, expected a number of times"),
        (
            "expect heard at 2 times 'x'",
            1,
            14,
            f"found `at 2 times 'x'`, {TIMES}",
        ),
        ("expect heard at most 2 'x'", 1, 24, "found `'x'`, expected times"),
        ("expect never", 1, 13, f"found the end of the line, {NEVER}"),
        ("expect never hangup", 1, 14, f"found `hangup`, {NEVER}"),
        ("expect never sms to '1'", 1, 18, "found `to '1'`, expected the end of the statement, or `;`"),
        (
            "expect no",
            1,
            10,
            "found the end of the line, expected error at the end or error or javascript error or unset variable"
            " or act in silence",
        ),
        (
            "expect no unset",
            1,
            11,
            "found `unset`, expected error at the end or error or javascript error or unset variable or act in silence",
        ),
        ("expect nothing", 1, 8, f"found `nothing`, {EXPECTED}"),
        ("expect end", 1, 8, f"found `end`, {EXPECTED}"),
        ("expect key 1 taken", 1, 8, 'found `key 1 taken`; did you mean "key taken"?'),
        ("try", 1, 4, f"found the end of the line, {TRIED}"),
        ("try answer live", 1, 5, f"found `answer live`, {TRIED}"),
        ("try try wait", 1, 5, 'found `try wait`; did you mean "wait"?'),
        ("try expect hangup", 1, 5, f"found `expect hangup`, {TRIED}"),
        ("try press", 1, 10, "found the end of the line, expected one or more keys: 0-9, * and #"),
        ("http '*' -> 'x' then", 1, 21, "found the end of the line, expected a text in quotes, error, or timeout"),
        ("http '*' -> 'x' 'y'", 1, 17, "found `'y'`, expected the end of the statement, or `;`"),
        ("http '*' -> then 'y'", 1, 13, "found `then 'y'`, expected a text in quotes, error, or timeout"),
        ("transfer answered then", 1, 23, "found the end of the line, expected hang up"),
        ("transfer answered then #", 1, 24, "found `#`, expected hang up"),
        ("transfer answered 3s hang up", 1, 22, "found `hang up`, expected the end of the statement, or `;`"),
        ("transfer busy then hang up", 1, 15, "found `then hang up`, expected the end of the statement, or `;`"),
        ("expect heard 2 'x'", 1, 16, "found `'x'`, expected times"),
        ("expect stash = 'x'", 1, 14, "found `= 'x'`, expected a name"),
        ("expect stash a 'x'", 1, 16, "found `'x'`, expected ="),
        ("expect hangup now", 1, 15, "found `now`, expected the end of the statement, or `;`"),
        ("transfer away", 1, 10, "found `away`, expected answered or busy or no answer or failed or screened out"),
        ("transfer answered 30", 1, 19, "found `30`, expected a time such as 1.2s or 500ms; did you mean 30s or 30ms?"),
        ("record then", 1, 12, "found the end of the line, expected hang up"),
        ("record 4s and #", 1, 11, "found `and #`, expected the end of the statement, or `;`"),
        ("http * -> 'x'", 1, 6, "found `* -> 'x'`, expected the pattern of a URL in quotes"),
        ("http '*' 'x'", 1, 10, "found `'x'`, expected ->"),
        ("http '*' -> ok", 1, 13, "found `ok`, expected a text in quotes, error, or timeout"),
        ("expect sms '2'", 1, 8, """found `sms '2'`; did you mean "sms to"?"""),
        ("expect dnc 2", 1, 12, "found `2`, expected a number in quotes"),
        ("wait\nwait\nanswer live; pres 1", 3, 14, 'found `pres 1`; did you mean "press"?'),
    ],
)
def test_a_mistake_says_where_and_what_could_have_come(script: str, line: int, column: int, message: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse_script(script)
    assert (error.value.line, error.value.column, str(error.value)) == (line, column, message)


def test_a_regular_expression_that_does_not_compile() -> None:
    with pytest.raises(ScriptError, match="a regular expression that compiles") as error:
        parse_script("answer live; hear /(/")
    assert (error.value.line, error.value.column) == (1, 19)


@pytest.mark.parametrize(
    ("script", "column"),
    [
        ("hang on", 1),
        ("hang expect hangup", 1),
        ("expect never stash a = 'b'", 20),
        ("answer no live", 8),
        ("expect end in", 8),
        ("expect key", 8),
        ("expect no unset a", 11),
        ("expect heard at most", 21),
    ],
)
def test_half_a_phrase_is_no_phrase(script: str, column: int) -> None:
    with pytest.raises(ScriptError) as error:
        parse_script(script)
    assert error.value.column == column


def test_the_column_of_a_name_with_blanks_behind_it() -> None:
    with pytest.raises(ScriptError) as error:
        parse_script("set x = 'y'")
    assert (error.value.column, str(error.value)[:13]) == (5, "found `x = 'y")


HABITS = [
    ("answer human", ["answer live"]),
    ("answer voicemail", ["answer machine", "answer mailbox"]),
    ("Answer an answering machine", ["answer machine", "answer mailbox"]),
    ("voice mail", ["answer machine", "answer mailbox"]),
    ("answer mail box", ["answer machine", "answer mailbox"]),
    ("answer mailbox greeting=3s", ["answer mailbox greeting 3s"]),
    ("answer mailbox greeting_ms=3000", ["answer mailbox greeting 3000ms"]),
    ("answer machine greeting 3s", ["answer mailbox greeting 3s"]),
    ("answer voicemail seen as human", ["answer mailbox taken for person"]),
    ("answer mailbox without a beep", ["answer mailbox no beep"]),
    ("answer mailbox full in 20s", ["answer mailbox full after 20s"]),
    ("answer person taken as machine", ["answer person taken for machine"]),
    ("answer person detected as a robot", ["answer person taken for machine"]),
    ("answer live after 3s", ["answer person after 3s"]),
    ("answer screening passes on after 9s", ["answer screening passes after 9s"]),
    ("answer a screening assistant refuses", ["answer screening refuses"]),
    ("answer secretary passes 5s", ["answer receptionist passes after 5s"]),
    ("answer fax machine", ["answer fax"]),
    ("answer dead air", ["answer silence"]),
    ("expect mailbox heard", ['expect mailbox kept "..."']),
    ('expect mailbox heard "x"', ['expect mailbox kept "x"']),
    ('expect mailbox has not recorded "x"', ['expect mailbox never kept "x"']),
    ("expect voicemail never kept /x/", ["expect mailbox never kept /x/"]),
    ("expect mailbox empty", ["expect mailbox kept nothing"]),
    ('expect heard by mailbox "x"', ['expect mailbox kept "x"']),
    ('expect never heard by voice mail "x"', ['expect mailbox never kept "x"']),
    ('expect person heard "x"', ['expect heard by person "x"']),
    ('expect receptionist has never heard "x"', ['expect never heard by receptionist "x"']),
    ('expect not heard by person "x"', ['expect never heard by person "x"']),
    ("inbound", ["answer inbound"]),
    ("no answer", ["answer no answer", "transfer no answer"]),
    ("press one", ["press 1"]),
    ("press star", ["press *"]),
    ('press "1234"', ["press 1234"]),
    ("press 1 2 3 4", ["press 1234"]),
    ("press one, two at 2s", ["press 12 at 2s"]),
    ("press 1 after 2s", ["wait 2s; press 1", "press 1 at 2s"]),
    ("try press one", ["try press 1"]),
    ("silence", ["wait"]),
    ("timeout", ["wait"]),
    ("no input", ["wait"]),
    ("sleep 5s", ["wait 5s"]),
    ("enter 1234", ["press 1234"]),
    ("dial 1", ["press 1"]),
    ("type 12#", ["press 12#"]),
    ('set reply = "ok"', ['http "*" -> "ok"']),
    ('expect not heard "code"', ['expect never heard "code"']),
    ("expect no hear /a b/", ["expect never heard /a b/"]),
    ("expect no transfer", ["expect never transfer"]),
    ("expect not sms", ["expect never sms"]),
    ("expect no secret", ['expect never heard "..."']),
    ("expect not unset variable", ["expect no unset variable"]),
    ('expect heard "x"', ['hear "x"', 'expect heard at least 1 times "x"']),
    ("expect transfer", ["transfer answered"]),
    ("expect transfer busy", ["transfer busy"]),
]


@pytest.mark.parametrize(("script", "meant"), HABITS)
def test_what_is_said_otherwise_elsewhere_is_offered(script: str, meant: list[str]) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_script(f"answer live; {script} ; wait # and so on")
    story = " or ".join(f"`{each}`" for each in meant)
    assert str(caught.value) == f"found `{script}`; did you mean {story}?"
    assert (caught.value.line, caught.value.column, caught.value.others) == (1, 14, ())
    for each in meant:
        assert parse_script(each)


@pytest.mark.parametrize(
    "script",
    [
        "press 1 2 x",
        "press x1",
        "answer nobody",
        "answer mailbox refuses",
        "answer person taken for granted",
        "answer mailbox greeting of ten words",
        "expect mailbox kept its promise",
        "expect person to laugh",
        "expect never hangup",
        "expect no dogs",
        "try human",
        "expect never stash a = 'b'",
        "sing",
        "set x = 'reply'",
    ],
)
def test_what_nobody_can_know_is_not_guessed(script: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_script(script)
    assert "`?" not in str(caught.value)
