"""The floor's paper and the plan in the settings: no English in Chinese, a name for all."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from labapp.domain.plans import PlanKind
from labapp.services.plans import SavePlan, save_plan
from labapp.storage.store import Store
from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.floor import FloorPage
from labapp.ui.desk.settings.plan import PlanSection
from labapp.ui.desk.window import DeskWindow
from labapp.words import LANGUAGES
from tests.ui.desk.conftest import Run
from tests.ui.desk.test_floor_plan_settings import HALL, take
from tests.ui.desk.test_words_on_screen import ANYWHERE, WORD, _name, _shown, names

__all__ = ["names"]

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support grabbing the keyboard", extend=True
)
PAPERS = re.compile(r"(DAY|FLOOR)-[\d-]+\w+|<[^>]*>")
GIVEN = {"SVG", "hall", "svg", "corner", "stand"}


@pytest.fixture
def tour(
    window: DeskWindow, furniture: Furniture, sqlite_sample: Store, settle: Run, tmp_path: Path
) -> Iterator[tuple[str, QWidget]]:
    """Go through what there is to see; yields each view's name and the widget that shows it."""
    path = tmp_path / "hall.svg"
    path.write_text(HALL)

    def views() -> Iterator[tuple[str, QWidget]]:
        sqlite_sample.write(save_plan, SavePlan(kind=PlanKind.DRAWN))
        window.show_page("floor")
        settle()
        floor = furniture.pages["floor"]
        assert isinstance(floor, FloorPage)
        floor.printing.button.click()
        settle()
        floor.printing.paper.out.list_printers()  # type: ignore[union-attr]
        yield "the sheet", floor
        window.show_page("settings")
        furniture.settings.show_section("plan")
        settle()
        section = furniture.settings.section
        assert isinstance(section, PlanSection)
        yield "the plan", section
        take(section, path, settle)
        yield "a drawing", section
        section.save.click()
        settle()
        yield "a drawing saved", section
        section.sample.click()
        settle()
        yield "the sample offered", section
        section.drawn.click()
        settle()
        yield "the drawn one offered", section

    return views()


def words_of(view: QWidget) -> Iterator[str]:
    for widget in (view, *view.findChildren(QWidget)):
        if not widget.objectName().startswith("qt_"):
            yield from (PAPERS.sub(" ", text) for text in _shown(widget) if text)


@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_no_english_word_is_on_a_chinese_screen(
    window: DeskWindow,
    tour: Iterator[tuple[str, QWidget]],
    names: set[str],
    settle: Run,
    language: str,
) -> None:
    window.speak(language)
    settle()

    for name, view in tour:
        english = {
            (word, text)
            for text in words_of(view)
            for word in WORD.findall(text)
            if word not in names | ANYWHERE | GIVEN and not re.fullmatch(r"[A-Z]{2}", word)
        }
        assert english == set(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_has_a_name_and_nothing_stands_alone_as_a_window(
    window: DeskWindow, tour: Iterator[tuple[str, QWidget]], settle: Run, language: str
) -> None:
    window.speak(language)
    settle()

    for name, view in tour:
        nameless = [
            widget
            for widget in view.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not widget.objectName().startswith("qt_")
            and not isinstance(widget.parentWidget(), QAbstractItemView)
            and not _name(widget)
        ]
        alone = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
        assert (nameless, alone) == ([], []), name
        assert window.isActiveWindow(), name
