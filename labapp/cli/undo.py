"""``labapp undo``: take back this person's last change, as a whole."""

import argparse

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import booking_data, booking_line
from labapp.services.undo import UNDO, undo
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """It takes only what every command takes."""


def run(call: Call) -> Answer:
    """Take the change back."""
    with opened(call) as store:
        found = store.write(undo)
    lines = (f"  {booking_line(booking, call.language)}" for booking in found)
    data = {"act": UNDO, "bookings": [booking_data(booking) for booking in found]}
    return Answer(data, (call.say("cli.undo.done"), *lines))
