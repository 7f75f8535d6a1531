"""The floor plan on paper: what stands where at a moment, in a version of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from labapp.domain.floor_sheets import FloorSheet, FloorSheetPlace
from labapp.domain.languages import NO_NAMES, Language
from labapp.domain.plans import Plan, with_tray
from labapp.domain.times import day_of, local
from labapp.services.floor import FloorDay, floor_day
from labapp.services.issuing import fingerprint, remember, stamp
from labapp.services.papers import sheet_entry
from labapp.services.places_now import PlaceNow
from labapp.storage import exhibitors
from labapp.storage import papers as issues
from labapp.storage.transaction import Transaction
from labapp.storage.turns import take_turn

FLOOR: Final = "floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSheet:
    """Which sheet: the floor at a moment, on the plan that is shown."""

    moment: datetime
    language: Language
    plan: Plan


@dataclass(frozen=True, slots=True)
class LastSheet:
    """The version that was printed last, and whether it still says what is true."""

    version: int
    printed_at: datetime
    printed_by: str
    out_of_date: bool


def floor_sheet(tx: Transaction, wanted: WantedSheet) -> FloorSheet:
    """Return the sheet as it would be printed now; its moment is a whole minute."""
    moment = wanted.moment.replace(second=0, microsecond=0)
    day = floor_day(tx, day_of(moment))
    conditional = {
        demo.id for demo in exhibitors.all_demos(tx.connection) if demo.clearance == "conditional"
    }
    places = tuple(_place(day, here, conditional) for here in day.at(moment))
    plan, tray = with_tray(wanted.plan, (place.code for place in places))
    return FloorSheet(
        lab=day.lab.names,
        moment=moment,
        language=wanted.language,
        hours=day.hours,
        is_open=day.is_open(moment),
        plan=plan,
        tray=tray,
        places=places,
        sample=any(place.sample for place in day.lab.places.values()),
        **stamp(tx, _document(moment, wanted.language)),
    )


def issue_floor_sheet(tx: Transaction, wanted: WantedSheet) -> FloorSheet:
    """Give the sheet a version of its own and remember what it says; print what it returns."""
    take_turn(tx, _document(wanted.moment, wanted.language))
    sheet = floor_sheet(tx, wanted)
    scope = local(sheet.moment).strftime("%Y-%m-%dT%H:%M")
    remember(tx, sheet, FLOOR, scope, sheet.language, fingerprint(sheet))
    return sheet


def last_sheet(tx: Transaction, sheet: FloorSheet) -> LastSheet | None:
    """Return what was printed last of the same moment and language, None if nothing was."""
    row = issues.latest_issue(tx.connection, sheet.document_number)
    if row is None:
        return None
    stale = row.fingerprint != fingerprint(sheet) and sheet.moment > tx.now - timedelta(days=1)
    return LastSheet(row.version, row.printed_at, row.printed_by, stale)


def _document(moment: datetime, language: Language) -> str:
    return f"FLOOR-{local(moment):%Y%m%d-%H%M}-{language.value}"


def _place(day: FloorDay, here: PlaceNow, conditional: set[int]) -> FloorSheetPlace:
    place, now, coming = here.place, here.now, here.next
    entry = None
    if now is not None:
        entry = sheet_entry(now, day.day, conditional=now.demo_id in conditional)
    return FloorSheetPlace(
        code=place.code,
        names=place.names,
        zone=place.zone,
        zone_colour=place.zone_colour,
        in_service=here.in_service,
        note=place.note,
        entry=entry,
        others=here.others,
        free=here.free and here.in_service,
        free_until=here.free_until,
        turnover_until=here.turnover_until,
        inside=here.inside,
        next_at=None if coming is None else coming.span.start,
        next_who=NO_NAMES if coming is None else coming.who,
    )
