"""Render cards with the real Anki: cases come in as JSON, the HTML of both sides goes out.

A case is ``[front, back, fields, is_cloze, n]``; what comes out for it is ``{"front", "back",
"cards"}``: both sides of card ``n`` (from 1), with sounds as they were written, and which cards the
note has by the case's templates (None where Anki refuses to keep them).
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection
from anki.errors import CardTypeError

_PLAYED = re.compile(r"\[anki:play:([qa]):(\d+)\]")


def made(col, number, fields, templates, is_cloze):
    """Add a note type; return it as Anki keeps it."""
    kind = col.models.new(f"Kind {number}")
    kind["type"] = int(is_cloze)
    for name in fields:
        col.models.add_field(kind, col.models.new_field(name))
    template = col.models.new_template("Card 1")
    template["qfmt"], template["afmt"] = templates
    col.models.add_template(kind, template)
    col.models.add_dict(kind)
    return col.models.by_name(kind["name"])


def render(col, number, case):
    front, back, fields, is_cloze, n = case
    first = next(iter(fields))
    sound = f"{{{{cloze:{first}}}}}" if is_cloze else f"{{{{{first}}}}}"
    kind = made(col, 2 * number, fields, (sound, sound), is_cloze)
    note = col.new_note(kind)
    note.tags = ["one", "two::three"]
    for name, text in fields.items():
        note[name] = text
    changed = json.loads(json.dumps(kind))
    changed["tmpls"][0] |= {"qfmt": front, "afmt": back}
    card = note.ephemeral_card(
        n - 1, custom_note_type=changed, custom_template=changed["tmpls"][0], fill_empty=False
    )
    shown = card.render_output()
    return {
        "front": unplayed(shown.question_text, shown),
        "back": unplayed(shown.answer_text, shown),
        "cards": cards(col, 2 * number + 1, case),
    }


def unplayed(text, shown):
    def written(found):
        tags = shown.question_av_tags if found[1] == "q" else shown.answer_av_tags
        tag = tags[int(found[2])] if int(found[2]) < len(tags) else None
        if tag is None:
            return found[0]
        if hasattr(tag, "filename"):
            return f"[sound:{tag.filename}]"
        return f"{{tts {tag.lang}|{tag.field_text}}}"

    return _PLAYED.sub(written, text)


def cards(col, number, case):
    front, back, fields, is_cloze, _ = case
    try:
        kind = made(col, number, fields, (front, back), is_cloze)
    except CardTypeError:  # it refuses the template
        return None
    note = col.new_note(kind)
    for name, text in fields.items():
        note[name] = text
    col.add_note(note, col.decks.id("Default"))
    return sorted(card.ord + 1 for card in note.cards())


def main():
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder, "collection.anki2")))
        try:
            cases = json.load(sys.stdin)
            made = [render(col, number, case) for number, case in enumerate(cases)]
            sys.stdout.write(json.dumps(made))
        finally:
            col.close()


if __name__ == "__main__":
    main()
