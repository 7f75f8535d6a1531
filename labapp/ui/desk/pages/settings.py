"""Settings: the house rules, hours, places and what they hold."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.staff import SUPERVISING
from labapp.ui.desk.settings.parts import label
from labapp.ui.desk.settings.section import Section
from labapp.ui.page import Desk, Page
from labapp.ui.tasks import Tasks

Makes = Callable[[Desk, Tasks, QWidget], Section]

_KEPT: Final = "settings.section"
_LIST: Final = 216
_ICON: Final = 18
_READABLE: Final = 820
_EDGE: Final = 24


def _rules(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.rules import RulesSection  # noqa: PLC0415 -- when first wanted

    return RulesSection(desk, tasks, parent)


def _hours(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.hours import HoursSection  # noqa: PLC0415 -- when first wanted

    return HoursSection(desk, tasks, parent)


def _special_days(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.special_days import SpecialDaysSection  # noqa: PLC0415 -- when first wanted

    return SpecialDaysSection(desk, tasks, parent)


def _holidays(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.holidays import HolidaysSection  # noqa: PLC0415 -- when first wanted

    return HolidaysSection(desk, tasks, parent)


def _zones(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.zones import ZonesSection  # noqa: PLC0415 -- when first wanted

    return ZonesSection(desk, tasks, parent)


def _places(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.places import PlacesSection  # noqa: PLC0415 -- when first wanted

    return PlacesSection(desk, tasks, parent)


def _feeds(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.feeds import FeedsSection  # noqa: PLC0415 -- when first wanted

    return FeedsSection(desk, tasks, parent)


def _capacity(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.capacity import CapacitySection  # noqa: PLC0415 -- when first wanted

    return CapacitySection(desk, tasks, parent)


def _plan(desk: Desk, tasks: Tasks, parent: QWidget) -> Section:
    from labapp.ui.desk.settings.plan import PlanSection  # noqa: PLC0415 -- when first wanted

    return PlanSection(desk, tasks, parent)


SECTIONS: Final[tuple[tuple[str, str, Makes], ...]] = (
    ("rules", "list", _rules),
    ("hours", "clock", _hours),
    ("special_days", "calendar-days", _special_days),
    ("holidays", "star", _holidays),
    ("zones", "blocks", _zones),
    ("places", "door-open", _places),
    ("feeds", "plug", _feeds),
    ("capacity", "cpu", _capacity),
    ("plan", "map", _plan),
)
"""Its key, its icon, and what makes it when it is first shown.

Its words are ``settings.section.<key>`` (the name) and ``settings.about.<key>`` (a sentence).
"""


class SettingsPage(Page):
    """A list of subjects at the left, and the one chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """List the sections; each is made when it is first shown."""
        super().__init__(desk, parent)
        self._made: dict[str, Section] = {}
        self._frames: dict[str, QWidget] = {}

        # Widgets
        self.list = QListWidget()
        self.list.setIconSize(QSize(_ICON, _ICON))
        self.list.setStyleSheet("QListView { border: none; }")
        self.say.put("desk.page.settings", self.list.setAccessibleName)
        for key, picture, _ in SECTIONS:
            item = QListWidgetItem(self.list)
            self.say.put(f"settings.section.{key}", item.setText)
            self.shell.look.put_icon(item, picture, "text-muted", _ICON)
        self.read_only = label(self.say, "settings.read_only", "info")
        self.may_change = self.gateway.actor.role in SUPERVISING
        if self.may_change:
            self.read_only.hide()
        self.stack = QStackedWidget()

        self._lay_out()
        self.list.currentItemChanged.connect(self._turn)
        self.shell.speech.changed.connect(self._mark)
        self._choose(self.shell.memory.text(_KEPT))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.list)
        side = QFrame()
        side.setAutoFillBackground(True)
        side.setBackgroundRole(QPalette.ColorRole.Base)
        side.setFixedWidth(_LIST)
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 14, 8, 8)
        column.setSpacing(10)
        title = QLabel()
        title.setProperty("role", "title")
        title.setContentsMargins(8, 0, 8, 0)
        self.say.put("desk.page.settings", title.setText)
        column.addWidget(title)
        column.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(_EDGE, 14, _EDGE, 0)
        above.addWidget(self.read_only)
        if not self.may_change:
            right.addLayout(above)
        right.addWidget(self.stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addLayout(right, 1)

    # Sections

    @property
    def section(self) -> Section | None:
        """The section that is shown."""
        return self._made.get(self._key())

    def show_section(self, key: str) -> None:
        """Show a section, as if it were chosen from the list (KeyError if there is none)."""
        if key not in {each for each, _, _ in SECTIONS}:
            raise KeyError(key)
        self._choose(key)

    def _key(self) -> str:
        row = self.list.currentRow()
        return SECTIONS[row][0] if row >= 0 else ""

    def _choose(self, key: str) -> None:
        keys = [each for each, _, _ in SECTIONS]
        self.list.setCurrentRow(keys.index(key) if key in keys else 0)

    def _turn(self) -> None:
        key = self._key()
        if key not in self._made:
            self._make(key)
        self.stack.setCurrentWidget(self._frames[key])
        self.shell.memory.keep_text(_KEPT, key)
        self._mark()
        if self.isVisible():
            self.refresh()

    def _mark(self) -> None:
        """Have the list say where something typed was left unsaved."""
        for row, (key, picture, _) in enumerate(SECTIONS):
            section = self._made.get(key)
            unsaved = section is not None and section.dirty and key != self._key()
            item = self.list.item(row)
            name = self.say(f"settings.section.{key}")
            told = self.say("settings.section.unsaved", section=name) if unsaved else ""
            item.setToolTip(told)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told or name)
            dress = ("pencil", "accent") if unsaved else (picture, "text-muted")
            self.shell.look.put_icon(item, *dress, _ICON)

    def _make(self, key: str) -> None:
        maker = next(make for each, _, make in SECTIONS if each == key)
        section = self._made[key] = maker(self.desk, self.tasks, self.stack)
        inside = QWidget()
        inside.setProperty("role", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(_EDGE, 16, _EDGE, _EDGE)
        column.setSpacing(4)
        column.addWidget(label(self.say, f"settings.section.{key}", "large"))
        column.addWidget(label(self.say, f"settings.about.{key}", "muted"))
        column.addSpacing(10)
        column.addWidget(section, 1)
        frame = self._frames[key] = QWidget()
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(inside if section.fills else self._scrolled(inside), 1)
        if section.foot is not None:
            whole.addWidget(section.foot)
        self.stack.addWidget(frame)

    @staticmethod
    def _scrolled(inside: QWidget) -> QScrollArea:
        """Return what scrolls, with the section at its left and no wider than is good to read."""
        inside.setMaximumWidth(_READABLE)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    # Reading

    @override
    async def reload(self) -> None:
        section = self.section
        if section is not None:
            await section.reload()

    @override
    def _on_written(self, areas: frozenset[str]) -> None:
        section = self.section
        if self.isVisible() and section is not None and section.watches & areas:
            self.refresh()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go from the list into the section."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self.list.hasFocus():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
