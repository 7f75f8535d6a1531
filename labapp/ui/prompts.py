"""Dialogs that are awaited instead of executed."""

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget


async def accepted(dialog: QDialog) -> bool:
    """Open the dialog over its window and wait for the person.

    The loop keeps running, so nothing else stands still; a cancelled caller closes the dialog.
    Its parent frees it; one without a parent goes with its last reference.
    """
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    dialog.finished.connect(partial(_settle, answer))
    dialog.open()
    try:
        return await answer == QDialog.DialogCode.Accepted
    finally:
        dialog.close()


def _settle(answer: asyncio.Future[int], result: int) -> None:
    if not answer.done():
        answer.set_result(result)


async def file_to_save(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to write a file; None when the person thinks better of it.

    ``kinds`` is as Qt filters are written, such as ``CSV (*.csv);;Excel (*.xlsx)``. The name gets
    the ending of the chosen kind if it has none.
    """
    dialog = QFileDialog(parent, title, name, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    try:
        if not await accepted(dialog):
            return None
        chosen = Path(dialog.selectedFiles()[0])
        ending = dialog.selectedNameFilter().rpartition("*")[2].rstrip(")")
        return chosen if chosen.suffix else chosen.with_suffix(ending)
    finally:
        dialog.deleteLater()


async def file_to_open(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for a file that is there; None when the person thinks better of it.

    ``kinds`` is as Qt filters are written, such as ``Calendar (*.ics)``.
    """
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    try:
        chosen = dialog.selectedFiles() if await accepted(dialog) else []
        return Path(chosen[0]) if chosen else None
    finally:
        dialog.deleteLater()
