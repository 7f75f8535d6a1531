"""A database file that cannot be used: one clear fault each, and nothing confirmed is lost."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from labapp.domain.bookings import Booking
from labapp.domain.errors import DatabaseFault
from labapp.domain.times import Span
from labapp.services import bookings
from labapp.storage import backup
from labapp.storage.engine import (
    Location,
    file_system_type,
    locate,
    network_type,
    refuse_network,
    sqlite_library,
)
from labapp.storage.schema import open_store
from labapp.storage.store import Store
from tests.builders import TEST_DESK, SmallLab, StillClock, span, when
from tests.sweep import problems_in

ROOT = Path(__file__).parents[2]
PAGE = 4096


def opened(path: Path, *, create: bool = False, busy_timeout_ms: int = 500) -> Store:
    return open_store(
        locate(path),
        actor=TEST_DESK,
        clock=StillClock(when(0, "08:00")),
        create=create,
        busy_timeout_ms=busy_timeout_ms,
    )


def fault_of(path: Path, *, create: bool = False) -> str:
    with pytest.raises(DatabaseFault) as fault:
        opened(path, create=create)
    assert str(path) in fault.value.where
    return fault.value.kind


def book(store: Store, lab: SmallLab, day: int = 1) -> Booking:
    return store.write(bookings.book_place, lab.order("A1", span(day, "10:00", "11:00")))


def numbers(store: Store) -> list[str]:
    found = store.read(bookings.bookings_between, Span(when(0), when(400)))
    return [booking.number for booking in found]


@pytest.fixture
def path(law_file: Path, tmp_path: Path) -> Path:
    """A small lab's file that nobody has open."""
    shutil.copy(law_file, tmp_path / "lab.db")
    return tmp_path / "lab.db"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB of one's own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0777", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("MAY NOT MOUNT HERE: a real full or read-only disk is not tried")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_missing_file_is_never_made_by_opening_it(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "lab.db") == "missing"
    assert fault_of(tmp_path / "folder" / "lab.db") == "missing"
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_made_with_its_folders_when_asked(tmp_path: Path) -> None:
    store = opened(tmp_path / "new" / "folder" / "lab.db", create=True)

    assert numbers(store) == []
    store.close()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    text_file = tmp_path / "notes.txt"
    text_file.write_text("A1 is taken on Tuesday, and this goes on for some time.\n" * 100)

    assert fault_of(text_file) == "not_a_database"


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert fault_of(tmp_path) == "not_a_database"


@pytest.mark.parametrize("create", [True, False])
def test_the_database_of_another_program_is_left_alone(tmp_path: Path, *, create: bool) -> None:
    other = tmp_path / "other.db"
    connection = sqlite_library().connect(other)
    connection.execute("CREATE TABLE song (title TEXT)")
    connection.close()
    before = other.read_bytes()

    assert fault_of(other, create=create) == "not_a_database"

    connection = sqlite_library().connect(other)
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert tables == [("song",)]
    assert before[:16] == other.read_bytes()[:16]


def test_a_file_emptied_by_an_accident_is_not_taken_for_a_new_lab(path: Path) -> None:
    path.write_bytes(b"")

    assert fault_of(path) == "not_a_database"
    assert path.stat().st_size == 0


def test_a_destroyed_header_is_no_database(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * 100)

    assert fault_of(path) == "not_a_database"


def test_a_destroyed_table_is_corrupt(path: Path) -> None:
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for page in range(1, size // PAGE):
            file.seek(page * PAGE)
            file.write(os.urandom(PAGE))

    assert fault_of(path) == "corrupt"


def test_a_destroyed_page_in_the_middle_is_found_by_the_quick_check(
    path: Path, lab: SmallLab
) -> None:
    store = opened(path)
    for day in range(1, 60):
        book(store, lab, day)
    assert backup.quick_check(store.engine) is None
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'journal'"
        ).scalar_one()
        connection.exec_driver_sql("BEGIN")
    store.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(os.urandom(PAGE))

    store = opened(path)

    assert backup.quick_check(store.engine) is not None
    with pytest.raises(DatabaseFault) as fault:
        book(store, lab, 80)
    assert fault.value.kind == "corrupt"
    store.close()


def test_a_file_held_by_another_process_is_locked_after_the_time_to_wait(
    path: Path, lab: SmallLab
) -> None:
    store = opened(path, busy_timeout_ms=300)
    book(store, lab, 1)
    hold = (
        "import sys; from labapp.storage.engine import sqlite_library;"
        "c = sqlite_library().connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        began = time.monotonic()

        with pytest.raises(DatabaseFault) as fault:
            book(store, lab, 2)

        waited = time.monotonic() - began
        assert numbers(store) == ["BK001"]  # who reads is not held up
        holder.communicate()
    assert fault.value.kind == "locked"
    assert 0.25 < waited < 2
    assert book(store, lab, 2).number == "BK002"
    store.close()


def test_a_deleted_file_does_not_go_on_confirming(path: Path, lab: SmallLab) -> None:
    store = opened(path)
    book(store, lab, 1)
    path.unlink()

    with pytest.raises(DatabaseFault) as fault:
        book(store, lab, 2)

    assert fault.value.kind == "replaced"
    assert not path.exists()
    store.close()


def test_a_replaced_file_does_not_go_on_confirming(
    path: Path, law_file: Path, lab: SmallLab
) -> None:
    store = opened(path)
    book(store, lab, 1)
    other = path.with_name("other.db")
    shutil.copy(law_file, other)
    other.replace(path)

    with pytest.raises(DatabaseFault) as fault:
        book(store, lab, 2)

    assert fault.value.kind == "replaced"
    store.close()


def test_a_file_replaced_in_the_middle_of_an_act_is_not_confirmed(
    path: Path, law_file: Path, lab: SmallLab
) -> None:
    store = opened(path)
    other = path.with_name("other.db")
    shutil.copy(law_file, other)
    heard: list[object] = []
    store.listen(lambda revisions, areas: heard.append(areas))

    def replace_file(connection: object) -> None:
        if other.exists():
            other.replace(path)

    event.listen(store.engine, "commit", replace_file)

    with pytest.raises(DatabaseFault) as fault:
        book(store, lab, 1)

    assert fault.value.kind == "replaced"
    assert heard == []
    store.close()


@pytest.mark.parametrize("folder_mode", [0o755, 0o1777])
def test_somebody_who_may_only_read_is_told_so(
    path: Path, tmp_path_factory: pytest.TempPathFactory, folder_mode: int
) -> None:
    folder = Path("/tmp") / f"labapp-{os.getpid()}-{folder_mode:o}"  # noqa: S108 -- others may enter
    folder.mkdir(mode=0o755)
    try:
        shutil.copy(path, folder / "lab.db")
        (folder / "lab.db").chmod(0o644 if os.geteuid() == 0 else 0o444)
        folder.chmod(folder_mode if os.geteuid() == 0 else folder_mode & 0o1777 & ~0o200)

        child = subprocess.run(
            [sys.executable, "-m", "tests.storage.other_user", str(folder / "lab.db")],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )

        assert child.stdout == "read_only"
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_read_only_disk_is_said_to_be_one(small_disk: Path, path: Path) -> None:
    shutil.copy(path, small_disk / "lab.db")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    assert fault_of(small_disk / "lab.db") == "read_only"
    assert fault_of(small_disk / "new.db", create=True) == "read_only"
    assert fault_of(small_disk / "folder" / "new.db", create=True) == "read_only"


def fill_up(store: Store, lab: SmallLab) -> list[str]:
    """Book until the disk is full; return what was confirmed."""
    confirmed: list[str] = []
    for day in range(1, 400):
        try:
            confirmed.append(book(store, lab, day).number)
        except DatabaseFault as fault:
            assert fault.kind == "full"  # noqa: PT017 -- in the middle of a loop
            return confirmed
    raise AssertionError("the disk did not get full")


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    small_disk: Path, path: Path, lab: SmallLab
) -> None:
    shutil.copy(path, small_disk / "lab.db")
    ballast = small_disk / "ballast"
    store = opened(small_disk / "lab.db")
    ballast.write_bytes(b"x" * 1_000_000)

    confirmed = fill_up(store, lab)
    assert len(confirmed) > 5
    assert numbers(store) == confirmed
    assert problems_in(store) == []

    ballast.unlink()
    confirmed.append(book(store, lab, 300).number)
    assert numbers(store) == confirmed
    assert problems_in(store) == []
    store.close()


def test_a_file_that_may_not_grow_is_full(path: Path, lab: SmallLab) -> None:
    store = opened(path)

    def limit(dbapi: object, entry: object) -> None:
        pages = dbapi.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        dbapi.execute(f"PRAGMA max_page_count = {pages + 12}")  # type: ignore[attr-defined]

    event.listen(store.engine, "connect", limit)
    store.engine.dispose()

    confirmed = fill_up(store, lab)

    assert len(confirmed) > 5
    assert numbers(store) == confirmed
    store.close()
    again = opened(path)
    assert numbers(again) == confirmed
    assert problems_in(again) == []
    again.close()


@pytest.mark.parametrize(
    ("magic", "name"),
    [
        (0x6969, "nfs"),
        (0xFF534D42, "cifs"),
        (0xFFFFFFFF_FF534D42, "cifs"),
        (0xFE534D42, "smb2"),
        (0x01021997, "9p"),
        (0x65735546, "fuse"),
        (0x00C36400, "ceph"),
        (0xEF53, None),
        (0x01021994, None),
    ],
)
def test_network_file_systems_are_known_by_their_numbers(magic: int, name: str | None) -> None:
    assert network_type(magic) == name


def test_a_file_on_a_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFault) as fault:
        refuse_network(tmp_path / "lab.db", lambda folder: f"nfs at {folder.name}")

    assert (fault.value.kind, fault.value.detail) == ("network", f"nfs at {tmp_path.name}")


def test_a_file_on_this_machine_is_not_on_a_network(tmp_path: Path) -> None:
    assert file_system_type(tmp_path) is None
    refuse_network(tmp_path / "lab.db")


@pytest.mark.parametrize("name", ["展位 1.db", "100% #1?.db", "it's&mode=ro.db", "a b\\c.db"])
def test_a_file_may_have_any_name(tmp_path: Path, law_file: Path, name: str) -> None:
    shutil.copy(law_file, tmp_path / name)
    store = opened(tmp_path / name)
    target = tmp_path / f"copy of {name}"

    backup.copy_into(store.engine, target)

    assert backup.judge(target) is None
    store.close()


def test_a_database_in_memory_or_of_another_kind_is_not_ours() -> None:
    for given in ("sqlite://", "mysql://root@localhost/lab", "oracle://lab"):
        with pytest.raises(DatabaseFault) as fault:
            locate(given)
        assert fault.value.kind == "driver"


def test_a_password_in_a_wrong_url_is_not_shown() -> None:
    with pytest.raises(DatabaseFault) as fault:
        locate("mysql://root:secret@localhost/lab")

    assert "secret" not in repr(fault.value)


def test_a_sqlite_url_names_its_file(tmp_path: Path) -> None:
    assert locate(f"sqlite:///{tmp_path}/lab.db") == Location(tmp_path / "lab.db", None)


def test_the_statement_that_broke_a_rule_of_the_program_is_a_bug_not_a_fault(path: Path) -> None:
    store = opened(path)

    with pytest.raises(Exception, match="no such table"):
        store.write(lambda tx: tx.connection.execute(text("SELECT * FROM nowhere")).all())
    store.close()
