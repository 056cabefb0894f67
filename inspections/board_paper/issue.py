"""An issued paper as text for the database, and back: its document, and the register where that comes beside it."""

import datetime
import json
from typing import Any

from reports.document import Block, Bullets, Cell, Document, Heading, PageBreak, Paragraph, Table

BLOCKS = {kind.__name__: kind for kind in (Heading, Paragraph, Bullets, Table, PageBreak)}
FORM = 1


def stored(document: Document, register: Table | None = None) -> str:
    """Return the whole document as text, with the register beside it; the same paper always gives the same text."""
    values = {name: getattr(document, name) for name in Document.__dataclass_fields__ if name != "blocks"}
    values |= {"form": FORM, "on": document.on.isoformat(), "blocks": [_block(block) for block in document.blocks]}
    if register:
        values["register"] = _block(register)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1)


def restored(text: str) -> tuple[Document, Table | None]:
    """Return the document and the register of which `stored` made this text."""
    values = json.loads(text)
    if values.pop("form") != FORM:
        raise ValueError("This paper was stored in a form that is not known here.")
    register = values.pop("register", None)
    values["on"] = datetime.date.fromisoformat(values["on"])
    values["blocks"] = tuple(_restored(block) for block in values["blocks"])
    return Document(**values), _restored(register) if register else None


def _block(block: Block) -> dict[str, Any]:
    name = type(block).__name__
    if name not in BLOCKS:
        raise ValueError(f"A paper can't keep a {name}.")
    values = {field: getattr(block, field) for field in block.__dataclass_fields__}
    if isinstance(block, Table):
        values["rows"] = [[_cell(cell) for cell in row] for row in block.rows]
    return {"block": name, **values}


def _restored(values: dict[str, Any]) -> Any:
    kind: Any = BLOCKS[values.pop("block")]
    if kind is Table:
        values["rows"] = tuple(tuple(_restored_cell(cell) for cell in row) for row in values["rows"])
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def _cell(cell: Cell) -> Any:
    return {"day": cell.isoformat()} if isinstance(cell, datetime.date) else cell


def _restored_cell(cell: Any) -> Cell:
    return datetime.date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell
