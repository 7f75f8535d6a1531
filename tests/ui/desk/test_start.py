"""The first picture, in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

FIRST_PICTURE = """
import json, sys
from labapp.settings import Settings
from labapp.ui.desk.start import make_window, paint
from PySide6.QtWidgets import QApplication

app = QApplication(["labapp"])
window = make_window(app, Settings("lab.db", language="zh_HK"))
window.show()
painted = paint(window)
slow = ("sqlalchemy", "alembic", "typst", "PySide6.QtPdf", "asyncio", "openpyxl", "labapp.services")
slow += ("labapp.ui.widgets.board", "labapp.domain.errors", "typing_extensions")
print(json.dumps({"painted": painted, "slow": [name for name in slow if name in sys.modules]}))
"""

FILLED = """
import json, sys
from labapp.app import run_desk
from labapp.settings import Settings
from labapp.ui.desk import start
from labapp.ui.desk.memory import Memory

make_window = start.make_window

def make_watched(app, settings):
    Memory().page = "board"
    window = make_window(app, settings)
    window.painted.connect(lambda: watch(window))
    return window

def watch(window):
    from labapp.ui.widgets.board import BoardView
    from PySide6.QtCore import QTimer

    def look():
        if any(board.painted_blocks for board in window.findChildren(BoardView)):
            slow = [*other_pages, "typst", "openpyxl", "alembic", "labapp.exchange.sheets"]
            slow += [f"labapp.ui.desk.inspector.{form}_form" for form in ("draft", "booking")]
            print(json.dumps([name for name in slow if name in sys.modules]))
            timer.stop()
            window.close()

    others = (page for page in window.rail.buttons if page != "board")
    other_pages = [f"labapp.ui.desk.pages.{page}" for page in others]
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(20)

start.make_window = make_watched
sys.exit(run_desk(Settings(sys.argv[1], demo=True, language="en")))
"""

WHOLE_LIFE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from labapp.app import run_desk
from labapp.settings import Settings
import labapp.ui.desk.program as program

furnish = program.Program._furnish

def furnish_and_close(self, gateway):
    furnish(self, gateway)
    QTimer.singleShot(300, self._window.close)

program.Program._furnish = furnish_and_close
sys.exit(run_desk(Settings(sys.argv[1], demo=True, language="en")))
"""


def _python(program: str, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_first_picture_needs_neither_the_database_nor_the_loop(tmp_path: Path) -> None:
    done = _python(FIRST_PICTURE, tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"painted": True, "slow": []}


def test_the_board_is_filled_before_other_pages_and_forms_are_imported(
    tmp_path: Path, sample_file: Path
) -> None:
    shutil.copy(sample_file, tmp_path / "lab.db")

    done = _python(FILLED, tmp_path, str(tmp_path / "lab.db"))

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_importing_the_composition_root_imports_no_qt(tmp_path: Path) -> None:
    done = _python("import sys, labapp.app; print('PySide6' in sys.modules)", tmp_path)

    assert done.stdout.strip() == "False", done.stderr


def test_a_whole_life_from_start_to_end_leaves_no_warning(tmp_path: Path) -> None:
    done = _python(WHOLE_LIFE, tmp_path, str(tmp_path / "demo.db"))

    assert (done.returncode, done.stdout) == (0, "")
    loud = [
        line
        for line in done.stderr.splitlines()
        if line and "This plugin does not support" not in line
    ]
    assert loud == []
