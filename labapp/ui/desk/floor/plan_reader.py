"""The lab's plan as it was last saved, read again only when it may have changed."""

from collections.abc import Mapping

from labapp.domain.drawn_plans import drawn_plan
from labapp.domain.errors import LabError
from labapp.domain.plans import Plan
from labapp.domain.spaces import Place
from labapp.services.gateway import Gateway
from labapp.services.plans import AREA, floor_plan, laid_out

AREAS = frozenset({AREA, "spaces"})
"""What a plan is made of: the drawing, and the places in it."""


class PlanReader:
    """Gives the plan anew when it is another."""

    def __init__(self, gateway: Gateway) -> None:
        """Begin without a plan."""
        self._gateway = gateway
        self._stale = True
        self.plan: Plan | None = None

    def forget(self, areas: frozenset[str]) -> None:
        """Take note that these areas were written."""
        self._stale = self._stale or bool(areas & AREAS)

    async def read(self, places: Mapping[int, Place]) -> tuple[Plan | None, LabError | None]:
        """Return the plan if it is another than before, and what was wrong with the saved one.

        In place of one that can no longer be read, the places are drawn.
        """
        if not self._stale:
            return None, None
        self._stale = False
        fault: LabError | None = None
        saved = await self._gateway.read(floor_plan)
        try:
            found = await self._gateway.compute(laid_out, saved, places)
        except LabError as error:
            fault = error
            found = drawn_plan(places.values())
        if found == self.plan:
            return None, fault
        self.plan = found
        return found, fault
