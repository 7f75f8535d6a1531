"""The lines at the foot: they stack, fade, wait, and are read out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from labapp.ui.desk.inspector.panel import WIDTH as INSPECTOR
from labapp.ui.desk.notices import MOST, NoticeCard
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.driving import click, key


def shown(window: DeskWindow) -> list[str]:
    return [card.text.text() for card in window.notices.cards]


def fade(card: NoticeCard) -> None:
    card.fade()
    card._fading.setCurrentTime(card._fading.duration())


def test_a_notice_offers_undo_only_where_it_fits_and_can_be_closed(window: DeskWindow) -> None:
    wanted: list[int] = []
    window.shell.undo_wanted.connect(lambda: wanted.append(1))

    window.shell.notice("Moved", undoable=True)
    assert window.notices.undo.isVisible()
    click(window.notices.undo)
    assert (wanted, window.notices.isVisible()) == ([1], False)
    window.shell.notice("Saved")
    assert not window.notices.undo.isVisible()
    click(window.notices.dismiss)

    assert not window.notices.isVisible()


def test_notices_stack_without_overlapping_the_newest_lowest(window: DeskWindow) -> None:
    window.shell.notice("One", lasting=True)
    for text in ("Two", "Three"):
        window.shell.notice(text)

    places = [card.geometry() for card in window.notices.cards]
    assert shown(window) == ["One", "Two", "Three"]
    assert places[0].bottom() < places[1].top()
    assert places[1].bottom() < places[2].top()
    assert all(window.stack.rect().contains(place) for place in places)


def test_of_too_many_the_oldest_quiet_one_makes_room(window: DeskWindow) -> None:
    window.shell.notice("Wrong", serious=True)
    for number in range(MOST + 1):
        window.shell.notice(f"Saved {number}")

    assert shown(window) == ["Wrong", "Saved 1", "Saved 2"]


def test_at_most_two_quiet_ones_stand_and_what_waits_to_be_closed_goes_last(
    window: DeskWindow,
) -> None:
    for number in range(3):
        window.shell.notice(f"Saved {number}")
    assert shown(window) == ["Saved 1", "Saved 2"]

    for number in range(3):
        window.shell.notice(f"Wrong {number}", serious=True)
    assert shown(window) == ["Wrong 0", "Wrong 1", "Wrong 2"]


def test_a_notice_ends_before_the_inspector_begins(window: DeskWindow) -> None:
    window.resize(1280, 800)
    window.shell.notice("A long line of what was done at the desk today. " * 6, undoable=True)

    (card,) = window.notices.cards
    assert card.geometry().right() < window.stack.width() - INSPECTOR


def test_what_was_taken_back_is_not_offered_to_be_taken_back_again(window: DeskWindow) -> None:
    window.shell.notice("Saved")
    window.shell.notice("Booked", undoable=True)

    window.shell.notice("Taken back", turned=True)

    assert shown(window) == ["Saved", "Taken back"]


def test_the_same_line_does_not_stand_twice(window: DeskWindow) -> None:
    for text in ("Saved", "Moved", "Saved"):
        window.shell.notice(text)

    assert shown(window) == ["Moved", "Saved"]


def test_only_the_newest_act_can_be_taken_back(window: DeskWindow) -> None:
    window.shell.notice("Moved", undoable=True)
    window.shell.notice("Booked", undoable=True)

    assert [card.undo.isVisible() for card in window.notices.cards] == [False, True]


def test_a_quiet_notice_fades_but_waits_while_the_pointer_is_on_it(window: DeskWindow) -> None:
    window.shell.notice("Saved")
    (card,) = window.notices.cards
    card.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)

    fade(card)
    assert card.waits
    card.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    fade(card)

    assert not window.notices.isVisible()


def test_a_notice_waits_while_it_has_the_focus_and_esc_closes_it(window: DeskWindow) -> None:
    window.shell.notice("Saved")
    (card,) = window.notices.cards
    card.dismiss.setFocus()

    fade(card)
    assert shown(window) == ["Saved"]
    key(card.dismiss, Qt.Key.Key_Escape)

    assert shown(window) == []


@pytest.mark.parametrize("kind", ["serious", "lasting"])
def test_what_is_serious_or_lasting_stays_until_it_is_closed(window: DeskWindow, kind: str) -> None:
    window.shell.notice("Read this", **{kind: True})
    (card,) = window.notices.cards

    assert not card.waits
    click(card.dismiss)

    assert shown(window) == []


def test_each_notice_is_read_out_once_and_a_serious_one_at_once(
    window: DeskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible,
        "updateAccessibility",
        lambda event: heard.append((event.message(), event.politeness())),
    )
    window.shell.notice("Saved")
    window.shell.notice("Not saved", serious=True)

    politeness = QAccessible.AnnouncementPoliteness
    assert heard == [("Saved", politeness.Polite), ("Not saved", politeness.Assertive)]


def test_a_long_notice_stays_inside_the_window(window: DeskWindow) -> None:
    window.shell.notice("A very long sentence. " * 20, undoable=True)

    (card,) = window.notices.cards
    assert window.stack.rect().contains(card.geometry())
    window.resize(1024, 640)
    QApplication.sendPostedEvents()
    assert window.stack.rect().contains(card.geometry())


def test_notices_stand_over_a_page_that_is_turned_to(window: DeskWindow) -> None:
    window.shell.notice("Saved")
    (card,) = window.notices.cards
    page = QWidget()

    window.add_page("papers", page)
    window.show_page("papers")

    assert page.isVisible()
    assert window.stack.childAt(card.geometry().center()) in {card, *card.findChildren(QWidget)}
