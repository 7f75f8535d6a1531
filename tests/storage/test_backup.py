"""Copies that can be trusted, and going back to one."""

import os
import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from labapp.domain.bookings import Booking
from labapp.domain.errors import DatabaseFault, FileFault
from labapp.services import bookings
from labapp.storage import backup
from labapp.storage.engine import locate
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from tests.builders import TEST_DESK, SmallLab, StillClock, span, when
from tests.storage import crews
from tests.sweep import problems_in

PAGE = 4096


def opened(path: Path) -> Store:
    return open_store(locate(path), actor=TEST_DESK, clock=StillClock(when(0, "08:00")))


def book(store: Store, lab: SmallLab, day: int = 1) -> Booking:
    return store.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))


def keys(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(connection.execute(text("SELECT key FROM booking")).scalars())


def path_of(store: Store) -> Path:
    assert store.location.path is not None
    return store.location.path


def spoil(path: Path) -> None:
    """Overwrite all of a file but its header and the table of contents."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(4 * PAGE)
        file.write(os.urandom(size - 4 * PAGE))


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_copy_made_while_others_write_has_all_that_was_confirmed_before(
    law: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "ledgers"
    folder.mkdir()
    with crews.crew(str(path_of(law)), folder, range(2), 60) as members:
        crews.wait_until_busy(ledger for _, ledger in members)
        for number in range(3):
            before = set(crews.read_ledgers(folder).done)
            target = tmp_path / f"copy{number}.db"

            made = backup.copy_into(law.engine, target)

            copy = opened(target)
            assert before <= keys(copy)
            assert problems_in(copy) == []
            assert made.bytes == target.stat().st_size
            copy.close()
            time.sleep(0.2)
    assert len(crews.read_ledgers(folder).done) > len(before) > 0


def test_an_existing_file_is_never_overwritten(sqlite_law: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("a letter")

    with pytest.raises(FileFault) as fault:
        backup.copy_into(sqlite_law.engine, target)

    assert fault.value.kind == "exists"
    assert target.read_text() == "a letter"


def test_a_folder_that_is_not_there_is_said_to_be_missing(
    sqlite_law: Store, tmp_path: Path
) -> None:
    with pytest.raises(FileFault) as fault:
        backup.copy_into(sqlite_law.engine, tmp_path / "nowhere" / "copy.db")

    assert fault.value.kind == "missing"


def test_a_broken_copy_is_not_kept(
    sqlite_law: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = backup.judge

    def judge_spoilt(path: Path) -> str | None:
        spoil(path)
        return judge(path)

    monkeypatch.setattr(backup, "judge", judge_spoilt)
    target = tmp_path / "copy.db"

    with pytest.raises(FileFault) as fault:
        backup.copy_into(sqlite_law.engine, target)

    assert fault.value.kind == "broken"
    assert not target.exists()
    assert list(tmp_path.glob("*.part")) == []


def test_copies_beside_the_database_never_share_a_name(sqlite_law: Store) -> None:
    path = path_of(sqlite_law)

    made = [backup.copy_beside(sqlite_law.engine, path, "before-0002") for _ in range(3)]

    assert len(set(made)) == 3
    assert all(backup.judge(one) is None for one in made)


def test_a_database_that_is_corrupt_gives_no_copy(law_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "lab.db"
    shutil.copy(law_file, path)
    store = opened(path)
    spoil(path)  # nobody else has it open, and this test writes nothing more

    with pytest.raises(DatabaseFault) as fault:
        backup.copy_into(store.engine, tmp_path / "copy.db")

    assert fault.value.kind == "corrupt"
    assert not (tmp_path / "copy.db").exists()
    store.close()


def test_a_restore_brings_the_copy_and_keeps_what_was_there(
    sqlite_law: Store, lab: SmallLab, tmp_path: Path
) -> None:
    first = book(sqlite_law, lab, 1)
    copy = tmp_path / "copy.db"
    backup.copy_into(sqlite_law.engine, copy)
    second = book(sqlite_law, lab, 2)
    path = path_of(sqlite_law)
    sqlite_law.close()

    made = backup.restore_over(sqlite_law.location, copy)

    now, kept = opened(path), opened(Path(str(made.kept)))
    assert keys(now) == {first.key}
    assert keys(kept) == {first.key, second.key}
    assert problems_in(now) == problems_in(kept) == []
    assert copy.exists()
    for store in (now, kept):
        store.close()


def test_a_store_still_open_notices_a_restore_and_stops_confirming(
    sqlite_law: Store, lab: SmallLab, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backup.copy_into(sqlite_law.engine, copy)
    booked = book(sqlite_law, lab, 1)

    made = backup.restore_over(sqlite_law.location, copy)

    with pytest.raises(DatabaseFault) as fault:
        book(sqlite_law, lab, 2)
    assert fault.value.kind == "replaced"
    sqlite_law.close()
    kept = opened(Path(str(made.kept)))
    assert keys(kept) == {booked.key}
    kept.close()


@pytest.mark.parametrize("what", ["spoilt", "text", "other", "missing"])
def test_a_restore_of_what_is_no_copy_changes_nothing(
    sqlite_law: Store, lab: SmallLab, tmp_path: Path, what: str
) -> None:
    booked = book(sqlite_law, lab, 1)
    source = tmp_path / "source.db"
    if what == "spoilt":
        backup.copy_into(sqlite_law.engine, source)
        spoil(source)
    elif what == "text":
        source.write_text("a letter" * 1000)
    elif what == "other":
        with sqlite_law.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("ATTACH ? AS other", (str(source),))
            connection.exec_driver_sql("CREATE TABLE other.song (title TEXT)")
            connection.exec_driver_sql("DETACH other")
            connection.exec_driver_sql("BEGIN")
    before = sorted(path.name for path in tmp_path.iterdir())

    with pytest.raises(FileFault) as fault:
        backup.restore_over(sqlite_law.location, source)

    assert fault.value.kind == ("missing" if what == "missing" else "broken")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert keys(sqlite_law) == {booked.key}
    book(sqlite_law, lab, 2)


def test_two_restores_in_one_second_keep_both_that_were_there(
    sqlite_law: Store, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backup.copy_into(sqlite_law.engine, copy)
    sqlite_law.close()

    kept = [backup.restore_over(sqlite_law.location, copy).kept for _ in range(2)]

    assert len(set(kept)) == 2
    assert all(backup.judge(Path(str(one))) is None for one in kept)


def test_a_restore_to_where_nothing_is_makes_the_folder(sqlite_law: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup.copy_into(sqlite_law.engine, copy)

    made = backup.restore_over(locate(tmp_path / "new" / "lab.db"), copy)

    assert made.kept is None
    restored = opened(tmp_path / "new" / "lab.db")
    assert problems_in(restored) == []
    restored.close()


@pytest.mark.postgres
def test_a_server_is_not_restored_over(postgres_law: Store, tmp_path: Path) -> None:
    with pytest.raises(DatabaseFault) as fault:
        backup.restore_over(postgres_law.location, tmp_path / "copy.db")

    assert fault.value.kind == "driver"


@pytest.mark.postgres
def test_a_server_is_dumped_into_a_new_file(postgres_law: Store, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    target = tmp_path / "lab.dump"

    made = backup.dump_postgres(postgres_law.engine, target)

    assert target.read_bytes()[:5] == b"PGDMP"
    assert made.bytes == target.stat().st_size
    with pytest.raises(FileFault) as fault:
        backup.dump_postgres(postgres_law.engine, target)
    assert fault.value.kind == "exists"
