"""Founding a lab from nothing."""

from dataclasses import replace
from datetime import date, time

import pytest

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import ExhibitorLine
from labapp.domain.languages import Names
from labapp.domain.spaces import Holiday, Hours, PlaceKind
from labapp.domain.staff import Actor, Role
from labapp.services.checks import check_store
from labapp.services.founding import (
    FirstPlace,
    FoundLab,
    found_lab,
    set_lab_names,
    try_founding,
)
from labapp.services.places import AddFeed, AddZone
from labapp.storage.exhibitors import everybody
from labapp.storage.journal import broken_at
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store

NINE_TO_SIX = (Hours(time(9), time(18)),)
CHRISTMAS = date(2026, 12, 25)


def order() -> FoundLab:
    return FoundLab(
        names=Names(en="Harbour Lab", zh_hant="海濱實驗室"),
        zones=(AddZone(code="Z1", names=Names(en="Main hall"), colour="#1F4E79"),),
        feed=AddFeed(code="F1", names=Names(en="Power feed F1"), amps=63, phases=3),
        power_limit_w=2860,
        places=tuple(
            FirstPlace(code=code, kind=PlaceKind.BOOTH, names=Names(en=f"Booth {code}"), zone="Z1")
            for code in ("B1", "B2")
        ),
        weekly=dict.fromkeys(range(5), NINE_TO_SIX),
        holidays=(Holiday(CHRISTMAS, Names(en="Christmas Day")),),
        exhibitors=(
            ExhibitorLine(row=1, names=Names(en="Kestrel Robotics"), kind=ExhibitorKind.STARTUP),
            ExhibitorLine(row=2, names=Names(zh_hant="百度")),
        ),
    )


def test_a_lab_is_founded_with_all_it_needs(store: Store) -> None:
    founded = store.write(found_lab, order())

    here = store.read(read_lab)
    assert (founded.places, founded.holidays, founded.exhibitors.counts["new"]) == (2, 1, 2)
    assert here.names == Names(en="Harbour Lab", zh_hant="海濱實驗室")
    assert [place.code for place in here.places.values()] == ["B1", "B2"]
    assert {place.power_limit_w for place in here.places.values()} == {2860}
    feed = here.resource_by_code("F1")
    assert feed is not None
    assert {place.feed_id for place in here.places.values()} == {feed.ref.id}
    assert here.opening.weekly == dict.fromkeys(range(5), NINE_TO_SIX)
    assert here.opening.hours_on(CHRISTMAS) == ()
    assert check_store(store).sound


def test_the_journal_tells_of_the_founding_as_one_transaction(store: Store) -> None:
    store.write(found_lab, order())

    with store.reading() as connection:
        batches = connection.exec_driver_sql("SELECT DISTINCT batch FROM journal").all()
        assert broken_at(connection) is None
    assert len(batches) == 1


def test_a_place_said_twice_founds_nothing_at_all(store: Store) -> None:
    twice = replace(order(), places=(*order().places, order().places[0]))

    with pytest.raises(Refused) as caught:
        store.write(found_lab, twice)

    assert caught.value.refusals == (
        errors.FieldFault(field_name="code", fault="duplicate", value="B1"),
    )
    here = store.read(read_lab)
    assert (here.places, here.zones, here.names) == ({}, (), Names())


@pytest.mark.parametrize(
    ("missing", "field_name"), [({"places": ()}, "place"), ({"names": Names(en="  ")}, "name")]
)
def test_a_lab_without_a_name_or_a_place_is_refused(
    store: Store, missing: dict[str, object], field_name: str
) -> None:
    with pytest.raises(Refused) as caught:
        store.write(found_lab, replace(order(), **missing))  # type: ignore[arg-type] # one of the two

    assert caught.value.refusals == (errors.FieldFault(field_name=field_name, fault="missing"),)


def test_a_lab_is_founded_once(store: Store) -> None:
    store.write(found_lab, order())

    with pytest.raises(Refused) as caught:
        store.write(found_lab, order())

    assert caught.value.refusals == (
        errors.FieldFault(field_name="place", fault="duplicate", value="B1"),
    )


def test_an_officer_does_not_found_a_lab(store: Store) -> None:
    store.actor = Actor("officer", Role.OFFICER, "desk")

    with pytest.raises(Refused) as caught:
        store.write(found_lab, order())

    assert isinstance(caught.value.refusals[0], errors.RoleMayNot)


def test_an_exhibitor_that_cannot_be_taken_does_not_hold_up_the_lab(store: Store) -> None:
    nameless = replace(order(), exhibitors=(ExhibitorLine(row=7, code="EX99"),))

    founded = store.write(found_lab, nameless)

    assert [row.row for row in founded.exhibitors.refused] == [7]
    assert store.read(lambda tx: everybody(tx.connection)) == []
    assert len(store.read(read_lab).places) == 2


def test_trying_leaves_the_database_as_it_is(store: Store) -> None:
    founded = try_founding(order(), store.actor, store.clock)

    assert founded.exhibitors.counts["new"] == 2
    assert store.read(read_lab).places == {}


def test_the_lab_gets_another_name_and_the_journal_knows_the_old_one(sample: Store) -> None:
    sample.write(set_lab_names, Names(en=" Peak Lab "))

    assert sample.read(read_lab).names == Names(en="Peak Lab")
    with sample.reading() as connection:
        last = connection.exec_driver_sql(
            "SELECT before FROM journal ORDER BY revision DESC LIMIT 1"
        ).scalar_one()
    assert "AI Lab" in last


def test_a_name_that_is_too_long_is_refused(sample: Store) -> None:
    with pytest.raises(Refused):
        sample.write(set_lab_names, Names(en="x" * 5000))
