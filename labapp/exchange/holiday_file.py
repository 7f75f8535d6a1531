"""Hong Kong's public holidays: from the 1823 calendar file, or from the ``holidays`` package."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from labapp.domain.errors import FileFault
from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday
from labapp.exchange.folding import has_han

CALENDAR_SOURCE = "1823 calendar"
PACKAGE_SOURCE = "holidays package"
MOST_DAYS = 31
"""No holiday is longer."""
_LANGUAGES = {"en": "en_HK", "zh_hant": "zh_HK", "zh_hans": "zh_CN"}


def read_holiday_file(path: Path) -> Sequence[Holiday]:
    """Return the general holidays of an iCalendar file; its names keep the file's script."""
    import icalendar  # noqa: PLC0415 -- only when a file is read

    if not path.is_file():
        raise FileFault("missing", str(path))
    try:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
    except (OSError, ValueError) as error:
        raise FileFault("unreadable", str(path), str(error)) from None
    found: dict[date, Holiday] = {}
    for event in calendar.walk("VEVENT"):
        names = _names(_text(event.get("SUMMARY")))
        for day in _days(event):
            found[day] = Holiday(day, _both(found.get(day), names), "general", CALENDAR_SOURCE)
    if not found:
        raise FileFault("broken", str(path), "no all-day events")
    return [found[day] for day in sorted(found)]


def _days(event: Any) -> Sequence[date]:  # noqa: ANN401 -- icalendar has no types of its own here
    """Return the days of an all-day event, whose end is the day after; none for another event."""
    first, after = _date(event.get("DTSTART")), _date(event.get("DTEND"))
    if first is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return ()
    length = (after - first).days if after is not None else 1
    return [first + timedelta(days=number) for number in range(min(max(length, 1), MOST_DAYS))]


def _date(value: Any) -> date | None:  # noqa: ANN401 -- whatever the file says
    """Return a plain date; None for a time, for what is broken, and for what is said twice."""
    try:
        found = value.dt
    except (AttributeError, ValueError):
        return None
    return found if type(found) is date else None


def _text(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return "" if first is None else str(first).strip()


def _both(known: Holiday | None, names: Names) -> Names:
    """Two holidays on one day: one name in each language, both in it."""
    if known is None:
        return names
    pairs = zip(
        (known.names.en, known.names.zh_hant, known.names.zh_hans),
        (names.en, names.zh_hant, names.zh_hans),
        strict=True,
    )
    return Names(*(" · ".join(dict.fromkeys(filter(None, pair))) or None for pair in pairs))


def _names(summary: str) -> Names:
    """Say which script a name is in: the feed exists in English, Traditional and Simplified."""
    if not has_han(summary):
        return Names(en=summary or None)
    try:
        summary.encode("gb2312")
    except UnicodeEncodeError:
        return Names(zh_hant=summary)
    try:
        summary.encode("big5")
    except UnicodeEncodeError:
        return Names(zh_hans=summary)
    return Names(zh_hant=summary, zh_hans=summary)


def general_holidays(years: Sequence[int]) -> Sequence[Holiday]:
    """Return Hong Kong's general holidays (the days offices close) in three languages.

    They are the package's category ``optional``; its default, ``public``, is the statutory days.
    """
    import holidays  # noqa: PLC0415 -- slow, and only when asked for

    by_language = {
        key: holidays.country_holidays(
            "HK", years=list(years), categories=("optional",), language=language
        )
        for key, language in _LANGUAGES.items()
    }
    days = sorted(by_language["en"])
    return [
        Holiday(
            day,
            Names(**{key: table.get(day) for key, table in by_language.items()}),
            "general",
            PACKAGE_SOURCE,
        )
        for day in days
    ]
