"""``override`` for what is in the first picture: ``typing_extensions`` takes 4 ms to be imported.

Everything else imports it from there, as the database's library does before the board is filled.
"""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import override
else:
    Method = TypeVar("Method")

    def override(method: Method) -> Method:
        """Mark a method as one that replaces a base's."""
        return method


__all__ = ["override"]
