"""Take back and make again, from the journal: per person, over restarts, through the law."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from labapp.domain import errors
from labapp.domain.bookings import HOLDING, Booking, State
from labapp.domain.errors import Refused
from labapp.domain.staff import WRITING
from labapp.services import promises
from labapp.storage import bookings as rows
from labapp.storage import journal
from labapp.storage.journal import ActRow, JournalRow
from labapp.storage.transaction import Transaction

UNDO, REDO = "undo", "redo"
_BY_TIME = frozenset({"expire", "lapse"})
_AS_A_WHOLE = frozenset({"weather", "weather_undo", "lend", "return"})
"""What bad weather did is taken back on its own, by ``services.weather``, with the hours; what was
lent is taken back by its tag."""

Batch = list[ActRow]


@dataclass(frozen=True, slots=True)
class Undoable:
    """What undo and redo would do next; None where there is nothing."""

    undo: JournalRow | None
    redo: JournalRow | None


def undoable(tx: Transaction) -> Undoable:
    """Return the acts of this person that could be taken back or made again next."""
    done, undone = _stacks(journal.acts_of(tx.connection, tx.actor.name))
    return Undoable(_first(tx, done), _first(tx, undone))


def _first(tx: Transaction, stack: list[Batch]) -> JournalRow | None:
    return _rows(tx, stack[-1][:1])[0] if stack else None


def undo(tx: Transaction) -> Sequence[Booking]:
    """Take back the person's last act, as a whole, and return the bookings as they are now.

    Nothing is deleted: a booking that was made becomes cancelled. If somebody has changed it since,
    or what it held has been promised to another, this is refused with the facts.
    """
    _check_may(tx, UNDO)
    promises.expire_due(tx)
    done, _ = _stacks(journal.acts_of(tx.connection, tx.actor.name))
    if not done:
        raise Refused(errors.NothingToUndo(act=UNDO))
    return _turn_all(tx, tuple(reversed(_rows(tx, done[-1]))), UNDO)


def redo(tx: Transaction) -> Sequence[Booking]:
    """Make the last act again that was taken back."""
    _check_may(tx, REDO)
    promises.expire_due(tx)
    _, undone = _stacks(journal.acts_of(tx.connection, tx.actor.name))
    if not undone:
        raise Refused(errors.NothingToUndo(act=REDO))
    return _turn_all(tx, _rows(tx, undone[-1]), REDO)


def _check_may(tx: Transaction, act: str) -> None:
    if tx.actor.role not in WRITING:
        raise Refused(errors.RoleMayNot(role=tx.actor.role.value, act=act))


def _rows(tx: Transaction, batch: Batch) -> Sequence[JournalRow]:
    return journal.rows_at(tx.connection, [act.revision for act in batch])


def _stacks(newest_first: Sequence[ActRow]) -> tuple[list[Batch], list[Batch]]:
    """Return what is done and what is taken back, each a stack of whole transactions."""
    batches: list[Batch] = []
    for row in reversed(newest_first):
        if row.act in _BY_TIME | _AS_A_WHOLE or row.origin == "import":
            continue
        if batches and batches[-1][0].batch == row.batch:
            batches[-1].append(row)
        else:
            batches.append([row])
    done: list[Batch] = []
    undone: list[Batch] = []
    for batch in batches:
        if batch[0].act == UNDO and done:
            undone.append(done.pop())
        elif batch[0].act == REDO and undone:
            done.append(undone.pop())
        elif batch[0].act not in {UNDO, REDO}:
            done.append(batch)
            undone.clear()
    return done, undone


def _turn_all(tx: Transaction, batch: Sequence[JournalRow], act: str) -> Sequence[Booking]:
    """Turn back a transaction: its bookings together, or step by step what was done to one."""
    if len(batch) == 1 or len({row.subject for row in batch}) < len(batch):
        return [_turn_back(tx, row, act) for row in batch]
    turns = [_turn(tx, row, act) for row in batch]
    stored = promises.exchange(tx, turns, act=act)
    return [rows.by_id(tx.connection, booking.id) or booking for booking in stored]


def _turn_back(tx: Transaction, row: JournalRow, act: str) -> Booking:
    turn = _turn(tx, row, act)
    stored = promises.promise(tx, turn.after, before=turn.before, act=act, undoes=row.revision)
    return rows.by_id(tx.connection, stored.id) or stored


def _turn(tx: Transaction, row: JournalRow, act: str) -> promises.Turn:
    wanted = row.before if act == UNDO else row.after
    past = row.after if row.after is not None else row.before
    if past is None:
        raise LookupError(row.revision)
    now = rows.by_id(tx.connection, int(past["id"]))
    if now is None:
        raise Refused(errors.NotFound(what="booking", key=row.subject))
    _still_theirs(tx, now)
    if wanted is None:
        after = replace(now, state=State.CANCELLED, reason=UNDO, cancelled_at=tx.now)
    else:
        after = replace(rows.from_record(wanted), id=now.id, version=now.version)
    if after.state in HOLDING and after.expired(tx.now):
        raise Refused(errors.WrongState(number=now.number, state="expired", act=act))
    return promises.Turn(now, after, row.revision)


def _still_theirs(tx: Transaction, now: Booking) -> None:
    """Refuse when somebody else, or the weather, has changed the booking since this act."""
    history = journal.history_of(tx.connection, now.number, limit=1)
    newest = history[0]
    if newest.actor != tx.actor.name or newest.act == "weather":
        raise Refused(
            errors.ChangedMeanwhile(what="booking", key=now.number, by=newest.actor, differences=())
        )
