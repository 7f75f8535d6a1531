"""Power feeds: their fuses, and the load that follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.lab import Resource
from labapp.domain.languages import NO_NAMES
from labapp.domain.resources import ResourceKind, capacity_at
from labapp.domain.times import slot_at
from labapp.services.effects import FeedFuses
from labapp.services.place_effects import Change, Furniture
from labapp.services.places import PHASES, AddFeed, add_feed, usable_watts
from labapp.services.shared_resources import FUSES, EditFeed, edit_feed, remove_resource
from labapp.ui.desk.settings.form_fields import FormField, NameFields, different, live
from labapp.ui.desk.settings.listed import ListedSection
from labapp.ui.formats import watts_text
from labapp.ui.models.rows import Column
from labapp.ui.widgets.fields import Choice, Count, beside

_NEW = FeedFuses(220, 32, 1, 80)
_NO_FUSES = FeedFuses(0, 0, 1, 100)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed with its fuses, what is in force now, and the places that draw from it."""

    resource: Resource
    fuses: FeedFuses
    now_w: int
    places: tuple[str, ...]


class FeedsSection(ListedSection):
    """The feeds by code."""

    key: ClassVar[str] = "feeds"
    widths: ClassVar[tuple[int, ...]] = (60, 150, 126, 96, 132)

    @override
    def columns(self) -> Sequence[Column[FeedRow]]:
        say = self.say
        return (
            Column(partial(say, "term.code"), lambda row: row.resource.ref.code),
            Column(partial(say, "term.name"), lambda row: say.name(row.resource.ref.names)),
            Column(partial(say, "settings.column.fuses"), lambda row: _fuses_text(row.fuses)),
            Column(partial(say, "settings.usable"), lambda row: watts_text(row.now_w, say.words)),
            Column(partial(say, "term.places"), lambda row: say("desk.comma").join(row.places)),
        )

    @override
    def rows_of(self, found: Furniture) -> Sequence[FeedRow]:
        here, now = found.house.lab, slot_at(self.shell.clock.now())
        feeds = [r for r in here.resources.values() if r.ref.kind is ResourceKind.FEED]
        return [
            FeedRow(
                feed,
                found.house.fuses.get(feed.ref.id, _NO_FUSES),
                capacity_at(found.house.steps.get(feed.ref.id, ()), now),
                tuple(p.code for p in here.places.values() if p.feed_id == feed.ref.id),
            )
            for feed in sorted(feeds, key=lambda feed: feed.ref.code)
        ]

    @override
    def id_of(self, row: FeedRow) -> int:
        return row.resource.ref.id

    @override
    def name_of(self, row: FeedRow) -> str:
        return f"{row.resource.ref.code} · {self.say.name(row.resource.ref.names)}"

    @override
    def new_name(self) -> str:
        return self.code.text().strip().upper()

    @override
    def build(self, layout: QVBoxLayout) -> None:
        self.code, self.names = QLineEdit(), NameFields(self.say)
        self.volts, self.amps = Count("V", 10, 1_000), Count("A", 1, 5_000)
        self.derate, self.phases = Count("%", 5, 100), Choice()
        self.usable = QLabel()
        self.usable.setProperty("role", "info")
        self.usable.setWordWrap(True)
        controls: dict[str, QWidget] = {
            "volts": self.volts,
            "amps": self.amps,
            "phases": self.phases,
            "derate_percent": self.derate,
        }
        numbers = {
            name: FormField(self.say, f"field.{name}", each) for name, each in controls.items()
        }
        code = FormField(self.say, "field.code", self.code)
        self.fields = {"code": code, "name": self.names, **numbers}
        layout.addWidget(code)
        layout.addWidget(self.names)
        layout.addLayout(beside(numbers["volts"], numbers["amps"]))
        layout.addLayout(beside(numbers["phases"], numbers["derate_percent"]))
        layout.addWidget(self.usable)
        for number in (self.volts, self.amps, self.derate):
            live(number)
            number.valueChanged.connect(self.edited)
        self.code.textEdited.connect(self.edited)
        self.names.edited.connect(self.edited)
        self.phases.picked.connect(self.edited)

    @override
    def first_field(self) -> QWidget:
        return self.code

    @override
    def offer(self) -> None:
        chosen = self.phases.value
        self.phases.offer([(n, self.say(f"settings.phases.{n}")) for n in PHASES], chosen)

    @override
    def fill(self, row: FeedRow | None) -> None:
        fuses = _NEW if row is None else row.fuses
        self.code.setText("" if row is None else row.resource.ref.code)
        self.code.setReadOnly(row is not None)
        self.names.show_names(NO_NAMES if row is None else row.resource.ref.names)
        self.volts.setValue(fuses.volts)
        self.amps.setValue(fuses.amps)
        self.phases.choose(fuses.phases)
        self.derate.setValue(fuses.derate_percent)

    @override
    def changed(self) -> None:
        self._tell_usable()
        super().changed()

    def _fuses(self) -> dict[str, int]:
        phases = self.phases.value
        return {
            "volts": self.volts.value(),
            "amps": self.amps.value(),
            "phases": phases if isinstance(phases, int) else 1,
            "derate_percent": self.derate.value(),
        }

    def _tell_usable(self) -> None:
        say, usable = self.say, usable_watts(**self._fuses())
        watts = watts_text(usable, say.words)
        if self.row is not None and self.row.now_w != usable_of(self.row.fuses):
            now = watts_text(self.row.now_w, say.words)
            self.usable.setText(say("settings.usable.planned", watts=watts, now=now))
        else:
            self.usable.setText(say("settings.usable.text", watts=watts))

    @override
    def changes(self) -> tuple[Change, ...]:
        typed: dict[str, Any] = {"names": self.names.names, **self._fuses()}
        if self.row is None:
            code = self.code.text().strip()
            if not code and not self.names.names.all():
                return ()
            return (Change(add_feed, AddFeed(code=code, **typed)),)
        ref, fuses = self.row.resource.ref, self.row.fuses
        saved = {"names": ref.names, **{name: getattr(fuses, name) for name in FUSES}}
        found = different(typed, saved)
        if not found:
            return ()
        order = EditFeed(resource_id=ref.id, changes=found, seen={n: saved[n] for n in found})
        return (Change(edit_feed, order),)

    @override
    def removal(self, row: FeedRow) -> Change | None:
        return Change(remove_resource, row.resource.ref.id)

    @override
    def made_id(self, made: Any) -> int:
        return int(made)


def usable_of(fuses: FeedFuses) -> int:
    """Return the load in watts that follows from the fuses."""
    return usable_watts(fuses.volts, fuses.amps, fuses.phases, fuses.derate_percent)


def _fuses_text(fuses: FeedFuses) -> str:
    phases = f" × {fuses.phases}" if fuses.phases > 1 else ""
    return f"{fuses.volts} V × {fuses.amps} A{phases}"
