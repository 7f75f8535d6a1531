"""``labapp book``: somebody's stay in a place."""

import argparse
from collections.abc import Sequence

from labapp.cli.call import Answer, Call, Misuse, opened
from labapp.cli.lookups import demo_of, exhibitor_of, place_of, resource_of
from labapp.cli.output import booking_data, booking_line
from labapp.cli.values import Claimed, Claims, Count, Moment
from labapp.domain.bookings import Booking, State
from labapp.domain.exhibitors import Demo
from labapp.domain.lab import Lab
from labapp.domain.resources import ResourceKind
from labapp.domain.times import Span
from labapp.services import bookings
from labapp.services.bookings import BookPlace
from labapp.services.spaces import lab as read_lab
from labapp.storage.transaction import Transaction
from labapp.words import Words

STATES = (State.HELD, State.CONFIRMED, State.PENDING, State.WAITLISTED)
Compute = tuple[int | None, int | None]


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    code, moment = say("cli.meta.code"), Moment(say)
    parser.add_argument("--place", required=True, metavar=code, help=say("cli.arg.place"))
    parser.add_argument("--exhibitor", required=True, metavar=code, help=say("cli.arg.exhibitor"))
    for name, target in (("--from", "start"), ("--to", "end")):
        parser.add_argument(
            name,
            dest=target,
            required=True,
            type=moment,
            metavar=say("cli.meta.moment"),
            help=say(f"cli.arg.{target}"),
        )
    parser.add_argument("--demo", metavar=code, help=say("cli.arg.demo"))
    parser.add_argument(
        "--claim",
        action="append",
        default=[],
        type=Claims(say),
        metavar=say("cli.meta.claim"),
        help=say("cli.arg.claim"),
    )
    parser.add_argument(
        "--state",
        choices=[state.value for state in STATES],
        default=State.CONFIRMED.value,
        help=say("cli.arg.state"),
    )
    for name in ("staff", "visitors", "power"):
        parser.add_argument(
            f"--{name}",
            type=Count(say),
            metavar=say("cli.meta.count"),
            help=say(f"cli.arg.{name}"),
        )
    text = say("cli.meta.text")
    parser.add_argument("--override", metavar=text, help=say("cli.arg.override"))
    parser.add_argument("--note", metavar=text, help=say("cli.arg.note"))


def run(call: Call) -> Answer:
    """Book the place."""
    span = span_of(call)
    with opened(call) as store:
        booked = store.write(_book, call, span)
    line = booking_line(booked, call.language)
    return Answer({"booked": booking_data(booked)}, (call.say("cli.book.done"), f"  {line}"))


def span_of(call: Call) -> Span:
    """Return the time that ``--from`` and ``--to`` say."""
    start, end = call.arguments.start, call.arguments.end
    if end <= start:
        raise Misuse(call.say("cli.bad.span"))
    return Span(start, end)


def _book(tx: Transaction, call: Call, span: Span) -> Booking:
    wanted = call.arguments
    lab = read_lab(tx)
    place = place_of(lab, wanted.place)
    exhibitor = exhibitor_of(tx, wanted.exhibitor)
    demo = demo_of(tx, wanted.demo) if wanted.demo else None
    (pool_id, mpflops), extras = _claims(lab, demo, wanted.claim, call)
    return bookings.book_place(
        tx,
        BookPlace(
            place_id=place.id,
            exhibitor_id=exhibitor.id,
            span=span,
            demo_id=demo.id if demo else None,
            state=State(wanted.state),
            via="command",
            visitors=wanted.visitors or 0,
            staff=wanted.staff,
            power_w=wanted.power,
            pool_id=pool_id,
            mpflops=mpflops,
            extras=extras,
            note=wanted.note,
            override=wanted.override,
        ),
    )


def _claims(
    lab: Lab, demo: Demo | None, claims: Sequence[Claimed], call: Call
) -> tuple[Compute, tuple[tuple[int, int], ...]]:
    """Return the booking's computing power, where its demo has none, and all further claims."""
    compute: Compute = (None, None)
    extras: list[tuple[int, int]] = []
    for claim in claims:
        ref = resource_of(lab, claim.code).ref
        units = claim.units(ref.kind)
        if units is None:
            raise Misuse(call.say("cli.bad.units", code=ref.code, amount=claim.amount))
        demo_computes = demo is not None and demo.pool_id is not None
        if ref.kind is ResourceKind.POOL and compute == (None, None) and not demo_computes:
            compute = (ref.id, units)
        else:
            extras.append((ref.id, units))
    return compute, tuple(extras)
