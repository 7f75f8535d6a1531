"""The house rules: every one is a setting; the defaults are the sample lab's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from labapp.domain.errors import FieldFault, Refused
from labapp.domain.times import LONGEST


def _frozen(values: Mapping[str, int]) -> Mapping[str, int]:
    return MappingProxyType(dict(values))


@dataclass(frozen=True, slots=True)
class Policy:
    """Numbers and times that decide what may be booked."""

    slot_minutes: int = 15
    buffer_minutes: Mapping[str, int] = field(
        default_factory=lambda: _frozen(
            {"booth": 15, "theatre": 30, "bench": 15, "room": 15, "hall": 30}
        )
    )
    min_booking_minutes: int = 30
    max_booking_minutes: int = 600
    weekly_quota_minutes: Mapping[str, int] = field(
        default_factory=lambda: _frozen(
            {"partner": 3600, "strategic_enterprise": 1200, "startup": 900, "institution": 900}
        )
    )
    daily_quota_minutes: Mapping[str, int] = field(
        default_factory=lambda: _frozen(
            {"partner": 720, "strategic_enterprise": 360, "startup": 240, "institution": 240}
        )
    )
    book_ahead_days_max: int = 90
    kiosk_min_notice_hours: int = 24
    kiosk_hold_minutes: int = 20
    desk_hold_minutes: int = 1440
    waitlist_offer_minutes: int = 120
    no_show_grace_minutes: int = 15
    late_cancel_hours: int = 48
    late_cancels_before_review: int = 3
    venue_hire_cancel_free_days: int = 14
    final_electrical_plan_days: int = 10
    retention_days: Mapping[str, int] = field(
        default_factory=lambda: _frozen(
            {
                "visitor_log": 31,
                "unconverted_kiosk_registration": 90,
                "exhibitor_contact_after_last_booking": 730,
                "clearance_evidence_after_last_demo": 1095,
                "audit_event": 2555,
            }
        )
    )
    weather_closed_if_in_force_at: str = "09:00"
    weather_reopen_if_cancelled_by: str = "15:00"
    weather_reopen_after_minutes: int = 120
    weather_exhibitor_entry_after_minutes: int = 60
    weather_pre_no8_close_after_minutes: int = 120
    weather_t8_without_notice_close_after_minutes: int = 0
    weather_black_rain_during_hours: str = "stay_open_shelter"
    weather_amber_red_rain: str = "stay_open"
    clearance_valid_days: Mapping[str, int] = field(
        default_factory=lambda: _frozen({"low": 180, "limited": 90, "high": 30})
    )
    staff_before_open_minutes: int = 60
    staff_after_close_minutes: int = 45

    def buffer_for(self, kind: str) -> int:
        """Return the turnover minutes after a booking in a place of the kind."""
        return self.buffer_minutes.get(kind, 0)


LONGEST_BUFFER_MINUTES = 24 * 60
LONGEST_MINUTES = int(LONGEST.total_seconds()) // 60

TIMES_OF_DAY = frozenset({"weather_closed_if_in_force_at", "weather_reopen_if_cancelled_by"})
"""The settings that are a time on the clock, such as ``09:00``."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "weather_black_rain_during_hours": ("stay_open_shelter", "close"),
    "weather_amber_red_rain": ("stay_open", "close"),
}
"""The settings that are one of a few words."""
SLOT_LENGTHS = (5, 10, 15, 20, 30, 60)
"""The steps a grid may have, in minutes."""

_MOST_DIGITS = 9
_LENGTHS = ("slot_minutes", "min_booking_minutes", "max_booking_minutes")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """Within which a number must be, and of what it must be a multiple."""

    least: int
    most: int
    step: int = 1

    def hold(self, number: int) -> bool:
        """Whether the number is within them."""
        return self.least <= number <= self.most and number % self.step == 0


@cache
def setting_names() -> tuple[str, ...]:
    """Return the name of every setting; a part of a table is ``table.part``."""
    default = Policy()
    names: list[str] = []
    for entry in fields(Policy):
        value = getattr(default, entry.name)
        if isinstance(value, Mapping):
            names.extend(f"{entry.name}.{part}" for part in value)
        else:
            names.append(entry.name)
    return tuple(names)


def setting(policy: Policy, name: str) -> int | str:
    """Return the value of a setting by its name (KeyError if there is none)."""
    head, _, part = name.partition(".")
    if name not in setting_names():
        raise KeyError(name)
    value: Any = getattr(policy, head)
    found: int | str = value[part] if part else value
    return found


def with_setting(policy: Policy, name: str, value: int | str) -> Policy:
    """Return the policy with one setting changed; a value that cannot stand is refused.

    Whether it can stand beside the others is for ``contradicts`` to say, when all are known.
    """
    if name not in setting_names():
        raise Refused(FieldFault(field_name=name, fault="unknown", value=str(value)))
    checked = _checked(name, value)
    head, _, part = name.partition(".")
    if part:
        table = dict(getattr(policy, head))
        table[part] = int(checked)
        return replace(policy, **{head: _frozen(table)})  # type: ignore[arg-type] # by name
    return replace(policy, **{head: checked})  # type: ignore[arg-type] # by name


def with_settings(policy: Policy, changes: Mapping[str, int | str]) -> Policy:
    """Return the policy with settings changed together; what cannot stand together is refused."""
    after = policy
    for name, value in changes.items():
        after = with_setting(after, name, value)
    if contradicts(after):
        name = next((each for each in changes if each in _LENGTHS), next(iter(changes)))
        value = str(changes[name]).strip()
        raise Refused(FieldFault(field_name=name, fault="out_of_range", value=value))
    return after


def contradicts(policy: Policy) -> bool:
    """Whether nothing could be booked: no length on the grid is both long and short enough."""
    return max(policy.min_booking_minutes, policy.slot_minutes) > policy.max_booking_minutes


def _checked(name: str, value: int | str) -> int | str:
    text = str(value).strip()
    if name in CHOICES:
        if text not in CHOICES[name]:
            raise Refused(FieldFault(field_name=name, fault="malformed", value=text))
        return text
    if name in TIMES_OF_DAY:
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise Refused(FieldFault(field_name=name, fault="malformed", value=text))
        return f"{int(found[1]):02d}:{int(found[2]):02d}"
    if not text.isdecimal():
        raise Refused(FieldFault(field_name=name, fault="malformed", value=text))
    if len(text) > _MOST_DIGITS or not _fits(name, int(text)):
        raise Refused(FieldFault(field_name=name, fault="out_of_range", value=text))
    return int(text)


def _fits(name: str, number: int) -> bool:
    return number in SLOT_LENGTHS if name == "slot_minutes" else limits(name).hold(number)


def limits(name: str) -> Limits:
    """Return within what a setting must be that is a number."""
    if name == "slot_minutes":
        return Limits(min(SLOT_LENGTHS), max(SLOT_LENGTHS), 5)
    if name.startswith("buffer_minutes"):
        return Limits(0, LONGEST_BUFFER_MINUTES, 5)
    if name.endswith("booking_minutes"):
        return Limits(1, LONGEST_MINUTES)
    return Limits(0, LONGEST_MINUTES * 10)
