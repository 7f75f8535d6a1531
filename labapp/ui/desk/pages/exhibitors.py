"""Exhibitors: find one by any name, see whom to call and when they come, change what is wrong."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.bookings import OVER
from labapp.domain.errors import ChangedMeanwhile, LabError, Refused
from labapp.domain.exhibitors import Exhibitor
from labapp.domain.imports import ExhibitorLine
from labapp.domain.languages import Names
from labapp.domain.staff import WRITING
from labapp.domain.times import Span, day_span
from labapp.exchange.exhibitors import exhibitor_columns
from labapp.exchange.files import writing
from labapp.exchange.sheets import write_csv, write_xlsx
from labapp.services.bookings import bookings_between, history_of
from labapp.services.exhibitors import (
    AddExhibitor,
    EditExhibitor,
    add_exhibitor,
    demos_of,
    edit_exhibitor,
    exhibitor_by_id,
    list_exhibitors,
)
from labapp.services.table_import import exhibitor_lines
from labapp.ui.desk.exhibitor.detail import Detail, Shown, coming_of
from labapp.ui.desk.exhibitor.history import ExhibitorHistory
from labapp.ui.desk.exhibitor.listing import ALL, ExhibitorList
from labapp.ui.desk.exhibitor.new_form import NewForm
from labapp.ui.desk.exhibitor.taking import TakingPane
from labapp.ui.desk.inspector.conflict import ConflictBox, Difference
from labapp.ui.desk.lists.files import KINDS, save_table, shown_table
from labapp.ui.desk.lists.haystacks import exhibitor_entries
from labapp.ui.desk.own_saves import OwnSaves
from labapp.ui.page import Desk, Page
from labapp.ui.prompts import file_to_save
from labapp.ui.texts import explain

AHEAD: Final = timedelta(days=90)
_SPLIT: Final = "exhibitors.split"
_PANEL: Final = 380
_ALL_THE_REST: Final = 10_000


class ExhibitorsPage(Page):
    """A list to search, and a panel for the one that is chosen."""

    watches: ClassVar[frozenset[str]] = frozenset({"exhibitors", "demos", "bookings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Lay out the list and the panel."""
        super().__init__(desk, parent)
        self._chosen: int | None = None
        self._asked: EditExhibitor | None = None
        self._own = OwnSaves()
        self._turn = asyncio.Lock()

        # Widgets
        self.list = ExhibitorList(self.shell)
        self.panel = QFrame()
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.sub = QLabel()
        self.sub.setProperty("role", "muted")
        self.refusal = QLabel()
        self.refusal.setProperty("role", "danger")
        self.conflict = ConflictBox(self.shell)
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.shell.speech.put("desk.exhibitors.hint", self.hint.setText)
        for label in (self.heading, self.refusal, self.hint):
            label.setWordWrap(True)
        self.detail = Detail(self.shell)
        self.history = ExhibitorHistory(self.shell)
        self.taking = TakingPane(desk, self.tasks)
        self.list.take.setVisible(self.gateway.actor.role in WRITING)

        self._lay_out()
        self._connect()
        self._show_nothing()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        self.panel.setAutoFillBackground(True)
        self.panel.setBackgroundRole(QPalette.ColorRole.Base)
        self.panel.setMinimumWidth(_PANEL - 30)
        inside = QWidget()
        inside.setProperty("role", "page")
        body = QVBoxLayout(inside)
        body.setContentsMargins(16, 12, 16, 16)
        body.setSpacing(8)
        for widget in (
            self.heading,
            self.sub,
            self.refusal,
            self.conflict,
            self.hint,
            self.detail,
            self.history,
        ):
            body.addWidget(widget)
        body.addStretch(1)
        self._body = body
        self.pane = QScrollArea()
        self.pane.setWidgetResizable(True)
        self.pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane.setWidget(inside)
        around = QVBoxLayout(self.panel)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.pane)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        self.shell.memory.follow_split(_SPLIT, self.split, [_ALL_THE_REST, _PANEL])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)
        layout.addWidget(self.taking)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.new_wanted.connect(self._start_new)
        self.list.take_wanted.connect(lambda: self.tasks.start(self.taking.ask()))
        self.taking.opened.connect(self._show_taking)
        self.taking.closed.connect(self._leave_taking)
        self.list.export_wanted.connect(self._export_soon)
        self.detail.asked.connect(self._edit_soon)
        self.history.put_back_wanted.connect(self._edit_soon)
        self.conflict.reload_wanted.connect(self._take_theirs)
        self.conflict.mine_wanted.connect(self._insist)
        self.shell.speech.changed.connect(self._say_again)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.list.search.setFocus)

    # Reading

    @override
    async def reload(self) -> None:
        await self._read_list(self._chosen)
        if self._chosen is not None:
            await self._read_chosen(self._chosen)
        if self.taking.isVisible():
            await self.taking.weigh()

    async def _read_list(self, chosen: int | None) -> None:
        found = await self.gateway.read(list_exhibitors)
        self.list.show_entries(await self.gateway.compute(exhibitor_entries, found), chosen)

    async def _read_chosen(self, exhibitor_id: int) -> None:
        exhibitor = await self.gateway.read(exhibitor_by_id, exhibitor_id)
        demos = await self.gateway.read(demos_of, exhibitor_id)
        start = day_span(self.shell.today).start
        found = await self.gateway.read(bookings_between, Span(start, start + AHEAD))
        done = await self.gateway.read(history_of, exhibitor.code)
        if self._chosen != exhibitor_id:
            return
        coming = tuple(b for b in coming_of(found, exhibitor_id) if b.state not in OVER)
        self.detail.show_exhibitor(Shown(exhibitor, tuple(demos), coming))
        self.history.show_rows(done, exhibitor)
        self._show_detail(exhibitor)

    def show_exhibitor(self, exhibitor_id: int) -> None:
        """Choose an exhibitor, whatever is searched for."""
        self._show_list()
        self.list.choose(exhibitor_id)

    def _choose(self, exhibitor_id: int) -> None:
        if exhibitor_id != self._chosen:
            self._chosen = exhibitor_id
            self.refusal.hide()
            self.conflict.hide()
            self.pane.verticalScrollBar().setValue(0)
        self._hide_form()
        self.tasks.start(self._read_chosen(exhibitor_id), instead_of="chosen")

    def _say_again(self) -> None:
        if self.detail.shown is not None and not self.detail.isHidden():
            self._show_detail(self.detail.shown.exhibitor)

    # Out of the house, and in

    def _show_taking(self) -> None:
        self.split.hide()
        self.taking.show()

    def _leave_taking(self) -> None:
        self._show_list()
        self.list.take.setFocus()

    def _show_list(self) -> None:
        self.taking.hide()
        self.split.show()

    def _export_soon(self, ending: str) -> None:
        self.tasks.start(self._export(ending))

    async def _export(self, ending: str) -> None:
        suffix = ending.removeprefix(ALL)
        name = f"{self.say('term.exhibitors')}{suffix}"
        path = await file_to_save(self, self.say("desk.export"), name, KINDS[suffix])
        if path is None:
            return
        if ending == suffix:
            await self.export_shown_to(path)
        else:
            await self.export_to(path)

    async def export_shown_to(self, path: Path) -> None:
        """Write the rows and the columns shown, in the order shown, by the name's end."""
        shown = self.list.shown()
        columns = self.list.table.header.columns_shown()
        table = shown_table(self.say("term.exhibitors"), columns, shown)
        await self.gateway.compute(save_table, table, path)
        self.shell.notice(self.say("desk.exported", count=len(shown), path=path))

    async def export_to(self, path: Path) -> None:
        """Write the rows shown, with all their fields, so that they can be read in again."""
        lines = {line.code: line for line in await self.gateway.read(exhibitor_lines)}
        shown = [lines[row.code] for row in self.list.shown() if row.code in lines]
        await self.gateway.compute(_write, shown, self.say.language, path)
        self.shell.notice(self.say("desk.exported", count=len(shown), path=path))

    # The panel

    def _show_nothing(self) -> None:
        for widget in (
            self.heading,
            self.sub,
            self.refusal,
            self.detail,
            self.history,
        ):
            widget.hide()
        self._hide_form()
        self.hint.show()

    @cached_property
    def form(self) -> NewForm:
        """The fields of a new exhibitor, made when they are first wanted."""
        form = NewForm(self.shell)
        form.asked.connect(self._add_soon)
        form.discarded.connect(self._stop_new)
        form.hide()
        self._body.insertWidget(self._body.indexOf(self.history), form)
        return form

    def _hide_form(self) -> None:
        if "form" in vars(self):
            self.form.hide()

    def _show_detail(self, exhibitor: Exhibitor) -> None:
        if "form" in vars(self) and not self.form.isHidden():
            return
        self.hint.hide()
        self.heading.setText(self.say.name(exhibitor.names))
        kind = self.say(f"exhibitor_kind.{exhibitor.kind}")
        sample = f" · {self.say('term.sample')}" if exhibitor.sample else ""
        self.sub.setText(f"{exhibitor.code} · {kind}{sample}")
        for widget in (self.heading, self.sub, self.detail, self.history):
            widget.show()

    def add_named(self, name: str) -> None:
        """Begin a new exhibitor of that name, in the window's language."""
        self._start_new()
        self.form.first_field().setText(name)
        self.form.contact.fields["western"].setFocus()

    def _start_new(self) -> None:
        self._show_list()
        self.form.clear()
        for widget in (
            self.detail,
            self.history,
            self.hint,
            self.sub,
            self.refusal,
            self.conflict,
        ):
            widget.hide()
        self.heading.setText(self.say("desk.exhibitor.new"))
        self.heading.show()
        self.form.show()
        self.pane.verticalScrollBar().setValue(0)
        self.form.first_field().setFocus()

    def _stop_new(self) -> None:
        self._hide_form()
        self.refusal.hide()
        if self.detail.shown is not None and self._chosen is not None:
            self._show_detail(self.detail.shown.exhibitor)
        else:
            self._show_nothing()

    # Saving

    def _add_soon(self, order: AddExhibitor) -> None:
        self.tasks.start(self._add(order))

    async def _add(self, order: AddExhibitor) -> None:
        self.refusal.hide()
        self.form.setEnabled(False)
        try:
            added = await self.gateway.write(add_exhibitor, order)
        except Refused as refused:
            self._object(refused)
            return
        finally:
            self.form.setEnabled(True)
        self._stop_new()
        await self._read_list(added.id)
        self.show_exhibitor(added.id)
        self.setFocus()
        self.shell.notice(
            self.say("desk.exhibitor.added", name=self.say.name(added.names), code=added.code)
        )

    def _edit_soon(self, order: EditExhibitor) -> None:
        self.tasks.start(self._edit(order))

    async def _edit(self, order: EditExhibitor) -> None:
        self.refusal.hide()
        async with self._turn:
            # one's own save that was still on its way is no conflict
            version = self._own.latest(order.exhibitor_id, order.version)
            try:
                changed = await self.gateway.write(edit_exhibitor, replace(order, version=version))
            except Refused as refused:
                await self._not_saved(order, refused)
                return
            self._own.made(changed.id, version, changed.version)
        if self.detail.shown is not None and self.detail.shown.exhibitor.id == changed.id:
            self.detail.saved(changed)
            self._show_detail(changed)
        self.shell.notice(self.say("desk.exhibitor.saved", name=self.say.name(changed.names)))

    async def _not_saved(self, order: EditExhibitor, refused: Refused) -> None:
        meanwhile = next((r for r in refused.refusals if isinstance(r, ChangedMeanwhile)), None)
        if meanwhile is None:
            self._object(refused)
        else:
            await self._show_conflict(order, meanwhile)

    def _object(self, error: LabError) -> None:
        self.refusal.setText(explain(error, self.say.language))
        self.refusal.show()
        self.pane.verticalScrollBar().setValue(0)

    async def _show_conflict(self, order: EditExhibitor, meanwhile: ChangedMeanwhile) -> None:
        self._asked = order
        theirs = await self.gateway.read(exhibitor_by_id, order.exhibitor_id)
        found: list[Difference] = [
            (self.say(f"field.{name}"), _plain(getattr(theirs, name)), _plain(value))
            for name, value in order.changes.items()
            if getattr(theirs, name) != value
        ]
        self.conflict.show_conflict(meanwhile.by, meanwhile.key, found)
        self.pane.verticalScrollBar().setValue(0)

    def _take_theirs(self) -> None:
        self.detail.shown = None
        if self._chosen is not None:
            self.tasks.start(self._read_chosen(self._chosen), instead_of="chosen")

    def _insist(self) -> None:
        if self._asked is not None:
            self.tasks.start(self._edit_over(self._asked))

    async def _edit_over(self, order: EditExhibitor) -> None:
        now = await self.gateway.read(exhibitor_by_id, order.exhibitor_id)
        await self._edit(replace(order, version=now.version))


def _plain(value: object) -> str:
    if isinstance(value, Names):
        return " · ".join(value.all())
    return "" if value is None else str(value)


def _write(lines: Sequence[ExhibitorLine], language: str, path: Path) -> None:
    columns = exhibitor_columns(language)
    with writing(path):
        if path.suffix.lower() == ".csv":
            write_csv(lines, columns, path)
        else:
            write_xlsx(lines, columns, path)
