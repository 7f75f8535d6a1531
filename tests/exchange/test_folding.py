import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.exchange.folding import FOLDED_LETTERS, fold, has_han, is_han, looks_simplified


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("紙燈籠語音科技", "纸灯笼语音科技"),
        ("潮井醫學影像", "潮井医学影像"),
        ("香港數碼港臺灣滙豐銀行團體", "香港数码港台湾汇丰银行团体"),
        ("聯絡人電話號碼", "联络人电话号码"),
    ],
)
def test_the_two_scripts_become_one(traditional: str, simplified: str) -> None:
    assert fold(traditional) == fold(simplified) == simplified


@given(st.text(st.sampled_from(sorted(FOLDED_LETTERS))))
def test_folding_again_changes_nothing_and_keeps_the_length(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) == len(text)


@given(st.text(st.characters(max_codepoint=0x2E7F)))
def test_other_letters_are_left_alone(text: str) -> None:
    assert fold(text) == text
    assert not has_han(text)


def test_every_letter_of_the_table_is_chinese() -> None:
    assert all(map(is_han, FOLDED_LETTERS))


def test_simplified_is_told_by_letters_that_only_it_has() -> None:
    assert looks_simplified("纸灯笼语音")
    assert not looks_simplified("紙燈籠語音")
    assert not looks_simplified("百度")
    assert not looks_simplified("后台云")
