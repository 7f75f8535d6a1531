"""``labapp cancel``: give a booking up, with the reason."""

import argparse

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import booking_data, booking_line
from labapp.domain.bookings import Act, Booking
from labapp.services import bookings
from labapp.services.bookings import ActOn
from labapp.storage.transaction import Transaction
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument("number", metavar=say("cli.meta.number"), help=say("cli.arg.number"))
    parser.add_argument(
        "--reason", required=True, metavar=say("cli.meta.text"), help=say("cli.arg.reason")
    )


def run(call: Call) -> Answer:
    """Cancel the booking."""
    with opened(call) as store:
        cancelled = store.write(_cancel, call.arguments.number, call.arguments.reason)
    line = booking_line(cancelled, call.language)
    data = {"cancelled": booking_data(cancelled)}
    return Answer(data, (call.say("cli.cancel.done"), f"  {line}"))


def _cancel(tx: Transaction, number: str, reason: str) -> Booking:
    found = bookings.booking_by_number(tx, number)
    return bookings.act_on(tx, ActOn(booking_id=found.id, act=Act.CANCEL, reason=reason))
