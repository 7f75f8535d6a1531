"""The tables, one module per area; import this package to have them all."""

from labapp.storage.tables import (
    bookings,
    computing,
    demos,
    exhibitors,
    house,
    papers,
    plans,
    resources,
    spaces,
    toolkits,
)
from labapp.storage.tables.base import metadata

__all__ = [
    "bookings",
    "computing",
    "demos",
    "exhibitors",
    "house",
    "metadata",
    "papers",
    "plans",
    "resources",
    "spaces",
    "toolkits",
]
