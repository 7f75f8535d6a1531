"""The draft that lies over the board while it is dragged or moved by the keyboard."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from labapp.ui.widgets.board.hands_painting import paint_offers
from labapp.ui.widgets.board.scene import Scene
from labapp.ui.widgets.board.together import boxes_along
from labapp.ui.widgets.board.wording import length_text, span_text, verdict_text

_TAG_WIDEST: Final = 320
_TAG_AIR: Final = 8
_POINTER: Final = QPoint(14, 20)
_MARGIN: Final = 3
_GAP: Final = 6
_LINES: Final = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Overlay:
    """Where the draft and its label are, in the viewport."""

    box: QRect
    span: str
    tag: QRect
    """Empty if the box says it all."""
    reason: str
    along: tuple[QRect, ...] = ()
    """Where the others that move along are."""
    offers: QRect = field(default_factory=QRect)
    """What the lanes' offers cover; empty if none are shown."""

    @property
    def touched(self) -> list[QRect]:
        """The areas to repaint when it comes or goes."""
        margins = (-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        areas = (self.box, self.tag, *self.along, self.offers)
        return [area.adjusted(*margins) for area in areas if not area.isEmpty()]


def overlay_of(scene: Scene) -> Overlay | None:
    """Return where the draft of the scene goes, None if there is none in sight."""
    draft = scene.draft
    if draft is None:
        return None
    box = scene.stretch(draft.lane_id, draft.start, draft.end)
    if box.isEmpty():
        return None
    dated = scene.axis.days > 1
    span = span_text(scene.language, draft.start, draft.end, dated=dated)
    span = f"{span} · {length_text(scene.language, draft.end - draft.start)}"
    reason = verdict_text(scene.language, draft) if draft.verdict == "blocked" else draft.reason
    along = tuple(boxes_along(scene, draft))
    offers = QRect(box.left(), scene.grid.top(), box.width(), scene.grid.height())
    offers = offers if scene.offers else QRect()
    shown = box.intersected(scene.grid)
    needs = scene.palette.strong_metrics.horizontalAdvance(span) + 2 * _TAG_AIR
    inside = shown.width() >= needs
    if inside and not reason:
        return Overlay(box, span, QRect(), "", along, offers)
    size = _tag_size(scene, "" if inside else span, reason)
    tag = _tag_place(scene, size, shown)
    return Overlay(box, "" if not inside else span, tag, reason, along, offers)


def _text_size(metrics: QFontMetricsF, text: str) -> QSize:
    room = QRectF(0, 0, _TAG_WIDEST - 2 * _TAG_AIR, 1000)
    size = metrics.boundingRect(room, int(_LINES), text).size()
    return QSize(round(size.width()) + 2, round(size.height()))


def _tag_size(scene: Scene, span: str, reason: str) -> QSize:
    palette = scene.palette
    parts = [
        _text_size(metrics, text)
        for metrics, text in ((palette.strong_metrics, span), (palette.small_metrics, reason))
        if text
    ]
    width = max(part.width() for part in parts) + 2 * _TAG_AIR
    return QSize(width, sum(part.height() for part in parts) + _TAG_AIR)


def _tag_place(scene: Scene, size: QSize, box: QRect) -> QRect:
    """Put the label near the pointer, or below the draft; always inside the viewport."""
    whole = QRect(QPoint(0, 0), scene.size)
    if scene.draft_at is not None:
        place = QRect(scene.draft_at + _POINTER, size)
        if place.bottom() > whole.bottom():
            place.moveBottom(scene.draft_at.y() - _GAP)
    else:
        place = QRect(QPoint(box.left(), box.bottom() + _GAP), size)
        if place.bottom() > whole.bottom():
            place.moveBottom(box.top() - _GAP)
    place.moveLeft(max(min(place.left(), whole.right() - size.width()), 0))
    place.moveTop(max(place.top(), 0))
    return place


def paint_overlay(painter: QPainter, scene: Scene) -> None:
    """Paint the draft and its label, in the viewport."""
    overlay, draft = overlay_of(scene), scene.draft
    if overlay is None or draft is None:
        return
    palette = scene.palette
    edge = palette.verdict_edge(draft.verdict)
    if scene.offers:
        paint_offers(painter, scene, draft.start, draft.end)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(scene.grid)
    painter.setBrush(palette.verdict(draft.verdict))
    painter.setPen(QPen(edge, 2))
    outline = QRectF(overlay.box).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(outline, palette.radius, palette.radius)
    for box in overlay.along:
        inner = QRectF(box).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inner, palette.radius, palette.radius)
    painter.setFont(palette.strong)
    if overlay.span:
        shown = overlay.box.intersected(scene.grid)
        _paint_plate(painter, scene, overlay.span, shown)
    painter.setClipping(False)
    if not overlay.tag.isEmpty():
        _paint_tag(painter, scene, overlay)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_plate(painter: QPainter, scene: Scene, text: str, shown: QRect) -> None:
    """Write the times inside the draft, on a ground that lets them be read over any block."""
    palette = scene.palette
    metrics = palette.strong_metrics
    height = palette.line_step + 4
    top = shown.top() + (shown.height() - height) // 2
    plate = QRect(shown.left() + 5, top, round(metrics.horizontalAdvance(text)) + 6, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.tag)
    painter.drawRoundedRect(plate, palette.radius, palette.radius)
    painter.setPen(palette.text)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _paint_tag(painter: QPainter, scene: Scene, overlay: Overlay) -> None:
    palette, draft = scene.palette, scene.draft
    if draft is None:
        return
    painter.setBrush(palette.tag)
    painter.setPen(QPen(palette.verdict_edge(draft.verdict), 1))
    outline = QRectF(overlay.tag).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(outline, palette.radius, palette.radius)
    inner = overlay.tag.adjusted(_TAG_AIR, _TAG_AIR // 2, -_TAG_AIR, -_TAG_AIR // 2)
    if not overlay.span:
        dated = scene.axis.days > 1
        span = span_text(scene.language, draft.start, draft.end, dated=dated)
        span = f"{span} · {length_text(scene.language, draft.end - draft.start)}"
        painter.setFont(palette.strong)
        painter.setPen(palette.text)
        painter.drawText(inner, int(_LINES), span)
        inner = inner.adjusted(0, _text_size(palette.strong_metrics, span).height(), 0, 0)
    if overlay.reason:
        painter.setFont(palette.small)
        blocked = draft.verdict == "blocked"
        painter.setPen(palette.tag_danger if blocked else palette.muted)
        painter.drawText(inner, int(_LINES), overlay.reason)
