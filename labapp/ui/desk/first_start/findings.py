"""What the questions need to know: holidays, the rows of a spreadsheet, and what would come of it.

All of it is worked out in a worker thread; nothing is stored.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TypeVar

from labapp.domain.errors import LabError
from labapp.domain.imports import ExhibitorLine
from labapp.domain.spaces import Holiday
from labapp.domain.staff import Actor, Role
from labapp.domain.times import Clock
from labapp.exchange.holiday_file import general_holidays
from labapp.services.founding import FoundLab, try_founding
from labapp.services.table_import import ImportReport
from labapp.ui.desk.first_start.draft import Draft
from labapp.ui.desk.first_start.orders import ColumnsMissing, listed_lines, order_from
from labapp.ui.texts import explain

_R = TypeVar("_R")


class Findings:
    """Keeps what was found until it is looked for again."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, workers: Executor, clock: Callable[[], Clock]
    ) -> None:
        """Begin with nothing found."""
        self._loop, self._workers, self._clock = loop, workers, clock
        self._tried: FoundLab | None = None
        self.holidays: Sequence[Holiday] | None = None
        self.listed: tuple[ExhibitorLine, ...] = ()
        self.report: ImportReport | None = None
        """What would become of each exhibitor."""

    async def find_holidays(self, years: Sequence[int]) -> Sequence[Holiday]:
        """Return the general holidays of some years, as far as they are known."""
        self.holidays = await self._compute(general_holidays, years)
        return self.holidays

    async def read_list(self, path: Path, language: str) -> str:
        """Read a spreadsheet of exhibitors; return why it cannot be read, or nothing."""
        self.listed = ()
        try:
            self.listed = await self._compute(listed_lines, path, language)
        except ColumnsMissing as error:
            return str(error)
        except LabError as error:
            return explain(error, language)
        return ""

    def order(self, draft: Draft) -> FoundLab:
        """Return the order to found the lab with all that is known."""
        return order_from(draft, self.holidays or (), self.listed)

    async def try_out(self, draft: Draft) -> FoundLab:
        """Found the lab in a database that is thrown away, so that the report is true."""
        order = self.order(draft)
        if order != self._tried:
            actor = Actor("desk", Role.SUPERVISOR, "desk")
            founded = await self._compute(try_founding, order, actor, self._clock())
            self._tried, self.report = order, founded.exhibitors
        return order

    async def _compute(self, work: Callable[..., _R], *facts: object) -> _R:
        return await self._loop.run_in_executor(self._workers, partial(work, *facts))
