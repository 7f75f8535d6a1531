from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.resources import Step, capacity_at
from labapp.domain.steps import capped, changes, overlay, whole, with_step, without_step
from labapp.domain.times import FOREVER

USUAL = (Step(0, 100, 5, "planned", ""), Step(100, 200, 2, "repair", ""), Step(200, FOREVER, 5))
SLOTS = st.integers(0, 300)
UNITS = st.integers(0, 20)


def at(steps: tuple[Step, ...], slot: int) -> int:
    return capacity_at(steps, slot)


def test_another_step_lasts_until_the_next_begins() -> None:
    added = with_step(USUAL, 50, 9, "planned", "order 7")

    assert [(s.from_slot, s.until_slot, s.capacity) for s in added] == [
        (0, 50, 5),
        (50, 100, 9),
        (100, 200, 2),
        (200, FOREVER, 5),
    ]


def test_a_step_taken_away_leaves_the_one_before_it_going_on() -> None:
    left = without_step(USUAL, 100)

    assert [(s.from_slot, s.until_slot, s.capacity) for s in left] == [
        (0, 200, 5),
        (200, FOREVER, 5),
    ]


def test_the_first_step_cannot_be_taken_away() -> None:
    assert without_step(USUAL, 0) == USUAL


def test_another_usual_capacity_leaves_what_was_planned_apart() -> None:
    raised = capped(USUAL, 50, 5, 8)
    lowered = capped(USUAL, 50, 5, 1)

    assert [at(raised, slot) for slot in (49, 50, 150, 250)] == [5, 8, 2, 8]
    assert [at(lowered, slot) for slot in (49, 50, 150, 250)] == [5, 1, 1, 1]


def test_where_two_differ_is_told_with_both_capacities() -> None:
    assert list(changes(USUAL, overlay(USUAL, Step(150, 250, 3)))) == [
        (150, 200, 2, 3),
        (200, 250, 5, 3),
    ]


def test_a_gap_or_an_overlap_is_not_whole() -> None:
    assert whole(USUAL, FOREVER)
    assert not whole((), FOREVER)
    assert not whole(USUAL[:2], FOREVER)
    assert not whole((USUAL[0], USUAL[2]), FOREVER)
    assert not whole((USUAL[0], Step(90, FOREVER, 1)), FOREVER)


@given(st.lists(st.tuples(SLOTS, UNITS, st.booleans()), max_size=8), SLOTS)
def test_whatever_is_added_or_taken_away_the_steps_stay_whole(
    edits: list[tuple[int, int, bool]], probe: int
) -> None:
    steps: tuple[Step, ...] = USUAL
    for slot, units, add in edits:
        before = at(steps, probe)
        steps = with_step(steps, slot, units, "", "") if add else without_step(steps, slot)
        assert whole(steps, FOREVER)
        if probe < slot:
            assert at(steps, probe) == before
        if add:
            assert at(steps, slot) == units
