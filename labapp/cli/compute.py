"""``labapp compute``: pools and who uses them, measured use taken in, the month's sheet."""

import argparse
from datetime import date, timedelta
from pathlib import Path

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import plain, table
from labapp.cli.values import Day
from labapp.domain.computing import PoolUse, Share
from labapp.domain.errors import Refused, RowsRefused
from labapp.domain.languages import Language
from labapp.domain.times import Span, day_of, day_span
from labapp.exchange.files import check_folder, save_whole
from labapp.exchange.usage import read_usage
from labapp.paper.compute_month import compute_month_pdf
from labapp.services.computing import (
    ComputeUse,
    compute_use,
    import_usage,
    issue_compute_month,
    month_span,
)
from labapp.words import Words

_PFLOPS_HOUR = 60_000


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    day, shown = Day(say), say("cli.meta.day")
    parser.add_argument(
        "--from", dest="first", type=day, metavar=shown, help=say("cli.compute.first")
    )
    parser.add_argument("--to", dest="last", type=day, metavar=shown, help=say("cli.compute.last"))
    parser.add_argument(
        "--measured", type=Path, metavar=say("cli.meta.file"), help=say("cli.compute.usage")
    )
    parser.add_argument(
        "--sheet", type=Path, metavar=say("cli.meta.file"), help=say("cli.compute.sheet")
    )


def run(call: Call) -> Answer:
    """Take in measured use, or print the month of the first day, or show the use."""
    if call.arguments.measured is not None:
        return _take(call, call.arguments.measured.expanduser().absolute())
    if call.arguments.sheet is not None:
        return _sheet(call, call.arguments.sheet.expanduser().absolute())
    today = day_of(call.clock.now())
    month = month_span(call.arguments.first or today)
    first: date = call.arguments.first or day_of(month.start)
    last: date = call.arguments.last or day_of(month.end - timedelta(seconds=1))
    with opened(call) as store:
        use = store.read(compute_use, Span(day_span(first).start, day_span(max(first, last)).end))
    return Answer(_data(use), _lines(call, use))


def _take(call: Call, path: Path) -> Answer:
    found = read_usage(path)
    if found.bad:
        rows = tuple(one.row for one in found.bad)
        raise Refused(RowsRefused(rows=rows, of=len(rows) + len(found.lines)))
    with opened(call) as store:
        done = store.write(import_usage, found.lines, path.name)
    data = {"added": done.added, "replaced": done.replaced}
    return Answer(data, (call.say("cli.compute.taken", **data),))


def _sheet(call: Call, out: Path) -> Answer:
    check_folder(out)
    month = call.arguments.first or day_of(call.clock.now())
    with opened(call) as store:
        sheet = store.write(issue_compute_month, month, Language(call.language))
    save_whole(out, compute_month_pdf(sheet))
    data = {"document": sheet.document_number, "version": sheet.version, "file": str(out)}
    facts = {"document": sheet.document_number, "version": sheet.version, "path": out}
    return Answer(data, (call.say("cli.print.done", **facts),))


def _data(use: ComputeUse) -> dict[str, object]:
    return {
        "from": plain(use.span.start),
        "to": plain(use.span.end),
        "pools": [
            {
                "code": pool.ref.code,
                "peak_mpflops": pool.peak,
                "least_free_mpflops": pool.least_free,
                "booked_mpflops_minutes": pool.booked_minutes,
                "measured_mpflops_minutes": pool.measured_minutes,
                "permille": pool.permille,
            }
            for pool in use.pools
        ],
        "exhibitors": {share.code: share.booked_minutes for share in use.by_exhibitor},
        "vendors": {share.code: share.booked_minutes for share in use.by_vendor},
    }


def _lines(call: Call, use: ComputeUse) -> tuple[str, ...]:
    say = call.say
    sums = (say("compute.booked"), say("compute.measured"))
    pools = (say("compute.pool"), say("compute.peak"), say("compute.rate"), *sums)
    shares = (say("compute.exhibitor"), say("compute.bookings"), *sums)
    return (
        *table(pools, (_pool(pool) for pool in use.pools)),
        "",
        *table(shares, (_share(share, call) for share in use.by_exhibitor)),
    )


def _pool(pool: PoolUse) -> tuple[str, ...]:
    rate = f"{pool.permille / 10:.1f} %"
    amounts = (_hours(pool.booked_minutes), _hours(pool.measured_minutes))
    return (pool.ref.code, f"{pool.peak / 1000:g}", rate, *amounts)


def _share(share: Share, call: Call) -> tuple[str, ...]:
    name = share.names.best(call.language) or call.say("compute.nobody")
    amounts = (_hours(share.booked_minutes), _hours(share.measured_minutes))
    return (name, str(share.bookings), *amounts)


def _hours(minutes: int | None) -> str:
    return "–" if minutes is None else f"{minutes / _PFLOPS_HOUR:,.1f}"
