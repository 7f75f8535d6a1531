"""Puts a load into words, the same for the eye and for a screen reader."""

from labapp.ui.widgets.board.wording import clock, day_names
from labapp.ui.widgets.load_chart.rows import Load
from labapp.ui.widgets.load_chart.sums import Stretch, Summary
from labapp.words import words


def when_text(language: str, epoch: int, *, dated: bool) -> str:
    """Return the time of day, with its day if there are several."""
    if not dated:
        return clock(epoch)
    return words(language)("load.when", day=day_names(language, epoch)[1], clock=clock(epoch))


def peak_text(language: str, load: Load, summary: Summary, *, unit: bool = True) -> str:
    """Return the most that is used, or would be with the draft; without the time."""
    peak = summary.peak
    if not peak.most:
        return words(language)("load.unused")
    key = "load.peak" if load.draft is None else "load.peak.draft"
    capacity = (load.unit_text if unit else load.number_text)(peak.capacity)
    return words(language)(key, used=load.number_text(peak.most), capacity=capacity)


def room_text(language: str, load: Load, summary: Summary, *, short: bool = False) -> str:
    """Return the least that is free, or how much it is too much."""
    say, free = words(language), summary.tightest.free
    if free < 0:
        return say("load.over", amount=load.unit_text(-free))
    return say("load.moment.free" if short else "load.free", amount=load.unit_text(free))


def timed(language: str, text: str, stretch: Stretch, *, dated: bool) -> str:
    """Return the text with the time at which it begins to hold."""
    when = when_text(language, stretch.start, dated=dated)
    return words(language)("load.timed", text=text, when=when)


def spoken_load(language: str, load: Load, summary: Summary, *, dated: bool) -> str:
    """Return the load in one or two sentences."""
    say, peak = words(language), summary.peak
    if not peak.most:
        text = say("load.spoken.unused", label=load.label)
    else:
        text = say(
            "load.spoken" if load.draft is None else "load.spoken.draft",
            label=load.label,
            used=load.number_text(peak.most),
            capacity=load.unit_text(peak.capacity),
            when=when_text(language, peak.start, dated=dated),
        )
    if summary.tightest.free >= 0:
        return text
    over = say(
        "load.spoken.over",
        amount=load.unit_text(-summary.tightest.free),
        when=when_text(language, summary.tightest.start, dated=dated),
    )
    return say("load.sentences", first=text, second=over)


def spoken_room(language: str, load: Load, summary: Summary, *, dated: bool) -> str:
    """Return the least that is free and when, or how much it is too much and when."""
    return timed(language, room_text(language, load, summary), summary.tightest, dated=dated)


def moment_text(language: str, load: Load, at: Stretch, *, dated: bool) -> str:
    """Return what is used, and of how much, at an instant."""
    say = words(language)
    facts = {
        "when": when_text(language, at.start, dated=dated),
        "used": load.number_text(at.used),
        "capacity": load.unit_text(at.capacity),
    }
    parts = [say("load.moment", **facts)]
    if at.draft is not None and at.draft != at.used:
        parts.append(say("load.moment.draft", used=load.number_text(at.draft)))
    if at.free < 0:
        parts.append(say("load.over", amount=load.unit_text(-at.free)))
    else:
        parts.append(say("load.moment.free", amount=load.unit_text(at.free)))
    return " · ".join(parts)
