"""Coroutines that belong to a widget."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from labapp.domain.errors import LabError

Work = Coroutine[Any, Any, None]


class Tasks(QObject):
    """Start coroutines from slots, keep them alive, and report how they failed.

    A ``LabError`` goes to ``refuse``; anything else goes to the loop's exception handler.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        refuse: Callable[[LabError], None],
        parent: QObject,
    ) -> None:
        """Own the coroutines of ``parent``."""
        super().__init__(parent)
        self._loop = loop
        self._refuse = refuse
        self._running: set[asyncio.Task[None]] = set()
        self._latest: dict[str, asyncio.Task[None]] = {}
        self._closed = False

    def start(self, work: Work, *, instead_of: str | None = None) -> None:
        """Run the work; a name first drops what still runs under that name."""
        if self._closed:
            work.close()
            return
        task = self._loop.create_task(self._guard(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # a task that is cancelled before its first step leaves the work unbegun
        task.add_done_callback(lambda _: work.close())
        if instead_of is not None:
            self.drop(instead_of)
            self._latest[instead_of] = task

    def drop(self, name: str) -> None:
        """Cancel what still runs under a name."""
        previous = self._latest.pop(name, None)
        if previous is not None:
            previous.cancel()

    @property
    def busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._running)

    async def drain(self) -> None:
        """Wait until nothing runs; for tests and for closing."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def close(self, patience: float) -> None:
        """Start nothing more, wait so many seconds for what runs, then cancel it."""
        self._closed = True
        if self._running:
            await asyncio.wait(set(self._running), timeout=patience)
        for task in tuple(self._running):
            task.cancel()
        await self.drain()

    async def _guard(self, work: Work) -> None:
        try:
            await work
        except LabError as error:
            self._refuse(error)
        except Exception as error:  # noqa: BLE001 -- the last stop before the loop
            self._loop.call_exception_handler({"message": "task failed", "exception": error})
