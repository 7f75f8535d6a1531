"""The change slip of a release: what one exhibitor is told, on paper."""

from typing import Final

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.languages import Language
from labapp.domain.releases import ChangeSlip
from labapp.services.issuing import digest, remember, stamp
from labapp.services.releases import difference_of, release_by_number
from labapp.storage import exhibitors
from labapp.storage.lab import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

SLIP: Final = "slip"


def change_slip(
    tx: Transaction, number: int, exhibitor_code: str, language: Language
) -> ChangeSlip:
    """Return an exhibitor's slip of a release; one whom nothing concerns has none (refused)."""
    release = release_by_number(tx, number)
    found = difference_of(tx, number)
    slip = next((one for one in found.slips if one.exhibitor_code == exhibitor_code), None)
    if slip is None:
        raise Refused(errors.NotFound(what="slip", key=f"R{number} {exhibitor_code}"))
    owner = exhibitors.by_code(tx.connection, exhibitor_code)
    return ChangeSlip(
        lab=read_lab(tx).names,
        language=language,
        release=number,
        note=release.note,
        published_at=release.published_at,
        exhibitor_code=slip.exhibitor_code,
        exhibitor=slip.exhibitor,
        lines=slip.lines,
        sample=owner is not None and owner.sample,
        **stamp(tx, f"SLIP-R{number}-{exhibitor_code}-{language.value}"),
    )


def issue_change_slip(
    tx: Transaction, number: int, exhibitor_code: str, language: Language
) -> ChangeSlip:
    """Give the slip a version of its own and remember it; print what it returns."""
    take_turn(tx, f"{SLIP} {number} {exhibitor_code} {language.value}")
    slip = change_slip(tx, number, exhibitor_code, language)
    scope = f"R{number} {exhibitor_code}"
    remember(tx, slip, SLIP, scope, language, digest(slip.lines))
    return slip
