"""Fixtures: the small lab of the builders, copied for each test, on SQLite and PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from labapp.storage.engine import Location, locate
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from tests import builders
from tests.builders import TEST_DESK, SmallLab, StillClock, when
from tests.conftest import _new_database

EIGHT = when(0, "08:00")
"""Monday, eight o'clock: where the small lab's clock stands."""


def fill(location: Location, *, rules: bool) -> None:
    """Build the small lab in an empty place and leave nobody in it."""
    store = builders.open_empty(location, EIGHT)
    store.write(builders.build_small_lab, rules=rules)
    if location.path is not None:
        checkpoint(store)
    store.close()


def checkpoint(store: Store) -> None:
    """Bring all that is in the log into the file, so that the file alone can be copied."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


@pytest.fixture(scope="session")
def law_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small lab in which only the law refuses, as a file that nobody has open."""
    path = tmp_path_factory.mktemp("law") / "law.db"
    fill(locate(path), rules=False)
    return path


@pytest.fixture(scope="session")
def rules_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small lab with house rules, as a file that nobody has open."""
    path = tmp_path_factory.mktemp("rules") / "rules.db"
    fill(locate(path), rules=True)
    return path


def _template(server: str | None, *, rules: bool) -> str:
    if server is None:
        pytest.skip("no PostgreSQL server could be started")
    url = _new_database(server)
    fill(locate(url), rules=rules)
    return str(make_url(url).database)


@pytest.fixture(scope="session")
def law_template(server: str | None) -> str:
    """The same as a PostgreSQL database to copy."""
    return _template(server, rules=False)


@pytest.fixture(scope="session")
def rules_template(server: str | None) -> str:
    """The same with house rules."""
    return _template(server, rules=True)


def _copy(engine_name: str, folder: Path, request: pytest.FixtureRequest, which: str) -> Location:
    if engine_name == "sqlite":
        shutil.copy(request.getfixturevalue(f"{which}_file"), folder / "lab.db")
        return locate(folder / "lab.db")
    server = request.getfixturevalue("server")
    template = request.getfixturevalue(f"{which}_template")
    return locate(_new_database(server, template))


@pytest.fixture
def law_location(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Location:
    """A small lab of one's own, in which only the law refuses."""
    return _copy(engine_name, tmp_path, request, "law")


@pytest.fixture
def law(law_location: Location) -> Iterator[Store]:
    """The same, opened."""
    store = open_store(law_location, actor=TEST_DESK, clock=StillClock(EIGHT))
    yield store
    store.close()


@pytest.fixture
def rules_location(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Location:
    """A small lab of one's own with house rules, open from 10 to 18."""
    return _copy(engine_name, tmp_path, request, "rules")


@pytest.fixture
def ruled(rules_location: Location) -> Iterator[Store]:
    """The same, opened."""
    store = open_store(rules_location, actor=TEST_DESK, clock=StillClock(EIGHT))
    yield store
    store.close()


@pytest.fixture
def sqlite_law(law_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The small lab on SQLite only."""
    shutil.copy(law_file, tmp_path / "lab.db")
    store = open_store(locate(tmp_path / "lab.db"), actor=TEST_DESK, clock=StillClock(EIGHT))
    yield store
    store.close()


@pytest.fixture
def sqlite_ruled(rules_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The small lab with house rules on SQLite only."""
    shutil.copy(rules_file, tmp_path / "lab.db")
    store = open_store(locate(tmp_path / "lab.db"), actor=TEST_DESK, clock=StillClock(EIGHT))
    yield store
    store.close()


@pytest.fixture
def postgres_law(
    server: str | None, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Store]:
    """The small lab on PostgreSQL only."""
    location = _copy("postgres", tmp_path, request, "law")
    store = open_store(location, actor=TEST_DESK, clock=StillClock(EIGHT))
    yield store
    store.close()


@pytest.fixture(scope="session")
def lab(law_file: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallLab:
    """What is in the small lab: its ids are the same in every copy."""
    path = tmp_path_factory.mktemp("ids") / "lab.db"
    shutil.copy(law_file, path)
    store = open_store(locate(path), actor=TEST_DESK, clock=StillClock(EIGHT))
    found = store.read(builders.read_small_lab)
    store.close()
    return found
