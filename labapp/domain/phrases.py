"""What somebody types in plain words: "book A3 tomorrow 14:00 D2 1h", 「預約 A3 明天下午2時」.

A small deterministic grammar in three languages: a verb first (or none), then a place, a day, a
time and a length in any order; whatever is left over names who, or why. Nothing is guessed: what
was not said is missing. Words in quotation marks are always left over. Without a verb the words
look for something; or book, if a place, a day, an hour and a name are all there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from labapp.domain.spoken_times import clock_at, day_at, length_at

DEFAULT_LENGTH: Final = 60
"""Minutes that something lasts when only its start was said."""


class Verb(StrEnum):
    """What is wanted."""

    BOOK = "book"
    PRINT = "print"
    GO = "go"
    CLOSE = "close"
    FIND = "find"
    MOVE = "move"
    CANCEL = "cancel"
    SWAP = "swap"


class Part(StrEnum):
    """Something that a wish needs."""

    PLACE = "place"
    WHO = "who"
    DAY = "day"
    TIME = "time"
    REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What was understood; minutes are counted from midnight by the lab's clock."""

    verb: Verb
    place: str | None = None
    """The code of a place there is."""
    other: str | None = None
    """The code of the second place of a swap."""
    day: date | None = None
    start: int | None = None
    end: int | None = None
    """May be after midnight; None of a move to another start: as long as it is."""
    all_day: bool = False
    """As long as the lab is open."""
    who: str = ""
    """What is left over: for whom, or why, or what is looked for."""
    words: str = field(default="", compare=False)
    """All that was said after the verb, as it was typed."""

    @property
    def missing(self) -> tuple[Part, ...]:
        """What must still be said before it can be booked, or closed; nothing of other verbs."""
        if self.verb not in {Verb.BOOK, Verb.CLOSE}:
            return ()
        told = {
            Part.PLACE: self.place is not None,
            Part.WHO if self.verb is Verb.BOOK else Part.REASON: bool(self.who),
            Part.DAY: self.day is not None,
            Part.TIME: self.start is not None or self.all_day,
        }
        return tuple(part for part, there in told.items() if not there)

    @property
    def complete(self) -> bool:
        """Whether a booking, or a closure, can be drafted from it."""
        return self.verb in {Verb.BOOK, Verb.CLOSE} and not self.missing


_POLITE: Final = (
    r"(?:(?:please|can you|could you|i want to|i'd like to|let me)\s+|請|请|麻煩|麻烦|幫我|帮我"
    r"|我要|我想|\s)*"
)
_VERBS: Final = (
    (Verb.BOOK, r"(?:book|reserve)(?![a-z])|預約|预约|預訂|预订"),
    (Verb.PRINT, r"print(?![a-z])|列印|打印|印出"),
    (Verb.GO, r"(?:go\s+to|go|show|open)(?![a-z])|前往|跳到|轉到|转到|去到|顯示|显示|打開|打开"),
    (Verb.MOVE, r"(?:move|reschedule)(?![a-z])|改期到|改期|改到|移到|調到|调到"),
    (Verb.CANCEL, r"cancel(?![a-z])|取消"),
    (Verb.SWAP, r"swap(?![a-z])|對調|对调|互換|互换"),
    (Verb.CLOSE, r"(?:close|block)(?![a-z])|封閉|封闭|關閉|关闭|暫停開放|暂停开放"),
    (
        Verb.FIND,
        r"(?:find|search|look(?:\s+for)?)(?![a-z])|搜尋|搜索|尋找|寻找|查找|查詢|查询|找",
    ),
)
_VERBS_FIRST: Final = tuple(
    (verb, re.compile(_POLITE + f"(?:{pattern})", re.IGNORECASE)) for verb, pattern in _VERBS
)
_FOR_WHOM_FIRST: Final = re.compile(
    r"\s*(?:請|请)?(?:為|为|幫|帮|替|給|给)\s*(?P<who>.+?)\s*(?:預約|预约|預訂|预订)"
)
_WHICH_FIRST: Final = re.compile(
    r"\s*(?:請|请)?(?:將|将|把)?\s*(?P<which>[A-Za-z]{1,4}[\s-]?\d{1,9})\s*(?P<left>(?:改|移|調|调|取消).*)"
)
LONGEST_LINE: Final = 200
"""Letters that are read of a line; what is longer was not typed."""
_WIDE: Final = str.maketrans(
    {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1B), *range(0xFF21, 0xFF5B))}
    | {0x3000: 0x20}
)
"""Digits, letters and the colon as Chinese keyboards may write them."""
_GAPS: Final = " \t\r\n,，、。;；?？!！"
_HAN: Final = r"\u3400-\u9fff\uf900-\ufaff"
_PLAIN_TOKEN: Final = re.compile(rf"[^\s,，、。;；{_HAN}]+")
_HAN_TOKEN: Final = re.compile(rf"[{_HAN}]+")
_QUOTED: Final = re.compile(r"\"([^\"]+)\"|“([^”]+)”|「([^」]+)」|『([^』]+)』")
_ALL_DAY: Final = re.compile(r"(?:all|whole)\s+day(?![a-z])|全日|全天|整天|成日", re.IGNORECASE)
_NOW: Final = re.compile(
    r"(?:right\s+now|now|straight\s+away)(?![a-z])|現在|现在|而家|即刻|立刻", re.IGNORECASE
)
_LINKS: Final = frozenset(
    {
        *("for", "at", "on", "in", "to", "from", "the", "until", "till", "of", "by", "and", "with"),
        *("和", "與", "与", "同", "跟"),
        *("在", "喺", "於", "于", "到", "至", "由", "從", "从", *"給给為为替"),
        *("的", "嘅", "之", "是", "係", "因", "因為", "因为"),
    }
)
"""Words between the parts that say nothing by themselves."""
_FOR: Final = frozenset("給给為为替俾畀")
"""Links that are written without a space before a name."""
_ASKING: Final = frozenset({"who", "who's", "was", "is", "were", "are", "there", "had", "has"})
_HAN_ASKING: Final = re.compile(
    r"(?:有|是|係)?(?:誰|谁|邊個|哪位|哪家|哪個|哪个|什麼|什么|咩)(?:在|喺|用|用過|用过|來過|来过)?"
)


@dataclass(slots=True)
class _Reading:
    today: date
    places: Sequence[tuple[str, str]]
    """Codes and names in lower case, the longest first, each with its code."""
    known: Callable[[str], int]
    asked: bool
    """Whether words of a question are of no meaning here."""
    now: int | None = None
    questioned: bool = False
    place: str | None = None
    swaps: bool = False
    other: str | None = None
    day: date | None = None
    vague: bool = False
    """Whether of the day only its weekday was said."""
    start: int | None = None
    end: int | None = None
    minutes: int | None = None
    all_day: bool = False
    rest: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Linking words not yet known to belong to a name."""


def _knows_nobody(words: str) -> int:
    del words
    return 0


def read(
    text: str,
    *,
    today: date,
    places: Sequence[str] | Mapping[str, str],
    known: Callable[[str], int] = _knows_nobody,
    now: int | None = None,
) -> Phrase:
    """Return what the words ask for.

    Args:
        text: One line, as it was typed.
        today: The lab's date; "tomorrow" and weekdays count from it.
        places: The codes that exist, or codes and names with the code of each.
        known: How many letters a name that is known takes at the start of some words, 0 for none:
            so that a company called "Sun Monday Ltd" is no day.
        now: What "now" means in minutes from midnight; None: it is a word like another.
    """
    verb, words = _verb_of(text[:LONGEST_LINE].translate(_WIDE))
    by_name = places if isinstance(places, Mapping) else {code: code for code in places}
    names = sorted(((name.lower(), code) for name, code in by_name.items()), key=_longest_first)
    reading = _Reading(today, names, known, verb in {None, Verb.FIND, Verb.GO}, now)
    reading.swaps, moves = verb is Verb.SWAP, verb is Verb.MOVE
    left = words
    while left := left.lstrip(_GAPS):
        left = left[_take(left, reading) :]
    end = reading.end
    if end is None and reading.start is not None and (reading.minutes or not moves):
        end = reading.start + (reading.minutes or DEFAULT_LENGTH)
    return Phrase(
        verb=verb or _verb_unsaid(reading),
        place=reading.place,
        other=reading.other,
        day=reading.day,
        start=reading.start,
        end=end,
        all_day=reading.all_day and reading.start is None,
        who=" ".join(reading.rest),
        words=words.strip(_GAPS),
    )


def _longest_first(place: tuple[str, str]) -> tuple[int, str]:
    return -len(place[0]), place[0]


def _verb_unsaid(reading: _Reading) -> Verb:
    """Somebody at a place at an hour of a day is to be booked there; all else is looked for."""
    whole = reading.place and reading.day and reading.start is not None and reading.rest
    return Verb.BOOK if whole and not reading.questioned else Verb.FIND


def _verb_of(text: str) -> tuple[Verb | None, str]:
    """Return the verb, if there is one, and what is said beside it."""
    for verb, pattern in _VERBS_FIRST:
        found = pattern.match(text)
        if found:
            return verb, text[found.end() :]
    found = _FOR_WHOM_FIRST.match(text)
    if found:
        return Verb.BOOK, f"{found['who']} {text[found.end() :]}"
    found = _WHICH_FIRST.match(text)
    if found:
        wanted, left = _verb_of(found["left"])
        return wanted, f"{found['which']} {left}" if wanted else text
    return None, text


def _take(words: str, reading: _Reading) -> int:
    """Take what the words begin with; return how many letters it took, at least one."""
    quoted = _QUOTED.match(words)
    if quoted:
        return _keep(next(part for part in quoted.groups() if part), quoted.end(), reading)
    place, place_length = _place_at(words, reading)
    known = reading.known(words)
    if place is not None and reading.place is None and place_length >= known:
        reading.place = place
        reading.links.clear()
        return place_length
    if place is not None and reading.swaps and reading.other is None:
        reading.other = place
        return place_length
    if known > 0:
        return _keep(words[:known], known, reading)
    length = _take_time(words, reading)
    if length:
        reading.links.clear()
        return length
    return _take_token(words, reading)


def _place_at(words: str, reading: _Reading) -> tuple[str | None, int]:
    start = words.lower()
    for name, code in reading.places:
        after = start[len(name) : len(name) + 1]
        if start.startswith(name) and not (_plain(name[-1:]) and _plain(after)):
            return code, len(name)
    return None, 0


def _plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _take_time(words: str, reading: _Reading) -> int:
    """Take a day, a length or a time of day, if there is none of it yet."""
    return (
        _take_day(words, reading)
        or _take_now(words, reading)
        or _take_all_day(words, reading)
        or _take_length(words, reading)
        or _take_clock(words, reading)
    )


def _take_day(words: str, reading: _Reading) -> int:
    found = day_at(words, reading.today)
    if found is None:
        return 0
    day, vague, length = found
    if reading.day is None or (reading.vague and not vague):
        # "Wed 9 Dec": the date says which Wednesday
        reading.day, reading.vague = day, vague
        return length
    same = vague and day.weekday() == reading.day.weekday()
    return length if same else 0


def _take_now(words: str, reading: _Reading) -> int:
    found = _NOW.match(words) if reading.now is not None else None
    if found is None or reading.start is not None or reading.day not in {None, reading.today}:
        return 0
    reading.day, reading.start = reading.today, reading.now
    return found.end()


def _take_all_day(words: str, reading: _Reading) -> int:
    found = _ALL_DAY.match(words)
    if found is None:
        return 0
    reading.all_day = True
    return found.end()


def _take_length(words: str, reading: _Reading) -> int:
    found = length_at(words)
    if found is None or reading.minutes is not None:
        return 0
    reading.minutes, length = found
    return length


def _take_clock(words: str, reading: _Reading) -> int:
    found = clock_at(words)
    if found is None:
        return 0
    start, end, length = found
    if reading.start is None:
        reading.start, reading.end = start, end
        return length
    if reading.end is None and end is None and start > reading.start:
        reading.end = start
        return length
    return 0


def _take_token(words: str, reading: _Reading) -> int:
    """Take a word that is no part: it names who, or links, or asks."""
    token = _PLAIN_TOKEN.match(words)
    if token is not None:
        return _take_word(token.group(), reading)
    run = _HAN_TOKEN.match(words)
    if run is None:
        return 1
    if run.group()[0] in _FOR and run.end() > 1:
        return _take_word(words[0], reading)
    length = next((at for at in range(1, run.end()) if _breaks(words[at:], reading)), run.end())
    return _take_word(words[:length], reading)


def _breaks(words: str, reading: _Reading) -> bool:
    """Whether a new part begins in the middle of Chinese, which has no spaces."""
    return (
        _place_at(words, reading)[0] is not None
        or day_at(words, reading.today) is not None
        or (reading.now is not None and _NOW.match(words) is not None)
        or _ALL_DAY.match(words) is not None
        or length_at(words) is not None
        or clock_at(words) is not None
    )


def _take_word(word: str, reading: _Reading) -> int:
    plain = word.casefold()
    if plain in _LINKS:
        reading.links.append(word)
    elif reading.asked and (plain in _ASKING or _HAN_ASKING.fullmatch(word)):
        reading.links.clear()
        reading.questioned = True
    else:
        _keep(word.strip("?？!！") or word, len(word), reading)
    return len(word)


def _keep(word: str, length: int, reading: _Reading) -> int:
    """Keep a word as part of a name, with the linking words inside of it."""
    if reading.rest:
        reading.rest += reading.links
    reading.links.clear()
    reading.rest.append(word.strip())
    return length
