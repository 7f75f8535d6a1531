"""``labapp demo``: the sample lab in a file of its own, to try everything in."""

import argparse
import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from labapp.app import run_desk, sample_file, sample_time
from labapp.cli.call import Answer, Call, Misuse, opened
from labapp.settings import data_folder
from labapp.words import Words

FILE: Final = "demo.db"


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument("--fresh", action="store_true", help=say("cli.demo.fresh"))
    parser.add_argument("--no-window", action="store_true", help=say("cli.demo.no_window"))


def run(call: Call) -> Answer:
    """Make the demo lab if there is none, and show it at the sample's own time."""
    if hasattr(call.arguments, "database"):
        raise Misuse(call.say("cli.demo.own_database"))
    path = data_folder() / FILE
    now = call.settings.now or sample_time()
    settings = replace(call.settings, database=str(path), now=now, demo=True)
    made = call.arguments.fresh or not path.exists()
    if made:
        _make(replace(call, settings=settings), path)
    if not call.arguments.no_window:
        return Answer(code=run_desk(settings))
    key = "cli.demo.made" if made else "cli.demo.kept"
    data = {"database": str(path), "made": made, "now": now.isoformat()}
    return Answer(data, (call.say(key, path=path),))


def _make(call: Call, path: Path) -> None:
    """Fill a new file and put it in the place of the old one only when it is whole."""
    from labapp.exchange.lab_file import read_lab_file  # noqa: PLC0415 -- an old demo starts without
    from labapp.services.lab_import import import_lab  # noqa: PLC0415 -- an old demo starts without

    path.parent.mkdir(parents=True, exist_ok=True)
    with _part(path) as part:
        settings = replace(call.settings, database=str(part))
        with opened(replace(call, settings=settings), create=True) as store:
            store.write(import_lab, read_lab_file(sample_file()))
        for name in _beside(path):
            name.unlink(missing_ok=True)
        part.replace(path)


@contextlib.contextmanager
def _part(path: Path) -> Iterator[Path]:
    """Lend a name beside the path, and leave nothing there."""
    part = path.with_name(f"{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
    finally:
        for name in _beside(part):
            name.unlink(missing_ok=True)


def _beside(path: Path) -> tuple[Path, ...]:
    """Return the file with all that SQLite keeps beside it."""
    return (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}.migrate.lock"))
