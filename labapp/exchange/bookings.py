"""Lists of bookings: from rows to lines, and from lines to columns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from labapp.domain.bookings import State
from labapp.domain.imports import (
    BookingField,
    BookingLine,
    Cell,
    ColumnMap,
    FaultKind,
    FieldKey,
    RawRow,
    RawTable,
    TableKind,
)
from labapp.domain.times import at, local
from labapp.exchange.amounts import read_count, read_minutes, read_mpflops, read_watts
from labapp.exchange.columns import Column, Reader, columns
from labapp.exchange.dates import DateReader, When
from labapp.exchange.readings import Findings, as_given, plain, shown
from labapp.exchange.synonyms import EXAMPLE_MARKS
from labapp.exchange.times import DAY
from labapp.exchange.vocabulary import read_state, state_word

_Field = BookingField
_NOTHING = When()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row seen through the mapping."""

    raw: RawRow
    headers: tuple[str, ...]
    mapping: ColumnMap

    def cell(self, field: BookingField) -> Cell:
        column = self.mapping.get(field)
        if column is None or column >= len(self.raw.cells):
            return None
        return self.raw.cells[column]

    def header(self, field: BookingField) -> str:
        column = self.mapping.get(field)
        return "" if column is None or column >= len(self.headers) else self.headers[column]


def parse_bookings(
    table: RawTable, mapping: ColumnMap, reference_day: date
) -> tuple[BookingLine, ...]:
    """Read every row as a booking, with what is wrong with it.

    A row needs a place, an exhibitor, and from when to when; the end may be a length in minutes
    instead. A date without a year is the first such day from the reference day on. The example row
    of a template is left out; a row that says exactly what an earlier one said is refused.
    """
    reader = DateReader(reference_day)
    if (column := mapping.get(_Field.DATE, mapping.get(_Field.START))) is not None:
        reader = reader.knowing(row.cells[column] for row in table.rows if column < len(row.cells))
    lines: list[BookingLine] = []
    first_rows: dict[BookingLine, int] = {}
    for raw in table.rows:
        row = _Row(raw, table.headers, mapping)
        if plain(row.cell(_Field.NUMBER)) in EXAMPLE_MARKS:
            continue
        line = _line(row, reader)
        same = first_rows.setdefault(replace(line, row=0), line.row)
        if same != line.row:
            findings = Findings(line.faults)
            findings.add(None, FaultKind.REPEATED_ROW, row=same)
            line = replace(line, faults=findings.faults)
        lines.append(line)
    return tuple(lines)


def _line(row: _Row, reader: DateReader) -> BookingLine:
    found = Findings()
    number = found.text(_Field.NUMBER, row.cell(_Field.NUMBER))
    place = found.text(_Field.PLACE, row.cell(_Field.PLACE))
    exhibitor = found.text(_Field.EXHIBITOR, row.cell(_Field.EXHIBITOR))
    demo = found.text(_Field.DEMO, row.cell(_Field.DEMO))
    for field, text in ((_Field.PLACE, place), (_Field.EXHIBITOR, exhibitor)):
        if text is None and not found.refused(field):
            found.add(field, FaultKind.MISSING)
    start, end = _span(row, reader, found)

    def count(field: BookingField) -> int | None:
        return found.value(field, row.cell(field), read_count)

    return BookingLine(
        row=row.raw.number,
        number=number,
        place=place,
        exhibitor=exhibitor,
        demo=demo,
        start=start,
        end=end,
        state=found.value(_Field.STATE, row.cell(_Field.STATE), read_state),
        staff=count(_Field.STAFF),
        visitors=count(_Field.VISITORS),
        power_w=found.value(
            _Field.POWER_W,
            row.cell(_Field.POWER_W),
            lambda cell: read_watts(cell, row.header(_Field.POWER_W)),
        ),
        pool=found.text(_Field.POOL, row.cell(_Field.POOL)),
        mpflops=found.value(
            _Field.MPFLOPS,
            row.cell(_Field.MPFLOPS),
            lambda cell: read_mpflops(cell, row.header(_Field.MPFLOPS)),
        ),
        note=found.text(_Field.NOTE, row.cell(_Field.NOTE), as_given),
        faults=found.faults,
    )


def _span(
    row: _Row, reader: DateReader, found: Findings
) -> tuple[datetime | None, datetime | None]:
    """Return start and end from whichever cells say them."""
    cells = {field: row.cell(field) for field in (_Field.DATE, _Field.START, _Field.END)}
    dated = found.value(_Field.DATE, cells[_Field.DATE], reader.read_moment) or _NOTHING
    starts = found.value(_Field.START, cells[_Field.START], reader.read_clock) or _NOTHING
    ends = found.value(_Field.END, cells[_Field.END], reader.read_clock) or _NOTHING
    minutes = found.value(
        _Field.MINUTES,
        row.cell(_Field.MINUTES),
        lambda cell: read_minutes(cell, row.header(_Field.MINUTES)),
    )
    day = dated.day or starts.day
    begin = starts.start if starts.start is not None else dated.start
    finish = next((m for m in (ends.start, starts.end, dated.end) if m is not None), None)
    _say_missing(found, day is None, begin is None, finish is None and minutes is None)
    if day is None or begin is None:
        return None, None
    start = _instant(day, begin)
    said = None if finish is None else _instant(ends.day or day, _midnight(finish, ends, begin))
    return start, _end(row, start, said, minutes, found)


def _say_missing(found: Findings, day: bool, start: bool, end: bool) -> None:  # noqa: FBT001 -- what is missing
    """Say which are missing, but not of what was written and could not be read."""
    dated, started = found.refused(_Field.DATE), found.refused(_Field.START)
    ended = found.refused(_Field.END) or found.refused(_Field.MINUTES)
    if day and not dated and not started:
        found.add(_Field.DATE, FaultKind.MISSING)
    if start and not dated and not started:
        found.add(_Field.START, FaultKind.MISSING)
    if end and not ended and not started and not dated:
        found.add(_Field.END, FaultKind.MISSING)


def _midnight(finish: int, ends: When, begin: int) -> int:
    """Return the end's minute, where 00:00 without a date of its own is the end of the day."""
    return DAY if finish == 0 < begin and ends.day is None else finish


def _end(
    row: _Row, start: datetime, said: datetime | None, minutes: int | None, found: Findings
) -> datetime | None:
    if minutes == 0:
        found.add(_Field.MINUTES, FaultKind.OUT_OF_RANGE, "0", least=1, most=DAY)
        return None
    counted = None if minutes is None else start + timedelta(minutes=minutes)
    if said is not None and said <= start:
        value = shown(row.cell(_Field.END) or row.cell(_Field.START) or row.cell(_Field.DATE))
        found.add(_Field.END, FaultKind.END_BEFORE_START, value)
        return None
    if said is not None and counted is not None and said != counted:
        minutes_said = int((said - start).total_seconds()) // 60
        value = shown(row.cell(_Field.MINUTES))
        found.add(_Field.MINUTES, FaultKind.LENGTHS_DISAGREE, value, minutes=minutes_said)
        return None
    return said or counted


def _instant(day: date, minute: int) -> datetime:
    return at(day, time(0)) + timedelta(minutes=minute)


_READERS: Mapping[FieldKey, Reader[BookingLine]] = {
    _Field.NUMBER: lambda line, _: line.number,
    _Field.PLACE: lambda line, _: line.place,
    _Field.EXHIBITOR: lambda line, _: line.exhibitor,
    _Field.DEMO: lambda line, _: line.demo,
    _Field.DATE: lambda line, _: line.start and local(line.start).date(),
    _Field.START: lambda line, _: line.start and local(line.start).time(),
    _Field.END: lambda line, _: _end_shown(line),
    _Field.STATE: lambda line, language: state_word(line.state, language),
    _Field.STAFF: lambda line, _: line.staff,
    _Field.VISITORS: lambda line, _: line.visitors,
    _Field.POWER_W: lambda line, _: line.power_w,
    _Field.POOL: lambda line, _: line.pool,
    _Field.MPFLOPS: lambda line, _: _pflops(line.mpflops),
    _Field.NOTE: lambda line, _: line.note,
}
_WIDTHS: Mapping[FieldKey, int] = {
    _Field.PLACE: 12,
    _Field.EXHIBITOR: 36,
    _Field.DEMO: 36,
    _Field.DATE: 14,
    _Field.START: 10,
    _Field.END: 10,
    _Field.NOTE: 40,
}


def booking_columns(language: str) -> tuple[Column[BookingLine], ...]:
    """Return the columns of a booking list in a language; reading them back is exact.

    The length is not among them: beside start and end it would be said twice, and whoever changed
    one of the two would have to change the other.
    """
    states = tuple(str(state_word(state, language)) for state in State)
    return columns(TableKind.BOOKINGS, language, _READERS, _WIDTHS, {_Field.STATE: states})


def _end_shown(line: BookingLine) -> Cell:
    """Return the end as a time, 24:00 at the day's end, with its date when that is another."""
    if line.start is None or line.end is None:
        return None
    start, end = local(line.start), local(line.end)
    if end.date() == start.date():
        return end.time()
    if end.time() == time(0) and end.date() == start.date() + timedelta(days=1):
        return "24:00"
    return end.strftime("%Y-%m-%d %H:%M")


def _pflops(amount: int | None) -> Cell:
    if amount is None:
        return None
    return amount // 1000 if amount % 1000 == 0 else amount / 1000
