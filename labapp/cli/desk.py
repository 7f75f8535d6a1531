"""``labapp desk``: the window of the front desk."""

import argparse

from labapp.app import run_desk
from labapp.cli.call import Answer, Call
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """The desk takes only what every command takes."""


def run(call: Call) -> Answer:
    """Show the desk until it is closed."""
    return Answer(code=run_desk(call.settings))
