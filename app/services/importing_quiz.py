"""Questions of a quiz (GIFT, Moodle XML) as items of a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from pydantic import ValidationError

from app.services.importing_names import item_id
from question_bank.fingerprints import text_fingerprint
from question_bank.items import CLASSES
from question_bank.items import stem_of
from question_bank.markup import plain
from question_bank.readers.contents import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from question_bank.items import Item
    from question_bank.readers.contents import Contents

NOTE_TYPE = "question"  # stands in an origin that is no note's


def quiz_items(
    contents: Contents, topics: Mapping[str, str], left_out: list[LeftOut]
) -> Iterator[tuple[Item, int]]:
    """Yield a file's questions as items, each with its row; list those that can't be one."""
    gone = {one.row for one in contents.left_out}
    rows = [row for row in range(1, contents.rows + 1) if row not in gone]
    if len(rows) != len(contents.items):
        rows = list(range(1, len(contents.items) + 1))
    for row, given in zip(rows, contents.items, strict=True):
        title = " ".join(str(given.get("topic") or contents.title).split())
        try:
            yield _item(dict(given), topics[title]), row
        except (ValidationError, KeyError):
            left_out.append(LeftOut(row, "no item can hold this question"))


def _item(row: dict[str, Any], topic: str) -> Item:
    name = str(row.pop("name", "") or "")
    row["topic"] = topic
    made = CLASSES[row["kind"]].model_validate({**row, "id": "x"})
    words = plain(stem_of(made))
    name = name or words
    origin = {"guid": name, "note_type": NOTE_TYPE, "made": text_fingerprint(made)}
    return type(made).model_validate({**row, "id": item_id(name, words), "origin": origin})
