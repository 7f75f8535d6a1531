"""The command line as the tests call it: in this process, on a lab of one's own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from labapp.cli.main import main
from labapp.storage.engine import Location

NOW = "2026-12-08T09:30"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 -- whatever JSON holds
        """Its answer as JSON."""
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture(autouse=True)
def _english_and_away_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LABAPP_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def labapp(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command line."""

    def run(*argv: str) -> Said:
        capsys.readouterr()
        code = main(argv)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


def database_of(location: Location) -> str:
    return str(location.path) if location.path else str(location.url)


@pytest.fixture
def lab(labapp: Command, sample_location: Location) -> Command:
    """Run a command on the sample lab at its own time, on SQLite and on PostgreSQL."""
    where = database_of(sample_location)
    return lambda *argv: labapp("--database", where, "--now", NOW, *argv)


@pytest.fixture
def sqlite_file(sample_file: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy.db"
    copy.write_bytes(sample_file.read_bytes())
    return copy


@pytest.fixture
def sqlite_lab(labapp: Command, sqlite_file: Path) -> Command:
    """Run a command on the sample lab at its own time, for what does not depend on the engine."""
    return lambda *argv: labapp("--database", str(sqlite_file), "--now", NOW, *argv)
