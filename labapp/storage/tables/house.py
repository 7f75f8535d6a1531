"""The house's own books: settings, staff, counters, and the journal."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from labapp.storage.columns import Instant, code, key
from labapp.storage.tables.base import metadata

setting = Table(
    "setting",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("source", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    key(),
    code(),
    Column("name_en", String(200), nullable=True),
    Column("name_zh", String(200), nullable=True),
    Column("role", String(20), nullable=False),
    Column("sample", Boolean, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("area", String(20), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    # the first revision of the same transaction: what is undone together
    Column("batch", BigInteger, nullable=False),
    Column("undoes", BigInteger, nullable=True),
    # made by the client: tells after a lost connection whether the transaction was stored
    Column("token", String(36), nullable=True, unique=True),
    Column("hash", String(64), nullable=False),
    Index("ix_journal_actor_revision", "actor", "revision"),
    Index("ix_journal_subject", "subject"),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
