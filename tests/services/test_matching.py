import pytest

from labapp.domain import errors
from labapp.domain.errors import Refused
from labapp.domain.matching import Match, OfferKind
from labapp.domain.staff import Role
from labapp.domain.times import Span, day_of
from labapp.services.exhibitors import exhibitor_by_code
from labapp.services.matching import (
    SetTags,
    Wanted,
    guests_for,
    offers_for,
    set_tags,
    tags_of_exhibitor,
    tags_of_resource,
)
from labapp.services.spaces import SetCapacity, set_capacity
from labapp.storage.store import Store
from tests.builders import as_actor, when
from tests.services.orders import kinds, lab_of, resource_id

NOTHING: frozenset[str] = frozenset()
HEALTH = frozenset({"health"})


def exhibitor_id(store: Store, code: str) -> int:
    return store.read(exhibitor_by_code, code).id


def tag_exhibitor(store: Store, code: str, *tags: str) -> None:
    wanted = SetTags(exhibitor_id=exhibitor_id(store, code), tags=frozenset(tags), seen=NOTHING)
    store.write(set_tags, wanted)


def tag_resource(store: Store, code: str, *tags: str) -> None:
    wanted = SetTags(resource_id=resource_id(store, code), tags=frozenset(tags), seen=NOTHING)
    store.write(set_tags, wanted)


def codes(found: tuple[Match, ...]) -> list[str]:
    return [match.offer.code for match in found]


def test_a_start_up_is_pointed_to_what_shares_its_tags_with_the_reason(sample: Store) -> None:
    tag_exhibitor(sample, "EX09", "health", "media")
    tag_resource(sample, "baidu.paddlex", "health")
    tag_resource(sample, "huawei.mindspore", "health", "media")
    tag_resource(sample, "baidu.paddlepaddle", "legal")

    found = sample.read(offers_for, exhibitor_id(sample, "EX09"))

    assert codes(found.free)[:2] == ["huawei.mindspore", "baidu.paddlex"]
    assert "baidu.paddlepaddle" not in codes(found.free)
    best = found.free[0]
    assert (best.shared, best.offer.owner_code) == (("health", "media"), "EX02")
    assert best.first_free is not None
    assert best.first_free.start >= when(1, "09:30")


def test_a_pool_suits_whoever_looks_for_computing_power(sqlite_sample: Store) -> None:
    tag_exhibitor(sqlite_sample, "EX09", "computing")

    found = sqlite_sample.read(offers_for, exhibitor_id(sqlite_sample, "EX09"))

    pools = [match for match in found.free if match.offer.kind is OfferKind.POOL]
    assert {match.offer.code for match in pools} == {"P-ASCEND", "P-GPU", "P-KUNLUN"}
    assert {match.offer.owner_code for match in pools} == {"EX01", "EX02", ""}


def test_only_open_hours_count_as_free_time(sqlite_sample: Store) -> None:
    tag_exhibitor(sqlite_sample, "EX09", "computing")

    found = sqlite_sample.read(offers_for, exhibitor_id(sqlite_sample, "EX09"))

    opening = lab_of(sqlite_sample).opening
    for match in found.free:
        for free in match.offer.free:
            hours = opening.hours_on(day_of(free.start))
            assert any(free.within(Span(one.start, one.end)) for one in hours)
            assert free.minutes >= 60


def test_what_fits_but_has_no_free_time_is_told_apart(sqlite_sample: Store) -> None:
    tag_exhibitor(sqlite_sample, "EX09", "health")
    tag_resource(sqlite_sample, "huawei.mindspore", "health")
    which = Wanted(seats=10_000)

    found = sqlite_sample.read(offers_for, exhibitor_id(sqlite_sample, "EX09"), which)

    assert codes(found.taken) == ["huawei.mindspore"]
    assert found.taken[0].first_free is None


def test_a_pool_without_capacity_is_not_free(sqlite_sample: Store) -> None:
    tag_exhibitor(sqlite_sample, "EX09", "computing")
    pool = resource_id(sqlite_sample, "P-GPU")
    sqlite_sample.write(
        set_capacity,
        SetCapacity(
            resource_id=pool, start=when(1, "09:30"), end=None, capacity=0, force_reason="test"
        ),
    )

    found = sqlite_sample.read(offers_for, exhibitor_id(sqlite_sample, "EX09"))

    assert "P-GPU" in codes(found.taken)
    assert "P-GPU" not in codes(found.free)


def test_a_partner_sees_which_start_ups_its_offers_suit(sample: Store) -> None:
    tag_exhibitor(sample, "EX09", "health")
    tag_exhibitor(sample, "EX01", "health")
    tag_resource(sample, "huawei.mindspore", "health")

    found = sample.read(guests_for, exhibitor_id(sample, "EX02"))

    pairs = {(match.guest.code, match.offer.code) for match in found.free}
    assert ("EX09", "huawei.mindspore") in pairs
    assert all(match.guest.kind == "startup" for match in found.free)
    assert all(match.offer.owner_code == "EX02" for match in found.free)


def test_without_tags_nothing_is_guessed(sqlite_sample: Store) -> None:
    found = sqlite_sample.read(offers_for, exhibitor_id(sqlite_sample, "EX09"))

    assert (found.free, found.taken) == ((), ())


def test_tags_are_kept_and_can_be_taken_away(sample: Store) -> None:
    tag_exhibitor(sample, "EX09", "health", "legal")
    who = exhibitor_id(sample, "EX09")
    seen = sample.read(tags_of_exhibitor, who)
    assert seen == {"health", "legal"}

    sample.write(set_tags, SetTags(exhibitor_id=who, tags=NOTHING, seen=seen))

    assert sample.read(tags_of_exhibitor, who) == NOTHING
    tag_resource(sample, "P-GPU", "media")
    assert sample.read(tags_of_resource, resource_id(sample, "P-GPU")) == {"media"}


def test_who_saw_other_tags_is_refused(sqlite_sample: Store) -> None:
    tag_exhibitor(sqlite_sample, "EX09", "health")

    with pytest.raises(Refused) as refused:
        tag_exhibitor(sqlite_sample, "EX09", "legal")

    assert refused.value.refusals == (
        errors.ChangedMeanwhile(
            what="exhibitor", key="EX09", by="", differences=(("tags", "health", "legal"),)
        ),
    )


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        (SetTags(exhibitor_id=1, tags=frozenset({"weather"}), seen=NOTHING), errors.FieldFault),
        (SetTags(exhibitor_id=999, tags=HEALTH, seen=NOTHING), errors.NotFound),
        (SetTags(resource_id=999, tags=HEALTH, seen=NOTHING), errors.NotFound),
    ],
)
def test_what_is_not_known_is_refused(
    sqlite_sample: Store, order: SetTags, kind: type[errors.Refusal]
) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(set_tags, order)

    assert kinds(refused.value) == [kind]


def test_a_feed_has_no_tags_and_a_reader_sets_none(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        tag_resource(sqlite_sample, "F1", "health")
    assert kinds(refused.value) == [errors.NotFound]
    reader = as_actor(sqlite_sample, "reader", Role.READER)
    with pytest.raises(Refused) as refused:
        tag_exhibitor(reader, "EX09", "health")
    reader.close()
    assert kinds(refused.value) == [errors.RoleMayNot]
    for use_case in (offers_for, guests_for):
        with pytest.raises(Refused):
            sqlite_sample.read(use_case, 999)
