"""The house rules: every one with what it means, its value, and what another would affect."""

import asyncio
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import ClassVar, Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from labapp.domain.errors import Refused
from labapp.domain.policy import Policy, contradicts, setting, setting_names, with_setting
from labapp.services.changes import last_changes
from labapp.services.effects import Effects, of_rules
from labapp.services.spaces import policy as read_policy
from labapp.services.spaces import set_rules
from labapp.ui.desk.settings.changing import ChangingSection
from labapp.ui.desk.settings.parts import card, label, line
from labapp.ui.desk.settings.rule_line import RuleLine, Value
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain
from labapp.ui.widgets.layouts import follow_by_tab

GROUPS: Final = (
    ("lengths", ("slot_minutes", "min_booking_minutes", "max_booking_minutes")),
    ("ahead", ("book_ahead_days_max", "kiosk_min_notice_hours")),
    ("quotas", ("daily_quota_minutes", "weekly_quota_minutes")),
    ("buffers", ("buffer_minutes",)),
    ("holds", ("desk_hold_minutes", "kiosk_hold_minutes", "waitlist_offer_minutes")),
    ("late", ("no_show_grace_minutes", "late_cancel_hours", "late_cancels_before_review")),
    (
        "weather",
        (
            "weather_pre_no8_close_after_minutes",
            "weather_t8_without_notice_close_after_minutes",
            "weather_closed_if_in_force_at",
            "weather_reopen_if_cancelled_by",
            "weather_reopen_after_minutes",
            "weather_exhibitor_entry_after_minutes",
            "weather_black_rain_during_hours",
            "weather_amber_red_rain",
        ),
    ),
    ("clearance", ("clearance_valid_days",)),
    ("hire", ("venue_hire_cancel_free_days", "final_electrical_plan_days")),
    ("staff", ("staff_before_open_minutes", "staff_after_close_minutes")),
    ("keeping", ("retention_days",)),
)
"""The groups in the order they are shown, each with its settings and tables of settings."""
_PARTS: Final = {
    "daily_quota_minutes": "exhibitor_kind",
    "weekly_quota_minutes": "exhibitor_kind",
    "buffer_minutes": "kind",
    "clearance_valid_days": "risk",
}
"""The tables that are explained as one, with the words that name their lines."""
_NOTED: Final = frozenset({"weather", "clearance", "hire", "staff", "keeping"})
"""Groups that are agreements among people: the program does not act on them by itself."""
_AT_ONCE: Final = 3
"""How many rules are there from the start; the others come one by one: all take 0.2 s."""


class RulesSection(ChangingSection):
    """All house rules in groups; what is not seen at first is laid out when it is first read."""

    watches: ClassVar[frozenset[str]] = frozenset({"settings", "bookings", "spaces"})

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Lay out the first rules."""
        super().__init__(desk, tasks, parent)
        self.lines: dict[str, RuleLine] = {}
        self.cards: list[tuple[QWidget, QFrame, list[RuleLine]]] = []
        self._policy = Policy()

        # Widgets
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(320)
        glass = QAction(self.search)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.shell.look.put_icon(glass, "search", "text-muted", 16)
        self.say.put("settings.find", self.search.setPlaceholderText, self.search.setAccessibleName)
        self._last_stop: QWidget = self.search
        self.nothing = label(self.say, "settings.find.nothing", "muted")
        self.nothing.hide()

        # Layout
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.search)
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        self._laying_out = self._lay_out()
        for _ in islice(self._laying_out, _AT_ONCE):
            pass
        self.search.textChanged.connect(self._filter)

    def _lay_out(self) -> Iterator[None]:
        """Lay out one rule at each step."""
        for group, heads in GROUPS:
            yield from self._add_group(group, heads)
        if self.search.text():
            self._filter(self.search.text())

    def _add_group(self, group: str, heads: tuple[str, ...]) -> Iterator[None]:
        above = QWidget()
        top = QVBoxLayout(above)
        top.setContentsMargins(0, 12, 0, 0)
        top.setSpacing(2)
        top.addWidget(label(self.say, f"settings.group.{group}", "strong"))
        if group in _NOTED:
            top.addWidget(label(self.say, f"settings.group.{group}.note", "small"))
        sheet = card()
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(16, 12, 12, 12)
        inside.setSpacing(10)
        lines: list[RuleLine] = []
        for widget in (above, sheet):
            self._column.insertWidget(self._column.count() - 1, widget)
        self.cards.append((above, sheet, lines))
        for head in heads:
            if lines:
                inside.addWidget(line())
            yield from self._add_rule(inside, head, lines)

    def _add_rule(self, inside: QVBoxLayout, head: str, lines: list[RuleLine]) -> Iterator[None]:
        names = [n for n in setting_names() if n.partition(".")[0] == head]
        words = _PARTS.get(head)
        if words is not None:
            about = QWidget()
            column = QVBoxLayout(about)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(label(self.say, f"settings.table.{head}"))
            column.addWidget(label(self.say, f"settings.why.{head}", "small"))
            inside.addWidget(about)
        for number, name in enumerate(names):
            part = f"{words}.{name.partition('.')[2]}" if words else ""
            if number and not words:
                inside.addWidget(line())
            one = RuleLine(self.shell, name, part)
            one.allow(change=self.may_change)
            one.edited.connect(self.changed)
            inside.addWidget(one)
            # what is made late would else come last in the whole window
            follow_by_tab(self._last_stop, one)
            self._last_stop = one.reset
            self.lines[name] = one
            lines.append(one)
            yield

    # Reading

    @override
    async def reload(self) -> None:
        for _ in self._laying_out:
            await asyncio.sleep(0)
        self._policy = await self.gateway.read(read_policy)
        last = await self.gateway.read(last_changes, "set", setting_names())
        for name, one in self.lines.items():
            one.show_saved(setting(self._policy, name), last.get(name))
        self.weigh_anew()

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for above, sheet, lines in self.cards:
            found = [one for one in lines if all(one.says(word) for word in words)]
            for one in lines:
                one.setVisible(one in found)
            above.setVisible(bool(found))
            sheet.setVisible(bool(found))
        self.nothing.setVisible(all(sheet.isHidden() for _, sheet, _ in self.cards))

    # Changing

    @override
    def wanted(self) -> Mapping[str, Value] | None:
        typed = {name: one.typed for name, one in self.lines.items() if one.typed != one.saved}
        return {name: value for name, value in typed.items() if value is not None} or None

    @override
    def fault(self) -> str:
        faults = {name: one.fault() for name, one in self.lines.items()}
        if not any(faults.values()):
            faults |= self._contradiction()
        for name, one in self.lines.items():
            one.show_fault(faults[name])
        return self.say("settings.fix") if any(faults.values()) else ""

    def _contradiction(self) -> dict[str, str]:
        """Return what to say at the lengths if no booking could be long and short enough."""
        after = self._policy
        changes = self.wanted() or {}
        for name, value in changes.items():
            after = with_setting(after, name, value)
        if not changes or not contradicts(after):
            return {}
        lengths = ("min_booking_minutes", "max_booking_minutes", "slot_minutes")
        at_fault = next((name for name in lengths if name in changes), lengths[0])
        return {at_fault: self.say("settings.fault.lengths")}

    @override
    async def effects_of(self, wanted: Mapping[str, Value]) -> Effects:
        return await self.gateway.read(of_rules, wanted)

    @override
    async def store(self, wanted: Mapping[str, Value]) -> None:
        await self.gateway.write(set_rules, wanted)
        self.shell.notice(self.say("settings.rules.saved", count=len(wanted)))

    @override
    def put_back(self) -> None:
        for one in self.lines.values():
            one.put_back()

    @override
    def show_refusal(self, error: Refused) -> None:
        for refusal in error.refusals:
            one = self.lines.get(getattr(refusal, "field_name", ""))
            if one is not None:
                one.show_fault(explain(Refused(refusal), self.say.language))
        super().show_refusal(error)
