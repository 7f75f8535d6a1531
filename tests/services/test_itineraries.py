from datetime import date

import pytest

from labapp.domain.bookings import Act
from labapp.domain.errors import NotFound, Refused
from labapp.domain.languages import Language
from labapp.paper.itinerary import itinerary_data, itinerary_pdf
from labapp.services.itineraries import issue_itinerary, itinerary
from labapp.services.releases import PublishRelease, publish_release
from labapp.storage.store import Store
from tests.paper.sheets import text
from tests.services.demo_orders import hours, new_presenter
from tests.services.orders import book, do, kinds

FIRST, LAST = date(2026, 12, 8), date(2026, 12, 12)


def publish(store: Store) -> None:
    store.write(publish_release, PublishRelease(note="Week", first_day=FIRST, last_day=LAST))


def test_an_itinerary_says_all_that_an_exhibitor_has(sample: Store) -> None:
    presenter = new_presenter(sample, "EX10", "Karen")
    time = hours("11", "16:00", "17:00")
    booked = book(sample, "C3", "EX10", time, extras=((presenter.resource_id, 1),))
    publish(sample)

    found = sample.read(itinerary, 1, "EX10", Language.EN)

    (slot,) = [slot for slot in found.slots if slot.number == booked.number]
    assert [one.en for one in slot.presenters] == ["Karen"]
    assert slot.seats == (("baidu.paddlex", 1),)
    assert found.slots == tuple(sorted(found.slots, key=lambda slot: slot.span))
    assert {slot.exhibitor_code for slot in found.slots} == {"EX10"}


def test_an_itinerary_is_out_of_date_once_a_release_says_something_else(sample: Store) -> None:
    publish(sample)
    do(sample, Act.CANCEL, "BK053")
    publish(sample)

    assert sample.read(itinerary, 1, "EX12", Language.EN).out_of_date
    assert not sample.read(itinerary, 1, "EX05", Language.EN).out_of_date
    assert not sample.read(itinerary, 2, "EX05", Language.EN).out_of_date


def test_who_is_not_in_a_release_has_no_itinerary(sample: Store) -> None:
    publish(sample)

    with pytest.raises(Refused) as refused:
        sample.read(itinerary, 1, "EX99", Language.EN)

    assert kinds(refused.value) == [NotFound]


def test_an_itinerary_printed_again_is_the_next_version(sample: Store) -> None:
    publish(sample)
    sample.write(issue_itinerary, 1, "EX05", Language.EN)

    again = sample.write(issue_itinerary, 1, "EX05", Language.EN)

    assert (again.version, again.replaces) == (2, 1)


@pytest.mark.parametrize("language", Language)
def test_the_paper_says_it_in_every_language(sqlite_sample: Store, language: Language) -> None:
    publish(sqlite_sample)
    paper = sqlite_sample.read(itinerary, 1, "EX05", language)

    pdf = itinerary_pdf(paper)

    told = text(pdf).replace(" ", "").replace("\n", "")
    for day in itinerary_data(paper)["days"]:
        for slot in day["slots"]:
            for words in (slot["when"], slot["place"], slot["what"], *slot["ready"]):
                assert words.replace(" ", "") in told
    assert pdf == itinerary_pdf(paper)
