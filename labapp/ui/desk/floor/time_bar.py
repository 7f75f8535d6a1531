"""The time that the plan shows: a slider over the day, with the hours and a mark at now."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)
from typing_extensions import override

from labapp.domain.times import SLOT_SECONDS, Span, day_of, local
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text

_STEP: Final = timedelta(seconds=SLOT_SECONDS)
_HOUR: Final = timedelta(hours=1)
_SLOTS_AN_HOUR: Final = 12
_GROOVE: Final = 26
"""Height of the part that is slid in; the hours stand below it."""
_HEIGHT: Final = 46
_CLOCK_WIDTH: Final = 74
_GAP: Final = 8


class TimeSlider(QSlider):
    """Steps of five minutes; what is clicked at is where it goes."""

    def __init__(self, shell: Shell) -> None:
        """Begin without a day."""
        super().__init__(Qt.Orientation.Horizontal)
        self._shell = shell
        self.span: Span | None = None
        self.now: datetime | None = None
        self.setSingleStep(1)
        self.setPageStep(_SLOTS_AN_HOUR)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def place(self, moment: datetime) -> float:
        """Return where a moment of the span is, in pixels from the left."""
        if self.span is None:
            return 0.0
        handle, left, room = self._room()
        share = (moment - self.span.start) / self.span.duration
        return left + handle / 2 + share * room

    def _room(self) -> tuple[int, int, int]:
        """Return the handle's width, where the groove begins, and how far the handle goes."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        part = QStyle.SubControl
        groove = style.subControlRect(control, option, part.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, part.SC_SliderHandle, self).width()
        return handle, groove.left(), max(groove.width() - handle, 1)

    @override
    def initStyleOption(self, option: QStyleOptionSlider) -> None:
        super().initStyleOption(option)
        option.rect = self.rect().adjusted(0, 0, 0, _GROOVE - _HEIGHT)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            handle, left, room = self._room()
            spot = round(event.position().x()) - left - handle // 2
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), spot, room)
            )
        super().mousePressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.span is None:
            return
        painter = QPainter(self)
        theme = self._shell.look.theme
        font = QFont(self.font())
        font.setPixelSize(theme.size("small"))
        painter.setFont(font)
        metrics = QFontMetrics(font)
        painter.setPen(theme.colour("text-muted"))
        self._paint_hours(painter, self.span, metrics)
        if self.now is not None and self.span.start <= self.now <= self.span.end:
            painter.setPen(QPen(theme.colour("board-now"), 2))
            spot = self.place(self.now)
            painter.drawLine(round(spot), 2, round(spot), _GROOVE + 2)
        painter.end()

    def _paint_hours(self, painter: QPainter, span: Span, metrics: QFontMetrics) -> None:
        free_from = -1.0
        past = local(span.start)
        hour = past.replace(minute=0, second=0)
        hour = hour if hour == past else hour + _HOUR
        while hour <= span.end:
            spot, text = self.place(hour), f"{hour:%H}"
            width = metrics.horizontalAdvance(text)
            left = min(max(spot - width / 2, 0), self.width() - width)
            if left > free_from:
                room = QRectF(left, _GROOVE, width + 1, _HEIGHT - _GROOVE)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
                free_from = left + width + _GAP
            hour += _HOUR


class TimeBar(QWidget):
    """Says which moment is to be shown; follows the clock until somebody takes hold of it."""

    changed = Signal()
    """The moment shown is another."""
    now_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin without a day, following the clock."""
        super().__init__()
        self._shell = shell
        self.follows = True
        self.clock = QLabel()
        self.clock.setProperty("role", "large")
        self.clock.setMinimumWidth(_CLOCK_WIDTH)
        self.slider = TimeSlider(shell)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.now = QPushButton()
        shell.speech.put("term.now", self.now.setText, self.now.setAccessibleName)
        self.setFixedHeight(_HEIGHT)  # the style sheet has its own height for sliders
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.clock)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.now)
        self.slider.valueChanged.connect(self._slid)
        self.slider.actionTriggered.connect(self._take_hold)
        self.slider.sliderPressed.connect(self._take_hold)
        self.now.clicked.connect(self._follow)
        shell.speech.changed.connect(self._tell)
        shell.look.changed.connect(self.slider.update)

    @property
    def moment(self) -> datetime:
        """The moment shown."""
        span = self.slider.span
        now = self._shell.clock.now()
        if span is None or (self.follows and span.start <= now < span.end):
            return now
        return span.start + self.slider.value() * _STEP

    def show_span(self, span: Span) -> None:
        """Slide over this part of a day; another day is shown at the time of day chosen before."""
        slider, before = self.slider, self.slider.span
        if span == before:
            self.tick()
            return
        offset = slider.value() * _STEP if before is not None else timedelta(0)
        time = None if before is None else before.start + offset
        slider.blockSignals(True)
        slider.span = span
        slider.setRange(0, int(span.duration / _STEP))
        if time is not None:
            shift = (local(span.start).date() - local(time).date()).days
            time += timedelta(days=shift)
            slider.setValue(round((time - span.start) / _STEP))
        slider.blockSignals(False)
        self.tick()
        slider.update()

    def tick(self) -> None:
        """Take up the clock's time."""
        slider, span = self.slider, self.slider.span
        slider.now = self._shell.clock.now()
        if span is not None and self.follows and day_of(slider.now) == day_of(span.start):
            slider.blockSignals(True)
            slider.setValue(int((slider.now - span.start) / _STEP))
            slider.blockSignals(False)
        slider.update()
        self._tell()

    def _take_hold(self) -> None:
        self.follows = False

    def _slid(self) -> None:
        self.follows = False
        self._tell()
        self.changed.emit()

    def _follow(self) -> None:
        self.follows = True
        self.tick()
        self.now_wanted.emit()

    def _tell(self) -> None:
        text = clock_text(self.moment)
        self.clock.setText(text)
        self.slider.setAccessibleName(self._shell.speech("floor_page.time", time=text))
        self.slider.setToolTip(self._shell.speech("floor_page.time.tip"))
