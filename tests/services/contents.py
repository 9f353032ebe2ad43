"""Decks made by hand, as a reader gives them, for tests of what is imported."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from app.services.importing import import_contents
from question_bank.readers.contents import Card
from question_bank.readers.contents import Contents
from question_bank.readers.contents import Deck
from question_bank.readers.contents import MediaFile
from question_bank.readers.contents import Note
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Review
from question_bank.readers.contents import Template

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.importing_report import Report
    from app.services.runtime import Runtime

DAY = 86_400_000
MADE_AT = 1_780_000_000  # seconds: May 2026, before ``tests.site.MORNING``
CSS = (
    ".card {\n font-family: arial;\n font-size: 20px;\n text-align: center;\n color: black;\n"
    " background-color: white;\n}\n"
)
BACK = "{{FrontSide}}\n\n<hr id=answer>\n\n"
_FRONT = Template("Card 1", "{{Front}}", BACK + "{{Back}}")
BASIC = NoteType(11, "Basic", ("Front", "Back"), (_FRONT,), CSS)
REVERSED = NoteType(
    12, "Basic (and reversed card)", ("Front", "Back"),
    (_FRONT, Template("Card 2", "{{Back}}", BACK + "{{Front}}")), CSS,
)  # fmt: skip
TYPED = NoteType(
    13, "Basic (type in the answer)", ("Front", "Back"),
    (Template("Card 1", "{{Front}}\n\n{{type:Back}}",
              "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}"),), CSS,
)  # fmt: skip
CLOZE = NoteType(
    14, "Cloze", ("Text", "Back Extra"),
    (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"),),
    CSS + ".cloze {\n font-weight: bold;\n color: blue;\n}\n", is_cloze=True,
)  # fmt: skip
FANCY = NoteType(
    15, "Vocabulary: fancy", ("Word", "Meaning", "Picture"),
    (Template("Ask", "<h1>{{Word}}</h1>", "{{FrontSide}}{{#Picture}}{{Picture}}{{/Picture}}"
              "<p>{{Meaning}}</p>"),), "h1 { color: red }",
)  # fmt: skip
TYPES = (BASIC, REVERSED, TYPED, CLOZE, FANCY)


def note(number: int, kind: NoteType, *fields: str, tags: tuple[str, ...] = ()) -> Note:
    """Return a note with a guid of its own."""
    return Note(number, f"guid-{number}", kind.id, fields, tags, MADE_AT + number)


def deck(notes: list[Note], **changes: Any) -> Contents:
    """Return a file of notes, each with a new card a template (or a cloze)."""
    ids = {1: "Anki::One"}
    cards = []
    for one in notes:
        kind = next(kind for kind in TYPES if kind.id == one.note_type)
        count = 1 if kind.is_cloze else len(kind.templates)
        cards += [Card(one.id * 10 + n, one.id, n, 1, due=one.id) for n in range(count)]
    given: dict[str, Any] = {
        "format": "apkg", "title": "Anki", "decks": tuple(Deck(*row) for row in ids.items()),
        "note_types": TYPES, "notes": notes, "cards": cards, "made_at": MADE_AT,
        "rows": len(notes),
    }  # fmt: skip
    return Contents(**{**given, **changes})


def a_deck() -> Contents:
    """Return a small deck with one note of each shape."""
    return deck(
        [
            note(1, BASIC, "What is <b>water</b>?", "H<sub>2</sub>O", tags=("chem::water", "easy")),
            note(2, REVERSED, "Hund", "dog"),
            note(3, TYPED, "Capital of Korea?", "Seoul"),
            note(4, CLOZE, "The {{c1::cat}} sat on the mat", "A <i>rhyme</i>"),
            note(5, FANCY, "<span style='color:red'>Baum</span>", "tree", ""),
        ]
    )


def studied(contents: Contents, card: int, now: int, *ratings: int) -> Contents:
    """Return a deck in which a card was answered, once a week up to a day before ``now`` (ms)."""
    first = now - DAY - 7 * DAY * (len(ratings) - 1)
    made = [
        Review(
            first + 7 * DAY * at, card, rating, 7, 7 if at else 0, 2500, 4_000 + at, 1 if at else 0
        )
        for at, rating in enumerate(ratings)
    ]  # fmt: skip
    due = (now // DAY) - (MADE_AT * 1000 // DAY) + 6
    cards = [
        one._replace(kind=2, queue=2, due=due, interval=7, ease=2500, reps=len(ratings))
        if one.id == card
        else one
        for one in contents.cards
    ]
    reviews = sorted([*contents.reviews, *made])
    return replace(contents, cards=cards, reviews=reviews)


def with_media(contents: Contents, folder: Path, **files: bytes) -> Contents:
    """Return a deck with media files, by name with ``__`` for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    media = {}
    for given, data in files.items():
        name = given.replace("__", ".")
        digest = hashlib.sha256(data).hexdigest()
        path = folder / digest
        path.write_bytes(data)
        media[name] = MediaFile(digest, len(data), path)
    return replace(contents, media=media)


def put(runtime: Runtime, contents: Contents, **more: Any) -> Report:
    """Import contents."""
    digest = hashlib.sha256(repr(contents).encode()).hexdigest()
    return import_contents(runtime, contents, "deck.apkg", digest, **more)
