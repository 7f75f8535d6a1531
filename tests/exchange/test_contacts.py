import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.imports import Cell, FaultKind
from labapp.exchange.contacts import phone_shown, read_brn, read_email, read_phone
from labapp.exchange.readings import Reading


def kinds(reading: Reading[object]) -> list[FaultKind]:
    return [remark.kind for remark in reading.remarks]


@pytest.mark.parametrize(
    "cell",
    [
        *("21234567", "2123 4567", "2123-4567", "+852 2123 4567", "(852) 2123-4567"),
        *("(+852) 2123 4567", "85221234567", "00852 2123 4567", 21234567, 21234567.0),
        *("２１２３ ４５６７", "Tel: 2123 4567", "電話：21234567", "\u200e+852 2123 4567"),
    ],
    ids=repr,
)
def test_a_hong_kong_number_is_read_in_every_form(cell: Cell) -> None:
    assert read_phone(cell) == Reading("+85221234567")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("+86 138 0013 8000", "+8613800138000"),
        ("+1 (212) 555-2368", "+12125552368"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0086 755 8888 8888", "+8675588888888"),
    ],
    ids=repr,
)
def test_numbers_of_other_places_keep_their_country(cell: str, number: str) -> None:
    assert read_phone(cell).value == number


@pytest.mark.parametrize(
    "cell",
    [
        *("12345678", "02123456", "2123456", "212345678", "+852 1234 5678", "+852 212345"),
        *("13412345", "+86 1", "+999 12345678", "call me", "tel:", "2123 4567 8901 2345 6789"),
    ],
    ids=repr,
)
def test_what_is_no_phone_number_is_refused(cell: str) -> None:
    assert read_phone(cell) == Reading(None, read_phone(cell).remarks)
    assert kinds(read_phone(cell)) == [FaultKind.PHONE_MALFORMED]


@given(st.integers(20_000_000, 99_999_999))
def test_eight_digits_beginning_two_to_nine_are_never_refused(number: int) -> None:
    reading = read_phone(str(number))

    assert reading.value == f"+852{number}"
    assert kinds(reading) in ([], [FaultKind.PHONE_UNUSUAL])


def test_a_number_that_has_not_been_given_out_is_only_remarked() -> None:
    assert read_phone("+852 4100 0007").value == "+85241000007"
    assert kinds(read_phone("+852 4100 0007")) == [FaultKind.PHONE_UNUSUAL]


def test_of_several_numbers_the_first_is_taken_and_the_rest_is_said() -> None:
    for cell, rest in (
        ("2123 4567 / 9123 4567", "9123 4567"),
        ("2123 4567\n9123 4567", "9123 4567"),
        ("2123 4567 ext. 12", "12"),
        ("2123 4567 (Mr Chan)", "(mr chan)"),
    ):
        reading = read_phone(cell)

        assert reading.value == "+85221234567"
        assert [(r.kind, dict(r.facts)) for r in reading.remarks] == [
            (FaultKind.PHONE_REST, {"rest": rest})
        ]


def test_a_mainland_mobile_needs_no_country_code_but_is_remarked() -> None:
    assert read_phone("13800138000").value == "+8613800138000"
    assert kinds(read_phone("13800138000")) == [FaultKind.COUNTRY_ASSUMED]


@given(st.integers(20_000_000, 99_999_999))
def test_a_number_reads_back_as_it_is_shown(number: int) -> None:
    shown = phone_shown(f"+852{number}")

    assert shown == f"+852 {number // 10000} {number % 10000:04}"
    assert read_phone(shown).value == f"+852{number}"


@pytest.mark.parametrize(
    ("cell", "number", "branch"),
    [
        *(("99000007", "99000007", None), (99000007, "99000007", None)),
        *(("9900 0007", "99000007", None), ("99000007-000", "99000007", "000")),
        *(("99000007-000-12-25-A", "99000007", "000"), ("９９０００００７", "99000007", None)),
        *(("BRN: 99000007", "99000007", None), ("BR No. 99000007", "99000007", None)),
        *(("商業登記號碼：99000007", "99000007", None), ("00123456", "00123456", None)),
    ],
    ids=repr,
)
def test_a_business_registration_number_is_eight_digits(
    cell: Cell, number: str, branch: str | None
) -> None:
    assert read_brn(cell) == Reading((number, branch))


@pytest.mark.parametrize("cell", ["1234567", "123456789", "ABCDEFGH", "99000007-00", 1.5], ids=repr)
def test_another_number_is_not_well_formed(cell: Cell) -> None:
    assert kinds(read_brn(cell)) == [FaultKind.BRN_MALFORMED]


def test_a_substitute_number_is_remarked_and_left_out() -> None:
    reading = read_brn("C1234567")

    assert reading.value is None
    assert kinds(reading) == [FaultKind.BRN_SUBSTITUTE]


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("booth.lead@kestrel-quay.example", "booth.lead@kestrel-quay.example"),
        ("Booth.Lead@Kestrel.EXAMPLE", "Booth.Lead@kestrel.example"),
        ("Peter Chan <p.chan+lab@x.example>", "p.chan+lab@x.example"),
        ("mailto:a@b.hk", "a@b.hk"),
        (" a＠b.com.hk ", "a@b.com.hk"),
    ],
    ids=repr,
)
def test_an_address_is_read_and_its_domain_is_small(cell: str, address: str) -> None:
    assert read_email(cell) == Reading(address)


@pytest.mark.parametrize(
    "cell", ["a@b", "a b@c.com", "@b.com", "a@b..com", ".a@b.com", "a..b@c.com", "none", ";", 7]
)
def test_what_is_no_address_is_refused(cell: Cell) -> None:
    assert kinds(read_email(cell)) == [FaultKind.EMAIL_MALFORMED]


def test_of_several_addresses_the_first_is_taken_and_the_rest_is_said() -> None:
    reading = read_email("a@b.com; c@d.com")

    assert reading.value == "a@b.com"
    assert [dict(r.facts) for r in reading.remarks] == [{"rest": "c@d.com"}]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_without_a_crash(text: str) -> None:
    for read in (read_phone, read_email, read_brn):
        reading: Reading[object] = read(text)
        assert reading.value is not None or reading.remarks
