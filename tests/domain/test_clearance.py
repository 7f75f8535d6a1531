from dataclasses import replace
from datetime import date, datetime

import pytest

from labapp.domain.clearance import (
    ESSENTIAL,
    ITEMS,
    Answer,
    ProofFile,
    applicable,
    asked_again,
    content_type,
    deciders,
    latest_day,
    signers,
    still_open,
)
from labapp.domain.demos import DemoCard, Model, Runs, Source, Tier
from labapp.domain.exhibitors import Demo
from labapp.domain.languages import Names
from labapp.domain.policy import Policy
from labapp.domain.staff import Role

NOW = datetime.fromisoformat("2026-12-08T09:30:00+08:00")
DEMO = Demo(
    id=1,
    code="DM01",
    exhibitor_id=1,
    titles=Names("Demo"),
    minutes=30,
    pool_id=None,
    mpflops=0,
    power_w=0,
    captures_personal_data=False,
    risk_tier="low",
    clearance="pending",
    valid_until=None,
)
CARD = DemoCard(
    demo=DEMO,
    exhibitor_code="EX01",
    exhibitor=Names("One"),
    models=(Model("Pangu", "2.0"),),
    sources=(Source("Forms"),),
)
PERSONAL = replace(CARD, demo=replace(DEMO, captures_personal_data=True))
LIMITED = replace(CARD, demo=replace(DEMO, risk_tier="limited"))
HIGH = replace(CARD, demo=replace(DEMO, risk_tier="high"))


def answers(*, role: Role = Role.SUPERVISOR, but: str = "") -> dict[str, Answer]:
    return {
        item.key: Answer(
            item=item.key,
            met=True,
            note="seen",
            signer="Karen",
            signed_by="tester",
            signed_as=role.value,
            signed_at=NOW,
        )
        for item in ITEMS
        if item.key != but
    }


def proof(item: str, withdrawn_at: datetime | None = None) -> ProofFile:
    return ProofFile(
        id=1,
        item=item,
        name="p.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0",
        added_by="tester",
        added_at=NOW,
        withdrawn_at=withdrawn_at,
    )


def keys_open(card: DemoCard, said: dict[str, Answer], *proofs: ProofFile) -> list[str]:
    return [item.key for item in still_open(card, said, proofs)]


def test_the_checklist_has_twelve_items_in_order() -> None:
    assert [item.number for item in ITEMS] == list(range(1, 13))
    assert {item.key for item in ITEMS} >= ESSENTIAL


@pytest.mark.parametrize(
    ("card", "numbers"),
    [
        (CARD, [1, 2, 3, 4, 5, 11, 12]),
        (PERSONAL, [1, 2, 3, 4, 5, 6, 11, 12]),
        (replace(CARD, sources=(Source("Faces", personal=True),)), [1, 2, 3, 4, 5, 6, 11, 12]),
        (replace(CARD, cloud=True), [1, 2, 3, 4, 5, 7, 11, 12]),
        (replace(CARD, models=(Model("M", "1", None, Runs.CLOUD),)), [1, 2, 3, 4, 5, 7, 11, 12]),
        (replace(CARD, generative=True), [1, 2, 3, 4, 5, 8, 10, 11, 12]),
        (LIMITED, [1, 2, 3, 4, 5, 9, 11, 12]),
        (HIGH, [1, 2, 3, 4, 5, 9, 11, 12]),
    ],
)
def test_an_item_is_asked_where_it_applies(card: DemoCard, numbers: list[int]) -> None:
    assert [item.number for item in applicable(card)] == numbers


def test_nothing_is_open_when_all_is_answered() -> None:
    assert keys_open(CARD, answers()) == []


def test_an_item_that_was_not_met_is_open() -> None:
    said = answers()
    said["stop"] = replace(said["stop"], met=False)

    assert keys_open(CARD, said) == ["stop"]


def test_models_and_data_need_their_records() -> None:
    assert keys_open(replace(CARD, models=(), sources=()), answers()) == ["model", "data"]


def test_an_item_with_a_file_is_open_until_one_is_there_that_counts() -> None:
    card = replace(CARD, generative=True)

    assert keys_open(card, answers()) == ["redteam", "label"]
    assert keys_open(card, answers(), proof("redteam"), proof("label", NOW)) == ["label"]


def test_a_risk_called_high_later_is_signed_again_by_a_supervisor() -> None:
    said = answers(role=Role.ENGINEER)

    assert "tier" not in keys_open(LIMITED, said)
    assert "tier" in keys_open(HIGH, said)


def test_who_may_sign_goes_by_the_item_and_the_risk() -> None:
    by_key = {item.key: item for item in ITEMS}

    assert Role.ENGINEER not in signers(by_key["purpose"], "low")
    assert Role.OFFICER not in signers(by_key["outbound"], "low")
    assert Role.OFFICER not in signers(by_key["redteam"], "low")
    assert signers(by_key["tier"], "high") == {Role.SUPERVISOR}
    assert all(Role.READER not in signers(item, tier) for item in ITEMS for tier in Tier)


def test_who_may_clear_goes_by_the_risk() -> None:
    assert Role.OFFICER in deciders("low")
    assert Role.OFFICER not in deciders("limited")
    assert deciders("high") == {Role.SUPERVISOR}
    assert deciders("unacceptable") == frozenset()


def test_a_clearance_holds_by_the_houses_days_for_its_risk() -> None:
    today = date(2026, 12, 8)

    days = {tier: (latest_day(Policy(), tier, today) - today).days for tier in Tier}

    assert days == {"low": 180, "limited": 90, "high": 30, "unacceptable": 0}


def test_after_a_new_model_only_what_it_touches_is_asked_again() -> None:
    assert asked_again(["model"]) == {"model", "redteam", "fairness", "outbound", "tier"}
    assert "stop" not in asked_again(["model", "data"])
    assert asked_again([]) == frozenset()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("測試結果".encode(), "text/plain"),
        (b"MZ\x90\x00\x03", None),
        (b"text\x00with a nought", None),
    ],
)
def test_a_proof_is_what_its_bytes_say(content: bytes, kind: str | None) -> None:
    assert content_type(content) == kind
