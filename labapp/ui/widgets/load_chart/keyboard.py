"""The keyboard on the load chart: from row to row, and from change to change."""

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from labapp.ui.widgets.load_chart.scene import ChartScene, Pointing
from labapp.words import words

_Key = Qt.Key
_BY_KEYS: Final = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})


class Chart(Protocol):
    """The chart as its keyboard sees it."""

    scene: ChartScene

    def point(self, pointing: Pointing) -> None:
        """Put the keyboard at a row and an instant, in view."""

    def toggle(self, load_id: int) -> None:
        """Fold a row, or open it again, and say so."""

    def say(self, text: str) -> None:
        """Tell a screen reader."""


class Keyboard:
    """Moves the cursor."""

    def __init__(self, chart: Chart) -> None:
        """Act on the chart."""
        self._chart = chart
        self._keys: dict[int, Callable[[], None]] = {
            _Key.Key_Up: lambda: self._to_row(-1),
            _Key.Key_Down: lambda: self._to_row(1),
            _Key.Key_Left: lambda: self._to_change(-1),
            _Key.Key_Right: lambda: self._to_change(1),
            _Key.Key_Home: lambda: self._to_edge(0),
            _Key.Key_End: lambda: self._to_edge(-1),
            _Key.Key_Return: self._toggle,
            _Key.Key_Enter: self._toggle,
            _Key.Key_Space: self._toggle,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; whether it said anything here."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = self._keys.get(event.key())
        if act is None or held or not self._chart.scene.loads:
            return False
        act()
        return True

    def come(self, reason: Qt.FocusReason) -> None:
        """Be somewhere when the keyboard comes in by Tab."""
        if reason in _BY_KEYS and self._chart.scene.loads:
            self._go(self._cursor())

    def _cursor(self) -> Pointing:
        """Return where the keyboard is; at first at the present, or where the view begins."""
        scene = self._chart.scene
        if scene.cursor is not None:
            return scene.cursor
        scale = scene.time.scale
        at = scene.now if scene.now is not None and scale.shows(scene.now) else None
        return Pointing(
            scene.layout.rows[0].load.id, scale.time_at(scene.time.scroll) if at is None else at
        )

    def _go(self, pointing: Pointing) -> None:
        self._chart.point(pointing)
        scene = self._chart.scene
        self._chart.say("\n".join((scene.moment_text(pointing), *scene.held_by(pointing))))

    def _to_row(self, step: int) -> None:
        scene, cursor = self._chart.scene, self._cursor()
        ids = [row.load.id for row in scene.layout.rows]
        number = min(max(ids.index(cursor.load_id) + step, 0), len(ids) - 1)
        self._go(Pointing(ids[number], cursor.epoch))

    def _changes(self, load_id: int) -> list[int]:
        """Return the instants in shown hours at which something changes in the row."""
        scene = self._chart.scene
        row = scene.layout.row_of(load_id)
        if row is None:
            return []
        shows = scene.time.scale.shows
        return [stretch.start for stretch in scene.sums(row.load).found if shows(stretch.start)]

    def _to_change(self, step: int) -> None:
        cursor = self._cursor()
        changes = self._changes(cursor.load_id)
        if step > 0:
            found = next((at for at in changes if at > cursor.epoch), None)
        else:
            found = next((at for at in reversed(changes) if at < cursor.epoch), None)
        if found is not None:
            self._go(Pointing(cursor.load_id, found))

    def _to_edge(self, number: int) -> None:
        cursor = self._cursor()
        changes = self._changes(cursor.load_id)
        if changes:
            self._go(Pointing(cursor.load_id, changes[number]))

    def _toggle(self) -> None:
        scene, cursor = self._chart.scene, self._cursor()
        self._chart.point(cursor)
        self._chart.toggle(cursor.load_id)
        folded = cursor.load_id in scene.folded
        self._chart.say(words(scene.language)("load.folded" if folded else "load.opened"))
