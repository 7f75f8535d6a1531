"""Exhibitors and their people: see them, add one, change one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import Demo, Exhibitor, ExhibitorKind, Person
from labapp.domain.languages import Names
from labapp.domain.resources import ResourceKind, ResourceRef, Step
from labapp.domain.staff import WRITING
from labapp.domain.times import FOREVER, slot_at
from labapp.storage import exhibitors as rows
from labapp.storage import journal, occupancy
from labapp.storage.columns import NAME_LENGTH
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

DEFAULT_BADGES: Mapping[ExhibitorKind, int] = {ExhibitorKind.PARTNER: 8}
OTHER_BADGES = 4
MOST_BADGES = 9999
STATUSES = ("active", "paused", "left")
_LONGEST: Mapping[str, int] = {
    "code": 40,
    "name": NAME_LENGTH,
    "fascia": 200,
    **dict.fromkeys(("family", "given", "western", "name_zh"), 100),
    "role": 60,
    "language": 10,
    "phone": 40,
    "email": 200,
}
"""How many letters of a text are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to reach at an exhibitor; every field may be missing."""

    family: str | None = None
    given: str | None = None
    western: str | None = None
    name_zh: str | None = None
    role: str | None = None
    language: str | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is said of them."""
        return not any(
            (self.family, self.given, self.western, self.name_zh, self.phone, self.email)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExhibitor:
    """A new exhibitor; at least one name in any language."""

    names: Names
    kind: ExhibitorKind
    code: str | None = None
    """None: the next free one."""
    fascia: str | None = None
    brn: str | None = None
    badge_quota: int | None = None
    note: str | None = None
    people: tuple[NewPerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditExhibitor:
    """Other fields of an exhibitor by name, and fields of its people by their id."""

    exhibitor_id: int
    changes: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    new_people: tuple[NewPerson, ...] = ()
    version: int | None = None


EDITABLE = frozenset({"names", "fascia", "kind", "brn", "badge_quota", "status", "note"})
_NEEDED = frozenset({"kind", "badge_quota", "status"})
PERSON_FIELDS = frozenset(
    {"family", "given", "western", "name_zh", "role", "language", "phone", "email"}
)


def list_exhibitors(tx: Transaction) -> Sequence[Exhibitor]:
    """Return every exhibitor with its people, by code."""
    return rows.everybody(tx.connection)


def exhibitor_by_id(tx: Transaction, exhibitor_id: int) -> Exhibitor:
    """Return an exhibitor with its people; one that does not exist is refused."""
    found = rows.with_people(tx.connection, exhibitor_id)
    if found is None:
        raise Refused(errors.NotFound(what="exhibitor", key=str(exhibitor_id)))
    return found


def exhibitor_by_code(tx: Transaction, code: str) -> Exhibitor:
    """Return an exhibitor by its code; one that does not exist is refused."""
    found = rows.by_code(tx.connection, code)
    if found is None:
        raise Refused(errors.NotFound(what="exhibitor", key=code))
    return exhibitor_by_id(tx, found.id)


def demo_by_code(tx: Transaction, code: str) -> Demo:
    """Return a demo by its code; one that does not exist is refused."""
    found = rows.demo_by_code(tx.connection, code)
    if found is None:
        raise Refused(errors.NotFound(what="demo", key=code))
    return found


def demos_of(tx: Transaction, exhibitor_id: int) -> Sequence[Demo]:
    """Return an exhibitor's demos."""
    return rows.demos_of(tx.connection, exhibitor_id)


def all_demos(tx: Transaction) -> Sequence[Demo]:
    """Return every demo."""
    return rows.all_demos(tx.connection)


def add_exhibitor(tx: Transaction, order: AddExhibitor) -> Exhibitor:
    """Add an exhibitor and return it."""
    _check_role(tx, "add_exhibitor")
    take_turn(tx, "exhibitors")
    _check_fields(
        tx,
        {
            "names": order.names,
            "kind": order.kind,
            "fascia": order.fascia,
            "brn": order.brn,
            "badge_quota": order.badge_quota,
        },
    )
    for person in order.people:
        _check_lengths(_person_fields(person))
    code = _code(tx, order.code)
    quota = order.badge_quota
    if quota is None:
        quota = DEFAULT_BADGES.get(order.kind, OTHER_BADGES)
    exhibitor_id = rows.add_exhibitor(
        tx,
        code,
        quota,
        name_en=order.names.en,
        name_zh_hant=order.names.zh_hant,
        name_zh_hans=order.names.zh_hans,
        kind=order.kind.value,
        fascia=order.fascia,
        brn=order.brn or None,
        note=order.note,
    )
    _add_people(tx, exhibitor_by_id(tx, exhibitor_id), order.people)
    added = exhibitor_by_id(tx, exhibitor_id)
    tx.record("exhibitors", "add", code, after=_record(added))
    return added


def edit_exhibitor(tx: Transaction, order: EditExhibitor) -> Exhibitor:
    """Change fields of an exhibitor and its people, all or nothing, and return it."""
    _check_role(tx, "edit_exhibitor")
    unknown = set(order.changes) - EDITABLE
    unknown |= {name for changes in order.people.values() for name in set(changes) - PERSON_FIELDS}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    occupancy.lock(tx, [exhibitor_by_id(tx, order.exhibitor_id).badges_id])
    before = exhibitor_by_id(tx, order.exhibitor_id)  # as the one before us in the queue left it
    _check_version(tx, before, order)
    people = {person.id: person for person in before.people}
    for person_id in order.people:
        if person_id not in people:
            raise Refused(errors.NotFound(what="person", key=str(person_id)))
    changes = _real_changes(before, order.changes)
    changed_people = {
        person_id: real
        for person_id, wanted in order.people.items()
        if (real := _real_changes(people[person_id], wanted))
    }
    new_people = tuple(person for person in order.new_people if not person.empty)
    if not changes and not changed_people and not new_people:
        return before
    for name in _NEEDED & changes.keys():
        if changes[name] is None:
            raise Refused(errors.FieldFault(field_name=name, fault="missing"))
    _check_fields(tx, changes, besides=before.id)
    for wanted in (*changed_people.values(), *map(_person_fields, new_people)):
        _check_lengths(wanted)
    columns = _columns(changes)
    if "badge_quota" in columns:
        _set_badges(tx, before, columns["badge_quota"])
    rows.change_exhibitor(tx, before.id, **columns)
    for person_id, wanted in changed_people.items():
        rows.change_person(tx, person_id, **wanted)
    _add_people(tx, before, new_people)
    after = exhibitor_by_id(tx, before.id)
    tx.record("exhibitors", "edit", before.code, before=_record(before), after=_record(after))
    return after


def _check_role(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))


def _check_version(tx: Transaction, found: Exhibitor, order: EditExhibitor) -> None:
    if order.version is None or order.version == found.version:
        return
    history = journal.history_of(tx.connection, found.code, limit=1)
    people = {person.id: person for person in found.people}
    wanted: list[tuple[Exhibitor | Person, Mapping[str, Any]]] = [(found, order.changes)]
    wanted += [(people[key], changes) for key, changes in order.people.items() if key in people]
    differences = tuple(
        (name, shown(getattr(theirs, name)), shown(value))
        for theirs, changes in wanted
        for name, value in _real_changes(theirs, changes).items()
    )
    raise Refused(
        errors.ChangedMeanwhile(
            what="exhibitor",
            key=found.code,
            by=history[0].actor if history else "",
            differences=differences,
        )
    )


def shown(value: object) -> str:
    """Return a field's value as a person reads it in a comparison."""
    if isinstance(value, Names):
        return " · ".join(value.all())
    return "" if value is None else str(value)


def _real_changes(known: Exhibitor | Person, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes that change something."""
    return {name: value for name, value in changes.items() if value != getattr(known, name)}


def _check_lengths(fields: Mapping[str, Any]) -> None:
    """Refuse texts that are longer than what is kept of them."""
    for name, value in fields.items():
        if isinstance(value, str) and len(value) > _LONGEST.get(name, len(value)):
            raise Refused(errors.FieldFault(field_name=name, fault="out_of_range", value=value))


def _check_fields(
    tx: Transaction, fields: Mapping[str, Any], *, besides: int | None = None
) -> None:
    names = fields.get("names")
    if "names" in fields and (names is None or not any(name.strip() for name in names.all())):
        raise Refused(errors.FieldFault(field_name="name", fault="missing"))
    for name in names.all() if names else ():
        _check_lengths({"name": name})
    _check_lengths(fields)
    quota = fields.get("badge_quota", 0)
    if quota is not None and not 0 <= quota <= MOST_BADGES:
        raise Refused(
            errors.FieldFault(field_name="badge_quota", fault="out_of_range", value=str(quota))
        )
    kind = fields.get("kind")
    if kind is not None and kind not in set(ExhibitorKind):
        raise Refused(errors.FieldFault(field_name="kind", fault="unknown", value=str(kind)))
    status = fields.get("status")
    if status is not None and status not in STATUSES:
        raise Refused(errors.FieldFault(field_name="status", fault="unknown", value=str(status)))
    brn = fields.get("brn")
    if brn:
        if not (len(brn) == _BRN_DIGITS and brn.isascii() and brn.isdigit()):
            raise Refused(errors.FieldFault(field_name="brn", fault="malformed", value=brn))
        owner = rows.by_brn(tx.connection, brn)
        if owner is not None and owner.id != besides:
            raise Refused(errors.FieldFault(field_name="brn", fault="duplicate", value=brn))


_BRN_DIGITS = 8


def _code(tx: Transaction, wanted: str | None) -> str:
    if wanted is None:
        return rows.next_code(tx.connection)
    code = wanted.strip().upper()
    if not code:
        raise Refused(errors.FieldFault(field_name="code", fault="missing"))
    _check_lengths({"code": code})
    if rows.by_code(tx.connection, code) is not None:
        raise Refused(errors.FieldFault(field_name="code", fault="duplicate", value=code))
    return code


def _person_fields(person: NewPerson) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PERSON_FIELDS}


def _add_people(tx: Transaction, exhibitor: Exhibitor, people: Sequence[NewPerson]) -> None:
    """Add those of whom something is said, each with a code nobody of the exhibitor has."""
    taken = {person.code for person in exhibitor.people}
    position = len(taken)
    for person in people:
        if person.empty:
            continue
        position += 1
        while f"{exhibitor.code}-P{position}" in taken:
            position += 1
        rows.add_person(tx, f"{exhibitor.code}-P{position}", exhibitor.id, **_person_fields(person))


def _columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(changes)
    names = columns.pop("names", None)
    if names is not None:
        columns |= {
            "name_en": names.en,
            "name_zh_hant": names.zh_hant,
            "name_zh_hans": names.zh_hans,
        }
    if "kind" in columns:
        columns["kind"] = ExhibitorKind(columns["kind"]).value
    if "brn" in columns:
        columns["brn"] = columns["brn"] or None
    return columns


def _set_badges(tx: Transaction, exhibitor: Exhibitor, quota: int) -> None:
    """Change how many people may be there at once; refused below what is promised from now on."""
    occupancy.lock(tx, [exhibitor.badges_id])
    now = slot_at(tx.now)
    peak = occupancy.peak_above(tx.connection, exhibitor.badges_id, now, FOREVER, quota)
    if peak is not None:
        ref = ResourceRef(exhibitor.badges_id, exhibitor.code, ResourceKind.BADGES, exhibitor.names)
        held_by = occupancy.holders(
            tx.connection, exhibitor.badges_id, peak.from_slot, peak.from_slot + 1
        )
        raise Refused(
            errors.BelowBooked(
                resource=ref, capacity=quota, peak=peak.used, at=peak.at, holders=held_by
            )
        )
    steps = occupancy.steps_of(tx.connection, [exhibitor.badges_id])[exhibitor.badges_id]
    past = [s for s in steps if s.from_slot < now]
    last = past[-1]
    kept = [*past[:-1], Step(last.from_slot, now, last.capacity, last.basis, last.source)]
    occupancy.write_steps(tx, exhibitor.badges_id, [*kept, Step(now, FOREVER, quota)])


def _record(exhibitor: Exhibitor) -> dict[str, Any]:
    return {
        "id": exhibitor.id,
        "names": [exhibitor.names.en, exhibitor.names.zh_hant, exhibitor.names.zh_hans],
        "fascia": exhibitor.fascia,
        "kind": exhibitor.kind.value,
        "brn": exhibitor.brn,
        "badge_quota": exhibitor.badge_quota,
        "status": exhibitor.status,
        "note": exhibitor.note,
        "people": [
            {name: getattr(person, name) for name in sorted(PERSON_FIELDS)}
            for person in exhibitor.people
        ],
    }
