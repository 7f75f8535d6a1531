"""Numbers with and without units: people, minutes, watts, computing power."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from labapp.domain.imports import Cell, FaultKind
from labapp.exchange.readings import Reading, plain, refuse
from labapp.exchange.times import arabic

_MOST: Final = 2**31 - 1
_NUMBER: Final = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)")
_AMOUNT: Final = re.compile(
    r"(?:約|约|about|approx\.?|~|≈)?\s*" + _NUMBER.pattern + r"\s*(?P<unit>.*)"
)
_PEOPLE: Final = frozenset(
    {"", "人", "位", "個", "个", "名", "張", "张", "pax", "people", "persons", "person"}
)
_WATTS: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("w", "watt", "watts", "va", "瓦", "瓦特"), Decimal(1)),
    **dict.fromkeys(("kw", "kilowatt", "kilowatts", "kva", "千瓦"), Decimal(1000)),
}
_MPFLOPS: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("mpflops", "mpflop", "tflops", "tflop", "t"), Decimal(1)),
    **dict.fromkeys(("pflops", "pflop", "p", "petaflops", "匹", "pf"), Decimal(1000)),
    **dict.fromkeys(("eflops", "eflop", "e"), Decimal(1_000_000)),
}
_MINUTES: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(
        ("m", "min", "mins", "min.", "minute", "minutes", "分", "分鐘", "分钟"), Decimal(1)
    ),
    **dict.fromkeys(
        (
            "h",
            "hr",
            "hrs",
            "hour",
            "hours",
            "小時",
            "小时",
            "個小時",
            "个小时",
            "鐘頭",
            "钟头",
            "時",
            "时",
        ),
        Decimal(60),
    ),
}
_HOURS_MINUTES: Final = re.compile(
    r"(?P<hours>\d{1,3})\s*(?::|h|hr|hrs|hours?|小時|小时)\s*(?:又|and)?\s*"
    r"(?P<minutes>[0-5]?\d)\s*(?:m|mins?|minutes?|分|分鐘|分钟)?"
)
_HALF_HOURS: Final = re.compile(
    r"(?:(?P<hours>\d{1,3})\s*(?:個|个)?)?半\s*(?:個|个)?\s*(?:小時|小时|鐘頭|钟头)"
)


def read_count(cell: Cell) -> Reading[int]:
    """Read a whole number of people or things, 0 or more."""
    return _whole(
        _scaled(cell, dict.fromkeys(_PEOPLE, Decimal(1)), Decimal(1)), "unreadable_number"
    )


def read_watts(cell: Cell, header: str = "") -> Reading[int]:
    """Read a power in W; a bare number is in the unit the header names, or in W."""
    unit = Decimal(1000) if re.search(r"kw|千瓦", plain(header)) else Decimal(1)
    return _whole(_scaled(cell, _WATTS, unit), "unreadable_power")


def read_mpflops(cell: Cell, header: str = "") -> Reading[int]:
    """Read computing power in mPFLOPS; a bare number is in the header's unit, or in PFLOPS."""
    small = re.search(r"mpflops|tflops", plain(header))
    return _whole(_scaled(cell, _MPFLOPS, Decimal(1 if small else 1000)), "unreadable_compute")


def read_minutes(cell: Cell, header: str = "") -> Reading[int]:
    """Read a length in minutes; a bare number is in the unit the header names, or in minutes."""
    if isinstance(cell, timedelta):
        return _whole(Decimal(str(cell.total_seconds())) / 60, "unreadable_length")
    if isinstance(cell, time):
        return _whole(Decimal(cell.hour * 60 + cell.minute), "unreadable_length")
    text = arabic(plain(cell))
    if found := _HOURS_MINUTES.fullmatch(text):
        return _whole(
            Decimal(int(found["hours"]) * 60 + int(found["minutes"])), "unreadable_length"
        )
    if found := _HALF_HOURS.fullmatch(text):
        return _whole(Decimal(int(found["hours"] or 0) * 60 + 30), "unreadable_length")
    bare = Decimal(60 if re.search(r"hour|hrs?\b|小時|小时", plain(header)) else 1)
    return _whole(_scaled(text, _MINUTES, bare), "unreadable_length")


def _scaled(cell: Cell, units: Mapping[str, Decimal], bare: Decimal) -> Decimal | None:
    """Return the amount in the smallest unit, or None when it cannot be read."""
    if isinstance(cell, (bool, datetime, time, timedelta)):
        return None
    found = _AMOUNT.fullmatch(plain(cell))
    if found is None:
        return None
    unit = found["unit"].strip().replace(" ", "")
    factor = bare if not unit else units.get(unit)
    try:
        number = Decimal(found["number"].replace(",", ""))
    except InvalidOperation:
        return None
    return None if factor is None else number * factor


def _whole(amount: Decimal | None, fault: str) -> Reading[int]:
    if amount is None or amount != amount.to_integral_value():
        return refuse(FaultKind(fault))
    if amount > _MOST:
        return refuse(FaultKind.OUT_OF_RANGE, least=0, most=_MOST)
    return Reading(int(amount))
