"""What is put into the window once the database is open: pages, undo, and the watch over it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer

from labapp.domain.errors import DatabaseFault, LabError
from labapp.services.gateway import Gateway
from labapp.services.waiting import keep_house
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.pages.exhibitors import ExhibitorsPage
from labapp.ui.desk.pages.papers import PapersPage
from labapp.ui.desk.undoing import Undoing
from labapp.ui.desk.window import DeskWindow
from labapp.ui.formats import clock_text
from labapp.ui.page import Desk, Page
from labapp.ui.tasks import Tasks

_HOUSEKEEPING_MILLISECONDS: Final = 60_000


class Furniture(QObject):
    """The pages and what runs beside them; each page is made when it is first wanted."""

    def __init__(
        self, window: DeskWindow, gateway: Gateway, loop: asyncio.AbstractEventLoop
    ) -> None:
        """Furnish the window."""
        super().__init__(window)
        self._window = window
        self.gateway = gateway
        shell = window.shell
        shell.set_clock(gateway.clock)
        self.desk = Desk(gateway, loop, shell)
        self.pages: dict[str, Page] = {}
        self._makers: dict[str, Callable[[], Page]] = {
            "board": lambda: BoardPage(self.desk),
            "exhibitors": lambda: ExhibitorsPage(self.desk),
            "papers": lambda: PapersPage(self.desk),
        }
        self.tasks = Tasks(loop, self._say_nothing, self)
        self.undoing = Undoing(self.desk, window.bar)
        self._away_since: datetime | None = None
        self._stop_watching = gateway.watch(self._on_status)
        window.page_wanted.connect(self._make)
        shell.booking_wanted.connect(self._show_booking)
        shell.exhibitor_wanted.connect(self._show_exhibitor)
        shell.speech.changed.connect(self._tell_status)
        self._keeping = QTimer(self)
        self._keeping.setInterval(_HOUSEKEEPING_MILLISECONDS)
        self._keeping.timeout.connect(self._keep_house)
        self._keeping.start()
        window.bar.status.show_ready(gateway.where)
        self._make(window.page)
        if window.page != "board":
            window.show_page(window.page)

    async def clear_out(self, patience: float) -> None:
        """Let what runs come to an end, within so many seconds, then close the database."""
        await self.rest(patience)
        self.gateway.close()

    async def rest(self, patience: float) -> None:
        """Let what runs come to an end, within so many seconds, and begin nothing more."""
        self._keeping.stop()
        self._stop_watching()
        await asyncio.gather(
            self.tasks.close(patience),
            self.undoing.close_down(patience),
            *(page.close_down(patience) for page in self.pages.values()),
        )

    async def drain(self) -> None:
        """Wait until nothing runs, for tests."""
        while busy := [tasks for tasks in self._all_tasks() if tasks.busy]:
            for tasks in busy:
                await tasks.drain()

    def _all_tasks(self) -> list[Tasks]:
        found = [self.tasks, self.undoing.tasks, *(page.tasks for page in self.pages.values())]
        board = self.pages.get("board")
        return [*found, board.inspector.tasks] if isinstance(board, BoardPage) else found

    def _make(self, name: str) -> None:
        if name not in self.pages:
            page = self._makers[name]()
            self.pages[name] = page
            self._window.add_page(name, page)

    def _show_booking(self, number: str) -> None:
        self._window.show_page("board")
        page = self.pages["board"]
        if isinstance(page, BoardPage):
            page.show_booking(number)

    def _show_exhibitor(self, exhibitor_id: int) -> None:
        self._window.show_page("exhibitors")
        page = self.pages["exhibitors"]
        if isinstance(page, ExhibitorsPage):
            page.show_exhibitor(exhibitor_id)

    # The watch over the database

    def _on_status(self, fault: DatabaseFault | None) -> None:
        shell = self._window.shell
        if fault is not None and self._away_since is None:
            self._away_since = shell.clock.now()
        elif fault is None and self._away_since is not None:
            self._away_since = None
            shell.notice(shell.speech("desk.back"))
        self._tell_status()

    def _tell_status(self) -> None:
        status, banner = self._window.bar.status, self._window.banner
        since = self._away_since
        banner.setVisible(since is not None)
        if since is None:
            status.show_ready(self.gateway.where)
        else:
            status.show_away(since)
            banner.setText(self._window.shell.speech("desk.away", time=clock_text(since)))

    def _keep_house(self) -> None:
        """End holds and offers whose time has run out, whoever is at the desk."""
        if self._away_since is None:
            self.tasks.start(self._kept(), instead_of="house")

    async def _kept(self) -> None:
        await self.gateway.write(keep_house)

    def _say_nothing(self, error: LabError) -> None:
        """A database that is away is told of by the watch."""
        del error
