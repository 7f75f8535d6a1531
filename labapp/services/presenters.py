"""Who presents demos, and when they are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from labapp.domain import errors
from labapp.domain.demos import Presenter, overlapping, steps_for
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import Exhibitor
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.resources import ResourceKind, Step
from labapp.domain.staff import WRITING
from labapp.domain.times import FOREVER, Span, local, slot_at
from labapp.services import capacities
from labapp.services import place_fields as fields
from labapp.storage import demos as rows
from labapp.storage import exhibitors, occupancy
from labapp.storage.tables.demos import presenter
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

AREA: Final = "staff"
"""Their times are part of the lab's snapshot, as the guides' are."""
MOST_WINDOWS: Final = 400
EDITABLE: Final = frozenset({"names", "windows", "person_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPresenter:
    """Somebody who presents for an exhibitor; without names a known person's own are taken."""

    exhibitor_id: int
    names: Names = NO_NAMES
    person_id: int | None = None
    windows: tuple[Span, ...] | None = None
    """When they are there; None: always."""
    code: str | None = None
    """None: the next free one."""
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPresenter:
    """Other names, times or person, by field name."""

    presenter_id: int
    changes: Mapping[str, Any]
    version: int | None = None


def list_presenters(tx: Transaction, exhibitor_id: int | None = None) -> Sequence[Presenter]:
    """Return everybody who presents, or those of one exhibitor, by code."""
    return rows.presenters(tx.connection, exhibitor_id=exhibitor_id)


def presenter_by_id(tx: Transaction, presenter_id: int) -> Presenter:
    """Return a presenter; one that does not exist is refused."""
    found = rows.presenters(tx.connection, presenter_ids=[presenter_id])
    if not found:
        raise Refused(errors.NotFound(what="presenter", key=str(presenter_id)))
    return found[0]


def add_presenter(tx: Transaction, order: AddPresenter) -> Presenter:
    """Add a presenter with a resource of their own and return them."""
    _check_role(tx, "add_presenter")
    take_turn(tx, "presenters")
    owner = exhibitors.with_people(tx.connection, order.exhibitor_id)
    if owner is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(order.exhibitor_id)))
    names = order.names if order.names.all() else _names_of(owner, order.person_id)
    columns = fields.name_columns(names)
    if order.person_id is not None:
        _check_person(owner, order.person_id)
    _check_windows(order.windows)
    if order.code is None:
        code = rows.next_presenter_code(tx.connection)
    else:
        code = fields.new_code(tx, presenter, order.code)
    resource_id = exhibitors.add_resource(
        tx,
        f"presenter:{code}",
        ResourceKind.PRESENTER,
        steps_for(order.windows, (), 0),
        sample=order.sample,
        **columns,
    )
    presenter_id = rows.add_presenter(
        tx,
        code=code,
        exhibitor_id=owner.id,
        person_id=order.person_id,
        resource_id=resource_id,
        retired_at=None,
    )
    added = presenter_by_id(tx, presenter_id)
    tx.record(AREA, "add_presenter", code, after=_record(added))
    return added


def edit_presenter(tx: Transaction, order: EditPresenter) -> Presenter:
    """Change a presenter and return them; an unknown field is a bug (KeyError).

    Times in which they are booked cannot be taken away: the bookings are named.
    """
    _check_role(tx, "edit_presenter")
    fields.known_fields(order.changes, EDITABLE)
    known = presenter_by_id(tx, order.presenter_id)
    occupancy.lock(tx, [known.resource_id])
    before = presenter_by_id(tx, order.presenter_id)
    _check_version(tx, before, order)
    after = replace(before, **order.changes)
    if after == before:
        return before
    columns: dict[str, Any] = {}
    if after.names != before.names:
        fields.name_columns(after.names)
        rows.rename_resource(tx, before.resource_id, after.names)
    if after.person_id != before.person_id and after.person_id is not None:
        owner = exhibitors.with_people(tx.connection, before.exhibitor_id)
        if owner is not None:
            _check_person(owner, after.person_id)
    if after.windows != before.windows:
        _set_windows(tx, before, after.windows)
    columns["person_id"] = after.person_id
    rows.change_presenter(tx, before, **columns)
    stored = presenter_by_id(tx, before.id)
    tx.record(AREA, "edit_presenter", before.code, before=_record(before), after=_record(stored))
    return stored


def retire_presenter(tx: Transaction, presenter_id: int) -> Presenter:
    """Say that somebody presents no more; refused while bookings ahead need them."""
    _check_role(tx, "edit_presenter")
    known = presenter_by_id(tx, presenter_id)
    occupancy.lock(tx, [known.resource_id])
    before = presenter_by_id(tx, presenter_id)
    if before.retired_at is not None:
        return before
    held_by = occupancy.holders(tx.connection, before.resource_id, slot_at(tx.now), FOREVER)
    if held_by:
        numbers = [one.number for one in held_by]
        raise fields.still_used("presenter", before.code, "bookings", numbers)
    rows.change_presenter(tx, before, retired_at=tx.now)
    stored = presenter_by_id(tx, presenter_id)
    tx.record(AREA, "retire_presenter", before.code, before=_record(before), after=_record(stored))
    return stored


def _set_windows(tx: Transaction, known: Presenter, windows: tuple[Span, ...] | None) -> None:
    _check_windows(windows)
    resource = capacities.resource_of(tx, known.resource_id)
    old: Sequence[Step] = capacities.steps_of(tx, known.resource_id)
    capacities.lay(tx, resource, steps_for(windows, old, slot_at(tx.now)), None)


def _check_windows(windows: tuple[Span, ...] | None) -> None:
    if windows is None:
        return
    if len(windows) > MOST_WINDOWS:
        raise fields.fault("windows", "out_of_range", len(windows))
    if overlapping(windows):
        raise fields.fault("windows", "duplicate")


def _check_person(owner: Exhibitor, person_id: int) -> None:
    if all(one.id != person_id for one in owner.people):
        raise Refused(errors.NotFound(what="person", key=str(person_id)))


def _names_of(owner: Exhibitor, person_id: int | None) -> Names:
    """Return the names of a person as a presenter's: what is not there stays out."""
    found = next((one for one in owner.people if one.id == person_id), None)
    if found is None:
        return NO_NAMES
    english = " ".join(part for part in (found.western, found.family, found.given) if part)
    return Names(english or None, found.name_zh, found.name_zh)


def _check_role(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))


def _check_version(tx: Transaction, found: Presenter, order: EditPresenter) -> None:
    if order.version is None or order.version == found.version:
        return
    differences = tuple(
        (name, _told(getattr(found, name)), _told(value))
        for name, value in order.changes.items()
        if getattr(found, name) != value
    )
    raise fields.changed_meanwhile(tx, "presenter", found.code, differences)


def _told(value: object) -> str:
    if isinstance(value, Names):
        return " · ".join(value.all())
    if isinstance(value, tuple):
        edges = ((local(one.start), local(one.end)) for one in value)
        return ", ".join(f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}" for start, end in edges)
    return "" if value is None else str(value)


def _record(one: Presenter) -> dict[str, Any]:
    return {
        "id": one.id,
        "exhibitor_id": one.exhibitor_id,
        "names": [one.names.en, one.names.zh_hant, one.names.zh_hans],
        "person_id": one.person_id,
        "windows": None
        if one.windows is None
        else [[int(span.start.timestamp()), int(span.end.timestamp())] for span in one.windows],
        "retired_at": int(one.retired_at.timestamp()) if one.retired_at else None,
    }
