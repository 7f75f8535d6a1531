import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.errors import FieldFault, Refused
from labapp.domain.policy import (
    LONGEST_BUFFER_MINUTES,
    LONGEST_MINUTES,
    Policy,
    contradicts,
    setting,
    setting_names,
    with_setting,
)

CHOICES = {
    "weather_black_rain_during_hours": "close",
    "weather_amber_red_rain": "close",
    "weather_closed_if_in_force_at": "07:30",
    "weather_reopen_if_cancelled_by": "14:00",
}


def another(name: str) -> int | str:
    """Return a value that the setting may have and has not by default."""
    known = setting(Policy(), name)
    if name in CHOICES:
        return CHOICES[name]
    return 20 if known != 20 else 30


def fault_of(name: str, value: int | str) -> str:
    with pytest.raises(Refused) as refused:
        with_setting(Policy(), name, value)
    (fault,) = refused.value.refusals
    assert isinstance(fault, FieldFault)
    assert fault.field_name == name
    return fault.fault


def test_there_is_a_name_for_every_house_rule() -> None:
    names = setting_names()

    assert len(names) == len(set(names))
    assert {"slot_minutes", "buffer_minutes.theatre", "weekly_quota_minutes.startup"} <= set(names)
    assert {name.partition(".")[0] for name in names} == set(Policy.__dataclass_fields__)


@pytest.mark.parametrize("name", setting_names())
def test_a_setting_takes_another_value_and_leaves_the_others(name: str) -> None:
    value = another(name)

    changed = with_setting(Policy(), name, value)

    assert setting(changed, name) == value
    others = [other for other in setting_names() if other != name]
    assert [setting(changed, o) for o in others] == [setting(Policy(), o) for o in others]


@pytest.mark.parametrize("name", setting_names())
def test_a_setting_takes_its_value_as_a_person_types_it(name: str) -> None:
    value = another(name)

    assert setting(with_setting(Policy(), name, f" {value} "), name) == value


@pytest.mark.parametrize("name", setting_names())
def test_a_setting_keeps_its_own_value(name: str) -> None:
    assert with_setting(Policy(), name, setting(Policy(), name)) == Policy()


@pytest.mark.parametrize("value", ["", "ten", "-5", "1.5", "1e3", "²", "True", "None", "0x10"])
def test_what_is_no_whole_number_is_malformed(value: str) -> None:
    assert fault_of("slot_minutes", value) == "malformed"
    assert fault_of("late_cancel_hours", value) == "malformed"


@pytest.mark.parametrize(
    "value", ["", "9", "24:00", "09:60", "09:00:30", "09:00+08:00", "0900", "nine"]
)
def test_what_is_no_time_of_day_is_malformed(value: str) -> None:
    assert fault_of("weather_closed_if_in_force_at", value) == "malformed"


def test_a_time_of_day_is_kept_with_two_digits() -> None:
    changed = with_setting(Policy(), "weather_reopen_if_cancelled_by", "7:05")

    assert changed.weather_reopen_if_cancelled_by == "07:05"


def test_digits_of_a_chinese_keyboard_are_digits() -> None:
    assert with_setting(Policy(), "late_cancel_hours", "４８").late_cancel_hours == 48


@pytest.mark.parametrize("value", ["open", "stay open", "CLOSE", "1"])
def test_what_is_none_of_the_choices_is_malformed(value: str) -> None:
    assert fault_of("weather_amber_red_rain", value) == "malformed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slot_minutes", 0),
        ("slot_minutes", 7),
        ("slot_minutes", 45),
        ("slot_minutes", 120),
        ("buffer_minutes.booth", 7),
        ("buffer_minutes.booth", LONGEST_BUFFER_MINUTES + 5),
        ("min_booking_minutes", 0),
        ("max_booking_minutes", 0),
        ("max_booking_minutes", LONGEST_MINUTES + 1),
        ("book_ahead_days_max", LONGEST_MINUTES * 10 + 1),
        ("retention_days.visitor_log", "9" * 5000),
    ],
)
def test_a_number_that_cannot_stand_is_out_of_range(name: str, value: int | str) -> None:
    assert fault_of(name, value) == "out_of_range"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("buffer_minutes.booth", 0),
        ("buffer_minutes.booth", LONGEST_BUFFER_MINUTES),
        ("max_booking_minutes", LONGEST_MINUTES),
        ("daily_quota_minutes.startup", 0),
        ("slot_minutes", 5),
        ("slot_minutes", 60),
    ],
)
def test_a_number_at_the_edge_of_what_can_stand_is_taken(name: str, value: int) -> None:
    assert setting(with_setting(Policy(), name, value), name) == value


@pytest.mark.parametrize(
    "name", ["", "slot", "buffer_minutes", "buffer_minutes.", "buffer_minutes.cellar", "."]
)
def test_a_name_that_is_no_setting_is_unknown(name: str) -> None:
    assert fault_of(name, 5) == "unknown"
    with pytest.raises(KeyError):
        setting(Policy(), name)


def test_the_shortest_may_not_be_longer_than_the_longest() -> None:
    assert contradicts(with_setting(Policy(), "min_booking_minutes", 601))
    assert contradicts(with_setting(Policy(), "max_booking_minutes", 29))
    assert not contradicts(with_setting(Policy(), "min_booking_minutes", 600))
    assert not contradicts(Policy())


def test_a_step_of_the_grid_may_not_be_longer_than_the_longest() -> None:
    changed = with_setting(Policy(), "slot_minutes", 60)
    changed = with_setting(changed, "min_booking_minutes", 10)

    assert contradicts(with_setting(changed, "max_booking_minutes", 45))


def test_the_order_in_which_settings_are_read_does_not_matter() -> None:
    values = {"min_booking_minutes": 700, "max_booking_minutes": 800}
    forth, back = Policy(), Policy()
    for name, value in values.items():
        forth = with_setting(forth, name, value)
    for name, value in reversed(values.items()):
        back = with_setting(back, name, value)

    assert forth == back
    assert not contradicts(forth)


def test_a_table_of_the_policy_cannot_be_changed_in_place() -> None:
    table: object = Policy().buffer_minutes

    with pytest.raises(TypeError):
        table["booth"] = 0  # type: ignore[index] # that is the point


def test_a_place_of_an_unknown_kind_has_no_turnover() -> None:
    assert Policy().buffer_for("cellar") == 0


@given(st.sampled_from(setting_names()), st.one_of(st.text(max_size=8), st.integers()))
def test_whatever_is_typed_is_taken_or_refused(name: str, value: int | str) -> None:
    try:
        changed = with_setting(Policy(), name, value)
    except Refused:
        return

    kept = setting(changed, name)
    assert type(kept) is type(setting(Policy(), name))
    assert with_setting(changed, name, kept) == changed
