"""One line finds anything, and a wish in plain words is understood against the lab there is."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from labapp.domain.bookings import Act
from labapp.domain.errors import OutsideHours, OverCapacity
from labapp.domain.phrases import Part, Verb
from labapp.services.exhibitors import EditExhibitor, edit_exhibitor, exhibitor_by_code
from labapp.services.search import Answer, ask, examples
from labapp.services.search_hits import Found
from labapp.storage.store import Store
from tests.builders import set_clock, span, when
from tests.services.orders import ONE_ENGINE, do

WEDNESDAY = date(2026, 12, 9)


def asked(store: Store, text: str) -> Answer:
    return store.read(ask, text)


def first(store: Store, text: str) -> tuple[Found, str]:
    hit = asked(store, text).hits[0]
    return hit.found, hit.code


def numbers(answer: Answer) -> list[str]:
    return [hit.code for hit in answer.hits if hit.found is Found.BOOKING]


@pytest.mark.parametrize("text", ["BK027", "bk027", "BK27", "bk 27", "27", "#27", "bk-027"])
def test_a_booking_is_found_by_its_number_however_it_is_typed(sample: Store, text: str) -> None:
    assert first(sample, text) == (Found.BOOKING, "BK027")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("baidu", "EX01"),
        ("百度", "EX01"),
        ("華為", "EX02"),
        ("华为", "EX02"),
        ("inspur cl", "EX03"),
        ("潮井醫學", "EX09"),
        ("潮井医学", "EX09"),
        ("ex06", "EX06"),
        ("4100 0008", "EX08"),
        ("+852 4100 0008", "EX08"),
        ("李嘉欣", "EX09"),
    ],
)
@ONE_ENGINE
def test_an_exhibitor_is_found_by_name_in_three_scripts_code_phone_and_person(
    sample: Store, text: str, code: str
) -> None:
    assert first(sample, text) == (Found.EXHIBITOR, code)


@ONE_ENGINE
def test_a_phone_says_whose_it_is(sample: Store) -> None:
    person = asked(sample, "41000008").hits[0].person

    assert person is not None
    assert person.phone == "+85241000008"


def test_an_exhibitor_comes_with_what_it_has_booked_next(sample: Store) -> None:
    set_clock(sample, when(1, "17:30"))

    assert numbers(asked(sample, "saunova"))[:2] == ["BK038", "BK057"]


@pytest.mark.parametrize("text", ["9 Dec", "9/12", "2026-12-09", "12月9日", "tomorrow", "明日"])
@ONE_ENGINE
def test_a_day_shows_what_is_on_it_and_the_way_there(sample: Store, text: str) -> None:
    answer = asked(sample, text)

    assert numbers(answer)[0] == "BK007"
    assert [hit.day for hit in answer.hits if hit.found is Found.DAY] == [WEDNESDAY]


@pytest.mark.parametrize("text", ["who was in B2 last Tuesday", "B2 last tue", "上星期二誰在B2"])
def test_who_was_in_a_place_on_a_day_gone_by_is_answered(sample: Store, text: str) -> None:
    set_clock(sample, when(8, "09:30"))

    answer = asked(sample, text)

    assert numbers(answer) == ["BK027"]
    assert answer.hits[0].names.en == "Saunova"


@ONE_ENGINE
def test_a_closed_matter_is_found_too_and_comes_last(sample: Store) -> None:
    do(sample, Act.CANCEL, "BK029")

    assert numbers(asked(sample, "C1 8 Dec")) == ["BK030", "BK029"]


@ONE_ENGINE
def test_a_place_is_found_by_code_and_by_name(sample: Store) -> None:
    assert first(sample, "B2") == (Found.PLACE, "B2")
    assert first(sample, "enterprise booth 2") == (Found.PLACE, "B2")
    assert first(sample, "企業展位2") == (Found.PLACE, "B2")


@ONE_ENGINE
def test_a_demo_is_found_by_its_title(sample: Store) -> None:
    assert (Found.DEMO, "DM05") in [
        (hit.found, hit.code) for hit in asked(sample, "picture generation").hits
    ]


@ONE_ENGINE
def test_a_tour_is_found_by_what_it_is_called(sample: Store) -> None:
    assert first(sample, "secondary school") == (Found.BOOKING, "V01")


@ONE_ENGINE
def test_what_is_nowhere_finds_nothing(sample: Store) -> None:
    assert asked(sample, "zzzz").hits == ()


@pytest.mark.parametrize(
    "text",
    [
        "book C5 tomorrow 14:00 D2 1h",
        "預約 C5 明天下午2時 D2 一小時",
        "预约C5明天14点 D2 1小时",
    ],
)
def test_a_whole_wish_says_who_where_when_and_that_it_is_free(sample: Store, text: str) -> None:
    answer = asked(sample, text)

    assert answer.phrase.verb is Verb.BOOK
    assert answer.place is not None
    assert answer.exhibitor is not None
    assert answer.demo is not None
    assert (answer.place.code, answer.exhibitor.code, answer.demo.code) == ("C5", "EX04", "DM04")
    assert answer.span == span(2, "14:00", "15:00")
    assert (answer.missing, answer.blockers) == ((), ())


def test_a_wish_for_a_taken_place_says_who_holds_it(sample: Store) -> None:
    blockers = asked(sample, "book A3 tomorrow 14:00 D2 1h").blockers

    assert blockers is not None
    (taken,) = (each for each in blockers if isinstance(each, OverCapacity))
    assert [holder.number for holder in taken.holders] == ["BK009"]


@ONE_ENGINE
def test_a_wish_of_nobody_yet_is_told_whether_the_place_is_free_for_anybody(sample: Store) -> None:
    free = asked(sample, "book C5 tomorrow 14:00")
    taken = asked(sample, "book A3 tomorrow 14:00")

    assert (free.missing, free.blockers) == ((Part.WHO,), ())
    assert taken.missing == (Part.WHO,)
    assert taken.blockers


@ONE_ENGINE
def test_a_name_that_fits_several_is_asked_about_and_not_guessed(sample: Store) -> None:
    answer = asked(sample, "book C5 tomorrow 14:00 sample")

    assert answer.exhibitor is None
    assert answer.missing == (Part.WHO,)
    assert len([hit for hit in answer.hits if hit.found is Found.EXHIBITOR]) == 5


@ONE_ENGINE
def test_a_wish_outside_opening_hours_says_so(sample: Store) -> None:
    blockers = asked(sample, "book C5 tomorrow 21:00 D2").blockers

    assert blockers is not None
    assert any(isinstance(each, OutsideHours) for each in blockers)


@pytest.mark.parametrize(
    "text", ["close C2 Friday 10-12 repair", "暫停開放C2 星期五10時至12時 維修"]
)
@ONE_ENGINE
def test_a_closure_needs_no_exhibitor(sample: Store, text: str) -> None:
    answer = asked(sample, text)

    assert answer.phrase.verb is Verb.CLOSE
    assert answer.span == span(4, "10:00", "12:00")
    assert (answer.missing, answer.blockers) == ((), ())


@ONE_ENGINE
def test_all_day_is_as_long_as_the_lab_is_open(sample: Store) -> None:
    assert asked(sample, "close C2 tomorrow all day repair").span == span(2, "10:00", "20:00")


@pytest.mark.parametrize(
    "text", ["book C5 now D2 1h", "預約C5現在 D2 一小時", "预约C5 现在 D2 1小时"]
)
@ONE_ENGINE
def test_now_is_the_quarter_of_an_hour_that_has_begun(sample: Store, text: str) -> None:
    set_clock(sample, when(1, "14:19"))

    answer = asked(sample, text)

    assert answer.span == span(1, "14:15", "15:15")
    assert answer.missing == ()


@ONE_ENGINE
def test_an_index_is_kept_until_an_exhibitor_is_written(sample: Store) -> None:
    before = asked(sample, "saunova").index
    assert sample.read(ask, "saunova", before).index is before

    one = sample.read(exhibitor_by_code, "EX06")
    order = EditExhibitor(exhibitor_id=one.id, changes={"fascia": "Nova"})
    sample.write(edit_exhibitor, order)
    after = sample.read(ask, "nova", before)

    assert after.index is not before
    assert after.hits[0].code == "EX06"


@ONE_ENGINE
def test_an_index_goes_on_after_a_booking_was_written(sample: Store) -> None:
    before = asked(sample, "saunova").index
    do(sample, Act.CANCEL, "BK029")

    after = sample.read(ask, "saunova", before).index

    assert after.revision == before.revision + 1
    assert after.exhibitors is before.exhibitors


@ONE_ENGINE
def test_a_question_takes_as_many_queries_whatever_it_finds(sample: Store) -> None:
    index = asked(sample, "saunova").index
    few = _queries(sample, lambda: sample.read(ask, "saunova", index))

    many = _queries(sample, lambda: sample.read(ask, "sample", index))

    assert many <= few


@ONE_ENGINE
def test_the_examples_are_of_this_lab(sample: Store) -> None:
    found = sample.read(examples)

    assert found.place is not None
    assert found.exhibitor is not None
    assert (found.place.code, found.exhibitor.code) == ("A1", "EX01")


def test_an_empty_lab_has_no_examples_and_no_hits(store: Store) -> None:
    found = store.read(examples)

    assert (found.place, found.exhibitor) == (None, None)
    assert asked(store, "anything").hits == ()


def _queries(store: Store, work: Callable[[], object]) -> int:
    sent: list[str] = []

    def on_statement(*call: object) -> None:
        sent.append(str(call[2]))

    event.listen(store.engine, "before_cursor_execute", on_statement)
    try:
        work()
    finally:
        event.remove(store.engine, "before_cursor_execute", on_statement)
    return len(sent)
