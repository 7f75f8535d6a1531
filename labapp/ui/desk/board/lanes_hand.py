"""The board's lanes as the person wants them: reordered, hidden, folded, and kept so."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Final

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QToolButton

from labapp.ui.desk.board.lanes_order import (
    LaneChoice,
    arranged,
    as_text,
    folded_zones,
    from_text,
    shown,
    with_folded,
    with_lane_moved,
    with_zone_moved,
)
from labapp.ui.page import Page
from labapp.ui.widgets.board import BoardView, Lane

_KEPT: Final = "board.lanes"
_MARK: Final = 12
_ICON: Final = 18


class LanesHand(QObject):
    """Stands between the lab's lanes and those on the board."""

    def __init__(self, page: Page, board: BoardView) -> None:
        """Take up what was kept of this desk."""
        super().__init__(page)
        self._page, self._board, self._shell = page, board, page.shell
        self._lanes: Sequence[Lane] = ()
        where = sha256(page.gateway.where.encode()).hexdigest()
        self.kept_under = f"{_KEPT}.{where[:_MARK]}"
        """Another lab has other lanes."""
        self.choice = from_text(self._shell.memory.text(self.kept_under))

        self.button = QToolButton()
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self._fill_button_menu)
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._shell.look.put_icon(self.button, "rows-3", "text-muted", _ICON)
        self._shell.speech.put("lanes.menu", self.button.setToolTip, self.button.setAccessibleName)
        board.set_corner(self.button)

        board.folded_changed.connect(self._keep_folded)
        board.lane_moved.connect(self._move_lane)
        board.zone_moved.connect(self._move_zone)
        board.lanes_menu_requested.connect(self._show_menu)

    def show(self, lanes: Sequence[Lane]) -> None:
        """Put the lab's lanes on the board as they are wanted."""
        self._lanes = lanes
        zones = folded_zones(lanes, self.choice)
        if zones != self._board.scene.folded:
            self._board.set_folded(zones)
        wanted = shown(lanes, self.choice)
        if list(self._board.scene.lanes) != wanted:
            self._board.set_lanes(wanted)
        self.button.setVisible(bool(lanes))

    def bring_back(self, lane_id: int) -> None:
        """Have a lane in sight: open its zone, show it if it is hidden."""
        lane = next((each for each in self._lanes if each.id == lane_id), None)
        if lane is None:
            return
        if lane_id in self.choice.hidden:
            self._choose(replace(self.choice, hidden=self.choice.hidden - {lane_id}))
        if self._board.scene.is_folded(lane):
            self._board.fold(lane.zone, folded=False)

    def reset(self) -> None:
        """Have all lanes in their own order, open."""
        self._choose(LaneChoice())

    def menu_for(self, lane_id: int | None, zone: str) -> QMenu:
        """Return what can be done with a lane or a zone, and with all of them."""
        menu = QMenu(self._page)
        self._fill(menu, lane_id, zone)
        return menu

    # Within

    def _choose(self, choice: LaneChoice) -> None:
        if choice == self.choice:
            return
        self.choice = choice
        text = "" if choice.is_plain else as_text(choice)
        self._shell.memory.keep_text(self.kept_under, text)
        self.show(self._lanes)

    def _keep_folded(self, zones: frozenset[str]) -> None:
        self._choose(with_folded(self._lanes, self.choice, zones))

    def _move_lane(self, lane_id: int, steps: int) -> None:
        self._choose(with_lane_moved(self._lanes, self.choice, lane_id, steps))
        self._see(lane_id)

    def _move_zone(self, zone: str, steps: int) -> None:
        self._choose(with_zone_moved(self._lanes, self.choice, zone, steps))

    def _see(self, lane_id: int) -> None:
        scene = self._board.scene
        cursor = scene.cursor
        if cursor is not None and cursor.lane_id == lane_id:
            self._board.reveal(scene.stretch(lane_id, *scene.cursor_span()))

    def _show_menu(self, lane_id: int | None, zone: str, point: QPoint) -> None:
        menu = self.menu_for(lane_id, zone)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _fill_button_menu(self) -> None:
        cursor = self._board.scene.cursor
        lane = None if cursor is None else self._board.scene.lane(cursor.lane_id)
        self.menu.clear()
        if lane is None:
            self._fill(self.menu, None, "")
        else:
            self._fill(self.menu, lane.id, lane.zone)

    def _fill(self, menu: QMenu, lane_id: int | None, zone: str) -> None:
        say = self._page.say
        lane = next((each for each in self._lanes if each.id == lane_id), None)

        def add(text: str, act: Callable[[], object]) -> None:
            menu.addAction(text).triggered.connect(lambda *_: act())

        if lane is not None:
            add(say("lanes.up", lane=lane.code), partial(self._move_lane, lane.id, -1))
            add(say("lanes.down", lane=lane.code), partial(self._move_lane, lane.id, 1))
            add(say("lanes.hide", lane=lane.code), partial(self._hide, lane.id, hidden=True))
        folded = self._board.scene.folded
        if zone and any(each.zone == zone and each.label != zone for each in self._lanes):
            key = "lanes.unfold" if zone in folded else "lanes.fold"
            act = partial(self._board.fold, zone, folded=zone not in folded)
            add(say(key, zone=zone), act)
        menu.addSeparator()
        everything = frozenset(each.zone for each in self._lanes)
        add(say("lanes.fold_all"), partial(self._fold_all, everything))
        add(say("lanes.unfold_all"), partial(self._fold_all, frozenset()))
        self._fill_shown(menu)
        menu.addSeparator()
        reset = menu.addAction(say("lanes.reset"))
        reset.setEnabled(not self.choice.is_plain)
        reset.triggered.connect(self.reset)

    def _fill_shown(self, menu: QMenu) -> None:
        """Offer every lane to hide or to show, under a heading that says how many are hidden."""
        say = self._page.say
        hidden = len(self.choice.hidden & {lane.id for lane in self._lanes})
        title = say("lanes.hidden", count=hidden) if hidden else say("lanes.shown")
        inside = menu.addMenu(title)
        for lane in arranged(self._lanes, self.choice):
            action = inside.addAction(f"{lane.code}  {lane.label}")
            action.setCheckable(True)
            action.setChecked(lane.id not in self.choice.hidden)
            action.toggled.connect(partial(self._show_lane, lane.id))

    def _show_lane(self, lane_id: int, seen: bool) -> None:  # noqa: FBT001 -- Qt's signal has it
        self._hide(lane_id, hidden=not seen)

    def _hide(self, lane_id: int, *, hidden: bool) -> None:
        before = self.choice.hidden
        now = before | {lane_id} if hidden else before - {lane_id}
        if {lane.id for lane in self._lanes} - now:
            self._choose(replace(self.choice, hidden=now))

    def _fold_all(self, zones: frozenset[str]) -> None:
        self._choose(with_folded(self._lanes, self.choice, zones))
