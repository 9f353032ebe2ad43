"""Run the real Anki over packages: steps come in as JSON, what Anki did goes out as JSON.

It runs in an environment of its own (Anki is AGPL, and no dependency of ours)::

    echo '[{"do": "import", "path": "a.apkg"}, {"do": "dump"}]' | $CITECARDS_ANKI_PYTHON THIS_FILE

Steps: ``import`` (with Anki's default options) gives how many notes were new, updated and so on;
``answer`` answers the first card of the note ``guid`` Good; ``dump`` gives all that is in the
collection, each card's question and answer rendered; ``compare`` what Anki makes of a typed answer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection
from anki.collection import ImportAnkiPackageOptions
from anki.collection import ImportAnkiPackageRequest

_LOGS = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck")
_GOOD = 3


def import_package(col, path):
    request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    log = col.import_anki_package(request).log
    return {name: len(getattr(log, name)) for name in _LOGS}


def answer(col, guid):
    number = col.db.scalar(
        "select c.id from cards c join notes n on n.id = c.nid where n.guid = ? order by c.ord",
        guid,
    )
    card = col.get_card(number)
    card.start_timer()
    col.sched.answerCard(card, _GOOD)
    return number


def dump(col):
    return {
        "decks": {deck.name: deck.id for deck in col.decks.all_names_and_ids()},
        "notetypes": {
            kind.name: {"id": kind.id, "css": col.models.get(kind.id)["css"]}
            for kind in col.models.all_names_and_ids()
            if kind.name.startswith("Citecards")
        },
        "notes": [note(col, number) for number in col.find_notes("")],
        "cards": [card(col, number) for number in col.find_cards("")],
    }


def note(col, number):
    found = col.get_note(number)
    return {
        "guid": found.guid,
        "tags": found.tags,
        "fields": dict(found.items()),
        "sort": col.db.scalar("select sfld from notes where id = ?", number),
        "mod": found.mod,
        "cards": len(found.card_ids()),
    }


def card(col, number):
    found = col.get_card(number)
    shown = found.render_output()
    return {
        "guid": found.note().guid,
        "ord": found.ord,
        "deck": col.decks.name(found.did),
        "kind": found.note_type()["name"],
        "question": shown.question_text,
        "answer": shown.answer_text,
        "body": found.question(),
        "back": found.answer(),
        "sounds": len(shown.question_av_tags) + len(shown.answer_av_tags),
        "progress": [found.reps, found.due, found.ivl, found.queue, found.lapses],
        "position": found.due,
    }


def run(col, step):
    match step["do"]:
        case "import":
            return import_package(col, step["path"])
        case "answer":
            return answer(col, step["guid"])
        case "compare":
            return col.compare_answer(step["expected"], step["typed"])
        case _:
            return dump(col)


def main():
    steps = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder, "collection.anki2")))
        try:
            results = [run(col, step) for step in steps]
        finally:
            col.close()
    json.dump(results, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
