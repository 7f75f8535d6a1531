"""The first picture, in a process of its own."""

import json
import os
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
slow += ("labapp.ui.widgets.board", "labapp.domain.errors")
print(json.dumps({"painted": painted, "slow": [name for name in slow if name in sys.modules]}))
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
