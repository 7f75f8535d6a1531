"""Undo and redo: what they would do next, and doing it."""

from PySide6.QtCore import QObject

from labapp.domain.errors import LabError
from labapp.services.undo import redo, undo, undoable
from labapp.ui.desk.inspector.history import Line
from labapp.ui.desk.topbar import TopBar
from labapp.ui.formats import moment_text
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain


class Undoing(QObject):
    """Keeps the two buttons of the bar true, and takes back or makes again when they are used."""

    def __init__(self, desk: Desk, bar: TopBar) -> None:
        """Read what could be undone, now and after each change of a booking."""
        super().__init__(bar)
        self._desk = desk
        self._bar = bar
        self._next: tuple[Line | None, Line | None] = (None, None)
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
        self.tasks.start(self._turn(undo, "desk.undone"))

    def _redo(self) -> None:
        self.tasks.start(self._turn(redo, "desk.redone"))

    async def _turn(self, act: object, key: str) -> None:
        found = await (
            self._desk.gateway.write(undo) if act is undo else self._desk.gateway.write(redo)
        )
        say = self._desk.shell.speech
        numbers = say("desk.comma").join(booking.number for booking in found)
        self._desk.shell.notice(say(key, number=numbers))

    def _refuse(self, error: LabError) -> None:
        self._desk.shell.notice(explain(error, self._desk.shell.speech.language), serious=True)
