"""The language the window speaks, and every control that must change with it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from labapp.domain.languages import Names
from labapp.words import Words, words

_TIDY_EVERY = 512


class Speech(QObject):
    """The words of the present language; what was said through it is said again in the next."""

    changed = Signal()
    """After every control that was put has its new text."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        """Speak ``en``, ``zh_HK`` or ``zh_CN``."""
        super().__init__(parent)
        self._words = words(language)
        self._said: list[tuple[QObject, Callable[[str], Any], str]] = []
        self._tidy_at = _TIDY_EVERY

    @property
    def language(self) -> str:
        """The present language."""
        return self._words.language

    @property
    def words(self) -> Words:
        """The words of the present language."""
        return self._words

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return the text of a key now."""
        return self._words(key, **facts)

    def name(self, names: Names) -> str:
        """Return the name for the present language, or the nearest that was given."""
        return names.best(self._words.language)

    def put(self, key: str, *setters: Callable[[str], Any]) -> None:
        """Say the key through setters of widgets, now and in every language chosen later.

        Each setter is a bound method, such as ``button.setText``; it is forgotten with its widget.
        """
        text = self._words(key)
        for setter in setters:
            owner: QObject = setter.__self__  # type: ignore[attr-defined] # a bound method has it
            self._said.append((owner, setter, key))
            setter(text)
        if len(self._said) > self._tidy_at:
            self._forget_dead()
            self._tidy_at = len(self._said) + _TIDY_EVERY

    def choose(self, language: str) -> None:
        """Speak another language from now on, everywhere."""
        if language == self.language:
            return
        self._words = words(language)
        self._forget_dead()
        for _, setter, key in self._said:
            setter(self._words(key))
        self.changed.emit()

    def _forget_dead(self) -> None:
        self._said = [said for said in self._said if isValid(said[0])]
