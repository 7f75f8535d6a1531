from datetime import date

import pytest

from labapp.domain.bookings import Act
from labapp.domain.errors import (
    ChangedMeanwhile,
    FieldFault,
    NotFound,
    NothingChanged,
    Refused,
    RoleMayNot,
)
from labapp.domain.languages import Language
from labapp.domain.releases import Change
from labapp.domain.staff import Role
from labapp.services.bookings import MoveBooking, move_booking
from labapp.services.checks import check_store
from labapp.services.papers import issue_day_sheet
from labapp.services.releases import (
    Difference,
    PublishRelease,
    difference_of,
    draft_difference,
    list_releases,
    publish_release,
    release_slots,
)
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.services.demo_orders import hours
from tests.services.orders import book, booked, do, kinds

FIRST, LAST = date(2026, 12, 8), date(2026, 12, 12)
FREE = hours("11", "16:00", "17:00")
LATER = hours("11", "16:15", "16:45")


def publish(store: Store, note: str = "The week", seen: int | None = None) -> Difference:
    order = PublishRelease(note=note, first_day=FIRST, last_day=LAST, seen=seen)
    return store.write(publish_release, order)


def changes(found: Difference) -> list[tuple[Change, str]]:
    return [(line.change, line.slot.number) for line in found.lines]


def test_the_first_release_says_all_that_is_confirmed(sample: Store) -> None:
    published = publish(sample)

    assert published.release is not None
    assert (published.release.number, published.before) == (1, None)
    assert {line.change for line in published.lines} == {Change.NEW}
    numbers = {slot.number for slot in sample.read(release_slots, 1)}
    assert "BK011" in numbers
    assert "V02" in numbers
    assert not {"BK046", "BK059"} & numbers
    assert published.release.slots == len(numbers)


def test_the_next_release_says_what_moved_is_new_changed_or_gone(sample: Store) -> None:
    publish(sample)
    new = book(sample, "C3", "EX10", FREE)
    moved = booked(sample, "BK055")
    order = MoveBooking(booking_id=moved.id, span=LATER)
    sample.write(move_booking, order)
    do(sample, Act.CANCEL, "BK053")

    published = publish(sample, "After the call")

    assert sorted(changes(published), key=lambda each: each[1]) == [
        (Change.GONE, "BK053"),
        (Change.MOVED, "BK055"),
        (Change.NEW, new.number),
    ]
    assert published.counts[Change.NEW] == 1
    assert {slip.exhibitor_code for slip in published.slips} >= {"EX10"}


def test_a_release_is_kept_as_it_was_published(sample: Store) -> None:
    publish(sample)
    before = sample.read(release_slots, 1)
    do(sample, Act.CANCEL, "BK053")

    publish(sample, "Again")

    assert sample.read(release_slots, 1) == before
    assert [one.number for one in sample.read(list_releases)] == [2, 1]
    assert {line.change for line in sample.read(difference_of, 1).lines} == {Change.NEW}
    assert check_store(sample).sound


def test_a_draft_shows_what_publishing_would_change(sample: Store) -> None:
    publish(sample)
    assert sample.read(draft_difference).lines == ()
    new = book(sample, "C3", "EX10", FREE)

    draft = sample.read(draft_difference)

    assert changes(draft) == [(Change.NEW, new.number)]
    assert draft.release is None
    assert (draft.first_day, draft.last_day) == (FIRST, LAST)


def test_printed_papers_of_the_days_that_changed_are_named(sample: Store) -> None:
    publish(sample)
    for day in (date(2026, 12, 10), date(2026, 12, 11)):
        sample.write(issue_day_sheet, day, Language.EN)
    book(sample, "C3", "EX10", FREE)

    assert publish(sample, "One more").papers == ("DAY-20261211-en",)


def test_checking_in_changes_no_schedule(sample: Store) -> None:
    publish(sample)
    number = next(
        slot.number
        for slot in sample.read(release_slots, 1)
        if booked(sample, slot.number).state == "confirmed" and slot.kind == "stay"
    )
    do(sample, Act.CHECK_IN, number)

    with pytest.raises(Refused) as refused:
        publish(sample, "Nothing")

    (found,) = refused.value.refusals
    assert isinstance(found, NothingChanged)
    assert found.release == 1


def test_who_looked_at_an_older_release_looks_again(sample: Store) -> None:
    publish(sample, seen=0)
    do(sample, Act.CANCEL, "BK053")

    with pytest.raises(Refused) as refused:
        publish(sample, "Late", seen=0)

    (found,) = refused.value.refusals
    assert isinstance(found, ChangedMeanwhile)
    assert found.by == "tester"
    assert publish(sample, "Now", seen=1).release is not None


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        (PublishRelease(note=" ", first_day=FIRST, last_day=LAST), FieldFault),
        (PublishRelease(note="x" * 2001, first_day=FIRST, last_day=LAST), FieldFault),
        (PublishRelease(note="x", first_day=LAST, last_day=FIRST), FieldFault),
        (PublishRelease(note="x", first_day=FIRST, last_day=date(2028, 1, 1)), FieldFault),
    ],
)
def test_a_release_that_cannot_be_is_refused(
    sqlite_sample: Store, order: PublishRelease, kind: type
) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(publish_release, order)

    assert kinds(refused.value) == [kind]
    assert sqlite_sample.read(list_releases) == []


def test_an_engineer_does_not_publish(sqlite_sample: Store) -> None:
    engineer = as_actor(sqlite_sample, "engineer", Role.ENGINEER)

    with pytest.raises(Refused) as refused:
        publish(engineer)

    engineer.close()
    assert kinds(refused.value) == [RoleMayNot]


def test_a_release_that_was_never_published_is_not_found(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.read(release_slots, 3)

    assert kinds(refused.value) == [NotFound]
