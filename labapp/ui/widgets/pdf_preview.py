"""A PDF on the screen as it will be on paper, with its zoom."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, QSize
from PySide6.QtGui import QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from labapp.ui.look import Look
from labapp.ui.speech import Speech

_ZOOM: Final = 1.25
_MARGIN: Final = 16


class PdfPreview(QPdfView):
    """Shows the last PDF that it was given, the whole page at first."""

    def __init__(self, look: Look, speech: Speech, key: str, parent: QWidget) -> None:
        """Begin without a document; the words of ``key`` say of what it is the preview."""
        super().__init__(parent)
        self._look = look
        self._speech = speech
        # its parent's, and in this order: Qt frees the view, the document, and what that reads
        self._document = QPdfDocument(parent)
        self._buffer = QBuffer(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # a page that fits is as high as the viewport less this, and its margins come on top
        self.setPageSpacing(_MARGIN)
        self.setDocumentMargins(QMargins())
        self.setViewportMargins(0, _MARGIN // 2, 0, 0)
        self.setBackgroundRole(QPalette.ColorRole.Dark)
        self.setAutoFillBackground(True)
        self.setDocument(self._document)
        self.setZoomMode(QPdfView.ZoomMode.FitInView)
        speech.put(key, self.setAccessibleName)
        look.changed.connect(self._dress)
        self._dress()

    def show_pdf(self, pdf: bytes) -> None:
        """Show another document, scrolled to where the one before was."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        at = (across.value(), down.value())
        document = self.document()
        document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(self._buffer)
        modes = QPdfView.PageMode
        self.setPageMode(modes.SinglePage if document.pageCount() == 1 else modes.MultiPage)
        across.setValue(at[0])
        down.setValue(at[1])

    def tools(self) -> list[QToolButton]:
        """Return new buttons for the zoom."""
        return [
            self._tool("zoom-out", "desk.zoom.out", self._zoom_out),
            self._tool("zoom-in", "desk.zoom.in", self._zoom_in),
            self._tool("file-text", "desk.zoom.fit", self._zoom_fit),
        ]

    def _tool(self, picture: str, key: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(20, 20))
        self._look.put_icon(button, picture, "text-muted")
        self._speech.put(key, button.setToolTip, button.setAccessibleName)
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        """Lay the paper on the theme's ground; Qt's preview takes its palette's dark colour."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Dark, self._look.theme.colour("sunken"))
        self.setPalette(palette)

    def _zoom_in(self) -> None:
        self._zoom(_ZOOM)

    def _zoom_out(self) -> None:
        self._zoom(1 / _ZOOM)

    def _zoom(self, factor: float) -> None:
        if self.zoomMode() != QPdfView.ZoomMode.Custom:
            self.setZoomFactor(self._fitting())
            self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setZoomFactor(self.zoomFactor() * factor)

    def _fitting(self) -> float:
        """Return the factor at which the first page fits, as it is shown now."""
        size = self.document().pagePointSize(0)
        if size.isEmpty():
            return 1.0
        dots = self.screen().logicalDotsPerInch() / 72
        room = self.viewport().size()
        return min(
            (room.width() - _MARGIN) / (size.width() * dots),
            (room.height() - _MARGIN) / (size.height() * dots),
        )

    def _zoom_fit(self) -> None:
        self.setZoomMode(QPdfView.ZoomMode.FitInView)
