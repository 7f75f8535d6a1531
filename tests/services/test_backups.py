"""The backups that the desk keeps by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from labapp.domain.errors import DatabaseFault
from labapp.services.backups import (
    KEPT,
    Keeping,
    Stopped,
    back_up,
    back_up_daily,
    last_backup,
)
from labapp.services.checks import check_store
from labapp.storage.backup import judge
from labapp.storage.store import Store

MONDAY = datetime(2026, 12, 7, 1, 30, tzinfo=UTC)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path / "backups", daily=True)


def test_one_backup_is_made_a_day(sqlite_sample: Store, keeping: Keeping) -> None:
    made = back_up_daily(sqlite_sample, keeping, now=MONDAY)
    again = back_up_daily(sqlite_sample, keeping, now=MONDAY + timedelta(hours=3))
    next_day = back_up_daily(sqlite_sample, keeping, now=MONDAY + timedelta(days=1))

    assert made is not None
    assert judge(Path(made.path)) is None
    assert again is None
    assert next_day is not None
    assert last_backup(keeping.folder) == next_day


def test_the_day_is_the_labs(sqlite_sample: Store, keeping: Keeping) -> None:
    back_up(sqlite_sample, keeping, now=datetime(2026, 12, 7, 15, 59, tzinfo=UTC))

    made = back_up_daily(sqlite_sample, keeping, now=datetime(2026, 12, 7, 16, tzinfo=UTC))

    assert made is not None, "it is Tuesday in Hong Kong"


def test_only_the_newest_are_kept_and_foreign_files_stay(
    sqlite_sample: Store, keeping: Keeping
) -> None:
    keeping.folder.mkdir()
    foreign = keeping.folder / "notes.txt"
    foreign.write_text("mine", encoding="utf-8")
    for number in range(KEPT):
        stamp = (MONDAY - timedelta(days=number + 1)).strftime("%Y-%m-%d-%H%M%S")
        (keeping.folder / f"lab-{stamp}.db").write_bytes(b"")

    made = back_up(sqlite_sample, keeping, now=MONDAY)

    kept = sorted(path.name for path in keeping.folder.glob("lab-*"))
    assert len(kept) == KEPT
    assert Path(made.path).name == kept[-1]
    assert "lab-2026-11-23-013000.db" not in kept
    assert foreign.exists()


def test_two_in_one_second_are_two(sqlite_sample: Store, keeping: Keeping) -> None:
    paths = {back_up(sqlite_sample, keeping, now=MONDAY).path for _ in range(2)}

    assert len(paths) == 2


def test_a_backup_says_how_far_it_is_and_can_be_stopped(
    sqlite_sample: Store, keeping: Keeping
) -> None:
    shares: list[float | None] = []

    def stop(share: float | None) -> bool:
        shares.append(share)
        return False

    with pytest.raises(Stopped):
        back_up(sqlite_sample, keeping, stop)

    assert shares
    assert list(keeping.folder.iterdir()) == []
    assert back_up(sqlite_sample, keeping, lambda share: True).bytes > 100_000


def test_none_is_made_unasked_where_that_is_not_wanted(
    sqlite_sample: Store, tmp_path: Path
) -> None:
    unasked = Keeping(tmp_path / "backups", daily=False)

    assert back_up_daily(sqlite_sample, unasked) is None
    assert last_backup(unasked.folder) is None


def test_a_folder_that_cannot_be_made_is_told(sqlite_sample: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with pytest.raises(DatabaseFault) as caught:
        back_up(sqlite_sample, Keeping(tmp_path / "file" / "backups", daily=True))

    assert str(tmp_path / "file") in caught.value.where


def test_a_check_says_how_far_it_is_and_can_be_stopped(sqlite_sample: Store) -> None:
    shares: list[float | None] = []

    def told(share: float | None) -> bool:
        shares.append(share)
        return len(shares) < 3

    with pytest.raises(Stopped):
        check_store(sqlite_sample, told)

    steps = [share for share in shares if share is not None]
    assert steps[0] == 0
    assert len(set(steps)) == 3
    assert steps == sorted(steps)
