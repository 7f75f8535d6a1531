"""Times, days and lengths in the board's words, always as the lab's clocks show them."""

from datetime import UTC, date, datetime
from functools import lru_cache

from labapp.domain.times import LAB_ZONE
from labapp.ui.widgets.board.rows import Block, Draft, Lane
from labapp.words import words

_BY_SECONDS = 600
_BY_HOURS = 3 * 3600


def lab_time(epoch: int) -> datetime:
    """Return the instant on the lab's clocks."""
    return datetime.fromtimestamp(epoch, UTC).astimezone(LAB_ZONE)


def lab_date(epoch: int) -> date:
    """Return the lab's date at the instant."""
    return lab_time(epoch).date()


@lru_cache(maxsize=4096)
def clock(epoch: int) -> str:
    """Return the time of day, such as ``14:30``."""
    return f"{lab_time(epoch):%H:%M}"


@lru_cache(maxsize=1024)
def day_names(language: str, epoch: int) -> tuple[str, str, str]:
    """Return the day's name at full length, shorter, and as a number only."""
    say, day = words(language), lab_date(epoch)
    facts = {
        "weekday": say(f"board.weekday.{day.weekday()}"),
        "day": day.day,
        "month": say(f"board.month.{day.month}"),
    }
    return say("board.day", **facts), say("board.day.short", **facts), str(day.day)


def span_text(language: str, start: int, end: int, *, dated: bool) -> str:
    """Return from when to when; with its day if ``dated`` or if it ends on another day."""
    say = words(language)
    facts = {"start": clock(start), "end": clock(end)}
    day, last_day = (day_names(language, at)[0] for at in (start, end - 1))
    if day != last_day:
        return say("board.span.days", day=day, end_day=day_names(language, end)[0], **facts)
    return say("board.span.dated", day=day, **facts) if dated else say("board.span", **facts)


def length_text(language: str, seconds: int) -> str:
    """Return how long something is, such as ``1 h 30 min``."""
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return words(language)("board.length.minutes", minutes=minutes)
    if not minutes:
        return words(language)("board.length.hours", hours=hours)
    return words(language)("board.length.both", hours=hours, minutes=minutes)


def left_text(language: str, seconds: int) -> str:
    """Return how long something still has: by the second at last, by the hour while it is long."""
    if seconds < _BY_SECONDS:
        return f"{max(seconds, 0) // 60:02}:{max(seconds, 0) % 60:02}"
    step = 3600 if seconds >= _BY_HOURS else 60
    return length_text(language, seconds // step * step)


def spoken_count(language: str, count: int) -> str:
    """Return how many blocks are chosen."""
    return words(language)("many.chosen", count=count)


def spoken_block(language: str, block: Block, count: str) -> str:
    """Return a block and how many are chosen with it."""
    return words(language)(
        "board.spoken.verdict", span=block.spoken() or block.title, verdict=count
    )


def verdict_text(language: str, draft: Draft) -> str:
    """Return what the verdict says: the reason if there is one; empty while it is unknown."""
    if draft.verdict == "unknown":
        return draft.reason
    return draft.reason or words(language)(f"board.{draft.verdict}")


def spoken_place(language: str, lane: Lane, start: int, end: int) -> str:
    """Return what a screen reader says of a stretch of a lane."""
    return words(language)(
        "board.spoken.cursor",
        lane=f"{lane.code} {lane.label}",
        day=day_names(language, start)[0],
        start=clock(start),
        end=clock(end),
    )


def spoken_draft(language: str, lane: Lane, draft: Draft) -> str:
    """Return what a screen reader says of a draft."""
    span = spoken_place(language, lane, draft.start, draft.end)
    verdict = verdict_text(language, draft)
    if not verdict:
        return span
    return words(language)("board.spoken.verdict", span=span, verdict=verdict)
