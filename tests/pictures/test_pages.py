"""Every page in every language, theme and size: painted, readable, nothing cut off."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from labapp.domain.bookings import Kind
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.inspector.places import Place
from labapp.ui.desk.rail import PAGES
from labapp.ui.desk.window import DeskWindow
from labapp.ui.theme import THEMES
from labapp.words import LANGUAGES
from tests.pictures.conftest import Album, keep
from tests.pictures.seeing import FINE, colours, lacking, painted, strength, text_of, written
from tests.ui.desk.conftest import Run
from tests.ui.desk.driving import numbered, place_id

SIZES = ((1280, 800), (1920, 1080))
READABLE = 4.5
"""WCAG 2.2, 1.4.3: text; a large text may have 3."""
VISIBLE = 3.0
"""WCAG 2.2, 1.4.11: what shows where a control is."""
NARROW = 2
"""Pixels by which a text may be wider than its room, as its last letter's own margin is."""

Views = Callable[[], Iterator[tuple[str, QWidget]]]
"""A name for each view, and the part of the window that lies uppermost in it."""


@pytest.fixture
def views(window: DeskWindow, furniture: Furniture, settle: Run) -> Views:
    """Go through the pages and what they show at work."""

    def walk() -> Iterator[tuple[str, QWidget]]:
        for page, _ in PAGES:
            window.show_page(page)
            settle()
            yield page, window
        window.show_page("board")
        for name, days in (("week", 7), ("month", 31), ("day", 1)):
            window.bar.spans[days].click()
            settle()
            yield f"board-{name}", window
        board = furniture.board
        board.show_booking("BK033")
        settle()
        yield "board-booking", window
        here = place_id(board, "C1")
        taken = numbered(board, "BK029")
        board.inspector.start_draft(Place(Kind.STAY, here, taken.span, numbered(board, "BK033")))
        settle()
        board.inspector.draft_form.book.click()
        settle()
        yield "board-refused", window
        board.inspector.show_nothing()
        furniture.palette.open()
        settle()
        yield "palette", furniture.palette
        furniture.palette.hide()

    return walk


def _colourful(picture: QImage) -> bool:
    part = QRect(0, 0, picture.width(), picture.height() // 2)
    return len(colours(picture, part)) > 30


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_painted_at_both_sizes(
    window: DeskWindow,
    views: Views,
    settle: Run,
    album: Album,
    theme: str,
    language: str,
) -> None:
    window.speak(language)
    window.wear(theme)

    for width, height in SIZES if album else SIZES[:1]:
        window.resize(width, height)
        settle()
        for view, _ in views():
            picture = painted(window)
            keep(album, f"{view}-{language}-{theme}-{width}", picture)
            assert _colourful(picture), view


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_off_in_the_smaller_window(
    window: DeskWindow, views: Views, settle: Run, language: str
) -> None:
    window.speak(language)
    settle()

    for view, part in views():
        cut = [
            (text_of(widget), f"{lacking(widget)} px")
            for widget, _ in written(part)
            if lacking(widget) > NARROW
        ]
        assert cut == [], view


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_stands_out_from_its_ground(
    window: DeskWindow, views: Views, settle: Run, theme: str
) -> None:
    window.wear(theme)
    settle()

    for view, part in views():
        picture = painted(window, FINE)
        faint = [
            (text_of(widget), round(found, 2))
            for widget, where in written(part)
            if (found := strength(picture, _finer(where))) < READABLE
        ]
        assert faint == [], view


@pytest.mark.parametrize("theme", THEMES)
def test_every_field_shows_where_it_is(
    window: DeskWindow, views: Views, settle: Run, theme: str
) -> None:
    window.wear(theme)
    settle()

    for view, part in views():
        picture = painted(window, FINE)
        hidden = [
            (widget.accessibleName(), round(found, 2))
            for widget, where in written(part)
            if isinstance(widget, QLineEdit) and widget.hasFrame()
            if (found := strength(picture, _edge(_finer(where)))) < VISIBLE
        ]
        assert hidden == [], view


def _finer(where: QRect) -> QRect:
    return QRect(where.topLeft() * FINE, where.size() * FINE)


def _edge(where: QRect) -> QRect:
    """A strip across the left edge, at half the height."""
    return QRect(where.left() - 3 * FINE, where.center().y(), 8 * FINE, 1)
