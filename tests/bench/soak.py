"""Whether the desk grows while it is used: hours of work by a clock in a hurry."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from labapp.domain.times import Clock, instant
from labapp.ui.desk.notices import NoticeCard
from tests.bench.measuring import Row
from tests.bench.using import FETCHED, application, sample_lab
from tests.journeys.day import TASKS, Step, changes_language_and_look
from tests.journeys.living import live
from tests.journeys.person import Person

STARTS_AT: Final = datetime.fromisoformat("2026-12-08T08:30:00+08:00")
HOURS: Final = 8.0
SPEED: Final = 100.0
_PATIENCE: Final = 900.0
_PAGE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class HurriedClock(Clock):
    """A clock on which more time passes than does."""

    speed: float = 1.0

    @override
    def now(self) -> datetime:
        if self.starts_at is None:
            raise ValueError("it must be told where it starts")
        passed = int((time.monotonic() - self._origin) * self.speed)
        return instant(self.starts_at) + timedelta(seconds=passed)


@dataclass(frozen=True, slots=True)
class Weight:
    """What the program holds at a moment, when all garbage is collected."""

    at: datetime
    megabytes: float
    """Of memory that is resident."""
    qt_objects: int
    """In the window and beside it: widgets, models, timers, shortcuts; no notices, which pass."""
    python_objects: int
    """That the garbage collector knows of."""


def weigh(clock: Clock) -> Weight:
    """Weigh the program."""
    gc.unfreeze()
    gc.collect()
    tops = QApplication.topLevelWidgets()
    passing = [card for top in tops for card in top.findChildren(NoticeCard)]
    objects = sum(map(_within, tops)) - sum(map(_within, passing))
    return Weight(clock.now(), _resident(), objects, len(gc.get_objects()))


def _within(widget: QWidget) -> int:
    return 1 + len(widget.findChildren(QObject))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * _PAGE_BYTES / 2**20


def use(
    folder: Path,
    clock: Clock,
    more: Callable[[list[Weight]], bool],
    steps: Sequence[Step] = (*TASKS, changes_language_and_look),
) -> list[Weight]:
    """Do the steps of a day again and again as long as ``more``; weigh the program each time."""
    weighed: list[Weight] = []

    async def days(person: Person) -> None:
        await person.wait(FETCHED)
        while more(weighed):
            for step in steps:
                await step(person)
            await person.wait(0.2)  # what was told to go later is gone then
            weighed.append(weigh(clock))

    live(application(), days, sample_lab(folder), clock, patience=_PATIENCE)
    return weighed


def soak(folder: Path, hours: float = HOURS, speed: float = SPEED) -> tuple[Row, Row, Row]:
    """Use the desk for hours of its clock; return what it holds then, beside the first hour."""
    clock = HurriedClock(STARTS_AT, speed=speed)
    ends = instant(STARTS_AT) + timedelta(hours=hours)
    weighed = use(folder, clock, lambda so_far: not so_far or so_far[-1].at < ends)
    hour = instant(STARTS_AT) + timedelta(hours=min(1.0, hours / 2))
    first = next(weight for weight in weighed if weight.at >= hour)
    last = weighed[-1]
    days = f"{len(weighed)} days"
    return (
        Row("soak-memory", last.megabytes, first.megabytes, bar=1.1, unit="MB", note=days),
        Row("soak-qt", last.qt_objects, first.qt_objects, bar=1.02, unit="objects", note=days),
        Row(
            "soak-python", last.python_objects, first.python_objects, bar=1.1, unit="objects",
            note=days,
        ),
    )  # fmt: skip
