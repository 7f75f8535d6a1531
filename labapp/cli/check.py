"""``labapp check``: count everything anew and hold it against what is stored."""

import argparse

from labapp.cli.call import DONE, FAULT, Answer, Call, opened
from labapp.services.checks import check_store
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """It takes only what every command takes."""


def run(call: Call) -> Answer:
    """Check the database; what is wrong is listed and is a fault."""
    say = call.say
    with opened(call) as store:
        report = check_store(store)
        where = store.location.shown
    data = {
        "database": where,
        "sound": report.sound,
        "bookings": report.bookings,
        "claims": report.claims,
        "slots": report.slots,
        "revision": report.revision,
        "problems": [{"what": each.what, "detail": each.detail} for each in report.problems],
    }
    counted = say(
        "cli.check.counted",
        bookings=report.bookings,
        claims=report.claims,
        slots=report.slots,
        revision=report.revision,
    )
    if report.sound:
        return Answer(data, (say("cli.check.sound", where=where), counted), DONE)
    found = (f"  {say(f'cli.check.{each.what}')}: {each.detail}" for each in report.problems)
    told = say("cli.check.unsound", where=where, count=len(report.problems))
    return Answer(data, (told, *found, counted), FAULT)
