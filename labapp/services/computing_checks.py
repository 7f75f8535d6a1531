"""What the audit asks of computing power and of bad weather."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from labapp.domain.aiss import TOP_RATE, USUAL_RATE
from labapp.domain.times import local
from labapp.storage.tables.bookings import booking
from labapp.storage.tables.computing import weather_event, weather_hit
from labapp.storage.tables.exhibitors import subsidy


def broken_amounts(connection: Connection) -> Iterator[str]:
    """Yield the references whose shares are not the list price, or whose rate cannot be."""
    for row in connection.execute(select(subsidy).order_by(subsidy.c.code)):
        total = row.subsidy_cents + row.applicant_pays_cents
        if total != row.list_price_cents:
            yield f"{row.code}: {total} ≠ {row.list_price_cents}"
        if row.rate_percent > TOP_RATE or (row.rate_percent > USUAL_RATE and not row.rate_reason):
            yield f"{row.code}: {row.rate_percent} %"


def lost_before(connection: Connection) -> Iterator[str]:
    """Yield the bookings that a signal cut short before it closed the lab."""
    rows = connection.execute(
        select(booking.c.number, weather_hit.c.lost_from, weather_event.c.closes_at)
        .select_from(weather_hit)
        .join(weather_event, weather_event.c.id == weather_hit.c.event_id)
        .join(booking, booking.c.id == weather_hit.c.booking_id)
        .where(weather_hit.c.effect == "cut_short")
    )
    for row in rows:
        if row.closes_at is None or row.lost_from < row.closes_at:
            yield f"{row.number}: {local(row.lost_from):%Y-%m-%d %H:%M}"
