"""Hands and eyes for the page: find its lines, press keys on them, read what they say."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from labapp.ui.desk.pages.today import TodayPage
from labapp.ui.desk.today.entries import Entry
from labapp.ui.desk.today.entry_line import EntryLine
from labapp.ui.desk.today.group import Group, Heading
from labapp.ui.desk.today.lines import Section
from labapp.ui.desk.today.place_line import PlaceLine
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import key

Until = Callable[[Callable[[], bool]], None]
SPACE, ENTER = Qt.Key.Key_Space, Qt.Key.Key_Return
SHIFT = Qt.KeyboardModifier.ShiftModifier


def entry_lines(group: Group) -> list[EntryLine]:
    return [line for line in group.lines if isinstance(line, EntryLine)]


def line_of(group: Group, number: str) -> EntryLine:
    return next(line for line in entry_lines(group) if number in line.face.toolTip())


def place_line(page: TodayPage, code: str) -> PlaceLine:
    found = (line for line in page.now.lines if isinstance(line, PlaceLine))
    return next(line for line in found if line.row is not None and line.row.code == code)


def numbers(group: Group) -> list[str]:
    found = (line.entry for line in entry_lines(group))
    return [e.booking.number for e in found if e is not None and e.booking is not None]


def notes(group: Group) -> dict[str, str]:
    return {
        line.entry.booking.number: line.entry.note
        for line in entry_lines(group)
        if line.entry is not None and line.entry.booking is not None
    }


def sections(group: Group) -> list[str]:
    found = (widget for widget in group._widgets() if isinstance(widget, Heading))
    return [heading.accessibleName() for heading in found]


def now_of(page: TodayPage, code: str) -> tuple[str, str, str, str]:
    row = place_line(page, code).row
    assert row is not None
    return row.letter, row.now, row.until, f"{row.next_time} {row.next_who}".strip()


def entries_of(parts: list[Section]) -> list[Entry]:
    return [item for part in parts for item in part.items if isinstance(item, Entry)]


def press(line: EntryLine | PlaceLine, which: Qt.Key, settle: Run) -> None:
    line.face.setFocus()
    key(line.face, which)
    settle()
