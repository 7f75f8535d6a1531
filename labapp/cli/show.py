"""``labapp show``: one booking with its history."""

import argparse
from collections.abc import Sequence

from labapp.cli.call import Answer, Call, opened
from labapp.cli.output import booking_data, pairs, plain, table
from labapp.domain.bookings import Booking
from labapp.domain.resources import ResourceKind, ResourceRef
from labapp.services import bookings
from labapp.services.spaces import lab as read_lab
from labapp.storage.journal import JournalRow
from labapp.storage.transaction import Transaction
from labapp.ui.formats import moment_text, span_text
from labapp.ui.texts import amount
from labapp.words import Words


def arguments(parser: argparse.ArgumentParser, say: Words) -> None:
    """Say what the command takes."""
    parser.add_argument("number", metavar=say("cli.meta.number"), help=say("cli.arg.number"))


def run(call: Call) -> Answer:
    """Show the booking."""
    with opened(call) as store:
        booking, claims, history = store.read(_booking, call.arguments.number)
    acts = [
        {
            "revision": row.revision,
            "at": plain(row.at),
            "actor": row.actor,
            "role": row.role,
            "origin": row.origin,
            "act": row.act,
        }
        for row in history
    ]
    data = booking_data(booking) | {
        "claims": [{"resource": ref.code, "units": units} for ref, units in claims]
    }
    lines = (*_known(booking, claims, call), "", *_history(history, call.say))
    return Answer({"booking": data, "history": acts}, lines)


Claims = Sequence[tuple[ResourceRef, int]]


def _booking(tx: Transaction, number: str) -> tuple[Booking, Claims, Sequence[JournalRow]]:
    found = bookings.booking_by_number(tx, number)
    resources = read_lab(tx).resources
    claims = [(resources[resource_id].ref, units) for resource_id, units in found.extras]
    return found, claims, bookings.history_of(tx, found.number)


def _known(booking: Booking, claims: Claims, call: Call) -> tuple[str, ...]:
    say, language = call.say, call.language
    compute = ""
    if booking.pool:
        compute = f"{booking.pool} {amount(booking.mpflops, ResourceKind.POOL, language)}"
    power = amount(booking.power_w, ResourceKind.FEED, language) if booking.power_w else ""
    further = " · ".join(f"{ref.code} {amount(units, ref.kind, language)}" for ref, units in claims)
    marks = say("done.mark") if booking.marks else ""
    return pairs(
        (
            (say("term.number"), booking.number),
            (say("term.state"), say(f"state.{booking.state}")),
            (say("term.type"), say(f"kind.{booking.kind}")),
            (say("term.place"), booking.place or ""),
            (say("term.time"), span_text(booking.span, say)),
            (
                say("term.exhibitor"),
                _coded(booking.exhibitor_code, booking.exhibitor.best(language)),
            ),
            (say("term.demo"), _coded(booking.demo_code, booking.demo.best(language))),
            (say("term.title"), booking.title.best(language)),
            (say("term.staff"), str(booking.staff or "")),
            (say("term.visitors"), str(booking.visitors or "")),
            (say("term.power"), power),
            (say("term.compute"), compute),
            (say("field.extras"), further),
            (say("term.guide"), booking.guide or ""),
            (say("term.note"), booking.note or ""),
            (say("term.reason"), booking.reason or ""),
            (say("term.override_reason"), booking.override_reason or ""),
            (say("term.conflict"), marks),
        )
    )


def _coded(code: str | None, name: str) -> str:
    return " ".join(part for part in (code, name) if part)


def _history(history: Sequence[JournalRow], say: Words) -> tuple[str, ...]:
    def done(act: str) -> str:
        return say(f"done.{act}") if say.has(f"done.{act}") else act

    headers = (say("term.history"), say("term.time"), say("term.user"))
    return table(headers, ((done(r.act), moment_text(r.at, say), r.actor) for r in history))
