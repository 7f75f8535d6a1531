"""Which shape of a drawing is which place: a table of the shapes, and a list of the places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Signal
from PySide6.QtWidgets import QLabel, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.spaces import Place
from labapp.exchange.plans import Candidate, Drawing
from labapp.ui.desk.settings.tables import table_of
from labapp.ui.desk.shell import Shell
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.widgets.fields import Choice, Field
from labapp.ui.widgets.floor.shape_preview import Shape

_WIDTHS: Final = (240,)


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """A shape as it is listed; ``place_id`` is the place it stands for."""

    candidate: Candidate
    place_id: int | None = None


class Binding(QWidget):
    """Says what is bound to what; nothing is stored here."""

    changed = Signal()
    """A shape was bound or freed."""
    lit = Signal(str)
    """The pointer is at the row of this shape, empty for none."""
    chosen = Signal(str)
    """The shape whose row is chosen, empty for none."""

    def __init__(self, shell: Shell) -> None:
        """Begin without shapes."""
        super().__init__()
        self._say = shell.speech
        self._places: Mapping[int, Place] = {}
        say = self._say

        # Widgets
        self.rows = RowsModel[ShapeRow](
            [
                Column(partial(say, "floor_plan.shape"), _named),
                Column(partial(say, "field.place"), self._place_of),
            ],
            self,
        )
        self.table: QTableView = table_of(self.rows, shell.look, _WIDTHS)
        self.table.setMouseTracking(True)
        say.put("floor_plan.shapes", self.table.setAccessibleName)
        self.place = Choice()
        self.place.setEnabled(False)
        self.missing = QLabel()
        self.missing.setProperty("role", "small")
        self.missing.setWordWrap(True)

        # Layout
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.table, 1)
        layout.addWidget(Field(say, "floor_plan.place_of", self.place))
        layout.addWidget(self.missing)

        # Signals
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.entered.connect(self._enter)
        self.table.activated.connect(self._go_to_places)
        self.table.viewport().installEventFilter(self)
        self.place.picked.connect(self._bind)
        say.changed.connect(self._say_again)

    # What is shown

    def show_shapes(
        self, drawing: Drawing, bound: Mapping[str, int], places: Mapping[int, Place]
    ) -> None:
        """Show the shapes of a drawing: those that are bound first, by their places' order.

        The shape that is chosen stays so.
        """
        current = self._current
        self._places = places
        order = {place_id: number for number, place_id in enumerate(places)}
        rows = [
            ShapeRow(one, bound.get(one.id) if bound.get(one.id) in places else None)
            for one in drawing.candidates
        ]
        last = len(order)
        rows.sort(key=lambda row: order.get(row.place_id or 0, last))
        self.rows.replace(rows)
        self._tell()
        ids = [row.candidate.id for row in rows]
        chosen = "" if current is None else current.candidate.id
        self.select(chosen if chosen in ids else next(iter(ids), ""))

    @property
    def bound(self) -> dict[str, int]:
        """The places' ids by the ids of their shapes."""
        return {
            row.candidate.id: row.place_id for row in self.rows.rows if row.place_id is not None
        }

    def shapes(self) -> Sequence[Shape]:
        """Return the shapes for the preview."""
        return [
            Shape(row.candidate.id, row.candidate.outline, self._place_of(row))
            for row in self.rows.rows
        ]

    def select(self, shape: str) -> None:
        """Choose the row of a shape."""
        number = next((n for n, r in enumerate(self.rows.rows) if r.candidate.id == shape), -1)
        if number < 0:
            return
        index = self.rows.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.table.scrollTo(index)

    # Within

    @property
    def _current(self) -> ShapeRow | None:
        index = self.table.currentIndex()
        return self.rows.row(index) if index.isValid() else None

    def _choose(self) -> None:
        row = self._current
        self.place.setEnabled(row is not None)
        self._offer()
        self.chosen.emit("" if row is None else row.candidate.id)

    def _enter(self, index: QModelIndex) -> None:
        self.lit.emit(self.rows.row(index).candidate.id)

    def _go_to_places(self) -> None:
        self.place.setFocus()
        self.place.showPopup()

    def _bind(self, place_id: object) -> None:
        """Bind the chosen shape; a place that another shape had moves here."""
        current = self._current
        if current is None:
            return
        wanted = place_id if isinstance(place_id, int) else None

        def bound(row: ShapeRow) -> ShapeRow:
            if row.candidate.id == current.candidate.id:
                return replace(row, place_id=wanted)
            taken = wanted is not None and row.place_id == wanted
            return replace(row, place_id=None) if taken else row

        self.rows.replace([bound(row) for row in self.rows.rows])
        self._tell()
        self.changed.emit()

    def _offer(self) -> None:
        """Offer the places, each with the other shape that it has now."""
        say, bound = self._say, {place_id: shape for shape, place_id in self.bound.items()}
        row = self._current
        offered: list[tuple[object, str]] = [(None, say("floor_plan.no_place"))]
        for place in self._places.values():
            text = f"{place.code} · {say.name(place.names)}"
            shape = bound.get(place.id)
            elsewhere = shape is not None and (row is None or shape != row.candidate.id)
            known = say("floor_plan.now_at", place=text, shape=shape) if elsewhere else text
            offered.append((place.id, known))
        self.place.offer(offered, None if row is None else row.place_id)

    def _tell(self) -> None:
        """Offer the places anew, and tell which have no shape."""
        self._offer()
        say, bound = self._say, set(self.bound.values())
        missing = [p.code for p in self._places.values() if p.id not in bound]
        codes = say("desk.comma").join(missing)
        told = say("floor_plan.missing", codes=codes) if missing else say("floor_plan.complete")
        self.missing.setText(told)

    def _place_of(self, row: ShapeRow) -> str:
        place = self._places.get(row.place_id or 0)
        return "" if place is None else place.code

    def _say_again(self) -> None:
        self.rows.say_again()
        self._tell()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.lit.emit("")
        return super().eventFilter(watched, event)


def _named(row: ShapeRow) -> str:
    title = row.candidate.title
    return f"{row.candidate.id} · {title}" if title else row.candidate.id
