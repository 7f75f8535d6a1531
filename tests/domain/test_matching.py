from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.languages import NO_NAMES, Names
from labapp.domain.matching import (
    TAGS,
    Guest,
    Offer,
    OfferKind,
    all_tags,
    free_times,
    matches,
    owned,
    owner_of,
    shared_tags,
)
from labapp.domain.resources import Claim, Ledger, Step
from labapp.domain.times import FOREVER, Span, slot_at, slot_start
from tests.builders import span

HOUR = timedelta(hours=1)
GUEST = Guest(
    id=1, code="EX09", names=NO_NAMES, kind="startup", tags=frozenset({"health", "computing"})
)
PARTNERS = {"EX01": Names("Baidu", "百度"), "EX02": Names("Huawei"), "EX03": Names("Huawei Cloud")}


def offer(code: str, *tags: str, **fields: Any) -> Offer:  # noqa: ANN401 -- fields of the offer
    plain = Offer(
        kind=OfferKind.TOOLKIT,
        id=1,
        code=code,
        names=NO_NAMES,
        owner_code="EX01",
        owner=NO_NAMES,
        tags=frozenset(tags),
        free=(span(1, "10:00", "12:00"),),
    )
    return replace(plain, **fields)


def test_tags_are_shared_in_the_order_they_are_offered() -> None:
    assert shared_tags({"health", "legal", "computing"}, {"computing", "health"}) == (
        "computing",
        "health",
    )


def test_that_both_are_other_says_nothing() -> None:
    assert shared_tags({"other"}, {"other"}) == ()


def test_what_has_most_in_common_comes_first_then_what_is_free_soonest() -> None:
    later = (span(2, "10:00", "12:00"),)
    offers = [
        offer("a", "health", free=later),
        offer("b", "health"),
        offer("c", "health", "computing", free=later),
        offer("d", "legal"),
    ]

    found = matches((GUEST, one) for one in offers)

    assert [match.offer.code for match in found.free] == ["c", "b", "a"]
    assert found.free[0].shared == ("computing", "health")
    assert found.free[0].first_free == later[0]


def test_what_fits_and_is_taken_is_told_apart() -> None:
    found = matches([(GUEST, offer("a", "health", free=()))])

    assert (found.free, [match.offer.code for match in found.taken]) == ((), ["a"])


def test_nobody_is_matched_with_their_own() -> None:
    found = matches([(GUEST, offer("a", "health", owner_code="EX09"))])

    assert (found.free, found.taken) == ((), ())


@pytest.mark.parametrize(
    ("vendor", "code"),
    [
        ("Huawei", "EX02"),
        ("huawei cloud", "EX03"),
        ("Baidu / Kunlunxin", "EX01"),
        ("百度", "EX01"),
        ("mixed", ""),
        ("", ""),
    ],
)
def test_a_vendor_is_known_by_the_longest_name_in_its_text(vendor: str, code: str) -> None:
    assert owner_of(vendor, PARTNERS) == code


def test_what_belongs_to_no_partner_keeps_its_vendors_name() -> None:
    assert owned(offer("a"), "Intel", PARTNERS).owner == Names("Intel")
    assert owned(offer("a"), "Baidu", PARTNERS).owner == PARTNERS["EX01"]


def test_tags_follow_from_demos_too() -> None:
    assert all_tags({"health"}, [("legal",), ("health", "media")]) == {"health", "legal", "media"}
    assert len(set(TAGS)) == len(TAGS)


def ledger(*claims: Claim, capacity: int = 2) -> Ledger:
    return Ledger({one: [Step(0, FOREVER, capacity)] for one in (1, 2)}, claims)


def claim(time: Span, units: int, resource_id: int = 1) -> Claim:
    return Claim(resource_id, *time.slots, units)


DAY = span(1, "10:00", "18:00")


def test_free_time_is_what_all_that_is_needed_leaves() -> None:
    known = ledger(claim(span(1, "11:00", "12:00"), 2), claim(span(1, "14:00", "14:30"), 1, 2))

    assert list(free_times(known, {1: 1, 2: 2}, [DAY], HOUR)) == [
        span(1, "10:00", "11:00"),
        span(1, "12:00", "14:00"),
        span(1, "14:30", "18:00"),
    ]


def test_time_that_is_too_short_is_left_out() -> None:
    known = ledger(claim(span(1, "10:30", "17:30"), 2))

    assert list(free_times(known, {1: 1}, [DAY], HOUR)) == []


def test_what_is_never_there_is_never_free() -> None:
    assert list(free_times(ledger(capacity=0), {1: 1}, [DAY], HOUR)) == []
    assert list(free_times(ledger(capacity=0), {1: 0}, [DAY], HOUR)) == [DAY]


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20), st.integers(1, 2)), max_size=6),
    st.integers(1, 2),
)
def test_free_times_are_exactly_the_slots_with_room(
    drawn: list[tuple[int, int, int]], units: int
) -> None:
    base = slot_at(DAY.start)
    claims = [Claim(1, base + at, base + at + long, many) for at, long, many in drawn]

    found = list(free_times(ledger(*claims, capacity=3), {1: units}, [DAY], timedelta(0)))

    free = {slot for one in found for slot in range(*one.slots)}
    assert free == {
        slot
        for slot in range(*DAY.slots)
        if sum(c.units for c in claims if c.from_slot <= slot < c.until_slot) + units <= 3
    }
    assert slot_start(base) == DAY.start
