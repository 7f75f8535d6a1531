"""``labapp print``: a paper as a PDF, with a version of its own."""

import argparse
from pathlib import Path

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import plain
from labapp.cli.values import Day
from labapp.domain.languages import Language
from labapp.domain.times import day_of
from labapp.exchange.files import check_folder, save_whole
from labapp.paper.day_sheet import day_sheet_pdf
from labapp.services.papers import issue_day_sheet
from labapp.words import Words

PAPERS = ("day",)


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "paper", choices=PAPERS, metavar=say("cli.meta.paper"), help=say("cli.print.paper")
    )
    parser.add_argument(
        "--date", type=Day(say), metavar=say("cli.meta.day"), help=say("cli.print.date")
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar=say("cli.meta.file"), help=say("cli.print.out")
    )


def run(call: Call) -> Answer:
    """Issue the day's sheet and write it as a PDF."""
    out: Path = call.arguments.out.expanduser().absolute()
    check_folder(out)
    day = call.arguments.date or day_of(call.clock.now())
    with opened(call) as store:
        sheet = store.write(issue_day_sheet, day, Language(call.language))
    save_whole(out, day_sheet_pdf(sheet))
    data = {
        "document": sheet.document_number,
        "version": sheet.version,
        "replaces": sheet.replaces,
        "date": plain(sheet.day),
        "language": sheet.language.value,
        "file": str(out),
    }
    key = "cli.print.done" if sheet.replaces is None else "cli.print.replaces"
    facts = {"document": sheet.document_number, "version": sheet.version, "path": out}
    return Answer(data, (call.say(key, replaces=sheet.replaces, **facts),))
