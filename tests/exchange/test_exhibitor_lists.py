import pytest

from labapp.domain.exhibitors import ExhibitorKind
from labapp.domain.imports import (
    Cell,
    ExhibitorField,
    ExhibitorLine,
    FaultKind,
    RawRow,
    RawTable,
    TableKind,
)
from labapp.domain.languages import Language, Names
from labapp.exchange.exhibitors import parse_exhibitors
from labapp.exchange.mapping import guess_mapping

HEADERS = (
    *("Code", "Company", "公司名稱", "公司名称", "Fascia", "Type", "BRN", "Contact"),
    *("聯絡人中文姓名", "Role", "Phone", "Email", "Language", "Badges", "Remarks"),
)


def lines(headers: tuple[str, ...], *rows: tuple[Cell, ...]) -> tuple[ExhibitorLine, ...]:
    table = RawTable(1, headers, tuple(RawRow(n, row) for n, row in enumerate(rows, 2)))
    return parse_exhibitors(table, guess_mapping(headers, TableKind.EXHIBITORS))


def found(line: ExhibitorLine) -> list[tuple[str | None, FaultKind]]:
    return [(fault.field, fault.kind) for fault in line.faults]


def test_a_full_row_is_read() -> None:
    (line,) = lines(
        HEADERS,
        (
            *("EX07", " Kestrel  Quay Robotics ", "隼埗機械人", "隼埗机器人", "KESTREL  QUAY"),
            *("初創企業", "99000007-000", "Peter CHAN Tai Man", "陳大文", "Booth lead"),
            *("2123 4567", "Lead@Kestrel.example", "繁體中文", 4.0, "two\nlines"),
        ),
    )

    assert line == ExhibitorLine(
        row=2,
        code="EX07",
        names=Names("Kestrel Quay Robotics", "隼埗機械人", "隼埗机器人"),
        fascia_name="KESTREL  QUAY",
        kind=ExhibitorKind.STARTUP,
        brn="99000007",
        branch="000",
        contact_name="Peter CHAN Tai Man",
        contact_name_zh="陳大文",
        role="Booth lead",
        phone="+85221234567",
        email="Lead@kestrel.example",
        language=Language.ZH_HK,
        badge_quota=4,
        note="two\nlines",
    )


def test_only_a_name_is_needed() -> None:
    (line,) = lines(("Company",), ("Baidu",))

    assert (line.names, line.faults) == (Names("Baidu"), ())


def test_a_code_alone_is_enough_because_it_names_a_known_exhibitor() -> None:
    (line,) = lines(("Code", "Phone"), ("EX07", "21234567"))

    assert (line.code, line.faults) == ("EX07", ())


def test_a_row_without_name_and_code_is_refused() -> None:
    (line,) = lines(("Code", "Company", "Phone"), (None, " ", "21234567"))

    assert found(line) == [(ExhibitorField.NAME_EN, FaultKind.MISSING)]
    assert line.refused


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    (line,) = lines(
        ("Company", "Type", "BRN", "Phone", "Email", "Language", "Badges"),
        ("A", "friend", "123", "12", "a@b", "Klingon", "some"),
    )

    assert [kind for _, kind in found(line)] == [
        FaultKind.UNKNOWN_TYPE,
        FaultKind.BRN_MALFORMED,
        FaultKind.PHONE_MALFORMED,
        FaultKind.EMAIL_MALFORMED,
        FaultKind.UNKNOWN_LANGUAGE,
        FaultKind.UNREADABLE_NUMBER,
    ]
    assert line.faults[0].value == "friend"


def test_a_warning_does_not_refuse_the_row() -> None:
    (line,) = lines(("Company", "Phone"), ("A", "+852 4100 0007"))

    assert (line.phone, line.refused) == ("+85241000007", ())
    assert [fault.kind for fault in line.warnings] == [FaultKind.PHONE_UNUSUAL]


@pytest.mark.parametrize("blank", [None, "", "-", "N/A", "n/a", "無", "不適用", "　"], ids=repr)
def test_a_word_or_dash_for_nothing_is_blank(blank: Cell) -> None:
    (line,) = lines(("Company", "Phone", "Email", "Type"), ("A", blank, blank, blank))

    assert line == ExhibitorLine(row=2, names=Names("A"))


def test_a_cell_the_spreadsheet_could_not_work_out_is_refused() -> None:
    (line,) = lines(("Company", "Phone"), ("#REF!", "#N/A"))

    assert found(line) == [
        (ExhibitorField.NAME_EN, FaultKind.CELL_ERROR),
        (ExhibitorField.PHONE, FaultKind.CELL_ERROR),
    ]


@pytest.mark.parametrize(
    ("header", "name", "names"),
    [
        ("公司", "Baidu", Names(en="Baidu")),
        ("公司", "百度", Names(zh_hant="百度")),
        ("公司", "纸灯笼语音", Names(zh_hans="纸灯笼语音")),
        ("Company", "紙燈籠語音", Names(zh_hant="紙燈籠語音")),
        ("Company", "纸灯笼语音", Names(zh_hans="纸灯笼语音")),
        ("Company", "Baidu 百度", Names(en="Baidu 百度")),
        ("公司名称", "Baidu", Names(en="Baidu")),
    ],
)
def test_a_name_goes_to_its_script_where_the_file_has_no_column_for_it(
    header: str, name: str, names: Names
) -> None:
    (line,) = lines((header, "Phone"), (name, None))

    assert line.names == names


def test_a_name_stays_where_it_was_put_when_its_script_has_a_column() -> None:
    (line,) = lines(("Company", "公司名稱"), ("百度", None))

    assert line.names == Names(en="百度")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("partner", ExhibitorKind.PARTNER),
        ("Ecosystem Partner", ExhibitorKind.PARTNER),
        ("生態夥伴", ExhibitorKind.PARTNER),
        ("合作伙伴", ExhibitorKind.PARTNER),
        ("strategic_enterprise", ExhibitorKind.STRATEGIC),
        ("重點企業", ExhibitorKind.STRATEGIC),
        ("Start up", ExhibitorKind.STARTUP),
        ("初创", ExhibitorKind.STARTUP),
        ("R&D Centre", ExhibitorKind.INSTITUTION),
        ("大学", ExhibitorKind.INSTITUTION),
    ],
)
def test_types_are_read_in_three_languages(word: str, kind: ExhibitorKind) -> None:
    (line,) = lines(("Company", "Type"), ("A", word))

    assert line.kind is kind


@pytest.mark.parametrize(
    ("word", "language"),
    [
        *(("EN", Language.EN), ("英語", Language.EN), ("zh_hant", Language.ZH_HK)),
        *(("廣東話", Language.ZH_HK), ("Chinese", Language.ZH_HK), ("zh-CN", Language.ZH_CN)),
        *(("普通话", Language.ZH_CN), ("簡體", Language.ZH_CN)),
    ],
)
def test_languages_are_read(word: str, language: Language) -> None:
    (line,) = lines(("Company", "Language"), ("A", word))

    assert line.language is language


def test_a_row_said_twice_is_refused_the_second_time() -> None:
    first, second, third = lines(("Company", "Phone"), ("A", "21234567"), ("A ", 21234567), ("A",))

    assert (first.refused, third.refused) == ((), ())
    assert [(f.kind, f.said["row"]) for f in second.refused] == [(FaultKind.REPEATED_ROW, 2)]


@pytest.mark.parametrize("mark", ["EXAMPLE", "範例", "示例"])
def test_the_example_row_of_a_template_is_left_out(mark: str) -> None:
    assert [line.code for line in lines(HEADERS, (mark, "A"), ("EX1", "B"))] == ["EX1"]


def test_codes_that_excel_kept_as_numbers_are_texts() -> None:
    (line,) = lines(("Code", "Company"), (1001.0, 360))

    assert (line.code, line.names.en) == ("1001", "360")


def test_rows_shorter_than_the_mapping_are_read() -> None:
    (line,) = lines(("Company", "Phone", "Email"), ("A",))

    assert line == ExhibitorLine(row=2, names=Names("A"))
