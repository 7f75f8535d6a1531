from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.languages import Names
from labapp.domain.releases import Change, Line, Slot, counted, days_changed, difference, slips
from labapp.domain.times import Span

TEN = datetime.fromisoformat("2026-12-08T10:00:00+08:00")
FIRST, LAST = date(2026, 12, 7), date(2026, 12, 13)


def slot(number: str = "BK001", hour: int = 0, **fields: object) -> Slot:
    start = TEN + timedelta(hours=hour)
    known = Slot(
        number=number,
        kind="stay",
        span=Span(start, start + timedelta(hours=1)),
        place="A1",
        exhibitor_code="EX01",
        exhibitor=Names("One"),
    )
    return replace(known, **fields)  # type: ignore[arg-type] # fields by name


def compared(before: list[Slot], after: list[Slot]) -> list[tuple[Change, str, tuple[str, ...]]]:
    found = difference(before, after, FIRST, LAST)
    return [(line.change, line.slot.number, line.fields) for line in found]


def test_each_sort_of_change_is_told_apart() -> None:
    before = [slot("BK001"), slot("BK002", 1), slot("BK003", 2), slot("BK004", 3)]
    after = [
        slot("BK001"),
        slot("BK002", 4),
        slot("BK003", 2, power_w=500),
        slot("BK005", 5),
    ]

    assert compared(before, after) == [
        (Change.CHANGED, "BK003", ("power_w",)),
        (Change.GONE, "BK004", ()),
        (Change.MOVED, "BK002", ("span",)),
        (Change.NEW, "BK005", ()),
    ]


def test_another_place_is_a_move_whatever_else_changed() -> None:
    after = slot(place="A2", power_w=900)

    assert compared([slot()], [after]) == [(Change.MOVED, "BK001", ("place", "power_w"))]


def test_what_lies_outside_the_published_days_is_not_compared() -> None:
    earlier = slot("BK001", hour=-24 * 7)

    assert compared([earlier], []) == []


def test_what_was_moved_out_of_the_days_is_gone_from_them() -> None:
    assert [each[0] for each in compared([slot()], [])] == [Change.GONE]


slots = st.lists(
    st.builds(
        slot,
        number=st.sampled_from([f"BK{number:03d}" for number in range(8)]),
        hour=st.integers(0, 20),
        power_w=st.integers(0, 2),
    ),
    unique_by=lambda one: one.number,
)


@given(slots, slots)
def test_the_difference_applied_to_the_one_makes_the_other(
    before: list[Slot], after: list[Slot]
) -> None:
    made = {one.number: one for one in before}
    for line in difference(before, after, FIRST, LAST):
        if line.after is None:
            del made[line.slot.number]
        else:
            made[line.after.number] = line.after

    assert made == {one.number: one for one in after}


@given(slots)
def test_nothing_differs_from_itself(known: list[Slot]) -> None:
    assert difference(known, known, FIRST, LAST) == ()


def test_a_booking_that_changes_hands_is_on_both_slips() -> None:
    after = slot(exhibitor_code="EX02", exhibitor=Names("Two"))

    found = slips(difference([slot()], [after], FIRST, LAST))

    assert [(one.exhibitor_code, one.exhibitor.en, len(one.lines)) for one in found] == [
        ("EX01", "One", 1),
        ("EX02", "Two", 1),
    ]


def test_a_visit_is_on_nobodys_slip() -> None:
    line = Line(Change.NEW, None, slot(exhibitor_code=None, exhibitor=Names()))

    assert slips([line]) == ()


def test_a_move_to_another_day_changes_both_days() -> None:
    lines = difference([slot()], [slot(hour=24)], FIRST, LAST)

    assert days_changed(lines) == (date(2026, 12, 8), date(2026, 12, 9))
    assert counted(lines) == {
        Change.NEW: 0,
        Change.MOVED: 1,
        Change.CHANGED: 0,
        Change.GONE: 0,
    }
