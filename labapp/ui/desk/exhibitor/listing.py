"""The list of exhibitors: searched as one types, sorted, copied as a table."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.exhibitors import Exhibitor
from labapp.exchange.contacts import phone_shown
from labapp.ui.desk.lists.bar import ListBar
from labapp.ui.desk.lists.empty_note import EmptyNote
from labapp.ui.desk.lists.haystacks import folded
from labapp.ui.desk.lists.table import ListTable
from labapp.ui.desk.shell import Shell
from labapp.ui.models.listing import Entry, ListColumn, Listing, by_number

ALL: Final = "all"
"""What an export begins with that has every field, to be read in again."""
_ENDINGS: Final = (
    (".csv", "desk.export.csv"),
    (".xlsx", "desk.export.xlsx"),
    (f"{ALL}.csv", "lists.export.all.csv"),
    (f"{ALL}.xlsx", "lists.export.all.xlsx"),
)


class ExhibitorList(QWidget):
    """Says which exhibitor is chosen; knows nothing of where the rows come from."""

    chosen = Signal(int)
    """An exhibitor's id: by the person or by ``choose``."""
    new_wanted = Signal()
    take_wanted = Signal()
    """A list from a file."""
    export_wanted = Signal(str)
    """``.csv`` or ``.xlsx`` of what is shown; with ``ALL`` before it, of all fields."""

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        self._say = say = shell.speech

        # Widgets
        self.rows = Listing[Exhibitor](self._columns(), lambda row: row.id, folded, self)
        self.table = ListTable[Exhibitor](shell, self.rows, "exhibitors", sort="code")
        self.bar = ListBar(
            shell, self.table, "desk.exhibitors.find", "desk.exhibitor.new", _ENDINGS
        )
        self.search, self.export, self.new = self.bar.search, self.bar.export, self.bar.new
        self.take = QPushButton()
        say.put("taking.button", self.take.setText, self.take.setAccessibleName)
        self.bar.extras.addWidget(self.take)
        self.none = EmptyNote(self.table.viewport())
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.selected = QLabel()
        self.selected.setProperty("role", "strong")
        self.copy_table, self.copy_mail = QPushButton(), QPushButton()
        say.put("lists.copy", self.copy_table.setText, self.copy_table.setAccessibleName)
        say.put("lists.copy.mail", self.copy_mail.setText, self.copy_mail.setAccessibleName)
        say.put("term.exhibitors", self.table.setAccessibleName)

        self._lay_out()
        self._connect()
        self._select()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 0, 0)
        foot.setSpacing(12)
        foot.addWidget(self.count)
        foot.addWidget(self.selected)
        foot.addStretch(1)
        foot.addWidget(self.copy_mail)
        foot.addWidget(self.copy_table)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.count.setMinimumHeight(self._shell.look.theme.size("control"))
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.bar.searched.connect(self.rows.search)
        self.bar.entered.connect(self._take_first)
        self.bar.new_wanted.connect(self.new_wanted)
        self.take.clicked.connect(self.take_wanted)
        self.bar.export_wanted.connect(self.export_wanted)
        self.rows.modelReset.connect(self._count)
        self.table.chosen.connect(self._choose)
        self.table.selected.connect(self._select)
        self.table.opened.connect(self._choose)
        self.table.copied.connect(self.copy)
        self.table.menu_wanted.connect(self._show_menu)
        self.copy_table.clicked.connect(self.copy)
        self.copy_mail.clicked.connect(self.copy_addresses)
        self._say.changed.connect(self._say_again)

    def _columns(self) -> tuple[ListColumn[Exhibitor], ...]:
        say = self._say
        seen: tuple[tuple[str, str, Callable[[Exhibitor], str], int, bool], ...] = (
            ("code", "term.code", lambda row: row.code, 74, True),
            ("name", "term.name", lambda row: say.name(row.names), 176, True),
            ("contact", "term.contact", self._contact, 134, True),
            ("phone", "field.phone", _phone, 132, True),
            ("kind", "field.kind", self._kind, 140, True),
            ("also", "desk.also", self._other_names, 106, True),
            ("email", "field.email", _email, 200, False),
            ("fascia", "field.fascia", lambda row: row.fascia or "", 150, False),
            ("brn", "desk.brn", lambda row: row.brn or "", 110, False),
            ("name_en", "desk.name.en", lambda row: row.names.en or "", 180, False),
            ("name_zh_hant", "desk.name.zh_hant", lambda row: row.names.zh_hant or "", 150, False),
            ("name_zh_hans", "desk.name.zh_hans", lambda row: row.names.zh_hans or "", 150, False),
            ("note", "field.note", lambda row: " ".join((row.note or "").split()), 180, False),
        )
        columns: list[ListColumn[Exhibitor]] = [
            ListColumn(
                name=name,
                heading=partial(say, heading),
                text=text,
                width=width,
                shown=shown,
                grows=name in {"name", "also"},
                sort_key=(lambda row: by_number(row.code)) if name == "code" else None,
            )
            for name, heading, text, width, shown in seen
        ]
        badges: ListColumn[Exhibitor] = ListColumn(
            name="badges",
            heading=partial(say, "field.badge_quota"),
            text=lambda row: str(row.badge_quota),
            sort_key=lambda row: row.badge_quota,
            cell=lambda row: row.badge_quota,
            width=110,
            shown=False,
            right=True,
        )
        return (*columns, badges)

    # What the page says

    def show_entries(self, entries: Sequence[Entry[Exhibitor]], chosen: int | None) -> None:
        """Show these exhibitors; the one chosen stays marked if it is among them."""
        self.rows.replace(entries)
        self._count()
        marked = [row.id for row in self.table.selection]
        if chosen is not None and chosen not in marked and len(marked) <= 1:
            self.table.choose(chosen)

    def choose(self, exhibitor_id: int) -> None:
        """Choose an exhibitor, whatever is searched for, and say so."""
        self.search.clear()
        self.table.choose(exhibitor_id)
        self.chosen.emit(exhibitor_id)

    def shown(self) -> tuple[Exhibitor, ...]:
        """Return the exhibitors found, in the order shown."""
        return self.rows.shown

    def copy(self) -> None:
        """Put the selected rows on the clipboard, as a table with its headings."""
        if self.table.selection:
            self._shell.notice(self._say("desk.copied", count=self.table.copy()))

    def copy_addresses(self) -> None:
        """Put the e-mail addresses of those selected on the clipboard, each once."""
        found = [person.email for row in self.table.selection for person in row.people]
        addresses = list(dict.fromkeys(address for address in found if address))
        QGuiApplication.clipboard().setText("; ".join(addresses))
        self._shell.notice(self._say("lists.copied.mail", count=len(addresses)))

    # Within

    def _count(self) -> None:
        self.count.setText(self._say("desk.exhibitors.count", count=self.rows.rowCount()))
        missed = self.rows.total > 0 and not self.rows.rowCount()
        self.none.show_words(self._say("lists.none.found") if missed else "")

    def _take_first(self) -> None:
        if self.rows.rowCount():
            first = self.rows.row(0)
            self.table.choose(first.id)
            self.chosen.emit(first.id)

    def _choose(self, row: Exhibitor | None) -> None:
        if row is not None:
            self.chosen.emit(row.id)

    def _select(self) -> None:
        count = self.table.count_selected()
        several = count > 1
        self.selected.setText(self._say("lists.selected", count=count, number=f"{count:,}"))
        for widget in (self.selected, self.copy_table, self.copy_mail):
            widget.setVisible(several)

    def _say_again(self) -> None:
        self.rows.say_again()
        self._count()
        self._select()

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = self.table.current
        if row is not None:
            menu.addAction(self._say("desk.menu.open")).triggered.connect(lambda: self._choose(row))
        menu.addAction(self._say("lists.copy")).triggered.connect(self.copy)
        menu.addAction(self._say("lists.copy.mail")).triggered.connect(self.copy_addresses)
        menu.popup(at)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrow down go from the search to the rows."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.table.go_to_first()
        else:
            super().keyPressEvent(event)

    # Columns

    def _other_names(self, row: Exhibitor) -> str:
        shown = self._say.name(row.names)
        return " · ".join(name for name in row.names.all() if name != shown)

    def _kind(self, row: Exhibitor) -> str:
        kind = self._say(f"exhibitor_kind.{row.kind}")
        if row.status == "active":
            return kind
        return f"{kind} · {self._say(f'exhibitor_status.{row.status}')}"

    def _contact(self, row: Exhibitor) -> str:
        return row.people[0].shown(self._say.language) if row.people else ""


def _phone(row: Exhibitor) -> str:
    return (phone_shown(row.people[0].phone) or "") if row.people else ""


def _email(row: Exhibitor) -> str:
    return (row.people[0].email or "") if row.people else ""
