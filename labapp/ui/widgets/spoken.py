"""Makes a painted view readable: a list with one item for each thing it paints.

The view keeps a ``Speaker`` under the name ``speaker``; Qt then finds the items through it.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final, TypeVar
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget
from typing_extensions import override

_Text = QAccessible.Text
_T = TypeVar("_T")


def _living(found: _T | None) -> _T:
    if found is None:
        raise ReferenceError("the view is gone")
    return found


class Speaker(ABC):
    """Knows the words of what a view paints. An item is known by its id."""

    @abstractmethod
    def ids(self) -> Sequence[int]:
        """Return the ids of all items, in reading order."""

    @abstractmethod
    def name(self, item_id: int) -> str:
        """Return what is said of an item."""

    @abstractmethod
    def description(self, item_id: int) -> str:
        """Return what more there is to say."""

    @abstractmethod
    def rect(self, item_id: int) -> QRect:
        """Return where an item is in the viewport."""

    @abstractmethod
    def at(self, spot: QPoint) -> int | None:
        """Return the item at a spot of the viewport, None where there is none."""

    @abstractmethod
    def chosen(self) -> int | None:
        """Return the item that the keyboard is at, None if it is at none."""

    def tell_state(self, item_id: int, state: QAccessible.State) -> None:  # noqa: B027 -- most add nothing
        """Add to an item's state what only this view knows."""


class SpokenItem(QAccessibleInterface):
    """One thing painted, as a list item."""

    def __init__(self, view: "SpokenView", item_id: int) -> None:
        """Speak for the item as long as the view shows it."""
        super().__init__()
        self._view = view
        self.item_id = item_id

    @override
    def isValid(self) -> bool:
        return self._view.isValid() and self.item_id in self._view.speaker.ids()

    @override
    def object(self) -> QObject:
        # Qt asks for None where there is no object of its own; the stub does not know
        return None  # type: ignore[return-value]

    @override
    def parent(self) -> QAccessibleInterface:
        return self._view

    @override
    def child(self, index: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]

    @override
    def childCount(self) -> int:
        return 0

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def state(self) -> QAccessible.State:
        return self._view.item_state(self.item_id)

    @override
    def rect(self) -> QRect:
        return self._view.item_rect(self.item_id)

    @override
    def text(self, kind: _Text) -> str:
        if kind == _Text.Name:
            return self._view.speaker.name(self.item_id)
        if kind == _Text.Description:
            return self._view.speaker.description(self.item_id)
        return ""

    @override
    def setText(self, kind: _Text, text: str) -> None:
        """Keep the words: they come from what is shown."""


class SpokenView(QAccessibleWidget):
    """A painted view, as a list of what it paints."""

    def __init__(self, view: QAbstractScrollArea, speaker: Speaker) -> None:
        """Ask the speaker of the view."""
        super().__init__(view, QAccessible.Role.List)
        # Qt never lets go of what the factory made: it must not keep the view
        self._view_there = ref(view)
        self._speaker_there = ref(speaker)
        self._items: dict[int, SpokenItem] = {}

    @property
    def _view(self) -> QAbstractScrollArea:
        return _living(self._view_there())

    @property
    def speaker(self) -> Speaker:
        """Who knows the words; a ReferenceError when the view is gone."""
        return _living(self._speaker_there())

    def let_go(self) -> None:
        """Forget the items of a view that is gone."""
        self._items.clear()

    def _item(self, item_id: int) -> SpokenItem:
        if item_id not in self._items:
            self._items[item_id] = SpokenItem(self, item_id)
        return self._items[item_id]

    def item_state(self, item_id: int) -> QAccessible.State:
        """Return whether an item is chosen and has the focus, and what the speaker adds."""
        state = QAccessible.State()
        chosen = item_id == self.speaker.chosen()
        state.selectable = state.focusable = True
        state.selected = chosen
        state.focused = chosen and self._view.hasFocus()
        self.speaker.tell_state(item_id, state)
        return state

    def item_rect(self, item_id: int) -> QRect:
        """Return where an item is on the screen."""
        viewport = self._view.viewport()
        place = self.speaker.rect(item_id).intersected(viewport.rect())
        return QRect(viewport.mapToGlobal(place.topLeft()), place.size())

    @override
    def childCount(self) -> int:
        return len(self.speaker.ids())

    @override
    def child(self, index: int) -> QAccessibleInterface:
        ids = self.speaker.ids()
        if not 0 <= index < len(ids):
            return None  # type: ignore[return-value]
        return self._item(ids[index])

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return self.index_of(child.item_id) if isinstance(child, SpokenItem) else -1

    def index_of(self, item_id: int) -> int:
        """Return the number of an item, -1 if it is not shown."""
        ids = list(self.speaker.ids())
        return ids.index(item_id) if item_id in ids else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        item_id = self.speaker.at(self._view.viewport().mapFromGlobal(QPoint(x, y)))
        if item_id is None:
            return None  # type: ignore[return-value]
        return self._item(item_id)

    @override
    def focusChild(self) -> QAccessibleInterface:
        chosen = self.speaker.chosen()
        if chosen is None or not self._view.hasFocus():
            return None  # type: ignore[return-value]
        return self._item(chosen)


_views: Final[dict[int, SpokenView]] = {}
"""Qt does not keep what a factory in Python makes alive."""
_installed: Final[list[object]] = []


def _make(class_name: str, made_for: QObject) -> Any:  # noqa: ANN401 -- Qt's factories have no type
    speaker = getattr(made_for, "speaker", None)
    if not isinstance(made_for, QAbstractScrollArea) or not isinstance(speaker, Speaker):
        return None
    key = id(made_for)
    if key not in _views:
        _views[key] = SpokenView(made_for, speaker)
        made_for.destroyed.connect(lambda: _views.pop(key).let_go())
    return _views[key]


def make_views_readable() -> None:
    """Let Qt know, once, how views with a speaker are read."""
    if not _installed:
        _installed.append(_make)
        QAccessible.installFactory(_make)


def announce(view: QAbstractScrollArea, text: str) -> None:
    """Have a screen reader say something, if one listens."""
    if QAccessible.isActive() and text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))


def tell_chosen(view: QAbstractScrollArea, item_id: int | None) -> None:
    """Have a screen reader follow the keyboard, if one listens."""
    if not QAccessible.isActive() or item_id is None:
        return
    spoken = QAccessible.queryAccessibleInterface(view)
    number = spoken.index_of(item_id) if isinstance(spoken, SpokenView) else -1
    if number >= 0:
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(number)
        QAccessible.updateAccessibility(event)
