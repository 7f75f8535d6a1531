"""What can be done with all that is selected, and why it was not."""

import html
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labapp.domain.bookings import Act, Booking, Kind, State, may
from labapp.domain.staff import Role
from labapp.services.lists import NotDone
from labapp.services.many import MOST
from labapp.ui.desk.inspector.acts import WITH_REASON
from labapp.ui.desk.shell import Shell
from labapp.ui.texts import explain_refusal
from labapp.ui.widgets.flow import FlowLayout

OFFERED: Final = (
    Act.CHECK_IN,
    Act.CONFIRM,
    Act.COMPLETE,
    Act.NO_SHOW,
    Act.REINSTATE,
    Act.REJECT,
    Act.CANCEL,
)
_TOLD: Final = 5


class ActBar(QFrame):
    """Buttons that say to how many of the selected bookings each would be done."""

    meant = Signal(object, object, str)
    """Act, the bookings it is for, and the reason, empty where none is needed."""
    copy_wanted = Signal()
    cleared = Signal()

    def __init__(self, shell: Shell, role: Role) -> None:
        """Begin without a selection, out of sight."""
        super().__init__()
        self.setProperty("role", "sunken")
        self._shell = shell
        self._role = role
        self._bookings: tuple[Booking, ...] = ()
        self._alike: dict[tuple[State, Kind, bool], list[Booking]] = {}
        self._asking: Act | None = None
        self._left: tuple[Booking, ...] = ()
        self._meant: tuple[Act, str] | None = None
        put = shell.speech.put

        # Widgets
        self.count = QLabel()
        self.count.setProperty("role", "strong")
        self.buttons = {act: QPushButton() for act in OFFERED}
        self.copy = QPushButton()
        put("lists.copy", self.copy.setText, self.copy.setAccessibleName)
        self.clear = QToolButton()
        shell.look.put_icon(self.clear, "x", "text-muted", 16)
        put("lists.clear", self.clear.setToolTip, self.clear.setAccessibleName)
        self.reason = QLineEdit()
        put("lists.reason", self.reason.setPlaceholderText, self.reason.setAccessibleName)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "danger")
        self.keep = QPushButton()
        put("lists.keep", self.keep.setText, self.keep.setAccessibleName)
        self.told = QLabel()
        self.told.setProperty("role", "danger")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.others = QPushButton()
        self.close_told = QPushButton()
        put("lists.refused.close", self.close_told.setText, self.close_told.setAccessibleName)

        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        self._acts = QWidget()
        flow = FlowLayout(self._acts)
        for button in (*self.buttons.values(), self.copy):
            flow.addWidget(button)
        policy = self._acts.sizePolicy()
        policy.setHeightForWidth(True)
        self._acts.setSizePolicy(policy)
        self._asked = QWidget()
        asking = QHBoxLayout(self._asked)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(8)
        asking.addWidget(self.reason, 1)
        asking.addWidget(self.confirm)
        asking.addWidget(self.keep)
        self._refused = QWidget()
        refused = QVBoxLayout(self._refused)
        refused.setContentsMargins(0, 0, 0, 0)
        refused.setSpacing(6)
        refused.addWidget(self.told)
        answers = QHBoxLayout()
        answers.setSpacing(8)
        answers.addWidget(self.others)
        answers.addWidget(self.close_told)
        answers.addStretch(1)
        refused.addLayout(answers)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._acts, 1)
        top.addWidget(self._asked, 1)
        top.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self._refused)
        column.addLayout(top)
        self.count.setMinimumHeight(self._shell.look.theme.size("control"))
        self._asked.hide()
        self._refused.hide()

    def _connect(self) -> None:
        for act, button in self.buttons.items():
            button.clicked.connect(partial(self._press, act))
        self.copy.clicked.connect(self.copy_wanted)
        self.clear.clicked.connect(self.cleared)
        self.reason.textChanged.connect(self._weigh)
        self.reason.returnPressed.connect(self._confirm)
        self.confirm.clicked.connect(self._confirm)
        self.keep.clicked.connect(self._stop_asking)
        self.others.clicked.connect(self._do_others)
        self.close_told.clicked.connect(self._forget_refusal)
        self._shell.speech.changed.connect(self._tell)

    # What the list says

    def show_bookings(self, bookings: Sequence[Booking]) -> None:
        """Say what can be done with these; out of sight unless there are several."""
        fresh = tuple(bookings)
        if [one.id for one in fresh] != [one.id for one in self._bookings]:
            self._stop_asking()
            self._forget_refusal()
        self._bookings = fresh
        now = self._shell.clock.now()
        self._alike = defaultdict(list)
        for one in fresh:
            self._alike[one.state, one.kind, one.span.start <= now].append(one)
        self._tell()
        self.setVisible(len(fresh) > 1)

    def ask_reason(self, act: Act) -> None:
        """Ask why, then do it to all that it can be done to."""
        if not self._able(act):
            return
        self._forget_refusal()
        self._asking = act
        self.reason.clear()
        self._weigh()
        self._name_confirm()
        self._acts.hide()
        self._asked.show()
        self.reason.setFocus()

    def show_refused(
        self, act: Act, reason: str, tried: Sequence[Booking], found: Sequence[NotDone]
    ) -> None:
        """Say which bookings it cannot be done to, and why; nothing was done to the others."""
        gone = {one.booking.id for one in found}
        self._left = tuple(booking for booking in tried if booking.id not in gone)
        self._meant = (act, reason)
        say, language = self._shell.speech, self._shell.speech.language
        lines = [f"<b>{html.escape(say('lists.refused', count=len(found), of=len(tried)))}</b>"]
        for one in found[:_TOLD]:
            who = f"{one.booking.number} {say.name(one.booking.who)}"
            sentences = dict.fromkeys(explain_refusal(each, language) for each in one.refusals)
            told = " ".join(html.escape(sentence) for sentence in sentences)
            lines.append(f"<b>{html.escape(who)}</b>{html.escape(say('desk.colon'))}{told}")
        if len(found) > _TOLD:
            lines.append(html.escape(say("lists.and_more", count=len(found) - _TOLD)))
        self.told.setText("".join(f'<p style="margin: 2px 0">{line}</p>' for line in lines))
        self.others.setText(say("lists.refused.others", count=len(self._left)))
        self.others.setAccessibleName(self.others.text())
        self.others.setVisible(bool(self._left))
        self._stop_asking()
        self._refused.show()
        (self.others if self._left else self.close_told).setFocus()

    # Within

    def _able(self, act: Act) -> tuple[Booking, ...]:
        """Return to which it can be done; those that are alike are asked once."""
        able: list[Booking] = []
        for (_, _, begun), alike in self._alike.items():
            if may(act, alike[0], self._role) and (begun or act is not Act.NO_SHOW):
                able += alike
        return tuple(able)

    def _tell(self) -> None:
        say = self._shell.speech
        count = len(self._bookings)
        self.count.setText(say("lists.selected", count=count, number=f"{count:,}"))
        for act, button in self.buttons.items():
            able = len(self._able(act))
            text = say("lists.act", act=say(f"desk.do.{act}"), number=f"{able:,}")
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(able > 0)
            button.setEnabled(able <= MOST)
            button.setToolTip(say("lists.most", most=MOST) if able > MOST else "")
        self._name_confirm()
        self._acts.updateGeometry()

    def _name_confirm(self) -> None:
        if self._asking is not None:
            say, able = self._shell.speech, len(self._able(self._asking))
            text = say(f"lists.confirm.{self._asking}", count=able, number=f"{able:,}")
            self.confirm.setText(text)
            self.confirm.setAccessibleName(text)

    def _press(self, act: Act, *_: object) -> None:
        if act in WITH_REASON:
            self.ask_reason(act)
        else:
            self._mean(act, self._able(act), "")

    def _weigh(self) -> None:
        self.confirm.setEnabled(bool(self.reason.text().strip()))

    def _confirm(self) -> None:
        reason = self.reason.text().strip()
        if self._asking is not None and reason:
            self._mean(self._asking, self._able(self._asking), reason)

    def _mean(self, act: Act, bookings: tuple[Booking, ...], reason: str) -> None:
        self._forget_refusal()
        if bookings:
            self.meant.emit(act, bookings, reason)

    def _do_others(self) -> None:
        if self._meant is not None:
            self._mean(self._meant[0], self._left, self._meant[1])

    def _stop_asking(self) -> None:
        self._asking = None
        self._asked.hide()
        self._acts.show()

    def _forget_refusal(self) -> None:
        self._refused.hide()
