"""A section in which something is changed: weighed while it is typed, then saved or discarded."""

import asyncio
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from labapp.domain.errors import Refused
from labapp.services.effects import Effects
from labapp.ui.desk.settings.effects_box import EffectsBox
from labapp.ui.desk.settings.section import Section
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks
from labapp.ui.texts import explain

_PAUSE: Final = 0.2
_TASK: Final = "settings.weigh"


class ChangingSection(Section):
    """Keeps the box at the foot true.

    Enter saves at once what affects nobody; what does is first shown, and saved by the next Enter.
    Escape discards. What is refused stays as it was typed, with the reason.
    """

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Have a box at the foot."""
        super().__init__(desk, tasks, parent)
        self.box = EffectsBox(desk.shell)
        self.foot = self.box
        self._weighed: tuple[object, Effects] | None = None
        self._came_from: QWidget | None = None
        self._saving = False
        self.box.saved.connect(self.save)
        self.box.discarded.connect(self.discard)
        self.shell.speech.changed.connect(self._weigh_in_words)

    # What each section says

    def wanted(self) -> Any:  # noqa: ANN401 -- each section has a kind of its own
        """Return what would be saved; None where it is all as it was."""

    def fault(self) -> str:
        """Return why what is typed cannot be saved, in words; an empty text if it can."""
        return ""

    async def effects_of(self, wanted: Any) -> Effects:  # noqa: ANN401 -- as in ``wanted``
        """Return what saving it would affect."""
        raise NotImplementedError

    async def store(self, wanted: Any) -> None:  # noqa: ANN401 -- as in ``wanted``
        """Save it."""
        raise NotImplementedError

    def put_back(self) -> None:
        """Show again what is saved."""

    def show_refusal(self, error: Refused) -> None:
        """Say why it was refused, beside what is refused if that can be said."""
        self.box.show_fault(explain(error, self.say.language))

    def show_known(self, wanted: Any, found: Effects) -> None:  # noqa: ANN401 -- as in ``wanted``
        """Show what would be affected."""
        del wanted
        self.box.show_effects(found)

    # What happens

    @property
    @override
    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        return self.wanted() is not None or bool(self.fault())

    def weigh_anew(self) -> None:
        """Weigh what is typed against what was just read; a section calls it after reading."""
        self._weighed = None
        self.changed()

    def changed(self) -> None:
        """Weigh what is typed; a section calls it after each change."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._came_from = focused
        fault, wanted = self.fault(), self.wanted()
        known = None if self._weighed is None else self._weighed[0]
        if wanted is not None and not fault and wanted == known:
            return
        self._weighed = None
        self.tasks.drop(_TASK)
        if fault:
            self.box.show_fault(fault)
        elif wanted is None:
            self._rest()
        else:
            self.box.weigh()
            self.tasks.start(self._weigh_soon(wanted), instead_of=_TASK)

    def save(self) -> None:
        """Save what is typed, if it can be saved and what it affects was shown."""
        wanted = self.wanted()
        if wanted is not None and not self.fault() and not self._saving:
            self.tasks.drop(_TASK)
            self._saving = True
            self.tasks.start(self._save(wanted))

    def discard(self) -> None:
        """Show again what is saved."""
        self.put_back()
        self.changed()

    async def _weigh_soon(self, wanted: object) -> None:
        await asyncio.sleep(_PAUSE)
        await self._weigh(wanted)

    async def _weigh(self, wanted: object) -> Effects | None:
        try:
            found = await self.effects_of(wanted)
        except Refused as error:
            self.show_refusal(error)
            return None
        self._weighed = (wanted, found)
        self.show_known(wanted, found)
        return found

    async def _save(self, wanted: object) -> None:
        try:
            if await self._seen(wanted):
                await self.store(wanted)
                self._weighed = None
                await self.reload()
        except Refused as error:
            self._weighed = None
            self.show_refusal(error)
        finally:
            self._saving = False

    async def _seen(self, wanted: object) -> bool:
        """Return whether what it affects was shown, or is nothing; else show it now."""
        if self._weighed is None or self._weighed[0] != wanted:
            found = await self._weigh(wanted)
            return found is not None and not found.count
        return True

    def _rest(self) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.box.isAncestorOf(focused)
        self.box.rest()
        if had_focus and self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _weigh_in_words(self) -> None:
        if self.dirty:
            self.weigh_anew()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget()
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and isinstance(focused, QAbstractButton):
            focused.click()
        elif enter:
            self.save()
        elif event.key() == Qt.Key.Key_Escape and self.dirty:
            self.discard()
        else:
            super().keyPressEvent(event)
