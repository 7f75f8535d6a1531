from pathlib import Path

import pytest

from labapp.domain.computing import UsageLine
from labapp.domain.errors import FileFault
from labapp.exchange.usage import BadLine, read_usage
from tests.builders import span


def file_of(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "usage.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_are_read_by_the_names_of_their_columns(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "Start,End,Pool,Exhibitor,mPFLOPS\n"
        "2026-12-08T10:00,2026-12-08T12:00,P-ASCEND,EX02,2500\n"
        '2026-12-08T02:00+00:00,2026-12-08T04:00Z,P-GPU,,"1,200"\n'
        ",,,,\n",
    )

    found = read_usage(path)

    time = span(1, "10:00", "12:00")
    assert found.lines == (
        UsageLine(row=2, pool="P-ASCEND", exhibitor="EX02", span=time, mpflops=2500),
        UsageLine(row=3, pool="P-GPU", exhibitor=None, span=time, mpflops=1200),
    )
    assert found.bad == ()


def test_whole_pflops_are_taken_too(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, "\ufeffpool,start,end,pflops\nP-GPU,2026-12-08 10:00,2026-12-08 12:00,1.25\n"
    )

    assert [line.mpflops for line in read_usage(path).lines] == [1250]


@pytest.mark.parametrize(
    ("row", "field", "fault", "value"),
    [
        (",2026-12-08,2026-12-09,1", "pool", "missing", ""),
        ("P,,2026-12-09,1", "start", "missing", ""),
        ("P,yesterday,2026-12-09,1", "start", "malformed", "yesterday"),
        ("P,2026-12-09,2026-12-09,1", "end", "out_of_range", "2026-12-09"),
        ("P,2026-12-08,2026-12-09,", "mpflops", "missing", ""),
        ("P,2026-12-08,2026-12-09,much", "mpflops", "malformed", "much"),
        ("P,2026-12-08,2026-12-09,NaN", "mpflops", "malformed", "NaN"),
        ("P,2026-12-08,2026-12-09,-1", "mpflops", "out_of_range", "-1"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_stay(
    tmp_path: Path, row: str, field: str, fault: str, value: str
) -> None:
    good = "P,2026-12-08,2026-12-09,1"

    found = read_usage(file_of(tmp_path, f"pool,start,end,mpflops\n{row}\n{good}\n"))

    assert found.bad == (BadLine(2, field, fault, value),)
    assert [line.row for line in found.lines] == [3]


@pytest.mark.parametrize("text", ["", "pool,start\nP,2026-12-08\n", "a;b\n"])
def test_a_file_without_the_columns_is_refused_with_their_names(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileFault) as fault:
        read_usage(file_of(tmp_path, text))

    assert fault.value.kind == "broken"
    assert "end" in fault.value.detail
    assert "mpflops" in fault.value.detail


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileFault) as fault:
        read_usage(tmp_path / "none.csv")

    assert fault.value.kind == "missing"
