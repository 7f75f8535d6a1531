"""Paper out of a printer: the PDF itself where the system can, else its picture."""

import shutil
import subprocess
import sys
from typing import Final

from labapp.domain.errors import FileFault

DOTS_PER_INCH: Final = 300
_PATIENCE: Final = 30.0
"""Seconds after which the print system counts as stuck."""


def printer_names() -> tuple[str, ...]:
    """Return the printers the system knows, its default first."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 -- only for those who print

    names = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(names, key=lambda name: name != default))


def print_pdf(pdf: bytes, printer: str, title: str) -> None:
    """Send a PDF to a printer by the system's own spooler (Linux and macOS), in a worker thread.

    Raises ``FileFault`` of the kind ``unwritable`` with what the print system said.
    """
    program = shutil.which("lp")
    if program is None:
        raise FileFault("unwritable", printer, "lp")
    try:
        done = subprocess.run(  # noqa: S603 -- a found program, the printer's name from the system
            [program, "-d", printer, "-t", title, "-"],
            input=pdf,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FileFault("unwritable", printer, str(error)) from error
    if done.returncode != 0:
        raise FileFault("unwritable", printer, done.stderr.decode(errors="replace").strip())


def spools_pdf() -> bool:
    """Whether the system takes a PDF as it is."""
    return sys.platform != "win32"


def print_picture(pdf: bytes, printer: str, title: str) -> None:
    """Draw each page at 300 dots an inch on a printer, in the window's thread (Windows)."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize  # noqa: PLC0415 -- for Windows
    from PySide6.QtGui import QPageSize, QPainter  # noqa: PLC0415 -- for Windows
    from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415 -- for Windows
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # noqa: PLC0415 -- for Windows

    device = QPrinter(QPrinterInfo.printerInfo(printer), QPrinter.PrinterMode.HighResolution)
    device.setDocName(title)
    device.setResolution(DOTS_PER_INCH)
    device.setFullPage(True)
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    painter = QPainter()
    try:
        for page in range(document.pageCount()):
            points = document.pagePointSize(page)
            device.setPageSize(QPageSize(points, QPageSize.Unit.Point))
            begun = painter.isActive()
            if (begun and not device.newPage()) or (not begun and not painter.begin(device)):
                raise FileFault("unwritable", printer)
            dots = QSize(*(round(side * DOTS_PER_INCH / 72) for side in points.toTuple()))
            painter.drawImage(
                device.pageRect(QPrinter.Unit.DevicePixel), document.render(page, dots)
            )
    finally:
        painter.end()
        document.close()
