"""Every refusal and fault in words: short sentences with the facts, in three languages.

Nothing here needs Qt: the command line speaks the same sentences.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import singledispatch
from typing import Final

from labapp.domain import errors
from labapp.domain.bookings import State
from labapp.domain.errors import Alternative, DatabaseFault, FileFault, LabError, Refusal, Refused
from labapp.domain.languages import Names
from labapp.domain.resources import Holder, ResourceKind, ResourceRef
from labapp.domain.times import day_of
from labapp.ui.formats import (
    clock_text,
    day_text,
    hours_text,
    length_text,
    moment_text,
    span_text,
    watts_text,
)
from labapp.words import Words, words

_LONGEST_QUOTE: Final = 40
"""Letters of a field that a sentence quotes; more is left to the screen that shows the field."""
_LONGEST_DETAIL: Final = 200
_MOST_ROWS: Final = 20
_MOST_NAMED: Final = 6
_ALONE: Final = frozenset({ResourceKind.PLACE, ResourceKind.GUIDE, ResourceKind.PRESENTER})
"""The resources that one booking usually has to itself."""
_TELLING: Final = frozenset({"unreachable", "corrupt"})
"""The faults of which the database's own words say more than ours: a password, a file's page."""


def explain(error: LabError, language: str) -> str:
    """Return the whole message: what happened, what was kept, what to do.

    Of a refusal it is one sentence for each fact in the way, a line each.
    """
    say = words(language)
    if isinstance(error, Refused):
        sentences = (explain_refusal(refusal, language) for refusal in error.refusals)
        return "\n".join(dict.fromkeys(sentences))
    if isinstance(error, DatabaseFault):
        return _database(error, say)
    if isinstance(error, FileFault):
        detail = _because("fault.detail", "detail", _first_line(error.detail), say)
        return say(f"fault.file.{error.kind}", path=error.path, detail=detail)
    from labapp.domain.imports import TableUnreadable  # noqa: PLC0415 -- start-up time

    if isinstance(error, TableUnreadable):
        return say(error.key, **_facts(error.facts, say))
    raise TypeError(f"{type(error).__name__} has no words")


def explain_refusal(refusal: Refusal, language: str) -> str:
    """Return one sentence with every fact of the refusal."""
    return _sentence(refusal, words(language))


def describe_alternative(alternative: Alternative, language: str) -> str:
    """Return what is offered instead, such as ``Another place: A3, Thu 10 Dec, 10:00–12:00``."""
    say = words(language)
    return say(
        "alternative.sentence",
        kind=say(f"alternative.{alternative.kind}"),
        place=alternative.place,
        span=span_text(alternative.span, say),
    )


def amount(units: int, kind: ResourceKind, language: str) -> str:
    """Return units of a resource with what they are: 9500 of a pool are ``9.5 PFLOPS``.

    Units are mPFLOPS of a pool, W of a feed or a place's sockets, seats of a toolkit, people.
    """
    return _amount(units, kind, words(language))


def _amount(units: int, kind: ResourceKind, say: Words) -> str:
    match kind:
        case ResourceKind.POOL:
            return say("unit.pflops", number=_thousandths(units))
        case ResourceKind.FEED | ResourceKind.SOCKETS:
            return watts_text(units, say)
        case _:
            return say(f"refusal.units.{kind}", count=units)


def _bare(units: int, kind: ResourceKind) -> str:
    return _thousandths(units) if kind is ResourceKind.POOL else f"{units:,}"


def _thousandths(units: int) -> str:
    whole, rest = divmod(units, 1000)
    return f"{whole:,}" + f".{rest:03}".rstrip("0").rstrip(".")


def _database(fault: DatabaseFault, say: Words) -> str:
    told = say(f"fault.database.{fault.kind}", where=fault.where, detail=fault.detail)
    detail = _first_line(fault.detail)
    if fault.kind not in _TELLING or not detail:
        return told
    return f"{told}\n{say('fault.database.said', detail=detail)}"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:_LONGEST_DETAIL]


def _facts(facts: Mapping[str, object], say: Words) -> dict[str, object]:
    return {
        name: day_text(value, say, year=True) if isinstance(value, date) else value
        for name, value in facts.items()
    }


def _because(key: str, name: str, text: str | None, say: Words) -> str:
    return say(key, **{name: text}) if text else ""


def _listed(parts: Iterable[str], say: Words) -> str:
    told = ""
    for part in parts:
        told = say("list.comma", first=told, second=part) if told else part
    return told


def _name(names: Names, say: Words) -> str:
    return names.best(say.language)


def _called(resource: ResourceRef, say: Words) -> str:
    """Return what a person calls a resource: a place by its code, all others by their name."""
    if resource.kind in {ResourceKind.PLACE, ResourceKind.SOCKETS}:
        return resource.code.rpartition(":")[2]
    return _name(resource.names, say) or resource.code


def _when(start: datetime, end: datetime, say: Words) -> str:
    """Return ``from 11:00 to 13:00 on Thu 10 Dec``, or both days."""
    first, last = day_of(start), day_of(end - timedelta(microseconds=1))
    facts = {"start": clock_text(start), "day": day_text(first, say)}
    if first == last:
        end_clock = clock_text(end) if day_of(end) == last else "24:00"
        return say("date.when", end=end_clock, **facts)
    end_day = day_text(day_of(end), say)
    return say("date.when.days", end=clock_text(end), end_day=end_day, **facts)


def _holders(
    holders: Iterable[Holder], kind: ResourceKind, say: Words, at: datetime | None = None
) -> str:
    """Return who holds it: with their times of what only one can have, else with how much."""
    return _listed((_holder(holder, kind, say, at) for holder in holders), say)


def _holder(holder: Holder, kind: ResourceKind, say: Words, at: datetime | None) -> str:
    facts = {"who": _name(holder.who, say), "number": holder.number}
    if not facts["who"]:
        return holder.number
    if at is None:
        return say("refusal.holder.amount", amount=_amount(holder.units, kind, say), **facts)
    same_day = day_of(holder.span.start) == day_of(at) == day_of(holder.span.end)
    time = hours_text(holder.span) if same_day else span_text(holder.span, say)
    return say("refusal.holder.time", time=time, **facts)


def _held(holders: tuple[Holder, ...], kind: ResourceKind, say: Words) -> str:
    if kind in _ALONE:
        told = _listed(
            (
                say("refusal.holder", who=_name(h.who, say), number=h.number)
                if h.who.all()
                else h.number
                for h in holders
            ),
            say,
        )
    else:
        told = _holders(holders, kind, say)
    return _because("refusal.held", "holders", told, say)


@singledispatch
def _sentence(refusal: Refusal, say: Words) -> str:
    raise TypeError(f"{type(refusal).__name__} has no words")


@_sentence.register
def _over_capacity(refusal: errors.OverCapacity, say: Words) -> str:
    kind = refusal.resource.kind
    when = _when(refusal.at, refusal.until, say)
    name = _called(refusal.resource, say)
    if kind is ResourceKind.PRESENTER and refusal.capacity == 0:
        return say("refusal.OverCapacity.presenter.away", name=name, when=when)
    alone = kind in _ALONE and refusal.capacity == 1
    if alone and refusal.holders:
        taken_by = _holders(refusal.holders, kind, say, refusal.at)
        return say(f"refusal.OverCapacity.{kind}", name=name, when=when, holders=taken_by)
    form = "places" if kind in _ALONE else kind.value
    return say(
        f"refusal.OverCapacity.{form}",
        name=name,
        needed=_amount(refusal.used + refusal.wanted, kind, say),
        capacity=_bare(refusal.capacity, kind),
        when=when,
        held=_held(refusal.holders, kind, say),
    )


@_sentence.register
def _outside_hours(refusal: errors.OutsideHours, say: Words) -> str:
    day = day_text(refusal.day, say)
    reason = _because("refusal.because", "reason", _name(refusal.reason, say), say)
    if not refusal.hours:
        return say("refusal.OutsideHours.closed", day=day, reason=reason)
    hours = _listed((hours_text(span) for span in refusal.hours), say)
    return say("refusal.OutsideHours.open", day=day, hours=hours, reason=reason)


@_sentence.register
def _out_of_service(refusal: errors.OutOfService, say: Words) -> str:
    start = moment_text(refusal.at, say)
    reason = _because("refusal.because", "reason", refusal.note, say)
    if refusal.until is None:
        return say("refusal.OutOfService.open", place=refusal.place, start=start, reason=reason)
    end = moment_text(refusal.until, say)
    return say(
        "refusal.OutOfService.until", place=refusal.place, start=start, end=end, reason=reason
    )


@_sentence.register
def _off_grid(refusal: errors.OffGrid, say: Words) -> str:
    steps = range(0, 60, refusal.slot_minutes) if refusal.slot_minutes < 60 else (0,)  # noqa: PLR2004 -- an hour
    examples = _listed((f"10:{minute:02}" for minute in list(steps)[:3]), say)
    return say("refusal.OffGrid", minutes=refusal.slot_minutes, examples=examples)


@_sentence.register
def _licence_ends(refusal: errors.LicenceEnds, say: Words) -> str:
    ends = day_text(refusal.ends, say, year=True)
    return say("refusal.LicenceEnds", toolkit=_name(refusal.toolkit, say), ends=ends)


@_sentence.register
def _not_trained(refusal: errors.NotTrained, say: Words) -> str:
    return say("refusal.NotTrained", toolkit=_name(refusal.toolkit, say))


@_sentence.register
def _outside_partner_hours(refusal: errors.OutsidePartnerHours, say: Words) -> str:
    facts = {"toolkit": _name(refusal.toolkit, say), "day": day_text(refusal.day, say)}
    if not refusal.hours:
        return say("refusal.OutsidePartnerHours.closed", **facts)
    hours = _listed((hours_text(span) for span in refusal.hours), say)
    return say("refusal.OutsidePartnerHours.open", hours=hours, **facts)


@_sentence.register
def _credits_spent(refusal: errors.CreditsSpent, say: Words) -> str:
    return say(
        "refusal.CreditsSpent",
        toolkit=_name(refusal.toolkit, say),
        needed=length_text(refusal.needed, say),
        left=length_text(refusal.left, say),
    )


@_sentence.register
def _already_lent(refusal: errors.AlreadyLent, say: Words) -> str:
    due = moment_text(refusal.due, say)
    return say("refusal.AlreadyLent", tag=refusal.tag, borrower=refusal.borrower, due=due)


@_sentence.register
def _not_lendable(refusal: errors.NotLendable, say: Words) -> str:
    return say(f"refusal.NotLendable.{refusal.condition}", tag=refusal.tag)


@_sentence.register
def _checklist_open(refusal: errors.ChecklistOpen, say: Words) -> str:
    named = [_name(item, say) for item in refusal.items[:_MOST_NAMED]]
    more = ["…"] if len(refusal.items) > _MOST_NAMED else []
    return say("refusal.ChecklistOpen", items=_listed([*named, *more], say))


@_sentence.register
def _too_short(refusal: errors.TooShort, say: Words) -> str:
    least, length = (length_text(minutes, say) for minutes in (refusal.least, refusal.minutes))
    return say("refusal.TooShort", least=least, length=length)


@_sentence.register
def _too_long(refusal: errors.TooLong, say: Words) -> str:
    most, length = (length_text(minutes, say) for minutes in (refusal.most, refusal.minutes))
    return say("refusal.TooLong", most=most, length=length)


@_sentence.register
def _too_far_ahead(refusal: errors.TooFarAhead, say: Words) -> str:
    latest = day_text(refusal.latest, say, year=True)
    return say("refusal.TooFarAhead", days=refusal.days, latest=latest)


@_sentence.register
def _too_little_notice(refusal: errors.TooLittleNotice, say: Words) -> str:
    earliest = moment_text(refusal.earliest, say)
    return say("refusal.TooLittleNotice", hours=refusal.hours, earliest=earliest)


@_sentence.register
def _already_over(refusal: errors.AlreadyOver, say: Words) -> str:
    return say("refusal.AlreadyOver", end=moment_text(refusal.end, say))


@_sentence.register
def _no_demo(refusal: errors.NoDemo, say: Words) -> str:
    return say("refusal.NoDemo")


@_sentence.register
def _not_cleared(refusal: errors.NotCleared, say: Words) -> str:
    title = _because("refusal.because", "reason", _name(refusal.title, say), say)
    facts = {"demo": f"{refusal.demo}{title}", "day": day_text(refusal.day, say)}
    if refusal.status in {"cleared", "conditional"} and refusal.valid_until is not None:
        until = day_text(refusal.valid_until, say)
        return say("refusal.NotCleared.ended", until=until, **facts)
    void = refusal.status == "void"
    return say("refusal.NotCleared.void" if void else "refusal.NotCleared.pending", **facts)


@_sentence.register
def _demo_retired(refusal: errors.DemoRetired, say: Words) -> str:
    return say("refusal.DemoRetired", demo=refusal.demo, title=_name(refusal.title, say))


@_sentence.register
def _never_shown(refusal: errors.NeverShown, say: Words) -> str:
    return say("refusal.NeverShown", demo=refusal.demo, title=_name(refusal.title, say))


@_sentence.register
def _items_open(refusal: errors.ItemsOpen, say: Words) -> str:
    items = _listed((say(f"clearance.short.{key}") for key in refusal.items), say)
    return say("refusal.ItemsOpen", demo=refusal.demo, count=len(refusal.items), items=items)


@_sentence.register
def _file_refused(refusal: errors.FileRefused, say: Words) -> str:
    most = refusal.most_bytes // 2**20
    return say(f"refusal.FileRefused.{refusal.fault}", name=refusal.name, most=most)


@_sentence.register
def _not_presenting(refusal: errors.NotPresenting, say: Words) -> str:
    presenter = _name(refusal.presenter, say)
    return say("refusal.NotPresenting", presenter=presenter, demo=refusal.demo)


@_sentence.register
def _nothing_changed(refusal: errors.NothingChanged, say: Words) -> str:
    return say("refusal.NothingChanged", release=refusal.release)


@_sentence.register
def _not_their_demo(refusal: errors.NotTheirDemo, say: Words) -> str:
    return say("refusal.NotTheirDemo", demo=refusal.demo, owner=_name(refusal.owner, say))


@_sentence.register
def _quota_exceeded(refusal: errors.QuotaExceeded, say: Words) -> str:
    return say(
        f"refusal.QuotaExceeded.{refusal.period}",
        exhibitor=_name(refusal.exhibitor, say),
        day=day_text(refusal.start, say),
        total=length_text(refusal.used + refusal.wanted, say),
        limit=length_text(refusal.limit, say),
        used=length_text(refusal.used, say),
    )


@_sentence.register
def _not_active(refusal: errors.NotActive, say: Words) -> str:
    key = f"exhibitor_status.{refusal.status}"
    status = say(key) if say.has(key) else refusal.status
    return say("refusal.NotActive", exhibitor=_name(refusal.exhibitor, say), status=status)


@_sentence.register
def _wrong_state(refusal: errors.WrongState, say: Words) -> str:
    if refusal.act == "no_show" and refusal.state == State.CONFIRMED:
        return say("refusal.WrongState.too_early", number=refusal.number)
    state = say(f"refusal.state.{refusal.state}")
    done = say(f"refusal.done.{refusal.act}")
    return say("refusal.WrongState", number=refusal.number, state=state, done=done)


@_sentence.register
def _role_may_not(refusal: errors.RoleMayNot, say: Words) -> str:
    act = say(f"refusal.to.{refusal.act}")
    return say("refusal.RoleMayNot", role=say(f"role.{refusal.role}"), act=act)


@_sentence.register
def _reason_missing(refusal: errors.ReasonMissing, say: Words) -> str:
    return say("refusal.ReasonMissing", act=say(f"refusal.to.{refusal.act}"))


@_sentence.register
def _below_booked(refusal: errors.BelowBooked, say: Words) -> str:
    kind = refusal.resource.kind
    facts = {
        "name": _called(refusal.resource, say),
        "at": moment_text(refusal.at, say),
        "held": _held(refusal.holders, kind, say),
    }
    if kind is ResourceKind.PLACE and refusal.capacity == 0:
        return say("refusal.BelowBooked.place", **facts)
    capacity, peak = (_amount(units, kind, say) for units in (refusal.capacity, refusal.peak))
    return say("refusal.BelowBooked", capacity=capacity, peak=peak, **facts)


@_sentence.register
def _above_parent(refusal: errors.AboveParent, say: Words) -> str:
    kind = refusal.parent.kind
    total, capacity = (_amount(units, kind, say) for units in (refusal.total, refusal.capacity))
    return say(
        "refusal.AboveParent",
        name=_called(refusal.parent, say),
        at=moment_text(refusal.at, say),
        total=total,
        capacity=capacity,
    )


@_sentence.register
def _field_fault(refusal: errors.FieldFault, say: Words) -> str:
    field = _field(refusal.field_name, say)
    key = f"refusal.FieldFault.{refusal.fault}"
    plain = refusal.fault != "missing" and not refusal.value
    return say(f"{key}.plain" if plain else key, field=field, value=refusal.value)


def _field(name: str, say: Words) -> str:
    keys = (f"field.{name}", f"setting.{name}")
    return next((say(key) for key in keys if say.has(key)), name)


@_sentence.register
def _not_found(refusal: errors.NotFound, say: Words) -> str:
    return say("refusal.NotFound", what=say(f"refusal.what.{refusal.what}"), key=refusal.key)


@_sentence.register
def _changed_meanwhile(refusal: errors.ChangedMeanwhile, say: Words) -> str:
    told = _listed((_difference(*each, say=say) for each in refusal.differences), say)
    differences = _because("refusal.differences", "differences", told, say)
    key = "refusal.ChangedMeanwhile" if refusal.by else "refusal.ChangedMeanwhile.nobody"
    return say(key, by=refusal.by, key=refusal.key, differences=differences)


def _difference(name: str, theirs: str, yours: str, *, say: Words) -> str:
    field = _field(name, say)
    if max(len(theirs), len(yours)) > _LONGEST_QUOTE:
        return field
    return say("refusal.difference", field=field, theirs=theirs, yours=yours)


@_sentence.register
def _nothing_to_undo(refusal: errors.NothingToUndo, say: Words) -> str:
    return say(f"refusal.NothingToUndo.{refusal.act}")


@_sentence.register
def _offer_open(refusal: errors.OfferOpen, say: Words) -> str:
    return say("refusal.OfferOpen", number=refusal.number, until=moment_text(refusal.until, say))


@_sentence.register
def _maybe_known(refusal: errors.MaybeKnown, say: Words) -> str:
    name = _name(refusal.names, say)
    return say("refusal.MaybeKnown", code=refusal.code, name=name, percent=refusal.percent)


@_sentence.register
def _rows_refused(refusal: errors.RowsRefused, say: Words) -> str:
    named = [str(row) for row in refusal.rows[:_MOST_ROWS]]
    rows = _listed(named if len(named) == len(refusal.rows) else [*named, "…"], say)
    return say("refusal.RowsRefused", rows=rows, count=len(refusal.rows), of=refusal.of)


@_sentence.register
def _still_used(refusal: errors.StillUsed, say: Words) -> str:
    named = list(refusal.named[:_MOST_NAMED])
    more = ["…"] if len(refusal.named) > len(named) else []
    return say(
        f"refusal.StillUsed.{refusal.users}",
        what=say(f"refusal.what.{refusal.what}"),
        key=refusal.key,
        named=_listed([*named, *more], say),
    )
