from pathlib import Path

import pytest

from labapp.words import LANGUAGES
from tests.cli.conftest import Command

DRILL = ("weather", "pre_no8", "--at", "2026-12-10T13:20")
CUT = ["BK010", "BK011", "BK012", "BK048", "V02", "BK053"]


def test_a_signal_is_only_shown_until_it_is_to_be_applied(sqlite_lab: Command) -> None:
    said = sqlite_lab(*DRILL, "--json")

    assert said.code == 0
    assert said.data["closes_at"] == "2026-12-10T15:20:00+08:00"
    assert sorted(said.data["bookings"]["cut_short"]) == sorted(CUT)
    assert said.data["bookings"]["suspended"] == ["BK055"]
    assert sqlite_lab("show", "BK055", "--json").data["booking"]["state"] == "confirmed"


def test_a_signal_is_applied_and_taken_back(lab: Command) -> None:
    assert lab(*DRILL, "--apply").code == 0
    assert lab("show", "BK055", "--json").data["booking"]["state"] == "suspended_weather"

    said = lab("weather", "undo", "--json")

    assert said.code == 0
    assert "BK055" in [booking["number"] for booking in said.data["bookings"]]
    assert lab("show", "BK055", "--json").data["booking"]["state"] == "confirmed"
    assert lab("check").code == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_signal_does_is_said_in_words(sqlite_lab: Command, language: str) -> None:
    for rest in (DRILL[1:], ("black", "--at", "2026-12-10T13:20"), ("no3",)):
        assert "BK" in sqlite_lab("weather", *DRILL[1:], "--language", language).out
        assert sqlite_lab("weather", *rest, "--language", language).code == 0
    sqlite_lab(*DRILL, "--apply")
    for at in ("14:00", "17:00"):
        moment = f"2026-12-10T{at}"
        said = sqlite_lab("weather", "t8", "--lifted", "--at", moment, "--language", language)
        assert said.code == 0
        assert "{" not in said.out


def test_nothing_that_was_not_raised_is_lifted(sqlite_lab: Command) -> None:
    assert sqlite_lab("weather", "t8", "--lifted").code == 3


def test_the_use_of_the_pools_is_shown(sqlite_lab: Command) -> None:
    said = sqlite_lab("compute", "--from", "2026-12-08", "--to", "2026-12-08", "--json")

    peaks = {pool["code"]: pool["peak_mpflops"] for pool in said.data["pools"]}
    assert peaks["P-ASCEND"] == 7500
    assert "EX02" in said.data["exhibitors"]
    assert "P-ASCEND" in sqlite_lab("compute").out


def test_measured_use_is_taken_in(lab: Command, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(
        "pool,start,end,mpflops\nP-GPU,2026-12-08T10:00,2026-12-08T12:00,100\n", encoding="utf-8"
    )

    said = lab("compute", "--measured", str(path), "--json")

    assert (said.code, said.data) == (0, {"added": 1, "replaced": 0})
    path.write_text("pool,start,end,mpflops\nP-GPU,2026-12-08,2026-12-07,1\n", encoding="utf-8")
    assert lab("compute", "--measured", str(path)).code == 3


def test_the_months_sheet_is_printed(sqlite_lab: Command, tmp_path: Path) -> None:
    said = sqlite_lab("compute", "--sheet", str(tmp_path / "month.pdf"), "--json")

    assert (said.code, said.data["version"]) == (0, 1)
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF")
    assert sqlite_lab("compute", "--sheet", str(tmp_path / "no" / "month.pdf")).code == 1
