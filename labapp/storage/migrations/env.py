"""How alembic runs our migrations: on the caller's connection, inside its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from labapp.storage.columns import Instant
from labapp.storage.tables import metadata


def render_item(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 -- alembic's
    """Write our own column kinds as what they are in the database."""
    del autogen
    if kind == "type" and isinstance(thing, Instant):
        return "sa.BigInteger()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    compare_type=False,
    transaction_per_migration=False,
)
context.run_migrations()
