import threading
from collections.abc import Mapping
from typing import Any

import pytest

from labapp.domain.errors import (
    BelowBooked,
    ChangedMeanwhile,
    FieldFault,
    NotFound,
    OverCapacity,
    Refusal,
    Refused,
    RoleMayNot,
)
from labapp.domain.exhibitors import Exhibitor, ExhibitorKind
from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.staff import Role
from labapp.services.bookings import history_of
from labapp.services.checks import check_store
from labapp.services.exhibitors import (
    AddExhibitor,
    EditExhibitor,
    NewPerson,
    add_exhibitor,
    all_demos,
    demo_by_code,
    demos_of,
    edit_exhibitor,
    exhibitor_by_code,
    exhibitor_by_id,
    list_exhibitors,
)
from labapp.storage.store import Store
from labapp.storage.transaction import Transaction
from tests.builders import as_actor, span
from tests.services.orders import ONE_ENGINE, book, kinds, revision

PEAK = Names("Peak Vision", "山頂視覺", "山顶视觉")
PETER = NewPerson(
    family="CHAN",
    given="Tai Man",
    western="Peter",
    name_zh="陳大文",
    role="booth lead",
    language="zh_HK",
    phone="+85241000099",
    email="peter@peak.example",
)


def known(store: Store, code: str) -> Exhibitor:
    return store.read(exhibitor_by_code, code)


def edit(store: Store, code: str, **changes: Any) -> Exhibitor:  # noqa: ANN401 -- of fields
    return store.write(
        edit_exhibitor, EditExhibitor(exhibitor_id=known(store, code).id, changes=changes)
    )


def refusals(store: Store, order: AddExhibitor | EditExhibitor) -> tuple[Refusal, ...]:
    before = revision(store)
    use_case: Any = add_exhibitor if isinstance(order, AddExhibitor) else edit_exhibitor
    with pytest.raises(Refused) as refused:
        store.write(use_case, order)
    assert revision(store) == before
    return refused.value.refusals


def test_a_new_exhibitor_is_kept_with_its_people(sample: Store) -> None:
    order = AddExhibitor(
        names=PEAK,
        kind=ExhibitorKind.STARTUP,
        fascia="PEAK VISION",
        brn="99000099",
        note="by the window",
        people=(PETER, NewPerson(name_zh="李四")),
    )

    added = sample.write(add_exhibitor, order)

    found = known(sample, added.code)
    assert found == added
    assert (found.code, found.names, found.fascia) == ("EX16", PEAK, "PEAK VISION")
    assert (found.brn, found.badge_quota, found.note) == ("99000099", 4, "by the window")
    assert [p.code for p in found.people] == ["EX16-P1", "EX16-P2"]
    assert found.people[0].shown("en") == "Peter CHAN Tai Man"
    assert found.people[1].shown("en") == "李四"
    assert check_store(sample).sound


@pytest.mark.parametrize(
    ("kind", "badges"), [(ExhibitorKind.PARTNER, 8), (ExhibitorKind.INSTITUTION, 4)]
)
def test_how_many_badges_there_are_follows_from_the_kind(
    sqlite_sample: Store, kind: ExhibitorKind, badges: int
) -> None:
    added = sqlite_sample.write(add_exhibitor, AddExhibitor(names=PEAK, kind=kind))

    assert added.badge_quota == badges


def test_the_badges_of_a_new_exhibitor_are_counted(sqlite_sample: Store) -> None:
    edit(sqlite_sample, "EX07", badge_quota=1)

    with pytest.raises(Refused) as refused:
        book(sqlite_sample, "C7", "EX07", span(3, "14:00", "15:00"), staff=2)

    assert kinds(refused.value) == [OverCapacity]


def test_codes_go_on_from_the_highest(sqlite_sample: Store) -> None:
    order = AddExhibitor(names=PEAK, kind=ExhibitorKind.STARTUP)
    given = sqlite_sample.write(
        add_exhibitor, AddExhibitor(names=PEAK, kind=ExhibitorKind.STARTUP, code=" ex120 ")
    )

    added = [sqlite_sample.write(add_exhibitor, order).code for _ in range(2)]

    assert (given.code, added) == ("EX120", ["EX121", "EX122"])


def test_a_code_of_another_kind_does_not_disturb_the_counting(sqlite_sample: Store) -> None:
    sqlite_sample.write(
        add_exhibitor, AddExhibitor(names=PEAK, kind=ExhibitorKind.STARTUP, code="EXTRA")
    )

    added = sqlite_sample.write(add_exhibitor, AddExhibitor(names=PEAK, kind=ExhibitorKind.STARTUP))

    assert added.code == "EX16"


@pytest.mark.parametrize(
    ("fields", "field_name", "fault"),
    [
        ({"names": NO_NAMES}, "name", "missing"),
        ({"names": Names(" ", "　")}, "name", "missing"),
        ({"names": Names("x" * 201)}, "name", "out_of_range"),
        ({"code": " "}, "code", "missing"),
        ({"code": "ex07"}, "code", "duplicate"),
        ({"code": "x" * 41}, "code", "out_of_range"),
        ({"fascia": "x" * 201}, "fascia", "out_of_range"),
        ({"brn": "9900007"}, "brn", "malformed"),
        ({"brn": "990000071"}, "brn", "malformed"),
        ({"brn": "C9900007"}, "brn", "malformed"),
        ({"brn": "９９００００９９"}, "brn", "malformed"),
        ({"brn": "99000007"}, "brn", "duplicate"),
        ({"badge_quota": -1}, "badge_quota", "out_of_range"),
        ({"badge_quota": 2**31}, "badge_quota", "out_of_range"),
        ({"people": (NewPerson(name_zh="陳" * 101),)}, "name_zh", "out_of_range"),
        ({"people": (NewPerson(phone="1" * 41),)}, "phone", "out_of_range"),
    ],
)
def test_a_field_that_cannot_stand_is_refused(
    sqlite_sample: Store, fields: Mapping[str, Any], field_name: str, fault: str
) -> None:
    order = AddExhibitor(**{"names": PEAK, "kind": ExhibitorKind.STARTUP, **fields})

    (found,) = refusals(sqlite_sample, order)

    assert isinstance(found, FieldFault)
    assert (found.field_name, found.fault) == (field_name, fault)


@pytest.mark.parametrize(
    ("changes", "field_name", "fault"),
    [
        ({"names": NO_NAMES}, "name", "missing"),
        ({"names": None}, "name", "missing"),
        ({"brn": "123"}, "brn", "malformed"),
        ({"brn": "99000008"}, "brn", "duplicate"),
        ({"badge_quota": -1}, "badge_quota", "out_of_range"),
        ({"badge_quota": None}, "badge_quota", "missing"),
        ({"kind": "circus"}, "kind", "unknown"),
        ({"kind": None}, "kind", "missing"),
        ({"status": "gone"}, "status", "unknown"),
        ({"fascia": "x" * 201}, "fascia", "out_of_range"),
        # all or nothing: the good change beside the bad one is not made
        ({"note": "good", "status": "gone"}, "status", "unknown"),
    ],
)
def test_a_change_that_cannot_stand_is_refused(
    sqlite_sample: Store, changes: Mapping[str, Any], field_name: str, fault: str
) -> None:
    before = known(sqlite_sample, "EX07")

    (found,) = refusals(sqlite_sample, EditExhibitor(exhibitor_id=before.id, changes=changes))

    assert isinstance(found, FieldFault)
    assert (found.field_name, found.fault) == (field_name, fault)
    assert known(sqlite_sample, "EX07") == before


def test_fields_and_people_are_changed_together(sample: Store) -> None:
    before = known(sample, "EX07")
    lead = before.people[0]

    after = sample.write(
        edit_exhibitor,
        EditExhibitor(
            exhibitor_id=before.id,
            changes={"names": PEAK, "kind": "institution", "status": "paused", "brn": "99000099"},
            people={lead.id: {"phone": "+85241000099", "role": None}},
            new_people=(PETER, NewPerson()),
            version=before.version,
        ),
    )

    assert known(sample, "EX07") == after
    assert (after.names, after.kind, after.status) == (PEAK, ExhibitorKind.INSTITUTION, "paused")
    assert (after.brn, after.version) == ("99000099", before.version + 1)
    assert {p.id: (p.phone, p.role) for p in after.people}[lead.id] == ("+85241000099", None)
    assert {p.email for p in after.people} == {lead.email, PETER.email}
    row = sample.read(history_of, "EX07")[0]
    assert (row.act, row.before and row.before["status"]) == ("edit", "active")


def test_an_exhibitor_may_keep_its_own_number(sqlite_sample: Store) -> None:
    after = edit(sqlite_sample, "EX07", brn="99000007", note="still here")

    assert (after.brn, after.note) == ("99000007", "still here")


def test_a_number_can_be_taken_away(sqlite_sample: Store) -> None:
    assert edit(sqlite_sample, "EX07", brn="").brn is None
    assert edit(sqlite_sample, "EX08", brn=None).brn is None


def test_a_change_that_changes_nothing_writes_nothing(sqlite_sample: Store) -> None:
    before = known(sqlite_sample, "EX07")
    at = revision(sqlite_sample)

    after = sqlite_sample.write(
        edit_exhibitor,
        EditExhibitor(
            exhibitor_id=before.id,
            changes={"names": before.names, "badge_quota": before.badge_quota},
            people={before.people[0].id: {"phone": before.people[0].phone}},
            new_people=(NewPerson(),),
        ),
    )

    assert (after, revision(sqlite_sample)) == (before, at)


def test_a_person_of_somebody_else_is_not_changed(sqlite_sample: Store) -> None:
    other = known(sqlite_sample, "EX08")

    found = refusals(
        sqlite_sample,
        EditExhibitor(
            exhibitor_id=known(sqlite_sample, "EX07").id,
            people={other.people[0].id: {"phone": "+85241000099"}},
        ),
    )

    assert found == (NotFound(what="person", key=str(other.people[0].id)),)
    assert known(sqlite_sample, "EX08") == other


def test_a_field_that_is_none_is_a_bug(sqlite_sample: Store) -> None:
    exhibitor_id = known(sqlite_sample, "EX07").id

    with pytest.raises(KeyError):
        edit(sqlite_sample, "EX07", colour="red")
    with pytest.raises(KeyError):
        sqlite_sample.write(
            edit_exhibitor, EditExhibitor(exhibitor_id=exhibitor_id, people={1: {"age": 40}})
        )


def test_people_who_come_later_get_codes_of_their_own(sqlite_sample: Store) -> None:
    exhibitor_id = known(sqlite_sample, "EX01").id
    for _ in range(2):
        after = sqlite_sample.write(
            edit_exhibitor,
            EditExhibitor(exhibitor_id=exhibitor_id, new_people=(PETER, NewPerson(given="Ann"))),
        )

    assert [p.code for p in after.people] == ["EX01-P1", "EX01-P2", "EX01-P3", "EX01-P4"]


@ONE_ENGINE
def test_who_saves_second_is_refused_and_shown_the_difference(sample: Store) -> None:
    seen = known(sample, "EX07")
    lead = seen.people[0]
    other = as_actor(sample, "mary", Role.OFFICER)
    other.write(
        edit_exhibitor,
        EditExhibitor(
            exhibitor_id=seen.id,
            changes={"names": PEAK, "note": "hers"},
            people={lead.id: {"phone": "+85241000098"}},
            version=seen.version,
        ),
    )
    other.close()

    found = refusals(
        sample,
        EditExhibitor(
            exhibitor_id=seen.id,
            changes={"names": Names("Mine"), "note": "hers", "fascia": "MINE"},
            people={lead.id: {"phone": "+85241000097"}},
            version=seen.version,
        ),
    )

    assert found == (
        ChangedMeanwhile(
            what="exhibitor",
            key="EX07",
            by="mary",
            differences=(
                ("names", "Peak Vision · 山頂視覺 · 山顶视觉", "Mine"),
                ("fascia", "KESTREL QUAY ROBOTICS", "MINE"),
                ("phone", "+85241000098", "+85241000097"),
            ),
        ),
    )


def test_two_who_save_at_the_same_moment_do_not_overwrite_each_other(sample: Store) -> None:
    seen = known(sample, "EX07")
    saving, go_on = threading.Event(), threading.Event()

    def save_slowly(tx: Transaction, order: EditExhibitor) -> None:
        edit_exhibitor(tx, order)
        saving.set()
        go_on.wait(5)

    def order(note: str) -> EditExhibitor:
        return EditExhibitor(exhibitor_id=seen.id, changes={"note": note}, version=seen.version)

    first = threading.Thread(target=sample.write, args=(save_slowly, order("first")))
    first.start()
    saving.wait(5)
    threading.Timer(0.2, go_on.set).start()

    with pytest.raises(Refused) as refused:
        sample.write(edit_exhibitor, order("second"))
    first.join()

    assert kinds(refused.value) == [ChangedMeanwhile]
    assert known(sample, "EX07").note == "first"


def test_two_who_add_at_the_same_moment_get_two_codes(sample: Store) -> None:
    adding, go_on = threading.Event(), threading.Event()
    order = AddExhibitor(names=PEAK, kind=ExhibitorKind.STARTUP)

    def add_slowly(tx: Transaction) -> None:
        add_exhibitor(tx, order)
        adding.set()
        go_on.wait(5)

    first = threading.Thread(target=sample.write, args=(add_slowly,))
    first.start()
    adding.wait(5)
    threading.Timer(0.2, go_on.set).start()

    second = sample.write(add_exhibitor, order)
    first.join()

    assert second.code == "EX17"


@ONE_ENGINE
def test_fewer_badges_than_are_promised_are_refused_with_who_has_them(sample: Store) -> None:
    book(sample, "C7", "EX07", span(3, "14:00", "15:00"), staff=3)

    (found,) = refusals(
        sample,
        EditExhibitor(exhibitor_id=known(sample, "EX07").id, changes={"badge_quota": 2}),
    )

    assert isinstance(found, BelowBooked)
    assert (found.resource.code, found.capacity, found.peak) == ("EX07", 2, 3)
    assert [holder.units for holder in found.holders] == [3]


def test_fewer_badges_hold_from_now_on_and_more_too(sample: Store) -> None:
    book(sample, "C7", "EX07", span(3, "14:00", "15:00"), staff=3)

    edit(sample, "EX07", badge_quota=3)
    with pytest.raises(Refused) as refused:
        book(sample, "C6", "EX07", span(3, "12:00", "13:00"), staff=4)
    edit(sample, "EX07", badge_quota=4)
    book(sample, "C6", "EX07", span(3, "12:00", "13:00"), staff=4)

    assert kinds(refused.value) == [OverCapacity]
    assert check_store(sample).sound


@pytest.mark.parametrize("role", [Role.READER, Role.KIOSK])
def test_only_the_desk_changes_exhibitors(sqlite_sample: Store, role: Role) -> None:
    store = as_actor(sqlite_sample, "somebody", role)

    found = [
        refusals(store, AddExhibitor(names=PEAK, kind=ExhibitorKind.STARTUP)),
        refusals(store, EditExhibitor(exhibitor_id=1, changes={"note": "x"})),
    ]

    assert [[type(one) for one in each] for each in found] == [[RoleMayNot], [RoleMayNot]]
    store.close()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ENGINEER, Role.SUPERVISOR])
def test_everybody_at_the_desk_may_change_exhibitors(sqlite_sample: Store, role: Role) -> None:
    store = as_actor(sqlite_sample, "somebody", role)

    assert edit(store, "EX07", note="new").note == "new"
    store.close()


def test_they_are_listed_by_code_with_their_people(sqlite_sample: Store) -> None:
    found = sqlite_sample.read(list_exhibitors)

    assert [one.code for one in found] == [f"EX{number:02d}" for number in range(1, 16)]
    assert [len(one.people) for one in found] == [0] * 6 + [1] * 9
    assert found[6] == known(sqlite_sample, " ex07 ")


def test_demos_are_found_by_code_and_by_owner(sqlite_sample: Store) -> None:
    demo = sqlite_sample.read(demo_by_code, "dm01")

    assert demo.code == "DM01"
    assert [d.code for d in sqlite_sample.read(demos_of, demo.exhibitor_id)] == ["DM01"]
    assert len(sqlite_sample.read(all_demos)) == 15


def test_what_is_not_there_is_not_found(sqlite_sample: Store) -> None:
    found = []
    for query, key in (
        (exhibitor_by_code, "EX99"),
        (exhibitor_by_id, 999),
        (demo_by_code, "DM99"),
    ):
        with pytest.raises(Refused) as refused:
            sqlite_sample.read(query, key)  # type: ignore[arg-type] # each with its own key
        found.append(kinds(refused.value))

    assert found == [[NotFound]] * 3
