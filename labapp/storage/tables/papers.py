"""What was printed, so that a screen can say when a paper on the wall is out of date."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from labapp.storage.columns import Instant, key
from labapp.storage.tables.base import metadata

paper_issue = Table(
    "paper_issue",
    metadata,
    key(),
    Column("document", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("language", String(10), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("printed_at", Instant, nullable=False),
    Column("printed_by", String(100), nullable=False),
    Column("replaced_by", ForeignKey("paper_issue.id", ondelete="RESTRICT"), nullable=True),
    Index("ix_paper_issue_kind_scope", "kind", "scope"),
    Index("uq_paper_issue_document_version", "document", "version", unique=True),
)
