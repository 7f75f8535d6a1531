import pytest

from labapp.cli.output import table, width
from tests.cli.conftest import Command


def test_bookings_of_a_day_are_listed_aligned(lab: Command) -> None:
    said = lab("list", "bookings", "--date", "2026-12-10")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split() == ["Number", "Time", "Place", "Exhibitor", "Demo", "State"]
    assert lines[2].startswith("BK011   Thu 10 Dec, 10:00–18:00  A2     Huawei")
    assert len(lines) == 13
    assert len({line.index("  A") for line in lines[1:4]}) == 1


def test_the_list_is_of_today_unless_told(sqlite_lab: Command) -> None:
    today = sqlite_lab("list", "bookings", "--json").data["bookings"]
    assert {b["start"][:10] for b in today} == {"2026-12-08"}
    assert len(today) == 13


def test_several_days_are_listed(sqlite_lab: Command) -> None:
    week = sqlite_lab("list", "bookings", "--date", "2026-12-07", "--days", "6", "--json").data
    assert len(week["bookings"]) == 73


def test_a_day_without_anything_says_so(sqlite_lab: Command) -> None:
    said = sqlite_lab("list", "bookings", "--date", "2026-12-13", "--language", "zh_CN")
    assert (said.code, said.out) == (0, "没有可列出的项目。\n")


def test_exhibitors_are_all_or_those_that_are_there(lab: Command) -> None:
    everybody = lab("list", "exhibitors", "--json").data["exhibitors"]
    there = lab("list", "exhibitors", "--date", "2026-12-10", "--json").data["exhibitors"]
    assert len(everybody) == 15
    assert [one["code"] for one in there] == [
        *("EX01", "EX02", "EX03", "EX04", "EX05", "EX07", "EX08", "EX12", "EX14"),
    ]
    assert everybody[1]["names"] == {"en": "Huawei", "zh_hant": "華為", "zh_hans": "华为"}


def test_places_say_when_they_are_taken(lab: Command) -> None:
    said = lab("list", "places", "--date", "2026-12-10")
    theatre = next(line for line in said.out.splitlines() if line.startswith("D1"))
    assert theatre.endswith("14:00–14:45, 16:00–16:30")
    broken = next(line for line in said.out.splitlines() if line.startswith("C8"))
    assert broken.endswith("Out of service")
    data = lab("list", "places", "--date", "2026-12-10", "--json").data["places"]
    assert next(p for p in data if p["code"] == "D1")["bookings"] == ["BK054", "BK055"]


def test_demos_say_how_long_they_are_cleared(sqlite_lab: Command) -> None:
    said = sqlite_lab("list", "demos")
    assert "Thu 10 Dec 2026" in next(x for x in said.out.splitlines() if x.startswith("DM11"))
    data = sqlite_lab("list", "demos", "--json").data["demos"]
    assert next(d for d in data if d["code"] == "DM09")["clearance"] == "pending"


@pytest.mark.parametrize(("day", "told"), [("2026-12-09", "12 PFLOPS"), ("2026-12-10", "6 PFLOPS")])
def test_resources_say_what_they_have_on_the_day(sqlite_lab: Command, day: str, told: str) -> None:
    said = sqlite_lab("list", "resources", "--date", day)
    assert next(x for x in said.out.splitlines() if x.startswith("P-ASCEND")).endswith(told)


def test_resources_are_what_a_claim_can_name(sqlite_lab: Command) -> None:
    data = sqlite_lab("list", "resources", "--json").data["resources"]
    assert {each["kind"] for each in data} == {"feed", "pool", "toolkit", "guide"}
    assert "AISC" not in {each["code"] for each in data}


@pytest.mark.parametrize("things", ["bookings", "exhibitors", "places", "demos", "resources"])
@pytest.mark.parametrize("language", ["zh_HK", "zh_CN"])
def test_chinese_lists_are_aligned_as_a_terminal_shows_them(
    sqlite_lab: Command, things: str, language: str
) -> None:
    said = sqlite_lab("list", things, "--language", language)
    lines = said.out.splitlines()
    second = lines[0].split()[1]
    column = width(lines[0][: lines[0].index(second)])
    for line in lines[1:]:
        reached = next(i for i in range(len(line) + 1) if width(line[:i]) >= column)
        assert width(line[:reached]) == column
        assert line[reached - 1] == " "


def test_chinese_letters_take_two_columns() -> None:
    assert width("A2 華為") == 7
    assert table(("a", "b"), [("華為", "x"), ("abc", "y")]) == ("a     b", "華為  x", "abc   y")
