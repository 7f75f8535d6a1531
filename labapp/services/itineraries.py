"""An exhibitor's itinerary: all that a release says of it, on paper."""

from collections.abc import Sequence
from typing import Final

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.languages import Language
from labapp.domain.releases import Itinerary, Slot
from labapp.services.issuing import digest, remember, stamp
from labapp.services.releases import list_releases, release_by_number, release_slots
from labapp.storage import exhibitors
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

ITINERARY: Final = "itinerary"


def itinerary(tx: Transaction, number: int, exhibitor_code: str, language: Language) -> Itinerary:
    """Return what a release says of an exhibitor; one of whom it says nothing is refused."""
    release = release_by_number(tx, number)
    slots = _slots_of(tx, number, exhibitor_code)
    owner = exhibitors.by_code(tx.connection, exhibitor_code)
    if owner is None or not slots:
        raise Refused(errors.NotFound(what="itinerary", key=f"R{number} {exhibitor_code}"))
    here = read_lab(tx)
    codes = {code for slot in slots for code, _ in slot.seats}
    return Itinerary(
        lab=here.names,
        language=language,
        release=number,
        published_at=release.published_at,
        exhibitor_code=exhibitor_code,
        exhibitor=slots[0].exhibitor,
        slots=tuple(slots),
        toolkits={
            one.ref.code: one.ref.names for one in here.resources.values() if one.ref.code in codes
        },
        out_of_date=_is_out_of_date(tx, number, exhibitor_code, slots),
        sample=owner.sample,
        **stamp(tx, f"PLAN-R{number}-{exhibitor_code}-{language.value}"),
    )


def _slots_of(tx: Transaction, number: int, exhibitor_code: str) -> Sequence[Slot]:
    return [slot for slot in release_slots(tx, number) if slot.exhibitor_code == exhibitor_code]


def _is_out_of_date(
    tx: Transaction, number: int, exhibitor_code: str, slots: Sequence[Slot]
) -> bool:
    """Whether the latest release says something else of what is not over yet."""
    latest = list_releases(tx)[0].number
    if latest == number:
        return False
    ahead = [slot for slot in slots if slot.span.end > tx.now]
    now = _slots_of(tx, latest, exhibitor_code)
    return ahead != [slot for slot in now if slot.span.end > tx.now]


def issue_itinerary(
    tx: Transaction, number: int, exhibitor_code: str, language: Language
) -> Itinerary:
    """Give the itinerary a version of its own and remember it; print what it returns."""
    take_turn(tx, f"{ITINERARY} {number} {exhibitor_code} {language.value}")
    found = itinerary(tx, number, exhibitor_code, language)
    scope = f"R{number} {exhibitor_code}"
    remember(tx, found, ITINERARY, scope, language, digest(found.slots))
    return found
