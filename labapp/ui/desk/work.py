"""Long work: one object that the worker tells how far it is, and that says when to stop."""

from dataclasses import dataclass, field
from threading import Event


@dataclass(eq=False)
class Work:
    """Something that takes long; ``told`` may be called from any thread."""

    text: str
    """What is being done, for a person."""
    stoppable: bool = True
    share: float | None = None
    """How much of it is done, from 0 to 1; None when nobody knows."""
    _stopped: Event = field(default_factory=Event, repr=False)

    def told(self, share: float | None) -> bool:
        """Take note of how much is done, and return whether to go on."""
        self.share = share
        return not self._stopped.is_set()

    def stop(self) -> None:
        """Ask for the end; the work ends when it next tells how far it is."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether its end was asked for."""
        return self._stopped.is_set()
