"""What mending makes of documents, byte for byte; and what it leaves alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ivrdsl.checking.control import Control
from ivrdsl.checking.repair import mended
from ivrdsl.checking.run import check_bytes

LETTERS = Control(select=("IVR011",))
TARGETS = Control(select=("IVR003",))
DIGITS = Control(select=("IVR501",))
RETIRED = Control(select=("IVR010",))
MARK = b"\xef\xbb\xbf"


def safe(data: bytes, control: Control = LETTERS) -> bytes:
    return mended(data, "plan.xml", unsafe=False, control=control).data


def unsafe(data: bytes, control: Control) -> bytes:
    return mended(data, "plan.xml", unsafe=True, control=control).data


def whole(body: str) -> bytes:
    return f'<dialplan name="Root">{body}</dialplan>'.encode()


# --- letter case: safe -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Hangup/>", "<hangup/>"),
        ("<HANGUP></HANGUP >", "<hangup></hangup >"),
        ("<HANGUP\n\t/>", "<hangup\n\t/>"),
        ("<menu maxdigits='1'/>", "<menu maxDigits='1'/>"),
        ('<menu\n\tMAXDIGITS\t=\n"1"  />', '<menu\n\tmaxDigits\t=\n"1"  />'),
        ("<Menu NAME='a>b' MaxDigits='1'/>", "<menu name='a>b' maxDigits='1'/>"),
        ("<play type='TTS'>x</play>", "<play type='tts'>x</play>"),
        ('<Play TYPE="TTS">a &amp; b &#228;</Play>', '<play type="tts">a &amp; b &#228;</play>'),
        (
            "<Play type='tts'><![CDATA[<Play TYPE='TTS'>]]></Play>",
            "<play type='tts'><![CDATA[<Play TYPE='TTS'>]]></play>",
        ),
        ("<!-- <Menu/> --><Menu/>", "<!-- <Menu/> --><menu/>"),
        ("<?p <Menu/> ?><Menu/>", "<?p <Menu/> ?><menu/>"),
        ("<If EXPR=\"'${a}' == '&lt;Menu/&gt;'\"/>", "<if expr=\"'${a}' == '&lt;Menu/&gt;'\"/>"),
        ("<Menu><Menu><Hangup/></Menu></Menu>", "<menu><menu><hangup/></menu></menu>"),
        ("<menu NAME='a' Name='b'/>", "<menu name='a' Name='b'/>"),
        ("<menu NAME='a' name='b'/>", "<menu NAME='a' name='b'/>"),
    ],
)
def test_letter_case_is_put_right_and_nothing_else(old: str, new: str) -> None:
    assert safe(whole(old)) == whole(new)
    for end in ("\r\n", "\r"):
        assert safe(whole(old.replace("\n", end))) == whole(new.replace("\n", end))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "utf-16-le"])
def test_encoding_and_byte_order_mark_stay(encoding: str) -> None:
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    text = (
        mark
        + f'<?xml version="1.0" encoding="{declared}"?>\r\n<dialplan>\r\n<Play type="tts">Grüße</Play></dialplan>\r\n'
    )
    assert safe(text.encode(encoding)) == text.replace("Play", "play").encode(encoding)


def test_the_root_is_put_right_too() -> None:
    old = b"<Dialplan LoggingEnabled='true' NAME='Root'><hangup/></Dialplan>\n"
    assert safe(old) == b"<dialplan loggingEnabled='true' NAME='Root'><hangup/></dialplan>\n"
    named = b"<dialplan loggingEnabled='true' name='Root'><hangup/></dialplan>\n"
    assert mended(old, "f.xml", unsafe=True).data == named  # unsafe: a goto may mean it, then


# --- targets, digits, old words: unsafe --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<goto>End</goto><hangup name="end"/>', '<goto>end</goto><hangup name="end"/>'),
        ('<goto>\r\n\tEND\r\n</goto><hangup name="end"/>', '<goto>\r\n\tend\r\n</goto><hangup name="end"/>'),
        ('<goto><![CDATA[End]]></goto><hangup name="end"/>', '<goto><![CDATA[end]]></goto><hangup name="end"/>'),
        ('<goto>A&amp;B</goto><hangup name="a&amp;b"/>', '<goto>a&amp;b</goto><hangup name="a&amp;b"/>'),
        ("<goto>a'B\"</goto><hangup name='a&apos;b\"'/>", "<goto>a'b\"</goto><hangup name='a&apos;b\"'/>"),
        (
            "<catch type='hangup' goto='END'/><hangup name='e&#110;d'/>",
            "<catch type='hangup' goto='end'/><hangup name='e&#110;d'/>",
        ),
        (
            "<catch type='hangup' goto='IT'/><hangup name=\"it\"/><goto>It</goto>",
            "<catch type='hangup' goto='it'/><hangup name=\"it\"/><goto>it</goto>",
        ),
        (
            "<catch type='hangup' goto='A'/><hangup name=\"'a\"/>",
            "<catch type='hangup' goto='A'/><hangup name=\"'a\"/>",
        ),
        (
            "<catch type='hangup' goto='&apos;A'/><hangup name=\"'a\"/>",
            "<catch type='hangup' goto='&apos;a'/><hangup name=\"'a\"/>",
        ),
        (
            '<goto>End</goto><hangup name="end"/><hangup name="eND"/>',
            '<goto>End</goto><hangup name="end"/><hangup name="eND"/>',
        ),
        ("<goto>nowhere</goto>", "<goto>nowhere</goto>"),
        (
            '<goto><!-- why -->End</goto><hangup name="end"/>',
            '<goto><!-- why -->End</goto><hangup name="end"/>',
        ),
    ],
)
def test_targets_are_written_as_the_names_are(old: str, new: str) -> None:
    assert safe(whole(old), TARGETS) == whole(old)
    assert unsafe(whole(old), TARGETS) == whole(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Your one-time code is 2517.", "Your one-time code is 2 5 1 7."),
        ("\r\n\tYour one-time code\r\n\tis 2517.\r\n", "\r\n\tYour one-time code\r\n\tis 2 5 1 7.\r\n"),
        ("Your one-time code is 2517 &amp; &#60;more&gt;.", "Your one-time code is 2 5 1 7 &amp; &#60;more&gt;."),
        ("<![CDATA[Your one-time code is 2517 & <more>.]]>", "<![CDATA[Your one-time code is 2 5 1 7 & <more>.]]>"),
        ("Your one-time code is <!-- made up -->2517.", "Your one-time code is <!-- made up -->2517."),
        ("Your one-time code is <?p x?>2517.", "Your one-time code is <?p x?>2517."),
        ("Your one-time code is 2 5 1 7.", "Your one-time code is 2 5 1 7."),
    ],
)
def test_digits_get_blanks(old: str, new: str) -> None:
    before, after = (whole(f"<play type='tts'>{text}</play>") for text in (old, new))
    assert safe(before, DIGITS) == before
    assert unsafe(before, DIGITS) == after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<hangup/>\n  <gtalk to='a'>x</gtalk>\n", "<hangup/>\n"),
        ("<hangup/><gtalk to='a'>x</gtalk><hangup/>", "<hangup/><hangup/>"),
        ("<hangup/><gtalk to='a'>x<!-- y --></gtalk>", "<hangup/><gtalk to='a'>x<!-- y --></gtalk>"),
        ("<play type='tts' voice = 'femaleSpanish'>x</play>", "<play type='tts' voice = 'spanish1'>x</play>"),
        ("<text to='1'>x</text>", "<sms to='1'>x</sms>"),
    ],
)
def test_old_words_go(old: str, new: str) -> None:
    assert safe(whole(old), RETIRED) == whole(old)
    assert unsafe(whole(old), RETIRED) == whole(new)


# --- what is left alone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\x00\x01",
        b"<dialplan><Menu></dialplan>",
        b"<!DOCTYPE dialplan><dialplan><Menu/></dialplan>",
        b"<report><Menu/></report>",
        b"<Menu/>",
        b"<dialplan><Menu/>\xff</dialplan>",
        "<dialplan><Menu/></dialplan>".encode("utf-16-be"),
        MARK + b"<dialplan><hangup/></dialplan>",
        b"<dialplan><hangup/></dialplan>",
    ],
)
def test_what_is_no_dialplan_or_clean_is_the_same_object(data: bytes) -> None:
    assert mended(data, "plan.xml", unsafe=True) == (data, 0)
    assert mended(data, "plan.xml", unsafe=True).data is data


def test_a_repair_that_would_lose_a_comment_is_not_offered() -> None:
    lost = whole('<goto>End<!-- why --></goto><hangup name="end"/>')
    kept = whole('<goto>End</goto><!-- why --><hangup name="end"/>')
    assert [finding.repair is None for finding in check_bytes(lost, "plan.xml", control=TARGETS)] == [True]
    assert [finding.repair is None for finding in check_bytes(kept, "plan.xml", control=TARGETS)] == [False]


def test_too_large_a_document_is_left_alone() -> None:
    data = whole("<Menu/>")
    assert mended(data, "plan.xml", unsafe=False, max_bytes=10).data is data


def test_what_is_suppressed_ignored_or_not_selected_is_not_mended() -> None:
    data = whole('<!-- ivrdsl: ignore IVR011 as the platform has it --><Hangup/>\n<goto>End</goto><hangup name="end"/>')
    assert safe(data) == data
    assert safe(whole("<Hangup/>"), TARGETS) == whole("<Hangup/>")
    assert safe(whole("<Hangup/>"), Control(ignore=("IVR0",))) == whole("<Hangup/>")
    old = Control(select=("IVR011",), per_file=(("plan.xml", ("IVR011",)),))
    assert safe(whole("<Hangup/>"), old) == whole("<Hangup/>")


def test_repairs_are_counted_one_by_one() -> None:
    done = mended(whole("<Menu MAXDIGITS='1'/>"), "plan.xml", unsafe=False, control=LETTERS)
    assert done == (whole("<menu maxDigits='1'/>"), 2)


# --- files -------------------------------------------------------------------------------------------------------


def check_fix(*arguments: str, folder: Path) -> tuple[int, str]:
    command = [
        sys.executable,
        "-m",
        "ivrdsl",
        "check",
        "--select",
        "IVR011",
        "--format",
        "concise",
        "--fix",
        *arguments,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_is_told_and_the_others_are_mended(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(whole("<Hangup/>"))
    (tmp_path / "a.xml").chmod(0o444)
    code, told = check_fix("a.xml", "b.xml", folder=tmp_path)
    assert (code, "a.xml cannot be written: it is read-only" in told) == (2, True)
    assert (tmp_path / "a.xml").read_bytes() == whole("<Hangup/>")
    assert (tmp_path / "b.xml").read_bytes() == whole("<hangup/>")


def test_a_link_and_its_file_are_mended_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(whole("<Hangup/>"))
    (tmp_path / "b.xml").symlink_to("a.xml")
    assert check_fix("a.xml", "b.xml", folder=tmp_path) == (0, "1 repair in 1 file\n")
    assert (tmp_path / "b.xml").is_symlink()
    assert (tmp_path / "a.xml").read_bytes() == whole("<hangup/>")
    assert sorted(os.listdir(tmp_path)) == ["a.xml", "b.xml"]
