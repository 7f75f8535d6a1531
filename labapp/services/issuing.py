"""What every paper of the house has in common: a number, a version, and that it is remembered."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypedDict

from labapp.domain.floor_sheets import FloorSheet
from labapp.domain.languages import Language
from labapp.domain.papers import DaySheet, Issued
from labapp.storage import journal
from labapp.storage import papers as issues
from labapp.storage.transaction import Transaction

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Stamp(TypedDict):
    """The facts of ``Issued``, as a paper takes them when it is made."""

    document_number: str
    version: int
    replaces: int | None
    printed_at: datetime
    printed_by: str
    data_revision: int


def stamp(tx: Transaction, document: str) -> Stamp:
    """Return what the next version of a document would say of itself."""
    before = issues.latest_issue(tx.connection, document)
    version = before.version if before else 0
    return Stamp(
        document_number=document,
        version=version + 1,
        replaces=version or None,
        printed_at=tx.now,
        printed_by=tx.actor.name,
        data_revision=journal.latest_revision(tx.connection),
    )


def remember(
    tx: Transaction, paper: Issued, kind: str, scope: str, language: Language, said: str
) -> None:
    """Remember that a paper is printed; the version before it counts as replaced.

    Args:
        tx: Under the turn of the document, taken before the paper was made.
        paper: The paper, with its stamp.
        kind: What it is: a day sheet, a slip.
        scope: What it is about: a day, an exhibitor of a release.
        language: Which language leads.
        said: A hash of what it says; empty where nothing asks whether it still holds.
    """
    issues.add_issue(
        tx,
        document=paper.document_number,
        version=paper.version,
        kind=kind,
        scope=scope,
        language=language.value,
        revision=paper.data_revision,
        fingerprint=said,
        printed_at=paper.printed_at,
        printed_by=paper.printed_by,
        replaced_by=None,
    )
    tx.record("papers", "print", paper.document_number, after={"version": paper.version})


def fingerprint(sheet: DaySheet | FloorSheet) -> str:
    """Return a hash of what a sheet says, whoever prints it and whenever."""
    content = replace(
        sheet, version=0, replaces=None, printed_at=_ANY_TIME, printed_by="", data_revision=0
    )
    return digest(content)


def digest(content: object) -> str:
    """Return a hash of values; the same values give the same, in every process."""
    return hashlib.sha256(repr(content).encode()).hexdigest()
