"""What is put on the clipboard, for spreadsheets and for letters alike."""

from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_OURS: Final = "application/x-labapp-table"


def put_table(text: str, html: str) -> None:
    """Put a table on the clipboard: tabs for a spreadsheet, HTML for a letter."""
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    data.setData(_OURS, b"1")
    QGuiApplication.clipboard().setMimeData(data)


def let_go() -> None:
    """Leave plain text on the clipboard, the last thing the program does with it.

    What Python made there would be destroyed by Qt after Python has ended, which crashes.
    """
    clipboard = QGuiApplication.clipboard()
    held: QMimeData | None = clipboard.mimeData()  # None on an empty one, whatever its type says
    if held is not None and held.hasFormat(_OURS):
        clipboard.setText(clipboard.text())
