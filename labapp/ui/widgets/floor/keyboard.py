"""The keyboard on the floor: everything the mouse can do."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from labapp.ui.widgets.floor.controls import Floor
from labapp.ui.widgets.floor.rows import FloorPlace
from labapp.ui.widgets.floor.scene import Swap
from labapp.ui.widgets.floor.steps import next_towards
from labapp.words import words

_PAN_STEP: Final = 80
_ZOOM_STEP: Final = 1.25
_Key = Qt.Key
_Modifier = Qt.KeyboardModifier
_Reason = Qt.FocusReason
_ARROWS: Final = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, -1),
    _Key.Key_Down: (0, 1),
}


class Keyboard:
    """Moves from place to place and, in swap mode, chooses the other place."""

    def __init__(self, floor: Floor) -> None:
        """Act on the floor."""
        self._floor = floor
        self._keys: dict[int, Callable[[], bool]] = {
            _Key.Key_Return: self._enter,
            _Key.Key_Enter: self._enter,
            _Key.Key_Space: self._enter,
            _Key.Key_Escape: self.cancel,
            _Key.Key_M: self._toggle_swap,
            _Key.Key_Home: lambda: self._to_end(0),
            _Key.Key_End: lambda: self._to_end(-1),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; whether it said anything here."""
        if self._zoom(event):
            return True
        arrow = _ARROWS.get(_Key(event.key()))
        held = event.modifiers() & ~_Modifier.KeypadModifier
        if arrow is not None and held == _Modifier.ShiftModifier:
            self._floor.pan(QPoint(*arrow) * _PAN_STEP)
            return True
        if held or not self._floor.scene.places:
            return False
        if arrow is not None:
            return self._arrow(arrow)
        act = self._keys.get(event.key())
        return act is not None and act()

    def come(self, reason: Qt.FocusReason) -> None:
        """Be somewhere when the keyboard comes in by Tab."""
        places = self._floor.scene.places
        if reason not in {_Reason.TabFocusReason, _Reason.BacktabFocusReason} or not places:
            return
        if self._chosen() is None:
            self._go(places[0 if reason == _Reason.TabFocusReason else -1])

    def next_place(self, *, forward: bool) -> bool:
        """Choose the next place zone by zone, or the one before; False at the last or first."""
        places = list(self._floor.scene.places)
        chosen = self._chosen()
        if chosen is None:
            return False
        number = places.index(chosen) + (1 if forward else -1)
        if not 0 <= number < len(places):
            return False
        self.cancel_swap()
        self._go(places[number])
        return True

    def cancel_swap(self) -> bool:
        """Leave swap mode; whether it was on."""
        was = self._floor.scene.swap is not None
        self._floor.show_swap(None)
        return was

    def cancel(self) -> bool:
        """Leave swap mode, or else the chosen place; whether there was either."""
        if self.cancel_swap():
            return True
        if self._chosen() is None:
            return False
        self._floor.choose(None)
        return True

    def _zoom(self, event: QKeyEvent) -> bool:
        floor = self._floor
        control = bool(event.modifiers() & _Modifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.ZoomIn) or event.key() == _Key.Key_Plus:
            floor.zoom(_ZOOM_STEP)
        elif event.matches(QKeySequence.StandardKey.ZoomOut) or event.key() == _Key.Key_Minus:
            floor.zoom(1 / _ZOOM_STEP)
        elif control and event.key() == _Key.Key_Equal:
            floor.zoom(_ZOOM_STEP)
        elif event.key() == _Key.Key_0:
            floor.zoom_to_fit()
        else:
            return False
        return True

    def _chosen(self) -> FloorPlace | None:
        scene = self._floor.scene
        return scene.place(scene.selected)

    def _go(self, place: FloorPlace) -> None:
        self._floor.choose(place)
        self._floor.reveal(place)
        self._floor.say(place.spoken)

    def _arrow(self, step: tuple[int, int]) -> bool:
        scene = self._floor.scene
        if scene.swap is not None:
            return self._carry(scene.swap, step)
        chosen = self._chosen()
        if chosen is None:
            self._go(scene.places[0])
            return True
        found = scene.place(next_towards(scene.boxes(), chosen.id, step))
        if found is not None:
            self._go(found)
        return True

    def _carry(self, swap: Swap, step: tuple[int, int]) -> bool:
        """Aim at the next place in service that way."""
        scene = self._floor.scene
        boxes = {
            place.id: scene.box(place)
            for place in scene.places
            if place.in_service or place.id == swap.source.id
        }
        at = swap.target or swap.source
        found = scene.place(next_towards(boxes, at.id, step))
        if found is not None:
            self._floor.show_swap(swap.onto(found))
            self._floor.reveal(found)
            self._floor.say(scene.swap_text())
        return True

    def _toggle_swap(self) -> bool:
        if self.cancel_swap():
            return True
        chosen = self._chosen()
        if chosen is None or not chosen.in_service:
            return False
        self._floor.show_swap(Swap(chosen))
        self._floor.say(words(self._floor.scene.language)("floor.swap.keys", code=chosen.code))
        return True

    def _enter(self) -> bool:
        if self._floor.scene.swap is not None:
            return self._floor.finish_swap()
        chosen = self._chosen()
        if chosen is None:
            return False
        self._floor.activate(chosen)
        return True

    def _to_end(self, number: int) -> bool:
        self._go(self._floor.scene.places[number])
        return True
