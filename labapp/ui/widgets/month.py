"""A month as a table of days; its weeks begin on Monday, as the lab's do."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from labapp.ui.theme import Theme


class Month(QCalendarWidget):
    """Qt's month in the theme's colours, without the numbers of weeks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin in the system's language and in Qt's own colours."""
        super().__init__(parent)
        self.setGridVisible(False)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setMinimumSize(300, 260)

    def speak(self, language: str) -> None:
        """Name months and days in a language."""
        self.setLocale(QLocale(language))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)  # a locale brings its own

    def wear(self, theme: Theme) -> None:
        """Write Sundays in the theme's red and Saturdays as workdays, not in Qt's bright red."""
        for day, token in ((Qt.DayOfWeek.Saturday, "text"), (Qt.DayOfWeek.Sunday, "danger-text")):
            letters = QTextCharFormat()
            letters.setForeground(theme.colour(token))
            self.setWeekdayTextFormat(day, letters)
