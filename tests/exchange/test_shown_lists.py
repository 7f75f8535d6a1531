"""Lists as they are shown, and bookings as a calendar."""

from datetime import date
from pathlib import Path

import icalendar
import pytest
from openpyxl import load_workbook

from labapp.domain.bookings import State
from labapp.exchange.booking_calendar import write_ics
from labapp.exchange.shown import ShownTable, write_shown
from labapp.services.bookings import booking_by_number
from labapp.storage.store import Store
from tests.conftest import MORNING

TABLE = ShownTable(
    "Bookings",
    ("Number", "Date", "Power"),
    (70, 100, 90),
    (("BK001", date(2026, 12, 8), 1200), ("=1+1", date(2026, 12, 9), None)),
)


def test_a_shown_list_as_csv_has_its_headings_and_no_formula(tmp_path: Path) -> None:
    write_shown(TABLE, tmp_path / "list.csv")

    lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == [
        '"Number","Date","Power"',
        '"BK001","2026-12-08","1200"',
        '"\'=1+1","2026-12-09",""',
    ]


def test_a_shown_list_as_a_workbook_keeps_numbers_and_dates(tmp_path: Path) -> None:
    write_shown(TABLE, tmp_path / "list.xlsx")

    sheet = load_workbook(tmp_path / "list.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Number", "Date", "Power"]
    assert (rows[1][0], rows[1][2]) == ("BK001", 1200)
    assert str(rows[1][1]).startswith("2026-12-08")
    assert sheet.cell(3, 1).data_type == "s"


@pytest.mark.parametrize(
    ("language", "summary"),
    [("en", "Baidu – Document reading with open models"), ("zh_CN", "百度 – 用开源模型读文件")],
)
def test_bookings_become_events_of_a_calendar(
    sqlite_sample: Store, tmp_path: Path, language: str, summary: str
) -> None:
    confirmed, waits = (
        sqlite_sample.read(booking_by_number, number) for number in ("BK004", "BK046")
    )
    path = tmp_path / "list.ics"

    write_ics((confirmed, waits), language, MORNING, path)

    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    first, second = calendar.walk("VEVENT")
    assert str(first["uid"]) == f"{confirmed.key}@labapp"
    assert first.decoded("dtstart") == confirmed.span.start
    assert first.decoded("dtend") == confirmed.span.end
    assert (str(first["location"]), str(first["summary"])) == ("A1", summary)
    assert (str(first["status"]), str(second["status"])) == ("CONFIRMED", "TENTATIVE")


def test_a_cancelled_booking_is_a_cancelled_event(sqlite_sample: Store, tmp_path: Path) -> None:
    numbers = (f"BK{number:03}" for number in range(1, 71))
    found = (sqlite_sample.read(booking_by_number, number) for number in numbers)
    cancelled = next(one for one in found if one.state is State.CANCELLED)

    write_ics((cancelled,), "en", MORNING, tmp_path / "list.ics")

    assert "STATUS:CANCELLED" in (tmp_path / "list.ics").read_text(encoding="utf-8")
