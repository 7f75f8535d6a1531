"""A card of the page: lines under headings, one stop of the Tab key, arrows inside."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.ui.desk.shell import Shell
from labapp.ui.desk.today.ink import Inkwell
from labapp.ui.desk.today.lines import Line, Section

_HEADING: Final = 24
_LEFT: Final = 14
_BESIDE_SPINE: Final = 18


class Heading(QWidget):
    """The small heading of a section."""

    def __init__(self, inkwell: Inkwell) -> None:
        """Begin without words."""
        super().__init__()
        self._inkwell = inkwell
        self._section = Section("", "", ())
        self.setFixedHeight(_HEADING)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_section(self, section: Section) -> None:
        """Say a section's title."""
        self._section = section
        self.setAccessibleName(section.title)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        ink, painter = self._inkwell.ink(self.devicePixelRatioF()), QPainter(self)
        if self._section.colour:
            ink.spine(painter, self.rect(), self._section.colour)
        left = _BESIDE_SPINE if self._section.colour else _LEFT
        box = self.rect().adjusted(left, 2, -_LEFT, 0)
        ink.write(painter, box, self._section.title, font=ink.small_bold, tint="text-muted")


class Group(QFrame):
    """Keeps a line for each item for as long as it is there, and the keyboard's place in them."""

    walked = Signal()
    """The keyboard has come to another line."""
    deserted = Signal()
    """The keyboard was here, and no line is left."""
    arranged = Signal()
    """There are other lines than before, or in another order."""

    def __init__(
        self, shell: Shell, inkwell: Inkwell, title: str, make: Callable[[], Line]
    ) -> None:
        """Begin empty; ``title`` is a key, ``make`` returns a new line."""
        super().__init__()
        self._shell = shell
        self._inkwell = inkwell
        self._make = make
        self._lines: dict[str, Line] = {}
        self._headings: dict[str, Heading] = {}
        self._rest: dict[str, QLabel] = {}
        self._order: list[str] = []
        self._current: str | None = None
        self._roomy = False
        self.setProperty("role", "card")
        self.title = QLabel()
        self.title.setProperty("role", "strong")
        shell.speech.put(title, self.title.setText, self.setAccessibleName)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.none = QLabel()
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self.none.setContentsMargins(_LEFT, 0, _LEFT, 8)
        self.none.hide()
        head = QHBoxLayout()
        head.setContentsMargins(_LEFT, 10, _LEFT, 4)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 7)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.none)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        column.addLayout(self._body)

    # What is shown

    def show_sections(
        self, sections: Sequence[Section], none: str = "", *, counted: bool = True
    ) -> None:
        """Show these; where there are none, say ``none`` instead."""
        count = sum(len(section.items) + section.more for section in sections)
        self.count.setText(str(count) if counted and count else "")
        self.none.setText(none)
        self.none.setVisible(not count and bool(none))
        had, place = self.has_keyboard, self._place
        widgets = list(self._arranged(sections))
        order = [item.key for section in sections for item in section.items]
        changed = order != self._order
        self._order = order
        self._settle(place, had=had)
        self._drop(set(order), {section.key for section in sections})
        if changed or self._widgets() != widgets:
            self._lay(widgets)
            self.arranged.emit()

    def breathe(self, *, roomy: bool) -> None:
        """Take more room, or no more than needed."""
        self._roomy = roomy
        for line in self._lines.values():
            line.breathe(roomy=roomy)

    def say_again(self) -> None:
        """Say it all in another language."""
        for line in self._lines.values():
            line.say_again()

    def _arranged(self, sections: Sequence[Section]) -> Iterator[QWidget]:
        for section in sections:
            if section.title:
                heading = self._headings.get(section.key)
                if heading is None:
                    heading = self._headings[section.key] = Heading(self._inkwell)
                heading.show_section(section)
                yield heading
            for item in section.items:
                line = self._lines.get(item.key) or self._new_line(item.key)
                line.show_item(item)
                yield line
            if section.more:
                yield self._tell_rest(section)

    def _new_line(self, key: str) -> Line:
        line = self._lines[key] = self._make()
        line.breathe(roomy=self._roomy)
        line.entered.connect(lambda: self._enter(key))
        return line

    def _tell_rest(self, section: Section) -> QLabel:
        label = self._rest.get(section.key)
        if label is None:
            label = self._rest[section.key] = QLabel()
            label.setProperty("role", "small")
            label.setContentsMargins(_LEFT, 4, _LEFT, 4)
        label.setText(self._shell.speech("desk.coming.more", count=section.more))
        return label

    def _widgets(self) -> list[QWidget | None]:
        items = (self._body.itemAt(number) for number in range(self._body.count()))
        return [item.widget() for item in items if item is not None]

    def _lay(self, widgets: Sequence[QWidget]) -> None:
        while self._body.takeAt(0) is not None:
            pass
        for widget in widgets:
            self._body.addWidget(widget)
            widget.show()

    def _drop(self, lines: set[str], sections: set[str]) -> None:
        for kept, wanted in (
            (self._lines, lines),
            (self._headings, sections),
            (self._rest, sections),
        ):
            for key in [key for key in kept if key not in wanted]:
                widget = kept.pop(key)
                self._body.removeWidget(widget)
                widget.hide()
                widget.deleteLater()

    # The keyboard

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is in one of its lines."""
        return self.isAncestorOf(self.window().focusWidget())

    @property
    def current(self) -> Line | None:
        """The line that Tab leads to."""
        return self._lines.get(self._current or "")

    @property
    def lines(self) -> list[Line]:
        """The lines in their order."""
        return [self._lines[key] for key in self._order]

    @property
    def tab_stops(self) -> list[QWidget]:
        """All that the Tab key may lead to, in the order it should."""
        return [stop for line in self.lines for stop in line.tab_stops]

    @property
    def _place(self) -> int:
        return self._order.index(self._current) if self._current in self._order else 0

    def line(self, key: str) -> Line | None:
        """Return the line of an item, None if it is not there."""
        return self._lines.get(key)

    def take_keyboard(self) -> bool:
        """Bring the keyboard to the current line; False where there is none."""
        line = self.current
        if line is None:
            return False
        line.face.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _settle(self, place: int, *, had: bool) -> None:
        """Keep the keyboard's place when its line goes: the next one comes to it."""
        if self._current in self._order:
            return
        self._choose(self._order[min(place, len(self._order) - 1)] if self._order else None)
        if had and not self.take_keyboard():
            self.deserted.emit()

    def _choose(self, key: str | None) -> None:
        self._current = key
        for other, line in self._lines.items():
            policy = Qt.FocusPolicy.StrongFocus if other == key else Qt.FocusPolicy.ClickFocus
            line.face.setFocusPolicy(policy)

    def _enter(self, key: str) -> None:
        if key != self._current:
            self._choose(key)
        self.walked.emit()

    def _step_to(self, place: int) -> None:
        if self._order:
            place = min(max(place, 0), len(self._order) - 1)
            self._lines[self._order[place]].face.setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: self._place - 1,
            Qt.Key.Key_Down: self._place + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._order) - 1,
        }
        place = steps.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self._step_to(place)
