from datetime import time

import pytest

from labapp.domain.errors import FieldFault, Refused, RoleMayNot
from labapp.domain.policy import Policy, setting_names, with_settings
from labapp.domain.spaces import Hours
from labapp.domain.staff import Role
from labapp.services.changes import last_changes
from labapp.services.effects import of_rules, of_week
from labapp.services.spaces import policy, set_policy, set_rules, set_week
from labapp.storage.journal import history_of, latest_revision
from labapp.storage.lab import lab as read_lab
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.conftest import MORNING

SHORT = Hours(time(12), time(16))


def refused(store: Store, changes: dict[str, int | str]) -> FieldFault:
    with pytest.raises(Refused) as error:
        store.write(set_rules, changes)
    (fault,) = error.value.refusals
    assert isinstance(fault, FieldFault)
    return fault


def test_rules_changed_together_are_kept_together(sample: Store) -> None:
    sample.write(set_rules, {"min_booking_minutes": 700, "max_booking_minutes": 800})

    found = sample.read(policy)
    assert (found.min_booking_minutes, found.max_booking_minutes) == (700, 800)


def test_of_rules_that_cannot_stand_together_none_is_kept(sample: Store) -> None:
    fault = refused(sample, {"desk_hold_minutes": 60, "min_booking_minutes": 700})

    assert (fault.field_name, fault.value) == ("min_booking_minutes", "700")
    assert sample.read(policy) == Policy()


def test_of_rules_one_of_which_cannot_stand_none_is_kept(sample: Store) -> None:
    fault = refused(sample, {"desk_hold_minutes": 60, "buffer_minutes.booth": 7})

    assert fault.field_name == "buffer_minutes.booth"
    assert sample.read(policy) == Policy()


def test_only_a_supervisor_changes_rules_and_the_week(sample: Store) -> None:
    officer = as_actor(sample, "chan", Role.OFFICER)

    for act, changes in ((set_rules, {"desk_hold_minutes": 60}), (set_week, {0: (SHORT,)})):
        with pytest.raises(Refused) as error:
            officer.write(act, changes)  # type: ignore[arg-type] # each with its own changes
        assert isinstance(error.value.refusals[0], RoleMayNot)
    officer.close()


def test_each_rule_has_its_own_line_in_the_journal(sample: Store) -> None:
    sample.write(set_rules, {"desk_hold_minutes": 60, "kiosk_hold_minutes": 30})

    with sample.engine.connect() as connection:
        lines = [history_of(connection, n)[0] for n in ("desk_hold_minutes", "kiosk_hold_minutes")]
    assert [(line.before, line.after) for line in lines] == [
        ({"value": 1440}, {"value": 60}),
        ({"value": 20}, {"value": 30}),
    ]
    assert lines[0].batch == lines[1].batch


def test_the_last_change_of_each_rule_is_told(sample: Store) -> None:
    sample.write(set_policy, "desk_hold_minutes", 60)
    other = as_actor(sample, "ada", Role.SUPERVISOR)
    other.write(set_policy, "desk_hold_minutes", 90)
    other.close()

    found = sample.read(last_changes, "set", setting_names())

    assert list(found) == ["desk_hold_minutes"]
    last = found["desk_hold_minutes"]
    assert (last.actor, last.before, last.at) == ("ada", {"value": 60}, MORNING)


def test_an_act_of_another_kind_on_the_same_subject_is_not_told(sample: Store) -> None:
    sample.write(set_week, {3: (SHORT,)})

    assert list(sample.read(last_changes, "set_hours", ["3"])) == ["3"]
    assert sample.read(last_changes, "import_holidays", ["3"]) == {}


def test_days_changed_together_are_kept_together(sample: Store) -> None:
    closed: tuple[Hours, ...] = ()
    sample.write(set_week, {0: (SHORT,), 5: closed})

    weekly = sample.read(read_lab).opening.weekly
    assert (weekly.get(0), weekly.get(5, ())) == ((SHORT,), ())
    assert weekly[1] == (Hours(time(10), time(18)),)


def test_of_days_one_of_which_cannot_stand_none_is_kept(sample: Store) -> None:
    before = sample.read(read_lab).opening.weekly

    with pytest.raises(Refused):
        sample.write(set_week, {0: (SHORT,), 1: (SHORT, SHORT)})

    assert sample.read(read_lab).opening.weekly == before


def test_rules_weighed_together_affect_what_each_affects(sample: Store) -> None:
    longest = sample.read(of_rules, {"max_booking_minutes": 240})
    buffer = sample.read(of_rules, {"buffer_minutes.theatre": 120})
    assert longest.count
    assert buffer.count

    both = sample.read(of_rules, {"max_booking_minutes": 240, "buffer_minutes.theatre": 120})

    assert max(longest.count, buffer.count) <= both.count <= longest.count + buffer.count
    ids = [one.id for one in both.first]
    assert len(set(ids)) == len(ids)
    starts = [one.span.start for one in both.first]
    assert starts == sorted(starts)


def test_rules_that_stay_as_they_are_affect_nobody(sample: Store) -> None:
    assert sample.read(of_rules, {"max_booking_minutes": 600, "desk_hold_minutes": 5}).count == 0


def test_days_weighed_together_affect_what_each_affects(sample: Store) -> None:
    changes = {1: (SHORT,), 3: (SHORT,)}
    alone = [sample.read(of_week, {day: hours}).count for day, hours in changes.items()]
    assert all(alone)

    assert sample.read(of_week, changes).count == sum(alone)


def test_weighing_changes_nothing(sample: Store) -> None:
    with sample.engine.connect() as connection:
        before = latest_revision(connection)

    sample.read(of_rules, {"max_booking_minutes": 60, "buffer_minutes.booth": 60})
    sample.read(of_week, {1: ()})

    with sample.engine.connect() as connection:
        assert latest_revision(connection) == before
    assert sample.read(policy) == Policy()


def test_no_changes_are_the_policy_itself() -> None:
    assert with_settings(Policy(), {}) == Policy()
