"""The desk from its first picture to its end: open the database, furnish, run, clear out."""

import asyncio
import gc
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Union

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from labapp.domain.errors import DatabaseFault, LabError
from labapp.ui import clipboard
from labapp.ui.desk.window import DeskWindow

if TYPE_CHECKING:
    from labapp.services.founding import FoundLab
    from labapp.services.gateway import Gateway
    from labapp.ui.desk.furniture import Furniture
    from labapp.ui.desk.pages.welcome import WelcomePage

How = Union[str, Path, "FoundLab"]
"""``open``, ``sample``, the file of a lab to import, or a lab to found."""
OpenLab = Callable[[How, ThreadPoolExecutor, asyncio.AbstractEventLoop], "Gateway"]
"""Open the lab in a worker thread."""

OPEN: Final = "open"
TODAY: Final = "today"
WORKERS: Final = 2
PATIENCE: Final = 0.6
"""Seconds that unfinished work gets when the window is closed."""
_COLLECT_MILLISECONDS: Final = 15_000
_FELT: Final = 20_000
"""Objects that take 10 ms to search."""

_log = logging.getLogger(__name__)


def live(app: QApplication, window: DeskWindow, open_lab: OpenLab) -> None:
    """Run the desk until its window is closed."""
    loop = QEventLoop(app)
    with loop:
        program = Program(window, loop, open_lab)
        loop.run_until_complete(program.live())
    if program.abandoned:
        # a worker still waits for a database that does not answer, and Python would wait for it
        logging.shutdown()
        os._exit(0)


class Program:
    """One life of the window."""

    def __init__(
        self, window: DeskWindow, loop: asyncio.AbstractEventLoop, open_lab: OpenLab
    ) -> None:
        """Begin when ``live`` is awaited."""
        self._window = window
        self._loop = loop
        self._open_lab = open_lab
        self._closed: asyncio.Future[None] = loop.create_future()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="database")
        self._collector = QTimer(window)
        self._collector.setInterval(_COLLECT_MILLISECONDS)
        self._collector.timeout.connect(_collect)
        self._welcome: WelcomePage | None = None
        self.furniture: Furniture | None = None
        self.opened: asyncio.Future[None] = loop.create_future()
        """Done when the pages are there."""
        self.abandoned = False
        """Whether a worker was left behind that nothing can hurry."""

    async def live(self) -> None:
        """Run until the window is closed, then leave nothing behind."""
        self._window.closing.connect(partial(_settle, self._closed))
        QApplication.setQuitOnLastWindowClosed(False)  # the loop ends by itself, after its work
        restore = self._watch_for_surprises()
        try:
            gateway = await self._open()
            if gateway is not None:
                self._furnish(gateway)
                self._rest()
                await self._closed
        finally:
            await self._shut()
            restore()

    # Opening

    async def _open(self) -> "Gateway | None":
        """Open the lab, asking the person what to do as long as it cannot be; None: closed."""
        how: How = OPEN
        while not self._closed.done():
            if self._welcome is None:
                self._window.show_waiting()
            self._window.bar.status.show_opening()
            opening = asyncio.ensure_future(self._in_worker(how))
            await _first_of(opening, self._closed)
            if not opening.done():
                self.abandoned = True
                opening.add_done_callback(_close_late)
                return None
            try:
                gateway = opening.result()
            except LabError as error:
                how = await self._ask(error)
            else:
                await self._end_welcome(how)
                return gateway
        return None

    async def _in_worker(self, how: How) -> "Gateway":
        page = TODAY if self._welcome is not None else self._window.page
        return await self._loop.run_in_executor(
            self._workers, partial(self._import_and_open, how, page)
        )

    def _import_and_open(self, how: How, page: str) -> "Gateway":
        """Import what is slow to import, and open, all in the worker."""
        opened = self._open_lab(how, self._workers, self._loop)
        importlib.import_module("labapp.ui.desk.furniture")
        importlib.import_module(f"labapp.ui.desk.pages.{page}")
        return opened

    async def _ask(self, error: LabError) -> How:
        self._window.bar.status.show_none()
        missing = isinstance(error, DatabaseFault) and error.kind == "missing"
        if missing or self._welcome is not None:
            return await self._ask_in_welcome(error, tell=not missing)
        return await self._ask_in_trouble(error)

    async def _ask_in_trouble(self, error: LabError) -> str:
        """Say what is wrong until the person wants to try again."""
        from labapp.ui.texts import explain  # noqa: PLC0415 -- not needed for a good start

        speech = self._window.shell.speech

        def tell() -> None:
            self._window.show_trouble(explain(error, speech.language))

        tell()
        answer: asyncio.Future[None] = self._loop.create_future()
        settle = partial(_settle, answer)
        self._window.trouble.retry_wanted.connect(settle)
        speech.changed.connect(tell)
        await _first_of(answer, self._closed)
        speech.changed.disconnect(tell)
        self._window.trouble.retry_wanted.disconnect(settle)
        return OPEN

    # The first start

    async def _ask_in_welcome(self, error: LabError, *, tell: bool) -> How:
        """Offer the ways to a lab; what was wrong with the one tried before is told."""
        welcome = self._welcome
        if welcome is None:
            where = error.where if isinstance(error, DatabaseFault) else ""
            welcome = self._make_welcome(where)
        welcome.show_busy(None)
        if tell:
            welcome.show_error(error)
        answer: asyncio.Future[How] = self._loop.create_future()
        settle = partial(_settle, answer)
        welcome.answered.connect(settle)
        await _first_of(answer, self._closed)
        welcome.answered.disconnect(settle)
        if not answer.done():
            return OPEN
        how = answer.result()
        welcome.show_busy(self._window.shell.speech(f"welcome.doing.{_way(how)}"))
        return OPEN if how == "retry" else how

    def _make_welcome(self, where: str) -> "WelcomePage":
        from labapp.ui.desk.pages.welcome import WelcomePage  # noqa: PLC0415 -- once in a lab's life

        window = self._window
        welcome = WelcomePage(window.shell, self._loop, self._workers, where)
        welcome.language_chosen.connect(window.speak)
        window.closing.connect(welcome.keep)
        window.show_welcome(welcome)
        self._welcome = welcome
        welcome.show_front()
        return welcome

    async def _end_welcome(self, how: How) -> None:
        """Give the window back to its pages, beginning with today."""
        welcome, self._welcome = self._welcome, None
        if welcome is None:
            return
        founded = not isinstance(how, str)
        if founded:
            welcome.forget_answers()
        await welcome.tasks.close(PATIENCE)
        self._window.end_welcome(welcome, TODAY)
        if founded:
            shell = self._window.shell
            shell.notice(shell.speech("welcome.hint"), lasting=True)

    def _furnish(self, gateway: "Gateway") -> None:
        from labapp.ui.desk.furniture import Furniture  # noqa: PLC0415 -- after the first picture

        self.furniture = Furniture(self._window, gateway, self._loop)
        _settle(self.opened)

    # Running

    def _rest(self) -> None:
        """Keep the garbage collector from stopping the window at a bad moment.

        What the start has left behind is a hundred objects, not worth 50 ms to find them now.
        """
        gc.disable()
        gc.freeze()
        self._collector.start()

    def _watch_for_surprises(self) -> Callable[[], None]:
        """Tell the person of bugs, and close on the system's signals; return how to stop that."""
        hook = sys.excepthook
        before = {
            number: signal.signal(number, lambda *_: self._window.close())
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        sys.excepthook = self._surprised
        self._loop.set_exception_handler(self._loop_surprised)

        def restore() -> None:
            sys.excepthook = hook
            for number, handler in before.items():
                signal.signal(number, handler)

        return restore

    def _surprised(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        _log.error("surprise", exc_info=(kind, error, trace))
        shell = self._window.shell
        shell.notice(shell.speech("desk.surprise"), serious=True)

    def _loop_surprised(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        del loop
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._surprised(type(error), error, error.__traceback__)
        else:
            _log.error("surprise: %s", context.get("message"))

    # Closing

    async def _shut(self) -> None:
        self._collector.stop()
        gc.enable()
        gc.unfreeze()
        if self._welcome is not None:
            await self._welcome.tasks.close(PATIENCE)
        if self.furniture is not None:
            await self.furniture.clear_out(PATIENCE)
        else:
            self._workers.shutdown(wait=False, cancel_futures=True)
        clipboard.let_go()


async def _first_of(*futures: "asyncio.Future[Any]") -> None:
    await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)


def _way(how: How) -> str:
    """Return the word for how the lab is opened."""
    if isinstance(how, str):
        return how
    return "file" if isinstance(how, Path) else "found"


def _collect() -> None:
    """Collect; where more is new than can be searched unfelt, it is a page, and here to stay."""
    if gc.get_count()[0] > _FELT:
        gc.freeze()
    else:
        gc.collect()


def _settle(future: "asyncio.Future[Any]", value: object = None) -> None:
    if not future.done():
        future.set_result(value)


def _close_late(opening: "asyncio.Future[Gateway]") -> None:
    """Close a database that was opened for a window that had gone already."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
