"""How the letters of a text file were stored: Unicode forms, Big5, GB, or a Western code page.

UTF-8 and files with a byte order mark are certain. Big5 and GB18030 accept nearly the same bytes,
so what is read is judged by how common its letters are and by the column words found in it.
"""

import codecs
import unicodedata
from functools import cache
from typing import Final

from labapp.domain.imports import TableUnreadable, UnreadableKind
from labapp.exchange.folding import FOLDED_LETTERS, fold, is_han
from labapp.exchange.synonyms import COLUMNS

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 stands before UTF-16, whose mark begins the same."""

_WIDE: Final = ("utf-16-le", "utf-16-be")
_NARROW: Final = ("big5hkscs", "cp950", "gb18030", "cp1252")
_JUDGED: Final = 20_000
"""Letters that are judged; more tell no more."""

_USUAL: Final = frozenset(
    "的一是不了人我在有他這大來以個中上們到說時地要出就會可也你對生能子那得下自之年過發後作里用道行所"
    "香港九龍新界公司有限科技智能數碼集團股份企業研究大學中心實驗室機械人工程電子信息資訊網絡軟件硬件"
    "市場管理顧問設計製作教育醫療健康金融銀行保險投資物流運輸建築環保能源汽車生物語音圖像視覺雲計算"
    "陳李張黃何王林吳劉蔡楊許鄭謝郭洪曾周葉蘇莊呂江馬徐朱胡鍾彭詹魏薛范方石姚譚廖鄒熊金陸郝孔白崔康"
    "先生女士小姐博士教授主任經理總監代表月日星期六早晚夜午零二三四五七八十百千萬第號室樓座街道路"
    "預約確認取消已未待完成缺席報到展示範演訪客備註空白請填寫地址姓名職位部門類別編電郵手提"
)
_PUNCTUATION: Final = frozenset(
    "，。、；：？！「」『』（）《》〈〉【】…—·－～％＋＝“”‘’＃＆＊／０１２３４５６７８９\u3000"
)
_WESTERN: Final = frozenset("‘’“”–—…•€£©®™°·")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding.

    Raises:
        TableUnreadable: Nothing known makes sense of the bytes.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name), name
    if b"\0" in data:
        return _best(data, _WIDE)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _best(data, _NARROW)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise TableUnreadable(UnreadableKind.UNKNOWN_ENCODING) from error


def _best(data: bytes, names: tuple[str, ...]) -> tuple[str, str]:
    readings: list[tuple[float, str, str]] = []
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        readings.append((_plausible(text[:_JUDGED]), text, name))
    best = max(readings, default=None, key=lambda reading: reading[0])
    if best is not None and best[0] > 0:
        return best[1], best[2]
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, str]:
    """Ask a general detector about what is none of the encodings usual here."""
    # It costs start-up time, and most runs of the program never ask it.
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- start-up time

    match = None if b"\0" in data else from_bytes(data).best()
    if match is None:
        raise TableUnreadable(UnreadableKind.UNKNOWN_ENCODING)
    return str(match), match.encoding


def _plausible(text: str) -> float:
    """Return how much a text looks like one that somebody wrote; above 0 it may be one."""
    padded = f" {text} "
    scores = [
        _letter_score(letter, padded[index], padded[index + 2])
        for index, letter in enumerate(text)
        if not (letter.isascii() and (letter.isprintable() or letter in "\r\n\t"))
    ]
    if not scores:
        return 0.5
    found = fold(text)
    return sum(scores) / len(scores) + sum(word in found for word in _column_words()) * 0.5


def _letter_score(letter: str, before: str, after: str) -> float:
    if is_han(letter):
        if _latin(before) and _latin(after):
            return -3.0
        return 3.0 if letter in _usual() else 1.0 if _common(letter) else -1.5
    if letter in _PUNCTUATION:
        return 1.0
    if letter in _WESTERN or (letter.isalpha() and "LATIN" in unicodedata.name(letter, "")):
        return 1.5 if _latin(before) or _latin(after) else -1.0
    return -3.0


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


@cache
def _usual() -> frozenset[str]:
    words = "".join(word for fields in COLUMNS.values() for own in fields.values() for word in own)
    usual = _USUAL | FOLDED_LETTERS | {letter for letter in words if is_han(letter)}
    return usual | {fold(letter) for letter in usual}


@cache
def _column_words() -> frozenset[str]:
    """The Chinese column words of two letters and more, folded."""
    return frozenset(
        fold(word)
        for fields in COLUMNS.values()
        for own in fields.values()
        for word in own
        if len(word) > 1 and all(is_han(letter) for letter in word)
    )


@cache
def _common(letter: str) -> bool:
    """Whether a letter is in the first plane of GB 2312 or Big5, which hold the common ones."""
    for name, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            lead = letter.encode(name)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return True
    return False
