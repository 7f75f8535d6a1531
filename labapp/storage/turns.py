"""One after another, where two machines would both take the same next number."""

from sqlalchemy import text

from labapp.storage.transaction import Transaction

_WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


def take_turn(tx: Transaction, what: str) -> None:
    """Wait for whoever does the same thing now; what they stored is seen afterwards.

    On SQLite the transaction's own lock has done it.
    """
    if tx.is_postgres:
        tx.connection.execute(_WAIT, {"what": what})
