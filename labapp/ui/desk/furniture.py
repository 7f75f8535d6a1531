"""What is put into the window once the database is open: pages, undo, and the watch over it."""

import asyncio
import importlib
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QTimer

from labapp.domain.bookings import Kind
from labapp.domain.errors import DatabaseFault, LabError
from labapp.domain.languages import Language
from labapp.domain.times import Span
from labapp.services.gateway import Gateway
from labapp.ui.desk.inspector.panel import Inspector
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.rail import PAGES
from labapp.ui.desk.undoing import Undoing
from labapp.ui.desk.window import DeskWindow
from labapp.ui.formats import clock_text
from labapp.ui.page import Desk, Page
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

if TYPE_CHECKING:
    from labapp.services.bookings import ActOn, MoveBooking
    from labapp.ui.desk.pages.board import BoardPage
    from labapp.ui.desk.pages.bookings import BookingsPage
    from labapp.ui.desk.pages.exhibitors import ExhibitorsPage
    from labapp.ui.desk.pages.floor import FloorPage
    from labapp.ui.desk.pages.papers import PapersPage
    from labapp.ui.desk.pages.settings import SettingsPage
    from labapp.ui.desk.pages.today import TodayPage
    from labapp.ui.desk.palette.panel import Palette
    from labapp.ui.desk.safekeeping import Safekeeping
    from labapp.ui.desk.status_card import StatusCard

_HOUSEKEEPING_MILLISECONDS: Final = 60_000
_SAFEKEEPING_MILLISECONDS: Final = 4000
"""After the start, when the window has nothing better to do."""
_FETCH_MILLISECONDS: Final = 1_500
_LATER: Final = (
    "labapp.services.outlook",
    "labapp.services.waiting",
    "labapp.exchange.folding",
    "labapp.ui.desk.palette.panel",
    "labapp.ui.desk.inspector.draft_form",
    "labapp.ui.desk.inspector.booking_form",
    *(f"labapp.ui.desk.pages.{page}" for page, _ in PAGES),
)
"""What is imported when nobody waits for it, so that nobody does when it is wanted: 50 ms each."""
_Made = TypeVar("_Made", bound=Page)


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
        self._wanted: dict[str, Callable[[], Page]] = {
            "today": lambda: self.today,
            "board": lambda: self.board,
            "floor": lambda: self.floor,
            "bookings": lambda: self.bookings,
            "exhibitors": lambda: self.exhibitors,
            "papers": lambda: self.papers,
            "settings": lambda: self.settings,
        }
        self.tasks = Tasks(loop, self._say_nothing, self)
        self.undoing = Undoing(self.desk, window.bar)
        self._away_since: datetime | None = None
        self._looked_over = False
        self._stop_watching = gateway.watch(self._on_status)
        window.page_wanted.connect(self._make)
        shell.booking_wanted.connect(self._show_booking)
        shell.exhibitor_wanted.connect(self._show_exhibitor)
        shell.draft_wanted.connect(self._start_draft)
        shell.paper_wanted.connect(self._show_paper)
        window.bar.search.clicked.connect(self._open_palette)
        window.bar.status.clicked.connect(self._open_status)
        shell.speech.changed.connect(self._tell_status)
        self._keeping = QTimer(self)
        self._keeping.setInterval(_HOUSEKEEPING_MILLISECONDS)
        self._keeping.timeout.connect(self._keep_house)
        self._keeping.start()
        self._safe_soon = QTimer(self)
        self._safe_soon.setSingleShot(True)
        self._safe_soon.timeout.connect(self._begin_safekeeping)
        if gateway.keeping is not None:
            self._safe_soon.start(_SAFEKEEPING_MILLISECONDS)
        QTimer.singleShot(_FETCH_MILLISECONDS, self, self._fetch_soon)
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
        self._safe_soon.stop()
        self._stop_watching()
        await asyncio.gather(
            self.tasks.close(patience),
            self.undoing.close_down(patience),
            *(safe.close_down(patience) for safe in self._made_safekeeping()),
            *(palette.close_down(patience) for palette in self._made_palette()),
            *(page.close_down(patience) for page in self.pages.values()),
        )

    async def drain(self) -> None:
        """Wait until nothing runs, for tests."""
        while busy := [tasks for tasks in self._all_tasks() if tasks.busy]:
            for tasks in busy:
                await tasks.drain()

    def _all_tasks(self) -> list[Tasks]:
        found = [self.tasks, self.undoing.tasks]
        found += [safe.tasks for safe in self._made_safekeeping()]
        found += [page.tasks for page in self.pages.values()]
        found += [palette.tasks for palette in self._made_palette()]
        panels = (getattr(page, "inspector", None) for page in self.pages.values())
        return [*found, *(panel.tasks for panel in panels if isinstance(panel, Inspector))]

    # Pages

    @cached_property
    def today(self) -> "TodayPage":
        """What is on today."""
        from labapp.ui.desk.pages.today import TodayPage  # noqa: PLC0415 -- when first wanted

        return self._add("today", TodayPage(self.desk, self._window.stack))

    @cached_property
    def board(self) -> "BoardPage":
        """Who is where, and when."""
        from labapp.ui.desk.pages.board import BoardPage  # noqa: PLC0415 -- when first wanted

        return self._add("board", BoardPage(self.desk, self._window.stack))

    @cached_property
    def floor(self) -> "FloorPage":
        """The places on their plan."""
        from labapp.ui.desk.pages.floor import FloorPage  # noqa: PLC0415 -- when first wanted

        return self._add("floor", FloorPage(self.desk, self._window.stack))

    @cached_property
    def bookings(self) -> "BookingsPage":
        """Every booking, visit, closure and wish in lists."""
        from labapp.ui.desk.pages.bookings import BookingsPage  # noqa: PLC0415 -- when first wanted

        return self._add("bookings", BookingsPage(self.desk, self._window.stack))

    @cached_property
    def exhibitors(self) -> "ExhibitorsPage":
        """Who exhibits."""
        from labapp.ui.desk.pages.exhibitors import ExhibitorsPage  # noqa: PLC0415 -- when first wanted

        return self._add("exhibitors", ExhibitorsPage(self.desk, self._window.stack))

    @cached_property
    def papers(self) -> "PapersPage":
        """What is printed."""
        from labapp.ui.desk.pages.papers import PapersPage  # noqa: PLC0415 -- when first wanted

        return self._add("papers", PapersPage(self.desk, self._window.stack))

    @cached_property
    def settings(self) -> "SettingsPage":
        """The house's rules, hours, places and what they hold."""
        from labapp.ui.desk.pages.settings import SettingsPage  # noqa: PLC0415 -- when first wanted

        return self._add("settings", SettingsPage(self.desk, self._window.stack))

    @cached_property
    def palette(self) -> "Palette":
        """The box for everything."""
        from labapp.ui.desk.palette.panel import Palette  # noqa: PLC0415 -- when first wanted

        window = self._window
        palette = Palette(self.desk, window, window.bar.search)
        palette.page_wanted.connect(window.show_page)
        palette.place_wanted.connect(self._show_place)
        palette.draft_wanted.connect(self._begin)
        palette.paper_wanted.connect(self._show_day_sheet)
        palette.newcomer_wanted.connect(self._add_exhibitor)
        palette.order_wanted.connect(self._carry_out)
        palette.swap_wanted.connect(self._ask_swap)
        palette.language_wanted.connect(window.speak)
        palette.theme_wanted.connect(window.wear)
        return palette

    @cached_property
    def safekeeping(self) -> "Safekeeping":
        """Backups and checks."""
        from labapp.ui.desk.safekeeping import Safekeeping  # noqa: PLC0415 -- not for the start

        safe = Safekeeping(self.gateway, self.desk.loop, self._window.shell, self)
        safe.changed.connect(self._tell_backup)
        return safe

    def _made_safekeeping(self) -> "tuple[Safekeeping, ...]":
        made = self.__dict__.get("safekeeping")
        return () if made is None else (made,)

    @cached_property
    def status_card(self) -> "StatusCard":
        """What the dot tells when it is pressed."""
        from labapp.ui.desk.status_card import StatusCard  # noqa: PLC0415 -- when first wanted

        return StatusCard(self.desk, self.safekeeping, self._window.bar.status)

    def _made_palette(self) -> "tuple[Palette, ...]":
        made = self.__dict__.get("palette")
        return () if made is None else (made,)

    def _add(self, name: str, page: _Made) -> _Made:
        self.pages[name] = page
        self._window.add_page(name, page)
        return page

    def _make(self, name: str) -> None:
        self._wanted[name]()

    def _show_booking(self, number: str) -> None:
        self._window.show_page("board")
        self.board.show_booking(number)

    def _show_exhibitor(self, exhibitor_id: int) -> None:
        self._window.show_page("exhibitors")
        self.exhibitors.show_exhibitor(exhibitor_id)

    def _add_exhibitor(self, name: str) -> None:
        self._window.show_page("exhibitors")
        self.exhibitors.add_named(name)

    def _carry_out(self, number: str, order: "MoveBooking | ActOn") -> None:
        self._window.show_page("board")
        self.tasks.start(self._carried_out(number, order))

    async def _carried_out(self, number: str, order: "MoveBooking | ActOn") -> None:
        """Show a booking, do what is asked with it, and follow it to where it has gone."""
        board, inspector = self.board, self.board.inspector
        board.show_booking(number)
        await board.tasks.drain()
        inspector.ask(order)
        await inspector.tasks.drain()
        if not inspector.objects:
            board.show_booking(number)

    def _ask_swap(self, codes: tuple[str, str], day: date) -> None:
        self._window.shell.go_to(day)
        self._window.show_page("floor")
        self.tasks.start(self._swap_asked(codes))

    async def _swap_asked(self, codes: tuple[str, str]) -> None:
        await self.floor.tasks.drain()
        self.floor.ask_swap(codes)

    def _start_draft(self, place_id: int, span: Span) -> None:
        self._begin(Place(Kind.STAY, place_id, span))

    def _begin(self, place: Place) -> None:
        self._window.show_page("board")
        self.board.start_draft(place)

    def _show_place(self, place_id: int, day: date) -> None:
        self._window.show_page("board")
        self.board.show_place(place_id, day)

    def _show_paper(self, day: date, language: Language) -> None:
        self._show_day_sheet(day)
        self.papers.language.choose(language)

    def _show_day_sheet(self, day: date) -> None:
        self._window.show_page("papers")
        self._window.shell.go_to(day)

    def _open_palette(self) -> None:
        self.palette.open()

    # The watch over the database

    def _open_status(self) -> None:
        self.status_card.open()
        self.safekeeping.look()

    def _begin_safekeeping(self) -> None:
        self.safekeeping.keep_daily()

    def _tell_backup(self) -> None:
        self._window.bar.status.show_backup(old=self.safekeeping.is_old)

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

    def _fetch_soon(self) -> None:
        """Import in a worker what the person may want next."""
        self.tasks.start(self.gateway.compute(_fetch))

    def _keep_house(self) -> None:
        """End holds and offers whose time has run out, whoever is at the desk."""
        if self._away_since is None:
            self.tasks.start(self._kept(), instead_of="house")

    async def _kept(self) -> None:
        from labapp.services.waiting import keep_house  # noqa: PLC0415 -- start-up time

        await self.gateway.write(keep_house)
        if not self._looked_over:
            self._looked_over = True
            await self._look_over()

    async def _look_over(self) -> None:
        """Say so once when the database's file is damaged: bookings would go on without a word."""
        try:
            await self.gateway.look_over()
        except DatabaseFault as fault:
            shell = self._window.shell
            shell.notice(explain(fault, shell.speech.language), serious=True)

    def _say_nothing(self, error: LabError) -> None:
        """A database that is away is told of by the watch."""
        del error


def _fetch() -> None:
    for module in _LATER:
        importlib.import_module(module)
