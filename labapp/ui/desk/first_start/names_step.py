"""The first question: what the lab is called."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from labapp.ui.desk.first_start.draft import Draft
from labapp.ui.desk.first_start.orders import Fault, name_faults
from labapp.ui.desk.first_start.step import Step
from labapp.ui.desk.shell import Shell
from labapp.ui.widgets.fields import Field

_PARTS: Final = {"en": "name_en", "zh_hant": "name_zh_hant", "zh_hans": "name_zh_hans"}
_OWN: Final = {"en": "en", "zh_HK": "zh_hant", "zh_CN": "zh_hans"}
_WIDEST: Final = 520


class NamesStep(Step):
    """A name in up to three languages; one is enough."""

    def __init__(self, shell: Shell, draft: Draft) -> None:
        """Show what was said before."""
        super().__init__(shell, draft)
        self.names: dict[str, QLineEdit] = {}
        for part, attribute in _PARTS.items():
            line = self.names[part] = QLineEdit(getattr(draft, attribute))
            line.textEdited.connect(self._take)
            field = Field(self.say, f"desk.name.{part}", line)
            field.setMaximumWidth(_WIDEST)
            self.rows.addWidget(field)
        self.rows.addStretch(1)

    def _take(self) -> None:
        for part, attribute in _PARTS.items():
            setattr(self.draft, attribute, self.names[part].text())
        self.changed.emit()

    @override
    def faults(self) -> Sequence[Fault]:
        return name_faults(self.draft)

    @override
    def first_field(self) -> QWidget:
        return self.names[_OWN[self.say.language]]
