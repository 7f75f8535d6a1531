"""Days, times of day and lengths as people type them, in three languages.

Each function looks at the start of some words and says what stands there and how many letters it
took, or None. Minutes are counted from midnight by the lab's clock.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

DAY_MINUTES: Final = 24 * 60
_NOON: Final = 12 * 60
_LONGEST: Final = 31 * DAY_MINUTES
_YEARS: Final = range(2000, 2101)
_CENTURY: Final = 2000
_HALF_YEAR: Final = 183

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_HAN_WEEKDAYS: Final = "一二三四五六日"
_HAN_DIGITS: Final = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {
    "兩": 2,
    "两": 2,
}
_WORDS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NEAR: Final = {
    "day before yesterday": -2, "前天": -2, "前日": -2,
    "yesterday": -1, "昨天": -1, "昨日": -1, "尋日": -1, "琴日": -1,
    "today": 0, "今天": 0, "今日": 0,
    "tomorrow": 1, "tmr": 1, "明天": 1, "明日": 1, "聽日": 1, "听日": 1,
    "day after tomorrow": 2, "後天": 2, "后天": 2, "後日": 2, "后日": 2,
    "大後天": 3, "大后天": 3, "大後日": 3,
}  # fmt: skip

_TENS: Final = r"[二三四五六七八九]?十[一二三四五六七八九]?"
_WHOLE: Final = rf"(?:\d{{1,4}}|{_TENS}|[一兩两二三四五六七八九])"
_COUNT: Final = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|{_TENS}|[半一兩两二三四五六七八九])"
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_WEEKDAY: Final = (
    r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)(?![a-z0-9-])"
)
_YEAR: Final = r"(?:,?\s+((?:19|20)\d{2})(?!\d|:|\s*h))?"
_HAN_WEEK: Final = r"(?:個|个)?(?:星期|禮拜|礼拜|周|週)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _value(text: str) -> float:
    """Return a number in digits or in Chinese, up to ninety-nine; 半 is a half."""
    if text == "半":
        return 0.5
    if text[0].isdecimal():
        return float(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0)
    return _HAN_DIGITS[text]


# Days


def day_at(words: str, today: date) -> tuple[date, bool, int] | None:
    """Return a day, whether only its weekday was said, and the letters it took."""
    for pattern, read in _DAYS:
        found = pattern.match(words)
        day = read(found, today) if found else None
        if found is not None and day is not None:
            return day, read in {_weekday, _han_weekday}, found.end()
    return None


def _near(found: re.Match[str], today: date) -> date:
    name = " ".join(found[0].casefold().split()).removeprefix("the ")
    return today + timedelta(days=_NEAR[name])


def _weekday(found: re.Match[str], today: date) -> date:
    """The coming one, today included; "next" is that of next week, "last" the one before today."""
    weekday, which = _WEEKDAYS.index(found[2][:3].casefold()), (found[1] or "").casefold()
    if which == "next":
        return _monday(today) + timedelta(days=7 + weekday)
    if which == "last":
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _han_weekday(found: re.Match[str], today: date) -> date:
    """The coming one, today included; 下 is that of next week, 上 that of last week."""
    weekday = _HAN_WEEKDAYS.index("日" if found[2] == "天" else found[2])
    weeks = {"下": 7, "上": -7}.get(found[1] or "")
    if weeks is not None:
        return _monday(today) + timedelta(days=weeks + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _week(found: re.Match[str], today: date) -> date:
    ahead = found[0][0].casefold() in {"n", "下"}
    return _monday(today) + timedelta(days=7 if ahead else -7)


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _iso(found: re.Match[str], today: date) -> date | None:
    return _dated(today, found[1], int(found[2]), int(found[3]))


def _day_first(found: re.Match[str], today: date) -> date | None:
    return _dated(today, found[3], int(found[2]), int(found[1]))


def _named_month(found: re.Match[str], today: date) -> date | None:
    return _dated(today, found[3], _month(found[2]), int(found[1]))


def _month_first(found: re.Match[str], today: date) -> date | None:
    return _dated(today, found[3], _month(found[1]), int(found[2]))


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _han_date(found: re.Match[str], today: date) -> date | None:
    return _dated(today, found[1], int(_value(found[2])), int(_value(found[3])))


def _day_of_month(found: re.Match[str], today: date) -> date | None:
    """The coming day of that number, today included."""
    wanted = int(found[1])
    first = today.replace(day=1)
    for _ in range(4):
        day = _made(first.year, first.month, wanted)
        if day is not None and day >= today:
            return day
        first = (first + timedelta(days=31)).replace(day=1)
    return None


def _dated(today: date, year: str | None, month: int, day: int) -> date | None:
    """Return the date, without a year the one nearest to today; None for 31 February."""
    if year is not None:
        number = int(year)
        return _made(number if number >= 100 else number + _CENTURY, month, day)  # noqa: PLR2004 -- two digits
    near = (_made(today.year + step, month, day) for step in (-1, 0, 1))
    found = [each for each in near if each and abs((each - today).days) <= _HALF_YEAR]
    return max(found) if found else _made(today.year, month, day)


def _made(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NEAR_NAMES: Final = "|".join(
    re.escape(name).replace(r"\ ", r"\s+") + ("(?![a-z])" if name.isascii() else "")
    for name in sorted(_NEAR, key=len, reverse=True)
)
_DAYS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...]] = (
    (_compiled(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _iso),
    (_compiled(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])"), _day_first),
    (_compiled(rf"(?:(\d{{4}})年)?({_WHOLE})月({_WHOLE})[日號号]"), _han_date),
    (_compiled(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*{_MONTH}{_YEAR}"), _named_month),
    (
        _compiled(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.h]|\s*[ap]m){_YEAR}"),
        _month_first,
    ),
    (_compiled(rf"(?:the\s+)?(?:{_NEAR_NAMES})"), _near),
    (_compiled(rf"(?:(next|last|this|coming)\s+)?{_WEEKDAY}"), _weekday),
    (_compiled(rf"(下|上|這|这|今|本)?{_HAN_WEEK}([一二三四五六日天])"), _han_weekday),
    (_compiled(rf"(?:next|last)\s+week(?![a-z])|[下上]{_HAN_WEEK}"), _week),
    (_compiled(r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)(?![a-z])"), _day_of_month),
    (_compiled(r"(\d{1,2})[號号](?![攤摊展館馆樓楼廳厅門门])"), _day_of_month),
)


# Lengths

_UNIT_HOURS: Final = r"\s*(?:hours?|hrs?|h)(?![a-z])"
_ENGLISH_HOURS: Final = _compiled(
    r"(?:(?P<half>half(?:\s+an)?)|(?P<count>an?|one|two|three|four|five|six|\d{1,3}(?:\.\d{1,2})?)"
    r"(?P<and_half>\s+and\s+a\s+half)?)" + _UNIT_HOURS + r"(?:(?P<then_half>\s+and\s+a\s+half)"
    r"(?![a-z])|(?P<glued>\d{2})(?!\d|:)(?:m(?:ins?)?)?(?![a-z])"
    r"|\s*(?:and\s+)?(?P<minutes>\d{1,2})\s*(?:minutes?|mins?|m)(?![a-z]))?"
)
_HAN_HOURS: Final = _compiled(
    rf"(?:(?P<count>{_COUNT})\s*)?(?P<each>個|个)?(?P<and_half>半)?\s*(?P<unit>小時|小时|鐘頭|钟头|鐘|钟)"
    rf"(?P<then_half>半)?(?:(?P<minutes>{_WHOLE})分(?:鐘|钟)?)?"
)
_MINUTES: Final = _compiled(
    rf"(?P<minutes>\d{{1,4}})\s*(?:minutes?|mins?|m)(?![a-z])|(?P<han>{_WHOLE})\s*分(?:鐘|钟)?"
)


def length_at(words: str) -> tuple[int, int] | None:
    """Return a length in minutes, 31 days at most, and the letters it took."""
    for pattern, read in (
        (_ENGLISH_HOURS, _english_hours),
        (_HAN_HOURS, _han_hours),
        (_MINUTES, _minutes),
    ):
        found = pattern.match(words)
        minutes = read(found) if found else 0
        if found is not None and 0 < minutes <= _LONGEST:
            return minutes, found.end()
    return None


def _english_hours(found: re.Match[str]) -> int:
    if found["half"]:
        hours = 0.5
    else:
        count = found["count"].casefold()
        hours = _WORDS[count] if count in _WORDS else float(count)
    halves = bool(found["and_half"] or found["then_half"])
    return int(hours * 60) + 30 * halves + int(found["glued"] or found["minutes"] or 0)


def _han_hours(found: re.Match[str]) -> int:
    if (found["unit"] in {"鐘", "钟"} or not found["count"]) and not found["each"]:
        return 0
    halves = bool(found["and_half"] or found["then_half"])
    minutes = int(_value(found["minutes"])) if found["minutes"] else 0
    return int(_value(found["count"] or "一") * 60) + 30 * halves + minutes


def _minutes(found: re.Match[str]) -> int:
    return int(_value(found["minutes"] or found["han"]))


# Times of day

_AFTERNOON: Final = frozenset({"下午", "下晝", "下昼", "傍晚", "晚上", "夜晚", "今晚"})
_PERIODS: Final = "凌晨|清晨|早上|朝早|上午|中午|" + "|".join(sorted(_AFTERNOON))


def _clock(number: int) -> str:
    """Return the pattern of one time; ``number`` tells the two ends of a range apart."""
    return (
        rf"(?:(?P<period{number}>{_PERIODS})\s*)?"
        rf"(?:(?P<hour{number}>\d{{1,2}})[:.](?P<minute{number}>\d{{2}})(?!\d)(?:\s*h(?:rs?)?(?![a-z]))?"
        rf"|(?P<han{number}>{_WHOLE})\s*[時时點点](?:鐘|钟|正|整)?"
        rf"(?:(?P<half{number}>半)(?!\s*[小個个])|(?P<han_minute{number}>{_WHOLE})分(?!鐘|钟)"
        rf"|(?P<two{number}>\d{{2}})(?!\d|\s*[小個个分hm]))?"
        rf"|(?P<bare{number}>\d{{1,2}})(?![\d:]|\.\d))"
        rf"(?:\s*(?P<half_day{number}>[ap])\.?m\.?(?![a-z]))?"
    )


_ONE: Final = _compiled(_clock(1))
_RANGE: Final = _compiled(
    _clock(1) + r"\s*(?:[-–—~～至到]|(?:to|till|until)(?![a-z]))\s*" + _clock(2)
    + r"(?:\s*(?:h(?:rs?)?(?![a-z])|[時时點点]))?"
)  # fmt: skip
_BARE_DATE: Final = _compiled(rf"\s*(?:[月日號号/]|-\d|{_MONTH})")
_NAMED: Final = _compiled(r"(?:12\s*)?(?:noon|midday)(?![a-z])|正午|中午(?![\d一二三十])")
_DRILLED: Final = _compiled(r"([01]\d|2[0-3])([0-5]\d)\s*h(?:rs?)?(?![a-z])")


def clock_at(words: str) -> tuple[int, int | None, int] | None:
    """Return when something starts, when it ends if that is said too, and the letters it took."""
    named, drilled = _NAMED.match(words), _DRILLED.match(words)
    if named:
        return _NOON, None, named.end()
    if drilled:
        return int(drilled[1]) * 60 + int(drilled[2]), None, drilled.end()
    span = _range_at(words)
    if span is not None:
        return span
    found = _ONE.match(words)
    if found is None or _is_bare(found, 1):
        return None
    start = _time(found, 1, found["half_day1"])
    return None if start is None else (start, None, found.end())


def _range_at(words: str) -> tuple[int, int, int] | None:
    found = _RANGE.match(words)
    if found is None:
        return None
    bare = _is_bare(found, 1) and _is_bare(found, 2)
    if bare and _BARE_DATE.match(words, found.end()):
        return None
    first, second = found["half_day1"], found["half_day2"]
    end = _time(found, 2, second)
    start = _time(found, 1, first or second)
    if not first and second and (start is None or end is None or start >= end):
        start = _time(found, 1, None)
    if start is None or end is None:
        return None
    afternoon = first or found["period1"]
    if end <= start and afternoon and not second and not found["period2"]:
        end += _NOON
    end = end or DAY_MINUTES
    return (start, end, found.end()) if start < end <= DAY_MINUTES else None


def _is_bare(found: re.Match[str], number: int) -> bool:
    """Whether it is a number that only a range makes a time."""
    told = found[f"half_day{number}"] or found[f"period{number}"]
    return found[f"bare{number}"] is not None and not told


def _time(found: re.Match[str], number: int, half_day: str | None) -> int | None:
    hour = int(_value(found[f"hour{number}"] or found[f"han{number}"] or found[f"bare{number}"]))
    told = found[f"minute{number}"] or found[f"two{number}"] or found[f"han_minute{number}"]
    minute = 30 if found[f"half{number}"] else int(_value(told)) if told else 0
    period, half_day = found[f"period{number}"], (half_day or "").casefold()
    evening = half_day == "p" or period in _AFTERNOON
    if (evening and hour < 12) or (period == "中午" and hour < 4):  # noqa: PLR2004 -- the clock
        hour += 12
    elif hour == 12 and (half_day == "a" or period == "凌晨"):  # noqa: PLR2004 -- the clock
        hour = 0
    elif hour == 12 and period in {"晚上", "夜晚", "今晚"}:  # noqa: PLR2004 -- the clock
        hour = 24
    value = hour * 60 + minute
    return value if minute < 60 and value <= DAY_MINUTES else None  # noqa: PLR2004 -- the clock
