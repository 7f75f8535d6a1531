"""The house rules and opening hours of a lab file."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import insert, select

from labapp.domain.policy import Policy, contradicts, setting_names, with_setting
from labapp.services.lab_records import LabImport, Record, name_columns
from labapp.storage.lab import POLICY_PREFIX
from labapp.storage.tables.house import setting
from labapp.storage.tables.spaces import opening_exception, opening_rule
from labapp.storage.transaction import Transaction

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a value, or a value with its source
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _policy_values(policy: Record, opening: Record) -> dict[str, Any]:
    """Return the file's house rules under this program's names."""
    values: dict[str, Any] = {}
    for name, value in policy.items():
        if name == "weather":
            values.update({f"weather_{key}": known for key, known in value.items()})
        elif isinstance(value, dict) and "value" not in value:
            values.update({f"{name}.{part}": _plain(known) for part, known in value.items()})
        else:
            values[name] = _plain(value)
    on_site = opening.get("staff_on_site", {})
    values["staff_before_open_minutes"] = on_site.get("before_open_minutes")
    values["staff_after_close_minutes"] = on_site.get("after_close_minutes")
    known_names = set(setting_names())
    return {
        name: value for name, value in values.items() if name in known_names and value is not None
    }


def _check_policy(values: Mapping[str, Any]) -> None:
    """Refuse values that cannot stand: whoever reads the lab afterwards would be refused."""
    policy = Policy()
    for name, value in values.items():
        policy = with_setting(policy, name, value)
    if contradicts(policy):
        raise ValueError("min_booking_minutes, max_booking_minutes")


def add_settings(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the house rules and what the lab is called."""
    known = set(tx.connection.execute(select(setting.c.name)).scalars())
    source = str(content["policy"].get("source", ""))
    values = _policy_values(content["policy"], content["opening"])
    _check_policy(values)
    names = content["meta"].get("lab_names") or {
        "en": "AI Lab",
        "zh_hant": "人工智能實驗室",
        "zh_hans": "人工智能实验室",
    }
    rows = {f"{POLICY_PREFIX}{name}": value for name, value in values.items()}
    rows["lab.names"] = names
    rows["lab.sample"] = True
    rows["lab.as_of"] = content["meta"].get("as_of")
    for name, value in rows.items():
        report.count("policy", new=name not in known)
        if name not in known:
            tx.connection.execute(insert(setting).values(name=name, value=value, source=source))


def add_opening(tx: Transaction, content: Record, report: LabImport) -> None:
    """Add the week's opening hours and the days that differ."""
    opening = content["opening"]
    if tx.connection.execute(select(opening_rule.c.id)).first() is None:
        for weekday, code in enumerate(WEEKDAYS):
            for opens, closes in _checked_hours(opening["weekly"].get(code, ())):
                tx.connection.execute(
                    insert(opening_rule).values(weekday=weekday, opens=opens, closes=closes)
                )
                report.count("opening", new=True)
    days = set(tx.connection.execute(select(opening_exception.c.day)).scalars())
    for record in opening["exceptions"]:
        day = date.fromisoformat(record["date"])
        report.count("opening", new=day not in days)
        if day not in days:
            tx.connection.execute(
                insert(opening_exception).values(
                    day=day,
                    hours=_checked_hours(record["hours"]),
                    source=record.get("source", ""),
                    sample=record.get("sample", False),
                    **name_columns(record, "reason", "reason"),
                )
            )


def _checked_hours(hours: Iterable[Iterable[str]]) -> list[list[str]]:
    """Return hours as they are kept; ValueError for what is no time of day."""
    pairs = [(opens, closes) for opens, closes in hours]
    for opens, closes in pairs:
        for clock in (opens, "00:00" if closes == "24:00" else closes):
            time.fromisoformat(clock)
    return [[opens, closes] for opens, closes in pairs]
