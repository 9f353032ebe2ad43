r"""Let the real Anki read tables: their texts come in as JSON, the notes it makes go out.

It runs in an environment of its own (Anki is AGPL, and no dependency of ours)::

    echo '["a\tb\n"]' | $CITECARDS_ANKI_PYTHON THIS_FILE
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection
from anki.collection import ImportCsvRequest


def notes_of(text, folder):
    path = Path(folder, "table.txt")
    path.write_bytes(text.encode())
    col = Collection(str(Path(folder, "collection.anki2")))
    try:
        meta = col.get_csv_metadata(str(path), None)
        col.import_csv(ImportCsvRequest(path=str(path), metadata=meta))
        return [_note(col.get_note(number), col) for number in col.find_notes("")]
    finally:
        col.close()


def _note(note, col):
    return {
        "guid": note.guid,
        "type": note.note_type()["name"],
        "fields": dict(note.items()),
        "tags": note.tags,
        "decks": [col.decks.name(card.did) for card in note.cards()],
    }


def main():
    found = []
    for text in json.load(sys.stdin):
        with tempfile.TemporaryDirectory() as folder:
            found.append(notes_of(text, folder))
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
