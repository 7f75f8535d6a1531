import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from labapp.ui.prompts import accepted, file_to_save


@pytest.mark.parametrize(("code", "expected"), [(1, True), (0, False)])
def test_an_awaited_dialog_answers_as_it_was_closed(
    loop: asyncio.AbstractEventLoop, code: int, *, expected: bool
) -> None:
    dialog = QDialog()
    loop.call_later(0.01, dialog.done, code)

    assert loop.run_until_complete(accepted(dialog)) is expected


def test_cancelling_the_caller_closes_the_dialog(loop: asyncio.AbstractEventLoop) -> None:
    dialog = QDialog()
    task = loop.create_task(accepted(dialog))
    loop.call_later(0.01, task.cancel)

    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)

    assert not dialog.isVisible()


def _answer(path: Path | None) -> None:
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog))
    if path is None:
        dialog.reject()
    else:
        dialog.selectFile(str(path))
        dialog.done(1)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_a_name_without_an_ending_gets_that_of_the_kind(
    parent: QWidget, loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    loop.call_later(0.05, _answer, tmp_path / "list")

    asked = file_to_save(parent, "Export", str(tmp_path / "list"), "CSV (*.csv)")

    assert loop.run_until_complete(asked) == tmp_path / "list.csv"


def test_thinking_better_of_it_gives_no_path(
    parent: QWidget, loop: asyncio.AbstractEventLoop
) -> None:
    loop.call_later(0.05, _answer, None)

    assert loop.run_until_complete(file_to_save(parent, "Export", "list", "CSV (*.csv)")) is None
