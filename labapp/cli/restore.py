"""``labapp restore``: put a backup in the place of the database; the old one is kept."""

import argparse
from pathlib import Path

from labapp.cli.call import Answer, Call, Misuse
from labapp.storage.backup import restore_over
from labapp.storage.engine import locate
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file", type=Path, metavar=say("cli.meta.file"), help=say("cli.restore.file")
    )


def run(call: Call) -> Answer:
    """Go back to the backup; a broken one is refused and nothing is changed."""
    location = locate(call.settings.database)
    if location.path is None:
        raise Misuse(call.say("cli.restore.postgres", where=location.shown))
    made = restore_over(location, call.arguments.file.expanduser().absolute())
    lines = [call.say("cli.restore.done", path=made.path, source=call.arguments.file)]
    if made.kept:
        lines.append(call.say("cli.restore.kept", kept=made.kept))
    return Answer({"file": made.path, "bytes": made.bytes, "kept": made.kept}, tuple(lines))
