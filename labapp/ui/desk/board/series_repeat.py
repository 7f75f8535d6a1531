"""How a new booking is repeated, in plain controls, and what would come of it date by date."""

import html
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.errors import Refusal
from labapp.domain.times import day_of
from labapp.services.bookings import BookPlace, BookVisit, ClosePlace
from labapp.services.series import BookSeries, SeriesBooked
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text
from labapp.ui.texts import explain_refusal
from labapp.ui.widgets.calendars import DayButton
from labapp.ui.widgets.fields import Choice, Count, Field, beside

DAILY, WEEKLY = "DAILY", "WEEKLY"
TIMES, UNTIL = "times", "until"
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_TIMES: Final = 200
_MOST_STEPS: Final = 26
_USUAL_TIMES: Final = 8
_USUAL_REACH: Final = timedelta(weeks=8)
_MOST_TOLD: Final = 12
_MARKS: Final = re.compile("<[^>]*>")


class RepeatBox(QWidget):
    """Once, unless the person says otherwise; ``changed`` whenever the rule is another."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        """Begin with no repetition."""
        super().__init__()
        self._shell = shell
        self._first = day_of(shell.clock.now())
        self.plan: SeriesBooked | None = None
        """What was last shown to come of the rule, None while that is not known."""
        self._fault: tuple[Refusal, ...] = ()
        speech = shell.speech

        # Widgets
        self.how = Choice()
        self.every = Count(most=_MOST_STEPS)
        self.every.setMinimum(1)
        self.days = self._day_buttons()
        self.ends = Choice()
        self.times = Count(most=_MOST_TIMES)
        self.times.setMinimum(2)
        self.until = DayButton(speech, shell.look, shell.clock)
        self.skip = QCheckBox()
        speech.put("series.skip_closed", self.skip.setText, self.skip.setAccessibleName)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setProperty("role", "small")

        self._lay_out()
        self._connect()
        self._offer()
        self.begin(self._first)

    def _day_buttons(self) -> list[QToolButton]:
        group = QButtonGroup(self)
        group.setExclusive(False)
        buttons: list[QToolButton] = []
        for number in range(len(_DAYS)):
            button = QToolButton()
            button.setCheckable(True)
            self._shell.speech.put(f"weekday.{number}", button.setText)
            self._shell.speech.put(f"series.weekday.{number}", button.setAccessibleName)
            group.addButton(button)
            buttons.append(button)
        group.buttonClicked.connect(self._tell)
        return buttons

    def _lay_out(self) -> None:
        speech = self._shell.speech
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self._every = Field(speech, "series.every", self.every)
        layout.addLayout(beside(Field(speech, "series.repeat", self.how), self._every))
        self._week = QWidget()
        week = QHBoxLayout(self._week)
        week.setContentsMargins(0, 0, 0, 0)
        week.setSpacing(1)
        for button in self.days:
            week.addWidget(button, 1)
        layout.addWidget(self._week)
        self._times = Field(speech, "series.times", self.times)
        self._until = Field(speech, "series.until", self.until)
        self._ends = Field(speech, "series.ends", self.ends)
        layout.addLayout(beside(self._ends, self._times, self._until))
        layout.addWidget(self.skip)
        layout.addWidget(self.told)

    def _connect(self) -> None:
        self.how.picked.connect(self._show_controls)
        self.ends.picked.connect(self._show_controls)
        for signal in (
            self.how.picked,
            self.ends.picked,
            self.every.valueChanged,
            self.times.valueChanged,
            self.until.chosen,
            self.skip.toggled,
        ):
            signal.connect(self._tell)
        self.every.valueChanged.connect(self._name_step)
        self._shell.speech.changed.connect(self._offer)
        self._shell.look.changed.connect(self._tell_plan)

    # What the form says

    def begin(self, day: date) -> None:
        """Repeat nothing; if asked to, then on this day's weekday."""
        self._first = day
        self.how.choose(None)
        self.ends.choose(TIMES)
        for field, value in ((self.every, 1), (self.times, _USUAL_TIMES)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self.until.show_day(day + _USUAL_REACH)
        self.skip.blockSignals(True)
        self.skip.setChecked(True)
        self.skip.blockSignals(False)
        self._check([day.weekday()])
        self.forget_plan()
        self._show_controls()

    def follow(self, day: date) -> None:
        """The first date is another: a weekly rule on its weekday alone follows it."""
        if self._weekdays() == [self._first.weekday()]:
            self._check([day.weekday()])
        self.until.show_day(self.until.day + (day - self._first))
        self._first = day

    @property
    def repeats(self) -> bool:
        """Whether there is to be more than one booking."""
        return self.how.value is not None

    @property
    def rule(self) -> str:
        """The rule as RFC 5545 writes it; there must be one."""
        parts = [f"FREQ={self.how.value}"]
        if self.every.value() > 1:
            parts.append(f"INTERVAL={self.every.value()}")
        if self.how.value == WEEKLY:
            chosen = self._weekdays() or [self._first.weekday()]
            parts.append("BYDAY=" + ",".join(_DAYS[number] for number in chosen))
        if self.ends.value == UNTIL:
            parts.append(f"UNTIL={self.until.day:%Y%m%d}")
        else:
            parts.append(f"COUNT={self.times.value()}")
        return ";".join(parts)

    def order(self, first: BookPlace | BookVisit | ClosePlace) -> BookSeries | None:
        """Return the whole series from its first booking on; None if nothing is repeated.

        Where it was shown that some dates cannot be booked, the others are asked for.
        """
        if not self.repeats:
            return None
        return BookSeries(
            first=first,
            rule=self.rule,
            skip_closed=self.skip.isChecked(),
            only_what_fits=bool(self.plan and self.plan.refused and self.plan.booked),
        )

    # What would come of it

    def forget_plan(self) -> None:
        """Say nothing of what would come of it."""
        self.plan, self._fault = None, ()
        self.told.clear()
        self.told.hide()

    def show_plan(self, plan: SeriesBooked) -> None:
        """Say what would be booked and which dates are refused, and why."""
        self.plan, self._fault = plan, ()
        self._tell_plan()

    def show_fault(self, refusals: tuple[Refusal, ...]) -> None:
        """Say what is wrong with the rule itself."""
        self.plan, self._fault = None, refusals
        self._tell_plan()

    def _tell_plan(self) -> None:
        language = self._shell.speech.language
        if self._fault:
            lines = [self._bad(explain_refusal(each, language)) for each in self._fault]
        elif self.plan is not None:
            lines = self._plan_lines(self.plan)
        else:
            return
        self.told.setText("".join(f'<p style="margin: 4px 0">{line}</p>' for line in lines))
        self.told.setAccessibleName(" ".join(_MARKS.sub("", line) for line in lines))
        self.told.show()

    def _plan_lines(self, plan: SeriesBooked) -> list[str]:
        say = self._shell.speech
        free, refused = len(plan.booked), len(plan.refused)
        lines = [f"<b>{html.escape(say('series.plan', count=free + refused, free=free))}</b>"]
        lines += [
            self._bad(
                say(
                    "series.refused",
                    day=day_text(day_of(one.span.start), say.words),
                    why=explain_refusal(one.refusals[0], say.language),
                )
            )
            for one in plan.refused[:_MOST_TOLD]
        ]
        if refused > _MOST_TOLD:
            lines.append(html.escape(say("series.refused.more", count=refused - _MOST_TOLD)))
        for key, days in (
            ("series.left_out", plan.left_out),
            ("series.free", [day_of(booking.span.start) for booking in plan.booked]),
        ):
            if days:
                lines.append(html.escape(say(key, days=self._listed(days))))
        return lines

    def _bad(self, text: str) -> str:
        colour = self._shell.look.theme.colours["danger-text"]
        return f'<span style="color: {colour}">✕ {html.escape(text)}</span>'

    def _listed(self, days: Sequence[date]) -> str:
        say = self._shell.speech
        shown = [day_text(day, say.words) for day in days[:_MOST_TOLD]]
        listed = say("desk.comma").join(shown)
        more = len(days) - len(shown)
        return say("series.and_more", days=listed, count=more) if more else listed

    # Within

    def _weekdays(self) -> list[int]:
        return [number for number, button in enumerate(self.days) if button.isChecked()]

    def _check(self, weekdays: Sequence[int]) -> None:
        for number, button in enumerate(self.days):
            button.setChecked(number in weekdays)

    def _offer(self) -> None:
        say = self._shell.speech
        hows: list[tuple[object, str]] = [(None, say("series.once"))]
        hows += [(how, say(f"series.how.{how}")) for how in (DAILY, WEEKLY)]
        self.how.offer(hows, self.how.value)
        ends = [(each, say(f"series.ends.{each}")) for each in (TIMES, UNTIL)]
        self.ends.offer(ends, self.ends.value or TIMES)
        self.times.setSuffix(say("series.times.unit"))
        self._name_step()
        self._tell_plan()

    def _name_step(self, *_: object) -> None:
        unit = "series.unit.days" if self.how.value == DAILY else "series.unit.weeks"
        self.every.setSuffix(self._shell.speech(unit, count=self.every.value()))

    def _show_controls(self, *_: object) -> None:
        again, until = self.repeats, self.ends.value == UNTIL
        self._name_step()
        self._every.setVisible(again)
        self._week.setVisible(self.how.value == WEEKLY)
        self._ends.setVisible(again)
        self._times.setVisible(again and not until)
        self._until.setVisible(again and until)
        self.skip.setVisible(again)

    def _tell(self, *_: object) -> None:
        self.forget_plan()
        self.changed.emit()
