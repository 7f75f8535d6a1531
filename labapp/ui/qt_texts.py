"""Qt's own words, such as those of a text field's menu, in the window's language."""

from functools import cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from labapp.ui.speech import Speech

_FILES: Final = {"zh_HK": "qtbase_zh_TW", "zh_CN": "qtbase_zh_CN"}
"""Qt has no Hong Kong words of its own and would not look for Taiwan's."""


@cache
def _translator(language: str) -> QTranslator:
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator.load(_FILES[language], folder)
    return translator


def follow(speech: Speech) -> None:
    """Have Qt speak as the window does, now and in every language chosen later."""
    speech.changed.connect(lambda: speak_qt(speech.language))
    speak_qt(speech.language)


def speak_qt(language: str) -> None:
    """Have Qt speak ``en``, ``zh_HK`` or ``zh_CN`` from now on."""
    for other in _FILES:
        if other != language:
            QCoreApplication.removeTranslator(_translator(other))
    if language in _FILES:
        QCoreApplication.installTranslator(_translator(language))
