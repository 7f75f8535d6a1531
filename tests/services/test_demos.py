from dataclasses import replace

import pytest

from labapp.domain.demos import Audience, Industry, Layer, Model, Tier
from labapp.domain.errors import (
    ChangedMeanwhile,
    DemoRetired,
    FieldFault,
    NotFound,
    OverCapacity,
    Refused,
    RoleMayNot,
    StillUsed,
)
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.staff import Role
from labapp.services.bookings import history_of
from labapp.services.checks import check_store
from labapp.services.demos import (
    AddDemo,
    EditDemo,
    add_demo,
    demo_card,
    edit_demo,
    list_demos,
    restore_demo,
    retire_demo,
)
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.services.demo_orders import (
    MODEL,
    SOURCE,
    clear,
    exhibitor_id,
    hours,
    new_demo,
    new_presenter,
)
from tests.services.orders import book, kinds, resource_id

TIME = hours("11", "16:00", "17:00")


def test_a_demo_keeps_all_that_is_said_of_it(sample: Store) -> None:
    presenter = new_presenter(sample)
    shows = Names("A crane that sees", "看得見的吊臂", "看得见的吊臂")

    added = new_demo(
        sample,
        shows=shows,
        minutes=45,
        audience=Audience.BUSINESS,
        industries=(Industry.CONSTRUCTION,),
        layers=(Layer.PROFESSIONAL_MODELS, Layer.APPLICATION),
        generative=True,
        power_w=400,
        pool_id=resource_id(sample, "P-ASCEND"),
        mpflops=500,
        toolkits={resource_id(sample, "baidu.paddlex"): 2},
        presenter_ids=(presenter.id,),
        risk_tier=Tier.LIMITED,
    )

    found = sample.read(demo_card, added.demo.id)
    assert found == added
    assert found.demo.code == "DM16"
    assert found.demo.clearance == "pending"
    assert (found.shows, found.audience) == (shows, Audience.BUSINESS)
    assert (found.industries, found.layers) == (
        (Industry.CONSTRUCTION,),
        (Layer.PROFESSIONAL_MODELS, Layer.APPLICATION),
    )
    assert (found.models, found.sources) == ((MODEL,), (SOURCE,))
    assert [one.code for one in found.presenters] == ["PR01"]
    assert list(found.demo.toolkits.values()) == [2]


def test_a_demo_of_the_sample_has_a_card_that_says_nothing_yet(sample: Store) -> None:
    found = next(card for card in sample.read(list_demos) if card.demo.code == "DM10")

    assert found.version == 1
    assert found.models == ()
    assert found.exhibitor_code == "EX10"


def test_a_change_is_journalled_with_what_was_before(sample: Store) -> None:
    card = new_demo(sample)

    sample.write(edit_demo, EditDemo(demo_id=card.demo.id, changes={"minutes": 60}))

    newest = sample.read(history_of, card.demo.code)[0]
    assert (newest.area, newest.act) == ("demos", "edit")
    assert newest.before is not None
    assert newest.after is not None
    assert (newest.before["minutes"], newest.after["minutes"]) == (30, 60)


def test_a_change_that_changes_nothing_is_no_change(sample: Store) -> None:
    card = new_demo(sample)

    same = sample.write(edit_demo, EditDemo(demo_id=card.demo.id, changes={"minutes": 30}))

    assert same.card.version == card.version


def test_the_second_save_is_refused_with_the_difference(sample: Store) -> None:
    card = new_demo(sample)
    order = EditDemo(demo_id=card.demo.id, changes={"minutes": 60}, version=card.version)
    sample.write(edit_demo, order)

    with pytest.raises(Refused) as refused:
        sample.write(edit_demo, replace(order, changes={"minutes": 90}))

    (found,) = refused.value.refusals
    assert isinstance(found, ChangedMeanwhile)
    assert found.differences == (("minutes", "60", "90"),)


def test_a_new_model_version_voids_the_clearance_and_names_who_is_hit(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)
    booked = book(sample, "C3", "EX10", TIME, card.demo.code)

    changed = sample.write(
        edit_demo,
        EditDemo(demo_id=card.demo.id, changes={"models": (Model("Pangu", "2.1", "own"),)}),
    )

    assert changed.voided == ("model",)
    assert changed.lapsing == (booked.number,)
    assert changed.card.demo.clearance == "void"
    assert changed.card.demo.valid_until is None


def test_other_words_leave_the_clearance_as_it_is(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)

    changed = sample.write(
        edit_demo, EditDemo(demo_id=card.demo.id, changes={"shows": Names("More")})
    )

    assert changed.voided == ()
    assert changed.card.demo.clearance == "cleared"


def test_more_seats_are_taken_for_every_booking_ahead_or_not_at_all(sample: Store) -> None:
    kit = resource_id(sample, "inspur.yuan")
    card = new_demo(sample)
    clear(sample, card.demo.id)
    booked = book(sample, "C3", "EX10", TIME, card.demo.code)
    sample.write(edit_demo, EditDemo(demo_id=card.demo.id, changes={"toolkits": {kit: 6}}))

    with pytest.raises(Refused) as refused:
        book(sample, "C4", "EX13", TIME)
    with pytest.raises(Refused) as too_many:
        sample.write(edit_demo, EditDemo(demo_id=card.demo.id, changes={"toolkits": {kit: 7}}))

    (found,) = [one for one in refused.value.refusals if isinstance(one, OverCapacity)]
    assert [holder.number for holder in found.holders] == [booked.number]
    assert kinds(too_many.value) == [OverCapacity]
    assert dict(sample.read(demo_card, card.demo.id).demo.toolkits) == {kit: 6}
    assert check_store(sample).sound


def test_a_demo_that_is_booked_cannot_be_taken_out(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)
    booked = book(sample, "C3", "EX10", TIME, card.demo.code)

    with pytest.raises(Refused) as refused:
        sample.write(retire_demo, card.demo.id)

    (found,) = refused.value.refusals
    assert isinstance(found, StillUsed)
    assert found.named == (booked.number,)


def test_a_demo_taken_out_is_not_booked_until_it_is_back(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)
    sample.write(retire_demo, card.demo.id)

    with pytest.raises(Refused) as refused:
        book(sample, "C3", "EX10", TIME, card.demo.code)

    assert kinds(refused.value) == [DemoRetired]
    assert card.demo.code not in {one.demo.code for one in sample.read(list_demos)}
    sample.write(restore_demo, card.demo.id)
    assert book(sample, "C3", "EX10", TIME, card.demo.code).demo_code == card.demo.code


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"titles": NO_NAMES}, FieldFault),
        ({"titles": Names("x" * 201)}, FieldFault),
        ({"minutes": 0}, FieldFault),
        ({"power_w": -1}, FieldFault),
        ({"models": (Model(" ", "1"),)}, FieldFault),
        ({"models": (Model("Pangu", ""),)}, FieldFault),
        ({"pool_id": 9999}, NotFound),
        ({"toolkits": {9999: 1}}, NotFound),
        ({"presenter_ids": (9999,)}, NotFound),
        ({"code": "DM01"}, FieldFault),
        ({"exhibitor_id": 9999}, NotFound),
    ],
)
def test_a_demo_that_cannot_be_is_refused(
    sqlite_sample: Store, fields: dict[str, object], kind: type
) -> None:
    wanted = {"exhibitor_id": exhibitor_id(sqlite_sample, "EX10"), "titles": Names("Demo")}

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(add_demo, AddDemo(**(wanted | fields)))  # type: ignore[arg-type] # by name

    assert kinds(refused.value) == [kind]
    assert len(sqlite_sample.read(list_demos)) == 15


def test_somebody_elses_presenter_is_refused(sqlite_sample: Store) -> None:
    other = new_presenter(sqlite_sample, "EX11")

    with pytest.raises(Refused) as refused:
        new_demo(sqlite_sample, presenter_ids=(other.id,))

    assert kinds(refused.value) == [NotFound]


def test_a_reader_changes_no_demo(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample)
    reader = as_actor(sqlite_sample, "reader", Role.READER)

    with pytest.raises(Refused) as refused:
        reader.write(edit_demo, EditDemo(demo_id=card.demo.id, changes={"minutes": 60}))

    reader.close()
    assert kinds(refused.value) == [RoleMayNot]
