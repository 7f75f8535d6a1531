from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from labapp.domain.languages import Names
from labapp.ui.speech import Speech


def test_what_was_put_is_said_again_in_the_next_language(qtbot: QtBot) -> None:
    speech, button = Speech("en"), QPushButton()
    qtbot.addWidget(button)

    speech.put("term.print", button.setText, button.setToolTip)
    assert (button.text(), button.toolTip()) == ("Print", "Print")
    speech.choose("zh_HK")

    assert (button.text(), button.toolTip()) == ("列印", "列印")


def test_a_widget_that_is_gone_is_forgotten(qtbot: QtBot) -> None:
    speech, label = Speech("en"), QLabel()
    speech.put("term.print", label.setText)

    delete(label)
    speech.choose("zh_CN")

    assert speech("term.print") == "打印"


def test_listeners_hear_of_a_change_after_the_texts_have_changed(qtbot: QtBot) -> None:
    speech, label = Speech("en"), QLabel()
    qtbot.addWidget(label)
    speech.put("term.print", label.setText)
    heard: list[str] = []
    speech.changed.connect(lambda: heard.append(label.text()))

    speech.choose("zh_CN")
    speech.choose("zh_CN")

    assert heard == ["打印"]


def test_names_are_given_in_the_language_or_the_nearest() -> None:
    names = Names(en="Baidu", zh_hant="百度")

    assert Speech("zh_CN").name(names) == "百度"
    assert Speech("en").name(names) == "Baidu"


def test_forgetting_keeps_the_list_of_what_was_said_short(qtbot: QtBot) -> None:
    speech = Speech("en")
    for _ in range(3000):
        label = QLabel()
        speech.put("term.print", label.setText)
        delete(label)

    assert len(speech._said) < 1100
