import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labapp.assets import resource
from labapp.paper.typesetter import Typesetter, TypesettingError, printable
from tests.paper.sheets import PRINTED, text


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "word.typ").write_text(
        '#let data = json(bytes(sys.inputs.data))\n#set text(font: "Noto Sans HK", lang: "en")\n'
        "#set document(title: data.word)\n#data.word\n",
        encoding="utf-8",
    )
    return folder


def test_markup_in_the_data_stays_text(templates: Path) -> None:
    word = "#panic() *bold* _it_ @ref $x^2$ \\n [a] `raw` // no /* no */ <label> = head"

    pdf = Typesetter(templates=templates).pdf("word.typ", {"word": word}, dated=PRINTED)

    assert text(pdf) == word


def test_the_same_data_make_the_same_bytes_whichever_typesetter_sets_them(templates: Path) -> None:
    used = Typesetter(templates=templates)
    used.pdf("word.typ", {"word": "another"}, dated=PRINTED)

    pdfs = {
        setter.pdf("word.typ", {"word": "電梯𨋢"}, dated=PRINTED)
        for setter in (used, used, Typesetter(templates=templates))
    }

    assert len(pdfs) == 1


def test_a_document_meets_the_standard_for_accessible_pdf(templates: Path) -> None:
    pdf = Typesetter(templates=templates).pdf("word.typ", {"word": "嘅"}, dated=PRINTED)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_a_character_no_font_has_costs_the_standard_and_not_the_paper(templates: Path) -> None:
    pdf = Typesetter(templates=templates).pdf("word.typ", {"word": "AI 🤖 Lab"}, dated=PRINTED)

    assert b"pdfuaid" not in pdf
    assert "Lab" in text(pdf)


def test_a_broken_template_is_an_error_that_says_where(templates: Path) -> None:
    (templates / "broken.typ").write_text("#let x = \n#y\n", encoding="utf-8")

    with pytest.raises(TypesettingError, match=r"broken\.typ"):
        Typesetter(templates=templates).pdf("broken.typ", {}, dated=PRINTED)


def test_a_folder_without_fonts_is_an_error(templates: Path, tmp_path: Path) -> None:
    setter = Typesetter(fonts=tmp_path / "nowhere", templates=templates)

    with pytest.raises(TypesettingError, match="no fonts"):
        setter.pdf("word.typ", {"word": "a"}, dated=PRINTED)


def test_threads_may_share_a_typesetter(templates: Path) -> None:
    setter = Typesetter(templates=templates)

    def set_word(number: int) -> str:
        return text(setter.pdf("word.typ", {"word": f"word {number}"}, dated=PRINTED))

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(set_word, range(12)))

    assert said == [f"word {number}" for number in range(12)]


def test_importing_the_papers_does_not_import_their_tools() -> None:
    check = "import sys, labapp.paper.day_sheet; print({'typst', 'segno'} & set(sys.modules))"

    said = subprocess.run(
        [sys.executable, "-c", check],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=resource().parent,
    )

    assert said.stdout == "set()\n"


def test_control_characters_and_broken_letters_become_spaces() -> None:
    assert printable("a\x00b\nc\ud800d\u2028") == "a b c d"
    assert printable(None) == ""
