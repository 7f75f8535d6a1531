import pytest

from labapp.domain.errors import (
    BelowBooked,
    ChangedMeanwhile,
    FieldFault,
    NotFound,
    OverCapacity,
    Refused,
    RoleMayNot,
    StillUsed,
)
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.staff import Role
from labapp.services.checks import check_store
from labapp.services.exhibitors import exhibitor_by_code
from labapp.services.presenters import (
    AddPresenter,
    EditPresenter,
    add_presenter,
    edit_presenter,
    list_presenters,
    retire_presenter,
)
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.services.demo_orders import exhibitor_id, hours, new_presenter
from tests.services.orders import book, kinds

DAY = "11"


def test_somebody_who_is_there_some_hours_has_those_hours(sample: Store) -> None:
    added = new_presenter(sample, windows=(hours(DAY, "10:00", "12:00"),))

    assert added.code == "PR01"
    assert added.windows == (hours(DAY, "10:00", "12:00"),)
    assert [one.code for one in sample.read(list_presenters)] == ["PR01"]
    assert sample.read(list_presenters, exhibitor_id(sample, "EX11")) == []
    assert check_store(sample).sound


def test_a_person_of_the_exhibitor_lends_their_name(sample: Store) -> None:
    owner = sample.read(exhibitor_by_code, "EX09")
    order = AddPresenter(exhibitor_id=owner.id, person_id=owner.people[0].id)

    added = sample.write(add_presenter, order)

    assert added.names.en == "Karen LEE Ka Yan"
    assert added.names.zh_hant == "李嘉欣"
    assert added.phone == "+85241000009"


def test_nobody_presents_twice_at_the_same_time(sample: Store) -> None:
    presenter = new_presenter(sample)
    extras = ((presenter.resource_id, 1),)
    time = hours(DAY, "16:00", "17:00")
    book(sample, "C3", "EX10", time, extras=extras)

    with pytest.raises(Refused) as refused:
        book(sample, "C4", "EX10", time, extras=extras)

    (found,) = [one for one in refused.value.refusals if isinstance(one, OverCapacity)]
    assert found.resource.code == "presenter:PR01"
    assert found.holders


def test_outside_their_hours_nobody_can_be_booked(sample: Store) -> None:
    presenter = new_presenter(sample, windows=(hours(DAY, "10:00", "12:00"),))
    time = hours(DAY, "16:00", "17:00")

    with pytest.raises(Refused) as refused:
        book(sample, "C3", "EX10", time, extras=((presenter.resource_id, 1),))

    (found,) = refused.value.refusals
    assert isinstance(found, OverCapacity)
    assert found.capacity == 0


def test_hours_that_are_booked_cannot_be_taken_away(sample: Store) -> None:
    presenter = new_presenter(sample)
    time = hours(DAY, "16:00", "17:00")
    booked = book(sample, "C3", "EX10", time, extras=((presenter.resource_id, 1),))
    order = EditPresenter(
        presenter_id=presenter.id, changes={"windows": (hours(DAY, "10:00", "12:00"),)}
    )

    with pytest.raises(Refused) as refused:
        sample.write(edit_presenter, order)

    (found,) = refused.value.refusals
    assert isinstance(found, BelowBooked)
    assert [holder.number for holder in found.holders] == [booked.number]
    longer = (hours(DAY, "15:00", "18:00"),)
    changed = sample.write(
        edit_presenter, EditPresenter(presenter_id=presenter.id, changes={"windows": longer})
    )
    assert changed.windows is not None
    assert changed.windows[-1] == longer[0]
    assert check_store(sample).sound


def test_whoever_is_booked_cannot_leave(sample: Store) -> None:
    presenter = new_presenter(sample)
    time = hours(DAY, "16:00", "17:00")
    booked = book(sample, "C3", "EX10", time, extras=((presenter.resource_id, 1),))

    with pytest.raises(Refused) as refused:
        sample.write(retire_presenter, presenter.id)

    (found,) = refused.value.refusals
    assert isinstance(found, StillUsed)
    assert found.named == (booked.number,)


def test_the_second_save_of_a_presenter_is_refused_with_the_difference(sample: Store) -> None:
    presenter = new_presenter(sample)
    first = EditPresenter(
        presenter_id=presenter.id, changes={"names": Names("Kay")}, version=presenter.version
    )
    second = EditPresenter(
        presenter_id=presenter.id, changes={"names": Names("Kate")}, version=presenter.version
    )
    sample.write(edit_presenter, first)

    with pytest.raises(Refused) as refused:
        sample.write(edit_presenter, second)

    (found,) = refused.value.refusals
    assert isinstance(found, ChangedMeanwhile)
    assert found.differences == (("names", "Kay", "Kate"),)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"names": NO_NAMES}, FieldFault),
        ({"person_id": 9999}, NotFound),
        ({"windows": (hours(DAY, "10:00", "12:00"), hours(DAY, "11:00", "13:00"))}, FieldFault),
    ],
)
def test_a_presenter_that_cannot_be_is_refused(
    sqlite_sample: Store, fields: dict[str, object], kind: type
) -> None:
    whom = {"exhibitor_id": exhibitor_id(sqlite_sample, "EX10"), "names": Names("Karen")}

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(add_presenter, AddPresenter(**(whom | fields)))  # type: ignore[arg-type] # by name

    assert kinds(refused.value) == [kind]
    assert sqlite_sample.read(list_presenters) == []


def test_a_reader_adds_nobody(sqlite_sample: Store) -> None:
    order = AddPresenter(exhibitor_id=exhibitor_id(sqlite_sample, "EX10"), names=Names("Karen"))
    reader = as_actor(sqlite_sample, "reader", Role.READER)

    with pytest.raises(Refused) as refused:
        reader.write(add_presenter, order)

    reader.close()
    assert kinds(refused.value) == [RoleMayNot]
