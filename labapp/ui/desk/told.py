"""What was just done, in one line."""

from labapp.domain.bookings import Booking
from labapp.services.bookings import ActOn
from labapp.ui.desk.inspector.orders import Order
from labapp.ui.formats import span_text
from labapp.words import Words


def told(order: Order, booking: Booking, say: Words) -> str:
    """Return what an order has done to a booking."""
    name = booking.who.best(say.language)
    facts = {"number": booking.number, "who": name}
    if isinstance(order, ActOn):
        return say("desk.told.act", done=say(f"done.{order.act}"), **facts)
    verb = {"BookPlace": "book", "BookVisit": "book", "ClosePlace": "close", "MoveBooking": "move"}
    act = verb.get(type(order).__name__, "edit")
    where = [booking.place] if booking.place else []
    place = say("desk.comma").join([*where, span_text(booking.span, say)])
    return say("desk.told.place", done=say(f"done.{act}"), place=place, **facts)
