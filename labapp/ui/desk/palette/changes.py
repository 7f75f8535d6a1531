"""What the typed words would change of what is booked: a move, a cancellation, a swap."""

from datetime import date

from labapp.domain.bookings import Act, Booking
from labapp.domain.phrases import Verb
from labapp.services.bookings import ActOn, MoveBooking
from labapp.services.search import Answer
from labapp.services.search_hits import Found
from labapp.ui.desk.palette.items import Item, Ordered, Row, Swapped, Typed
from labapp.ui.formats import day_text, span_text
from labapp.ui.texts import explain_refusal
from labapp.words import Words

CHANGING = frozenset({Verb.MOVE, Verb.CANCEL, Verb.SWAP})


def change(answer: Answer, text: str, shown: date, say: Words) -> Row:
    """Return the line that says what would be changed, whether that can be, and what is missing."""
    verb, booking = answer.phrase.verb, answer.booking
    if verb is Verb.SWAP:
        return _swap(answer, text, shown, say)
    if booking is None:
        several = any(hit.found is Found.BOOKING for hit in answer.hits)
        asked = say("palette.ask.which" if several else "palette.ask.which.none")
        return Row(None, "calendar-range", say(f"palette.{verb}.bare"), below=asked, tone="info")
    if verb is Verb.CANCEL:
        return _cancellation(answer, booking, text, say)
    return _move(answer, booking, text, say)


def completed(row: Row, number: str, answer: Answer, text: str) -> Row:
    """Return the line of a booking that says which one is meant, instead of being shown."""
    who = answer.phrase.who
    words = text.replace(who, number) if who and who in text else f"{text.rstrip()} {number}"
    item: Item = Typed(words)
    return Row(item, row.picture, row.text, row.detail)


def _move(answer: Answer, booking: Booking, text: str, say: Words) -> Row:
    place = answer.place or None
    span = answer.span or booking.span
    where = place.code if place is not None else booking.place or ""
    facts = {"number": booking.number, "who": booking.who.best(say.language)}
    if span == booking.span and where == (booking.place or ""):
        told = say("palette.move.part", **facts, when=span_text(span, say), place=where)
        return Row(None, "calendar-range", told, below=say("palette.ask.whither"), tone="info")
    told = say("palette.move", **facts, when=span_text(span, say), place=where)
    order = MoveBooking(
        booking_id=booking.id,
        span=span,
        place_id=place.id if place is not None else None,
        version=booking.version,
    )
    item = Ordered(booking.number, order, text)
    if answer.blockers:
        why = dict.fromkeys(explain_refusal(each, say.language) for each in answer.blockers)
        return Row(item, "circle-alert", told, below=say("palette.gap").join(why), tone="danger")
    return Row(item, "circle-check", told, below=say("palette.free.move"), tone="success")


def _cancellation(answer: Answer, booking: Booking, text: str, say: Words) -> Row:
    facts = {
        "number": booking.number,
        "who": booking.who.best(say.language),
        "place": booking.place or "",
        "when": span_text(booking.span, say),
        "reason": answer.reason,
    }
    if not answer.reason:
        told = say("palette.cancel.part", **facts)
        return Row(None, "ban", told, below=say("palette.ask.reason"), tone="info")
    order = ActOn(
        booking_id=booking.id, act=Act.CANCEL, reason=answer.reason, version=booking.version
    )
    item = Ordered(booking.number, order, text)
    told = say("palette.cancel", **facts)
    return Row(item, "circle-check", told, below=say("palette.sure.cancel"), tone="success")


def _swap(answer: Answer, text: str, shown: date, say: Words) -> Row:
    one, other, day = answer.place, answer.other, answer.phrase.day or shown
    if one is None or other is None or one.id == other.id:
        bare = say("palette.swap.bare")
        return Row(None, "repeat", bare, below=say("palette.ask.places"), tone="info")
    facts = {"one": one.code, "other": other.code, "day": day_text(day, say)}
    item = Swapped((one.code, other.code), day, text)
    told = say("palette.swap", **facts)
    return Row(item, "repeat", told, below=say("palette.sure.swap"), tone="success")
