"""What was copied must not bring the program down when it ends."""

import subprocess
import sys

COPY_AND_END = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from labapp.ui import clipboard
clipboard.put_table("a\\tb", "<table></table>")
clipboard.let_go()
print(app.clipboard().text())
"""


def test_the_program_ends_well_after_something_was_copied() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COPY_AND_END], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "a\tb\n")
