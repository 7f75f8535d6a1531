"""What the window needs of a page, and what a page gets."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from labapp.domain.errors import DatabaseFault, LabError
from labapp.services.gateway import Gateway
from labapp.ui.desk.shell import Shell
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page gets."""

    gateway: Gateway
    loop: asyncio.AbstractEventLoop
    shell: Shell


class Page(QWidget):
    """Reads whenever it is shown, and while shown whenever an area it watches was written."""

    watches: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build nothing but the plumbing."""
        super().__init__(parent)
        self.desk = desk
        self.gateway = desk.gateway
        self.shell = desk.shell
        self.say = desk.shell.speech
        self.tasks = Tasks(desk.loop, self.refuse, self)
        self._stops = (
            desk.gateway.subscribe(self._on_written),
            desk.gateway.watch(self._on_status),
        )

    async def reload(self) -> None:
        """Read what the page shows; each page says how."""

    def refuse(self, error: LabError) -> None:
        """Tell the person why something was not done."""
        self.shell.notice(explain(error, self.say.language), serious=True)

    async def close_down(self, patience: float) -> None:
        """Hear nothing more, and give what still runs so many seconds."""
        for stop in self._stops:
            stop()
        await self.tasks.close(patience)

    def refresh(self) -> None:
        """Read again soon, once however often it is asked."""
        self.tasks.start(self.reload(), instead_of="reload")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _on_written(self, areas: frozenset[str]) -> None:
        if self.isVisible() and self.watches & areas:
            self.refresh()

    def _on_status(self, fault: DatabaseFault | None) -> None:
        if fault is None and self.isVisible():
            self.refresh()
