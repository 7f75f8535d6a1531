"""Fixtures for every test: real databases, a real loop, no window server."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import asyncio
import gc
import logging
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from sqlalchemy import create_engine, make_url, text

from labapp.assets import resource
from labapp.domain.lab import Lab
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.exchange.lab_file import read_lab_file
from labapp.services.gateway import Gateway
from labapp.services.lab_import import import_lab
from labapp.storage.engine import Location, locate
from labapp.storage.lab import lab as read_lab
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from tests import postgres

MORNING = datetime.fromisoformat("2026-12-08T09:30:00+08:00")
"""The sample's own present: Tuesday, half past nine."""
SAMPLE = resource("sample", "sample_lab.json")
TESTER = Actor("tester", Role.SUPERVISOR, "desk")


COLLECTED_EACH = 100_000
"""Objects that may be made before garbage is looked for, about 50 ms of looking."""

gc.disable()


def pytest_collection_finish() -> None:
    """Look no more at what was imported and collected: a million objects that stay."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Leave what is still there to the system; Python would search all of it once more."""
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Collect garbage between tests, in the window's thread, as the program does.

    A collection in a thread of the database would end widgets there, and Qt with them.
    """
    gc.disable()  # a program that has ended has let it run again
    if gc.get_count()[0] > COLLECTED_EACH:
        with warnings.catch_warnings():
            # a connection that a test has cut is found here, during somebody else's test
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for servers and for writers of their own."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the folder that pictures of every page are wanted in."""
    parser.addoption("--pictures-to", metavar="DIR", help="keep a picture of every page in DIR")


@pytest.fixture(scope="session")
def server() -> Iterator[str | None]:
    with postgres.server() as url:
        yield url


def _skip_without(server: str | None) -> str:
    if server is None:
        pytest.skip("no PostgreSQL server could be started")
    return server


def _new_database(server: str, template: str = "template0") -> str:
    name = f"labapp_{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def location(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Location:
    """An empty place for a database, on SQLite and on PostgreSQL."""
    if engine_name == "sqlite":
        return locate(tmp_path / "lab.db")
    return locate(_new_database(_skip_without(request.getfixturevalue("server"))))


@pytest.fixture
def store(location: Location) -> Iterator[Store]:
    """A new, empty lab."""
    opened = open_store(location, actor=TESTER, clock=Clock(MORNING), create=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample lab as a SQLite file that nobody has open."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    _fill(locate(path))
    return path


@pytest.fixture(scope="session")
def sample_template(server: str | None) -> str:
    """The sample lab as a PostgreSQL database to copy."""
    url = _new_database(_skip_without(server))
    _fill(locate(url))
    return str(make_url(url).database)


def _fill(location: Location) -> None:
    opened = open_store(location, actor=TESTER, clock=Clock(MORNING), create=True)
    opened.write(import_lab, read_lab_file(SAMPLE))
    if location.path is not None:
        with opened.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    opened.close()


@pytest.fixture
def sample_location(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Location:
    """A copy of the sample lab of one's own, on SQLite and on PostgreSQL."""
    if engine_name == "sqlite":
        shutil.copy(request.getfixturevalue("sample_file"), tmp_path / "lab.db")
        return locate(tmp_path / "lab.db")
    server = _skip_without(request.getfixturevalue("server"))
    return locate(_new_database(server, request.getfixturevalue("sample_template")))


@pytest.fixture
def sample(sample_location: Location) -> Iterator[Store]:
    """The sample lab on its own Tuesday morning."""
    opened = open_store(sample_location, actor=TESTER, clock=Clock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def sample_lab(sample: Store) -> Lab:
    return sample.read(read_lab)


@pytest.fixture
def sqlite_sample(sample_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The sample lab on SQLite only, for what does not depend on the engine."""
    shutil.copy(sample_file, tmp_path / "lab.db")
    opened = open_store(locate(tmp_path / "lab.db"), actor=TESTER, clock=Clock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    with QEventLoop(qapp) as loop:
        # a test's own events may run a step of a task while the loop itself does not run
        asyncio.set_event_loop(loop)
        yield loop
        asyncio.set_event_loop(None)


@pytest.fixture
def gateway(sqlite_sample: Store, loop: asyncio.AbstractEventLoop) -> Iterator[Gateway]:
    """The way to the sample lab from the loop's thread."""
    executor = ThreadPoolExecutor(2, thread_name_prefix="database")
    opened = Gateway(sqlite_sample, executor, loop)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not loud, [r.getMessage() for r in loud]
