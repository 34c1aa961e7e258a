"""Lists of recipients are counted, and what is wrong with a row is told: whatever a file holds, however it is cut."""

import gzip
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.executors.executor import executor_for
from ivrdsl.executors.pieces import Pieces
from ivrdsl.files.recipients import rows
from ivrdsl.files.recipients.cells import LONGEST_LINE
from ivrdsl.files.recipients.counts import MOST_KINDS
from ivrdsl.files.recipients.reader import Recipients, read_recipients
from ivrdsl.files.recipients.rows import REASONS, RecipientKind
from tests.needs import library

FIRST = ("FIRST_NUMBER",)
HOSTILE = (
    b"number,zone,group,type\r\n"
    b"12135550100,America/Denver,a,mobile\r\n"
    b"+1 (213) 555-0101,America/Denver,a,mobile\r\n"
    b'"12135550102","","a","home;work"\r\n'
    b"\r\n"
    b",America/Denver,a,\r\n"
    b"2135550100,America/Denver,a,mobile\r\n"
    b"1.21356E+10,America/Denver,a,mobile\r\n"
    b"12135550103,Amercia/Denver,a,mobile\r\n"
    b"12135550104,America/Denver,a,fax\r\n"
    b"12135550105,America/Denver,a\r\n"
    b'12135550106,America/Denver,"a,mobile\r\n'
    b"12135550107,America/Denver,\xff,mobile\r\n"
    b"12135550108,America/Denver,\0,mobile\r\n"
    b"12135550109,America/Denver,a\rb,mobile\r\n"
    b"12135550110,America/Denver," + 70_000 * b"a" + b",mobile\r\n"
    b"12135550111,America/Denver," + 300 * b"b" + b",mobile\r\n"
    b"+44 20 7946 0123,Europe/London,a,\xc2\xa0\r\n"
    b"12135550112,America/Denver,a,mobile"
)


def read(path: Path, **options: Any) -> Recipients:
    return read_recipients(str(path), **options)


def written(folder: Path, data: bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_every_row_is_counted_or_told(tmp_path: Path) -> None:
    found = read(written(tmp_path, HOSTILE))
    assert found.kinds == {
        RecipientKind("a", "", ("HOME_PHONE", "WORK_PHONE"), ()): 1,
        RecipientKind("a", "America/Denver", ("MOBILE_PHONE",), ()): 3,
        RecipientKind("a", "Europe/London", FIRST, ()): 1,
    }
    assert found.rejected.keys() == set(REASONS)
    assert found.rejected == {reason: 2 if reason == rows.TOO_LONG else 1 for reason in REASONS}
    assert found.rows == found.good + sum(found.rejected.values()) == 17


def test_the_first_rejected_rows_have_their_lines_and_no_numbers(tmp_path: Path) -> None:
    found = read(written(tmp_path, HOSTILE))
    assert [(each.line, *each.why) for each in found.first_rejected] == [
        (6, "no number", ""),
        (7, "the number of an earlier row", ""),
        (8, "not a phone number", "*.******+10"),
        (9, "unknown zone", "Amercia/Denver"),
        (10, "unknown type of phone", "fax"),
        (11, "another number of cells than the first line", ""),
        (12, "a quote that its line does not close", ""),
        (13, "not UTF-8", ""),
        (14, "a NUL character", ""),
        (15, "a carriage return within the line", ""),
    ]


def test_rejected_rows_are_written_aside_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, HOSTILE)
    found = read(path)
    assert found.rejected_file == f"{path}.rejected.csv"
    header, *lines = Path(found.rejected_file).read_bytes().split(b"\n")
    assert header == b"line,reason,number,zone,group,type"
    assert lines[0] == b"6,no number,,America/Denver,a,"
    assert lines[-2] == b"7,the number of an earlier row,2135550100,America/Denver,a,mobile"
    assert b"13,not UTF-8,12135550107,America/Denver,\xff,mobile" in lines
    assert len(lines) == sum(found.rejected.values()) + 1
    assert max(map(len, lines)) < LONGEST_LINE + 100


@pytest.mark.parametrize("data", [HOSTILE, HOSTILE.replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + HOSTILE + b"\r\n\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_blocks_change_nothing(data: bytes, packed: bool, tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(data) if packed else data)
    whole, aside = read(path), (tmp_path / "people.csv.rejected.csv").read_bytes()
    for size in (7, 64, 1000, LONGEST_LINE, 1 << 20):
        assert read(path, block_bytes=size) == whole
        assert (tmp_path / "people.csv.rejected.csv").read_bytes() == aside


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_a_plain_loop(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    numbers = [f"1213555{chance.randrange(300):04d}" for _ in range(500)]
    lines = [(each, chance.choice(("America/Denver", "", "Mars/North")), chance.choice("ab")) for each in numbers]
    path = written(tmp_path, ("number;zone;x\n" + "".join(f"{';'.join(each)}\n" for each in lines)).encode())
    expected: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    for number, zone, value in lines:
        if zone != "Mars/North" and number not in seen:
            seen.add(number)
            expected[zone, value] += 1
    found = read(path, attributes=["attribute.x", "attribute.y"], block_bytes=chance.randrange(1, 2000))
    assert {(kind.zone, dict(kind.attributes)["attribute.x"]): count for kind, count in found.kinds.items()} == expected
    assert list(found.kinds) == sorted(found.kinds)


def test_any_number_of_workers_reads_the_same(tmp_path: Path) -> None:
    lines = "".join(f"1213555{each % 9000:04d},America/Denver\n" for each in range(10_000))
    path = written(tmp_path, f"number,zone\n{lines}bad,\n".encode())
    alone, aside = read(path), (tmp_path / "people.csv.rejected.csv").read_bytes()
    assert (alone.good, alone.rejected) == (9000, {rows.TWICE: 1000, rows.BAD_NUMBER: 1})
    for workers in (2, 3):
        with executor_for(workers) as executor:
            assert read(path, spread=Pieces(executor).results, block_bytes=5000) == alone
        assert (tmp_path / "people.csv.rejected.csv").read_bytes() == aside


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Phone Number", "12135550100", RecipientKind("", "", FIRST, ())),
        ("home_phone,Cell,Time Zone", ",12135550100,UTC", RecipientKind("", "UTC", ("MOBILE_PHONE",), ())),
        ("to,mobile", "12135550100,12135550101", RecipientKind("", "", ("FIRST_NUMBER", "MOBILE_PHONE"), ())),
        ("to\ttz\tsegment", "213-555-0100\tUTC\t vip ", RecipientKind("vip", "UTC", FIRST, ())),
        ("number|contact.x|z", "213.555.0100|1|2", RecipientKind("", "", FIRST, (("x", "1"),))),
    ],
)
def test_columns_have_the_names_that_people_give_them(
    header: str, row: str, expected: RecipientKind, tmp_path: Path
) -> None:
    found = read(written(tmp_path, f"{header}\n{row}\n".encode()), attributes=["x"])
    assert found.kinds == {expected: 1}
    assert found.ignored == (("z",) if "z" in header.split("|") else ())


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\n12135550100\n", "its first line is empty"),
        (b"number\n", "it has no rows"),
        (b"number\n\n \n", "it has no rows"),
        (b"number\nx\ny\n,\n", "none of its 3 rows is right: 2 not a phone number, 1 another number of cells"),
        (b"12135550100\n12135550101\n", 'no column of numbers; columns are "*********00"'),
        (b"nummber,zone\n1,2\n", 'columns are "nummber", "zone"; did you mean "number" or "toNumber"?'),
        (b"number,phone\n1,2\n", 'the columns "number" and "phone" are one thing'),
        (b'"number\n1\n', "its first line, which names the columns, has a quote that its line does not close"),
        (b"number\r12135550100\r", "its lines end with a carriage return alone"),
        (b"\xff\xfen\0u\0", "is text in UTF-16: save it as CSV in UTF-8"),
        (b"n\xffumber\n", "its first line is not UTF-8"),
        (b"PK\x03\x04\0\0", "is a workbook, or another archive"),
        (b"n" * 70_000, "its first line is longer than 65,536 bytes"),
        (gzip.compress(b"number\n" + 999 * b"12135550100\n", mtime=0)[:-9], "it is cut off or damaged"),
        (b"\x1f\x8bnonsense", "it is cut off or damaged"),
        (b"number,group\n" + b"".join(b"1213555%04d,%d\n" % (n, n) for n in range(10_000)) + b"12145550100,x\n",
         f"more than {MOST_KINDS:,} kinds of recipients by group"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(data: bytes, told: str, tmp_path: Path) -> None:
    path = written(tmp_path, data)
    with pytest.raises(IvrError) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)
    assert "12135550100" not in str(caught.value)


@pytest.mark.parametrize(("text", "size"), [("50000", 50_000), ("50_000", 50_000), (" 1,000,000 ", 1_000_000)])
def test_a_number_is_as_many_recipients(text: str, size: int) -> None:
    assert read_recipients(text).kinds == {RecipientKind("", "", FIRST, ()): size}


@pytest.mark.parametrize("text", ["0", "-1", "1000000001", "9" * 5000])
def test_what_is_no_number_of_recipients_is_refused(text: str) -> None:
    with pytest.raises(IvrError, match="is no number of recipients from 1 to 1,000,000,000"):
        read_recipients(text)


def test_files_that_are_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, b"number\n", "people.csv")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IvrError, match=r'there is no such file, and .*; did you mean "people.csv"'):
        read(Path("poeple.csv"))
    library("pyarrow", "campaign")
    with pytest.raises(IvrError, match="is a folder without a file"):
        read(tmp_path)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, b"number\n12135550100\nx\n")
    with pytest.raises(IvrError, match=r"cannot be written aside to .* give --rejected FILE"):
        read(path, rejected=str(tmp_path / "no" / "file.csv"))


def test_memory_is_flat(tmp_path: Path) -> None:
    """A block at a time is asked for: none is made before the one before it was counted."""
    path = written(tmp_path, b"number\n" + b"".join(b"1213%07d\n" % (2_000_000 + n) for n in range(5000)))
    held: list[int] = []

    def spread(work: Callable[[Any], Any], blocks: Any) -> Iterator[Any]:
        for block in blocks:
            held.append(len(block.data))
            yield work(block)

    assert read(path, spread=spread, block_bytes=4096).good == 5000
    assert len(held) > 10
    assert max(held) < 2 * 4096


# --- Parquet ----------------------------------------------------------------------------------------------------------


def table(columns: dict[str, Sequence[Any]]) -> bytes:
    pyarrow = library("pyarrow", "campaign")
    library("pyarrow.parquet", "campaign")
    made = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), made, row_group_size=3)
    return made.getvalue()


COLUMNS: dict[str, Sequence[Any]] = {
    "number": ["12135550100", "+1 213 555 0101", None, "x", "12135550100", "12135550103", "a\0"],
    "zone": ["UTC", None, "UTC", "UTC", "UTC", "Utopia", "UTC"],
    "name": ["a", "b", "c", "d", "e", "f", "g"],
}


def test_parquet_says_what_csv_says(tmp_path: Path) -> None:
    path = written(tmp_path, table(COLUMNS), "people.parquet")
    found = read(path)
    assert found.kinds == {RecipientKind("", "", FIRST, ()): 1, RecipientKind("", "UTC", FIRST, ()): 1}
    assert [(each.line, each.why.reason) for each in found.first_rejected] == [
        (3, rows.NO_NUMBER), (4, rows.BAD_NUMBER), (5, rows.TWICE), (6, rows.BAD_ZONE), (7, rows.WITH_NUL),
    ]  # fmt: skip
    assert found.ignored == ("name",)
    aside = Path(f"{path}.rejected.csv").read_bytes()
    assert aside.startswith(b"line,reason,number,zone\n3,no number,,UTC\n4,not a phone number,x,UTC\n")
    for size in (1, 100, 1 << 20):
        assert read(path, block_bytes=size) == found
        assert Path(f"{path}.rejected.csv").read_bytes() == aside


@pytest.mark.parametrize("numbers", [[12135550100, 12135550101], [12135550100.0, float("nan"), 12135550101.0]])
def test_numbers_of_parquet_may_be_numbers(numbers: list[float], tmp_path: Path) -> None:
    assert read(written(tmp_path, table({"number": numbers}), "people.parquet")).good == 2


def test_a_folder_of_parquet_is_one_list(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    for part in range(11):
        written(folder, table({"number": [f"121355501{part:02d}", "12135550100"]}), f"part.{part}.parquet")
    found = read(folder)
    assert (found.good, found.rejected) == (11, {rows.TWICE: 11})
    assert [each.line for each in found.first_rejected][:3] == [2, 4, 6]
    written(folder, table({"number": ["1"], "zone": [""]}), "part.99.parquet")
    with pytest.raises(IvrError, match=r"part.99.parquet: its columns are number, zone; those of the files before"):
        read(folder)


def test_damaged_parquet_is_told(tmp_path: Path) -> None:
    library("pyarrow", "campaign")
    with pytest.raises(IvrError, match="cannot be read as Parquet"):
        read(written(tmp_path, b"PAR1nonsense", "people.parquet"))
