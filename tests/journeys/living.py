"""The whole program in one process: started, lived in by a person, and closed again."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from shiboken6 import delete

from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.services.gateway import Gateway
from labapp.settings import Settings
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.ui.desk.program import How, Program
from labapp.ui.desk.start import make_window
from tests.journeys.person import Person

SIZE: Final = (1280, 800)
Journey = Callable[[Person], Awaitable[None]]


def live(
    app: QApplication,
    journey: Journey,
    database: Path,
    clock: Clock,
    *,
    size: tuple[int, int] = SIZE,
    patience: float = 60.0,
) -> None:
    """Open the desk on a database, in English and light, and make a journey in it.

    Settings are kept beside the database. ``patience`` is in seconds, for all of it.
    """
    kind, scope = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    QSettings.setPath(kind, scope, str(database.parent / "config"))
    window = make_window(app, Settings("", language="en", theme="light", now=clock.starts_at))
    window.resize(*size)
    window.show()
    window.activateWindow()

    def open_lab(_: How, workers: ThreadPoolExecutor, loop: asyncio.AbstractEventLoop) -> Gateway:
        actor = Actor("reception", Role.SUPERVISOR, "desk")
        return Gateway(open_store(locate(database), actor=actor, clock=clock), workers, loop)

    async def whole(program: Program, loop: asyncio.AbstractEventLoop) -> None:
        living = asyncio.ensure_future(program.live())
        await asyncio.wait([living, program.opened], return_when=asyncio.FIRST_COMPLETED)
        assert program.furniture is not None
        person = Person(window, program.furniture, loop)
        await person.rest()
        try:
            await journey(person)
        finally:
            window.close()
            await living

    with QEventLoop(app) as loop:
        program = Program(window, loop, open_lab)
        loop.run_until_complete(asyncio.wait_for(whole(program, loop), patience))
    delete(window)
