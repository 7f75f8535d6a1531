"""Carries out what a line's key or button means, with the version that the person saw."""

from labapp.domain.bookings import Act, Booking
from labapp.domain.errors import Refused, WrongState
from labapp.services.bookings import ActOn, act_on, booking_by_id
from labapp.services.gateway import Gateway
from labapp.services.waiting import Gap, offer_next
from labapp.ui.desk.today.deeds import ACTS, Deed
from labapp.ui.desk.told import told
from labapp.words import Words


async def carry_out(gateway: Gateway, booking: Booking, deed: Deed, reason: str, say: Words) -> str:
    """Do it, and return what was done in words; ``Refused`` says what is in the way."""
    if deed is Deed.OFFER:
        return await _offer(gateway, booking, say)
    order = ActOn(
        booking_id=booking.id, act=ACTS[deed], reason=reason or None, version=booking.version
    )
    return told(order, await gateway.write(act_on, order), say)


async def _offer(gateway: Gateway, booking: Booking, say: Words) -> str:
    """Offer the time a booking waits for to the first on the list whom it fits."""
    gap = Gap(place_id=booking.place_id, span=booking.span)
    offered = await gateway.write(offer_next, gap)
    if offered.booking is None:
        blockers = [w.blockers for w in offered.passed_over if w.booking.id == booking.id]
        if blockers:
            raise Refused(*blockers[0])
        now = await gateway.read(booking_by_id, booking.id)
        raise Refused(WrongState(number=now.number, state=now.state.value, act=Act.OFFER.value))
    return say(
        "desk.told.act",
        done=say("done.offer"),
        number=offered.booking.number,
        who=offered.booking.who.best(say.language),
    )
