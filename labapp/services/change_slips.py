"""The change slip of a release: what one exhibitor is told, on paper."""

import hashlib
from typing import Final

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.languages import Language
from labapp.domain.releases import ChangeSlip
from labapp.services.releases import difference_of, release_by_number
from labapp.storage import exhibitors, journal
from labapp.storage import papers as issues
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
    document = f"SLIP-R{number}-{exhibitor_code}-{language.value}"
    before = issues.latest_issue(tx.connection, document)
    version = before.version if before else 0
    return ChangeSlip(
        lab=read_lab(tx).names,
        language=language,
        release=number,
        note=release.note,
        published_at=release.published_at,
        exhibitor_code=slip.exhibitor_code,
        exhibitor=slip.exhibitor,
        lines=slip.lines,
        document_number=document,
        version=version + 1,
        replaces=version or None,
        printed_at=tx.now,
        printed_by=tx.actor.name,
        data_revision=journal.latest_revision(tx.connection),
        sample=owner is not None and owner.sample,
    )


def issue_change_slip(
    tx: Transaction, number: int, exhibitor_code: str, language: Language
) -> ChangeSlip:
    """Give the slip a version of its own and remember it; print what it returns."""
    take_turn(tx, f"{SLIP} {number} {exhibitor_code} {language.value}")
    slip = change_slip(tx, number, exhibitor_code, language)
    issues.add_issue(
        tx,
        document=slip.document_number,
        version=slip.version,
        kind=SLIP,
        scope=f"R{number} {exhibitor_code}",
        language=language.value,
        revision=slip.data_revision,
        fingerprint=hashlib.sha256(repr(slip.lines).encode()).hexdigest(),
        printed_at=slip.printed_at,
        printed_by=slip.printed_by,
        replaced_by=None,
    )
    tx.record("papers", "print", slip.document_number, after={"version": slip.version})
    return slip
