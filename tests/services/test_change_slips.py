from datetime import date

import pytest

from labapp.domain.bookings import Act
from labapp.domain.errors import NotFound, Refused
from labapp.domain.languages import Language
from labapp.domain.releases import Change
from labapp.paper.change_slip import change_slip_data, change_slip_pdf
from labapp.services.change_slips import change_slip, issue_change_slip
from labapp.services.releases import PublishRelease, publish_release
from labapp.storage.store import Store
from tests.paper.sheets import text
from tests.services.orders import do, kinds

FIRST, LAST = date(2026, 12, 8), date(2026, 12, 12)


def publish_twice(store: Store) -> None:
    """Publish the week, cancel EX12's Thursday, and publish again."""
    store.write(publish_release, PublishRelease(note="Week", first_day=FIRST, last_day=LAST))
    do(store, Act.CANCEL, "BK053")
    store.write(publish_release, PublishRelease(note="A call", first_day=FIRST, last_day=LAST))


def test_a_slip_says_what_one_exhibitor_must_know(sample: Store) -> None:
    publish_twice(sample)

    slip = sample.read(change_slip, 2, "EX12", Language.EN)

    assert [(line.change, line.slot.number) for line in slip.lines] == [(Change.GONE, "BK053")]
    assert (slip.document_number, slip.version) == ("SLIP-R2-EX12-en", 1)
    assert slip.note == "A call"


def test_whom_nothing_concerns_has_no_slip(sample: Store) -> None:
    publish_twice(sample)

    with pytest.raises(Refused) as refused:
        sample.read(change_slip, 2, "EX01", Language.EN)

    assert kinds(refused.value) == [NotFound]


def test_a_slip_printed_again_is_the_next_version(sample: Store) -> None:
    publish_twice(sample)
    sample.write(issue_change_slip, 2, "EX12", Language.EN)

    again = sample.write(issue_change_slip, 2, "EX12", Language.EN)

    assert (again.version, again.replaces) == (2, 1)


@pytest.mark.parametrize("language", Language)
def test_the_paper_says_it_in_every_language(sqlite_sample: Store, language: Language) -> None:
    publish_twice(sqlite_sample)
    slip = sqlite_sample.read(change_slip, 2, "EX12", language)

    pdf = change_slip_pdf(slip)

    (line,) = change_slip_data(slip)["lines"]
    told = text(pdf).replace(" ", "").replace("\n", "")
    for words in (line["change"], line["number"], line["was"], "A call", slip.document_number):
        assert words.replace(" ", "") in told
    assert line["is_now"] == ""
    assert "C6" in line["was"]
    assert pdf == change_slip_pdf(slip)
