"""The law as a calculation: it must agree, slot by slot, with simply counting."""

from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.resources import (
    Claim,
    Ledger,
    Profile,
    Step,
    capacity_at,
    claim_over,
    combined,
    difference,
    steps_from,
)
from labapp.domain.times import FOREVER
from tests.builders import span

END = 40
RESOURCES = st.integers(1, 3)

ranges = st.tuples(st.integers(0, END - 1), st.integers(1, END)).map(
    lambda pair: (pair[0], min(END, pair[0] + pair[1]))
)
claims = st.builds(
    lambda rid, r, units: Claim(rid, r[0], r[1], units), RESOURCES, ranges, st.integers(1, 5)
)
many_claims = st.lists(claims, max_size=12)
changes = st.lists(st.tuples(st.integers(0, END), st.integers(0, 12)), max_size=6)
labs = st.dictionaries(RESOURCES, changes.map(steps_from), min_size=3, max_size=3)


def counted(found: list[Claim] | tuple[Claim, ...]) -> dict[tuple[int, int], int]:
    use: dict[tuple[int, int], int] = defaultdict(int)
    for claim in found:
        for slot in range(claim.from_slot, claim.until_slot):
            use[claim.resource_id, slot] += claim.units
    return dict(use)


@given(changes)
def test_steps_have_no_gap_from_the_beginning_to_the_end_of_time(
    given_changes: list[tuple[int, int]],
) -> None:
    steps = steps_from(given_changes)

    assert steps[0].from_slot == 0
    assert steps[-1].until_slot == FOREVER
    assert all(a.until_slot == b.from_slot for a, b in pairwise(steps))
    assert all(step.from_slot < step.until_slot for step in steps)


@given(changes, st.integers(0, 2 * END))
def test_the_capacity_is_that_of_the_last_change_before(
    given_changes: list[tuple[int, int]], slot: int
) -> None:
    last = dict(given_changes)
    before = [at for at in last if at <= slot]

    assert capacity_at(steps_from(given_changes), slot) == (last[max(before)] if before else 0)


def test_outside_every_step_there_is_no_capacity() -> None:
    assert capacity_at([Step(10, 20, 5)], 9) == 0
    assert capacity_at([Step(10, 20, 5)], 20) == 0


@given(many_claims, ranges)
def test_a_profile_is_what_counting_says(found: list[Claim], where: tuple[int, int]) -> None:
    mine = [claim for claim in found if claim.resource_id == 1]
    use = counted(mine)
    profile = Profile(mine)
    first, last = where

    points = profile.points(first, last)

    level = dict(points)
    now = 0
    for slot in range(first, last):
        now = level.get(slot, now)
        assert now == use.get((1, slot), 0)
    assert profile.peak(first, last) == max(use.get((1, slot), 0) for slot in range(first, last))


@given(labs, many_claims, claims)
def test_the_ledger_decides_as_counting_does(
    lab: dict[int, tuple[Step, ...]], held: list[Claim], wanted: Claim
) -> None:
    use = counted(held)
    over = [
        slot
        for slot in range(wanted.from_slot, wanted.until_slot)
        if use.get((wanted.resource_id, slot), 0) + wanted.units
        > capacity_at(lab[wanted.resource_id], slot)
    ]

    excess = Ledger(lab, held).excess(wanted)

    if not over:
        assert excess is None
        return
    assert excess is not None
    assert excess.from_slot == over[0]
    assert (excess.used, excess.wanted, excess.capacity) == (
        use.get((wanted.resource_id, over[0]), 0),
        wanted.units,
        capacity_at(lab[wanted.resource_id], over[0]),
    )
    run = next(slot for slot in range(over[0], END + 1) if slot not in over)
    assert excess.until_slot == run


def test_a_gap_in_the_steps_admits_nothing() -> None:
    ledger = Ledger({1: [Step(0, 10, 5), Step(20, 30, 5)]})

    assert ledger.excess(Claim(1, 5, 10, 5)) is None
    excess = ledger.excess(Claim(1, 5, 25, 1))
    assert excess is not None
    assert (excess.from_slot, excess.capacity) == (10, 0)
    assert ledger.excess(Claim(2, 5, 10, 1)) is not None


@given(labs, many_claims, many_claims)
def test_claims_fit_when_each_of_them_does(
    lab: dict[int, tuple[Step, ...]], held: list[Claim], wanted: list[Claim]
) -> None:
    ledger = Ledger(lab, held)

    assert ledger.fits(wanted) == all(ledger.excess(claim) is None for claim in wanted)


@given(many_claims)
def test_combined_claims_use_the_same_and_never_overlap(found: list[Claim]) -> None:
    together = combined(found)

    assert counted(together) == counted(found)
    for one in together:
        for other in together:
            same = one.resource_id == other.resource_id
            if same and one is not other:
                assert one.until_slot <= other.from_slot or other.until_slot <= one.from_slot


@given(many_claims, many_claims)
def test_giving_and_taking_the_difference_makes_of_one_the_other(
    held: list[Claim], wanted: list[Claim]
) -> None:
    given_back, rises = difference(held, wanted)
    before, after = counted(held), counted(wanted)
    given_use, taken_use = counted(given_back), counted([rise.claim for rise in rises])

    for place in before.keys() | after.keys():
        change = after.get(place, 0) - before.get(place, 0)
        assert taken_use.get(place, 0) == max(0, change)
        assert given_use.get(place, 0) == max(0, -change)
    for rise in rises:
        for slot in range(rise.claim.from_slot, rise.claim.until_slot):
            assert rise.kept == before.get((rise.claim.resource_id, slot), 0)


@given(many_claims)
def test_no_difference_gives_and_takes_nothing(held: list[Claim]) -> None:
    assert difference(held, combined(held)) == ((), ())


def test_a_claim_covers_the_slots_that_the_span_touches() -> None:
    claim = claim_over(7, span(0, "10:01", "10:09"), 3)

    assert (claim.resource_id, claim.units, claim.until_slot - claim.from_slot) == (7, 3, 2)
