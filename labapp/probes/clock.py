"""The time by which certificates and licences are judged: the real one, whatever the lab's is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)
