"""What the settings page needs of a section, and what a section gets."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from labapp.domain.staff import SUPERVISING
from labapp.ui.page import Desk
from labapp.ui.tasks import Tasks


class Section(QWidget):
    """One subject of the settings; the page reloads it when it is shown and when others write.

    The page puts the section's name (``settings.section.<key>``) and one sentence about it
    (``settings.about.<key>``) above it, and says there who may change the settings.
    """

    watches: ClassVar[frozenset[str]] = frozenset()
    """The areas whose writing makes it read again while it is shown."""
    fills: ClassVar[bool] = False
    """Whether it takes all the room and scrolls by itself, as a table or a plan does; else the
    page scrolls it and keeps it as wide as is good to read."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        """Build nothing but the plumbing.

        Args:
            desk: The gateway and the shell.
            tasks: The page's; what is started there ends with the page.
            parent: The page's stack.
        """
        super().__init__(parent)
        self.desk = desk
        self.gateway = desk.gateway
        self.shell = desk.shell
        self.say = desk.shell.speech
        self.tasks = tasks
        self.foot: QWidget | None = None
        """What the page keeps in sight below the section, if the section makes any."""

    @property
    def may_change(self) -> bool:
        """Whether who works here may change the settings; others only see them."""
        return self.gateway.actor.role in SUPERVISING

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved; the page's list then says so."""
        return False

    async def reload(self) -> None:
        """Read what the section shows; each section says how."""
