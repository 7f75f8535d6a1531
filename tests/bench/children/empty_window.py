"""The least a Qt window can cost: empty, painted; then the database's library is imported."""

import importlib
import sys
import time

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
from typing_extensions import override


class Window(QMainWindow):
    """Says when its first picture is on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = False

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._go_on)
        return super().event(event)

    def _go_on(self) -> None:
        sys.stdout.write(f"painted {time.monotonic_ns()}\n")
        importlib.import_module("sqlalchemy.orm")
        sys.stdout.write(f"ready {time.monotonic_ns()}\n")
        QApplication.quit()


def main() -> None:
    """Show the window until both are said."""
    app = QApplication(["empty"])
    window = Window()
    window.resize(1280, 800)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
