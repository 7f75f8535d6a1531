import json
from collections.abc import Callable
from typing import Any

import pytest

from labapp.domain.errors import FieldFault, FileFault, OverCapacity, Refused, RoleMayNot
from labapp.domain.lab import Lab
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.services.bookings import booking_by_number
from labapp.services.checks import check_store
from labapp.services.lab_import import import_lab
from labapp.services.undo import undoable
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.conftest import SAMPLE
from tests.services.orders import ONE_ENGINE, kinds, revision

Content = dict[str, Any]
Change = Callable[[Content], object]


def content() -> Content:
    found: Content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return found | {"file": "lab.json"}


def record(block: str, code: str) -> Callable[[Content], Content]:
    def find(whole: Content) -> Content:
        found: Content = next(one for one in whole[block] if one["id"] == code)
        return found

    return find


def empty(store: Store) -> bool:
    return check_store(store).bookings == 0 and revision(store) == 0 and not lab(store).places


def lab(store: Store) -> Lab:
    return store.read(read_lab)


def test_the_lab_stands_as_the_file_says(sample: Store) -> None:
    found = lab(sample)

    assert len(found.places) == 16
    assert found.policy.buffer_for("theatre") == 30
    assert [zone.code for zone in found.zones] == ["Z-A", "Z-B", "Z-C", "Z-D", "Z-E"]
    pool = found.resource_by_code("P-ASCEND")
    assert pool is not None
    assert [found.resources[i].ref.code for i in found.with_parents(pool.ref.id)] == [
        "P-ASCEND",
        "SHOW",
        "AISC",
    ]
    assert check_store(sample).sound


def test_what_was_imported_is_nobodys_act_to_take_back(sqlite_sample: Store) -> None:
    assert sqlite_sample.read(undoable).undo is None


def test_what_is_known_stays_as_it_is_and_what_is_new_is_added(sample: Store) -> None:
    whole = content()
    record("exhibitors", "EX07")(whole)["name_en"] = "Another name"
    whole["zones"].append(whole["zones"][0] | {"id": "Z-F", "name_en": "Annexe"})
    booking = record("bookings", "BK050")(whole)
    whole["bookings"].append(booking | {"id": "BK090", "booth": "C7"})

    report = sample.write(import_lab, whole)

    assert report.added == {"zones": 1, "bookings": 1}
    assert sample.read(booking_by_number, "BK050").exhibitor.en == "Kestrel Quay Robotics (Sample)"
    assert lab(sample).zones[-1].names.en == "Annexe"
    assert check_store(sample).sound


def test_a_booking_that_the_law_refuses_leaves_nothing(store: Store) -> None:
    whole = content()
    whole["bookings"].append(record("bookings", "BK050")(whole) | {"id": "BK090"})

    with pytest.raises(Refused) as refused:
        store.write(import_lab, whole)

    (found,) = set(kinds(refused.value))
    assert found is OverCapacity
    assert empty(store)


def set_to(find: Callable[[Content], Content], **fields: object) -> Change:
    return lambda whole: find(whole).update(fields)


def without(find: Callable[[Content], Content], field: str) -> Change:
    return lambda whole: find(whole).pop(field)


def repeated(block: str) -> Change:
    return lambda whole: whole[block].append(dict(whole[block][0]))


def part(*path: str) -> Callable[[Content], Content]:
    def find(whole: Content) -> Content:
        for key in path:
            whole = whole[key]
        return whole

    return find


BROKEN: dict[str, Change] = {
    "a zone without a colour": without(record("zones", "Z-A"), "colour"),
    "a feed without its load": without(record("power_feeds", "F1"), "usable_w"),
    "a feed that is derated to nothing": set_to(record("power_feeds", "F1"), derate_percent=0),
    "a place in no zone": set_to(record("booths", "A1"), zone="Z-X"),
    "a place on a feed that is not there": set_to(record("booths", "A1"), feed="F9"),
    "a place in a hall that is not there": set_to(record("booths", "A1"), parent="H1"),
    "a place with no units": set_to(record("booths", "A1"), units=0),
    "a pool without steps": without(record("compute_pools", "P-GPU"), "steps"),
    "a pool in a pool that is not there": set_to(record("compute_pools", "P-GPU"), parent="X"),
    "a pool whose step is at no time": set_to(
        record("compute_pools", "P-GPU"), steps=[{"from": "soon", "mpflops": 1}]
    ),
    "a person of no role": set_to(record("users", "U01"), role="juggler"),
    "an exhibitor without badges": without(record("exhibitors", "EX07"), "badge_quota"),
    "a demo of nobody": set_to(record("demos", "DM07"), exhibitor="EX77"),
    "a demo in a pool that is not there": set_to(record("demos", "DM08"), pool="P-X"),
    "a demo with a toolkit that is not there": set_to(record("demos", "DM08"), toolkits=["x"]),
    "a demo cleared until no day": set_to(
        record("demos", "DM08"), clearance={"status": "cleared", "valid_until": "2026-02-30"}
    ),
    "a subsidy of nobody": set_to(record("aiss_applications", "APP-001"), applicant="EX77"),
    "a booking of no place": set_to(record("bookings", "BK050"), booth="Z9"),
    "a booking of nobody": set_to(record("bookings", "BK050"), exhibitor="EX77"),
    "a booking of no demo": set_to(record("bookings", "BK050"), demo="DM77"),
    "a booking in no pool": set_to(
        record("bookings", "BK051"), compute={"pool": "P-X", "mpflops": 5}
    ),
    "a booking in no state": set_to(record("bookings", "BK050"), state="perhaps"),
    "a booking that ends before it starts": set_to(
        record("bookings", "BK050"), end="2026-12-10T09:00:00+08:00"
    ),
    "a booking in no zone of time": set_to(record("bookings", "BK050"), end="2026-12-10T12:00:00"),
    "a booking of three months": set_to(
        record("bookings", "BK050"), end="2027-03-10T12:00:00+08:00"
    ),
    "a visit with nobody's guide": set_to(record("visits", "V01"), guide="U77"),
    "two bookings of one number": lambda whole: whole["bookings"].append(
        record("bookings", "BK049")(whole)
    ),
    "two zones of one code": repeated("zones"),
    "two exhibitors of one code": repeated("exhibitors"),
    "two items of one number": repeated("clearance_checklist"),
    "no hours for the week": without(part("opening"), "weekly"),
    "hours at no time": set_to(part("opening", "weekly"), mon=[["10:00", "25:00"]]),
    "a special day at no time": lambda whole: whole["opening"]["exceptions"][0].update(
        hours=[["late", "later"]]
    ),
    "house rules that contradict each other": set_to(part("policy"), min_booking_minutes=700),
}


@ONE_ENGINE
@pytest.mark.parametrize("change", BROKEN)
def test_a_file_that_does_not_say_what_it_must_is_refused_and_leaves_nothing(
    store: Store, change: str
) -> None:
    whole = content()
    BROKEN[change](whole)

    with pytest.raises(FileFault) as fault:
        store.write(import_lab, whole)

    assert (fault.value.kind, fault.value.path) == ("broken", "lab.json")
    assert fault.value.detail.partition(":")[0] in whole
    assert empty(store)


def test_a_broken_file_leaves_nothing_on_either_engine(store: Store) -> None:
    whole = content()
    BROKEN["two bookings of one number"](whole)

    with pytest.raises(FileFault):
        store.write(import_lab, whole)

    assert empty(store)


@ONE_ENGINE
@pytest.mark.parametrize(("name", "value"), [("slot_minutes", 7), ("min_booking_minutes", "many")])
def test_a_house_rule_that_cannot_stand_is_refused_and_leaves_nothing(
    store: Store, name: str, value: object
) -> None:
    whole = content()
    whole["policy"][name] = value

    with pytest.raises(Refused) as refused:
        store.write(import_lab, whole)

    assert kinds(refused.value) == [FieldFault]
    assert empty(store)


@ONE_ENGINE
def test_a_file_without_what_may_be_left_out_is_read(store: Store) -> None:
    whole = content()
    del whole["opening"]["staff_on_site"]
    del whole["policy"]["weather"]
    del whole["meta"]["as_of"]
    for visit in whole["visits"]:
        del visit["guide"]
    record("booths", "A1")(whole)["feed"] = None

    store.write(import_lab, whole)

    assert lab(store).policy.staff_before_open_minutes == 60
    assert check_store(store).sound


@ONE_ENGINE
def test_a_lab_may_be_called_something_else(store: Store) -> None:
    whole = content()
    whole["meta"]["lab_names"] = {"en": "Robot Hall", "zh_hant": "機械人館", "zh_hans": None}

    store.write(import_lab, whole)

    assert lab(store).names == Names("Robot Hall", "機械人館", None)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_a_supervisor_takes_a_whole_lab(sqlite_sample: Store, role: Role) -> None:
    other = as_actor(sqlite_sample, "somebody", role)

    with pytest.raises(Refused) as refused:
        other.write(import_lab, content())
    other.close()

    assert kinds(refused.value) == [RoleMayNot]
