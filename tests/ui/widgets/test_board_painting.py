from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPixmap
from pytestqt.qtbot import QtBot

from labapp.ui.fonts import load_fonts
from labapp.ui.theme import THEMES, load_theme
from labapp.ui.widgets.board import Block, BoardView, Draft
from labapp.ui.widgets.board.block_painting import ROUNDED_UP_TO
from labapp.ui.widgets.board.frame import still_of
from labapp.ui.widgets.board.lettering import broken
from labapp.ui.widgets.board.overlay import overlay_of
from labapp.ui.widgets.board.painting import grid_steps
from labapp.ui.widgets.board.palette import Palette
from labapp.ui.widgets.board.pictures import LETTERED
from labapp.words import LANGUAGES
from tests.ui.widgets.boards import (
    BLOCKS,
    DAY,
    HOUR,
    HOURS,
    LANES,
    MONDAY,
    QUARTER,
    TUESDAY,
    at,
    block,
    carry,
    place,
)

STATES = (
    *("held", "pending", "confirmed", "checked_in", "completed", "no_show", "waitlisted"),
    *("offered", "suspended_weather", "visit", "closure"),
)


@pytest.fixture
def board(qtbot: QtBot) -> BoardView:
    load_fonts()
    board = BoardView()
    qtbot.addWidget(board)
    board.resize(1000, 400)
    board.set_lanes(LANES)
    board.set_hours(HOURS)
    board.show_range(TUESDAY, 1)
    board.set_blocks(BLOCKS)
    board.show()
    qtbot.waitExposed(board)
    return board


def picture(board: BoardView) -> QImage:
    return board.viewport().grab().toImage()


def colours(image: QImage, area: QRect) -> set[str]:
    """Return every colour of an area."""
    return {
        image.pixelColor(x, y).name()
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    }


def fit(board: BoardView, block_id: int) -> QRect:
    shown = board.scene.index.block(block_id)
    assert shown is not None
    return board.scene.block_place(shown)


def texts(board: BoardView, block_id: int) -> list[str]:
    """Return the texts on a block, left to right, line by line."""
    shown = board.scene.index.block(block_id)
    assert shown is not None
    drawn = board.scene.pictures.of(shown)
    assert drawn is not None
    labels = [*drawn.bold, *drawn.small, *drawn.pinned]
    labels.sort(key=lambda label: (label.y, label.x))
    return [label.text.text() for label in labels]


def many(count: int) -> list[Block]:
    """Return quarters of an hour, lane by lane, over as many days as it takes."""
    starts = [TUESDAY + number // 4 * QUARTER for number in range(count)]
    return [
        replace(
            BLOCKS[0],
            id=number,
            lane_id=LANES[number % 4].id,
            start=start,
            end=start + QUARTER,
            buffer_end=start + QUARTER,
        )
        for number, start in enumerate(starts)
    ]


def test_of_thirty_thousand_blocks_only_those_in_view_are_painted(board: BoardView) -> None:
    blocks = many(30_000)
    board.set_blocks(blocks)

    picture(board)

    start, end = board.scene.visible_range()
    seen = [b for b in blocks if b.start < end and b.end > start]
    assert abs(board.painted_blocks - len(seen)) <= 2 * len(LANES)
    assert board.painted_blocks < 200


def test_a_small_change_paints_only_what_it_touches(board: BoardView, qtbot: QtBot) -> None:
    picture(board)

    board.viewport().repaint(fit(board, 14))

    assert board.painted_blocks == 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_own_look(board: BoardView, theme: str, state: str) -> None:
    board.set_theme(load_theme(theme))
    board.set_blocks([block(1, 1, "10:00", "13:00", state="confirmed")])
    plain = picture(board).copy(fit(board, 1))

    board.set_blocks([block(1, 1, "10:00", "13:00", state=state)])

    shown = picture(board).copy(fit(board, 1))
    edge = load_theme(theme).colour(f"state-{state}-edge").name()
    assert edge in colours(shown, shown.rect())
    assert (shown == plain) == (state == "confirmed")


def test_a_state_is_told_by_its_pattern_without_colours(board: BoardView) -> None:
    """Held, pending, no-show, weather and closure differ where only light and dark are seen."""

    def has_pattern(state: str) -> bool:
        board.set_blocks([block(1, 1, "10:00", "17:00", state=state, title="", subtitle="")])
        box = fit(board, 1)
        inner = QRect(box.center().x(), box.top() + 4, 64, box.height() - 8)
        return len(colours(picture(board), inner)) > 1

    patterned = {state for state in STATES if has_pattern(state)}

    assert {"held", "pending", "no_show", "suspended_weather", "closure"} <= patterned
    assert not patterned & {"confirmed", "checked_in", "completed", "visit", "offered"}


def test_out_of_service_lanes_say_why(board: BoardView) -> None:
    row = board.scene.layout.row_of(3)
    assert row is not None
    lane = QRect(board.scene.grid.left(), row.top + board.scene.origin.y(), 400, row.height)
    broken_lane = picture(board).copy(lane)

    board.set_lanes([*LANES[:2], LANES[3]])
    board.set_lanes(LANES)
    assert picture(board).copy(lane) == broken_lane

    text = load_theme("light").colour("text-muted").name()
    assert text in colours(broken_lane, broken_lane.rect())


def test_closed_hours_are_hatched_and_open_ones_plain(board: BoardView) -> None:
    image = picture(board)
    early, late = place(board, 1, "09:15", shift=2), place(board, 1, "16:15", shift=2)

    assert len(colours(image, QRect(early, early + QPoint(7, 7)))) > 1
    assert len(colours(image, QRect(late, late + QPoint(7, 7)))) == 1


def test_the_present_is_a_line_through_all_lanes(board: BoardView) -> None:
    board.set_now(at("16:30"))

    image, now = picture(board), load_theme("light").colour("board-now").name()

    x = place(board, 1, "16:30").x()
    for lane in (1, 2, 4):
        y = place(board, lane, "16:30").y()
        assert now in colours(image, QRect(x - 2, y, 5, 1))


def test_the_present_on_another_day_is_not_shown(board: BoardView) -> None:
    before = picture(board)

    board.set_now(at("16:30", 9))

    assert picture(board) == before


def test_a_buffer_is_a_paler_tail_behind_its_block(board: BoardView) -> None:
    style = board.scene.palette.style("confirmed")
    point = place(board, 1, "15:00", shift=10)

    assert picture(board).pixelColor(point).name() == style.tail.color().name()
    assert style.tail.color().lightness() > style.fill.color().lightness()


def test_a_wide_block_says_all_and_a_narrow_one_its_letter_or_nothing(board: BoardView) -> None:
    board.set_blocks([block(1, 1, "10:00", "13:00")])
    assert texts(board, 1) == ["C", "Guest 1", "Demo 1", "10:00–13:00"]

    board.zoom(0.0001)
    board.set_blocks([block(1, 1, "10:00", "10:30"), block(2, 1, "12:00", "12:10")])
    assert fit(board, 1).width() < LETTERED
    assert texts(board, 1) == ["C"]
    assert texts(board, 2) == []


def test_a_narrow_title_is_broken_over_the_lines(board: BoardView) -> None:
    title = "Paper Lantern Speech"
    board.set_blocks([block(1, 1, "10:00", "11:00", title=title)])

    assert fit(board, 1).width() < 90
    assert texts(board, 1)[:2] == ["C", "Paper"]
    assert texts(board, 1)[2].startswith("Lantern")


def test_a_rare_character_is_never_cut_in_two(board: BoardView) -> None:
    font = board.scene.palette.strong
    title = "𨋢" * 12

    parts = broken(title, [40, 40, 40], font)

    assert "".join(parts) == title
    assert len(parts) == 3


def test_a_word_too_long_for_the_first_line_starts_on_the_second(board: BoardView) -> None:
    font = board.scene.palette.strong

    assert broken("Constructions Limited", [20, 90, 90], font) == ["", "Constructions", "Limited"]


def test_the_texts_of_a_block_stay_in_view(board: BoardView) -> None:
    board.set_blocks([block(1, 1, "06:00", "13:00", title="Guest", subtitle="")])
    text = load_theme("light").colour("state-confirmed-text").name()
    grid = board.scene.grid
    first = QRect(grid.left(), fit(board, 1).top(), 80, fit(board, 1).height())

    assert fit(board, 1).left() < grid.left()
    assert text in colours(picture(board), first)


def test_a_block_mostly_out_of_view_is_lettered_anew(board: BoardView) -> None:
    long = "A very long name of a guest of the lab, and longer"
    board.set_blocks([block(1, 1, "10:00", "12:30", title=long)])
    shown = board.scene.index.block(1)
    assert shown is not None
    drawn = board.scene.pictures.of(shown)
    assert drawn is not None

    cropped = board.scene.pictures.cropped(drawn, drawn.left + 100)

    title = cropped.bold[1]
    assert title.x >= drawn.left + 100
    assert title.x + title.text.size().width() <= drawn.left + drawn.width
    assert cropped.pinned == []


def test_many_blocks_lose_their_round_corners(board: BoardView) -> None:
    def corner() -> QColor:
        return picture(board).pixelColor(fit(board, 1).topLeft())

    edge = load_theme("light").colour("state-confirmed-edge")
    board.zoom(0.0001)
    first = block(1, 1, "12:00", "16:00")
    board.set_blocks([first])
    assert corner() != edge

    crowd = [block(2 + n, 2, "03:00", "03:01") for n in range(ROUNDED_UP_TO)]
    board.set_blocks([first, *crowd])
    assert corner() == edge


def test_the_selected_block_has_a_ring(board: BoardView) -> None:
    accent = load_theme("light").colour("accent").name()
    around = fit(board, 14).adjusted(-2, -2, 2, 2)
    assert accent not in colours(picture(board), around)

    board.set_selected(14)

    assert accent in colours(picture(board), around)


def test_marks_and_clashes_show(board: BoardView) -> None:
    theme = load_theme("light")
    board.set_blocks([block(1, 1, "12:00", "14:00", marked=True, conflicts=True)])

    shown = colours(picture(board), fit(board, 1))

    assert theme.colour("warning").name() in shown
    assert theme.colour("danger").name() in shown


def test_the_week_shows_blocks_of_hours_it_leaves_out_as_marks(board: BoardView) -> None:
    board.show_range(MONDAY, 7)
    board.set_blocks([block(1, 1, "07:00", "10:00"), block(2, 2, "22:00", "23:00")])
    clipped, hidden = board.scene.index.block(1), board.scene.index.block(2)
    assert clipped is not None
    assert hidden is not None

    drawn = board.scene.pictures.of(clipped)

    assert drawn is not None
    assert (drawn.cut_left, drawn.cut_right) == (True, False)
    assert fit(board, 2).width() == 3
    picture(board)
    assert board.painted_blocks == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("days", [1, 3, 7, 31])
def test_every_view_paints_in_every_language_and_theme(
    board: BoardView, language: str, theme: str, days: int
) -> None:
    board.set_theme(load_theme(theme))
    board.set_language(language)
    board.set_now(at("11:30"))
    board.set_loading(True)
    board.show_range(MONDAY if days > 1 else TUESDAY, days)

    image = picture(board)

    assert board.painted_blocks == len(BLOCKS)
    assert load_theme(theme).colour("surface").name() in colours(image, QRect(1, 1, 8, 8))


def test_another_theme_repaints_everything(board: BoardView) -> None:
    light = picture(board)

    board.set_theme(load_theme("dark"))

    dark = picture(board)
    for point in (QPoint(3, 3), place(board, 2, "16:15"), fit(board, 14).center()):
        assert dark.pixelColor(point).lightness() < light.pixelColor(point).lightness()


def test_another_language_repaints_the_days(board: BoardView) -> None:
    header = QRect(board.scene.header_width, 0, 200, 26)
    english = picture(board).copy(header)

    board.set_language("zh_HK")

    assert picture(board).copy(header) != english


def test_an_empty_board_says_what_to_do_first(board: BoardView) -> None:
    board.set_lanes([])

    text = load_theme("light").colour("text-muted").name()
    assert text in colours(picture(board), board.viewport().rect().adjusted(300, 150, -300, -150))
    assert board.painted_blocks == 0


# Drafts


def test_a_draft_leaves_no_trace_where_it_was(board: BoardView) -> None:
    carry(board, place(board, 2, "14:00", shift=3), place(board, 2, "17:00", shift=-3))
    board.viewport().repaint()
    board.clear_draft()

    after = picture(board)

    fresh = QPixmap(still_of(board.scene)).toImage()
    assert after == fresh.convertToFormat(after.format())


def test_a_free_draft_glows_and_a_blocked_one_says_why(board: BoardView) -> None:
    theme = load_theme("light")
    carry(board, place(board, 2, "14:00", shift=3), place(board, 2, "17:00", shift=-3))
    draft = board.scene.draft
    assert draft is not None

    board.set_verdict(draft, "free")
    free = overlay_of(board.scene)
    assert free is not None
    assert free.tag.isEmpty()
    assert theme.colour("success").name() in colours(picture(board), free.box)

    board.set_verdict(draft, "blocked", "Taken by Guest 13")
    blocked = overlay_of(board.scene)
    assert blocked is not None
    assert blocked.reason == "Taken by Guest 13"
    assert theme.colour("danger-text").name() in colours(picture(board), blocked.tag)


def test_a_draft_says_from_when_to_when(board: BoardView) -> None:
    carry(board, place(board, 2, "14:00", shift=3), place(board, 2, "17:00", shift=-3))
    wide = overlay_of(board.scene)
    assert wide is not None
    assert wide.span == "14:00–17:00 · 3 h"

    board.set_language("zh_HK")
    spoken = overlay_of(board.scene)
    assert spoken is not None
    assert spoken.span == "14:00–17:00 · 3 小時"


@pytest.mark.parametrize("lane", [1, 2, 4])
@pytest.mark.parametrize("clock", ["09:00", "14:00", "18:30"])
def test_the_reason_is_always_inside_the_window(board: BoardView, lane: int, clock: str) -> None:
    start = at(clock)
    board.show_draft(Draft(lane, start, start + HOUR, None), place(board, lane, clock))
    shown = board.scene.draft
    assert shown is not None
    board.set_verdict(shown, "blocked", "Ascend pool 9.5 of 6 PFLOPS from 11:00. " * 4)

    overlay = overlay_of(board.scene)

    assert overlay is not None
    assert board.viewport().rect().contains(overlay.tag)


def test_proposals_are_shown_where_they_are(board: BoardView) -> None:
    before = picture(board)
    kinds = ("free", "blocked", "draft")
    ghosts = [
        block(-n, 2, f"{13 + n}:00", f"{14 + n}:00", kind=kind) for n, kind in enumerate(kinds, 1)
    ]

    board.set_ghosts(ghosts)

    after = picture(board)
    for clock in ("14:30", "15:30", "16:30"):
        point = place(board, 2, clock, shift=6) - QPoint(0, 12)
        assert before.pixelColor(point) != after.pixelColor(point)
    board.set_ghosts([])
    assert picture(board) == before


def test_times_are_written_as_often_as_there_is_room() -> None:
    width = 45

    assert grid_steps(0.05, width) == (360, 720)
    assert grid_steps(0.8, width) == (30, 60)
    assert grid_steps(1.6, width) == (15, 60)
    assert grid_steps(8, width) == (5, 15)


def test_patterns_are_sharp_on_fine_screens(board: BoardView) -> None:
    theme = load_theme("light")

    for ratio in (1.0, 1.5, 2.0):
        tile = Palette(theme, "en", ratio).style("held").fill.texture()
        assert tile.devicePixelRatio() == ratio
        assert tile.width() == round(8 * ratio)


def test_a_month_shows_even_the_shortest_bookings(board: BoardView) -> None:
    board.show_range(MONDAY, 31)
    starts = [MONDAY + day * DAY + 12 * HOUR for day in range(31)]
    board.set_blocks(
        [
            replace(BLOCKS[0], id=number, start=start, end=start + 300, buffer_end=0)
            for number, start in enumerate(starts)
        ]
    )

    image = picture(board)

    touch = board.scene.palette.style("confirmed").dense.name()
    assert board.painted_blocks == 31
    assert all(touch in colours(image, fit(board, number)) for number in range(31))


def test_a_zoom_finds_the_texts_of_the_last_one_again(board: BoardView) -> None:
    """Whole texts are laid out once for every zoom, and shortened ones once for a few pixels."""
    picture(board)
    board.zoom(2.0, 400)
    picture(board)
    known = len(board.scene.pictures.texts)
    assert known > 0

    board.zoom(1.01, 400)
    picture(board)

    assert len(board.scene.pictures.texts) - known < known / 2


def test_while_the_zoom_turns_blocks_keep_their_texts_and_are_lettered_anew_once_it_rests(
    board: BoardView, qtbot: QtBot
) -> None:
    shown = replace(BLOCKS[0], title="A company with a name that is far too long " * 4)
    board.set_blocks([shown])
    board.zoom(1.1, 500)
    picture(board)
    before = board.scene.pictures.of(shown)
    board.zoom(1.3, 500)
    turning = picture(board)
    kept = board.scene.pictures.of(shown)
    assert before is not None
    assert kept is not None
    assert [label.text for label in kept.bold] == [label.text for label in before.bold]
    assert all(
        label.x - kept.left == was.x - before.left
        for label, was in zip(kept.bold, before.bold, strict=True)
    )

    qtbot.waitUntil(lambda: not board.scene.hasty)

    rested = picture(board)
    anew = board.scene.pictures.of(shown)
    assert anew is not None
    assert len(anew.bold[-1].text.text()) > len(kept.bold[-1].text.text())
    assert rested != turning
    board.scene.redraw()
    assert picture(board) == rested


def test_while_it_zooms_out_no_text_reaches_beyond_its_block(board: BoardView) -> None:
    board.zoom(3.0, 500)
    picture(board)
    board.zoom(0.4, 500)
    picture(board)

    kept = [each for each in map(board.scene.pictures.of, BLOCKS) if each is not None]

    assert board.scene.hasty
    assert kept
    labels = [(each, label) for each in kept for label in (*each.bold, *each.small)]
    assert labels
    assert all(label.end <= each.left + each.width for each, label in labels)


def test_the_ground_is_drawn_anew_when_other_hours_are_open(board: BoardView) -> None:
    before = picture(board)
    assert picture(board) == before

    board.set_hours(HOURS[:1])

    assert picture(board) != before


def test_another_language_drops_the_texts_of_the_last_one(board: BoardView) -> None:
    picture(board)
    kept = board.scene.pictures.texts

    board.set_language("zh_HK")

    assert board.scene.pictures.texts is not kept
    assert len(board.scene.pictures.texts) == 0
