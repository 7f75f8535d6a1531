"""Zones: the parts of the floor, their names, colours and order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.languages import NO_NAMES
from labapp.domain.spaces import Zone
from labapp.services.place_effects import Change, Furniture
from labapp.services.places import AddZone, add_zone
from labapp.services.zones import EditZone, edit_zone, remove_zone
from labapp.ui.desk.settings.form_fields import FormField, NameFields, different
from labapp.ui.desk.settings.listed import ListedSection
from labapp.ui.desk.settings.zone_colour import ColourField, quiet_colours
from labapp.ui.models.rows import Column

_FIRST: Final = 5
"""Which of the quiet colours a new zone begins with: the blue."""


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone with how many places it has."""

    zone: Zone
    places: int


class ZonesSection(ListedSection):
    """The zones in their order."""

    key: ClassVar[str] = "zones"
    ordered: ClassVar[bool] = True
    widths: ClassVar[tuple[int, ...]] = (96, 200, 90)

    @override
    def columns(self) -> Sequence[Column[ZoneRow]]:
        say = self.say
        return (
            Column(partial(say, "term.code"), lambda row: row.zone.code),
            Column(partial(say, "term.name"), lambda row: say.name(row.zone.names)),
            Column(partial(say, "settings.places.count"), lambda row: str(row.places)),
        )

    @override
    def rows_of(self, found: Furniture) -> Sequence[ZoneRow]:
        places = found.house.lab.places.values()
        return [
            ZoneRow(zone, sum(place.zone_id == zone.id for place in places))
            for zone in found.house.lab.zones
        ]

    @override
    def id_of(self, row: ZoneRow) -> int:
        return row.zone.id

    @override
    def name_of(self, row: ZoneRow) -> str:
        return f"{row.zone.code} · {self.say.name(row.zone.names)}"

    @override
    def new_name(self) -> str:
        return self.code.text().strip().upper()

    @override
    def build(self, layout: QVBoxLayout) -> None:
        self.code, self.names = QLineEdit(), NameFields(self.say)
        self.colour = ColourField(self.say)
        code = FormField(self.say, "field.code", self.code)
        self.fields = {"code": code, "name": self.names, "colour": self.colour.field}
        for widget in (code, self.names, self.colour):
            layout.addWidget(widget)
        self.code.textEdited.connect(self.edited)
        self.names.edited.connect(self.edited)
        self.colour.edited.connect(self.edited)

    @override
    def first_field(self) -> QWidget:
        return self.code

    @override
    def fill(self, row: ZoneRow | None) -> None:
        self.code.setText("" if row is None else row.zone.code)
        self.names.show_names(NO_NAMES if row is None else row.zone.names)
        self.colour.line.setText(quiet_colours()[_FIRST] if row is None else row.zone.colour)

    @override
    def changes(self) -> tuple[Change, ...]:
        typed = {
            "code": self.code.text().strip().upper(),
            "names": self.names.names,
            "colour": self.colour.line.text().strip(),
        }
        if self.row is None:
            if not typed["code"] and not self.names.names.all():
                return ()
            return (Change(add_zone, AddZone(**typed)),)  # type: ignore[arg-type] # as typed
        zone = self.row.zone
        saved = {"code": zone.code, "names": zone.names, "colour": zone.colour}
        found = different(typed, saved)
        if not found:
            return ()
        order = EditZone(zone_id=zone.id, changes=found, seen={n: saved[n] for n in found})
        return (Change(edit_zone, order),)

    @override
    def removal(self, row: ZoneRow) -> Change | None:
        return Change(remove_zone, row.zone.id)

    @override
    def shift(self, row: ZoneRow, step: int) -> Change | None:
        zones = [each.zone.id for each in self.rows.rows]
        position = zones.index(row.zone.id) + step if row.zone.id in zones else -1
        if not 0 <= position < len(zones):
            return None
        order = EditZone(zone_id=row.zone.id, changes={"position": position})
        return Change(edit_zone, order)

    @override
    def made_id(self, made: Any) -> int:
        return int(made.id)
