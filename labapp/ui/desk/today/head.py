"""The head of the page: which day and minute it is, when the lab is open, how much it is used."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from labapp.domain.times import Span, day_of
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import clock_text, end_text, hours_text, length_text, moment_text
from labapp.ui.overriding import override

if TYPE_CHECKING:
    from labapp.services.today import Today

HEIGHT: Final = 76
_CHART: Final = QSize(260, 40)
_BESIDE_HOURS: Final = timedelta(minutes=30)
_MINUTE: Final = timedelta(minutes=1)
_FAINT: Final = 0.22
_DOT: Final = " · "


class DayHead(QWidget):
    """Says the day and the minute at once, and the rest when it was read."""

    def __init__(self, shell: Shell) -> None:
        """Say the day as the window's clock has it."""
        super().__init__()
        self._shell = shell
        self._today: Today | None = None
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.date, self.clock, self.hours, self.use = (QLabel() for _ in range(4))
        self.date.setProperty("role", "large")
        self.clock.setProperty("role", "large")
        self.hours.setProperty("role", "muted")
        self.use.setProperty("role", "muted")
        self.chart = UseChart(shell)

        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.date)
        top.addWidget(self.clock)
        top.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(top)
        left.addWidget(self.hours)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 12, 20, 8)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self.use, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.chart, 0, Qt.AlignmentFlag.AlignVCenter)
        shell.speech.changed.connect(self._say_again)
        self._say_again()

    def _say_again(self) -> None:
        self.tell(self._shell.clock.now())

    def show_day(self, today: "Today", now: datetime) -> None:
        """Show what was read."""
        self._today = today
        self.tell(now)

    def tell(self, now: datetime) -> None:
        """Say it for a minute."""
        say, day, today = self._shell.speech, day_of(now), self._today
        self.date.setText(
            say(
                "today.date",
                weekday=say(f"weekday.long.{day.weekday()}"),
                day=day.day,
                month=say(f"month.long.{day.month}"),
            )
        )
        self.clock.setText(clock_text(now))
        self.hours.setText("" if today is None else self._hours(today, now))
        self.chart.setVisible(today is not None and bool(today.hours))
        self.use.setVisible(today is not None and bool(today.places))
        if today is not None:
            self.use.setText(say("today.use", used=today.used_at(now), all=today.in_service))
            self.chart.show_use(today, now, self._spoken_use(today, now))

    def _hours(self, today: "Today", now: datetime) -> str:
        say = self._shell.speech
        reason = say.name(today.reason)
        if not today.hours:
            return _joined(say("today.closed"), reason, self._again(today))
        comma = say("desk.comma")
        hours = say("today.open", hours=comma.join(hours_text(span) for span in today.hours))
        return _joined(hours, self._state(today, now), reason)

    def _state(self, today: "Today", now: datetime) -> str:
        """Say how long the lab is still open or closed."""
        say = self._shell.speech
        coming = next((span for span in today.hours if span.end > now), None)
        if coming is None:
            since = say("today.closed_since", time=end_text(today.hours[-1].end))
            return _joined(since, self._again(today))
        edge = coming.start if coming.start > now else coming.end
        length = length_text(-(-(edge - now) // _MINUTE), say.words)
        return say("today.opens_in" if coming.start > now else "today.closes_in", length=length)

    def _again(self, today: "Today") -> str:
        if today.opens_next is None:
            return ""
        say = self._shell.speech
        return say("today.opens_next", when=moment_text(today.opens_next.start, say.words))

    def _spoken_use(self, today: "Today", now: datetime) -> str:
        say = self._shell.speech
        most = max(today.use, key=lambda use: use.places)
        use = say("today.use", used=today.used_at(now), all=today.in_service)
        return say("today.use.spoken", use=use, most=most.places, time=clock_text(most.start))


class UseChart(QWidget):
    """How many places are used over the day, as a small hill with the present minute on it."""

    def __init__(self, shell: Shell) -> None:
        """Begin without a day."""
        super().__init__()
        self._shell = shell
        self._today: Today | None = None
        self._now = shell.clock.now()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_use(self, today: "Today", now: datetime, spoken: str) -> None:
        """Show a day at a minute."""
        self._today, self._now = today, now
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return _CHART

    def _reach(self, hours: Sequence[Span]) -> Span:
        return Span(hours[0].start - _BESIDE_HOURS, hours[-1].end + _BESIDE_HOURS)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        today, theme = self._today, self._shell.look.theme
        if today is None or not today.hours:
            return
        reach = self._reach(today.hours)
        box = QRectF(self.rect()).adjusted(2, 4, -2, -3)
        most = max(today.in_service, *(use.places for use in today.use), 1)

        def across(moment: datetime) -> float:
            share = (moment - reach.start) / (reach.end - reach.start)
            return box.left() + box.width() * min(max(share, 0.0), 1.0)

        def up(places: int) -> float:
            return box.bottom() - box.height() * places / most

        painter = QPainter(self)
        for span in today.hours:
            open_box = QRectF(
                QPointF(across(span.start), box.top()), QPointF(across(span.end), box.bottom())
            )
            painter.fillRect(open_box, theme.colour("sunken"))
        hill = QPolygonF([QPointF(box.left(), box.bottom())])
        level = box.bottom()
        for use in today.use:
            hill.append(QPointF(across(use.start), level))
            level = up(use.places)
            hill.append(QPointF(across(use.start), level))
        hill.append(QPointF(box.right(), level))
        hill.append(QPointF(box.right(), box.bottom()))
        fill = theme.colour("state-confirmed-edge")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("state-confirmed"))
        painter.drawPolygon(hill)
        painter.setPen(QPen(fill, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(hill)
        painter.setPen(QPen(theme.colour("line-strong"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if reach.start <= self._now <= reach.end:
            painter.setPen(QPen(theme.colour("board-now"), 2))
            x = across(self._now)
            painter.drawLine(QPointF(x, box.top() - 3), QPointF(x, box.bottom() + 2))


def _joined(*parts: str) -> str:
    return _DOT.join(part for part in parts if part)
