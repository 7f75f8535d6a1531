from datetime import date, timedelta

import pytest

from labapp.domain.clearance import MOST_BYTES
from labapp.domain.demos import Model, Tier
from labapp.domain.errors import (
    ChangedMeanwhile,
    FieldFault,
    FileRefused,
    ItemsOpen,
    NeverShown,
    NotCleared,
    NotFound,
    ReasonMissing,
    Refusal,
    Refused,
    RoleMayNot,
)
from labapp.domain.staff import Role
from labapp.services.bookings import history_of
from labapp.services.clearance import (
    AddProof,
    AnswerItem,
    DecideClearance,
    add_proof,
    answer_item,
    clearance_of,
    decide_clearance,
    lapsing,
    proof_content,
    withdraw_proof,
)
from labapp.services.demos import EditDemo, edit_demo
from labapp.services.exhibitors import demo_by_code
from labapp.storage.store import Store
from tests.builders import as_actor
from tests.services.demo_orders import PDF, answer, answer_all, clear, hours, new_demo
from tests.services.orders import book, kinds

TIME = hours("11", "16:00", "17:00")
TODAY = date(2026, 12, 8)


def decide(
    store: Store,
    demo_id: int,
    status: str,
    **fields: object,
) -> None:
    order = DecideClearance(demo_id=demo_id, status=status, **fields)  # type: ignore[arg-type] # by name
    store.write(decide_clearance, order)


def refused_by(store: Store, demo_id: int, status: str, **fields: object) -> Refusal:
    with pytest.raises(Refused) as refused:
        decide(store, demo_id, status, **fields)
    (found,) = refused.value.refusals
    return found


def test_a_demo_is_shown_once_its_checklist_is_answered_and_it_is_cleared(sample: Store) -> None:
    card = new_demo(sample)
    with pytest.raises(Refused) as refused:
        book(sample, "C3", "EX10", TIME, card.demo.code)
    assert kinds(refused.value) == [NotCleared]

    state = clear(sample, card.demo.id)

    assert state.open_items == ()
    assert state.card.demo.clearance == "cleared"
    assert state.card.demo.valid_until == TODAY + timedelta(days=180)
    assert book(sample, "C3", "EX10", TIME, card.demo.code).number


def test_what_is_not_answered_is_in_the_way_by_name(sample: Store) -> None:
    card = new_demo(sample, generative=True)
    answer_all(sample, card.demo.id, but=("redteam", "stop"))

    found = refused_by(sample, card.demo.id, "cleared")

    assert isinstance(found, ItemsOpen)
    assert found.items == ("redteam", "stop")


def test_conditions_stand_for_what_is_not_essential(sample: Store) -> None:
    card = new_demo(sample, generative=True)
    answer_all(sample, card.demo.id, but=("redteam", "label"))

    decide(sample, card.demo.id, "conditional", conditions="Staff beside it at all times")

    state = sample.read(clearance_of, card.demo.id)
    assert state.card.demo.clearance == "conditional"
    assert state.card.demo.conditions == "Staff beside it at all times"
    assert state.open_items == ("redteam", "label")
    assert [one.status for one in state.decisions] == ["conditional"]


def test_no_condition_stands_for_an_essential_item(sample: Store) -> None:
    card = new_demo(sample)
    answer_all(sample, card.demo.id, but=("stop",))

    found = refused_by(sample, card.demo.id, "conditional", conditions="Soon")

    assert isinstance(found, ItemsOpen)
    assert found.items == ("stop",)


def test_conditional_without_conditions_is_refused(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample)
    answer_all(sqlite_sample, card.demo.id)

    assert isinstance(refused_by(sqlite_sample, card.demo.id, "conditional"), FieldFault)


def test_it_holds_no_longer_than_the_house_lets_it(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample, risk_tier=Tier.HIGH)
    answer_all(sqlite_sample, card.demo.id)
    most = TODAY + timedelta(days=30)

    too_long = refused_by(
        sqlite_sample, card.demo.id, "cleared", valid_until=most + timedelta(days=1)
    )
    decide(sqlite_sample, card.demo.id, "cleared", valid_until=most)

    assert isinstance(too_long, FieldFault)
    assert sqlite_sample.read(demo_by_code, card.demo.code).valid_until == most


def test_nobody_clears_an_unacceptable_risk(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample, risk_tier=Tier.UNACCEPTABLE)

    assert isinstance(refused_by(sqlite_sample, card.demo.id, "cleared"), NeverShown)


def test_only_a_supervisor_clears_a_high_risk(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample, risk_tier=Tier.HIGH)
    answer_all(sqlite_sample, card.demo.id)
    engineer = as_actor(sqlite_sample, "engineer", Role.ENGINEER)

    found = refused_by(engineer, card.demo.id, "cleared")

    engineer.close()
    assert isinstance(found, RoleMayNot)


def test_an_item_is_signed_only_by_who_may(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample)
    engineer = as_actor(sqlite_sample, "engineer", Role.ENGINEER)

    with pytest.raises(Refused) as refused:
        answer(engineer, card.demo.id, "purpose")
    state = engineer.read(clearance_of, card.demo.id)

    engineer.close()
    assert kinds(refused.value) == [RoleMayNot]
    assert {each.item.key for each in state.items if not each.may_sign} == {
        "purpose",
        "stop",
        "safety",
    }


def test_an_exhibitors_item_names_who_of_theirs_signs(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(
            answer_item, AnswerItem(demo_id=card.demo.id, item="owner", met=True, note="n")
        )
    state = answer(sqlite_sample, card.demo.id, "owner")

    assert kinds(refused.value) == [FieldFault]
    (owner,) = [each for each in state.items if each.item.key == "owner"]
    assert owner.answer is not None
    assert (owner.answer.signer, owner.answer.signed_by) == ("Karen LEE", "tester")


def test_an_item_that_does_not_apply_is_not_answered(sqlite_sample: Store) -> None:
    card = new_demo(sqlite_sample)

    with pytest.raises(Refused) as refused:
        answer(sqlite_sample, card.demo.id, "redteam")

    assert kinds(refused.value) == [NotFound]


def test_a_new_model_asks_again_only_what_it_touches(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)
    models = (Model("Pangu", "2.1", "own"),)

    sample.write(edit_demo, EditDemo(demo_id=card.demo.id, changes={"models": models}))

    state = sample.read(clearance_of, card.demo.id)
    assert state.open_items == ("tier", "model")
    assert [one.status for one in state.decisions] == ["void", "cleared"]
    assert state.decisions[0].reason == "model"
    assert clear(sample, card.demo.id).card.demo.clearance == "cleared"


def test_an_essential_item_that_fails_voids_the_clearance(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)

    state = answer(sample, card.demo.id, "stop", met=False)

    assert state.card.demo.clearance == "void"
    assert state.open_items == ("stop",)


def test_voiding_by_hand_needs_a_reason(sample: Store) -> None:
    card = new_demo(sample)
    clear(sample, card.demo.id)

    found = refused_by(sample, card.demo.id, "void")
    decide(sample, card.demo.id, "void", reason="A visitor was hurt")

    assert isinstance(found, ReasonMissing)
    assert sample.read(demo_by_code, card.demo.code).clearance == "void"
    newest = sample.read(history_of, card.demo.code)[0]
    assert newest.after is not None
    assert newest.after["reason"] == "A visitor was hurt"


def test_the_second_decision_on_the_same_sight_is_refused(sample: Store) -> None:
    card = new_demo(sample)
    answer_all(sample, card.demo.id)
    decide(sample, card.demo.id, "cleared", version=card.version)

    found = refused_by(sample, card.demo.id, "void", reason="no", version=card.version)

    assert isinstance(found, ChangedMeanwhile)


def test_a_proof_is_kept_byte_for_byte_and_once(sample: Store) -> None:
    card = new_demo(sample, generative=True)
    order = AddProof(demo_id=card.demo.id, item="label", name="label.pdf", content=PDF)

    first = sample.write(add_proof, order)
    again = sample.write(add_proof, order)

    assert again == first
    assert (first.content_type, first.size) == ("application/pdf", len(PDF))
    assert sample.read(proof_content, first.id) == ("label.pdf", PDF)


def test_a_proof_that_is_withdrawn_no_longer_counts_but_stays(sample: Store) -> None:
    card = new_demo(sample, generative=True)
    answer_all(sample, card.demo.id)
    state = sample.read(clearance_of, card.demo.id)
    (label,) = [each for each in state.items if each.item.key == "label"]

    withdrawn = sample.write(withdraw_proof, label.proofs[0].id)

    assert withdrawn.withdrawn_at is not None
    assert sample.read(clearance_of, card.demo.id).open_items == ("label",)
    assert sample.read(proof_content, withdrawn.id)[1] == PDF


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"MZ\x00\x01", "unknown_kind"),
        (b"%PDF-" + bytes(MOST_BYTES), "too_big"),
    ],
)
def test_a_file_that_proves_nothing_is_refused(
    sqlite_sample: Store, content: bytes, fault: str
) -> None:
    card = new_demo(sqlite_sample, generative=True)
    order = AddProof(demo_id=card.demo.id, item="label", name="p", content=content)

    with pytest.raises(Refused) as refused:
        sqlite_sample.write(add_proof, order)

    (found,) = refused.value.refusals
    assert isinstance(found, FileRefused)
    assert found.fault == fault


def test_the_desk_sees_weeks_ahead_which_bookings_will_lapse(sample: Store) -> None:
    """The sample's DM06 is cleared until 31 December; DM11 only until the 10th."""
    assert sample.read(lapsing) == []
    demo = sample.read(demo_by_code, "DM07")
    decide(sample, demo.id, "void", reason="Broken wheel")

    found = sample.read(lapsing)

    assert {one.demo.code for one in found} == {"DM07"}
    assert found[0].booking.number
    assert all(one.day >= TODAY for one in found)
    assert [one.booking.span.start for one in found] == sorted(
        one.booking.span.start for one in found
    )
