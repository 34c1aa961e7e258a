"""Safe parsing: every hostile or broken document ends in one XmlError with a place, never in anything else."""

import time

import pytest

from ivrdsl.errors import XmlError
from ivrdsl.xml.read import parse

BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 9}">' for i in range(12)
)
DECLARED = '<?xml version="1.0" encoding="{}"?><dialplan name="é"/>'

GOOD = [
    ("utf8", "<dialplan name='é😀'/>".encode(), "é😀"),
    ("utf8 with mark", "\ufeff<dialplan name='é'/>".encode(), "é"),
    ("utf16", "<dialplan name='é'/>".encode("utf-16"), "é"),
    ("utf16 declared", DECLARED.format("utf-16").encode("utf-16"), "é"),
    ("latin1 declared", DECLARED.format("iso-8859-1").encode("latin-1"), "é"),
    ("text", "<dialplan name='é'/>", "é"),
    ("text with a declaration that is untrue now", DECLARED.format("utf-16"), "é"),
    ("doctype only in CDATA", b"<dialplan name='x'><!-- <!DOCTYPE --><![CDATA[<!DOCTYPE]]></dialplan>", "x"),
    ("256 deep", b"<dialplan name='x'>" + b"<a>" * 255 + b"</a>" * 255 + b"</dialplan>", "x"),
]

BAD = [
    ("empty", b"", "empty", (1, 1)),
    ("blank", b" \n ", "empty", (1, 1)),
    ("only a comment", b"<!-- x -->", "no tag", (1, 11)),
    ("zeros", b"\x7fELF\x00\x01", "zero byte", (1, 5)),
    ("utf16 without mark", "<dialplan/>".encode("utf-16-le"), "zero byte", (1, 2)),
    ("latin1 undeclared", "<dialplan>é</dialplan>".encode("latin-1"), "bytes that do not fit", (1, 11)),
    ("truncated character", b"<dialplan>\xc3", "bytes that do not fit", (1, 11)),
    ("encoding that is untrue", DECLARED.format("utf-16").encode(), 'the XML declaration says "utf-16"', (1, 1)),
    ("unknown encoding", DECLARED.format("foo-9").encode(), "foo-9", (1, 37)),
    ("half a character", "<dialplan>\n\ud800</dialplan>", "U+D800", (2, 1)),
    ("text before", b"<!-- c -->\nIvr <dialplan/>", 'text before the root tag: "Ivr"', (2, 1)),
    ("no XML at all", b"Hello there", 'begins with "Hello there"', (1, 1)),
    ("json", b' {"dialplanXml": "<dialplan/>"}', "JSON", (1, 2)),
    ("json string", b'"<dialplan/>"', "JSON", (1, 1)),
    ("escaped quotes", rb"<dialplan>\n<play type=\"tts\">", "inside a JSON or program text", (1, 23)),
    ("bare ampersand", "<a>\n é & b</a>", "bare ampersand", (2, 4)),
    ("ampersand in URL", b"<a>http://x/?a=1&b=2</a>", 'here "&b=2', (1, 17)),
    ("bare less-than", b"<a>1 < 2</a>", "less-than", (1, 6)),
    ("unknown entity", b"<a>&nbsp;</a>", "&nbsp;", (1, 4)),
    ("mismatch", b"<a>\n<b>\n</a>", "do not belong together", (3, 5)),
    ("unclosed", b"<a>\n<b>", "ends before", (2, 4)),
    ("two roots", b"<a/><b/>", "follows the end", (1, 5)),
    ("twice", b'<a x="1" x="2"/>', "twice", (1, 15)),
    ("doctype", b"<!DOCTYPE a><a/>", "DOCTYPE", (1, 1)),
    ("entity bomb", (BOMB + "]><a>&m;</a>").encode(), "DOCTYPE", (1, 1)),
    ("entity bomb in utf16", ("<!-- x -->" + BOMB + "]><a>&m;</a>").encode("utf-16"), "DOCTYPE", (1, 11)),
    ("external entity", b'<!DOCTYPE a [<!ENTITY e SYSTEM "http://localhost:1/x">]><a>&e;</a>', "DOCTYPE", (1, 1)),
    ("parameter entity", b'<!DOCTYPE a [<!ENTITY % e SYSTEM "file:///dev/zero">%e;]><a/>', "DOCTYPE", (1, 1)),
    ("257 deep", b"<a>" * 257 + b"</a>" * 257, "more than 256 deep", (1, 771)),
    ("20,000 deep", b"<a>" * 20_000 + b"</a>" * 20_000, "more than 256 deep", (1, 771)),
    ("huge attribute", b'<a x="' + b"y" * 10_500_000 + b'"/>', "longer than 10 million", None),
    ("huge text", b"<a>" + b"y" * 10_500_000 + b"</a>", "longer than 10 million", None),
    ("prefix", b"<p:a/>", "prefix", (1, 5)),
]


@pytest.mark.parametrize(("data", "name"), [row[1:] for row in GOOD], ids=[row[0] for row in GOOD])
def test_reads(data: bytes | str, name: str) -> None:
    assert parse(data).get("name") == name


@pytest.mark.parametrize(("data", "words", "place"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_refuses(data: bytes | str, words: str, place: tuple[int, int] | None) -> None:
    with pytest.raises(XmlError) as caught:
        parse(data)
    assert words in str(caught.value)
    assert caught.value.fix
    assert place is None or (caught.value.line, caught.value.column) == place


def test_size_limit_counts_bytes() -> None:
    assert parse("<a>é</a>", max_bytes=9).text == "é"
    for data in ("<a>é</a>", "<a>é</a>".encode(), "<a>eeeeeeeeee</a>"):
        with pytest.raises(XmlError, match="limit of 8"):
            parse(data, max_bytes=8)


def test_depth_limit_is_an_option() -> None:
    deep = b"<a>" * 300 + b"</a>" * 300
    assert parse(deep, max_depth=300) is not None
    for limit in (5, 299):
        with pytest.raises(XmlError, match=f"more than {limit} deep"):
            parse(deep, max_depth=limit)


def test_comments_and_instructions_are_kept() -> None:
    root = parse("<!-- before --><?go on?><a><!-- in --></a><!-- after -->")
    assert [str(node.text).strip() for node in root.itersiblings(preceding=True)] == ["on", "before"]
    assert next(root.itersiblings()).text == " after "
    assert root[0].text == " in "


def test_a_hostile_prolog_does_not_backtrack() -> None:
    start = time.perf_counter()
    with pytest.raises(XmlError):
        parse(b"<!-- -->" * 200_000 + b"x<!DOCTYPE")
    assert time.perf_counter() - start < 30  # backtracking would take centuries


@pytest.mark.parametrize(("count", "refused"), [(500, False), (501, True), (100_000, True)])
def test_a_crowd_of_attributes_is_refused(count: int, refused: bool) -> None:
    crowd = " ".join(f'a{number}="1"' for number in range(count))
    document = f"<dialplan>\n<hangup {crowd}/></dialplan>"
    if not refused:
        assert parse(document) is not None
        return
    with pytest.raises(XmlError, match="more than 500 attributes") as error:
        parse(document)
    assert error.value.line == 2
