"""A paper out of the house: printed on one of the system's printers, or kept as a PDF."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from labapp.exchange.files import check_folder, save_whole
from labapp.services.gateway import Gateway
from labapp.ui.desk.shell import Shell
from labapp.ui.printing import print_pdf, print_picture, printer_names, spools_pdf
from labapp.ui.prompts import file_to_save
from labapp.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it leaves the house, with what it is called there."""

    title: str
    pdf: bytes


class PaperOut(QObject):
    """Two buttons, Print with its printers and Save as PDF, for a bar to lay out."""

    def __init__(
        self,
        gateway: Gateway,
        shell: Shell,
        tasks: Tasks,
        make: Callable[[], Awaitable[Paper | None]],
        file_name: Callable[[], str | None],
        parent: QWidget,
    ) -> None:
        """Print and save what ``make`` makes; while it or ``file_name`` gives None, nothing.

        Args:
            gateway: Printing and writing run in its worker.
            shell: Hears what was done.
            tasks: The page's; what is started ends with it.
            make: Issues the paper, if it is one with versions, and sets it.
            file_name: What a file of it would be called.
            parent: The menu and the question for a file stand over it.
        """
        super().__init__(parent)
        self._gateway, self._shell, self._tasks = gateway, shell, tasks
        self._make, self._file_name, self._over = make, file_name, parent
        speech = shell.speech
        self.print = QPushButton()
        self.print.setProperty("role", "primary")
        speech.put("desk.print", self.print.setText, self.print.setAccessibleName)
        self.printers = QMenu(parent)
        self.save = QPushButton()
        speech.put("desk.save_pdf", self.save.setText, self.save.setAccessibleName)
        self.print.clicked.connect(self.show_printers)
        self.save.clicked.connect(lambda: self._tasks.start(self._ask_and_save()))

    def show_printers(self) -> None:
        """Let the person choose a printer, the system's default first."""
        self.list_printers()
        self.printers.popup(self.print.mapToGlobal(self.print.rect().bottomLeft()))
        self.printers.setActiveAction(self.printers.actions()[0])

    def list_printers(self) -> None:
        """Fill the menu with the printers there are now."""
        self.printers.clear()
        names = printer_names()
        for name in names:
            self.printers.addAction(name).triggered.connect(partial(self._print_soon, name))
        if not names:
            self.printers.addAction(self._shell.speech("desk.no_printer")).setEnabled(False)

    def _print_soon(self, printer: str) -> None:
        self._tasks.start(self._print(printer))

    async def _print(self, printer: str) -> None:
        paper = await self._make()
        if paper is None:
            return
        if spools_pdf():
            await self._gateway.compute(print_pdf, paper.pdf, printer, paper.title)
        else:
            print_picture(paper.pdf, printer, paper.title)
        told = self._shell.speech("desk.printed", document=paper.title, printer=printer)
        self._shell.notice(told)

    async def _ask_and_save(self) -> None:
        name = self._file_name()
        if name is None:
            return
        title = self._shell.speech("desk.save_pdf")
        path = await file_to_save(self._over, title, name, "PDF (*.pdf)")
        if path is not None:
            await self.save_to(path)

    async def save_to(self, path: Path) -> None:
        """Write the paper to a file; a ``FileFault`` says why it cannot be written."""
        check_folder(path)
        paper = await self._make()
        if paper is None:
            return
        await self._gateway.compute(save_whole, path, paper.pdf)
        self._shell.notice(self._shell.speech("desk.pdf_saved", document=paper.title, path=path))
