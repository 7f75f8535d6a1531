"""Saves of one's own that follow each other closely: none of them is somebody else's."""


class OwnSaves:
    """Remembers which version each own save made of which."""

    def __init__(self) -> None:
        """Begin without any."""
        self._made: dict[tuple[int, int], int] = {}

    def made(self, row_id: int, before: int | None, after: int) -> None:
        """Remember that a save of one's own led from a version to another."""
        if before is not None and before != after:
            self._made[row_id, before] = after

    def latest(self, row_id: int, seen: int | None) -> int | None:
        """Return the version that one's own saves have led to from the one that was seen."""
        while seen is not None and (row_id, seen) in self._made:
            seen = self._made[row_id, seen]
        return seen
