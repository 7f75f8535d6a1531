"""Queries about the tags of exhibitors, toolkits and pools."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select

from labapp.storage.tables.computing import exhibitor_tag, resource_tag
from labapp.storage.transaction import Transaction


def exhibitor_tags(connection: Connection) -> Mapping[int, frozenset[str]]:
    """Return the own tags of exhibitors, by id; those without any are not in it."""
    return _grouped(connection.execute(select(exhibitor_tag)).all())


def resource_tags(connection: Connection) -> Mapping[int, frozenset[str]]:
    """Return the own tags of toolkits and pools, by resource."""
    return _grouped(connection.execute(select(resource_tag)).all())


def _grouped(rows: Iterable[tuple[int, str]]) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, tag in rows:
        found[key].add(tag)
    return {key: frozenset(tags) for key, tags in found.items()}


def write_exhibitor_tags(tx: Transaction, exhibitor_id: int, tags: Iterable[str]) -> None:
    """Give an exhibitor these tags and no others."""
    tx.connection.execute(delete(exhibitor_tag).where(exhibitor_tag.c.exhibitor_id == exhibitor_id))
    rows = [{"exhibitor_id": exhibitor_id, "tag": tag} for tag in sorted(tags)]
    if rows:
        tx.connection.execute(insert(exhibitor_tag), rows)


def write_resource_tags(tx: Transaction, resource_id: int, tags: Iterable[str]) -> None:
    """Give a toolkit or a pool these tags and no others."""
    tx.connection.execute(delete(resource_tag).where(resource_tag.c.resource_id == resource_id))
    rows = [{"resource_id": resource_id, "tag": tag} for tag in sorted(tags)]
    if rows:
        tx.connection.execute(insert(resource_tag), rows)
