"""What the board shows at this moment, as a sheet to print."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from labapp.domain.lab import Lab
from labapp.domain.languages import Language
from labapp.domain.times import Span, day_of
from labapp.paper.board_view import BoardSheet, PrintedBlock, PrintedDay, PrintedLane
from labapp.ui.desk.board.density_days import MONTH
from labapp.ui.desk.chips import letter
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text, month_text
from labapp.ui.widgets.board import Block
from labapp.ui.widgets.board.geometry import DAY
from labapp.ui.widgets.board.scene import Scene

STATES: Final = (
    "confirmed",
    "checked_in",
    "completed",
    "held",
    "pending",
    "offered",
    "waitlisted",
    "no_show",
    "suspended_weather",
    "visit",
    "closure",
)
_LOOKS: Final = {"visit": "confirmed"}
"""States that paper draws like another; their letter tells them apart."""


def sheet_of(scene: Scene, lab: Lab, shell: Shell, *, paper: str, printed_by: str) -> BoardSheet:
    """Return the lanes in view of their zones, the days, and of the blocks what is not left out."""
    axis = scene.axis
    first = day_of(_moment(axis.first_day))
    lanes = tuple(_lane(scene, number) for number in range(len(scene.layout.rows)))
    window = _window(scene) if axis.days == 1 else (axis.window_start, axis.window_end)
    return BoardSheet(
        language=Language(shell.speech.language),
        lab=shell.speech.name(lab.names),
        title=_title(shell, first, axis.days),
        days=tuple(_day(scene, shell, first, number) for number in range(axis.days)),
        first=window[0],
        last=window[1],
        lanes=lanes,
        legend=_legend(scene, shell),
        printed_at=shell.clock.now(),
        printed_by=printed_by,
        scope=_scope(scene, shell),
        paper=paper,
        sample=any(place.sample for place in lab.places.values()),
    )


def _moment(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)


def _shown(scene: Scene, lane_id: int) -> list[tuple[Block, int, int]]:
    """Return a lane's blocks of the days shown, those searched for if there was a search."""
    start, end = scene.axis.first_day, scene.axis.day_start(scene.axis.days)
    return [
        (placed.block, placed.level, placed.levels)
        for placed in scene.index.lane(lane_id).between(start, end)
        if placed.block.end > start and (scene.found is None or placed.block.id in scene.found)
    ]


def _lane(scene: Scene, number: int) -> PrintedLane:
    lane = scene.layout.rows[number].lane
    return PrintedLane(
        code=lane.code,
        label=lane.label,
        zone=lane.zone,
        colour=lane.zone_colour,
        blocks=tuple(_block(*placed) for placed in _shown(scene, lane.id)),
        in_service=lane.in_service,
        note=lane.note,
    )


def _block(block: Block, level: int, levels: int) -> PrintedBlock:
    return PrintedBlock(
        span=Span(_moment(block.start), _moment(block.end)),
        title=block.title,
        subtitle=block.subtitle,
        style=_LOOKS.get(block.state, block.state),
        mark=block.letter,
        track=level,
        tracks=levels,
    )


def _day(scene: Scene, shell: Shell, first: date, number: int) -> PrintedDay:
    day, midnight = first + timedelta(days=number), scene.axis.day_start(number)
    hours = [
        Span(_moment(span.start), _moment(span.end))
        for span in scene.hours or ()
        if midnight <= span.start < midnight + DAY
    ]
    note = scene.day_notes.get(midnight, "")
    if not hours and not note:
        note = shell.speech("board.closed")
    return PrintedDay(
        day=day,
        name=day_text(day, shell.speech.words),
        short=str(day.day),
        weekday=shell.speech(f"weekday.{day.weekday()}"),
        note=note,
        hours=tuple(hours),
    )


def _window(scene: Scene) -> tuple[int, int]:
    """Return the whole hours of one day in which the lab is open or something is booked."""
    midnight, end = scene.axis.first_day, scene.axis.day_start(1)
    opens, closes = scene.opening_of(0)
    if not scene.hours:
        opens, closes = (midnight + minute * 60 for minute in scene.day_window)
    shown = [block for row in scene.layout.rows for block, _, _ in _shown(scene, row.lane.id)]
    starts = [opens, *(max(block.start, midnight) for block in shown if block.start >= midnight)]
    ends = [closes, *(block.end for block in shown if block.end <= end)]
    first, last = (min(starts) - midnight) // 3600, -(-(max(ends) - midnight) // 3600)
    return first * 60, max(last, first + 1) * 60


def _title(shell: Shell, first: date, days: int) -> str:
    say = shell.speech.words
    if shell.days == MONTH:
        return month_text(first, say)
    if days == 1:
        return day_text(first, say, year=True)
    last = first + timedelta(days=days - 1)
    facts = {"first": day_text(first, say), "last": day_text(last, say, year=True)}
    return say("board.print.span", **facts)


def _scope(scene: Scene, shell: Shell) -> str:
    """Return what is left out: what a search hides, and zones that are folded."""
    say = shell.speech
    parts = [] if scene.found is None else [say("board.print.found")]
    folded = [zone.zone for zone in scene.layout.zones if zone.zone in scene.folded]
    if folded:
        parts.append(say("board.print.folded", zones=say("desk.comma").join(folded)))
    return " · ".join(parts)


def _legend(scene: Scene, shell: Shell) -> tuple[tuple[str, str, str], ...]:
    """Return style, letter and word of each state that is shown."""
    blocks = (block for row in scene.layout.rows for block, _, _ in _shown(scene, row.lane.id))
    used = {block.state for block in blocks}
    return tuple(
        (_LOOKS.get(state, state), letter(state, shell), _word(state, shell))
        for state in STATES
        if state in used
    )


def _word(state: str, shell: Shell) -> str:
    key = f"state.{state}"
    return shell.speech(key if shell.speech.words.has(key) else f"kind.{state}")
