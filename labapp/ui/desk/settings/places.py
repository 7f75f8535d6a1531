"""Places: every booth, room and stage, with its facts, its power, and when it is in service."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.languages import NO_NAMES
from labapp.domain.resources import ResourceKind, Step, capacity_at
from labapp.domain.spaces import MEASURES, Place, PlaceKind
from labapp.domain.times import slot_at
from labapp.services.place_edits import EditPlace, edit_place, put_in_service, remove_place
from labapp.services.place_effects import Change, Furniture
from labapp.services.places import AddPlace, add_place
from labapp.ui.desk.settings.form_fields import (
    FormField,
    NameFields,
    OptionalCount,
    different,
    heading,
    live,
)
from labapp.ui.desk.settings.listed import ListedSection
from labapp.ui.desk.settings.place_service import ServiceFields
from labapp.ui.formats import watts_text
from labapp.ui.models.rows import Column
from labapp.ui.widgets.fields import Choice, Count, Note, beside

_UNITS: Final = {
    "width_cm": ("", 10),
    "depth_cm": ("", 10),
    "height_limit_cm": ("", 10),
    "floor_load_kg_m2": ("", 50),
    "sockets_13a": ("", 1),
    "display_inches": ("", 1),
}
_GIGABIT: Final = 1000


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its feed and its steps of service."""

    place: Place
    feed: str
    steps: tuple[Step, ...]
    in_service: bool


class PlacesSection(ListedSection):
    """The places by zone, in their order."""

    key: ClassVar[str] = "places"
    ordered: ClassVar[bool] = True
    widths: ClassVar[tuple[int, ...]] = (54, 140, 108, 50, 78, 122)

    @override
    def columns(self) -> Sequence[Column[PlaceRow]]:
        say = self.say
        return (
            Column(partial(say, "term.code"), lambda row: row.place.code),
            Column(partial(say, "term.name"), lambda row: say.name(row.place.names)),
            Column(partial(say, "term.zone"), lambda row: say.name(row.place.zone)),
            Column(partial(say, "settings.column.feed"), lambda row: row.feed),
            Column(partial(say, "settings.column.limit"), self._limit),
            Column(partial(say, "settings.service"), self._state),
        )

    def _limit(self, row: PlaceRow) -> str:
        limit = row.place.power_limit_w
        return "–" if limit is None else watts_text(limit, self.say.words)

    def _state(self, row: PlaceRow) -> str:
        return self.say("settings.service.in" if row.in_service else "settings.service.out")

    @override
    def rows_of(self, found: Furniture) -> Sequence[PlaceRow]:
        here, now = found.house.lab, slot_at(self.shell.clock.now())
        codes = {key: one.ref.code for key, one in here.resources.items()}
        return [
            PlaceRow(place, codes.get(place.feed_id or 0, "–"), steps, capacity_at(steps, now) > 0)
            for place in here.places.values()
            for steps in [found.service.get(place.id, ())]
        ]

    @override
    def id_of(self, row: PlaceRow) -> int:
        return row.place.id

    @override
    def name_of(self, row: PlaceRow) -> str:
        return f"{row.place.code} · {self.say.name(row.place.names)}"

    @override
    def new_name(self) -> str:
        return self.code.text().strip().upper()

    # The form

    @override
    def build(self, layout: QVBoxLayout) -> None:
        speech = self.say
        self.code, self.names, self.note = QLineEdit(), NameFields(speech), Note()
        self.kind, self.zone, self.parent_place, self.feed = Choice(), Choice(), Choice(), Choice()
        self.units, self.people = Count(most=1_000), OptionalCount()
        self.limit = OptionalCount("W", 100, 10_000_000)
        self.one_gig, self.ten_gig = OptionalCount(most=1_000), OptionalCount(most=1_000)
        self.measures = {
            name: OptionalCount(unit, step, most=MEASURES[name][1])
            for name, (unit, step) in _UNITS.items()
        }
        self.step_free = QCheckBox()
        speech.put("settings.step_free", self.step_free.setText, self.step_free.setAccessibleName)
        self.service = ServiceFields(self.shell)
        self.service_heading = heading(speech, "settings.group.service")
        self._make_fields()
        self._lay_form(layout)
        self._connect_form()

    def _make_fields(self) -> None:
        put = partial(FormField, self.say)
        self.fields = {
            "code": put("field.code", self.code),
            "name": self.names,
            "kind": put("field.kind", self.kind),
            "zone": put("field.zone", self.zone),
            "parent": put("field.parent", self.parent_place),
            "units": put("field.units", self.units),
            "capacity_people": put("field.capacity_people", self.people),
            "feed": put("field.feed", self.feed),
            "power_limit_w": put("field.power_limit_w", self.limit),
            "note": put("field.note", self.note),
            "network_drops": put("settings.drops.1g", self.one_gig),
            "end": self.service.until,
            **{name: put(f"field.{name}", each) for name, each in self.measures.items()},
        }
        self._ten_gig = put("settings.drops.10g", self.ten_gig)

    def _lay_form(self, layout: QVBoxLayout) -> None:
        fields, speech = self.fields, self.say
        self.units_told = QLabel()
        self.units_told.setProperty("role", "muted")
        layout.addWidget(fields["code"])
        layout.addWidget(self.names)
        layout.addLayout(beside(fields["kind"], fields["zone"]))
        layout.addLayout(beside(fields["parent"], fields["units"]))
        layout.addWidget(self.units_told)
        layout.addWidget(self.service_heading)
        layout.addWidget(self.service)
        layout.addWidget(fields["note"])
        layout.addWidget(heading(speech, "settings.group.power"))
        layout.addLayout(beside(fields["feed"], fields["power_limit_w"]))
        layout.addLayout(beside(fields["network_drops"], self._ten_gig))
        layout.addLayout(beside(fields["sockets_13a"], fields["display_inches"]))
        layout.addWidget(heading(speech, "settings.group.size"))
        layout.addLayout(beside(fields["width_cm"], fields["depth_cm"]))
        layout.addLayout(beside(fields["height_limit_cm"], fields["floor_load_kg_m2"]))
        layout.addLayout(beside(fields["capacity_people"], QWidget()))
        layout.addWidget(self.step_free)

    def _connect_form(self) -> None:
        for number in (
            self.units,
            self.people,
            self.limit,
            self.one_gig,
            self.ten_gig,
            *self.measures.values(),
        ):
            live(number)
            number.valueChanged.connect(self.edited)
        for choice in (self.kind, self.zone, self.parent_place, self.feed):
            choice.picked.connect(self.edited)
        self.code.textEdited.connect(self.edited)
        self.names.edited.connect(self.edited)
        self.note.textChanged.connect(self.edited)
        self.step_free.toggled.connect(self.edited)
        self.service.edited.connect(self.edited)
        self.service.edited.connect(self._keep_service_in_sight)

    @override
    def _connect(self) -> None:
        super()._connect()
        # it grows when more is asked, and the foot takes room from it a moment later
        self.pane.verticalScrollBar().rangeChanged.connect(self._keep_service_in_sight)

    def _keep_service_in_sight(self) -> None:
        """Scroll to all that is asked about the service while the person is at it."""
        focus = QApplication.focusWidget()
        if focus is not None and self.service.isAncestorOf(focus):
            self.pane.ensureWidgetVisible(self.service, 0, 8)

    @override
    def first_field(self) -> QWidget:
        return self.code

    @override
    def offer(self) -> None:
        say = self.say
        if self.found is None:
            return
        here = self.found.house.lab
        feeds = [r.ref for r in here.resources.values() if r.ref.kind is ResourceKind.FEED]
        zones = [(zone.id, say.name(zone.names)) for zone in here.zones]
        none = (None, say("settings.no_feed"))
        places = [(p.id, p.code) for p in here.places.values()]
        kinds = [(kind, say(f"kind.{kind}")) for kind in PlaceKind]
        self.kind.offer(kinds, self.kind.value)
        self.zone.offer(zones, self.zone.value)
        self.parent_place.offer([none, *places], self.parent_place.value)
        self.feed.offer([none, *((ref.id, ref.code) for ref in feeds)], self.feed.value)
        self.limit.setSpecialValueText(say("settings.no_limit"))
        for number in (self.people, self.one_gig, self.ten_gig, *self.measures.values()):
            number.setSpecialValueText(say("settings.not_given"))
        self.service.offer()

    @override
    def fill(self, row: PlaceRow | None) -> None:
        place = None if row is None else row.place
        new = place is None
        for name in ("code", "parent", "units"):
            self.fields[name].setVisible(new)
        for widget in (self.service, self.service_heading):
            widget.setVisible(not new)
        self.units_told.setVisible(place is not None and place.units > 1)
        if place is None:
            self._fill_new()
            return
        self.units_told.setText(self.say("settings.units.fixed", count=place.units))
        self.code.setText(place.code)
        self.names.show_names(place.names)
        self.kind.choose(place.kind)
        self.zone.choose(place.zone_id)
        self.feed.choose(place.feed_id)
        self.limit.show_amount(place.power_limit_w)
        self.people.show_amount(place.capacity_people)
        self.note.setPlainText(place.note or "")
        self._fill_details(place)
        self.service.show_steps(row.steps if row is not None else ())

    def _fill_new(self) -> None:
        zones = self.found.house.lab.zones if self.found is not None else ()
        self.code.clear()
        self.names.show_names(NO_NAMES)
        self.kind.choose(PlaceKind.BOOTH)
        self.zone.choose(zones[0].id if zones else None)
        self.parent_place.choose(None)
        self.feed.choose(None)
        self.units.setValue(1)
        self.note.clear()
        self.limit.show_amount(None)
        self.people.show_amount(None)
        self._fill_details(None)

    def _fill_details(self, place: Place | None) -> None:
        details = {} if place is None else place.details
        for name, number in self.measures.items():
            value = details.get(name)
            number.show_amount(value if isinstance(value, int) else None)
        drops = _drops(details.get("network_drops"))
        self.one_gig.show_amount(drops.get(_GIGABIT))
        self.ten_gig.show_amount(drops.get(_GIGABIT * 10))
        self.step_free.setChecked(bool(details.get("step_free", False)))

    # What is typed

    def _typed(self) -> dict[str, Any]:
        return {
            "names": self.names.names,
            "kind": self.kind.value,
            "zone_id": self.zone.value,
            "feed_id": self.feed.value,
            "power_limit_w": self.limit.amount,
            "capacity_people": self.people.amount,
            "note": self.note.toPlainText().strip() or None,
        }

    def _details(self, saved: Any) -> dict[str, object]:  # noqa: ANN401 -- a place's details
        """Return the details that are typed and not saved; None for one no longer given."""
        found: dict[str, object] = {
            name: number.amount
            for name, number in self.measures.items()
            if number.amount != saved.get(name)
        }
        if self.step_free.isChecked() != bool(saved.get("step_free", False)):
            found["step_free"] = self.step_free.isChecked()
        drops = _drops(saved.get("network_drops"))
        typed = drops | {_GIGABIT: self.one_gig.amount, _GIGABIT * 10: self.ten_gig.amount}
        typed = {mbps: count for mbps, count in typed.items() if count is not None}
        if typed != drops:
            found["network_drops"] = [
                {"mbps": mbps, "count": count} for mbps, count in sorted(typed.items())
            ]
        return found

    @override
    def changes(self) -> tuple[Change, ...]:
        typed = self._typed()
        if self.row is None:
            return self._addition(typed)
        place = self.row.place
        saved = {name: getattr(place, name) for name in typed}
        found = different(typed, saved)
        seen = {name: saved[name] for name in found}
        details = self._details(place.details)
        if details:
            found["details"] = details
            seen["details"] = place.details
        asked: list[Change] = []
        if found:
            asked.append(Change(edit_place, EditPlace(place_id=place.id, changes=found, seen=seen)))
        service = self.service.order(place.id, typed["note"])
        if service is not None:
            asked.append(Change(put_in_service, service))
        return tuple(asked)

    def _addition(self, typed: dict[str, Any]) -> tuple[Change, ...]:
        code = self.code.text().strip()
        if not code and not self.names.names.all():
            return ()
        details = {name: value for name, value in self._details({}).items() if value is not None}
        order = AddPlace(
            code=code,
            units=self.units.value(),
            parent_id=self.parent_place.value,  # type: ignore[arg-type] # offered are ids and None
            details=details,
            **typed,
        )
        return (Change(add_place, order),)

    @override
    def removal(self, row: PlaceRow) -> Change | None:
        return Change(remove_place, row.place.id)

    @override
    def shift(self, row: PlaceRow, step: int) -> Change | None:
        beside_it = [r.place.id for r in self.rows.rows if r.place.zone_id == row.place.zone_id]
        position = beside_it.index(row.place.id) + step if row.place.id in beside_it else -1
        if not 0 <= position < len(beside_it):
            return None
        order = EditPlace(place_id=row.place.id, changes={"position": position})
        return Change(edit_place, order)


def _drops(value: object) -> dict[int, int | None]:
    """Return how many network points there are by Mb/s."""
    if not isinstance(value, list):
        return {}
    return {int(each["mbps"]): int(each["count"]) for each in value}
