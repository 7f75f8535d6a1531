"""What a row of a list makes of an exhibitor: a new one, or a known one with other facts."""

from collections.abc import Mapping
from typing import Any

from labapp.domain.exhibitors import Exhibitor, ExhibitorKind, Person
from labapp.domain.imports import ExhibitorLine
from labapp.domain.languages import Names
from labapp.services.exhibitors import (
    AddExhibitor,
    EditExhibitor,
    NewPerson,
    add_exhibitor,
    edit_exhibitor,
    shown,
)
from labapp.storage.transaction import Transaction

Changes = tuple[tuple[str, str, str], ...]
"""Field, what it was, what the row says."""
_NAME_PARTS = frozenset({"family", "given", "western"})
_TOLD: Mapping[str, str] = {"name_zh": "contact_name_zh"}


def exhibitor_from(tx: Transaction, line: ExhibitorLine) -> Exhibitor:
    """Add the exhibitor that a row says."""
    person = _person(line)
    return add_exhibitor(
        tx,
        AddExhibitor(
            names=line.names,
            kind=line.kind or ExhibitorKind.STARTUP,
            code=line.code,
            fascia=line.fascia_name,
            brn=line.brn,
            badge_quota=line.badge_quota,
            note=line.note,
            people=() if person.empty else (person,),
        ),
    )


def update_exhibitor(
    tx: Transaction, found: Exhibitor, line: ExhibitorLine
) -> tuple[Exhibitor, Changes]:
    """Give a known exhibitor what the row says; what the row leaves blank stays."""
    wanted: dict[str, Any] = {
        "names": _names(found, line),
        "fascia": line.fascia_name or found.fascia,
        "kind": line.kind or found.kind,
        "brn": line.brn or found.brn,
        "badge_quota": found.badge_quota if line.badge_quota is None else line.badge_quota,
        "note": line.note or found.note,
    }
    changes = {name: value for name, value in wanted.items() if value != getattr(found, name)}
    person = _same_person(found, line)
    changed_person = _person_changes(person, line) if person else {}
    contact = _person(line)
    new_people = () if person or contact.empty else (contact,)
    if not changes and not changed_person and not new_people:
        return found, ()
    stored = edit_exhibitor(
        tx,
        EditExhibitor(
            exhibitor_id=found.id,
            changes=changes,
            people={person.id: changed_person} if person and changed_person else {},
            new_people=new_people,
        ),
    )
    told = [(name, shown(getattr(found, name)), shown(value)) for name, value in changes.items()]
    if person and "given" in changed_person:
        told.append(("contact_name", person.shown("en"), line.contact_name or ""))
    told += [
        (_TOLD.get(name, name), shown(getattr(person, name)), shown(value))
        for name, value in changed_person.items()
        if name not in _NAME_PARTS
    ]
    told += [("contact", "", line.contact_name or line.contact_name_zh or "") for _ in new_people]
    return stored, tuple(told)


def _names(found: Exhibitor, line: ExhibitorLine) -> Names:
    """Return what it is called: another name needs a code or number that says who is meant.

    Where the name itself was the sign, in whatever spelling, it only fills in a missing language.
    """
    first, second = found.names, line.names
    if (line.code or "").upper() == found.code or (line.brn and line.brn == found.brn):
        first, second = second, first
    return Names(
        first.en or second.en, first.zh_hant or second.zh_hant, first.zh_hans or second.zh_hans
    )


def _person(line: ExhibitorLine) -> NewPerson:
    """Return the contact of a row; an English name stays whole, since its order is not known."""
    return NewPerson(
        given=line.contact_name,
        name_zh=line.contact_name_zh,
        role=line.role,
        phone=line.phone,
        email=line.email,
        language=line.language.value if line.language else None,
    )


def _same_person(found: Exhibitor, line: ExhibitorLine) -> Person | None:
    """Return the person a row means: by phone, by e-mail, or by name."""
    for person in found.people:
        same_name = bool(line.contact_name) and line.contact_name == person.shown("en")
        same_zh = bool(line.contact_name_zh) and line.contact_name_zh == person.name_zh
        same_phone = bool(line.phone) and line.phone == person.phone
        same_email = bool(line.email) and line.email == person.email
        if same_name or same_zh or same_phone or same_email:
            return person
    return None


def _person_changes(person: Person, line: ExhibitorLine) -> Mapping[str, Any]:
    wanted: dict[str, Any] = {
        "name_zh": line.contact_name_zh,
        "role": line.role,
        "phone": line.phone,
        "email": line.email,
    }
    if line.contact_name and line.contact_name != person.shown("en"):
        wanted |= {"given": line.contact_name, "family": None, "western": None}
    return {
        name: value
        for name, value in wanted.items()
        if (value or name in _NAME_PARTS) and value != getattr(person, name)
    }
