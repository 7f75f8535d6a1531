from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from labapp.domain import errors
from labapp.domain.aiss import CATEGORIES, AissReference, Category, Stage
from labapp.domain.computing import UsageLine
from labapp.domain.errors import Refused
from labapp.domain.languages import Names
from labapp.domain.staff import Role
from labapp.services.aiss import (
    AddReference,
    EditReference,
    MoveStage,
    add_reference,
    categories,
    edit_reference,
    list_references,
    move_stage,
    reference_by_id,
    reminders,
    set_categories,
)
from labapp.services.computing import import_usage
from labapp.services.exhibitors import exhibitor_by_code
from labapp.storage.store import Store
from tests.builders import as_actor, set_clock, span, when
from tests.services.orders import book, kinds, resource_id

DECEMBER = date(2026, 12, 1)


def named(store: Store, code: str) -> AissReference:
    return next(one for one in store.read(list_references) if one.code == code)


def order(store: Store, **fields: Any) -> AddReference:  # noqa: ANN401 -- fields of the order
    owner = store.read(exhibitor_by_code, "EX07").id
    plain = AddReference(
        exhibitor_id=owner, category="startup", list_price_cents=99_999, mpflops=800, months=1
    )
    return replace(plain, **fields)


def edit(store: Store, code: str, **changes: object) -> AissReference:
    wanted = EditReference(reference_id=named(store, code).id, changes=changes)
    return store.write(edit_reference, wanted)


def move(store: Store, code: str, stage: Stage, **fields: Any) -> AissReference:  # noqa: ANN401 -- fields
    wanted = MoveStage(reference_id=named(store, code).id, stage=stage, **fields)
    return store.write(move_stage, wanted)


def test_the_references_of_the_sample_are_read(sample: Store) -> None:
    found = sample.read(list_references)

    assert [(one.code, one.stage, one.exhibitor_code) for one in found] == [
        ("APP-001", Stage.VETTING, "EX09"),
        ("APP-002", Stage.IN_USE, "EX14"),
        ("APP-003", Stage.DRAFT, "EX08"),
        ("APP-004", Stage.APPROVED, "EX15"),
    ]
    assert all(one.subsidy_cents + one.share_cents == one.list_price_cents for one in found)
    assert [one.balance is not None for one in found] == [False, True, False, True]


def test_what_is_booked_counts_against_what_was_approved(sample: Store) -> None:
    before = named(sample, "APP-002").balance
    assert before is not None
    assert before.granted == 120_000 * 12 * 730 * 60

    book(
        sample, "C7", "EX14", span(8, "10:00", "12:00"),
        pool_id=resource_id(sample, "P-GPU"), mpflops=500,
    )  # fmt: skip

    after = named(sample, "APP-002").balance
    assert after is not None
    assert after.booked - before.booked == 500 * 120
    assert (after.left, after.used) == (before.left - 500 * 120, before.used)


def test_what_is_over_is_used_unless_it_was_measured(sqlite_sample: Store) -> None:
    book(
        sqlite_sample, "C7", "EX14", span(8, "10:00", "12:00"),
        pool_id=resource_id(sqlite_sample, "P-GPU"), mpflops=500,
    )  # fmt: skip
    set_clock(sqlite_sample, when(8, "11:00"))
    before = named(sqlite_sample, "APP-002").balance
    set_clock(sqlite_sample, when(8, "12:00"))
    after = named(sqlite_sample, "APP-002").balance
    assert before is not None
    assert after is not None
    assert after.used - before.used == 500 * 60

    meter = UsageLine(
        row=2, pool="P-GPU", exhibitor="EX14", span=span(8, "10:00", "12:00"), mpflops=400
    )
    sqlite_sample.write(import_usage, [meter], "meter.csv")

    measured = named(sqlite_sample, "APP-002").balance
    assert measured is not None
    assert measured.used == 400 * 120


def test_only_bookings_in_the_period_count(sqlite_sample: Store) -> None:
    edit(sqlite_sample, "APP-002", starts_on=date(2027, 1, 1))

    balance = named(sqlite_sample, "APP-002").balance

    assert balance is not None
    assert (balance.booked, balance.used) == (0, 0)
    assert balance.granted == 120_000 * 365 * 24 * 60


def test_a_new_reference_has_the_next_code_and_both_shares(sample: Store) -> None:
    made = sample.write(add_reference, order(sample, application_no=" A-77 "))

    assert (made.code, made.application_no, made.stage) == ("APP-005", "A-77", Stage.DRAFT)
    assert (made.subsidy_cents, made.share_cents) == (69_999, 30_000)
    assert [entry.stage for entry in made.stages] == [Stage.DRAFT]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"rate_percent": 80}, errors.ReasonMissing(act="exceed_rate")),
        (
            {"rate_percent": 91, "rate_reason": "why"},
            errors.FieldFault(field_name="rate_percent", fault="out_of_range", value="91"),
        ),
        (
            {"category": "bank"},
            errors.FieldFault(field_name="category", fault="unknown", value="bank"),
        ),
        ({"exhibitor_id": 999}, errors.NotFound(what="exhibitor", key="999")),
        (
            {"application_no": "A" * 61},
            errors.FieldFault(field_name="application_no", fault="out_of_range", value="A" * 61),
        ),
    ],
)
def test_what_cannot_be_is_refused(
    sqlite_sample: Store, fields: dict[str, Any], refusal: errors.Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        sqlite_sample.write(add_reference, order(sqlite_sample, **fields))

    assert refused.value.refusals == (refusal,)
    assert len(sqlite_sample.read(list_references)) == 4


def test_an_application_number_belongs_to_one_reference(sqlite_sample: Store) -> None:
    sqlite_sample.write(add_reference, order(sqlite_sample, application_no="A-77"))

    with pytest.raises(Refused) as refused:
        edit(sqlite_sample, "APP-001", application_no="A-77")

    assert kinds(refused.value) == [errors.FieldFault]
    assert edit(sqlite_sample, "APP-005", application_no="A-77", note="x").note == "x"


def test_with_another_rate_both_shares_follow(sample: Store) -> None:
    done = edit(sample, "APP-001", rate_percent=80, rate_reason="exceptional")

    assert (done.subsidy_cents, done.share_cents) == (144_000_000, 36_000_000)
    assert done.version == 2


def test_above_the_usual_rate_the_reason_cannot_be_taken_away(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        edit(sqlite_sample, "APP-004", rate_reason="")

    assert kinds(refused.value) == [errors.ReasonMissing]


def test_who_saw_an_older_version_is_told_what_differs(sample: Store) -> None:
    seen = named(sample, "APP-001")
    edit(sample, "APP-001", months=9)

    with pytest.raises(Refused) as refused:
        sample.write(
            edit_reference,
            EditReference(reference_id=seen.id, changes={"months": 12}, version=seen.version),
        )

    assert refused.value.refusals == (
        errors.ChangedMeanwhile(
            what="aiss", key="APP-001", by="tester", differences=(("months", "9", "12"),)
        ),
    )


def test_an_unknown_field_is_a_bug_and_the_same_value_no_change(sqlite_sample: Store) -> None:
    with pytest.raises(KeyError):
        edit(sqlite_sample, "APP-001", colour="red")

    assert edit(sqlite_sample, "APP-001", months=6).version == 1


def test_a_reference_moves_through_its_stages_with_their_dates(sample: Store) -> None:
    move(sample, "APP-001", Stage.APPROVED, since=DECEMBER)
    done = move(sample, "APP-001", Stage.IN_USE, since=date(2026, 12, 8))

    assert (done.stage, done.starts_on, done.version) == (Stage.IN_USE, date(2026, 12, 8), 3)
    assert [(entry.stage, entry.since) for entry in done.stages] == [
        (Stage.IN_USE, date(2026, 12, 8)),
        (Stage.APPROVED, DECEMBER),
    ]


def test_a_stage_that_cannot_follow_is_refused(sqlite_sample: Store) -> None:
    with pytest.raises(Refused) as refused:
        move(sqlite_sample, "APP-003", Stage.IN_USE)

    assert refused.value.refusals == (
        errors.FieldFault(field_name="stage", fault="out_of_range", value="in_use"),
    )


def test_what_is_due_is_reminded_of_in_order_of_time(sample: Store) -> None:
    move(sample, "APP-003", Stage.SUBMITTED, remind_on=date(2026, 12, 20))
    move(sample, "APP-001", Stage.REJECTED, remind_on=date(2026, 12, 20))

    found = sample.read(reminders)

    assert [(one.due, one.kind, one.reference.code) for one in found] == [
        (date(2026, 12, 20), "stage", "APP-003"),
        (date(2026, 12, 31), "report", "APP-002"),
    ]
    assert [one.kind for one in sample.read(reminders, 14)] == ["stage"]


def test_the_categories_can_be_changed_but_not_under_a_reference(sample: Store) -> None:
    assert sample.read(categories) == CATEGORIES
    bank = Category("bank", Names("Bank", "銀行", "银行"))

    assert sample.write(set_categories, [*CATEGORIES, bank]) == (*CATEGORIES, bank)

    assert sample.read(categories)[-1] == bank
    for wanted in ([bank], [*CATEGORIES, CATEGORIES[0]], [*CATEGORIES, Category("x", Names())]):
        with pytest.raises(Refused) as refused:
            sample.write(set_categories, wanted)
        assert kinds(refused.value) == [errors.FieldFault]


def test_a_reader_may_change_nothing(sqlite_sample: Store) -> None:
    reader = as_actor(sqlite_sample, "reader", Role.READER)
    wanted = order(sqlite_sample)
    which = named(sqlite_sample, "APP-001").id

    for use_case, given in (
        (add_reference, wanted),
        (edit_reference, EditReference(reference_id=which, changes={"months": 3})),
        (move_stage, MoveStage(reference_id=which, stage=Stage.APPROVED)),
        (set_categories, CATEGORIES),
    ):
        with pytest.raises(Refused) as refused:
            reader.write(use_case, given)  # type: ignore[arg-type] # each has its own order
        assert kinds(refused.value) == [errors.RoleMayNot]

    reader.close()
    with pytest.raises(Refused):
        sqlite_sample.read(reference_by_id, 999)
