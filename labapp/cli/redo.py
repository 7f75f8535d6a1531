"""``labapp redo``: make the change again that was taken back last."""

import argparse

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import booking_data, booking_line
from labapp.services.undo import REDO, redo
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """It takes only what every command takes."""


def run(call: Call) -> Answer:
    """Make the change again."""
    with opened(call) as store:
        found = store.write(redo)
    lines = (f"  {booking_line(booking, call.language)}" for booking in found)
    data = {"act": REDO, "bookings": [booking_data(booking) for booking in found]}
    return Answer(data, (call.say("cli.redo.done"), *lines))
