import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from labapp.assets import resource
from labapp.settings import Settings
from labapp.storage.engine import Location
from tests.cli.conftest import NOW, Command, database_of

SAMPLE = resource("sample", "sample_lab.json")
HOLIDAYS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//1823//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261225
DTEND;VALUE=DATE:20261226
SUMMARY:Christmas Day
END:VEVENT
END:VCALENDAR
"""


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_lab_file_makes_the_database_that_was_missing(
    labapp: Command, location: Location
) -> None:
    where = ("--database", database_of(location), "--now", NOW)
    said = labapp("import", str(SAMPLE), *where, "--json")
    assert said.code == 0
    assert said.data["blocks"]["bookings"] == {"added": 70, "known": 0}
    again = labapp("import", str(SAMPLE), *where, "--json")
    assert {count["added"] for count in again.data["blocks"].values()} == {0}
    assert again.data["blocks"]["bookings"] == {"added": 0, "known": 70}
    assert labapp("check", *where).code == 0


def test_a_rehearsed_lab_file_leaves_no_database(labapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "lab.db"
    rehearsal = ("import", str(SAMPLE), "--dry-run", "--language", "zh_HK")
    said = labapp(*rehearsal, "--database", str(path))
    assert said.code == 0
    assert said.out.startswith("只作試行，未有儲存。\n")
    assert "70" in said.out
    assert not path.exists()


def test_a_lab_file_that_is_not_whole_makes_no_database(labapp: Command, tmp_path: Path) -> None:
    broken = tmp_path / "lab.json"
    broken.write_text('{"meta": {"schema": "ailab-sample/1"}}', encoding="utf-8")
    said = labapp("import", str(broken), "--database", str(tmp_path / "lab.db"), "--json")
    assert said.code == 1
    assert (said.data["fault"]["of"], said.data["fault"]["kind"]) == ("file", "broken")
    assert not (tmp_path / "lab.db").exists()


def test_a_lab_file_is_not_stored_by_a_rehearsal(lab: Command, tmp_path: Path) -> None:
    content = json.loads(SAMPLE.read_text(encoding="utf-8"))
    content["exhibitors"].append(content["exhibitors"][0] | {"id": "EX90", "name_en": "New"})
    more = tmp_path / "more.json"
    more.write_text(json.dumps(content), encoding="utf-8")
    said = lab("import", str(more), "--dry-run", "--json")
    assert said.data["blocks"]["exhibitors"] == {"added": 1, "known": 15}
    assert len(lab("list", "exhibitors", "--json").data["exhibitors"]) == 15


@pytest.mark.parametrize("name", ["list.csv", "lab.json", "days.ics"])
def test_a_file_that_is_not_there_is_a_fault(sqlite_lab: Command, name: str) -> None:
    said = sqlite_lab("import", name, "--json")
    assert said.code == 1
    assert (said.data["fault"]["of"], said.data["fault"]["kind"]) == ("file", "missing")


def test_public_holidays_are_taken(lab: Command, tmp_path: Path) -> None:
    calendar = tmp_path / "en.ics"
    calendar.write_bytes(HOLIDAYS.replace("\n", "\r\n").encode())
    tried = lab("import", str(calendar), "--dry-run", "--json").data
    assert (tried["dry_run"], tried["holidays"]) == (True, {"added": 1, "known": 0})
    assert lab("import", str(calendar), "--json").data["holidays"] == {"added": 1, "known": 0}
    assert "1 known already" in lab("import", str(calendar)).out


def test_general_holidays_are_taken_without_a_file(sqlite_lab: Command) -> None:
    first = sqlite_lab("import", "holidays", "--json").data["holidays"]
    again = sqlite_lab("import", "holidays", "--json").data["holidays"]

    assert (first["known"], again) == (0, {"added": 0, "known": first["added"]})
    assert first["added"] == 34


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["exhibitors", "bookings"])
def test_what_is_exported_comes_back_the_same(
    sqlite_lab: Command, tmp_path: Path, kind: str, suffix: str
) -> None:
    path = tmp_path / f"out.{suffix}"
    said = sqlite_lab("export", kind, str(path), "--language", "zh_HK", "--json")
    assert said.code == 0
    count = 15 if kind == "exhibitors" else 70
    assert said.data == {"kind": kind, "rows": count, "file": str(path)}
    back = sqlite_lab("import", str(path), "--json").data
    assert back["kind"] == kind
    assert back["counts"] == {"new": 0, "changed": 0, "same": count, "refused": 0}


def test_an_export_has_the_headers_of_its_language(lab: Command, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    said = lab("export", "bookings", str(path), "--language", "zh_CN", "--from", "2026-12-10",
               "--to", "2026-12-10")  # fmt: skip
    assert said.out == f"11 行已存于 {path}。\n"
    header, *rows = rows_of(path)
    assert header[:3] == ["预约编号", "展位", "参展商"]
    assert len(rows) == 11


def test_an_export_of_a_long_time_has_each_booking_once(
    sqlite_lab: Command, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    sqlite_lab("export", "bookings", str(path), "--from", "2026-11-14", "--to", "2027-03-01")
    numbers = [row[0] for row in rows_of(path)[1:]]
    assert len(numbers) == len(set(numbers)) == 70


def test_an_export_of_another_kind_of_file_is_bad_usage(
    sqlite_lab: Command, tmp_path: Path
) -> None:
    said = sqlite_lab("export", "bookings", str(tmp_path / "out.pdf"))
    assert said.code == 2
    assert "out.pdf must end in .csv or .xlsx." in said.err


def test_an_export_into_a_folder_that_is_not_there_is_a_fault(
    sqlite_lab: Command, tmp_path: Path
) -> None:
    said = sqlite_lab("export", "exhibitors", str(tmp_path / "none" / "out.csv"), "--json")
    assert said.code == 1
    assert said.data["fault"]["kind"] == "unwritable"


@pytest.fixture
def guests(tmp_path: Path) -> Path:
    path = tmp_path / "guests.csv"
    path.write_text(
        "Company,Tel,BRN\nHarbour Vision Ltd,2123 4567,12345678\nFog AI,1,\n", encoding="utf-8"
    )
    return path


def test_a_list_with_a_wrong_row_is_not_taken(lab: Command, guests: Path) -> None:
    said = lab("import", str(guests))
    assert said.code == 3
    assert said.out.splitlines()[:3] == [
        "Nothing was stored: put the rows below right, or take the others with --only-good.",
        "new 1 · changed 0 · the same 0 · refused 1",
        "Row 3, Fog AI: refused",
    ]
    assert 'Phone: "1" is not a phone number' in said.out
    assert len(lab("list", "exhibitors", "--json").data["exhibitors"]) == 15


def test_the_good_rows_alone_are_taken_on_demand(lab: Command, guests: Path) -> None:
    said = lab("import", str(guests), "--only-good", "--json")
    assert said.code == 0
    assert said.data["stored"] is True
    assert said.data["columns"] == {"name_en": "Company", "brn": "BRN", "phone": "Tel"}
    good, bad = said.data["rows"]
    assert (good["row"], good["verdict"], good["known_as"]) == (2, "new", "EX16")
    assert (bad["row"], bad["verdict"], bad["taken"]) == (3, "refused", False)
    assert bad["faults"][0]["kind"] == "phone_malformed"
    assert len(lab("list", "exhibitors", "--json").data["exhibitors"]) == 16


def test_a_rehearsed_list_stores_nothing(sqlite_lab: Command, guests: Path) -> None:
    said = sqlite_lab("import", str(guests), "--dry-run", "--only-good")
    assert said.out.splitlines()[0] == "Tried only; nothing was stored."
    assert len(sqlite_lab("list", "exhibitors", "--json").data["exhibitors"]) == 15


@pytest.mark.parametrize(
    ("language", "told"), [("zh_HK", "未有儲存"), ("zh_CN", "“1”不是电话号码")]
)
def test_what_is_wrong_with_a_list_is_told_in_chinese(
    sqlite_lab: Command, guests: Path, language: str, told: str
) -> None:
    assert told in sqlite_lab("import", str(guests), "--language", language).out


def test_columns_of_other_names_can_be_said(sqlite_lab: Command, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(
        "Where,Whom,Day,From,To\nC5,Baidu,2026-12-14,10:00,11:00\nA9,Huawei,2026-12-14,10:00,11:00\n",
        encoding="utf-8",
    )
    mapping = ("--mapping", "place=where", "--mapping", "exhibitor=2", "--mapping", "note=")
    said = sqlite_lab("import", str(path), "--kind", "bookings", *mapping, "--only-good", "--json")
    assert said.code == 0
    assert said.data["columns"]["exhibitor"] == "Whom"
    assert [row["verdict"] for row in said.data["rows"]] == ["new", "refused"]
    assert said.data["rows"][1]["refused"][0]["sentence"] == "There is no place A9."


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--mapping", "chair=1"], "There is no field chair."),
        (["--mapping", "place=Nowhere"], "The file has no column Nowhere."),
        (["--mapping", "place=99"], "The file has no column 99."),
        ([], "The list has no column for: Booth · Date."),
    ],
)
def test_columns_that_are_not_there_are_bad_usage(
    sqlite_lab: Command, guests: Path, arguments: list[str], told: str
) -> None:
    said = sqlite_lab("import", str(guests), "--kind", "bookings", *arguments)
    assert said.code == 2
    assert told in said.err


def test_a_list_that_could_be_either_must_be_named(sqlite_lab: Command, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("aaaa,bbbb\n1,2\n", encoding="utf-8")
    said = sqlite_lab("import", str(path))
    assert said.code == 2
    assert "--kind exhibitors or --kind bookings" in said.err


def test_a_file_that_is_no_table_is_a_fault(sqlite_lab: Command, tmp_path: Path) -> None:
    path = tmp_path / "scan.csv"
    path.write_bytes(b"%PDF-1.7 ...")
    said = sqlite_lab("import", str(path), "--json")
    assert said.code == 1
    assert (said.data["fault"]["of"], said.data["fault"]["kind"]) == ("table", "not_a_table")
    assert "PDF" in said.data["fault"]["sentence"]


@pytest.mark.parametrize("kind", ["exhibitors", "bookings"])
def test_a_template_can_be_filled_in(sqlite_lab: Command, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "empty.xlsx"
    said = sqlite_lab("template", kind, str(path), "--language", "zh_HK")
    assert said.out == f"供填寫的清單已存於 {path}。\n"
    book = load_workbook(path)
    assert len(book.worksheets) == 2
    book.close()
    taken = sqlite_lab("import", str(path))
    assert taken.out.splitlines()[0] == "There are no rows to take."


def test_a_template_needs_no_database(labapp: Command, tmp_path: Path) -> None:
    assert labapp("template", "bookings", str(tmp_path / "empty.csv")).code == 0


@pytest.mark.parametrize("language", ["en", "zh_HK", "zh_CN"])
def test_a_day_sheet_is_printed_with_a_version_of_its_own(
    sqlite_lab: Command, tmp_path: Path, language: str
) -> None:
    out = tmp_path / "day.pdf"
    wanted = ("print", "day", "--date", "2026-12-10", "--out", str(out), "--language", language)
    first = sqlite_lab(*wanted, "--json").data
    assert first["document"] == f"DAY-20261210-{language}"
    assert (first["version"], first["replaces"], first["file"]) == (1, None, str(out))
    second = sqlite_lab(*wanted)
    assert second.code == 0
    assert f"DAY-20261210-{language}" in second.out
    assert "1" in second.out.replace(str(out), "")
    with PdfReader(out) as sheet:
        assert "2026" in sheet.pages[0].extract_text()


def test_a_sheet_that_cannot_be_written_gets_no_version(lab: Command, tmp_path: Path) -> None:
    before = lab("check", "--json").data["revision"]
    said = lab("print", "day", "--out", str(tmp_path / "none" / "day.pdf"), "--json")
    assert said.code == 1
    assert said.data["fault"]["kind"] == "missing"
    assert lab("check", "--json").data["revision"] == before


def test_a_sample_lab_is_sound(lab: Command) -> None:
    said = lab("check", "--json")
    assert said.code == 0
    assert (said.data["sound"], said.data["problems"]) == (True, [])
    assert said.data["bookings"] == 73
    assert "is sound." in lab("check").out


def test_what_is_wrong_is_found_and_is_a_fault(sqlite_lab: Command, sqlite_file: Path) -> None:
    from pysqlite3 import dbapi2  # noqa: PLC0415 -- the library of the store, on this platform

    connection = dbapi2.connect(str(sqlite_file))
    connection.execute("UPDATE occupancy SET used = used - 1 WHERE used = capacity")
    connection.commit()
    connection.close()
    said = sqlite_lab("check", "--json")
    assert said.code == 1
    assert said.data["sound"] is False
    assert {each["what"] for each in said.data["problems"]} == {"occupancy"}
    told = sqlite_lab("check", "--language", "zh_HK")
    assert told.code == 1
    assert "資源使用量" in told.out


def test_a_backup_is_made_and_put_back(
    sqlite_lab: Command, sqlite_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "backup.db"
    assert sqlite_lab("backup", str(copy), "--json").data["bytes"] == copy.stat().st_size
    sqlite_lab("cancel", "BK053", "--reason", "a mistake")
    said = sqlite_lab("restore", str(copy), "--json")
    assert said.code == 0
    assert Path(said.data["kept"]).exists()
    assert sqlite_lab("show", "BK053", "--json").data["booking"]["state"] == "confirmed"
    kept = sqlite_lab("show", "BK053", "--database", said.data["kept"], "--json").data
    assert kept["booking"]["state"] == "cancelled"
    assert sqlite_file.exists()


def test_a_backup_replaces_nothing(sqlite_lab: Command, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    copy.write_text("precious", encoding="utf-8")
    said = sqlite_lab("backup", str(copy), "--json")
    assert (said.code, said.data["fault"]["kind"]) == (1, "exists")
    assert copy.read_text(encoding="utf-8") == "precious"


def test_a_broken_backup_is_not_put_back(
    sqlite_lab: Command, sqlite_file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "backup.db"
    broken.write_bytes(sqlite_file.read_bytes()[:9000])
    said = sqlite_lab("restore", str(broken), "--json")
    assert (said.code, said.data["fault"]["kind"]) == (1, "broken")
    assert sqlite_lab("check").code == 0


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)
def test_a_server_is_backed_up_by_its_own_program(lab: Command, tmp_path: Path) -> None:
    copy = tmp_path / "lab.dump"
    said = lab("backup", str(copy), "--json")
    assert said.code == 0
    assert copy.read_bytes().startswith(b"PGDMP")
    refused = lab("restore", str(copy))
    assert refused.code == 2
    assert "pg_restore" in refused.err


def test_house_rules_are_listed_read_and_changed(lab: Command) -> None:
    assert "Longest booking (minutes)" in lab("settings", "list").out
    assert lab("settings", "get", "book_ahead_days_max").out == "90\n"
    said = lab("settings", "set", "book_ahead_days_max", "120", "--json")
    assert said.data == {"name": "book_ahead_days_max", "before": 90, "value": 120}
    assert lab("settings", "list", "--json").data["settings"]["book_ahead_days_max"] == 120


@pytest.mark.parametrize(
    ("name", "value", "language", "told"),
    [
        ("slot_minutes", "7", "en", 'Step of the grid (minutes): "7" is outside what is allowed.'),
        ("weather_reopen_if_cancelled_by", "noon", "zh_HK", "無法讀取「noon」"),
        ("clearance_valid_days.low", "-1", "zh_CN", "无法读取“-1”"),
    ],
)
def test_a_value_that_cannot_stand_is_refused(
    sqlite_lab: Command, name: str, value: str, language: str, told: str
) -> None:
    before = sqlite_lab("settings", "get", name).out
    said = sqlite_lab("settings", "set", name, "--language", language, "--", value)
    assert said.code == 3
    assert told in said.err
    assert sqlite_lab("settings", "get", name).out == before


@pytest.mark.parametrize("act", [["get"], ["set"]])
def test_an_unknown_setting_is_refused_with_what_is_near(
    sqlite_lab: Command, act: list[str]
) -> None:
    value = ["5"] if act == ["set"] else []
    said = sqlite_lab("settings", *act, "slot_minuts", *value, "--json")
    assert said.code == 3
    assert said.data["refused"][0]["what"] == "setting"
    assert said.data["near"][0] == "slot_minutes"


def test_the_demo_lab_is_made_once_and_stays(labapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "data" / "labapp" / "demo.db"
    made = labapp("demo", "--no-window", "--json").data
    assert made["database"] == str(path)
    assert (made["made"], made["now"]) == (True, "2026-12-08T09:30:00+08:00")
    where = ("--database", str(path), "--now", NOW)
    assert labapp("cancel", "BK053", "--reason", "trying", *where).code == 0
    inode = path.stat().st_ino
    assert labapp("demo", "--no-window", "--json").data["made"] is False
    assert path.stat().st_ino == inode
    assert "Cancelled" in labapp("show", "BK053", *where).out
    assert labapp("demo", "--no-window", "--fresh", "--json").data["made"] is True
    assert "Confirmed" in labapp("show", "BK053", *where).out
    assert list(path.parent.iterdir()) == [path]


def test_the_demo_lab_leaves_the_real_one_alone(labapp: Command, sqlite_file: Path) -> None:
    before = sqlite_file.read_bytes()
    said = labapp("demo", "--fresh", "--no-window", "--database", str(sqlite_file))
    assert said.code == 2
    assert "a database of its own" in said.err
    assert sqlite_file.read_bytes() == before


def test_the_demo_desk_opens_at_the_samples_own_time(
    labapp: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[Settings] = []

    def remember(settings: Settings) -> int:
        shown.append(settings)
        return 0

    monkeypatch.setattr("labapp.cli.demo.run_desk", remember)
    (tmp_path / "data" / "labapp").mkdir(parents=True)
    (tmp_path / "data" / "labapp" / "demo.db").touch()
    assert labapp("demo", "--theme", "dark").code == 0
    assert shown[0].demo
    assert shown[0].theme == "dark"
    assert shown[0].now == datetime.fromisoformat("2026-12-08T09:30:00+08:00")
