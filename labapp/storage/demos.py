"""Queries about what demos show, who presents them, and what is to be placed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from labapp.domain.bookings import HOLDING
from labapp.domain.demos import (
    Audience,
    Choice,
    DemoCard,
    Industry,
    Layer,
    Model,
    Presenter,
    Runs,
    Source,
    windows_of,
)
from labapp.domain.exhibitors import Demo
from labapp.domain.languages import Names
from labapp.domain.times import day_span
from labapp.storage import exhibitors, occupancy
from labapp.storage.lab import names_in
from labapp.storage.tables.bookings import booking
from labapp.storage.tables.demos import (
    demo_card,
    demo_choice,
    demo_model,
    demo_presenter,
    demo_source,
    presenter,
)
from labapp.storage.tables.exhibitors import demo, demo_toolkit, exhibitor, person
from labapp.storage.tables.resources import resource
from labapp.storage.transaction import ChangedUnderfoot, Transaction

MOST_CHOICES = 3000


def presenters(
    connection: Connection,
    *,
    exhibitor_id: int | None = None,
    presenter_ids: Iterable[int] | None = None,
) -> list[Presenter]:
    """Return presenters with when they are there, by code: all, one exhibitor's, or some."""
    statement = (
        select(
            presenter,
            resource.c.name_en,
            resource.c.name_zh_hant,
            resource.c.name_zh_hans,
            exhibitor.c.name_en.label("owner_en"),
            exhibitor.c.name_zh_hant.label("owner_zh_hant"),
            exhibitor.c.name_zh_hans.label("owner_zh_hans"),
            person.c.phone,
        )
        .join(resource, resource.c.id == presenter.c.resource_id)
        .join(exhibitor, exhibitor.c.id == presenter.c.exhibitor_id)
        .outerjoin(person, person.c.id == presenter.c.person_id)
        .order_by(presenter.c.code)
    )
    if exhibitor_id is not None:
        statement = statement.where(presenter.c.exhibitor_id == exhibitor_id)
    if presenter_ids is not None:
        statement = statement.where(presenter.c.id.in_(tuple(presenter_ids)))
    rows = connection.execute(statement).all()
    steps = occupancy.steps_of(connection, [row.resource_id for row in rows]) if rows else {}
    return [
        Presenter(
            id=row.id,
            code=row.code,
            exhibitor_id=row.exhibitor_id,
            exhibitor=names_in(row, "owner"),
            names=names_in(row),
            resource_id=row.resource_id,
            person_id=row.person_id,
            phone=row.phone,
            windows=windows_of(steps[row.resource_id]),
            retired_at=row.retired_at,
            version=row.version,
        )
        for row in rows
    ]


def add_presenter(tx: Transaction, **columns: Any) -> int:  # noqa: ANN401 -- columns of the table
    """Store a presenter whose resource is there already; return the id."""
    added = tx.connection.execute(
        insert(presenter).values(version=1, **columns).returning(presenter.c.id)
    )
    return int(added.scalar_one())


def change_presenter(tx: Transaction, known: Presenter, **columns: Any) -> None:  # noqa: ANN401 -- columns
    """Store changed columns of a presenter; the version goes up."""
    changed = tx.connection.execute(
        update(presenter)
        .where(presenter.c.id == known.id, presenter.c.version == known.version)
        .values(version=known.version + 1, **columns)
    )
    if changed.rowcount != 1:
        raise ChangedUnderfoot(known.code)


def rename_resource(tx: Transaction, resource_id: int, names: Names) -> None:
    """Give a resource other names."""
    tx.connection.execute(
        update(resource)
        .where(resource.c.id == resource_id)
        .values(name_en=names.en, name_zh_hant=names.zh_hant, name_zh_hans=names.zh_hans)
    )


def cards(
    connection: Connection, *, exhibitor_id: int | None = None, demo_id: int | None = None
) -> list[DemoCard]:
    """Return demos with all that is said of them, by code: all, an exhibitor's, or one."""
    if demo_id is not None:
        one = exhibitors.demo_by_id(connection, demo_id)
        found = [] if one is None else [one]
    elif exhibitor_id is not None:
        found = exhibitors.demos_of(connection, exhibitor_id)
    else:
        found = exhibitors.all_demos(connection)
    if not found:
        return []
    ids = [one.id for one in found]
    notes = {
        row.demo_id: row
        for row in connection.execute(select(demo_card).where(demo_card.c.demo_id.in_(ids)))
    }
    owners = {
        row.id: row
        for row in connection.execute(
            select(exhibitor).where(exhibitor.c.id.in_({one.exhibitor_id for one in found}))
        )
    }
    models, sources = _models(connection, ids), _sources(connection, ids)
    people = _presenters_of(connection, ids)
    return [
        _card(
            one,
            owners[one.exhibitor_id],
            notes.get(one.id),
            models=models.get(one.id, ()),
            sources=sources.get(one.id, ()),
            people=people.get(one.id, ()),
        )
        for one in found
    ]


def _card(
    one: Demo,
    owner: Row[Any],
    note: Row[Any] | None,
    *,
    models: Sequence[Model],
    sources: Sequence[Source],
    people: Sequence[Presenter],
) -> DemoCard:
    known: dict[str, Any] = {}
    if note is not None:
        known = {
            "shows": names_in(note, "shows"),
            "audience": Audience(note.audience),
            "industries": tuple(Industry(each) for each in note.industries),
            "layers": tuple(Layer(each) for each in note.layers),
            "cloud": note.cloud,
            "generative": note.generative,
            "retired_at": note.retired_at,
            "version": note.version,
        }
    return DemoCard(
        demo=one,
        exhibitor_code=owner.code,
        exhibitor=names_in(owner),
        models=tuple(models),
        sources=tuple(sources),
        presenters=tuple(people),
        **known,
    )


def _models(connection: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Model]]:
    found: dict[int, list[Model]] = defaultdict(list)
    statement = select(demo_model).where(demo_model.c.demo_id.in_(ids))
    for row in connection.execute(statement.order_by(demo_model.c.position)):
        model = Model(row.name, row.model_version, row.licence, Runs(row.runs))
        found[row.demo_id].append(model)
    return found


def _sources(connection: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Source]]:
    found: dict[int, list[Source]] = defaultdict(list)
    statement = select(demo_source).where(demo_source.c.demo_id.in_(ids))
    for row in connection.execute(statement.order_by(demo_source.c.position)):
        found[row.demo_id].append(Source(row.name, row.permission, row.personal))
    return found


def _presenters_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, Sequence[Presenter]]:
    pairs = connection.execute(
        select(demo_presenter).where(demo_presenter.c.demo_id.in_(ids))
    ).all()
    people = presenters(connection, presenter_ids={row.presenter_id for row in pairs})
    belongs = {(row.demo_id, row.presenter_id) for row in pairs}
    return {key: [one for one in people if (key, one.id) in belongs] for key in ids}


def add_demo(tx: Transaction, **columns: Any) -> int:  # noqa: ANN401 -- columns of the table
    """Store a demo without anything said of it; return the id."""
    added = tx.connection.execute(insert(demo).values(**columns).returning(demo.c.id))
    return int(added.scalar_one())


def change_demo(tx: Transaction, demo_id: int, **columns: Any) -> None:  # noqa: ANN401 -- columns
    """Store changed columns of a demo."""
    tx.connection.execute(update(demo).where(demo.c.id == demo_id).values(**columns))


def lock_demo(tx: Transaction, demo_id: int) -> None:
    """Wait for whoever changes the demo or its clearance now."""
    tx.connection.execute(select(demo.c.id).where(demo.c.id == demo_id).with_for_update())


def write_card(tx: Transaction, card: DemoCard, version: int) -> None:
    """Store all that is said beside the demo itself, under the version."""
    demo_id = card.demo.id
    values = {
        "shows_en": card.shows.en,
        "shows_zh_hant": card.shows.zh_hant,
        "shows_zh_hans": card.shows.zh_hans,
        "audience": card.audience.value,
        "industries": [each.value for each in card.industries],
        "layers": [each.value for each in card.layers],
        "cloud": card.cloud,
        "generative": card.generative,
        "retired_at": card.retired_at,
        "version": version,
    }
    mine = demo_card.c.demo_id == demo_id
    if tx.connection.execute(update(demo_card).where(mine).values(values)).rowcount == 0:
        tx.connection.execute(insert(demo_card).values(demo_id=demo_id, **values))
    for table in (demo_model, demo_source, demo_presenter, demo_toolkit):
        tx.connection.execute(delete(table).where(table.c.demo_id == demo_id))
    for position, model in enumerate(card.models):
        tx.connection.execute(
            insert(demo_model).values(
                demo_id=demo_id,
                position=position,
                name=model.name,
                model_version=model.version,
                licence=model.licence,
                runs=model.runs.value,
            )
        )
    for position, source in enumerate(card.sources):
        tx.connection.execute(
            insert(demo_source).values(
                demo_id=demo_id,
                position=position,
                name=source.name,
                permission=source.permission,
                personal=source.personal,
            )
        )
    for one in card.presenters:
        tx.connection.execute(insert(demo_presenter).values(demo_id=demo_id, presenter_id=one.id))
    for resource_id, seats in card.demo.toolkits.items():
        tx.connection.execute(
            insert(demo_toolkit).values(demo_id=demo_id, resource_id=resource_id, seats=seats)
        )


def next_code(connection: Connection, prefix: str, codes: ColumnElement[str]) -> str:
    """Return the next code nobody has: the prefix and a number."""
    known = connection.execute(select(codes).where(codes.like(f"{prefix}%"))).scalars()
    numbers = [int(code[len(prefix) :]) for code in known if code[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"


def next_demo_code(connection: Connection) -> str:
    """Return the next demo's code."""
    return next_code(connection, "DM", demo.c.code)


def next_presenter_code(connection: Connection) -> str:
    """Return the next presenter's code."""
    return next_code(connection, "PR", presenter.c.code)


def add_choice(tx: Transaction, **columns: Any) -> int:  # noqa: ANN401 -- columns of the table
    """Store that a demo shall be shown; return the id."""
    added = tx.connection.execute(insert(demo_choice).values(**columns).returning(demo_choice.c.id))
    return int(added.scalar_one())


def drop_choice(tx: Transaction, choice_id: int) -> None:
    """Forget that a demo shall be shown; the journal remembers."""
    tx.connection.execute(delete(demo_choice).where(demo_choice.c.id == choice_id))


def choices(
    connection: Connection, first_day: date, last_day: date, *, choice_id: int | None = None
) -> list[Choice]:
    """Return what shall be shown in periods that touch the days, with what of it is booked."""
    statement = (
        select(
            demo_choice,
            demo.c.code,
            demo.c.minutes.label("typical"),
            demo.c.exhibitor_id,
            demo.c.title_en,
            demo.c.title_zh_hant,
            demo.c.title_zh_hans,
            exhibitor.c.name_en,
            exhibitor.c.name_zh_hant,
            exhibitor.c.name_zh_hans,
        )
        .join(demo, demo.c.id == demo_choice.c.demo_id)
        .join(exhibitor, exhibitor.c.id == demo.c.exhibitor_id)
        .order_by(demo_choice.c.first_day, demo.c.code, demo_choice.c.id)
        .limit(MOST_CHOICES)
    )
    if choice_id is not None:
        statement = statement.where(demo_choice.c.id == choice_id)
    else:
        statement = statement.where(
            demo_choice.c.first_day <= last_day, demo_choice.c.last_day >= first_day
        )
    rows = connection.execute(statement).all()
    if not rows:
        return []
    booked = _booked(connection, rows)
    return [
        Choice(
            id=row.id,
            demo_id=row.demo_id,
            demo_code=row.code,
            titles=names_in(row, "title"),
            exhibitor_id=row.exhibitor_id,
            exhibitor=names_in(row),
            first_day=row.first_day,
            last_day=row.last_day,
            times=row.times,
            minutes=row.minutes or row.typical,
            place_kind=row.place_kind,
            note=row.note,
            booked=tuple(
                number
                for number, starts_at in booked.get(row.demo_id, ())
                if day_span(row.first_day).start <= starts_at < day_span(row.last_day).end
            ),
        )
        for row in rows
    ]


def _booked(connection: Connection, rows: Sequence[Row[Any]]) -> Mapping[int, Sequence[Any]]:
    """Return the number and start of each session of the demos in all the periods, in order."""
    first = min(day_span(row.first_day).start for row in rows)
    last = max(day_span(row.last_day).end for row in rows)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(
        select(booking.c.demo_id, booking.c.number, booking.c.starts_at)
        .where(
            booking.c.demo_id.in_({row.demo_id for row in rows}),
            booking.c.starts_at >= first,
            booking.c.starts_at < last,
            booking.c.state.in_([state.value for state in HOLDING]),
        )
        .order_by(booking.c.starts_at, booking.c.id)
    ):
        found[row.demo_id].append((row.number, row.starts_at))
    return found


def ahead_of(tx: Transaction, demo_id: int) -> list[str]:
    """Return the numbers of the demo's bookings that are in force and not over yet."""
    rows = tx.connection.execute(
        select(booking.c.number)
        .where(
            booking.c.demo_id == demo_id,
            booking.c.ends_at > tx.now,
            booking.c.state.in_([state.value for state in HOLDING]),
        )
        .order_by(booking.c.starts_at)
    )
    return list(rows.scalars())
