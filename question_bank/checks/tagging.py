"""Rules on what an item says of itself: its objective, its level, its date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.checks.base import Finding
from question_bank.checks.english import INSTRUCTION
from question_bank.checks.english import OFFICE
from question_bank.checks.english import RECALL
from question_bank.checks.english import VERBS_OF
from question_bank.checks.english import VOLATILE
from question_bank.checks.english import VOLATILE_WORDS
from question_bank.checks.view import place_of_stem
from question_bank.checks.view import view_of
from question_bank.items import Bloom
from question_bank.items import Open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import Seen
    from question_bank.items import Item

_LEVEL_OF = {verb: level for level, verbs in VERBS_OF.items() for verb in verbs}
_HIGH = frozenset({Bloom.EVALUATE, Bloom.CREATE})


def unknown_objective(item: Item, seen: Seen) -> Iterator[Finding]:
    """An objective is one of its topic's."""
    if item.objective is not None:
        topic = next(topic for topic in seen.info.topics if topic.id == item.topic)
        known = [objective.id for objective in topic.objectives]
        if item.objective not in known:
            yield Finding(
                f"no objective `{item.objective}` in {topic.id}: {', '.join(known) or 'none yet'}",
                ("objective",),
            )


def volatile_claim(item: Item, seen: Seen) -> Iterator[Finding]:
    """What changes, such as a rank, a GDP or who is in office, has an as_of date."""
    if item.as_of is not None or isinstance(item, Open):
        return
    view = view_of(item, seen)
    if VOLATILE_WORDS.isdisjoint(view.stem_words) and all(
        map(VOLATILE_WORDS.isdisjoint, view.key_words)
    ):
        return
    found = VOLATILE.search(view.stem) or OFFICE.search(view.stem)
    for key in view.keys:
        found = found or VOLATILE.search(key)
    if found:
        yield Finding(f"`{found.group()}` changes: say `as_of` when", place_of_stem(item))


def bloom_verb(item: Item, seen: Seen) -> Iterator[Finding]:
    """The level that is tagged is one that the verb of the stem can ask for."""
    stem = view_of(item, seen).stem
    if item.bloom == Bloom.REMEMBER:
        for found in INSTRUCTION.finditer(stem):
            level = _LEVEL_OF.get(found[1].lower())
            if level:
                yield Finding(
                    f"`{found[1]}` asks for more than `remember`: is it `{level}`?", ("bloom",)
                )
                return
    elif item.bloom in _HIGH:
        recalled = RECALL.match(stem.lstrip(' *_“"'))
        if recalled and not isinstance(item, Open):
            yield Finding(
                f"`{recalled.group()}` asks for less than `{item.bloom.value}`", ("bloom",)
            )
