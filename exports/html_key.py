"""The key of a printed quiz: each answer, why it is right, and the passage that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import assert_never

from exports.html_notes import side_html
from exports.html_parts import LOWER
from exports.html_parts import UPPER
from exports.html_parts import answer_html
from exports.html_parts import asked_face
from exports.html_parts import cloze_html
from exports.html_parts import element
from exports.html_parts import number
from exports.html_parts import shown_order
from exports.html_parts import text
from exports.passages import lost
from exports.passages import quoted
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
from question_bank.markup import block
from question_bank.markup import inline
from question_bank.words import date_words

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.items import Item
    from question_bank.quote import Quote
    from question_bank.source import SourceInfo


def answer_row(selection: Selection, item: Item, *, passages: bool) -> str:
    """Return one answer of the key as a list item, in the order of the questions."""
    parts = [
        _answer(selection, item),
        element("div", block(item.explanation), css="why") if item.explanation else "",
        _notes(selection, item),
        _caution(item),
        _cited(selection, item, passages=passages),
    ]
    return element("li", *parts, css="answer")


def brief(selection: Selection, item: Item) -> str:
    """Return the answer as it is compared with a sheet: ``B``, ``3 1 2 4``, ``1–c, 2–a``."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return ", ".join(_key_letters(selection, item))
        case TrueFalseItem():
            return "True" if item.key else "False"
        case Ordering():
            return " ".join(str(index + 1) for index in shown_order(selection, item))
        case Matching():
            letters = _right_letters(selection, item)
            return ", ".join(f"{i + 1}–{letters[i]}" for i in range(len(item.pairs)))
        case ShortAnswer() | Numeric():
            return answer_html(item.answer)
        case Cloze():
            return " · ".join(inline(part) for part in hidden_in(item, asked_face(item)))
        case Flashcard():
            return inline(item.answer)
        case Open():
            return "by its criteria"
        case Note():
            return "see the card"
        case _:
            assert_never(item)


def _key_letters(selection: Selection, item: MultipleChoice | MultipleResponse) -> list[str]:
    order = shown_order(selection, item)
    return [UPPER[at] for at, index in enumerate(order) if item.options[index].key]


def _right_letters(selection: Selection, item: Matching) -> dict[int, str]:
    return {index: LOWER[at] for at, index in enumerate(shown_order(selection, item))}


def _answer(selection: Selection, item: Item) -> str:
    """Return the answer in full, so that the key can be read without the sheet."""
    told = element("strong", brief(selection, item), css="told")
    match item:
        case MultipleChoice():
            words = " ".join(inline(option.text) for option in item.options if option.key)
            return element("p", told, " ", words, css="right")
        case TrueFalseItem():
            correction = f" {inline(item.correction)}" if item.correction else ""
            return element("p", told, correction, css="right")
        case MultipleResponse() | Matching() | ShortAnswer() | Numeric():
            return element("p", told, css="right")
        case Ordering():
            steps = " → ".join(inline(step) for step in item.sequence)
            return element("p", told, " ", steps, css="right")
        case Cloze():
            return element("p", cloze_html(item, filled=True), css="right")
        case Flashcard():
            return element("div", block(item.answer), css="right told")
        case Open():
            return element("div", block(item.model_answer), css="right model")
        case Note():
            return element("div", side_html(selection, item, back=True), css="right told")
        case _:
            assert_never(item)


def _notes(selection: Selection, item: Item) -> str:
    """Return a note for each part that has one: why an option is wrong, what a criterion earns."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return _option_notes(selection, item)
        case Matching():
            letters = _right_letters(selection, item)
            rows = [
                _note(
                    f"{i + 1}–{letters[i]}",
                    f"{inline(pair.left)}: {inline(pair.right)}.",
                    pair.why,
                )
                for i, pair in enumerate(item.pairs)
            ]
            return element("ul", *rows, css="notes")
        case Open() if item.rubric:
            rows = [_note(number(c.points), inline(c.text), None) for c in item.rubric]
            return element("ul", *rows, css="notes criteria")
        case ShortAnswer():
            return _accepted(item)
        case _:
            return ""


def _option_notes(selection: Selection, item: MultipleChoice | MultipleResponse) -> str:
    several = isinstance(item, MultipleResponse)
    rows = []
    for at, index in enumerate(shown_order(selection, item)):
        option = item.options[index]
        label = f"{UPPER[at]} ✓" if option.key else UPPER[at]
        if several and option.key:
            rows.append(_note(label, f"{inline(option.text)}.", option.why))
        elif option.why:
            rows.append(_note(label, "", option.why))
    return element("ul", *rows, css="notes") if rows else ""


def _note(label: str, words: str, why: str | None) -> str:
    said = " ".join(part for part in (words, inline(why) if why else "") if part)
    return element("li", element("span", label, css="label"), " ", element("span", said))


def _accepted(item: ShortAnswer) -> str:
    aliases = getattr(item.answer, "aliases", ())
    if not aliases:
        return ""
    return element("p", "Also right: ", "; ".join(map(inline, aliases)), ".", css="why")


def _caution(item: Item) -> str:
    if item.caution is None:
        return ""
    return element("p", element("strong", "Caution."), " ", inline(item.caution), css="caution")


def _cited(selection: Selection, item: Item, *, passages: bool) -> str:
    found = quoted(selection.bank, item)
    missing = lost(selection.bank, item)
    words = "A passage it cites isn’t in the source." if missing else ""
    told = element("p", words, css="cited") if missing else ""
    if not passages:
        places = "; ".join(_place(quote) for quote in found)
        return (element("p", places, css="cited") if places else "") + told
    return "".join(_figure(selection, quote) for quote in found) + told


def _place(quote: Quote) -> str:
    doubt = "" if quote.sure else " (nearest reading, not yet confirmed)"
    return f"P{quote.paragraph}, {text(quote.source.short)}{doubt}"


def _figure(selection: Selection, quote: Quote) -> str:
    language = text(selection.bank.info.language)
    words = f'<blockquote lang="{language}" dir="auto"><p>{_sentences(quote)}</p></blockquote>'
    return element("figure", words, element("figcaption", _place(quote)), css="passage")


def _sentences(quote: Quote) -> str:
    return "".join(
        element("mark", text(piece.text)) if piece.cited else text(piece.text)
        for piece in quote.cited_sentences
    )


def source_row(info: SourceInfo) -> str:
    """Return a source in the list at the key's end."""
    printed = [text(info.publisher)] if info.publisher else []
    printed += [date_words(info.date)] if info.date else []
    about = f". {', '.join(printed)}" if printed else ""
    short, title = text(info.short), element("cite", text(info.title))
    return element("li", f"{short}: {text(info.author)}, {title}{about}.")
