from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.imports import Cell, FaultKind
from labapp.exchange.amounts import read_count, read_minutes, read_mpflops, read_watts

amounts = st.integers(0, 2**31 - 1)


@pytest.mark.parametrize(
    ("cell", "header", "watts"),
    [
        *(("1200", "", 1200), (1200, "", 1200), (1200.0, "", 1200), ("1,200 W", "", 1200)),
        *(
            ("1.2 kW", "", 1200),
            ("１．２ｋＷ", "", 1200),
            ("1200瓦", "", 1200),
            ("1.2千瓦", "", 1200),
        ),
        *((1.2, "Power (kW)", 1200), ("800W", "Power (kW)", 800), ("約1200W", "", 1200)),
    ],
    ids=repr,
)
def test_power_is_read_in_watts(cell: Cell, header: str, watts: int) -> None:
    assert read_watts(cell, header).value == watts


@pytest.mark.parametrize(
    ("cell", "header", "mpflops"),
    [
        *(("2.5 PFLOPS", "", 2500), ("2500 mPFLOPS", "", 2500), (2.5, "", 2500), ("3P", "", 3000)),
        *((2500, "mPFLOPS", 2500), (2.5, "算力（PFLOPS）", 2500), ("500 TFLOPS", "PFLOPS", 500)),
        *(("0.001", "", 1), (2.501, "", 2501), ("1.3 EFLOPS", "", 1_300_000)),
    ],
    ids=repr,
)
def test_computing_power_is_read_in_mpflops(cell: Cell, header: str, mpflops: int) -> None:
    assert read_mpflops(cell, header).value == mpflops


@pytest.mark.parametrize(
    ("cell", "header", "minutes"),
    [
        *((90, "", 90), ("90 min", "", 90), ("90分鐘", "", 90), ("2 hours", "", 120)),
        *(("1.5小時", "", 90), ("1h30", "", 90), ("1:30", "", 90), ("2小時30分鐘", "", 150)),
        *(("兩小時", "", 120), ("2個半小時", "", 150), ("半小時", "", 30), (1.5, "Hours", 90)),
        *((timedelta(minutes=90), "", 90), (time(1, 30), "", 90)),
    ],
    ids=repr,
)
def test_a_length_is_read_in_minutes(cell: Cell, header: str, minutes: int) -> None:
    assert read_minutes(cell, header).value == minutes


@pytest.mark.parametrize("cell", ["20", 20, 20.0, "20人", "約 20 pax", "２０", "20位"], ids=repr)
def test_a_number_of_people_is_read(cell: Cell) -> None:
    assert read_count(cell).value == 20


@pytest.mark.parametrize(
    "cell", ["20-30", 2.5, -1, "many", "1e3", "二十", True, time(10), "20 W"], ids=repr
)
def test_what_is_no_number_of_people_is_refused(cell: Cell) -> None:
    reading = read_count(cell)

    assert reading.value is None
    assert [remark.kind for remark in reading.remarks] == [FaultKind.UNREADABLE_NUMBER]


def test_power_and_computing_power_say_their_own_refusals() -> None:
    assert read_watts("1 hp").remarks[0].kind is FaultKind.UNREADABLE_POWER
    assert read_mpflops("2.0005").remarks[0].kind is FaultKind.UNREADABLE_COMPUTE
    assert read_minutes("a while").remarks[0].kind is FaultKind.UNREADABLE_LENGTH


def test_a_number_beyond_what_can_be_kept_is_refused_with_its_bounds() -> None:
    reading = read_watts("9999999999")

    assert reading.value is None
    assert reading.remarks[0].kind is FaultKind.OUT_OF_RANGE


@given(amounts)
def test_pflops_with_three_decimals_read_back_exactly(mpflops: int) -> None:
    assert read_mpflops(f"{mpflops // 1000}.{mpflops % 1000:03} PFLOPS").value == mpflops


@given(amounts)
def test_numbers_with_commas_read_back(number: int) -> None:
    assert read_count(f"{number:,}").value == number
