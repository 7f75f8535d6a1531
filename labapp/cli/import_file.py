"""``labapp import``: a whole lab, a list of exhibitors or bookings, or public holidays."""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from labapp.cli import import_table
from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import table
from labapp.domain.imports import TableKind
from labapp.domain.times import local
from labapp.exchange.holiday_file import general_holidays, read_holiday_file
from labapp.exchange.lab_file import BLOCKS, OPTIONAL, read_lab_file
from labapp.services.lab_import import LabImport, import_lab
from labapp.services.spaces import import_holidays
from labapp.storage.engine import locate
from labapp.words import Words

PACKAGED = "holidays"
"""Instead of a file: Hong Kong's general holidays, as the package of that name knows them."""


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file", type=Path, metavar=say("cli.meta.file"), help=say("cli.import.file")
    )
    parser.add_argument(
        "--kind",
        choices=[kind.value for kind in TableKind],
        help=say("cli.import.kind"),
    )
    parser.add_argument(
        "--mapping",
        action="append",
        default=[],
        metavar=say("cli.meta.mapping"),
        help=say("cli.import.mapping"),
    )
    parser.add_argument("--dry-run", action="store_true", help=say("cli.import.dry_run"))
    parser.add_argument("--only-good", action="store_true", help=say("cli.import.only_good"))
    parser.add_argument("--similar-new", action="store_true", help=say("cli.import.similar_new"))


def run(call: Call) -> Answer:
    """Take the file, by what its name ends in; anything unknown is read as a table."""
    path: Path = call.arguments.file.expanduser().absolute()
    match path.suffix.lower():
        case ".json":
            return _lab(call, path)
        case ".ics":
            return _holidays(call, path)
        case "" if path.name == PACKAGED and not path.exists():
            return _holidays(call, None)
        case _:
            return import_table.take(call, path)


def _lab(call: Call, path: Path) -> Answer:
    """Take a whole lab; a database that is not there yet is made."""
    content = read_lab_file(path)
    if not call.arguments.dry_run:
        with opened(call, create=True) as store:
            return _told(call, store.write(import_lab, content))
    location = locate(call.settings.database)
    with tempfile.TemporaryDirectory(prefix="labapp-") as folder:
        missing = location.path is not None and not location.path.exists()
        where = str(Path(folder) / "empty.db") if missing else call.settings.database
        tried = replace(call, settings=replace(call.settings, database=where))
        with opened(tried, create=missing) as store:
            return _told(call, store.rehearse(import_lab, content))


def _told(call: Call, report: LabImport) -> Answer:
    say, dry_run = call.say, call.arguments.dry_run
    blocks = [
        block for block in (*BLOCKS, *OPTIONAL) if block in report.added or block in report.known
    ]
    counts = {
        block: {"added": report.added.get(block, 0), "known": report.known.get(block, 0)}
        for block in blocks
    }
    rows = (
        (say(f"cli.import.block.{name}"), str(count["added"]), str(count["known"]))
        for name, count in counts.items()
    )
    headers = (say("term.type"), say("cli.import.added"), say("cli.import.known"))
    told = say("cli.import.rehearsed" if dry_run else "cli.import.done")
    data = {"dry_run": dry_run, "blocks": counts}
    return Answer(data, (told, *table(headers, rows)))


def _holidays(call: Call, path: Path | None) -> Answer:
    """Take holidays from a calendar file, or this year's and the next from the package."""
    known_file = None if path is None else read_holiday_file(path)
    with opened(call) as store:
        year = local(store.clock.now()).year
        found = general_holidays([year, year + 1]) if known_file is None else known_file
        run = store.rehearse if call.arguments.dry_run else store.write
        changed, known = run(import_holidays, found)
    data = {"dry_run": call.arguments.dry_run, "holidays": {"added": changed, "known": known}}
    told = call.say("cli.import.rehearsed" if call.arguments.dry_run else "cli.import.done")
    return Answer(data, (told, call.say("cli.import.holidays", added=changed, known=known)))
