from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from labapp.domain import errors
from labapp.domain.kits import Asset, Condition, Kit, choose, unticked
from labapp.domain.languages import Names
from labapp.domain.times import Span
from labapp.domain.toolkits import (
    Install,
    PartnerRules,
    Toolkit,
    Use,
    ends_soon,
    record_of,
    rules_of,
    what_blocks,
)

CAMERA = Asset(id=1, tag="CAM-1", names=Names("Camera"), resource_id=11)
OTHER = Asset(id=2, tag="CAM-2", names=Names("Other camera"), resource_id=12)
TRIPOD = Asset(id=3, tag="TRI-1", names=Names("Tripod"), resource_id=13)


def kit(*parts: tuple[Asset, ...]) -> Kit:
    return Kit(1, "FILM", Names("Film kit"), parts)


def test_a_kit_is_free_when_each_part_is() -> None:
    choice = choose(kit((CAMERA,), (TRIPOD,)), lambda asset: True)

    assert choice.free
    assert [one.asset for one in choice.taken] == [CAMERA, TRIPOD]
    assert choice.substitutions == ()


def test_one_part_that_is_taken_makes_the_kit_not_free() -> None:
    choice = choose(kit((CAMERA,), (TRIPOD,)), lambda asset: asset != TRIPOD)

    assert not choice.free
    assert choice.lacking == (TRIPOD,)


def test_what_may_stand_in_does_and_is_listed() -> None:
    choice = choose(kit((CAMERA, OTHER), (TRIPOD,)), lambda asset: asset != CAMERA)

    assert choice.free
    (found,) = choice.substitutions
    assert (found.asset, found.instead_of) == (OTHER, CAMERA)


def test_a_stand_in_is_taken_once_and_where_it_is_needed() -> None:
    third = replace(OTHER, id=4, tag="CAM-3")
    made = kit((CAMERA, OTHER, third), (TRIPOD, OTHER))

    choice = choose(made, lambda asset: asset in {OTHER, third})

    assert choice.free
    assert [one.asset for one in choice.taken] == [third, OTHER]


def test_a_broken_part_is_not_free() -> None:
    broken = replace(CAMERA, condition=Condition.BROKEN)

    assert choose(kit((broken,)), lambda asset: True).lacking == (broken,)


def test_a_tick_in_any_language_counts() -> None:
    items = (Names("Lens cap", "鏡頭蓋", "镜头盖"), Names("Cable", "電線", "电线"))

    assert unticked(items, ["鏡頭蓋"]) == (items[1],)
    assert unticked(items, ["Lens cap", "电线"]) == ()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{text}+08:00").astimezone(UTC)


def toolkit(rules: PartnerRules = PartnerRules(), ends: date | None = None) -> Toolkit:  # noqa: B008 -- frozen
    return Toolkit(
        id=1,
        code="baidu.paddlex",
        names=Names("PaddleX"),
        bookable=True,
        vendor="Baidu",
        kind="sdk",
        dist=None,
        wanted_version=None,
        licence=None,
        licence_ends=ends,
        hardware=(),
        protocol=None,
        port=None,
        documents=(),
        note=None,
        rules=rules,
        installs=(Install(),),
        trained=frozenset({7}),
        version=1,
    )


THURSDAY = Span(at("10T10:00"), at("10T12:00"))


def blocks(one: Toolkit, use: Use, spent: int = 0) -> list[type[errors.Refusal]]:
    return [type(found) for found in what_blocks(one, use, spent)]


def test_a_partner_without_rules_asks_for_nothing() -> None:
    assert blocks(toolkit(), Use(THURSDAY, 6), 10**6) == []


@pytest.mark.parametrize(
    ("person", "found"), [(7, []), (8, [errors.NotTrained]), (None, [errors.NotTrained])]
)
def test_only_trained_people_may_use_it(
    person: int | None, found: list[type[errors.Refusal]]
) -> None:
    assert blocks(toolkit(PartnerRules(trained_only=True)), Use(THURSDAY, 1, person)) == found


@pytest.mark.parametrize(
    ("span", "free"),
    [
        (THURSDAY, True),
        (Span(at("10T09:30"), at("10T11:00")), False),
        (Span(at("10T15:00"), at("10T16:30")), False),
        (Span(at("12T10:00"), at("12T11:00")), False),
        (Span(at("10T10:00"), at("11T12:00")), False),
    ],
)
def test_the_partners_hours_hold(span: Span, free: bool) -> None:  # noqa: FBT001 -- a table of cases
    rules = PartnerRules(hours=((time(10), time(16)),), weekdays=frozenset({0, 1, 2, 3, 4}))

    found = what_blocks(toolkit(rules), Use(span, 1), 0)

    assert (found == ()) is free
    assert all(one.overridable for one in found)


def test_credits_run_out() -> None:
    one = toolkit(PartnerRules(credit_minutes=600))

    assert blocks(one, Use(THURSDAY, 2), 360) == []
    (found,) = what_blocks(one, Use(THURSDAY, 2), 361)
    assert found == errors.CreditsSpent(toolkit=one.names, needed=240, left=239)


def test_a_licence_holds_through_its_last_day() -> None:
    assert blocks(toolkit(ends=date(2026, 12, 10)), Use(THURSDAY, 1)) == []
    assert blocks(toolkit(ends=date(2026, 12, 9)), Use(THURSDAY, 1)) == [errors.LicenceEnds]


def test_licences_that_end_soon_are_listed_soonest_first() -> None:
    far, near = toolkit(ends=date(2027, 6, 1)), toolkit(ends=date(2026, 12, 20))
    over = replace(near, licence_ends=date(2026, 12, 1))

    assert ends_soon([far, near, over, toolkit()], at("08T09:00"), 30) == (over, near)


def test_rules_are_kept_as_they_are_read() -> None:
    kept = {
        "trained_only": True,
        "hours": [["10:00", "16:00"]],
        "weekdays": [0, 4],
        "credit_minutes": 600,
    }

    assert record_of(rules_of(kept)) == kept


@pytest.mark.parametrize(
    "record",
    [
        {"hours": [["16:00", "10:00"]]},
        {"hours": [["ten", "eleven"]]},
        {"weekdays": [7]},
        {"credit_minutes": -1},
        {"credits": 5},
    ],
)
def test_what_is_no_rule_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rules_of(record)
