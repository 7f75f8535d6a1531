"""The tables, one module per area; import this package to have them all."""

from labapp.storage.tables import (
    bookings,
    exhibitors,
    house,
    papers,
    plans,
    resources,
    spaces,
)
from labapp.storage.tables.base import metadata

__all__ = [
    "bookings",
    "exhibitors",
    "house",
    "metadata",
    "papers",
    "plans",
    "resources",
    "spaces",
]
