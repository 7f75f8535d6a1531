"""What was done to a booking: who, when, what, newest first."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from labapp.domain.times import Span
from labapp.ui.desk.knowledge import Knowledge
from labapp.ui.desk.shell import Shell
from labapp.ui.formats import moment_text, pflops_text, span_text, watts_text
from labapp.ui.widgets.layouts import clear

MOST: Final = 20
_PLAIN: Final = ("visitors", "staff", "note", "reason", "override_reason")
_TURNED: Final = frozenset({"undo", "redo"})
_OF_UNDO: Final = frozenset({"reason"})
"""What undo writes for itself."""
_HOLLOW: Final = frozenset({None, "", 0})


class Line(Protocol):
    """An act as the journal keeps it."""

    @property
    def at(self) -> datetime:
        """When it was done."""

    @property
    def actor(self) -> str:
        """Who did it."""

    @property
    def act(self) -> str:
        """What was done."""

    @property
    def subject(self) -> str:
        """To what: a booking's number."""

    @property
    def before(self) -> dict[str, Any] | None:
        """The record before it."""

    @property
    def after(self) -> dict[str, Any] | None:
        """The record after it."""


class History(QWidget):
    """A short column of acts."""

    def __init__(self, shell: Shell) -> None:
        """Begin empty."""
        super().__init__()
        self._shell = shell
        self._rows: Sequence[Line] = ()
        self._knowledge: Knowledge | None = None
        self._labels: list[QLabel] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        shell.speech.changed.connect(self._tell)

    def show_rows(self, rows: Sequence[Line], knowledge: Knowledge) -> None:
        """Show these acts."""
        if rows != self._rows:
            self._rows, self._knowledge = rows, knowledge
            self._tell()

    def texts(self) -> list[str]:
        """Return what is shown, a text an act."""
        return [label.text() for label in self._labels]

    def _tell(self) -> None:
        clear(self._layout)
        self._labels = []
        for row in self._rows[:MOST]:
            label = QLabel(self._in_words(row))
            label.setWordWrap(True)
            label.setProperty("role", "small")
            self._layout.addWidget(label)
            self._labels.append(label)

    def _in_words(self, row: Line) -> str:
        say = self._shell.speech
        key = f"done.{row.act}"
        done = say(key) if say.words.has(key) else row.act
        line = say(
            "desk.history.line", done=done, who=row.actor, when=moment_text(row.at, say.words)
        )
        changes = self._changes(row)
        return "\n".join([line, *changes])

    def _changes(self, row: Line) -> list[str]:
        before, after = row.before, row.after
        if not before or not after:
            return []
        hidden = _OF_UNDO if row.act in _TURNED else frozenset[str]()
        say = self._shell.speech
        return [
            say("desk.history.change", field=field, before=old or "–", after=new or "–")
            for field, old, new in self._differences(before, after, hidden)
            if old != new
        ]

    def _differences(
        self, before: Mapping[str, Any], after: Mapping[str, Any], hidden: frozenset[str]
    ) -> list[tuple[str, str, str]]:
        say = self._shell.speech
        words = say.words
        found = [
            (say("field.place"), self._place(before), self._place(after)),
            (say("term.time"), span_text(_span(before), words), span_text(_span(after), words)),
            (say("field.demo"), self._demo(before), self._demo(after)),
            (
                say("field.power_w"),
                watts_text(before["power_w"], words),
                watts_text(after["power_w"], words),
            ),
            (
                say("field.mpflops"),
                pflops_text(before["mpflops"], words),
                pflops_text(after["mpflops"], words),
            ),
        ]
        found += [
            (say(f"field.{name}" if name != "override_reason" else "term.override_reason"), *pair)
            for name in _PLAIN
            if name not in hidden
            if (pair := (_plain(before[name]), _plain(after[name])))[0] != pair[1]
        ]
        return found

    def _place(self, record: Mapping[str, Any]) -> str:
        places = self._knowledge.lab.places if self._knowledge else {}
        place = places.get(record["place_id"])
        return place.code if place else ""

    def _demo(self, record: Mapping[str, Any]) -> str:
        demos = self._knowledge.demos if self._knowledge else {}
        demo = demos.get(record["demo_id"])
        return self._shell.speech.name(demo.titles) if demo else ""


def _plain(value: object) -> str:
    return "" if value in _HOLLOW else str(value)


def _span(record: Mapping[str, Any]) -> Span:
    return Span(
        datetime.fromtimestamp(record["starts_at"], UTC),
        datetime.fromtimestamp(record["ends_at"], UTC),
    )
