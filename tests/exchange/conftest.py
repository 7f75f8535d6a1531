import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

Xlsx = Callable[..., bytes]

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "tables"


@pytest.fixture
def xlsx() -> Xlsx:
    def build(
        rows: Sequence[Sequence[object]],
        merged: Sequence[str] = (),
        before: Sequence[Sequence[object]] = (),
    ) -> bytes:
        book = Workbook()
        sheet = book.worksheets[0]
        if before:
            for row in before:
                sheet.append(list(row))
            sheet = book.create_sheet("List")
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
        stored = io.BytesIO()
        book.save(stored)
        return stored.getvalue()

    return build


@pytest.fixture
def sample() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        path = SAMPLES / name
        if not path.is_file():
            pytest.skip(f"{name} is not beside the checkout")
        return path

    return find
