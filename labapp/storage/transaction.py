"""One transaction with who, when, and what it will say in the journal."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from labapp.domain.lab import Lab
from labapp.domain.staff import Actor

SETTING_AREAS = frozenset({"spaces", "settings", "compute", "toolkits", "staff"})
"""Areas whose changes make a new snapshot of the lab."""


class ChangedUnderfoot(Exception):  # noqa: N818 -- named for what happened
    """Somebody changed a row between our reading and our writing it: the use case runs again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one use case did, for the journal."""

    area: str
    act: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    undoes: int | None = None


@dataclass(slots=True)
class Snapshots:
    """The last snapshot of the lab that this process read."""

    latest: Lab | None = None


@dataclass(slots=True)
class Transaction:
    """What a use case works in; it is committed or rolled back as a whole."""

    connection: Connection
    now: datetime
    actor: Actor
    snapshots: Snapshots
    token: str = field(default_factory=lambda: str(uuid4()))
    entries: list[Entry] = field(default_factory=list)
    lab: tuple[int, Lab] | None = None
    """The lab as this transaction last read it, and after how many changes of settings."""

    @property
    def settings_changed(self) -> int:
        """How often this transaction has changed what the lab's snapshot is made of."""
        return sum(entry.area in SETTING_AREAS for entry in self.entries)

    @property
    def areas(self) -> frozenset[str]:
        """What was written, for those who show it."""
        return frozenset(entry.area for entry in self.entries)

    def record(
        self,
        area: str,
        act: str,
        subject: str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        undoes: int | None = None,
    ) -> None:
        """Say what was done; it is written last, under the journal's lock."""
        self.entries.append(Entry(area, act, subject, before, after, undoes))

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo all that was done inside when it raises; what was done before it stays."""
        mark = len(self.entries)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            del self.entries[mark:]
            raise

    @property
    def is_postgres(self) -> bool:
        """Whether row locks are needed: SQLite's writers queue by themselves."""
        return self.connection.dialect.name == "postgresql"
