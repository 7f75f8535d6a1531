"""What the loop of the desk's window does while a person works in it: stalls, and drags."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from labapp.domain.times import Clock
from labapp.exchange.lab_file import read_lab_file
from labapp.services.lab_import import import_lab
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.ui.theme import STYLE
from tests.bench import history
from tests.bench.history import History
from tests.bench.measuring import Row
from tests.bench.starting import SCREEN
from tests.bench.watching import Watch
from tests.conftest import SAMPLE
from tests.journeys.day import TASKS, Step, changes_language_and_look, say
from tests.journeys.living import live
from tests.journeys.person import Person

FETCHED: Final = 2.5
"""Seconds after which the program has imported what may be wanted."""
_PATIENCE: Final = 600.0
_STALL: Final = 50
_VERDICTS: Final = frozenset({"free", "blocked"})
_STEP: Final = 9
"""Pixels that the pointer goes on between two pictures of the screen."""


def application() -> QApplication:
    """Return Qt's application; without a screen it draws in memory."""
    if not any(os.environ.get(name) for name in SCREEN):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["bench", *STYLE])


def sample_lab(folder: Path) -> Path:
    """Return the file of a new database with the sample lab, in a folder of its own."""
    folder.mkdir()
    path = folder / "lab.db"
    store = open_store(locate(path), actor=history.ACTOR, clock=Clock(history.NOW), create=True)
    store.write(import_lab, read_lab_file(SAMPLE))
    store.close()
    return path


def stalls(folder: Path, tasks: Sequence[Step] = TASKS) -> tuple[Row, Row, Row]:
    """Do a day's tasks twice in the program; return the longest stall of each, and of dressing.

    The first time everything is met for the first time, the second nothing is.
    """
    found: list[Watch] = []

    async def two_days(person: Person) -> None:
        await person.wait(FETCHED)
        for steps in (tasks, tasks, (changes_language_and_look,)):
            watch = Watch(person.window)
            for step in steps:
                await step(person)
            watch.stop()
            found.append(watch)

    live(application(), two_days, sample_lab(folder), Clock(history.NOW), patience=_PATIENCE)
    first, second, dressing = found
    return _stall("stall-first", first), _stall("stall", second), _stall("stall-look", dressing)


def _stall(name: str, watch: Watch) -> Row:
    return Row(name, watch.longest * 1000, None, bar=_STALL, note=watch.held_by)


def drag_steps(stored: History, steps: int) -> Row:
    """Drag a new booking over a full board; return the 99th percentile of a step.

    A step is from the move of the pointer until the board is painted and has been told what is in
    the way, in processor time of the whole program: what it does beside the loop counts too.
    """
    spent: list[float] = []
    copy = stored.copy("dragging.db")

    async def drag(person: Person) -> None:
        await person.wait(FETCHED)
        await say(person, "10 Dec")
        board = person.board.board
        view = board.viewport()
        free = person.on_board("C6", "2026-12-10 16:00")
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=free)
        for number in range(steps):
            across, down = number * _STEP % 200, number // 20 * _STEP % (view.height() - 200)
            began = time.process_time()
            QTest.mouseMove(view, QPoint(free.x() - across, 100 + down))
            await person.rest()
            spent.append(time.process_time() - began)
            if board.scene.draft is None or board.scene.draft.verdict not in _VERDICTS:
                raise ValueError("nothing is dragged")
        QTest.keyClick(board, Qt.Key.Key_Escape)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=free)

    live(application(), drag, copy.path, Clock(history.NOW), patience=_PATIENCE)
    return Row("drag-step", quantiles(spent, n=100)[98] * 1000, None, bar=16)
