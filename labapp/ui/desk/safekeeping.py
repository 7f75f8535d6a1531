"""Backups and checks: made unasked once a day, or when the person wants one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from labapp.domain.errors import LabError
from labapp.domain.times import day_of
from labapp.services.backups import (
    Backup,
    Keeping,
    Stopped,
    back_up,
    back_up_daily,
    last_backup,
)
from labapp.services.checks import CheckReport, check_store
from labapp.services.gateway import Gateway
from labapp.ui.desk.shell import Shell
from labapp.ui.desk.work import Work
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

OLD: Final = timedelta(days=1)
_AGAIN_MILLISECONDS: Final = 10 * 60_000
_CHECKED: Final = "checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """When everything was looked over last, and how much was wrong."""

    at: datetime
    problems: int


class Safekeeping(QObject):
    """Knows the last backup and the last check, and makes others."""

    changed = Signal()

    def __init__(
        self, gateway: Gateway, loop: asyncio.AbstractEventLoop, shell: Shell, parent: QObject
    ) -> None:
        """Look now and then whether the day's backup is there."""
        super().__init__(parent)
        self.gateway = gateway
        self.shell = shell
        self.last: Backup | None = None
        self.tasks = Tasks(loop, self._refuse, self)
        self.running: Work | None = None
        self._one_at_a_time = asyncio.Lock()
        self._declined: date | None = None
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MILLISECONDS)
        self._again.timeout.connect(self.keep_daily)
        if gateway.keeping is not None:
            self._again.start()

    async def close_down(self, patience: float) -> None:
        """Stop what runs, and begin nothing more."""
        self._again.stop()
        if self.running is not None:
            self.running.stop()
        await self.tasks.close(patience)

    @property
    def checked(self) -> Checked | None:
        """The last check of this database, by this person on this machine."""
        where, _, told = self.shell.memory.text(_CHECKED).rpartition("|")
        moment, _, problems = told.partition(" ")
        try:
            found = Checked(datetime.fromisoformat(moment), int(problems))
        except ValueError:
            return None
        return found if where == self.gateway.where else None

    @property
    def is_old(self) -> bool:
        """Whether the last backup is missing or too old, where one is made each day."""
        keeping = self.gateway.keeping
        if keeping is None or not keeping.daily:
            return False
        return self.last is None or datetime.now(UTC) - self.last.at > OLD

    def look(self) -> None:
        """Look which backup is the last; somebody else may have made one."""
        if self.gateway.keeping is not None:
            self.tasks.start(self._look(self.gateway.keeping), instead_of="look")

    def keep_daily(self) -> None:
        """Make the day's backup if it is not there already and was not stopped by the person."""
        declined = self._declined == day_of(datetime.now(UTC))
        if self.gateway.keeping is not None and self.running is None and not declined:
            self.tasks.start(self._keep_daily(self.gateway.keeping), instead_of="daily")

    def back_up_now(self) -> None:
        """Make a backup, whatever there is."""
        if self.gateway.keeping is not None and self.running is None:
            self.tasks.start(self._back_up(self.gateway.keeping), instead_of="now")

    def check_now(self) -> None:
        """Count everything anew and hold it against what is stored."""
        if self.running is None:
            self.tasks.start(self._check(), instead_of="now")

    async def _keep_daily(self, keeping: Keeping) -> None:
        try:
            async with self._doing("desk.backing_up") as work:
                await self.gateway.tend(back_up_daily, keeping, work.told)
        except Stopped:
            self._declined = day_of(datetime.now(UTC))
        except LabError as error:
            self._tell_failed(error)
        finally:
            await self._look(keeping)

    async def _back_up(self, keeping: Keeping) -> None:
        say = self.shell.speech
        try:
            async with self._doing("desk.backing_up") as work:
                made = await self.gateway.tend(back_up, keeping, work.told)
        except Stopped:
            self.shell.notice(say("desk.backup.stopped"))
        except LabError as error:
            self._tell_failed(error)
        else:
            self.shell.notice(say("desk.backup.made", path=made.path))
        finally:
            await self._look(keeping)

    async def _check(self) -> None:
        say = self.shell.speech
        try:
            async with self._doing("desk.checking") as work:
                report = await self.gateway.tend(check_store, work.told)
        except Stopped:
            self.shell.notice(say("desk.check.stopped"))
            return
        self._remember(report)
        if report.sound:
            facts = {"bookings": report.bookings, "revision": report.revision}
            self.shell.notice(say("desk.check.sound", **facts))
        else:
            found = [f"{say(f'cli.check.{one.what}')}: {one.detail}" for one in report.problems[:3]]
            told = say("desk.check.unsound", count=len(report.problems))
            self.shell.notice("\n".join([told, *found]), serious=True)

    def _remember(self, report: CheckReport) -> None:
        moment = datetime.now(UTC).replace(microsecond=0).isoformat()
        told = f"{self.gateway.where}|{moment} {len(report.problems)}"
        self.shell.memory.keep_text(_CHECKED, told)
        self.changed.emit()

    @asynccontextmanager
    async def _doing(self, key: str) -> AsyncIterator[Work]:
        """Show what is done while it is done, one thing after another."""
        async with self._one_at_a_time:
            with self.shell.work(self.shell.speech(key)) as work:
                self.running = work
                self.changed.emit()
                try:
                    yield work
                finally:
                    self.running = None
                    self.changed.emit()

    async def _look(self, keeping: Keeping) -> None:
        self.last = await self.gateway.compute(last_backup, keeping.folder)
        self.changed.emit()

    def _tell_failed(self, error: LabError) -> None:
        told = explain(error, self.shell.speech.language)
        self.shell.notice(self.shell.speech("desk.backup.failed", why=told), serious=True)

    def _refuse(self, error: LabError) -> None:
        self.shell.notice(explain(error, self.shell.speech.language), serious=True)
