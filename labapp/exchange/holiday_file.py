"""Hong Kong's public holidays: from the 1823 calendar file, or from the ``holidays`` package."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from labapp.domain.errors import FileFault
from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday

CALENDAR_SOURCE = "1823 calendar"
PACKAGE_SOURCE = "holidays package"
_LANGUAGES = {"en": "en_HK", "zh_hant": "zh_HK", "zh_hans": "zh_CN"}


def read_holiday_file(path: Path) -> Sequence[Holiday]:
    """Return the general holidays of an iCalendar file; its names keep the file's script."""
    import icalendar  # noqa: PLC0415 -- only when a file is read

    if not path.is_file():
        raise FileFault("missing", str(path))
    try:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
    except ValueError as error:
        raise FileFault("unreadable", str(path), str(error)) from None
    found: dict[date, Holiday] = {}
    for event in calendar.walk("VEVENT"):
        start = event.get("DTSTART")
        day = start.dt if start is not None else None
        if type(day) is not date:
            continue
        summary = str(event.get("SUMMARY", "")).strip()
        found[day] = Holiday(day, _names(summary), "general", CALENDAR_SOURCE)
    if not found:
        raise FileFault("broken", str(path), "no all-day events")
    return [found[day] for day in sorted(found)]


def _names(summary: str) -> Names:
    """Say which script a name is in: the feed exists in English, Traditional and Simplified."""
    if summary.isascii():
        return Names(en=summary)
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
