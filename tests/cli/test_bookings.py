import re
from typing import Any

import pytest

from tests.cli.conftest import Command

BOOK = ("book", "--place", "C5", "--exhibitor", "EX04", "--demo", "DM04")
MORNING = ("--from", "2026-12-10T10:00", "--to", "2026-12-10T11:00")
TAKEN = ("book", "--place", "A2", "--exhibitor", "EX04", "--demo", "DM04", *MORNING)
TOO_MUCH = (
    *("book", "--place", "C5", "--exhibitor", "EX14", "--demo", "DM14"),
    *("--from", "2026-12-10T11:00", "--to", "2026-12-10T12:00"),
)
THURSDAY = ("list", "bookings", "--date", "2026-12-10", "--json")


def revision(lab: Command) -> int:
    return int(lab("check", "--json").data["revision"])


def booking(lab: Command, number: str) -> dict[str, Any]:
    found: dict[str, Any] = lab("show", number, "--json").data["booking"]
    return found


def test_a_booking_is_made_and_shown(lab: Command) -> None:
    said = lab(*BOOK, *MORNING, "--note", "front row", "--staff", "2", "--visitors", "20")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "Booked:\n"
        "  BK071 · C5 · Thu 10 Dec, 10:00–11:00 · D2 Intelligence · "
        "Assistant for service desks · Confirmed\n"
    )
    shown = lab("show", "bk071")
    assert shown.code == 0
    for known in ("BK071", "Confirmed", "C5", "EX04 D2 Intelligence", "front row", "20", "Booked"):
        assert known in shown.out


def test_a_booking_as_data_has_stable_keys(lab: Command) -> None:
    said = lab(*BOOK, *MORNING, "--json")
    booked = said.data["booked"]
    assert said.code == 0
    assert booked["number"] == "BK071"
    assert booked["start"] == "2026-12-10T10:00:00+08:00"
    assert booked["end"] == "2026-12-10T11:00:00+08:00"
    assert (booked["place"], booked["exhibitor"], booked["demo"]) == ("C5", "EX04", "DM04")
    assert (booked["state"], booked["via"], booked["version"]) == ("confirmed", "command", 1)
    shown = lab("show", "BK071", "--json").data
    assert shown["booking"] == booked | {"claims": []}
    assert [(act["act"], act["origin"]) for act in shown["history"]] == [("book", "command")]


@pytest.mark.parametrize("state", ["held", "pending", "waitlisted"])
def test_a_booking_begins_in_the_state_asked_for(sqlite_lab: Command, state: str) -> None:
    said = sqlite_lab(*BOOK, *MORNING, "--state", state, "--json")
    assert said.data["booked"]["state"] == state


def test_a_hold_needs_no_demo(sqlite_lab: Command) -> None:
    wanted = ("book", "--place", "C5", "--exhibitor", "EX04", *MORNING)
    assert sqlite_lab(*wanted).code == 3
    assert sqlite_lab(*wanted, "--state", "held").code == 0


def test_a_time_with_a_zone_is_that_instant(sqlite_lab: Command) -> None:
    span = ("--from", "2026-12-10T02:00Z", "--to", "2026-12-10T03:00+00:00")
    said = sqlite_lab(*BOOK, *span, "--json")
    assert said.data["booked"]["start"] == "2026-12-10T10:00:00+08:00"


def test_an_exhibitor_may_be_named(sqlite_lab: Command) -> None:
    said = sqlite_lab("book", "--place", "c5", "--exhibitor", "d2 INTELLIGENCE", *MORNING,
                      "--demo", "dm04", "--json")  # fmt: skip
    assert said.data["booked"]["exhibitor"] == "EX04"


def test_a_taken_place_is_refused_with_the_facts(lab: Command) -> None:
    before = revision(lab)
    said = lab(*TAKEN)
    assert said.code == 3
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0] == "Not done:"
    assert (
        "  A2 is taken from 10:00 to 11:15 on Thu 10 Dec by Huawei (BK011, 10:00–18:00)." in lines
    )
    assert "Possible instead:" in lines
    assert revision(lab) == before


def test_a_refusal_as_data_has_rule_facts_and_alternatives(lab: Command) -> None:
    said = lab(*TOO_MUCH, "--json")
    assert said.code == 3
    assert said.err == ""
    [refused] = said.data["refused"]
    assert refused["rule"] == "OverCapacity"
    assert refused["resource"]["code"] == "P-ASCEND"
    assert (refused["wanted"], refused["used"], refused["capacity"]) == (4000, 5500, 6000)
    assert [holder["number"] for holder in refused["holders"]] == ["BK011", "BK051"]
    assert "9.5 PFLOPS of 6" in refused["sentence"]
    assert said.data["overridable"] is False
    first = said.data["alternatives"][0]
    assert (first["kind"], first["place"]) == ("time", "C5")
    assert first["span"]["start"].endswith("+08:00")
    assert first["sentence"].startswith("Another time: C5, ")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh_HK", "昇騰示範算力池於12月10日（四）11:00至12:00共需 9.5 PFLOPS，上限為 6"),
        ("zh_CN", "昇腾演示算力池在12月10日（四）11:00至12:00共需 9.5 PFLOPS，上限为 6"),
    ],
)
def test_a_refusal_is_told_in_chinese(sqlite_lab: Command, language: str, told: str) -> None:
    said = sqlite_lab(*TOO_MUCH, "--language", language)
    assert said.code == 3
    assert told in said.err
    assert not re.search(r"[a-z]{3,}", said.err)


def test_what_an_alternative_says_can_be_booked(sqlite_lab: Command) -> None:
    offered = sqlite_lab(*TOO_MUCH, "--json").data["alternatives"][0]
    again = (
        *("book", "--place", offered["place"], "--exhibitor", "EX14", "--demo", "DM14"),
        *("--from", offered["span"]["start"], "--to", offered["span"]["end"]),
    )
    assert sqlite_lab(*again).code == 0


@pytest.mark.parametrize(
    ("argument", "value", "what", "near"),
    [
        ("--place", "A9", "place", ["A1", "A2", "A3"]),
        ("--exhibitor", "EX99", "exhibitor", ["EX09"]),
        ("--exhibitor", "Kestrel Quay", "exhibitor", ["EX07"]),
        ("--demo", "DM0", "demo", []),
        ("--claim", "P-ASCENT=1", "resource", ["P-ASCEND"]),
        ("--claim", "place:A1=1", "resource", []),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_near(
    sqlite_lab: Command, argument: str, value: str, what: str, near: list[str]
) -> None:
    wanted = dict(zip(BOOK[1::2], BOOK[2::2], strict=True)) | {argument: value}
    said = sqlite_lab("book", *(part for pair in wanted.items() for part in pair), *MORNING,
                      "--json")  # fmt: skip
    assert said.code == 3
    [refused] = said.data["refused"]
    assert (refused["rule"], refused["what"]) == ("NotFound", what)
    assert refused["key"] == value.partition("=")[0]
    assert said.data["near"][: len(near)] == near


def test_a_person_is_asked_what_was_meant(sqlite_lab: Command) -> None:
    said = sqlite_lab("book", "--place", "A9", "--exhibitor", "EX04", *MORNING)
    assert said.err.splitlines() == [
        "Not done:",
        "  There is no place A9.",
        "Did you mean: A1 · A2 · A3?",
    ]


def test_a_long_day_is_refused_and_may_be_overridden(sqlite_lab: Command) -> None:
    wanted = (*BOOK, "--from", "2026-12-15T10:00", "--to", "2026-12-15T17:00")
    said = sqlite_lab(*wanted)
    assert said.code == 3
    assert "D2 Intelligence would have 7 h on Tue 15 Dec; at most 6 h a day" in said.err
    assert said.err.splitlines()[-1].startswith("A supervisor may go past this with --override")
    again = sqlite_lab(*wanted, "--override", "minister's visit", "--json")
    assert again.code == 0
    assert again.data["booked"]["override_reason"] == "minister's visit"


def test_claims_are_taken_in_their_own_units(lab: Command) -> None:
    claims = ("--claim", "p-gpu=0.5PFLOPS", "--claim", "huawei.cann=2", "--claim", "F3=1.5kW")
    said = lab(*BOOK, *MORNING, *claims, "--power", "300", "--json")
    assert said.code == 0
    booked = said.data["booked"]
    assert (booked["pool"], booked["mpflops"], booked["power_w"]) == ("P-GPU", 500, 300)
    shown = booking(lab, booked["number"])
    assert shown["claims"] == [
        {"resource": "huawei.cann", "units": 2},
        {"resource": "F3", "units": 1500},
    ]
    assert "huawei.cann 2 seats · F3 1,500 W" in lab("show", booked["number"]).out


def test_a_claim_on_a_pool_comes_on_top_of_what_the_demo_needs(sqlite_lab: Command) -> None:
    wanted = (
        *("book", "--place", "C5", "--exhibitor", "EX08", "--demo", "DM08"),
        *("--from", "2026-12-14T10:00", "--to", "2026-12-14T11:00"),
    )
    assert sqlite_lab(*wanted, "--claim", "P-ASCEND=9501").code == 3
    said = sqlite_lab(*wanted, "--claim", "P-ASCEND=9500", "--json")
    assert (said.data["booked"]["pool"], said.data["booked"]["mpflops"]) == ("P-ASCEND", 2500)


@pytest.mark.parametrize("claim", ["huawei.cann=1.5", "P-GPU=3kW", "F3=2PFLOPS", "F3=0"])
def test_an_amount_that_a_resource_does_not_have_is_bad_usage(
    sqlite_lab: Command, claim: str
) -> None:
    said = sqlite_lab(*BOOK, *MORNING, "--claim", claim)
    assert said.code == 2
    assert claim.partition("=")[0] in said.err


@pytest.mark.parametrize("claim", ["P-GPU", "=5", "P-GPU=", "P-GPU=-1", "P-GPU=many"])
def test_a_claim_that_cannot_be_read_is_bad_usage(sqlite_lab: Command, claim: str) -> None:
    said = sqlite_lab(*BOOK, *MORNING, "--claim", claim)
    assert said.code == 2
    assert "write it as P-ASCEND=2.5PFLOPS" in said.err


def test_an_end_before_the_start_is_bad_usage(sqlite_lab: Command) -> None:
    said = sqlite_lab(*BOOK, "--from", "2026-12-10T11:00", "--to", "2026-12-10T11:00")
    assert (said.code, said.out) == (2, "")
    assert said.err == "labapp: --to must be later than --from.\n"


def test_a_booking_moves_and_keeps_its_length(lab: Command) -> None:
    said = lab("move", "BK051", "--from", "2026-12-10T14:15", "--json")
    assert said.code == 0
    assert said.data["moved"]["start"] == "2026-12-10T14:15:00+08:00"
    assert said.data["moved"]["end"] == "2026-12-10T16:15:00+08:00"
    assert said.data["before"]["start"] == "2026-12-10T10:00:00+08:00"
    assert booking(lab, "BK051")["version"] == 2


def test_a_booking_moves_to_another_place_and_ends_earlier(sqlite_lab: Command) -> None:
    said = sqlite_lab("move", "BK051", "--to", "2026-12-10T11:00", "--place", "c2")
    assert said.code == 0
    assert said.out.splitlines()[0] == "Moved:"
    assert "C2 · Thu 10 Dec, 10:00–11:00" in said.out


def test_a_move_into_somebody_is_refused_and_changes_nothing(lab: Command) -> None:
    before = booking(lab, "BK051")
    said = lab("move", "BK051", "--place", "A1")
    assert said.code == 3
    assert "by Baidu (BK010, 10:00–18:00)" in said.err
    assert booking(lab, "BK051") == before


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["move", "BK051"], "Say what changes"),
        (["move", "BK051", "--to", "2026-12-10T09:00"], "--to must be later than --from."),
    ],
)
def test_a_move_that_says_nothing_is_bad_usage(
    sqlite_lab: Command, argv: list[str], told: str
) -> None:
    said = sqlite_lab(*argv)
    assert said.code == 2
    assert told in said.err


def test_a_booking_is_cancelled_with_its_reason(lab: Command) -> None:
    said = lab("cancel", "BK053", "--reason", "flight missed", "--json")
    assert said.code == 0
    assert said.data["cancelled"]["reason"] == "flight missed"
    assert said.data["cancelled"]["state"] == "cancelled"
    again = lab("cancel", "BK053", "--reason", "once more")
    assert again.code == 3
    assert "BK053 is cancelled, so it cannot be cancelled." in again.err


def test_a_cancellation_without_words_is_refused(sqlite_lab: Command) -> None:
    said = sqlite_lab("cancel", "BK053", "--reason", " ")
    assert said.code == 3
    assert "Give a reason in words to cancel a booking." in said.err
    assert booking(sqlite_lab, "BK053")["state"] == "confirmed"


@pytest.mark.parametrize("act", [["show"], ["move", "--place", "A1"], ["cancel", "--reason", "x"]])
def test_a_number_that_nobody_has_is_refused(sqlite_lab: Command, act: list[str]) -> None:
    said = sqlite_lab(act[0], "BK999", *act[1:])
    assert said.code == 3
    assert "There is no booking BK999." in said.err


def test_changes_are_taken_back_and_made_again(lab: Command) -> None:
    lab(*BOOK, *MORNING)
    lab("move", "BK071", "--from", "2026-12-10T12:00")
    undone = lab("undo", "--json")
    assert undone.code == 0
    assert [b["start"] for b in undone.data["bookings"]] == ["2026-12-10T10:00:00+08:00"]
    assert "Cancelled" in lab("undo").out
    refused = lab("undo")
    assert (refused.code, refused.out) == (3, "")
    assert "There is no change of yours to take back." in refused.err
    assert "10:00–11:00" in lab("redo").out
    assert "12:00–13:00" in lab("redo").out
    assert "There is no change of yours to make again." in lab("redo").err
    acts = lab("show", "BK071", "--json").data["history"]
    assert [act["act"] for act in acts] == ["redo", "redo", "undo", "undo", "move", "book"]


@pytest.mark.parametrize(("language", "told"), [("zh_HK", "已重做"), ("zh_CN", "已重做")])
def test_history_is_told_in_chinese(sqlite_lab: Command, language: str, told: str) -> None:
    for argv in ((*BOOK, *MORNING), ("undo",), ("redo",)):
        assert sqlite_lab(*argv).code == 0
    said = sqlite_lab("show", "BK071", "--language", language)
    assert told in said.out
    assert "12月8日（二）09:30" in said.out


def test_the_clock_that_was_asked_for_is_everywhere(sqlite_lab: Command) -> None:
    said = sqlite_lab(*BOOK, *MORNING, "--now", "2026-12-11T09:00")
    assert said.code == 3
    assert "Thu 10 Dec, 11:00, which is already past." in said.err
