"""Undo and redo: what they would do next, and doing it."""

from typing import Final, Protocol

from PySide6.QtCore import QObject

from labapp.domain.errors import LabError
from labapp.services.undo import REDO, UNDO, redo, undo, undoable
from labapp.ui.desk.inspector.history import Line
from labapp.ui.desk.topbar import TopBar
from labapp.ui.formats import moment_text
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

_TOLD: Final = 5
"""So many bookings are named; of more it is said how many."""

_DONE: Final = {UNDO: "desk.undone", REDO: "desk.redone"}
_PLACE: Final = {UNDO: 0, REDO: 1}


class Turnable(Line, Protocol):
    """An act that could be turned, as the journal tells of it."""

    @property
    def revision(self) -> int:
        """Its number in the journal."""


class Undoing(QObject):
    """Keeps the two buttons of the bar true, and takes back or makes again when they are used."""

    def __init__(self, desk: Desk, bar: TopBar) -> None:
        """Read what could be undone, now and after each change of a booking."""
        super().__init__(bar)
        self._desk = desk
        self._bar = bar
        self._next: tuple[Turnable | None, Turnable | None] = (None, None)
        self._since = desk.shell.clock.now().replace(microsecond=0)
        self._asked = 0
        """The revision of the act that the person was last told of instead of it being turned."""
        self.tasks = Tasks(desk.loop, self._refuse, self)
        self._stop = desk.gateway.subscribe(self._on_written)
        desk.shell.undo_wanted.connect(self._undo)
        desk.shell.redo_wanted.connect(self._redo)
        desk.shell.speech.changed.connect(self._tell)
        self._read_soon()

    async def close_down(self, patience: float) -> None:
        """Hear nothing more."""
        self._stop()
        await self.tasks.close(patience)

    def _on_written(self, areas: frozenset[str]) -> None:
        if "bookings" in areas:
            self._read_soon()

    def _read_soon(self) -> None:
        self.tasks.start(self._read(), instead_of="read")

    async def _read(self) -> None:
        found = await self._desk.gateway.read(undoable)
        self._next = (found.undo, found.redo)
        self._tell()

    def _tell(self) -> None:
        texts = [None if line is None else self._in_words(line) for line in self._next]
        self._bar.show_undo(*texts)

    def _in_words(self, line: Line) -> str:
        say = self._desk.shell.speech
        key = f"done.{line.act}"
        done = say(key) if say.words.has(key) else line.act
        when = moment_text(line.at, say.words)
        return say("desk.undo.what", done=done, number=line.subject, when=when)

    def _undo(self) -> None:
        self.tasks.start(self._turn(UNDO))

    def _redo(self) -> None:
        self.tasks.start(self._turn(REDO))

    async def _turn(self, which: str) -> None:
        if not await self._is_meant(which):
            return
        gateway = self._desk.gateway
        found = await (gateway.write(undo) if which == UNDO else gateway.write(redo))
        say = self._desk.shell.speech
        numbers = [booking.number for booking in found]
        if len(numbers) > _TOLD:
            numbers[_TOLD:] = [say("lists.and_more", count=len(numbers) - _TOLD)]
        text = say(_DONE[which], number=say("desk.comma").join(numbers))
        self._desk.shell.notice(text, turned=True)

    async def _is_meant(self, which: str) -> bool:
        """Whether the person knows what would be turned; else tell, and wait to be asked again.

        What they see may be old: the act may be from before this window, or from another desk.
        """
        shown = self._next[_PLACE[which]]
        await self._read()
        line = self._next[_PLACE[which]]
        if line is None or line.revision == self._asked:
            return True
        if line.at >= self._since and (shown is None or shown.revision == line.revision):
            return True
        self._asked = line.revision
        say = self._desk.shell.speech
        told = say(f"desk.{which}.first", what=self._in_words(line))
        self._desk.shell.notice(told, undoable=which == UNDO, lasting=True)
        return False

    def _refuse(self, error: LabError) -> None:
        self._desk.shell.notice(explain(error, self._desk.shell.speech.language), serious=True)
