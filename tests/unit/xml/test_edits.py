"""Documents, edits and the exact bytes that come out."""

import time
from pathlib import Path

import pytest

from ivrdsl.errors import IvrError, XmlError
from ivrdsl.findings.finding import Edit, Repair
from ivrdsl.xml.edits import edited
from ivrdsl.xml.read import parse

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.xml"))

PLAN = """\
<?xml version='1.0'?>
<!-- <no/> -->
<d  name='R&#38;B'
    b = "1" >
    <menu name="m"> <!-- trailing -->
        <play type='tts' >Hi &amp; bye</play>  <!-- said -->
        <goto/>
    </menu>
    <hangup />
</d>
"""
ROOT, MENU, PLAY, GOTO, HANGUP = range(5)

LINES = '<k p="1">\n <g>\n\t<h/>\n </g>\n</k>'

CASES = {
    "set an attribute, its quotes kept": (Edit(PLAY, "set attribute", "type", "it's <\"&\n"), [
        ("'tts'", "'it&apos;s &lt;\"&amp;&#10;'"),
    ]),
    "set an attribute in double quotes": (Edit(ROOT, "set attribute", "b", "'\"'"), [('"1"', '"\'&quot;\'"')]),
    "add an attribute behind the last": (Edit(ROOT, "set attribute", "c", "2"), [('b = "1" >', 'b = "1" c="2" >')]),
    "add a first attribute": (Edit(HANGUP, "set attribute", "name", "x"), [("<hangup />", '<hangup name="x" />')]),
    "remove an attribute": (Edit(ROOT, "remove attribute", "b"), [('\n    b = "1" >', " >")]),
    "rename an attribute": (Edit(ROOT, "rename attribute", "b", "c"), [("b =", "c =")]),
    "rename a tag": (Edit(MENU, "rename tag", value="amd"), [("<menu", "<amd"), ("</menu", "</amd")]),
    "rename a self-closing tag": (Edit(HANGUP, "rename tag", value="x"), [("<hangup />", "<x />")]),
    "set text": (Edit(PLAY, "set text", value="a<b>&"), [("Hi &amp; bye", "a&lt;b&gt;&amp;")]),
    "set the text of a self-closing tag": (Edit(HANGUP, "set text", value="x"), [("<hangup />", "<hangup>x</hangup>")]),
    "prepend": (Edit(MENU, "prepend", value="<x/>"), [("trailing -->\n", "trailing -->\n        <x/>\n")]),
    "append": (Edit(MENU, "append", value="<x/>"), [("<goto/>\n", "<goto/>\n        <x/>\n")]),
    "append to a self-closing tag": (Edit(GOTO, "append", value="<x/>"), [
        ("<goto/>", "<goto>\n            <x/>\n        </goto>"),
    ]),
    "insert before": (Edit(GOTO, "insert before", value="<x/><y/>"), [
        ("        <goto/>", "        <x/>\n        <y/>\n        <goto/>"),
    ]),
    "insert after, behind a remark": (Edit(PLAY, "insert after", value="<x/>"), [
        ("<!-- said -->\n", "<!-- said -->\n        <x/>\n"),
    ]),
    "several lines, indented for the place": (Edit(HANGUP, "insert after", value=LINES), [
        ("<hangup />\n", '<hangup />\n    <k p="1">\n        <g>\n            <h/>\n        </g>\n    </k>\n'),
    ]),
    "remove with the line": (Edit(GOTO, "remove element"), [("        <goto/>\n", "")]),
    "remove beside a remark": (Edit(PLAY, "remove element"), [("<play type='tts' >Hi &amp; bye</play>", "")]),
    "a comment before the root": (Edit(ROOT, "insert before", value="<!-- c -->"), [("<d ", "<!-- c -->\n<d ")]),
    "text put inside stays in its line": (Edit(PLAY, "append", value="!"), [("bye<", "bye!<")]),
}  # fmt: skip


def repaired(document: str | bytes, *edits: Edit) -> bytes:
    """The document after one repair."""
    data = document.encode() if isinstance(document, str) else document
    result = edited(data, [Repair(True, edits)])
    assert (result.applied, result.left) == ((0,), ())
    return result.data


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "shift_jis"])
@pytest.mark.parametrize(("edit", "replaced"), CASES.values(), ids=CASES)
def test_bytes(edit: Edit, replaced: list[tuple[str, str]], encoding: str, end: str) -> None:
    document = PLAN.replace("'1.0'", f"'1.0' encoding='{encoding.removesuffix('-sig')}'")
    expected = document
    for old, new in replaced:
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    before, after = (text.replace("\n", end).encode(encoding) for text in (document, expected))
    assert repaired(before, edit) == after


@pytest.mark.parametrize(
    ("document", "edits", "expected"),
    [
        ("<d><a/><b/></d>", [Edit(0, "append", value="<x>\n  <y/>\n</x>")], "<d><a/><b/><x><y/></x></d>"),
        ("<d><a/><b/></d>", [Edit(0, "prepend", value="<x/>")], "<d><x/><a/><b/></d>"),
        ("<d><a/></d>", [Edit(1, "append", value="<x/>"), Edit(1, "prepend", value="<w/>")], "<d><a><w/><x/></a></d>"),
        ("<d><a/></d>", [Edit(1, "insert before", value="<x/>"), Edit(1, "remove element")], "<d><x/></d>"),
        ("<d>\n<a/>\n</d>", [Edit(1, "insert after", value="<x/>"), Edit(1, "remove element")], "<d>\n<x/>\n</d>"),
        ("<d><a/></d>", [Edit(1, "append", value="<x/>"), Edit(1, "rename tag", value="b")], "<d><b><x/></b></d>"),
        ("<d>\n\t<a/>\n</d>", [Edit(1, "append", value="<x/>")], "<d>\n\t<a>\n\t\t<x/>\n\t</a>\n</d>"),
        ("<d/>\n", [Edit(0, "append", value="<x/>")], "<d>\n  <x/>\n</d>\n"),
        ("<d/>", [Edit(0, "append", value="<x/>")], "<d><x/></d>"),
        ("<d>\n</d>", [Edit(0, "append", value="<x/>")], "<d>\n  <x/>\n</d>"),
        ("<d>\n  <a/></d>", [Edit(0, "append", value="<x/>")], "<d>\n  <a/>\n  <x/></d>"),
        ("<d>a <b/> c</d>", [Edit(0, "append", value="<x/>")], "<d>a <b/> c<x/></d>"),
        ("<d>\n  old\n</d>", [Edit(0, "set text", value="new")], "<d>\n  new\n</d>"),
        ("<d> <![CDATA[a]]> </d>", [Edit(0, "set text", value="new")], "<d> <![CDATA[new]]> </d>"),
        ("<d>\n\tHi ${contact.c},\r\n  on\t${x}.\n</d>", [Edit(0, "set text", value="Hi ${contact.C}, on ${x}.")],
         "<d>\n\tHi ${contact.C},\r\n  on\t${x}.\n</d>"),
        ("<d>&#65; &amp;${a}\n&quot;</d>", [Edit(0, "set text", value='A &${B} "')], "<d>&#65; &amp;${B}\n&quot;</d>"),
        ("<d>a <!-- b --> ${c}</d>", [Edit(0, "set text", value="a ${C}")], "<d>a <!-- b --> ${C}</d>"),
        ("<d>a<![CDATA[ < ${c} ]]>\rd</d>", [Edit(0, "set text", value="a < ${C} d")],
         "<d>a<![CDATA[ < ${C} ]]>\rd</d>"),
        ("<d>Code\n 2517 is\n it</d>", [Edit(0, "set text", value="Code 2 5 1 7 is it")],
         "<d>Code\n 2 5 1 7 is\n it</d>"),
        ("<d a='${a}&#10;\n &#39;${b}'/>", [Edit(0, "set attribute", "a", "${a}\n  '${B}")],
         "<d a='${a}&#10;\n &#39;${B}'/>"),
        ("<d>a<b/></d>", [Edit(0, "set text", value="")], "<d></d>"),
        ("<d/>", [Edit(0, "set text", value="")], "<d/>"),
        ("<d x='>' y=\"/>\"/>", [Edit(0, "set text", value="t")], "<d x='>' y=\"/>\">t</d>"),
        ("<d a='1' b='2'/>", [Edit(0, "remove attribute", "a"), Edit(0, "rename attribute", "b", "a")], "<d a='2'/>"),
        ("<d maxdigits='1'/>", [Edit(0, "rename attribute", "maxdigits", "maxDigits"),
                                Edit(0, "set attribute", "maxdigits", "3")], "<d maxDigits='3'/>"),
        ("<d><!-- <x> --><![CDATA[<y>]]><?z <z>?><a/></d>", [Edit(1, "rename tag", value="b")],
         "<d><!-- <x> --><![CDATA[<y>]]><?z <z>?><b/></d>"),
        ("<d>\n  <a/>\n</d>", [Edit(1, "insert after", value="<p>\n text\n more\n</p>")],
         "<d>\n  <a/>\n  <p>\n    text\n more\n  </p>\n</d>"),
    ],
)  # fmt: skip
def test_places(document: str, edits: list[Edit], expected: str) -> None:
    assert repaired(document, *edits) == expected.encode()


def test_characters_that_the_encoding_lacks_become_references() -> None:
    data = b"<?xml version='1.0' encoding='iso-8859-1'?><d a='\xe9'/>"
    edits = [Edit(0, "set attribute", "b", "\u6f22\xe9"), Edit(0, "append", value="<p><![CDATA[<\u6f22>]]></p>")]
    expected = data.replace(b"/>", b' b="&#28450;\xe9"><p>&lt;&#28450;&gt;</p></d>')
    assert repaired(data, *edits) == expected


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit(3, "set text"), "no element 3; the document has 0 to 2"),
        (Edit(-1, "set text"), "no element -1"),
        (Edit(1, "remove attribute", "Name"), "no attribute 'Name'"),
        (Edit(1, "rename attribute", "x", "y"), "no attribute 'x'"),
        (Edit(1, "rename attribute", "name", "b"), "'b' twice"),
        (Edit(0, "remove element"), "root"),
        (Edit(0, "insert after", value="<x/>"), "root"),
        (Edit(1, "append", value="<x>"), "not well-formed"),
        (Edit(1, "append", value="</x><x>"), "not well-formed"),
        (Edit(1, "append", value="</a><a/><a>"), "not well-formed"),
        (Edit(1, "append", value=" "), "empty"),
        (Edit(1, "rename tag", value="a b"), "cannot be the name"),
        (Edit(1, "rename tag", value=""), "cannot be the name"),
        (Edit(1, "set attribute", "1", "x"), "cannot be the name"),
        (Edit(1, "set text", value="\0"), r"U\+0000"),
        (Edit(1, "set attribute", "name", "\ud800"), r"U\+D800"),
        (Edit(1, "explode"), "explode"),  # type: ignore[arg-type]
    ],
)
def test_programming_errors(edit: Edit, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        edited(b"<d><a name='1' b='2'/><c/></d>", [Repair(True, (edit,))])


def test_edits_of_one_repair_must_not_overlap() -> None:
    edits = (Edit(1, "remove element"), Edit(1, "set attribute", "x", "1"))
    with pytest.raises(ValueError, match="in each other's way"):
        edited(b"<d><a/></d>", [Repair(True, edits)])


@pytest.mark.parametrize("data", [b"", b"<d>", b"<!DOCTYPE d><d/>", b"<d>\xff</d>", b"<d" * 9])
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    with pytest.raises(XmlError):
        edited(data, [])


def test_bytes_that_an_encoding_would_not_write_are_refused() -> None:
    data = "<?xml version='1.0' encoding='iso-2022-jp'?><d>\u3042</d>".encode("iso-2022-jp")
    with pytest.raises(XmlError, match="cannot be"):
        edited(data.replace(b"\x1b(B</d>", b"\x1b(J\x1b(B</d>"), [])


def test_rubbish_is_never_written() -> None:
    with pytest.raises(IvrError, match="internal"):
        edited(b"<d/>", [Repair(True, (Edit(0, "append", value="<p:x/>"),))])


APPEND = Edit(1, "append", value="<x/>")


@pytest.mark.parametrize(
    ("document", "repairs", "expected", "left"),
    [
        ("<d><a/></d>", [APPEND, APPEND], "<d><a><x/></a></d>", (1,)),
        ("<d><a>t</a></d>", [APPEND, APPEND], "<d><a>t<x/><x/></a></d>", ()),
        ("<d><a></a></d>", [Edit(1, "set text", value="1"), Edit(1, "set text", value="2")], "<d><a>1</a></d>", (1,)),
        ("<d a=''/>", [Edit(0, "set attribute", "a", "1"), Edit(0, "set attribute", "a", "2")], "<d a='1'/>", (1,)),
        ("<d/>", [Edit(0, "set attribute", "a", "1"), Edit(0, "set attribute", "a", "2")], '<d a="1"/>', (1,)),
        ("<d/>", [Edit(0, "set attribute", "a", "1"), Edit(0, "set attribute", "b", "2")], '<d a="1" b="2"/>', ()),
        ("<d><a/></d>", [Edit(1, "rename tag", value="b"), APPEND], "<d><b/></d>", (1,)),
        ("<d><a/></d>", [Edit(1, "insert after", value="<x/>"), Edit(1, "remove element")], "<d></d>", (0,)),
        ("<d><a/></d>", [Edit(1, "insert before", value="<x/>"), Edit(1, "remove element")], "<d><x/><a/></d>", (1,)),
        ("<d><a><b/></a></d>", [Edit(2, "remove element"), Edit(1, "remove element")], "<d></d>", (0,)),
        ("<d><a/></d>", [Edit(0, "append", value="<l/>"), Edit(1, "insert after", value="<x/>")],
         "<d><a/><x/><l/></d>", ()),
        ("<d><a/></d>", [Edit(1, "insert before", value="<x/>"), Edit(0, "prepend", value="<f/>")],
         "<d><f/><x/><a/></d>", ()),
        ("<d><a/><b/></d>", [Edit(2, "insert before", value="<y/>"), Edit(1, "insert after", value="<x/>")],
         "<d><a/><x/><y/><b/></d>", ()),
    ],
)  # fmt: skip
def test_repairs_in_each_others_way(document: str, repairs: list[Edit], expected: str, left: tuple[int, ...]) -> None:
    result = edited(document.encode(), [Repair(True, (edit,)) for edit in repairs])
    assert (result.data, result.left) == (expected.encode(), left)
    assert sorted(result.applied + result.left) == list(range(len(repairs)))


def test_a_repair_is_made_wholly_or_not_at_all() -> None:
    half = Repair(True, (Edit(2, "remove element"), Edit(1, "set attribute", "x", "2")))
    result = edited(b"<d><a x='1'/><b/></d>", [Repair(True, (Edit(1, "remove element"),)), half])
    assert (result.data, result.applied, result.left) == (b"<d><b/></d>", (0,), (1,))


@pytest.mark.skipif(not FILES, reason=f"there is no shared corpus at {CORPUS}")
@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(CORPUS).as_posix() for path in FILES])
def test_without_edits_every_file_stays(path: Path) -> None:
    data = path.read_bytes()
    try:
        count = len(list(parse(data).iter("*")))
    except XmlError:
        with pytest.raises(XmlError):
            edited(data, [])
        return
    assert edited(data, []) == (data, (), ())
    there = [Repair(True, (Edit(number, "set attribute", "zz", "1"),)) for number in range(count)]
    added = edited(data, there)
    assert added.left == ()
    gone = [Repair(True, (Edit(number, "remove attribute", "zz"),)) for number in range(count)]
    assert edited(added.data, gone).data == data


def test_deep_nesting() -> None:
    deep = b"<d>" * 250 + b"</d>" * 250
    assert repaired(deep, Edit(249, "set text", value="x")) == b"<d>" * 250 + b"x" + b"</d>" * 250
    with pytest.raises(XmlError, match="nested more than 256"):
        edited(b"<d>" * 500 + b"</d>" * 500, [])


def seconds(count: int) -> float:
    """Processor time for a document of one line with this many elements, each with a repair."""
    data = (
        b"<d>" + b'<play type="tts">Hello, this text is somewhat longer than most: it fills the line up.</play>' * count
    )
    data += b"</d>"
    repairs = [Repair(True, (Edit(number, "insert after", value="<x/>"),)) for number in range(1, count + 1)]
    before = time.process_time()
    result = edited(data, repairs)
    spent = time.process_time() - before
    assert len(result.applied) == count
    assert len(result.data) == len(data) + 4 * count
    return spent


@pytest.mark.nightly("10 MB, and a clock, which a busy machine may upset")
def test_the_time_is_linear() -> None:
    assert seconds(100_000) < 30 * seconds(10_000) + 5  # 10 MB; a quadratic way needs 100 times as long
