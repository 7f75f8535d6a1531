"""Capacity: how much there is of what is shared, from which date, on what basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.lab import Resource
from labapp.domain.languages import NO_NAMES
from labapp.domain.resources import ResourceKind, Step, capacity_at
from labapp.domain.times import day_of, slot_at, slot_start
from labapp.services.capacities import SetSteps, set_steps
from labapp.services.place_effects import Change, Furniture
from labapp.services.shared_resources import (
    AddPool,
    AddToolkit,
    EditResource,
    add_pool,
    add_toolkit,
    edit_resource,
    remove_resource,
)
from labapp.ui.desk.settings.capacity_steps import StepEditor, amount_text
from labapp.ui.desk.settings.form_fields import FormField, NameFields, different, heading, live
from labapp.ui.desk.settings.listed import ListedSection
from labapp.ui.formats import day_text
from labapp.ui.models.rows import Column
from labapp.ui.widgets.fields import Amount, Choice, Count, beside

_ORDER: Final = (ResourceKind.FEED, ResourceKind.POOL, ResourceKind.TOOLKIT)
_ADDED: Final = (ResourceKind.POOL, ResourceKind.TOOLKIT)


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A shared resource with its steps."""

    resource: Resource
    steps: tuple[Step, ...]
    now: int
    """The slot at which it was read."""

    @property
    def kind(self) -> ResourceKind:
        """What it is."""
        return self.resource.ref.kind

    @property
    def units(self) -> int:
        """How much there is now."""
        return capacity_at(self.steps, self.now)

    @property
    def next(self) -> Step | None:
        """The step that begins next."""
        return next((step for step in self.steps if step.from_slot > self.now), None)


class CapacitySection(ListedSection):
    """Feeds, pools and toolkits with the capacity each has over time."""

    key: ClassVar[str] = "capacity"
    widths: ClassVar[tuple[int, ...]] = (84, 160, 116, 178)

    @override
    def columns(self) -> Sequence[Column[SharedRow]]:
        say = self.say
        return (
            Column(partial(say, "field.kind"), lambda row: say(f"settings.kind.{row.kind}")),
            Column(partial(say, "term.name"), self.name_of),
            Column(partial(say, "settings.now_amount"), self._now_text),
            Column(partial(say, "settings.next_step"), self._next_text),
        )

    def _now_text(self, row: SharedRow) -> str:
        return amount_text(row.units, row.kind, self.say.language)

    def _next_text(self, row: SharedRow) -> str:
        step = row.next
        if step is None:
            return ""
        told = amount_text(step.capacity, row.kind, self.say.language)
        when = day_text(day_of(slot_start(step.from_slot)), self.say.words)
        return self.say("settings.next_step.text", amount=told, when=when)

    @override
    def rows_of(self, found: Furniture) -> Sequence[SharedRow]:
        now = slot_at(self.shell.clock.now())
        resources = found.house.lab.resources
        rows = [SharedRow(resources[key], steps, now) for key, steps in found.house.steps.items()]
        return sorted(rows, key=lambda row: (_ORDER.index(row.kind), row.resource.ref.id))

    @override
    def id_of(self, row: SharedRow) -> int:
        return row.resource.ref.id

    @override
    def name_of(self, row: SharedRow) -> str:
        ref = row.resource.ref
        return self.say.name(ref.names) or ref.code

    @override
    def new_name(self) -> str:
        return self.code.text().strip()

    # The form

    @override
    def build(self, layout: QVBoxLayout) -> None:
        say, put = self.say, partial(FormField, self.say)
        self.new_kind, self.parent_pool = Choice(), Choice()
        self.code, self.names = QLineEdit(), NameFields(say)
        self.pflops, self.seats = Amount("PFLOPS"), Count(most=100_000)
        self.bookable = QCheckBox()
        say.put("settings.bookable", self.bookable.setText, self.bookable.setAccessibleName)
        self.family = QLabel()
        self.family.setProperty("role", "muted")
        self.family.setWordWrap(True)
        self.steps = StepEditor(self.shell)
        self.steps_heading = heading(say, "settings.group.steps")
        self.fields = {
            "code": put("field.code", self.code),
            "kind": put("field.kind", self.new_kind),
            "name": self.names,
            "parent": put("field.parent", self.parent_pool),
            "mpflops": put("settings.step.amount", self.pflops),
            "seats": put("field.seats", self.seats),
            "step_day": self.steps.day_field,
        }
        layout.addWidget(self.family)
        layout.addWidget(self.steps_heading)
        layout.addWidget(self.steps)
        layout.addLayout(beside(self.fields["kind"], self.fields["code"]))
        layout.addWidget(self.names)
        layout.addLayout(
            beside(self.fields["parent"], self.fields["mpflops"], self.fields["seats"])
        )
        layout.addWidget(self.bookable)
        self._connect_form()

    def _connect_form(self) -> None:
        for number in (self.pflops, self.seats):
            live(number)
            number.valueChanged.connect(self.edited)
        self.new_kind.picked.connect(self._kind_picked)
        self.parent_pool.picked.connect(self.edited)
        self.code.textEdited.connect(self.edited)
        self.names.edited.connect(self.edited)
        self.bookable.toggled.connect(self.edited)
        self.steps.edited.connect(self.edited)
        self.steps.add.clicked.connect(self._show_amount)

    def _show_amount(self) -> None:
        """Bring what a new step begins with into sight."""
        self.pane.ensureWidgetVisible(self.steps.hint)
        self.pane.ensureWidgetVisible(self.steps.amounts[self._kind()])

    def _kind_picked(self) -> None:
        self._show_needed()
        self.edited()

    def _kind(self) -> ResourceKind:
        if self.row is not None:
            return ResourceKind(self.row.kind)
        kind = self.new_kind.value
        return kind if isinstance(kind, ResourceKind) else ResourceKind.POOL

    def _show_needed(self) -> None:
        new, kind = self.row is None, self._kind()
        pool, feed = kind is ResourceKind.POOL, kind is ResourceKind.FEED
        for widget in (self.fields["kind"], self.fields["code"]):
            widget.setVisible(new)
        self.names.setVisible(not feed)
        self.bookable.setVisible(pool)
        self.fields["parent"].setVisible(new and pool)
        self.fields["mpflops"].setVisible(new and pool)
        self.fields["seats"].setVisible(new and not pool)
        self.steps.setVisible(not new)
        self.steps_heading.setVisible(not new)

    @override
    def first_field(self) -> QWidget:
        return self.code

    @override
    def offer(self) -> None:
        say = self.say
        if self.found is None:
            return
        resources = self.found.house.lab.resources.values()
        pools = [r.ref for r in resources if r.ref.kind is ResourceKind.POOL]
        named = [(ref.id, say.name(ref.names) or ref.code) for ref in pools]
        kinds = [(kind, say(f"resource.{kind}")) for kind in _ADDED]
        self.new_kind.offer(kinds, self.new_kind.value)
        self.parent_pool.offer([(None, say("term.none")), *named], self.parent_pool.value)
        self.steps.offer()
        self._tell_family()

    @override
    def fill(self, row: SharedRow | None) -> None:
        if row is None:
            self.new_kind.choose(ResourceKind.POOL)
            self.parent_pool.choose(None)
            self.code.clear()
            self.pflops.setValue(0)
            self.seats.setValue(1)
        else:
            self.steps.show_steps(row.kind, row.steps)
        self.names.show_names(NO_NAMES if row is None else row.resource.ref.names)
        self.bookable.setChecked(row is None or row.resource.bookable)
        self._show_needed()
        self._tell_family()

    def _tell_family(self) -> None:
        """Say of a pool how far its parts, or those of its whole, fill it now."""
        row = self.row
        self.family.hide()
        if self.found is None or row is None or row.kind is not ResourceKind.POOL:
            return
        rows = {each.resource.ref.id: each for each in self.rows.rows}
        of = rows.get(row.resource.parent_id or 0)
        whole = of or row
        parts = [r for r in rows.values() if r.resource.parent_id == whole.resource.ref.id]
        if not parts:
            return
        language = self.say.language
        total = amount_text(sum(part.units for part in parts), ResourceKind.POOL, language)
        facts = {"total": total, "whole": amount_text(whole.units, ResourceKind.POOL, language)}
        if of is None:
            self.family.setText(self.say("settings.whole_of", **facts))
        else:
            self.family.setText(self.say("settings.part_of", name=self.name_of(of), **facts))
        self.family.show()

    # What is typed

    @override
    def changes(self) -> tuple[Change, ...]:
        if self.row is None:
            return self._addition()
        ref = self.row.resource.ref
        asked: list[Change] = []
        typed: dict[str, Any] = {"names": self.names.names, "bookable": self.bookable.isChecked()}
        saved = {"names": ref.names, "bookable": self.row.resource.bookable}
        found = different(typed, saved)
        if found and ref.kind is not ResourceKind.FEED:
            seen = {name: saved[name] for name in found}
            order = EditResource(resource_id=ref.id, changes=found, seen=seen)
            asked.append(Change(edit_resource, order))
        wanted = self.steps.wanted
        if wanted is not None:
            steps = SetSteps(resource_id=ref.id, steps=wanted, seen=self.row.steps)
            asked.append(Change(set_steps, steps))
        return tuple(asked)

    def _addition(self) -> tuple[Change, ...]:
        code, names = self.code.text().strip(), self.names.names
        if not code and not names.all():
            return ()
        if self._kind() is ResourceKind.TOOLKIT:
            seats = self.seats.value()
            return (Change(add_toolkit, AddToolkit(code=code, names=names, seats=seats)),)
        parent = self.parent_pool.value
        order = AddPool(
            code=code,
            names=names,
            mpflops=self.pflops.thousandths,
            parent_id=parent if isinstance(parent, int) else None,
            bookable=self.bookable.isChecked(),
        )
        return (Change(add_pool, order),)

    @override
    def removal(self, row: SharedRow) -> Change | None:
        return Change(remove_resource, row.resource.ref.id)

    @override
    def removable(self, row: SharedRow) -> bool:
        return row.kind is not ResourceKind.FEED

    @override
    def made_id(self, made: Any) -> int:
        return int(made.ref.id)
