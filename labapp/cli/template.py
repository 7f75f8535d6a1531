"""``labapp template``: an empty list to fill in, with one example row."""

import argparse
from pathlib import Path

from labapp.cli.call import Answer, Call
from labapp.domain.imports import TableKind
from labapp.domain.times import day_of
from labapp.exchange.files import writing
from labapp.exchange.templates import write_template
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "kind",
        choices=[kind.value for kind in TableKind],
        metavar=say("cli.meta.kind"),
        help=say("cli.arg.kind"),
    )
    parser.add_argument(
        "file", type=Path, metavar=say("cli.meta.file"), help=say("cli.template.file")
    )


def run(call: Call) -> Answer:
    """Write the empty list."""
    kind, path = TableKind(call.arguments.kind), call.arguments.file.expanduser().absolute()
    with writing(path):
        write_template(kind, call.language, path, day_of(call.clock.now()))
    data = {"kind": kind.value, "language": call.language, "file": str(path)}
    return Answer(data, (call.say("cli.template.done", path=path),))
