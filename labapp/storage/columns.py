"""Column kinds said once."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, Column, Dialect, Integer, String, TypeDecorator
from typing_extensions import override

NAME_LENGTH = 200


class Instant(TypeDecorator[datetime]):
    """A moment, kept as whole seconds since the epoch; a time without a zone is refused."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return int(value.timestamp())

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


def key(name: str = "id") -> Column[int]:
    """Return a primary key that the database counts up."""
    return Column(name, Integer, primary_key=True, autoincrement=True)


def code() -> Column[str]:
    """Return the short unique name people use: A2, EX04, P-ASCEND."""
    return Column("code", String(60), nullable=False, unique=True)


def names(prefix: str = "name") -> tuple[Column[str], ...]:
    """Return the columns of a name in three languages."""
    return tuple(
        Column(f"{prefix}_{language}", String(NAME_LENGTH), nullable=True)
        for language in ("en", "zh_hant", "zh_hans")
    )


def details() -> Column[object]:
    """Return the column for facts that no rule reads."""
    return Column("details", JSON(none_as_null=True), nullable=True)
