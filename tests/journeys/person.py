"""A person at the desk: presses and types on the window alone, and counts it.

Every event goes to the window as the system would send it: what is covered, folded away or without
the focus is not reached. Where things are is read off the screen, by the words that are seen on it.
The person waits until the program has come to rest before going on.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from labapp.ui.desk.furniture import Furniture
from labapp.ui.desk.pages.board import BoardPage
from labapp.ui.desk.window import DeskWindow
from tests.ui.desk.driving import moment, place_id, spot

KEY: Final = 0.28
"""Seconds that a keystroke takes an average typist; Card, Moran and Newell 1980, as the next."""
POINT: Final = 1.1
PRESS: Final = 0.1
"""Down or up."""
HOME: Final = 0.4
"""From the keyboard to the mouse, or back."""
STEPS: Final = 6
W = TypeVar("W", bound=QWidget)
_LEFT: Final = Qt.MouseButton.LeftButton
_NONE: Final = Qt.KeyboardModifier.NoModifier
CONTROL: Final = Qt.KeyboardModifier.ControlModifier
SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


@dataclass(slots=True)
class Effort:
    """What a task takes: presses of the mouse and of keys, and seconds."""

    clicks: int = 0
    """A drag is one."""
    keys: int = 0
    """A key together with Ctrl, Shift or Alt is one."""
    hands: float = 0.0
    """Seconds of a person's hands, by the keystroke-level model."""
    program: float = 0.0
    """Seconds that the program took, from each event until it was at rest; as measured."""
    at_mouse: bool = field(default=False, repr=False)


class Person:
    """Somebody at the desk's window."""

    def __init__(
        self, window: DeskWindow, furniture: Furniture, loop: asyncio.AbstractEventLoop
    ) -> None:
        """Begin at the keyboard, without having done anything."""
        self.window, self.furniture, self._loop = window, furniture, loop
        self.effort = Effort()

    # Hands

    async def key(self, which: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key."""
        self._go_to(mouse=False)
        self._count(keys=1, hands=KEY)
        await self._do(lambda: QTest.keyClick(self._handle, which, modifier))

    async def control(self, letter: str) -> None:
        """Press a letter or a digit together with Ctrl."""
        await self.key(Qt.Key(ord(letter.upper())), CONTROL)

    async def enter(self) -> None:
        """Press Enter."""
        await self.key(Qt.Key.Key_Return)

    async def write(self, text: str) -> None:
        """Type a text, key by key, without waiting for the program between."""
        self._go_to(mouse=False)
        self._count(keys=len(text), hands=KEY * len(text))
        *letters, last = (partial(QTest.keyClick, self._handle, ord(letter)) for letter in text)
        for press in letters:
            await self._do(press, rest=False)
        await self._do(last)

    async def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Point at a widget, or at a spot of it, and press."""
        where = self._on_screen(widget, at)
        self._go_to(mouse=True)
        self._count(clicks=1, hands=POINT + 2 * PRESS)
        under = self._under(where)
        await self._do(lambda: QTest.mouseClick(under, _LEFT, _NONE, under.mapFromGlobal(where)))

    async def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press at one spot of a widget, and let go at another."""
        first, last = self._on_screen(widget, start), self._on_screen(widget, end)
        self._go_to(mouse=True)
        self._count(clicks=1, hands=2 * POINT + 2 * PRESS)
        under = self._under(first)
        path = [first + (last - first) * step / STEPS for step in range(STEPS + 1)]

        def carry() -> None:
            QTest.mouseMove(under, under.mapFromGlobal(first))
            QTest.mousePress(under, _LEFT, _NONE, under.mapFromGlobal(first))
            for where in path:
                QTest.mouseMove(under, under.mapFromGlobal(where))

        await self._do(carry)
        await self._do(lambda: QTest.mouseRelease(under, _LEFT, _NONE, under.mapFromGlobal(last)))

    # Eyes

    def button(self, text: str) -> QAbstractButton:
        """Return the button that is seen with these words on it or beginning with them."""
        return self.seen(
            QAbstractButton,
            lambda each: (
                each.isEnabled() and (each.text() or each.accessibleName()).startswith(text)
            ),
        )

    def seen(self, kind: type[W], fits: Callable[[W], bool]) -> W:
        """Return the first widget of a kind that is on the screen and fits."""
        found = [
            each
            for each in self.window.findChildren(kind)
            if each.isVisible() and not each.visibleRegion().isEmpty() and fits(each)
        ]
        assert found, "it is not on the screen"
        return found[0]

    @property
    def told(self) -> str:
        """What the lines of the box for everything say."""
        palette = self.furniture.palette
        assert palette.isVisible()
        return " / ".join(row.spoken for row in palette.rows.rows)

    @property
    def board(self) -> BoardPage:
        """The board, which is seen."""
        page = self.furniture.pages["board"]
        assert isinstance(page, BoardPage)
        assert page.isVisible()
        return page

    def on_board(self, place: str, clock: str, shift: int = 0) -> QPoint:
        """Return where a time of a place is on the board, some pixels to the right."""
        page = self.board
        return spot(page.board, place_id(page, place), moment(clock), shift)

    async def wait(self, seconds: float) -> None:
        """Do nothing for a while."""
        await asyncio.sleep(seconds)
        await self.rest()

    # Within

    @property
    def _handle(self) -> QWindow:
        return _handle_of(self.window)

    def _on_screen(self, widget: QWidget, at: QPoint | None) -> QPoint:
        here = at if at is not None else widget.rect().center()
        assert widget.visibleRegion().contains(here), "it is not on the screen"
        return widget.mapToGlobal(here)

    def _under(self, where: QPoint) -> QWindow:
        """The window that the system would send a press there to."""
        popup = QApplication.activePopupWidget()
        over = popup is not None and popup.geometry().contains(where)
        return _handle_of(popup if popup is not None and over else self.window)

    def _go_to(self, *, mouse: bool) -> None:
        if mouse != self.effort.at_mouse:
            self.effort.at_mouse = mouse
            self.effort.hands += HOME

    def _count(self, *, clicks: int = 0, keys: int = 0, hands: float) -> None:
        self.effort.clicks += clicks
        self.effort.keys += keys
        self.effort.hands += hands

    async def _do(self, event: Callable[[], object], *, rest: bool = True) -> None:
        """Let it happen where the system's events do, outside of every task, and wait for rest."""
        done: asyncio.Future[None] = self._loop.create_future()

        def happen() -> None:
            try:
                event()
            except BaseException as error:  # noqa: BLE001 -- told where it is awaited
                done.set_exception(error)
            else:
                done.set_result(None)

        start = time.perf_counter()
        self._loop.call_soon(happen)
        await done
        await (self.rest() if rest else asyncio.sleep(0))
        self.effort.program += time.perf_counter() - start

    async def rest(self) -> None:
        """Wait until nothing runs any more."""
        await asyncio.sleep(0)
        await self.furniture.drain()


def _handle_of(widget: QWidget) -> QWindow:
    handle = widget.windowHandle()
    assert handle is not None
    return handle
