from datetime import date, datetime, time

import pytest

from labapp.domain.bookings import State
from labapp.domain.imports import (
    BookingField,
    BookingLine,
    Cell,
    FaultKind,
    RawRow,
    RawTable,
    TableKind,
)
from labapp.domain.times import at
from labapp.exchange.bookings import parse_bookings
from labapp.exchange.mapping import guess_mapping

TODAY = date(2026, 12, 8)
DAY = date(2026, 12, 9)


def lines(headers: tuple[str, ...], *rows: tuple[Cell, ...]) -> tuple[BookingLine, ...]:
    table = RawTable(1, headers, tuple(RawRow(n, row) for n, row in enumerate(rows, 2)))
    return parse_bookings(table, guess_mapping(headers, TableKind.BOOKINGS), TODAY)


def found(line: BookingLine) -> list[tuple[str | None, FaultKind]]:
    return [(fault.field, fault.kind) for fault in line.faults]


def hours(line: BookingLine) -> tuple[datetime | None, datetime | None]:
    return line.start, line.end


def test_a_full_row_is_read() -> None:
    (line,) = lines(
        (
            *("Booking no.", "Stand", "Company", "Demo", "Date", "From", "To", "Status"),
            *("Staff", "Pax", "Power", "Pool", "PFLOPS", "Remarks"),
        ),
        (
            *("BK001", "A1", "百度", "DM01", "9/12/2026", "10:00", "12nn", "已確認"),
            *("2", "約40人", "1.2 kW", "P-KUNLUN", 2.5, "residency"),
        ),
    )

    assert line == BookingLine(
        row=2,
        number="BK001",
        place="A1",
        exhibitor="百度",
        demo="DM01",
        start=at(DAY, time(10)),
        end=at(DAY, time(12)),
        state=State.CONFIRMED,
        staff=2,
        visitors=40,
        power_w=1200,
        pool="P-KUNLUN",
        mpflops=2500,
        note="residency",
    )
    assert line.span is not None
    assert line.span.minutes == 120


MORNING = (at(DAY, time(10)), at(DAY, time(12)))


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (("日期", "開始", "結束"), ("12月9日", "上午10時", "中午12時")),
        (("日期", "時間"), ("2026年12月9日", "10:00-12:00")),
        (("Date",), ("9 Dec 2026 10:00-12:00",)),
        (("Start", "End"), ("2026-12-09 10:00", "2026-12-09 12:00")),
        (("Start", "End"), ("2026-12-09 10:00", "12:00")),
        (("Date", "Start", "Minutes"), ("9/12/2026", "1000", "120")),
        (("Date", "Start", "Duration (hours)"), ("9/12/2026", "10am", 2)),
        (("Date", "Time", "時長"), ("9/12/2026", "10:00", "兩小時")),
        (("Date", "From", "To", "Minutes"), (46365, 10 / 24, 0.5, 120)),
        (("Date", "From", "To"), (DAY, time(10), time(12))),
        (("Date", "From", "To"), (datetime(2026, 12, 9), 1000, 1200)),  # noqa: DTZ001 -- as Excel
    ],
)
def test_the_time_is_read_from_whichever_cells_say_it(
    headers: tuple[str, ...], cells: tuple[Cell, ...]
) -> None:
    (line,) = lines(("Booth", "Exhibitor", *headers), ("A1", "Baidu", *cells))

    assert hours(line) == MORNING
    assert line.refused == ()


@pytest.mark.parametrize("end", ["24:00", "00:00", "midnight", "2026-12-10 00:00"])
def test_midnight_is_the_end_of_the_day(end: str) -> None:
    (line,) = lines(("Booth", "Exhibitor", "Date", "From", "To"), ("A1", "B", DAY, "22:00", end))

    assert line.end == at(date(2026, 12, 10), time(0))


def test_an_end_with_a_date_of_its_own_may_be_another_day() -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Date", "From", "To"),
        ("A1", "B", DAY, "10:00", "2026-12-11 12:00"),
    )

    assert line.end == at(date(2026, 12, 11), time(12))


@pytest.mark.parametrize(
    ("start", "end", "minutes", "fault"),
    [
        ("12:00", "10:00", None, (BookingField.END, FaultKind.END_BEFORE_START)),
        ("10:00", "10:00", None, (BookingField.END, FaultKind.END_BEFORE_START)),
        ("10:00", None, None, (BookingField.END, FaultKind.MISSING)),
        ("10:00", None, 0, (BookingField.MINUTES, FaultKind.OUT_OF_RANGE)),
        (None, "12:00", None, (BookingField.START, FaultKind.MISSING)),
        ("10:00", "12:00", 90, (BookingField.MINUTES, FaultKind.LENGTHS_DISAGREE)),
        ("soon", "12:00", None, (BookingField.START, FaultKind.UNREADABLE_TIME)),
        ("10:00", "later", None, (BookingField.END, FaultKind.UNREADABLE_TIME)),
        ("10:00", None, "long", (BookingField.MINUTES, FaultKind.UNREADABLE_LENGTH)),
        ("12:00-10:00", None, None, (BookingField.START, FaultKind.UNREADABLE_TIME)),
    ],
)
def test_a_time_that_cannot_be_is_refused_once(
    start: Cell, end: Cell, minutes: Cell, fault: tuple[BookingField, FaultKind]
) -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Date", "From", "To", "Minutes"),
        ("A1", "B", DAY, start, end, minutes),
    )

    assert found(line) == [fault]
    assert line.span is None


def test_what_start_and_end_say_is_told_when_the_length_disagrees() -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Date", "From", "To", "Minutes"),
        ("A1", "B", DAY, "10:00", "12:00", 90),
    )

    assert line.faults[0].said == {"value": "90", "minutes": 120}


def test_everything_that_is_missing_is_said_at_once() -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Date", "From", "To", "Remarks"),
        (None, None, None, None, None, "hello"),
    )

    assert found(line) == [
        (BookingField.PLACE, FaultKind.MISSING),
        (BookingField.EXHIBITOR, FaultKind.MISSING),
        (BookingField.DATE, FaultKind.MISSING),
        (BookingField.START, FaultKind.MISSING),
        (BookingField.END, FaultKind.MISSING),
    ]


def test_an_unreadable_date_is_one_fault_not_two() -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Date", "From", "To"), ("A1", "B", "31/2/2026", "10:00", "12:00")
    )

    assert found(line) == [(BookingField.DATE, FaultKind.UNREADABLE_DATE)]


def test_a_column_that_puts_the_month_first_is_read_so_throughout() -> None:
    first, second = lines(
        ("Booth", "Exhibitor", "Date", "From", "To"),
        ("A1", "B", "12/9/2026", "10:00", "12:00"),
        ("A1", "B", "12/25/2026", "10:00", "12:00"),
    )

    assert hours(first) == MORNING
    assert found(second) == [(BookingField.DATE, FaultKind.MONTH_FIRST)]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        *(("Confirmed", State.CONFIRMED), ("OK", State.CONFIRMED), ("已确认", State.CONFIRMED)),
        *(("待批核", State.PENDING), ("TBC", State.PENDING), ("no_show", State.NO_SHOW)),
        *(("No show", State.NO_SHOW), ("canceled", State.CANCELLED), ("輪候", State.WAITLISTED)),
        *(("逾期取消", State.LATE_CANCELLED), ("因天氣暫停", State.SUSPENDED)),
    ],
)
def test_states_are_read(word: str, state: State) -> None:
    (line,) = lines(("Booth", "Exhibitor", "Date", "Status"), ("A1", "B", DAY, word))

    assert line.state is state


def test_an_unknown_state_is_refused() -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Date", "Time", "Status"), ("A1", "B", DAY, "10:00-12:00", "maybe")
    )

    assert found(line) == [(BookingField.STATE, FaultKind.UNKNOWN_STATE)]


def test_a_row_said_twice_is_refused_the_second_time() -> None:
    first, second = lines(
        ("Booth", "Exhibitor", "Date", "Time"),
        ("A1", "B", "9/12/2026", "10:00-12:00"),
        ("A1", "B", DAY, "10am-12nn"),
    )

    assert first.refused == ()
    assert [(f.field, f.kind, f.said["row"]) for f in second.refused] == [
        (None, FaultKind.REPEATED_ROW, 2)
    ]


@pytest.mark.parametrize("mark", ["EXAMPLE", "範例", "示例"])
def test_the_example_row_of_a_template_is_left_out(mark: str) -> None:
    assert lines(("Booking no.", "Booth", "Exhibitor"), (mark, "A1", "B")) == ()


def test_power_and_computing_power_take_the_unit_of_their_header() -> None:
    (line,) = lines(
        ("Booth", "Exhibitor", "Power (kW)", "mPFLOPS"),
        ("A1", "B", 1.2, 2500),
    )

    assert (line.power_w, line.mpflops) == (1200, 2500)
