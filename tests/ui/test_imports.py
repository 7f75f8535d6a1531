import subprocess
import sys

PROGRAM = """
import linecache
import PySide6.QtCore
import labapp.ui.imports
{first}
import labapp.ui.texts, sqlalchemy.sql
files = [name for name in linecache.cache if name.endswith(".py")]
print(sum("sqlalchemy" in name or name.endswith("texts.py") for name in files))
"""


def _sources_kept(first: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return int(done.stdout)


def test_no_source_is_read_for_features_that_nobody_uses() -> None:
    assert _sources_kept("labapp.ui.imports.import_plainly()") == 0


def test_pyside_still_reads_them_when_it_is_left_alone() -> None:
    """The day this fails, ``import_plainly`` may go."""
    assert _sources_kept("") > 50
