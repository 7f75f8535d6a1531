from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.imports import ExhibitorLine
from labapp.domain.languages import Names
from labapp.exchange.duplicates import (
    CERTAIN,
    LIKELY,
    Candidate,
    Candidates,
    Sameness,
    best_match,
    find_duplicates,
    likely_same,
)


def en(name: str) -> Names:
    return Names(en=name)


def zh(name: str) -> Names:
    return Names(zh_hant=name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (en("Harbour AI Ltd"), en("HARBOUR A.I. LIMITED")),
        (en("Harbour AI"), en("AI Harbour (Sample)")),
        (en("Brick & Bamboo Co., Ltd."), en("Brick and Bamboo Company Limited")),
        (en("Three Rivers Data"), en("Three River Data (HK) Ltd")),
        (zh("紙燈籠語音有限公司"), Names(zh_hans="纸灯笼语音（示例）")),
        (en("Baidu 百度"), Names(zh_hans="百度")),
        (Names("Baidu", "百度"), Names("BAIDU", zh_hans="百度")),
    ],
)
def test_the_same_exhibitor_written_otherwise_is_certain(one: Names, other: Names) -> None:
    assert likely_same(one, other) >= CERTAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (en("DeepSeek"), en("Deep Seek")),
        (en("Huawei"), en("Huawei Technologies Co., Ltd.")),
        (zh("潮井醫學影像"), Names(zh_hans="潮井医学影像科技有限公司")),
        (en("Kestrel Quay Robotics"), en("Kestral Quay Robotic")),
    ],
)
def test_what_may_be_the_same_is_worth_a_look(one: Names, other: Names) -> None:
    assert likely_same(one, other) >= LIKELY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (en("Sample Exhibitor 1"), en("Sample Exhibitor 2")),
        (en("Sample Exhibitor Alpha Ltd"), en("Sample Exhibitor Beta Ltd")),
        (zh("三江數據"), zh("三江數碼")),
        (zh("示例大學"), zh("示例中學")),
        (Names("Alpha", "甲公司"), Names("Alpha", "乙科技有限公司")),
        (en("Baidu"), zh("百度")),
        (Names(), Names()),
    ],
)
def test_different_exhibitors_are_not_taken_for_one(one: Names, other: Names) -> None:
    assert likely_same(one, other) < LIKELY


names = st.builds(
    Names,
    st.none() | st.text("abc 12", min_size=1, max_size=12),
    st.none() | st.text("海港智能數據有限公司", min_size=1, max_size=8),
)


@given(names, names)
def test_likeness_is_a_score_and_the_same_both_ways(one: Names, other: Names) -> None:
    score = likely_same(one, other)

    assert 0 <= score <= 100
    assert score == pytest.approx(likely_same(other, one))


@given(names)
def test_every_name_is_like_itself(name: Names) -> None:
    written = any(letter.isalnum() for text in name.all() for letter in text)

    assert likely_same(name, name) == (100 if written else 0)


KNOWN = (
    Candidate(
        key=7,
        code="EX07",
        names=Names("Kestrel Quay Robotics (Sample)", "隼埗機械人（示例）"),
        brn="99000007",
        phones=("+85241000007",),
        emails=("lead@kestrel.example",),
    ),
    Candidate(key=8, code="EX08", names=zh("紙燈籠語音科技"), brn="99000008"),
)


def line(**fields: object) -> ExhibitorLine:
    return ExhibitorLine(row=2, **fields)  # type: ignore[arg-type] # the tests say what is given


@pytest.mark.parametrize(
    ("wanted", "key", "reason", "certain"),
    [
        (line(code="ex07"), 7, Sameness.CODE, True),
        (line(code="EX07", names=en("Nothing Alike")), 7, Sameness.CODE, False),
        (line(names=en("Renamed Ltd"), brn="99000007"), 7, Sameness.BRN, True),
        (line(names=en("kestrel quay robotics ltd")), 7, Sameness.NAME, True),
        (line(names=Names(zh_hans="隼埗机械人有限公司")), 7, Sameness.NAME, True),
        (line(names=en("X"), email="Lead@kestrel.example"), 7, Sameness.EMAIL, False),
        (line(names=en("X"), phone="+85241000007"), 7, Sameness.PHONE, False),
        (line(names=zh("紙燈籠語音科技"), brn="99000099"), 8, Sameness.NAME, False),
    ],
)
def test_a_line_finds_the_exhibitor_it_means_and_says_why(
    wanted: ExhibitorLine, key: int, reason: Sameness, *, certain: bool
) -> None:
    match = best_match(wanted, KNOWN)

    assert match is not None
    assert (match.key, match.reason, match.certain) == (key, reason, certain)


@pytest.mark.parametrize(
    "wanted", [line(names=en("Moonharbour Games")), line(code="EX99"), line(names=zh("月港"))]
)
def test_a_new_exhibitor_matches_nobody(wanted: ExhibitorLine) -> None:
    assert best_match(wanted, KNOWN) is None


def test_rows_of_one_list_that_are_likely_the_same_are_paired_surest_first() -> None:
    pairs = find_duplicates(
        [
            ExhibitorLine(row=2, names=en("Huawei")),
            ExhibitorLine(row=3, names=zh("百度")),
            ExhibitorLine(row=4, names=en("Harbour AI")),
            ExhibitorLine(row=5, names=Names("Baidu", zh_hans="百度")),
            ExhibitorLine(row=6, names=en("Huawei Technologies")),
        ]
    )

    assert [(pair.first, pair.second) for pair in pairs] == [(3, 5), (2, 6)]
    assert pairs[0].score > pairs[1].score >= LIKELY


def test_a_hundred_lines_are_compared_with_two_thousand_quickly() -> None:
    syllables = ("ka", "mo", "ri", "ten", "sol", "va", "ne", "lu", "dor", "pix", "zan", "qui", "be")
    words = [a + b + c for a in syllables for b in syllables for c in syllables]
    letters = (
        "萬與專業東兩嚴豐臨為麗舉義烏樂喬習鄉書買亂爭亞產畝親億僅從侖倉儀們價眾優會傘偉傳傷倫偽"
    )
    size = len(letters)
    known = [
        Candidate(
            key=n,
            names=Names(
                f"{words[n % 2197]} {words[n * 7 % 2197]} Limited",
                "".join(letters[at % size] for at in (n, n // size, n * 3)) + "科技有限公司",
            ),
        )
        for n in range(2100)
    ]
    wanted = [
        ExhibitorLine(row=n, names=Names(f"{words[n % 2197]} {words[n * 7 % 2197]} Ltd"))
        for n in range(0, 2100, 21)
    ]
    candidates = Candidates(known)
    candidates.best_match(wanted[0])

    started = perf_counter()
    matches = [candidates.best_match(line) for line in wanted]
    took = perf_counter() - started

    assert [match.key if match else None for match in matches] == [line.row for line in wanted]
    assert took < 0.5, "50 ms on a quiet machine"
