"""The whole program over the sample lab, and the table of what each task takes."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication

from labapp.domain.times import Clock
from tests.conftest import MORNING
from tests.journeys.living import Journey, live
from tests.journeys.person import Effort, Person
from tests.journeys.table import Taken, as_table

EFFORTS: Final = pytest.StashKey[list[Taken]]()
Desk = Callable[..., None]
"""Takes a journey, and the instant at which it begins if that is not the sample's morning."""
Task = Callable[..., AbstractContextManager[None]]
"""Takes the person, what is done, how, and how many clicks and keys that may take."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--journeys-to", metavar="FILE", help="write the table of the tasks as Markdown"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[EFFORTS] = []


def pytest_sessionfinish(session: pytest.Session) -> None:
    where = session.config.getoption("--journeys-to", None)
    if where:
        taken = session.config.stash[EFFORTS]
        Path(where).write_text(as_table(taken), encoding="utf-8")


@pytest.fixture
def desk(
    qapp: QApplication, sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """Make a journey in the program over the sample lab, at an instant of one's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    shutil.copy(sample_file, tmp_path / "lab.db")

    def journey_at(journey: Journey, now: datetime = MORNING) -> None:
        live(qapp, journey, tmp_path / "lab.db", Clock(now))

    return journey_at


@pytest.fixture
def spooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What came out of the printer: a program called lp keeps what it is given."""
    folder, kept = tmp_path / "bin", tmp_path / "spooled.pdf"
    folder.mkdir()
    program = folder / "lp"
    program.write_text(f"#!/bin/sh\ncat > {kept}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return kept


@pytest.fixture
def task(request: pytest.FixtureRequest) -> Task:
    """Count what a task takes: no more clicks and keys than stated."""

    @contextmanager
    def counted(person: Person, name: str, how: str, *, clicks: int, keys: int) -> Iterator[None]:
        person.effort = Effort()
        yield
        taken = Taken(name, how, person.effort)
        request.config.stash[EFFORTS].append(taken)
        assert taken.effort.clicks <= clicks
        assert taken.effort.keys <= keys

    return counted
