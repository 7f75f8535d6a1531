"""``labapp move``: another time, another place, longer or shorter."""

import argparse

from labapp.cli.call import Answer, Call, Misuse, opened
from labapp.cli.lookups import place_of
from labapp.cli.output import booking_data, booking_line
from labapp.cli.values import Moment
from labapp.domain.bookings import Booking
from labapp.domain.times import Span
from labapp.services import bookings
from labapp.services.bookings import MoveBooking
from labapp.services.spaces import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    moment, shown = Moment(say), say("cli.meta.moment")
    parser.add_argument("number", metavar=say("cli.meta.number"), help=say("cli.arg.number"))
    parser.add_argument(
        "--from", dest="start", type=moment, metavar=shown, help=say("cli.move.start")
    )
    parser.add_argument("--to", dest="end", type=moment, metavar=shown, help=say("cli.move.end"))
    parser.add_argument("--place", metavar=say("cli.meta.code"), help=say("cli.move.place"))
    parser.add_argument("--override", metavar=say("cli.meta.text"), help=say("cli.arg.override"))


def run(call: Call) -> Answer:
    """Move the booking, all or nothing."""
    wanted = call.arguments
    if not (wanted.start or wanted.end or wanted.place):
        raise Misuse(call.say("cli.move.nothing"))
    with opened(call) as store:
        before, after = store.write(_move, call)
    told = (
        call.say("cli.move.done"),
        f"  {booking_line(before, call.language)}",
        f"  {booking_line(after, call.language)}",
    )
    return Answer({"moved": booking_data(after), "before": booking_data(before)}, told)


def _move(tx: Transaction, call: Call) -> tuple[Booking, Booking]:
    wanted = call.arguments
    before = bookings.booking_by_number(tx, wanted.number)
    place = place_of(read_lab(tx), wanted.place) if wanted.place else None
    order = MoveBooking(
        booking_id=before.id,
        span=_span(before, call),
        place_id=place.id if place else None,
        override=wanted.override,
    )
    return before, bookings.move_booking(tx, order)


def _span(before: Booking, call: Call) -> Span:
    """Return the new time; with a new start alone it lasts as long as before."""
    start, end = call.arguments.start, call.arguments.end
    if start is not None and end is None:
        return before.span.moved_to(start)
    start = start or before.span.start
    end = end or before.span.end
    if end <= start:
        raise Misuse(call.say("cli.bad.span"))
    return Span(start, end)
