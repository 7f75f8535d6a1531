import io
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import labapp.app
from labapp import __main__ as program
from labapp.cli import demo, desk, listing
from labapp.cli.call import Call
from labapp.cli.main import main
from labapp.cli.parser import COMMANDS, THEMES, nearest_language, spoken
from labapp.settings import Settings
from labapp.ui import theme
from labapp.words import LANGUAGES
from tests.cli.conftest import Command

HAN = re.compile("[\u4e00-\u9fff]")
EIGHT = datetime.fromisoformat("2026-12-10T08:00:00+08:00")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """What the window is opened with; a real one would stay open."""
    found: list[Settings] = []

    def remember(settings: Settings) -> int:
        found.append(settings)
        return 7

    for module in (labapp.app, desk, demo):
        monkeypatch.setattr(module, "run_desk", remember)
    return found


def test_without_arguments_the_desk_opens(shown: list[Settings], tmp_path: Path) -> None:
    assert program._start([]) == 7
    assert shown == [Settings(str(tmp_path / "data" / "labapp" / "lab.db"))]


def test_the_desk_opens_with_what_it_was_told(labapp: Command, shown: list[Settings]) -> None:
    told = ("--theme", "dark", "--language", "zh_CN", "--now", "2026-12-10T08:00")
    assert labapp("desk", "--database", "a.db", *told).code == 7
    assert shown == [Settings("a.db", EIGHT, "zh_CN", "dark")]


def test_options_alone_open_the_desk(labapp: Command, shown: list[Settings]) -> None:
    assert labapp("--theme", "dark").code == 7
    assert shown[0].theme == "dark"


def test_the_environment_names_the_database(
    labapp: Command, shown: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABAPP_DATABASE", "/lab/shared.db")
    labapp("desk")
    assert shown[0].database == "/lab/shared.db"


def test_global_options_may_stand_before_or_after_the_command(
    labapp: Command, sqlite_file: Path
) -> None:
    where = ("--database", str(sqlite_file))
    day = ("list", "bookings", "--date", "2026-12-10")
    before = labapp(*where, "--json", *day)
    after = labapp(*day, *where, "--json")
    assert before == after
    assert len(before.data["bookings"]) == 12


def test_the_later_of_two_global_options_counts(labapp: Command, sqlite_file: Path) -> None:
    said = labapp("--database", "nowhere.db", "check", "--database", str(sqlite_file))
    assert said.code == 0


def test_a_zone_in_a_time_counts(labapp: Command, shown: list[Settings]) -> None:
    labapp("--now", "2026-12-10T00:00Z", "desk")
    assert shown[0].now == EIGHT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_every_command_has_help_in_every_language(
    labapp: Command, command: str, language: str
) -> None:
    said = labapp(*([command] if command else []), "--help", "--language", language)
    assert said.code == 0
    assert f"labapp {command}".strip() in said.out
    assert "cli." not in said.out
    assert bool(HAN.search(said.out)) == (language != "en")
    if language != "en":
        for english in ("usage", "options", "show this", "required"):
            assert english not in said.out


def test_the_help_lists_every_command(labapp: Command) -> None:
    said = labapp("--help")
    assert all(f"\n    {command} " in said.out for command in COMMANDS)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["fly"], "'fly' is not one of "),
        (["book", "--place", "A1"], "this is needed: --exhibitor, --from, --to"),
        (["list", "chairs"], "'chairs' is not one of "),
        (["list", "bookings", "--date", "soon"], '"soon" is not a date: write it as 2026-12-10'),
        (["list", "bookings", "--days", "0"], '"0" is not a whole number from 1 on'),
        (["check", "--now", "soon"], '"soon" is not a time: write it as 2026-12-10T10:00'),
        (["check", "--language", "fr"], "'fr' is not one of "),
        (["check", "--quiet"], "this is not known: --quiet"),
        (["check", "--database"], "--database: a value is needed"),
        (["cancel", "BK011"], "this is needed: --reason"),
        (["settings"], "this is needed: ACT"),
    ],
)
def test_bad_usage_is_said_in_a_sentence(labapp: Command, argv: list[str], told: str) -> None:
    said = labapp(*argv)
    assert said.code == 2
    assert told in said.err
    assert said.out == ""


def test_bad_usage_is_said_in_chinese(labapp: Command) -> None:
    said = labapp("cancel", "BK011", "--language", "zh_HK")
    assert said.code == 2
    assert "labapp cancel：缺少：--reason" in said.err


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en_GB.UTF-8", "en"),
        ("zh_HK.UTF-8", "zh_HK"),
        ("zh_TW", "zh_HK"),
        ("zh_Hant_MO.UTF-8", "zh_HK"),
        ("zh-Hant-HK", "zh_HK"),
        ("zh_CN.GB18030", "zh_CN"),
        ("zh_Hans_HK", "zh_CN"),
        ("zh", "zh_CN"),
        ("fr_FR", "en"),
        ("C.UTF-8", "en"),
        ("", "en"),
    ],
)
def test_the_language_follows_the_system(locale: str, language: str) -> None:
    assert nearest_language(locale) == language
    assert spoken([], {"LANG": locale}) == language


def test_the_asked_language_beats_the_systems() -> None:
    assert spoken(["list", "--language", "en"], {"LANG": "zh_HK"}) == "en"
    assert spoken(["--language=zh_CN"], {"LANG": "zh_HK"}) == "zh_CN"
    assert spoken(["--language"], {"LC_ALL": "zh_HK", "LANG": "en"}) == "zh_HK"


def test_the_themes_are_those_of_the_window() -> None:
    assert theme.THEMES == THEMES


def test_a_database_that_is_not_there_is_a_fault(labapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    said = labapp("--database", str(path), "list", "bookings")
    assert said.code == 1
    assert str(path) in said.err
    assert "labapp import" in said.err
    assert not path.exists()


def test_a_fault_is_told_to_programs(labapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    said = labapp("--database", str(path), "list", "bookings", "--json")
    assert said.code == 1
    fault = said.data["fault"]
    assert (fault["of"], fault["kind"], fault["where"]) == ("database", "missing", str(path))
    assert "Nothing was changed." in fault["sentence"]


def test_a_file_that_is_no_database_is_a_fault(labapp: Command, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir, " * 500, encoding="utf-8")
    said = labapp("--database", str(path), "check", "--json")
    assert said.code == 1
    assert said.data["fault"]["kind"] == "not_a_database"
    assert path.read_text(encoding="utf-8").startswith("Dear Sir")


def test_an_address_that_is_no_database_is_a_fault(labapp: Command) -> None:
    said = labapp("--database", "mysql://host/lab", "check", "--json")
    assert said.code == 1
    assert said.data["fault"]["kind"] == "driver"


def test_a_folder_that_cannot_be_made_is_a_fault(labapp: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "folder" / "lab.db"
    lab_file = Path(__file__).parents[2] / "resources" / "sample" / "sample_lab.json"
    said = labapp("--database", str(path), "import", str(lab_file), "--json")
    assert said.code == 1
    assert said.data["fault"]["where"] == str(path)


def test_an_interrupted_command_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(call: Call) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "run", interrupt)
    assert main(["list", "bookings"]) == 130
    assert capsys.readouterr() == ("", "")


def _child(argv: list[str], **more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **more},
    )


def test_the_program_runs_by_its_name(sqlite_file: Path) -> None:
    child = _child(["-m", "labapp", "check", "--database", str(sqlite_file)], LANG="zh_HK.UTF-8")
    out, err = child.communicate(timeout=60)
    assert (child.returncode, err.decode()) == (0, "")
    assert "正確無誤" in out.decode()


def test_a_console_without_chinese_gets_escapes(sqlite_file: Path) -> None:
    argv = ["-m", "labapp", "check", "--database", str(sqlite_file), "--language", "zh_HK"]
    child = _child(argv, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, b"")
    assert rb"\u6b63\u78ba" in out


def test_a_reader_that_leaves_early_hears_no_complaint(sqlite_file: Path) -> None:
    argv = ["-m", "labapp", "list", "resources", "--json", "--database", str(sqlite_file)]
    child = _child(argv)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    complaint = child.stderr.read()
    child.stderr.close()
    assert (child.wait(timeout=60), complaint) == (0, b"")


def test_the_window_waits_for_neither_grammar_nor_database() -> None:
    script = (
        "import sys, labapp.app, labapp.__main__ as program\n"
        "slow = {'argparse', 'sqlalchemy', 'typst', 'openpyxl', 'PySide6.QtPdf'}\n"
        "def show(settings):\n"
        "    print(sorted(slow & set(sys.modules)))\n"
        "    return 0\n"
        "labapp.app.run_desk = show\n"
        "sys.argv = ['labapp']\n"
        "program.main()\n"
    )
    child = _child(["-c", script])
    out, err = child.communicate(timeout=60)
    assert (child.returncode, err, out.decode().strip()) == (0, b"", "[]")


def test_the_words_of_refusals_need_neither_window_nor_database() -> None:
    script = (
        "import sys, labapp.ui.texts\n"
        "print([m for m in ('PySide6', 'sqlalchemy', 'qasync') if m in sys.modules])\n"
    )
    child = _child(["-c", script])
    out, err = child.communicate(timeout=60)
    assert (err, out.decode().strip()) == (b"", "[]")


def test_the_streams_of_a_window_program_may_be_missing(
    monkeypatch: pytest.MonkeyPatch, shown: list[Settings]
) -> None:
    monkeypatch.setattr(sys, "argv", ["labapp"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with pytest.raises(SystemExit) as leaving:
        program.main()
    assert leaving.value.code == 7
    assert len(shown) == 1
