"""Markdown: the questions, then the key, as a text that reads well and can be edited.

What a bank says in Markdown stands as it is; only a ``<`` that would begin a tag is escaped, since
a bank's texts hold no HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING
from typing import assert_never

from exports.base import Report
from exports.base import Skipped
from exports.base import whole
from exports.html_parts import asked_face
from exports.html_parts import number
from exports.html_parts import shown_order
from exports.html_parts import worth
from exports.losses import IMPORTED
from exports.losses import media_in
from exports.losses import media_losses
from exports.losses import shown_texts
from exports.teaching import accepted
from exports.teaching import as_markdown
from exports.teaching import explanation_of
from exports.teaching import ordered_options
from exports.teaching import ordered_parts
from question_bank.answers import NumberAnswer
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import hidden_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from pathlib import Path

    from exports.base import Selection
    from question_bank.items import Item

_BLANK = r"\_\_\_\_\_\_\_\_"
_CODE_OR_TAG = re.compile(
    r"(?s)(?P<kept>\\.|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|<(?=[A-Za-z/!?])"
)
_ADDRESS = re.compile(r"<(?:https?|mailto):[^\s<>]*>")
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Markdown:
    """One Markdown file (CommonMark): questions by number, and the key after them."""

    name: str = "markdown"
    suffix: str = ".md"
    media_type: str = "text/markdown"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection. Raises OSError."""
        items = [item for item in selection.items if not isinstance(item, Note)]
        skipped = tuple(
            Skipped(item.id, IMPORTED) for item in selection.items if isinstance(item, Note)
        )
        with whole(out) as path, path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_lines(selection, items))
        pictured = sum(bool(media_in(*shown_texts(item))) for item in items)
        remark = "Pictures and sounds are named, not held: keep the bank’s media folder beside it."
        ids = tuple(item.id for item in items)
        return Report(ids, skipped, (out,), (remark,) if pictured else ())

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose: its files, which stay where they are."""
        if isinstance(item, Note):
            return (IMPORTED,)
        return media_losses(*shown_texts(item))


def _lines(selection: Selection, items: Sequence[Item]) -> Iterator[str]:
    yield f"# {_one_line(selection.title)}\n"
    if selection.code:
        yield f"\nForm {as_markdown(selection.code)}\n"
    yield "\n## Questions\n"
    for at, item in enumerate(items, 1):
        worth_it = worth(selection, item)
        told = f" ({number(worth_it)} points)" if worth_it != 1 else ""
        yield f"\n### {at}.{told}\n\n{_question(selection, item)}\n"
    yield "\n## Key\n"
    for at, item in enumerate(items, 1):
        said = explanation_of(selection, item)
        yield f"\n### {at}. `{item.id}`\n\n{_key(selection, item)}\n"
        if said:
            yield f"\n{inert(said)}\n"


def inert(text: str) -> str:
    """Return Markdown of a bank for a file: what would begin a tag of HTML stays text."""
    if "<" not in text:
        return text

    def kept(found: re.Match[str]) -> str:
        if found["kept"] or _ADDRESS.match(text, found.start()):
            return found[0]
        return "\\<"

    return _CODE_OR_TAG.sub(kept, text)


def _one_line(text: str) -> str:
    return inert(_BREAK.sub(" ", text))


def _question(selection: Selection, item: Item) -> str:
    match item:
        case MultipleChoice() | MultipleResponse():
            told = "Tick all that are right.\n\n" if isinstance(item, MultipleResponse) else ""
            texts = (option.text for option in ordered_options(selection, item))
            return f"{inert(item.stem)}\n\n{told}{_lettered(texts)}"
        case TrueFalseItem():
            return f"{inert(item.stem)}\n\n- [ ] True\n- [ ] False"
        case ShortAnswer() | Numeric():
            unit = item.answer.unit if isinstance(item.answer, NumberAnswer) else None
            return f"{inert(item.stem)}\n\n{_BLANK}{f' {_one_line(unit)}' if unit else ''}"
        case Ordering():
            rows = "\n".join(f"- {_one_line(text)}" for text in ordered_parts(selection, item))
            return f"{inert(item.stem)}\n\nPut these in the right order:\n\n{rows}"
        case Matching():
            lefts = "\n".join(
                f"{n}. {_one_line(pair.left)}" for n, pair in enumerate(item.pairs, 1)
            )
            return f"{inert(item.stem)}\n\n{lefts}\n\n{_lettered(ordered_parts(selection, item))}"
        case Cloze():
            return inert(_with_gaps(item))
        case Flashcard() | Open():
            return inert(item.stem)
        case Note():
            raise ValueError(item.id)  # left out before
        case _:
            assert_never(item)


def _lettered(texts: Iterator[str] | tuple[str, ...]) -> str:
    return "\n".join(
        f"- **{letter}** {_one_line(text)}"
        for letter, text in zip(ascii_uppercase, texts, strict=False)
    )


def _with_gaps(item: Cloze) -> str:
    """Return a cloze with a blank for what its first card hides, as it is printed."""
    face = asked_face(item)

    def shown(found: re.Match[str]) -> str:
        if int(found["n"]) != face:
            return found["hidden"]
        return f"{_BLANK} ({found['hint']})" if found["hint"] else _BLANK

    return CLOZE.sub(shown, item.text)


def _key(selection: Selection, item: Item) -> str:
    match item:
        case MultipleChoice() | MultipleResponse():
            return _options_key(selection, item)
        case TrueFalseItem():
            return f"**{'True' if item.key else 'False'}**"
        case ShortAnswer() | Numeric():
            return _typed_key(item)
        case Ordering():
            return "\n".join(f"{n}. {_one_line(step)}" for n, step in enumerate(item.sequence, 1))
        case Matching():
            order = shown_order(selection, item)
            return "\n".join(
                f"- **{n + 1}–{ascii_uppercase[order.index(n)]}** {_one_line(pair.left)}: "
                f"{_one_line(pair.right)}{f'. {_one_line(pair.why)}' if pair.why else ''}"
                for n, pair in enumerate(item.pairs)
            )
        case Cloze():
            return " · ".join(
                f"**{_one_line(part)}**" for part in hidden_in(item, asked_face(item))
            )
        case Flashcard():
            return inert(item.answer)
        case Open():
            rows = [f"- {number(c.points)}: {_one_line(c.text)}" for c in item.rubric]
            return "\n\n".join(filter(None, (inert(item.model_answer), "\n".join(rows))))
        case Note():
            raise ValueError(item.id)
        case _:
            assert_never(item)


def _options_key(selection: Selection, item: MultipleChoice | MultipleResponse) -> str:
    rows = []
    for letter, option in zip(ascii_uppercase, ordered_options(selection, item), strict=False):
        if option.key or option.why:
            sign = "✓ " if option.key else ""
            why = f" {_one_line(option.why)}" if option.why else ""
            rows.append(f"- **{letter}** {sign}{_one_line(option.text)}.{why}")
    return "\n".join(rows)


def _typed_key(item: ShortAnswer | Numeric) -> str:
    first, *others = accepted(item.answer) or ("",)
    within = ""
    if isinstance(item.answer, NumberAnswer) and item.answer.tolerance:
        within = f" (± {number(item.answer.tolerance)})"
    also = f"\n\nAlso right: {as_markdown('; '.join(others))}." if others else ""
    return f"**{as_markdown(first)}**{within}{also}"
