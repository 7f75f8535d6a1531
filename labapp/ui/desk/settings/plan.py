"""The floor plan: bring one, say which shape is which place, or go back to an earlier one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.errors import FileFault
from labapp.domain.plans import Plan, PlanKind, with_tray
from labapp.domain.spaces import Place
from labapp.exchange.plans import LARGEST, Drawing, check_safe, drawing_of, matched
from labapp.services.plans import (
    FloorPlan,
    SavedPlan,
    SavePlan,
    floor_plan,
    laid_out,
    plan_by_id,
    plan_history,
    restore_plan,
    save_plan,
)
from labapp.services.spaces import lab as read_lab
from labapp.ui.desk.settings.plan_binding import Binding
from labapp.ui.desk.settings.section import Section
from labapp.ui.desk.settings.tables import table_of
from labapp.ui.formats import moment_text
from labapp.ui.models.rows import Column, RowsModel
from labapp.ui.page import Desk
from labapp.ui.prompts import file_to_open
from labapp.ui.tasks import Tasks
from labapp.ui.widgets.floor.shape_preview import Shape, ShapePreview

_PANEL: Final = 380
_ALL_THE_REST: Final = 10_000
_WIDTHS: Final = (116, 168)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that is looked at before it is shown to all."""

    kind: PlanKind
    name: str = ""
    data: bytes = b""
    drawing: Drawing | None = None
    bound: Mapping[str, int] = field(default_factory=dict)


class PlanSection(Section):
    """The plan at the left; at the right what was shown before, or what is being brought."""

    watches: ClassVar[frozenset[str]] = frozenset({"plans", "spaces"})
    fills: ClassVar[bool] = True

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Lay out an empty preview."""
        super().__init__(desk, tasks, parent)
        self.draft: Draft | None = None
        self._places: Mapping[int, Place] = {}
        self._shown: FloorPlan | None = None
        self._seen: FloorPlan | None = None
        say = self.say

        # Widgets
        self.preview = ShapePreview()
        say.put("floor_plan.preview", self.preview.setAccessibleName)
        self.now = QLabel()
        self.now.setWordWrap(True)
        self.bring = self._button("floor_plan.bring", self._ask_soon, "primary")
        self.sample = self._button("floor_plan.sample", partial(self._offer, PlanKind.SAMPLE))
        self.drawn = self._button("floor_plan.drawn", partial(self._offer, PlanKind.DRAWN))
        self.rebind = self._button("floor_plan.rebind", self._rebind_soon)
        self.rows = RowsModel[SavedPlan](
            [
                Column(partial(say, "floor_plan.name"), self._name_of),
                Column(partial(say, "floor_plan.since"), self._since),
                Column(partial(say, "floor_plan.by"), lambda row: row.saved_by),
            ],
            self,
        )
        self.history = table_of(self.rows, self.shell.look, _WIDTHS)
        say.put("floor_plan.history", self.history.setAccessibleName)
        self.restore = self._button("floor_plan.restore", self._restore_soon)
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.heading.setWordWrap(True)
        self.hint = QLabel()
        self.hint.setProperty("role", "small")
        self.hint.setWordWrap(True)
        self.binding = Binding(self.shell)
        self.save = self._button("floor_plan.save", self._save_soon, "primary")
        self.leave = self._button("floor_plan.leave", self.drop)

        self._lay_out()
        self._connect()
        self._dress()

    def _button(self, key: str, act: Callable[[], None], role: str = "") -> QPushButton:
        button = QPushButton()
        if role:
            button.setProperty("role", role)
        self.say.put(key, button.setText, button.setAccessibleName)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for button in (self.bring, self.sample, self.drawn, self.rebind):
            bar.addWidget(button)
            if not self.may_change:
                button.hide()
        bar.addStretch(1)
        self.panel = QStackedWidget()
        self.panel.addWidget(self._history_panel())
        self.panel.addWidget(self._draft_panel())
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.preview)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([_ALL_THE_REST, _PANEL])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.now)
        layout.addLayout(bar)
        layout.addWidget(self.split, 1)

    def _history_panel(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(8)
        title = QLabel()
        title.setProperty("role", "strong")
        self.say.put("floor_plan.history", title.setText)
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self.say.put("floor_plan.history.none", self.none.setText)
        column.addWidget(title)
        column.addWidget(self.none)
        column.addWidget(self.history, 1)
        column.addWidget(self.restore)
        column.addStretch()
        return panel

    def _draft_panel(self) -> QWidget:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(8)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), panel)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.drop)
        column.addWidget(self.heading)
        column.addWidget(self.hint)
        column.addWidget(self.binding, 1)
        column.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.leave, 1)
        column.addLayout(buttons)
        return panel

    def _connect(self) -> None:
        self.preview.chosen.connect(self._click)
        self.binding.changed.connect(self._show_draft)
        self.binding.lit.connect(self.preview.light)
        self.binding.chosen.connect(self.preview.mark)
        self.history.selectionModel().currentRowChanged.connect(self._look_soon)
        self.say.changed.connect(self._say_again)
        self.shell.look.changed.connect(self._dress)

    # Reading

    @override
    async def reload(self) -> None:
        self._places = (await self.gateway.read(read_lab)).places
        self._shown = await self.gateway.read(floor_plan)
        rows = await self.gateway.read(plan_history)
        self.rows.replace(rows)
        self.none.setVisible(not rows)
        self.history.setVisible(bool(rows))
        self.restore.setVisible(bool(rows) and self.may_change)
        self._tell()
        if self.draft is None:
            await self._look(self._shown)
        elif self.draft.drawing is not None:
            self.binding.show_shapes(self.draft.drawing, self.binding.bound, self._places)
            self._show_draft()

    async def _look(self, plan: FloorPlan) -> None:
        """Show a saved plan in the preview."""
        laid = await self.gateway.compute(laid_out, plan, self._places)
        if self.draft is None:
            self._seen = plan
            self._show_plan(laid)
            self._tell_restore()

    def _look_soon(self, index: QModelIndex) -> None:
        if index.isValid() and self.draft is None:
            self.tasks.start(self._look_at(self.rows.row(index).id), instead_of="plan_look")

    async def _look_at(self, plan_id: int) -> None:
        await self._look(await self.gateway.read(plan_by_id, plan_id))

    # Bringing one

    def _ask_soon(self) -> None:
        self.tasks.start(self._ask())

    async def _ask(self) -> None:
        kinds = f"{self.say('floor_plan.kind')} (*.svg)"
        path = await file_to_open(self, self.say("floor_plan.bring"), kinds)
        if path is not None:
            await self.take_file(path)

    async def take_file(self, path: Path) -> None:
        """Show a file with its shapes, those bound that bear a place's code (or ``FileFault``)."""
        data = await self.gateway.compute(_read, path)
        drawing = await self.gateway.compute(drawing_of, data, path.name)
        by_code = {place.code: place.id for place in self._places.values()}
        found = matched(drawing.candidates, by_code)
        bound = {shape: by_code[code] for shape, code in found.items()}
        self._begin(Draft(PlanKind.FILE, path.name, data, drawing, bound))

    def _rebind_soon(self) -> None:
        self.tasks.start(self._rebind())

    async def _rebind(self) -> None:
        """Bind the shapes of the plan that is shown anew."""
        shown = self._shown
        if shown is not None and shown.kind is PlanKind.FILE:
            drawing = await self.gateway.compute(drawing_of, shown.drawing, shown.name)
            self._begin(Draft(shown.kind, shown.name, shown.drawing, drawing, shown.shapes))

    def _offer(self, kind: PlanKind) -> None:
        self.tasks.start(self._offer_own(kind))

    async def _offer_own(self, kind: PlanKind) -> None:
        """Show a plan that needs no file before it is saved."""
        plan = FloorPlan(id=None, kind=kind)
        laid = await self.gateway.compute(laid_out, plan, self._places)
        self._begin(Draft(kind))
        self._show_plan(laid)

    def _begin(self, draft: Draft) -> None:
        self.draft = draft
        self.binding.setVisible(draft.drawing is not None)
        self.panel.setCurrentIndex(1)
        if draft.drawing is not None:
            self.binding.show_shapes(draft.drawing, draft.bound, self._places)
            self._show_draft()
            self.binding.table.setFocus()
        else:
            self.save.setFocus()
        self._tell()

    def drop(self) -> None:
        """Leave what was begun; the plan that is shown stays."""
        self.draft = None
        self.preview.light("")
        self.preview.mark("")
        self.panel.setCurrentIndex(0)
        self.bring.setFocus()
        self.tasks.start(self.reload(), instead_of="plan_reload")

    def _save_soon(self) -> None:
        self.tasks.start(self._save())

    async def _save(self) -> None:
        draft = self.draft
        if draft is None:
            return
        bound = self.binding.bound if draft.drawing is not None else {}
        order = SavePlan(kind=draft.kind, name=draft.name, drawing=draft.data, shapes=bound)
        await self.gateway.write(save_plan, order)
        self.shell.notice(self.say("floor_plan.saved"))
        self.drop()

    def _restore_soon(self) -> None:
        if self._seen is not None and self._seen.id is not None:
            self.tasks.start(self._restore(self._seen.id))

    async def _restore(self, plan_id: int) -> None:
        await self.gateway.write(restore_plan, plan_id)
        self.shell.notice(self.say("floor_plan.saved"))
        await self.reload()

    # The preview

    def _show_draft(self) -> None:
        if self.draft is not None and self.draft.drawing is not None:
            drawing = self.draft.drawing
            self.preview.show_drawing(drawing.size, drawing.backdrop, self.binding.shapes())

    def _show_plan(self, plan: Plan) -> None:
        known = {place.code for place in self._places.values()}
        whole, _ = with_tray(plan, [place.code for place in self._places.values()])
        shapes = [
            Shape(shape.code, shape.outline, shape.code if shape.code in known else "")
            for shape in whole.shapes
        ]
        self.preview.mark("")
        self.preview.show_drawing(whole.size, plan.backdrop, shapes, drawn=plan.size)

    def _click(self, shape: str) -> None:
        if self.draft is not None and self.draft.drawing is not None:
            self.binding.select(shape)
            self.binding.place.setFocus()

    # Saying

    def _named(self, kind: PlanKind, name: str) -> str:
        return name or self.say(f"floor_plan.kind.{kind}")

    def _name_of(self, row: SavedPlan) -> str:
        return self._named(row.kind, row.name)

    def _since(self, row: SavedPlan) -> str:
        return moment_text(row.saved_at, self.say.words)

    def _tell(self) -> None:
        shown, draft = self._shown, self.draft
        if shown is not None:
            facts = {"name": self._named(shown.kind, shown.name), "by": shown.saved_by}
            if shown.saved_at is None:
                self.now.setText(self.say("floor_plan.now.default", **facts))
            else:
                since = moment_text(shown.saved_at, self.say.words)
                self.now.setText(self.say("floor_plan.now", since=since, **facts))
        file_shown = shown is not None and shown.kind is PlanKind.FILE
        self.rebind.setVisible(self.may_change and file_shown and draft is None)
        if draft is not None:
            self.heading.setText(self._named(draft.kind, draft.name))
            self.hint.setText(self.say(f"floor_plan.hint.{draft.kind}"))
        self._tell_restore()

    def _tell_restore(self) -> None:
        seen, shown = self._seen, self._shown
        same = seen is None or shown is None or seen.id == shown.id
        self.restore.setEnabled(not same)

    def _say_again(self) -> None:
        self.rows.say_again()
        self._dress()
        self._tell()

    def _dress(self) -> None:
        self.preview.dress(self.shell.look.theme, self.say.language)


def _read(path: Path) -> bytes:
    """Return a file that is safe to draw from."""
    try:
        if path.stat().st_size > LARGEST:
            raise FileFault("plan_large", path.name)
        data = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        kind, detail = ("missing", "") if missing else ("unreadable", error.strerror or "")
        raise FileFault(kind, path.name, detail) from error
    check_safe(data, path.name)
    return data
