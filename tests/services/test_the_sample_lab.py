"""The program gives the answers that an independent checker computed for the sample lab."""

import json
from datetime import date, datetime
from typing import Any

import pytest

from labapp.domain.errors import NotCleared, OverCapacity, Refusal
from labapp.domain.resources import ResourceKind
from labapp.domain.times import local, week_of
from labapp.exchange.lab_file import read_lab_file
from labapp.services import bookings, reports
from labapp.services.lab_import import import_lab
from labapp.storage.store import Store
from tests.conftest import SAMPLE

CONTENT: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
EXPECTED: dict[str, Any] = CONTENT["expected"]


def as_the_checker_says(refusal: Refusal) -> list[str]:
    match refusal:
        case OverCapacity(resource=resource) if resource.kind is ResourceKind.PLACE:
            return ["booth", refusal.holders[0].number]
        case OverCapacity(resource=resource) if resource.kind is ResourceKind.POOL:
            total = refusal.used + refusal.wanted
            when = local(refusal.at).isoformat()
            return ["compute", f"{resource.code} {total}>{refusal.capacity} mPFLOPS at {when}"]
        case OverCapacity(resource=resource) if resource.kind is ResourceKind.FEED:
            total = refusal.used + refusal.wanted
            return ["feed_power", f"{resource.code} {total}W>{refusal.capacity}W"]
        case NotCleared(demo=demo):
            return ["clearance", demo]
        case _:
            raise AssertionError(refusal)


def test_the_states_are_as_expected(sample: Store) -> None:
    week = week_of(date.fromisoformat(CONTENT["meta"]["week_start"]))

    assert sample.read(reports.count_by_state, week) == EXPECTED["bookings_by_state"]


@pytest.mark.parametrize("block", ["waitlist_blockers_if_promoted", "pending_blockers"])
def test_what_blocks_is_as_expected(sample: Store, block: str) -> None:
    found = {}
    for number in EXPECTED[block]:
        booking = sample.read(bookings.booking_by_number, number)
        refusals = sample.read(reports.blockers_if_confirmed, booking)
        found[number] = [as_the_checker_says(refusal) for refusal in refusals]

    assert found == EXPECTED[block]


def test_the_daily_peaks_are_as_expected(sample: Store) -> None:
    found = {
        day: sample.read(reports.daily_peaks, date.fromisoformat(day))
        for day in EXPECTED["daily_peaks"]
    }

    assert found == EXPECTED["daily_peaks"]


def test_the_use_rates_are_as_expected(sample: Store) -> None:
    found = {}
    for day in EXPECTED["utilisation"]:
        use = sample.read(reports.use_of_day, date.fromisoformat(day))
        found[day] = {
            "open_minutes": use.open_minutes,
            "booths_in_service": use.places_in_service,
            "booked_minutes": use.booked_minutes,
            "utilisation_permille": use.permille,
        }

    assert found == EXPECTED["utilisation"]


def test_the_weather_drill_is_as_expected(sample: Store) -> None:
    drill = EXPECTED["weather_drill"]

    seen = sample.read(
        reports.weather_preview, drill["signal"], datetime.fromisoformat(drill["announced"])
    )

    assert {
        "closes_at": local(seen.closes_at).isoformat(),
        "cut_short": list(seen.cut_short),
        "not_started": list(seen.not_started),
        "visits_cut_short": list(seen.visits_cut_short),
    } == {
        name: drill[name] for name in ("closes_at", "cut_short", "not_started", "visits_cut_short")
    }


def test_every_block_of_the_file_is_read(store: Store) -> None:
    report = store.write(import_lab, read_lab_file(SAMPLE))

    counted = {
        block: report.added[block] for block in report.added if block not in {"policy", "opening"}
    }
    assert counted == {block: len(CONTENT[block]) for block in counted}
    assert report.known == {}


def test_importing_the_file_again_changes_nothing(sample: Store) -> None:
    report = sample.write(import_lab, read_lab_file(SAMPLE))

    assert report.added == {}
