"""The two bundled type families, Latin and Chinese in one design, and their order by language.

The Hong Kong and the Simplified family draw shared characters differently (骨, 直, 令), so the
language decides which is asked first; the other fills in what the first lacks.
"""

from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from labapp.assets import resource
from labapp.domain.languages import Language

HONG_KONG: Final = "Noto Sans HK"
SIMPLIFIED: Final = "Noto Sans SC"
FILES: Final = (
    "NotoSansHK-Regular.ttf",
    "NotoSansHK-Bold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
)


@cache
def load_fonts() -> None:
    """Make the bundled fonts known to Qt, once. A missing or broken file is a FileNotFoundError."""
    for file in FILES:
        path = resource("fonts", file)
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"The font {path} is missing or damaged.")


def ui_font(language: str, pixels: int) -> QFont:
    """Return the regular face for ``en``, ``zh_HK`` or ``zh_CN``, so many logical pixels high."""
    families = [HONG_KONG, SIMPLIFIED]
    if Language(language) is Language.ZH_CN:
        families.reverse()
    font = QFont(families)
    font.setPixelSize(pixels)
    return font
