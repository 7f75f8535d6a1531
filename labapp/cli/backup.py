"""``labapp backup``: a whole copy of the database that was judged before it is kept."""

import argparse
from pathlib import Path

from labapp.cli.call import Answer, Call, opened
from labapp.storage import backup
from labapp.storage.backup import BackupMade
from labapp.storage.store import Store
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file", type=Path, metavar=say("cli.meta.file"), help=say("cli.backup.file")
    )


def run(call: Call) -> Answer:
    """Write the copy; an existing file is never replaced."""
    path: Path = call.arguments.file.expanduser().absolute()
    with opened(call) as store:
        made = _copy(store, path)
    data = {"file": made.path, "bytes": made.bytes}
    size = f"{made.bytes / 1_000_000:,.1f} MB"
    return Answer(data, (call.say("cli.backup.done", path=made.path, size=size),))


def _copy(store: Store, path: Path) -> BackupMade:
    if store.location.path is None:
        return backup.dump_postgres(store.engine, path)
    return backup.copy_into(store.engine, path)
