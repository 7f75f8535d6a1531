"""References to the AI Subsidy Scheme: see them with what is left, add, change, move on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from labapp.domain import computing, errors
from labapp.domain.aiss import (
    GRANTED,
    USUAL_RATE,
    AissReference,
    Balance,
    Category,
    Reminder,
    Stage,
    check_amounts,
    granted_minutes,
    may_follow,
    split,
    whole_time,
)
from labapp.domain.errors import Refused
from labapp.domain.resources import ResourceKind
from labapp.domain.staff import SUPERVISING, WRITING
from labapp.domain.times import Span, day_of, slot_at, slot_start
from labapp.storage import aiss as rows
from labapp.storage import computing as pool_rows
from labapp.storage import exhibitors, journal
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

AREA: Final = "aiss"
LONGEST_NUMBER: Final = 60
DAYS_AHEAD: Final = 30
_MONEY: Final = frozenset({"list_price_cents", "rate_percent"})
EDITABLE: Final = frozenset(
    {
        "application_no",
        "category",
        "list_price_cents",
        "rate_percent",
        "rate_reason",
        "mpflops",
        "months",
        "starts_on",
        "next_report",
        "note",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReference:
    """A new reference; the subsidy and the applicant's share follow from price and rate."""

    exhibitor_id: int
    category: str
    list_price_cents: int
    mpflops: int
    months: int
    rate_percent: int = USUAL_RATE
    rate_reason: str | None = None
    application_no: str | None = None
    starts_on: date | None = None
    next_report: date | None = None
    note: str | None = None
    stage: Stage = Stage.DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReference:
    """Other fields of a reference, by name."""

    reference_id: int
    changes: Mapping[str, Any]
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStage:
    """A reference comes to another stage on a day, to be looked at again on another."""

    reference_id: int
    stage: Stage
    since: date | None = None
    """None: today."""
    remind_on: date | None = None
    version: int | None = None


def list_references(tx: Transaction) -> Sequence[AissReference]:
    """Return every reference with what is booked, used and left of it, by code."""
    return _balanced(tx, rows.references(tx.connection))


def reference_by_id(tx: Transaction, reference_id: int) -> AissReference:
    """Return a reference; one that does not exist is refused."""
    found = _balanced(tx, rows.references(tx.connection, reference_id))
    if not found:
        raise Refused(errors.NotFound(what="aiss", key=str(reference_id)))
    return found[0]


def _balanced(tx: Transaction, found: Sequence[AissReference]) -> Sequence[AissReference]:
    """Return the references with their balances; one costs as many queries as many."""
    granted = [one for one in found if one.stage in GRANTED]
    if not granted:
        return found
    pools = [
        one.ref.id
        for one in read_lab(tx).resources.values()
        if one.ref.kind is ResourceKind.POOL and one.bookable
    ]
    spans = {one.id: whole_time(one, tx.now) for one in granted}
    first = min(span.slots[0] for span in spans.values())
    last = max(span.slots[1] for span in spans.values())
    held = pool_rows.held(tx.connection, pools, first, last)
    read = pool_rows.measured(tx.connection, Span(slot_start(first), slot_start(last)))
    now = slot_at(tx.now)
    result: list[AissReference] = []
    for one in found:
        if one.id not in spans:
            result.append(one)
            continue
        start, end = spans[one.id].slots
        claims = [each.claim for each in held if each.exhibitor_id == one.exhibitor_id]
        meters = [
            each.minutes_within(spans[one.id])
            for each in read
            if each.exhibitor_id == one.exhibitor_id and each.span.overlaps(spans[one.id])
        ]
        past = computing.minutes_of(claims, start, min(end, now))
        balance = Balance(
            granted=granted_minutes(one.mpflops, one.months, one.starts_on),
            booked=computing.minutes_of(claims, start, end),
            used=sum(meters) if meters else past,
        )
        result.append(replace(one, balance=balance))
    return result


def add_reference(tx: Transaction, order: AddReference) -> AissReference:
    """Add a reference and return it."""
    _check_role(tx)
    take_turn(tx, AREA)
    owner = exhibitors.by_id(tx.connection, order.exhibitor_id)
    if owner is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(order.exhibitor_id)))
    _check_category(tx, order.category)
    _check_number(tx, order.application_no, None)
    check_amounts(
        order.list_price_cents, order.rate_percent, order.rate_reason, order.mpflops, order.months
    )
    subsidy, share = split(order.list_price_cents, order.rate_percent)
    code = _next_code(rows.codes(tx.connection))
    reference_id = rows.add_reference(
        tx,
        {
            "code": code,
            "exhibitor_id": order.exhibitor_id,
            "category": order.category,
            "stage": order.stage.value,
            "list_price_cents": order.list_price_cents,
            "rate_percent": order.rate_percent,
            "rate_reason": _text(order.rate_reason),
            "subsidy_cents": subsidy,
            "applicant_pays_cents": share,
            "mpflops": order.mpflops,
            "months": order.months,
            "next_report": order.next_report,
            "sample": False,
        },
        {
            "application_no": _text(order.application_no),
            "starts_on": order.starts_on,
            "note": _text(order.note),
        },
    )
    rows.add_stage(tx, reference_id, order.stage, day_of(tx.now), None)
    stored = reference_by_id(tx, reference_id)
    tx.record(AREA, "add_reference", code, after=_record(stored))
    return stored


def edit_reference(tx: Transaction, order: EditReference) -> AissReference:
    """Change fields of a reference and return it; an unknown field is a bug (KeyError).

    With another price or rate both shares follow anew.
    """
    unknown = set(order.changes) - EDITABLE
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    _check_role(tx)
    take_turn(tx, AREA)
    before = _as_seen(tx, order.reference_id, order.version, order.changes)
    changes: dict[str, Any] = {
        name: _text(value) if isinstance(value, str) else value
        for name, value in order.changes.items()
    }
    changes = {name: value for name, value in changes.items() if value != getattr(before, name)}
    if not changes:
        return before
    if "category" in changes:
        _check_category(tx, changes["category"] or "")
    if "application_no" in changes:
        _check_number(tx, changes["application_no"], before)
    after = replace(before, **changes)
    check_amounts(
        after.list_price_cents, after.rate_percent, after.rate_reason, after.mpflops, after.months
    )
    if changes.keys() & _MONEY:
        subsidy, share = split(after.list_price_cents, after.rate_percent)
        changes |= {"subsidy_cents": subsidy, "applicant_pays_cents": share}
    rows.change_reference(tx, before, changes)
    return _changed(tx, before, "edit_reference")


def move_stage(tx: Transaction, order: MoveStage) -> AissReference:
    """Bring a reference to another stage and return it.

    Refused where that stage cannot follow. In use from a day on, bookings count from that day,
    unless the start is known already.
    """
    _check_role(tx)
    take_turn(tx, AREA)
    before = _as_seen(tx, order.reference_id, order.version, {"stage": order.stage})
    if not may_follow(before.stage, order.stage):
        raise Refused(
            errors.FieldFault(field_name="stage", fault="out_of_range", value=order.stage.value)
        )
    since = order.since or day_of(tx.now)
    changes: dict[str, Any] = {"stage": order.stage.value}
    if order.stage is Stage.IN_USE and before.starts_on is None:
        changes["starts_on"] = since
    rows.change_reference(tx, before, changes)
    rows.add_stage(tx, before.id, order.stage, since, order.remind_on)
    return _changed(tx, before, "move_stage")


def reminders(tx: Transaction, days: int = DAYS_AHEAD) -> Sequence[Reminder]:
    """Return what is due within some days, or was, of references that are not over."""
    last = day_of(tx.now) + timedelta(days=days)
    over = {Stage.REJECTED, Stage.WITHDRAWN, Stage.COMPLETED}
    found: list[Reminder] = []
    for one in list_references(tx):
        if one.stage in over:
            continue
        stage = one.stages[0].remind_on if one.stages else None
        for kind, due in (("stage", stage), ("report", one.next_report)):
            if due is not None and due <= last:
                found.append(Reminder(due, kind, one))
    return sorted(found, key=lambda each: (each.due, each.reference.code, each.kind))


def categories(tx: Transaction) -> tuple[Category, ...]:
    """Return the kinds of applicants, in the house's order."""
    return rows.categories(tx.connection)


def set_categories(tx: Transaction, wanted: Iterable[Category]) -> tuple[Category, ...]:
    """Replace the kinds of applicants; one that a reference has cannot go."""
    if tx.actor.role not in SUPERVISING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="edit_reference"))
    new = tuple(wanted)
    codes = [one.code for one in new]
    for one in new:
        if not one.code.strip() or not one.names.all():
            raise Refused(errors.FieldFault(field_name="category", fault="missing"))
        if codes.count(one.code) > 1 or len(one.code) > LONGEST_NUMBER:
            raise Refused(
                errors.FieldFault(field_name="category", fault="duplicate", value=one.code)
            )
    gone = {one.category for one in rows.references(tx.connection)} - set(codes)
    if gone or not new:
        named = ", ".join(sorted(gone))
        raise Refused(errors.FieldFault(field_name="category", fault="missing", value=named))
    before = rows.categories(tx.connection)
    rows.write_categories(tx, new)
    tx.record(
        AREA,
        "set_categories",
        "categories",
        before={"codes": [one.code for one in before]},
        after={"codes": codes},
    )
    return new


def _check_role(tx: Transaction) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act="edit_reference"))


def _check_category(tx: Transaction, code: str) -> None:
    if code not in {one.code for one in rows.categories(tx.connection)}:
        raise Refused(errors.FieldFault(field_name="category", fault="unknown", value=code))


def _check_number(tx: Transaction, number: str | None, before: AissReference | None) -> None:
    told = _text(number)
    if told is None or (before is not None and told == before.application_no):
        return
    if len(told) > LONGEST_NUMBER:
        raise Refused(
            errors.FieldFault(field_name="application_no", fault="out_of_range", value=told)
        )
    if any(one.application_no == told for one in rows.references(tx.connection)):
        raise Refused(errors.FieldFault(field_name="application_no", fault="duplicate", value=told))


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _next_code(taken: frozenset[str]) -> str:
    numbers = (code.removeprefix("APP-") for code in taken if code.startswith("APP-"))
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"APP-{last + 1:03d}"


def _as_seen(
    tx: Transaction, reference_id: int, version: int | None, wanted: Mapping[str, Any]
) -> AissReference:
    found = reference_by_id(tx, reference_id)
    if version is None or version == found.version:
        return found
    history = journal.history_of(tx.connection, found.code, limit=1)
    differences = tuple(
        (name, _shown(getattr(found, name)), _shown(value))
        for name, value in wanted.items()
        if getattr(found, name) != value
    )
    raise Refused(
        errors.ChangedMeanwhile(
            what="aiss",
            key=found.code,
            by=history[0].actor if history else "",
            differences=differences,
        )
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _changed(tx: Transaction, before: AissReference, act: str) -> AissReference:
    stored = reference_by_id(tx, before.id)
    tx.record(AREA, act, stored.code, before=_record(before), after=_record(stored))
    return stored


def _record(reference: AissReference) -> dict[str, Any]:
    """Return what the journal keeps of a reference."""
    days = {
        name: None if value is None else value.isoformat()
        for name, value in (
            ("starts_on", reference.starts_on),
            ("next_report", reference.next_report),
        )
    }
    return {
        "application_no": reference.application_no,
        "category": reference.category,
        "stage": reference.stage.value,
        "list_price_cents": reference.list_price_cents,
        "rate_percent": reference.rate_percent,
        "rate_reason": reference.rate_reason,
        "subsidy_cents": reference.subsidy_cents,
        "share_cents": reference.share_cents,
        "mpflops": reference.mpflops,
        "months": reference.months,
        "note": reference.note,
        **days,
    }
