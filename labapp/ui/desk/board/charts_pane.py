"""What stands below the board: a strip that folds, chooses, warns and prints; and the charts."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from labapp.domain.resources import ResourceKind, ResourceRef
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.marked import Marked

if TYPE_CHECKING:
    from labapp.ui.widgets.load_chart import LoadChart

KINDS: Final = (ResourceKind.FEED, ResourceKind.POOL, ResourceKind.TOOLKIT)
"""What everybody shares, in the order of the charts; badges are an exhibitor's own."""
STRIP: Final = 34
OPEN: Final = STRIP + 2 * 68
"""High enough for two rows."""
_LOWEST: Final = STRIP + 40
_UNBOUNDED: Final = 16_777_215
"""As high as Qt lets a widget be."""


class StayingMenu(QMenu):
    """A menu that stays while things in it are ticked, so that several can be."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = cast("QAction | None", self.actionAt(event.position().toPoint()))
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = cast("QAction | None", self.activeAction())
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


class ChartsPane(QFrame):
    """A strip at first; the rest is built when it is first wanted, which is not at the start."""

    folded = Signal(bool)
    auto_wanted = Signal()
    """Those that are in use are wanted, whichever they are."""
    ticked = Signal(object)
    """``ResourceRef``: it was shown and should not be, or the other way round."""
    badges_ticked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None, *, folded: bool) -> None:
        """Stand below the board, folded or open."""
        super().__init__(parent)
        self._shell = shell
        self.is_folded = folded
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.chart: LoadChart | None = None
        self._any_there = True
        self._used: QAction | None = None
        self._mine: QAction | None = None
        self._ticks: dict[str, QAction] = {}
        self._stretch()

    def build(self) -> "LoadChart":
        """Make strip and charts, once; return the charts."""
        if self.chart is not None:
            return self.chart
        from labapp.ui.widgets.load_chart import LoadChart  # noqa: PLC0415 -- start-up time

        shell, speech = self._shell, self._shell.speech
        self.fold_button = QToolButton(self)
        self.fold_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold_button.setIconSize(QSize(16, 16))
        self.fold_button.clicked.connect(self.toggle)
        speech.put("load.pane", self.fold_button.setText)
        self.warning = Marked(shell.look, "error")
        self.warning.words.setTextFormat(Qt.TextFormat.PlainText)
        self.warning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.choose = QToolButton(self)
        self.choose.setIconSize(QSize(16, 16))
        shell.look.put_icon(self.choose, "filter", "text-muted", 16)
        speech.put("load.pane.choose", self.choose.setToolTip, self.choose.setAccessibleName)
        self.print = QToolButton(self)
        self.print.setIconSize(QSize(16, 16))
        self.print.clicked.connect(shell.view_print_wanted)
        shell.look.put_icon(self.print, "printer", "text-muted", 16)
        speech.put("board.print", self.print.setToolTip, self.print.setAccessibleName)
        self.menu = StayingMenu(self.choose)
        self.choose.setMenu(self.menu)
        self.choose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.chart = chart = LoadChart(self)
        self.none = QLabel(self)
        self.none.setProperty("role", "muted")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setWordWrap(True)
        speech.put("load.none", self.none.setText)

        self._lay_out(chart)
        self.warn("")
        speech.changed.connect(self._say_again)
        shell.look.changed.connect(self._dress)
        self._dress()
        self._say_again()
        self.show_rows(any_there=True)
        return chart

    def _lay_out(self, chart: QWidget) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(8, 3, 8, 3)
        strip.addWidget(self.fold_button)
        strip.addWidget(self.warning, 1000)
        strip.addStretch(1)
        strip.addWidget(self.choose)
        strip.addWidget(self.print)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = QFrame(self)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        layout.addWidget(line)
        layout.addLayout(strip)
        layout.addWidget(chart, 1)
        layout.addWidget(self.none, 1)

    def _dress(self) -> None:
        if self.chart is not None:
            self.chart.set_theme(self._shell.look.theme)

    def _say_again(self) -> None:
        if self.chart is None:
            return
        self.chart.set_language(self._shell.speech.language)
        key = "load.pane.open" if self.is_folded else "load.pane.fold"
        text = self._shell.speech(key)
        self.fold_button.setToolTip(text)
        self.fold_button.setAccessibleName(text)
        icon = "chevron-right" if self.is_folded else "chevron-down"
        self._shell.look.put_icon(self.fold_button, icon, "text-muted", 16)

    # Folding

    def toggle(self) -> None:
        """Fold the charts away, or open them."""
        self.is_folded = not self.is_folded
        self._stretch()
        self._say_again()
        self.show_rows(any_there=self._any_there)
        self.folded.emit(self.is_folded)

    def _stretch(self) -> None:
        self.setMinimumHeight(STRIP if self.is_folded else _LOWEST)
        self.setMaximumHeight(STRIP if self.is_folded else _UNBOUNDED)

    # What is shown

    def show_rows(self, *, any_there: bool) -> None:
        """Show the charts, or say that there are none to show."""
        self._any_there = any_there
        if self.chart is not None:
            self.chart.setVisible(any_there and not self.is_folded)
            self.none.setVisible(not any_there and not self.is_folded)
            self.choose.setVisible(not self.is_folded)

    def warn(self, text: str) -> None:
        """Say what is too much, nothing if nothing is."""
        self.warning.setVisible(bool(text))
        if text:
            self.warning.show_words("triangle-alert", "danger", text)
            self.warning.setToolTip(text)

    def offer(self, refs: Iterable[ResourceRef]) -> None:
        """Fill the menu, kind by kind."""
        say, menu = self._shell.speech, self.menu
        menu.clear()
        self._used = self._add(menu, say("load.pane.used"), self.auto_wanted.emit)
        self._mine = self._add(menu, say("load.pane.badges"), self.badges_ticked.emit)
        menu.addSeparator()
        self._ticks.clear()
        refs = tuple(refs)
        for kind in KINDS:
            here = [ref for ref in refs if ref.kind is kind]
            part = StayingMenu(say(f"load.kind.{kind}"), menu)
            for ref in here:
                text = say.name(ref.names) or ref.code
                self._ticks[ref.code] = self._add(part, text, partial(self.ticked.emit, ref))
            if here:
                menu.addMenu(part)

    def tick(self, codes: Collection[str], *, auto: bool, badges: bool) -> None:
        """Put a tick at what is shown."""
        if self._used is None or self._mine is None or self.menu.isEmpty():
            return
        self._used.setChecked(auto)
        self._mine.setChecked(badges)
        for code, action in self._ticks.items():
            action.setChecked(code in codes)

    def _add(self, menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(lambda *_: act())
        return action
