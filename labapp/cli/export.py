"""``labapp export``: exhibitors or bookings as a spreadsheet that can be read back."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar

from labapp.cli.call import Answer, Call, Misuse, opened
from labapp.cli.values import Day
from labapp.domain.imports import BookingLine, TableKind
from labapp.domain.times import Span, day_of, day_span
from labapp.exchange.bookings import booking_columns
from labapp.exchange.columns import Column
from labapp.exchange.exhibitors import exhibitor_columns
from labapp.exchange.files import writing
from labapp.exchange.sheets import write_csv, write_xlsx
from labapp.services.table_import import booking_lines, exhibitor_lines
from labapp.storage.store import Store
from labapp.words import Words

Row = TypeVar("Row")

_AROUND: Final = timedelta(days=366)
_AT_ONCE: Final = timedelta(days=28)
"""So few days are read at a time that no busy lab has more bookings in them than are read."""


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "kind",
        choices=[kind.value for kind in TableKind],
        metavar=say("cli.meta.kind"),
        help=say("cli.arg.kind"),
    )
    parser.add_argument(
        "file", type=Path, metavar=say("cli.meta.file"), help=say("cli.export.file")
    )
    for name, target in (("--from", "first"), ("--to", "last")):
        parser.add_argument(
            name,
            dest=target,
            type=Day(say),
            metavar=say("cli.meta.day"),
            help=say(f"cli.export.{target}"),
        )


def run(call: Call) -> Answer:
    """Write the list."""
    path: Path = call.arguments.file.expanduser().absolute()
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise Misuse(call.say("cli.export.suffix", path=path.name))
    kind = TableKind(call.arguments.kind)
    title = call.say(f"tables.kind.{kind}")
    with opened(call) as store:
        if kind is TableKind.EXHIBITORS:
            exhibitors = store.read(exhibitor_lines)
            count = _write(exhibitors, exhibitor_columns(call.language), path, title)
        else:
            bookings = tuple(_bookings(store, call))
            count = _write(bookings, booking_columns(call.language), path, title)
    data = {"kind": kind.value, "rows": count, "file": str(path)}
    return Answer(data, (call.say("cli.export.done", count=count, path=path),))


def _write(rows: Sequence[Row], columns: Sequence[Column[Row]], path: Path, title: str) -> int:
    with writing(path):
        if path.suffix.lower() == ".csv":
            write_csv(rows, columns, path)
        else:
            write_xlsx(rows, columns, path, title)
    return len(rows)


def _bookings(store: Store, call: Call) -> Iterator[BookingLine]:
    """Yield every stay of the days, each once, earliest first."""
    today = day_of(call.clock.now())
    first: date = call.arguments.first or today - _AROUND
    last: date = call.arguments.last or today + _AROUND
    seen: set[str | None] = set()
    while first <= last:
        until = min(first + _AT_ONCE - timedelta(days=1), last)
        span = Span(day_span(first).start, day_span(until).end)
        for line in store.read(booking_lines, span):
            if line.number not in seen:
                seen.add(line.number)
                yield line
        first = until + timedelta(days=1)
