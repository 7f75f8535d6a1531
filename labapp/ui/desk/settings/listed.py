"""A list of things at the left, the one chosen at the right: changed, added, moved, removed."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.errors import FieldFault, Refused
from labapp.services.effects import Effects
from labapp.services.place_effects import (
    Change,
    Foreseen,
    Furniture,
    forced,
    foresee,
    furniture,
    make,
)
from labapp.ui.desk.settings.changing import ChangingSection
from labapp.ui.desk.settings.form_fields import FormField, NameFields
from labapp.ui.desk.settings.reason_line import ReasonLine
from labapp.ui.desk.settings.row_list import RowList
from labapp.ui.models.rows import Column
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain_refusal

_FORM: Final = (400, 560)
"""How wide the form is at least and at most."""
_GAP: Final = 16


class ListedSection(ChangingSection):
    """What the sections of zones, places, feeds and capacity have in common.

    What is typed stays when others write; whoever saved first is told of when it is saved.
    """

    watches: ClassVar[frozenset[str]] = frozenset({"spaces", "compute", "toolkits"})
    fills: ClassVar[bool] = True
    key: ClassVar[str]
    """The section's, in the words for it."""
    ordered: ClassVar[bool] = False
    """Whether the rows have an order that a person chooses."""
    widths: ClassVar[tuple[int, ...]]

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Build the list and the form; both are empty until the first reading."""
        super().__init__(desk, tasks, parent)
        self.found: Furniture | None = None
        self.row: Any = None
        """The row as it was when the form was filled; None while a new one is typed."""
        self.adding = False
        self.removing = False
        self.fields: dict[str, FormField | NameFields] = {}
        self._quiet = False
        self._refill = False
        self._made: int | None = None
        self._foreseen = Foreseen()

        # Widgets
        self.list = RowList(self.shell, self.key, self.columns(), self.widths, self.id_of)
        self.rows, self.table = self.list.rows, self.list.table
        self.remove = QPushButton()
        self.remove.setProperty("role", "quiet")
        self.say.put("settings.remove", self.remove.setText, self.remove.setAccessibleName)
        self.heading = QLabel()
        self.heading.setProperty("role", "title")
        self.heading.setWordWrap(True)
        self.why = ReasonLine(self.say)
        self.form = QWidget()

        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    # What each section says

    def columns(self) -> Sequence[Column[Any]]:
        """Return how a row is shown."""
        raise NotImplementedError

    def rows_of(self, found: Furniture) -> Sequence[Any]:
        """Return the rows, in order."""
        raise NotImplementedError

    def id_of(self, row: Any) -> int:  # noqa: ANN401 -- each section has rows of its own
        """Return what names the row for good."""
        raise NotImplementedError

    def name_of(self, row: Any) -> str:  # noqa: ANN401 -- as in ``id_of``
        """Return what a person calls the row."""
        raise NotImplementedError

    def build(self, layout: QVBoxLayout) -> None:
        """Make the form's fields."""
        raise NotImplementedError

    def offer(self) -> None:
        """Offer the choices in the present language; what is chosen stays."""

    def fill(self, row: Any) -> None:  # noqa: ANN401 -- as in ``id_of``
        """Show a row, or with None what a new one begins with."""
        raise NotImplementedError

    def changes(self) -> tuple[Change, ...]:
        """Return what is typed and not saved; of a new one what would be added."""
        raise NotImplementedError

    def removal(self, row: Any) -> Change | None:  # noqa: ANN401 -- as in ``id_of``
        """Return what would take the row away, None if it cannot be."""
        raise NotImplementedError

    def shift(self, row: Any, step: int) -> Change | None:  # noqa: ANN401 -- as in ``id_of``
        """Return what would put the row earlier or later, None if it cannot be."""
        del row, step
        return None

    def made_id(self, made: Any) -> int:  # noqa: ANN401 -- what a use case returns
        """Return what names a row that was just made."""
        return int(made.id)

    # Building

    def _lay_out(self) -> None:
        foot = QWidget()
        both = QVBoxLayout(foot)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.why)
        both.addWidget(self.box)
        self.foot = foot
        inside = QWidget()
        inside.setProperty("role", "page")
        body = QVBoxLayout(inside)
        body.setContentsMargins(16, 12, 16, 16)
        body.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        fields = QVBoxLayout(self.form)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(8)
        self.build(fields)
        body.addWidget(self.form)
        body.addStretch(1)
        self.pane = QScrollArea()
        self.pane.setWidgetResizable(True)
        self.pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane.setWidget(inside)
        card = QFrame()
        card.setProperty("role", "card")
        card.setAutoFillBackground(True)
        card.setBackgroundRole(QPalette.ColorRole.Base)
        card.setMinimumWidth(_FORM[0])
        card.setMaximumWidth(_FORM[1])
        around = QVBoxLayout(card)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(self.pane)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self.list, 3)
        layout.addWidget(card, 2)

    def _connect(self) -> None:
        self.list.chosen.connect(self._select)
        self.list.add.clicked.connect(self.start_new)
        self.remove.clicked.connect(self._start_removing)
        self.list.up.clicked.connect(lambda: self._shift_soon(-1))
        self.list.down.clicked.connect(lambda: self._shift_soon(1))
        self.why.entered.connect(self.save)
        self.why.left.connect(self.discard)
        self.shell.speech.changed.connect(self._say_again)

    # Reading

    @override
    async def reload(self) -> None:
        found = await self.gateway.read(furniture)
        kept = self.dirty and not self._refill
        self._refill = False
        self.found = found
        chosen = self._made
        if chosen is None and self.row is not None:
            chosen = self.id_of(self.row)
        rows = tuple(self.rows_of(found))
        self.list.show_rows(rows, chosen)
        if kept:
            self.weigh_anew()
            return
        self.adding = self.removing = False
        here = {self.id_of(row): row for row in rows}
        self._made = None
        self.show_row(here.get(chosen or 0, rows[0] if rows else None))
        self.weigh_anew()

    def show_row(self, row: Any) -> None:  # noqa: ANN401 -- as in ``id_of``
        """Show a row in the form and mark it in the list."""
        self.row = row
        self.list.mark(None if row is None else self.id_of(row))
        self._fill()
        self.changed()

    def _fill(self) -> None:
        """Show in the form what is saved, or what a new one begins with."""
        self._quiet = True
        self.offer()
        self.fill(self.row)
        self._quiet = False
        self._forget_faults()
        self.why.text.clear()
        shown = self.row is not None or self.adding
        self.form.setVisible(shown)
        self.heading.setVisible(shown)
        self._name_form()
        self._allow()

    def _name_form(self) -> None:
        new = self.say(f"settings.new.{self.key}")
        self.heading.setText(new if self.row is None else self.name_of(self.row))

    def _allow(self) -> None:
        """Let only those who may change the settings reach what changes them."""
        may = self.may_change
        self.form.setEnabled(may)
        self.list.add.setVisible(may)
        self.remove.setVisible(may and self.row is not None and self.removable(self.row))
        for button, step in ((self.list.up, -1), (self.list.down, 1)):
            button.setVisible(may and self.ordered)
            button.setEnabled(self.row is not None and self.shift(self.row, step) is not None)

    def removable(self, row: Any) -> bool:  # noqa: ANN401 -- as in ``id_of``
        """Whether removing the row is offered at all."""
        return self.removal(row) is not None

    # Choosing

    def _select(self, row: Any) -> None:  # noqa: ANN401 -- as in ``id_of``
        if self.row is not None and self.id_of(row) == self.id_of(self.row):
            return
        if self.dirty:
            self._stay()
        else:
            self.adding = False
            self.show_row(row)
            self.pane.verticalScrollBar().setValue(0)

    def _stay(self) -> None:
        """Keep what is typed in sight until it is saved or discarded."""
        name = self.heading.text()
        self.shell.notice(self.say("settings.unsaved", name=name), serious=True)
        self.list.mark(None if self.row is None else self.id_of(self.row))

    def start_new(self) -> None:
        """Begin a new one."""
        if self.dirty:
            self._stay()
            return
        self.adding = True
        self.show_row(None)
        self.pane.verticalScrollBar().setValue(0)
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def first_field(self) -> QWidget:
        """Return the field in which a new one begins."""
        return next(iter(self.fields.values()))

    def _start_removing(self) -> None:
        if self.row is None or self.dirty:
            self._stay()
            return
        self.removing = True
        self.changed()
        self.box.discard.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shift_soon(self, step: int) -> None:
        if self.dirty:
            self._stay()
            return
        asked = None if self.row is None else self.shift(self.row, step)
        if asked is not None:
            self.tasks.start(self._shift(asked))

    async def _shift(self, asked: Change) -> None:
        await self.gateway.write(make, (asked,))
        await self.reload()

    # Changing

    def edited(self) -> None:
        """Weigh what is typed; every field says so when the person has changed it."""
        if not self._quiet:
            self.removing = False
            self.changed()

    @override
    def changed(self) -> None:
        if self._weighed is None or self._weighed[0] != self.wanted():
            self._forget_faults()
            self._foreseen = Foreseen()
            self.why.hide()
        super().changed()

    @override
    def save(self) -> None:
        if self._foreseen.forceable and not self.why.reason:
            self.why.insist()
        else:
            super().save()

    @override
    def wanted(self) -> Any:
        if self._quiet or self.found is None:
            return None
        if self.removing and self.row is not None:
            gone = self.removal(self.row)
            return None if gone is None else (gone,)
        if self.row is None and not self.adding:
            return None
        return self.changes() or None

    @override
    async def effects_of(self, wanted: Any) -> Effects:
        foreseen = await self.gateway.rehearse(foresee, wanted)
        self._foreseen = foreseen
        if foreseen.refusals and not foreseen.forceable:
            raise Refused(*foreseen.refusals)
        return foreseen.effects

    @override
    def show_known(self, wanted: Any, found: Effects) -> None:
        self._forget_faults()
        forceable = self._foreseen.forceable
        self.why.setVisible(forceable)
        if self.removing:
            self.box.show_effects(found, "settings.remove.effects", "settings.remove.confirm")
        elif forceable:
            self.box.show_effects(found, "settings.stay", "settings.stay.save")
        else:
            self.box.show_effects(found, "settings.fits")

    @override
    async def store(self, wanted: Any) -> None:
        changes = wanted
        if self._foreseen.forceable:
            changes = forced(wanted, self.why.reason)
        name = self._called()
        made = await self.gateway.write(make, changes)
        self._refill = True
        if self.removing:
            self.row = None
            self.shell.notice(self.say("settings.removed", name=name))
            return
        if self.adding:
            self._made = self.made_id(made[0])
        self._tell_saved(name)

    def _called(self) -> str:
        return self.heading.text() if self.row is not None else self.new_name()

    def new_name(self) -> str:
        """Return what the new one is called."""
        return self.say(f"settings.new.{self.key}")

    def _tell_saved(self, name: str) -> None:
        stay = [one.number for one in self._foreseen.effects.first]
        if self._foreseen.forceable and stay:
            named = self.say("desk.comma").join(stay)
            self.shell.notice(self.say("settings.saved.marked", name=name, named=named))
        else:
            self.shell.notice(self.say("settings.saved", name=name))

    @override
    def put_back(self) -> None:
        self.adding = self.removing = False
        rows = self.rows.rows
        chosen = None if self.row is None else self.id_of(self.row)
        fresh = next((row for row in rows if self.id_of(row) == chosen), None)
        self.row = fresh if fresh is not None else (rows[0] if rows else None)
        self.list.mark(None if self.row is None else self.id_of(self.row))
        self._fill()

    @override
    def show_refusal(self, error: Refused) -> None:
        self._forget_faults()
        for refusal in error.refusals:
            text = explain_refusal(refusal, self.say.language)
            if isinstance(refusal, FieldFault) and refusal.field_name in self.fields:
                self.fields[refusal.field_name].show_fault(text)
        super().show_refusal(error)

    def _forget_faults(self) -> None:
        self.why.forgive()
        for each in self.fields.values():
            each.show_fault("")

    def _say_again(self) -> None:
        self.rows.say_again()
        if self.found is not None:
            self._quiet = True
            self.offer()
            self._quiet = False
            self._name_form()
            if not self.dirty:
                self._fill()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaves = event.key() == Qt.Key.Key_Escape and (self.adding or self.removing)
        if leaves:
            self.discard()
        else:
            super().keyPressEvent(event)
