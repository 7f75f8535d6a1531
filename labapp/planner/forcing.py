"""Ejection chains: a demo that fits nowhere is put where those in its way are easiest to move.

After FET's recursive swapping; conflict weights grow with each ejection, so no two demos throw
each other out for ever.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from labapp.planner.board import Board
from labapp.planner.placing import Piece, Placer, anywhere_in, tour_steps
from labapp.planner.problem import Claim, Problem, Spot, Task

_SPOTS: Final = 40
"""How many spots are looked at for one demo."""
_TOURS: Final = 2000
"""How many beginnings are tried for a tour; most lead nowhere."""


class Forcer:
    """Puts pieces up on a placer's board against what stands there."""

    def __init__(self, problem: Problem, placer: Placer) -> None:
        """Keep a second board, on which only what is pinned stands."""
        self._placer = placer
        self._board = placer.board
        self._pinned = Board(problem)

    def force(self, piece: Piece) -> list[Piece] | None:
        """Put a piece up, and take down what is in its way.

        Returns:
            What was taken down; None when what is pinned or closed leaves the piece no spot.
        """
        best: tuple[int, list[Spot], set[Piece]] | None = None
        for spots in self._spots(piece):
            in_the_way = self._in_the_way(piece, spots)
            if in_the_way is None:
                continue
            weight = sum(one.weight for one in in_the_way)
            if best is None or weight < best[0]:
                best = weight, spots, in_the_way
            if weight <= 1:
                break
        if best is None:
            return None
        _, spots, ejected = best
        for one in ejected:
            one.weight += 1
            self._placer.take(one)
        self._placer.put(piece, spots)
        return list(ejected)

    # Spots that only other pieces are in the way of

    def _spots(self, piece: Piece) -> Iterator[list[Spot]]:
        if piece.tour is not None:
            yield from self._tours(piece)
            return
        rooms = self._pinned.rooms(piece.tasks[0])
        for _ in range(_SPOTS if rooms else 0):
            yield [anywhere_in(rooms, self._placer.random)]

    def _tours(self, piece: Piece) -> Iterator[list[Spot]]:
        found = 0
        for _ in range(_TOURS):
            spots = self._tour(piece)
            if spots is not None:
                yield spots
                found += 1
            if found == _SPOTS:
                return

    def _tour(self, piece: Piece) -> list[Spot] | None:
        board = self._pinned
        put: list[Task] = []
        for task, window in tour_steps(piece, board):
            rooms = board.rooms(task, window)
            if not rooms:
                break
            board.put(task, anywhere_in(rooms, self._placer.random))
            put.append(task)
        spots = {task.id: board.take(task) for task in put}
        if len(spots) < len(piece.tasks):
            return None
        return [spots[task.id] for task in piece.tasks]

    # What is in the way

    def _in_the_way(self, piece: Piece, spots: Sequence[Spot]) -> set[Piece] | None:
        """Return the pieces in the way at some spots; None if one of them is pinned."""
        found: set[Piece] = set()
        gone: set[int] = set()
        for task, spot in zip(piece.tasks, spots, strict=True):
            day = self._board.day_of[spot.start]
            for claim in task.claims(spot):
                holders = self._holders(claim, day, gone)
                if claim.resource in self._board.free:
                    ejected: Iterable[int] | None = [number for number, _ in holders]
                else:
                    ejected = self._excess(claim, holders, day, gone)
                if ejected is None:
                    return None
                for number in ejected:
                    owner = self._placer.piece_of.get(number)
                    if owner is None or owner is piece:
                        return None
                    found.add(owner)
                    gone.update(one.id for one in owner.tasks)
        return found

    def _holders(self, claim: Claim, day: int, gone: set[int]) -> list[tuple[int, Claim]]:
        """Return who holds the claim's resource during it, each with what is held."""
        held = (
            (number, self._held(number, claim.resource))
            for number in self._board.holders[claim.resource][day]
            if number not in gone
        )
        return [
            (number, one) for number, one in held if one.first < claim.end and claim.first < one.end
        ]

    def _held(self, number: int, resource: int) -> Claim:
        spot, task = self._board.plan[number], self._board.tasks[number]
        return next(claim for claim in task.claims(spot) if claim.resource == resource)

    def _excess(
        self, claim: Claim, holders: list[tuple[int, Claim]], day: int, gone: set[int]
    ) -> list[int] | None:
        """Return which holders must go for the claim to fit, the lightest first; None: no way."""
        left = self._board.left[claim.resource][claim.first : claim.end]
        for number in gone & self._board.holders[claim.resource][day]:
            _give_back(left, claim, self._held(number, claim.resource))
        piece_of = self._placer.piece_of
        loose = [(number, one) for number, one in holders if number in piece_of]
        loose.sort(key=lambda held: (piece_of[held[0]].weight, -held[1].units))
        ejected: list[int] = []
        while (least := min(left)) < claim.units:
            worst = claim.first + left.index(least)
            held = next((h for h in loose if h[1].first <= worst < h[1].end), None)
            if held is None:
                return None
            loose.remove(held)
            ejected.append(held[0])
            _give_back(left, claim, held[1])
        return ejected


def _give_back(left: list[int], during: Claim, claim: Claim) -> None:
    for slot in range(max(claim.first, during.first), min(claim.end, during.end)):
        left[slot - during.first] += claim.units
