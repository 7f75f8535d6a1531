from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.aiss import (
    FOLLOWS,
    TOP_RATE,
    Balance,
    Stage,
    check_amounts,
    granted_minutes,
    may_follow,
    period,
    split,
)
from labapp.domain.errors import FieldFault, ReasonMissing, Refused
from labapp.domain.times import day_span


@given(st.integers(0, 10**13), st.integers(0, TOP_RATE))
def test_subsidy_and_share_are_the_list_price_to_the_cent(price: int, rate: int) -> None:
    subsidy, share = split(price, rate)

    assert subsidy + share == price
    assert subsidy * 100 <= price * rate < (subsidy + 1) * 100


@pytest.mark.parametrize("rate", [0, 70])
def test_the_usual_rate_needs_no_reason(rate: int) -> None:
    check_amounts(100, rate, None, 1, 1)


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_rate_above_the_usual_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(Refused) as refused:
        check_amounts(100, 71, reason, 1, 1)

    assert refused.value.refusals == (ReasonMissing(act="exceed_rate"),)
    check_amounts(100, 90, "exceptional", 1, 1)


@pytest.mark.parametrize(
    ("field", "value", "amounts"),
    [
        ("rate_percent", "91", (100, 91, "why", 1, 1)),
        ("rate_percent", "-1", (100, -1, None, 1, 1)),
        ("list_price", "-1", (-1, 70, None, 1, 1)),
        ("mpflops", "-1", (100, 70, None, -1, 1)),
        ("months", "0", (100, 70, None, 1, 0)),
        ("months", "121", (100, 70, None, 1, 121)),
    ],
)
def test_amounts_that_cannot_be_are_refused(
    field: str, value: str, amounts: tuple[int, int, str | None, int, int]
) -> None:
    with pytest.raises(Refused) as refused:
        check_amounts(*amounts)

    assert refused.value.refusals == (
        FieldFault(field_name=field, fault="out_of_range", value=value),
    )


def test_every_stage_says_what_may_follow_it() -> None:
    assert set(FOLLOWS) == set(Stage)
    ends = {stage for stage, after in FOLLOWS.items() if not after}
    assert ends == {Stage.REJECTED, Stage.WITHDRAWN, Stage.COMPLETED}


def test_what_was_not_vetted_cannot_be_approved() -> None:
    assert may_follow(Stage.VETTING, Stage.APPROVED)
    assert not may_follow(Stage.DRAFT, Stage.APPROVED)
    assert not may_follow(Stage.COMPLETED, Stage.IN_USE)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 12, 15), 12, date(2027, 12, 14)),
    ],
)
def test_months_are_those_of_the_calendar(start: date, months: int, last: date) -> None:
    assert list(period(start, months).days())[-1] == last


def test_what_was_granted_is_power_times_the_months() -> None:
    december = 31 * 24 * 60

    assert granted_minutes(500, 1, date(2026, 12, 1)) == 500 * december
    assert granted_minutes(500, 2, None) == 500 * 2 * 730 * 60
    assert period(date(2026, 12, 1), 1).start == day_span(date(2026, 12, 1)).start


def test_what_is_left_may_be_less_than_nothing() -> None:
    assert Balance(granted=10, booked=12, used=3).left == -2
