"""What learners propose: responses they held right, for the author to accept or reject.

A claim is settled, and no longer told, once the item marks it as correct (it became an alias) or
names it under ``reject``; ``lint_ignore`` with ``alias-proposal`` settles all of an item's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.quiz.marking import mark
from app.quiz.responses import Response
from app.quiz.text import basic
from app.store.claims import claims
from app.store.db import Database
from app.store.db import address
from question_bank.blocks import NotPlainError
from question_bank.blocks import cut
from question_bank.blocks import sound_item
from question_bank.blocks import topic_of
from question_bank.errors import Problem
from question_bank.frame import read_frame
from question_bank.items import Cloze
from question_bank.items import Numeric
from question_bank.items import ShortAnswer
from question_bank.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from pathlib import Path

    from app.settings import Settings
    from app.store.claims import Claim
    from question_bank.frame import Frame
    from question_bank.items import Item

RULE = "alias-proposal"
_ID = re.compile(r"-\s+id:\s*[\"']?([a-z0-9-]+)")
_TYPED = (ShortAnswer, Numeric, Cloze)


def proposals(folder: Path, settings: Settings) -> list[Problem]:
    """Return what is proposed for a bank's items, a warning for each item and response.

    Raises:
        StoreError: the database can't be read.
    """
    frame = read_frame(folder)
    if frame.info is None:
        return []
    database = Database(address(settings))
    try:
        with database.read() as connection:
            found = claims(connection, frame.info.id)
    finally:
        database.engine.dispose()
    wanted = {claim.item for claim in found}
    return [
        problem
        for item, place in _items(frame, wanted)
        for problem in _of_item(item, place, [claim for claim in found if claim.item == item.id])
    ]


_Place = tuple[str, int, int]  # file, line, column


def _items(frame: Frame, wanted: set[str]) -> Iterator[tuple[Item, _Place]]:
    """Yield the sound items of these ids, and where their answers stand."""
    for path in frame.topic_files() if wanted else ():
        try:
            file = cut(path.read_bytes())
            topic = topic_of(file)
        except (NotPlainError, OSError):
            continue  # the check says what is wrong with it
        for block in file.blocks:
            found = _ID.search(block.text)
            if found is None or found[1] not in wanted:
                continue
            try:
                item = sound_item(block, topic)
            except ValueError:  # NotPlainError, ValidationError: as above
                continue
            key = "text" if isinstance(item, Cloze) else "answer"
            line, column = parse(block.text.encode()).place((0, key))
            yield item, (str(path), block.line + line - 1, column)


def _of_item(item: Item, place: _Place, found: Iterable[Claim]) -> Iterator[Problem]:
    if RULE in item.lint_ignore or not isinstance(item, _TYPED):
        return
    said: dict[tuple[int, str], list[Claim]] = {}
    for claim in found:
        said.setdefault((claim.card, basic(" ".join(claim.texts))), []).append(claim)
    for (card, _), rows in said.items():
        if not _is_settled(item, card, rows[0].texts):
            yield Problem(*place, item.id, RULE, _message(item, rows), "warning")


def _is_settled(item: Item, card: int, texts: tuple[str, ...]) -> bool:
    verdict = mark(item, Response(texts=texts), card)
    return verdict.outcome in ("correct", "blank") or verdict.rule == "reject"


def _message(item: Item, rows: list[Claim]) -> str:
    words = "; ".join(text.strip() for text in rows[0].texts if text.strip())
    learners = len({claim.learner for claim in rows})
    who = "a learner" if learners == 1 else f"{learners} learners"
    times = "" if len(rows) == 1 else f" ({len(rows)} times)"
    return f"{who} held “{words}” right{times}: {_advice(item)}"


def _advice(item: Item) -> str:
    ignore = f"or name `{RULE}` in `lint_ignore`"
    match item:
        case Cloze():
            return f"add it to `aliases`, {ignore}"
        case ShortAnswer() if item.answer.kind in ("text", "phrase"):
            return "add it to `aliases`, or to `reject`"
        case ShortAnswer() if item.answer.kind in ("set", "order", "date"):
            return f"add it to `aliases`, {ignore}"
        case _:
            return f"widen `tolerance` or `unit_aliases`, {ignore}"
