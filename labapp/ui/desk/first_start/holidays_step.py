"""The fourth question: whether the lab keeps Hong Kong's general holidays."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QLabel, QListWidget, QWidget
from typing_extensions import override

from labapp.domain.spaces import Holiday
from labapp.ui.desk.first_start.draft import Draft
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import day_text


class HolidaysStep(Step):
    """One tick, and every day that it means."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Begin before the days are known; ``show_days`` tells them."""
        super().__init__(shell, draft)
        self._days: Sequence[Holiday] | None = None
        self._years: tuple[int, ...] = ()
        self.take = QCheckBox()
        self.take.setChecked(draft.holidays)
        self.say.put("welcome.holidays.take", self.take.setText, self.take.setAccessibleName)
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.say.put("welcome.step.holidays", self.list.setAccessibleName)
        self.counted, self.missing = QLabel(), QLabel()
        for label in (self.counted, self.missing):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        for widget in (self.take, self.counted):
            self.rows.addWidget(widget)
        self.rows.addWidget(self.list, 1)
        self.rows.addWidget(self.missing)
        self.take.toggled.connect(self._take)
        self.say.changed.connect(self._tell)
        self._tell()

    def show_days(self, days: Sequence[Holiday], years: Sequence[int]) -> None:
        """Show the days of the years, as far as they are known."""
        self._days, self._years = days, tuple(years)
        self._tell()

    def _take(self, take: bool) -> None:  # noqa: FBT001 -- Qt's signal
        self.draft.holidays = take
        self.list.setEnabled(take)
        self.changed.emit()

    def _tell(self) -> None:
        say = self.say
        if self._days is None:
            self.counted.setText(say("welcome.holidays.looking"))
            return
        self.list.clear()
        self.list.setEnabled(self.draft.holidays)
        for holiday in self._days:
            day = day_text(holiday.day, say.words, year=True)
            self.list.addItem(f"{day}   {say.name(holiday.names)}")
        counts = {year: sum(day.day.year == year for day in self._days) for year in self._years}
        self.counted.setText(
            say("desk.comma").join(
                say("welcome.holidays.year", year=year, count=count)
                for year, count in counts.items()
                if count
            )
        )
        unknown = [year for year, count in counts.items() if not count]
        said = [say("welcome.holidays.unknown", year=year) for year in unknown]
        self.missing.setText("\n".join([*said, say("welcome.holidays.missing")]))

    @override
    def first_field(self) -> QWidget:
        return self.take
