import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics, QRawFont
from PySide6.QtWidgets import QApplication

from labapp.assets import resource
from labapp.ui import fonts
from labapp.ui.fonts import FILES, load_fonts, ui_font

HONG_KONG_FILES = ("NotoSansHK-Regular.ttf", "NotoSansHK-Bold.ttf")
SIMPLIFIED_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")


@pytest.fixture(autouse=True)
def loaded(qapp: QApplication) -> None:
    load_fonts()


def hanzi(codec: str) -> Iterator[str]:
    """Yield every Chinese character that the codec holds."""
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue
            if unicodedata.name(text[0], "").startswith("CJK UNIFIED"):
                yield text


def missing(file: str, characters: Iterator[str] | str) -> list[str]:
    font = QRawFont(str(resource("fonts", file)), 16)
    assert font.isValid()
    return [character for character in characters if not font.supportsCharacter(ord(character))]


@pytest.mark.parametrize("file", HONG_KONG_FILES)
def test_every_hong_kong_character_has_a_shape(file: str) -> None:
    characters = list(hanzi("big5hkscs"))
    assert len(characters) > 17_000
    assert missing(file, iter(characters)) == []


@pytest.mark.parametrize("file", SIMPLIFIED_FILES)
def test_every_simplified_character_has_a_shape(file: str) -> None:
    characters = list(hanzi("gb2312"))
    assert len(characters) == 6_763
    assert missing(file, iter(characters)) == []


@pytest.mark.parametrize("file", HONG_KONG_FILES)
def test_cantonese_can_be_written(file: str) -> None:
    assert missing(file, "嘅啲喺咗嗰邨𨋢㗎") == []


@pytest.mark.parametrize("file", FILES)
def test_signs_of_a_time_table_have_a_shape(file: str) -> None:
    assert (
        missing(file, "AZaz09éü–—…‘’“”「」『』《》（）：；，。、·①⑩→←↑↓✓■□●○◆▲▼│─€£¥℃ㄅㄆＡ１")
        == []
    )


def test_a_character_that_no_font_has_is_noticed() -> None:
    assert missing(FILES[0], "\U0001f600") == ["\U0001f600"]


@pytest.mark.parametrize("family", [fonts.HONG_KONG, fonts.SIMPLIFIED])
def test_a_family_has_two_weights(family: str) -> None:
    assert sorted(QFontDatabase.styles(family)) == ["Bold", "Regular"]


def test_bold_is_a_face_of_its_own(qapp: QApplication) -> None:
    regular = QFont(ui_font("zh_HK", 14))
    bold = QFont(regular)
    bold.setBold(True)

    assert QFontInfo(regular).styleName() == "Regular"
    assert QFontInfo(bold).styleName() == "Bold"
    words = "Exhibitors"
    assert QFontMetrics(bold).horizontalAdvance(words) > QFontMetrics(regular).horizontalAdvance(
        words
    )


@pytest.mark.parametrize(
    ("language", "family"),
    [("en", "Noto Sans HK"), ("zh_HK", "Noto Sans HK"), ("zh_CN", "Noto Sans SC")],
)
def test_the_language_decides_the_family(language: str, family: str) -> None:
    font = ui_font(language, 17)
    assert QFontInfo(font).family() == family
    assert font.pixelSize() == 17
    assert set(font.families()) == {"Noto Sans HK", "Noto Sans SC"}


def test_a_character_is_drawn_as_its_reader_writes_it() -> None:
    faces = {
        language: QRawFont.fromFont(ui_font(language, 40)) for language in ("en", "zh_HK", "zh_CN")
    }
    shapes = {
        language: face.pathForGlyph(face.glyphIndexesForString("骨")[0])
        for language, face in faces.items()
    }
    assert shapes["en"] == shapes["zh_HK"]
    assert shapes["zh_HK"] != shapes["zh_CN"]


def test_a_missing_font_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: QApplication
) -> None:
    monkeypatch.setattr(fonts, "resource", tmp_path.joinpath)
    with pytest.raises(FileNotFoundError, match="NotoSansHK-Regular"):
        load_fonts.__wrapped__()


def test_loading_takes_no_time_that_a_person_notices(qapp: QApplication) -> None:
    before = time.process_time()
    load_fonts.__wrapped__()
    assert time.process_time() - before < 0.1


def test_the_licence_goes_with_the_fonts() -> None:
    text = resource("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Adobe" in text
