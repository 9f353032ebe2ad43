"""The topics that decks become, and the description of a bank with them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from app.services.importing_names import distinct
from question_bank.bank import BankInfo
from question_bank.bank import Topic
from question_bank.nodes import CONTROL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.importing_frame import Back
    from question_bank.bank import Bank
    from question_bank.readers.contents import Contents

LONGEST_NAME = 400  # characters of a field's name or a deck's


@lru_cache(maxsize=4096)
def title_of(deck: str) -> str:
    """Return a deck's name as a topic's title."""
    tidy = "".join(" " if CONTROL.match(sign) else sign for sign in deck[:LONGEST_NAME])
    return " ".join(tidy.split()) or "-"


def known_info(old: Bank | None, back: Back | None) -> BankInfo | None:
    """Return the description of the bank as far as it is there, or comes back."""
    if back is None:
        return old.info if old else None
    if old is None:
        return back.info
    there = {topic.id for topic in old.info.topics}
    more = tuple(topic for topic in back.info.topics if topic.id not in there)
    papers = () if old.info.sources else back.info.sources
    return old.info.model_copy(
        update={
            "topics": (*old.info.topics, *more),
            "sources": (*old.info.sources, *papers),
        }
    )


def topics_of(contents: Contents, info: BankInfo | None, *, alone: bool) -> dict[str, str]:
    """Return topics by title: those that are there, then one for each deck with cards."""
    known = {topic.title: topic.id for topic in info.topics} if info else {}
    names = {deck.id: deck.name for deck in contents.decks}
    used = {names.get(card.deck, contents.title) for card in contents.cards}
    used |= {str(row.get("topic") or contents.title) for row in contents.items}
    if any(card.deck not in names for card in contents.cards) or (alone and not used):
        used.add(contents.title)
    if contents.notes and not contents.cards:
        used.add(contents.title)
    return distinct(sorted(map(title_of, used)), "deck", known)


def info_of(
    contents: Contents, bank_id: str, known: BankInfo | None, topics: Mapping[str, str]
) -> BankInfo:
    """Return the description of a bank with the topics that are given by title."""
    if known is None:
        rows = tuple(Topic(id=slug, title=title) for title, slug in topics.items())
        title = title_of(contents.title)
        return BankInfo(format=1, id=bank_id, title=title, topics=rows)
    there = {topic.id for topic in known.topics}
    more = (Topic(id=slug, title=title) for title, slug in topics.items() if slug not in there)
    return known.model_copy(update={"id": bank_id, "topics": (*known.topics, *more)})
