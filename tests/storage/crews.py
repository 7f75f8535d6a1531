"""Starts crews of writers, kills them, and holds what they were told against what is stored."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from labapp.storage.store import Store

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Told:
    """What the ledgers of all writers say."""

    intents: set[str] = field(default_factory=set)
    done: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    in_doubt: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Keys by how many acts upon them were never answered."""
    ends: list[dict[str, Any]] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """How many acts were confirmed."""
        return sum(len(lines) for lines in self.done.values())


def start(database: str, ledger: Path, seed: int, seconds: float) -> subprocess.Popen[bytes]:
    """Start a writer in a process of its own."""
    command = [sys.executable, "-m", "tests.storage.crew"]
    return subprocess.Popen([*command, database, str(ledger), str(seed), str(seconds)], cwd=ROOT)


@contextmanager
def crew(
    database: str, folder: Path, seeds: Iterable[int], seconds: float
) -> Iterator[list[tuple[subprocess.Popen[bytes], Path]]]:
    """Run writers, each with its ledger; those that still run at the end are killed."""
    members = [
        (start(database, ledger, seed, seconds), ledger)
        for seed in seeds
        for ledger in [folder / f"{seed}.ledger"]
    ]
    try:
        yield members
    finally:
        for process, _ in members:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_busy(ledgers: Iterable[Path], timeout: float = 60) -> None:
    """Wait until every writer has had an answer."""
    deadline = time.monotonic() + timeout
    for ledger in ledgers:
        while not (ledger.exists() and b'"done"' in ledger.read_bytes()):
            if time.monotonic() > deadline:
                raise TimeoutError(ledger)
            time.sleep(0.01)


def read_ledgers(folder: Path) -> Told:
    """Read what all writers were told."""
    told = Told()
    for path in sorted(folder.glob("*.ledger")):
        open_intent: str | None = None
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            match entry["what"]:
                case "intent":
                    told.intents.add(entry["key"])
                    open_intent = entry["key"]
                    continue
                case "done":
                    told.done[entry["key"]].append(entry)
                case "refused":
                    told.refused += 1
                case "fault":
                    told.faults.append(entry["why"])
                    told.in_doubt[entry["key"]] += 1
                case "end":
                    told.ends.append(entry)
            open_intent = None
        if open_intent is not None:
            told.in_doubt[open_intent] += 1
    return told


def disagreements(store: Store, told: Told) -> list[str]:
    """Return where the store is not what the writers were told.

    Each act makes the next version of a booking. So of a booking at version n each version up to
    n was confirmed to exactly one writer, but for those that were never answered.
    """
    with store.reading() as connection:
        rows = connection.execute(text("SELECT * FROM booking")).mappings().all()
    problems: list[str] = []
    stored = {row["key"]: row for row in rows}
    if len(stored) != len(rows):
        problems.append("a key is there twice")
    problems += [f"lost: {key}" for key in told.done.keys() - stored.keys()]
    problems += [f"ghost: {key}" for key in stored.keys() - told.intents]
    for key, row in stored.items():
        versions = sorted({line["version"] for line in told.done.get(key, ())})
        missing = set(range(1, row["version"] + 1)) - set(versions)
        if any(_to_two(told.done[key], version) for version in versions):
            problems.append(f"one version confirmed to two: {key}")
        if versions and versions[-1] > row["version"]:
            problems.append(f"lost act: {key} {versions[-1]} is {row['version']}")
        if len(missing) > told.in_doubt.get(key, 0):
            problems.append(f"versions nobody was told of: {key} {sorted(missing)}")
        for line in told.done.get(key, ()):
            over = row["state"].endswith("cancelled")
            same = line["span"] == [row["starts_at"], row["ends_at"]] and line["over"] == over
            if line["version"] == row["version"] and not same:
                problems.append(f"not as confirmed: {key}")
    return problems


def _to_two(lines: list[dict[str, Any]], version: int) -> bool:
    """Whether two acts were told that they made the version.

    A move to where a booking is already makes none: it is told of the version that is there.
    """
    found = [line for line in lines if line["version"] == version]
    others = [line for line in found if line["act"] != "move"]
    alike = all(line["span"] == found[0]["span"] for line in found)
    return len(others) > 1 or not alike
