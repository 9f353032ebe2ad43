"""Let the real Anki make packages of every form, and say what it knows of what is in them.

It runs in an environment of its own (Anki is AGPL, and no dependency of ours)::

    $CITECARDS_ANKI_PYTHON THIS_FILE FOLDER > what-anki-says.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from anki.collection import Collection
from anki.collection import ExportAnkiPackageOptions

_AGAIN, _GOOD = 1, 3


def fill(col, folder):
    """Put notes of every kind into a collection, with a history."""
    col.set_config("fsrs", True)  # noqa: FBT003 - as Anki has it
    image = folder / "map of rivers.png"
    image.write_bytes(b"\x89PNG rivers")
    sound = folder / "lena.mp3"
    sound.write_bytes(b"ID3 lena")
    col.media.add_file(str(image))
    col.media.add_file(str(sound))
    for n in range(6):
        add(col, "Basic", "Rivers::Long", [f"<b>front</b> {n} & [sound:lena.mp3]", f"back {n}"])
    add(col, "Basic (and reversed card)", "Rivers", ["Лена", "Lena"], ["east", "north::far"])
    add(col, "Basic (type in the answer)", "Seas", ["Which sea?", "Laptev"])
    add(col, "Cloze", "Seas", ["{{c1::Kara}} and {{c3::Laptev::a sea}}", "extra"])
    col.backend.add_image_occlusion_notetype()
    col.backend.add_image_occlusion_note(
        image_path=str(image),
        occlusions="{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2}}<br>",
        header="A map", back_extra="Siberia", tags=["maps"],
        notetype_id=col.models.by_name("Image Occlusion")["id"],
    )  # fmt: skip
    deck = col.decks.by_name("Rivers")
    deck["desc"] = "Rivers & <i>streams</i>"
    col.decks.save(deck)


def add(col, kind, deck, fields, tags=()):
    found = col.new_note(col.models.by_name(kind))
    found.fields = fields
    found.tags = list(tags)
    col.add_note(found, col.decks.id(deck))


def study(col):
    """Answer some cards, suspend, bury and flag others, and lend some to a filtered deck."""
    cards = col.find_cards("deck:Rivers")
    for place, rating in ((0, _GOOD), (1, _AGAIN), (2, _GOOD), (0, _GOOD), (2, _AGAIN)):
        card = col.get_card(cards[place])
        card.start_timer()
        col.sched.answerCard(card, rating)
    col.sched.set_due_date([cards[2], cards[3]], "5")
    col.sched.suspend_cards([cards[4]])
    col.sched.bury_cards([cards[7]])
    col.set_user_flag_for_cards(5, [cards[0], cards[3]])
    filtered = col.sched.get_or_create_filtered_deck(deck_id=0)
    filtered.name = "Cramming"
    filtered.config.search_terms[0].search = f"cid:{cards[2]},{cards[3]},{cards[5]}"
    col.sched.add_or_update_filtered_deck(filtered)
    lapsed = col.get_card(cards[2])
    lapsed.start_timer()
    col.sched.answerCard(lapsed, _AGAIN)


def export(col, path, *, legacy):
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    col.export_anki_package(out_path=str(path), options=options, limit=None)


def say(col):
    """Return what Anki says of the collection, its filtered decks emptied."""
    for deck in col.decks.all_names_and_ids():
        if col.decks.is_filtered(deck.id):
            col.sched.empty_filtered_deck(deck.id)
    return {
        "crt": col.crt,
        "decks": {
            str(deck["id"]): [deck["name"], deck["desc"]]
            for deck in col.decks.all()
            if not deck["dyn"]
        },
        "types": {
            str(kind["id"]): {
                "name": kind["name"],
                "fields": [one["name"] for one in kind["flds"]],
                "templates": [[one["name"], one["qfmt"], one["afmt"]] for one in kind["tmpls"]],
                "css": kind["css"],
                "cloze": kind["type"] == 1,
            }
            for kind in col.models.all()
        },
        "notes": [
            [note.id, note.guid, note.mid, note.fields, sorted(note.tags), note.mod]
            for note in map(col.get_note, col.find_notes(""))
        ],
        "cards": [
            [
                *(card.id, card.nid, card.ord, card.did, card.type, card.queue, card.due),
                *(card.ivl, card.factor, card.reps, card.lapses, card.user_flag()),
                memory(card),
                card.desired_retention,
            ]
            for card in map(col.get_card, col.find_cards(""))
        ],
        "log": col.db.all("select id, cid, ease, ivl, lastIvl, factor, time, type from revlog"),
    }


def memory(card):
    state = card.memory_state
    return [state.stability, state.difficulty] if state else None


def main():
    folder = Path(sys.argv[1])
    path = str(folder / "collection.anki2")
    col = Collection(path)
    fill(col, folder)
    study(col)
    export(col, folder / "new.apkg", legacy=False)
    export(col, folder / "old.apkg", legacy=True)
    col.export_collection_package(str(folder / "new.colpkg"), include_media=True, legacy=False)
    col = Collection(path)
    col.export_collection_package(str(folder / "old.colpkg"), include_media=True, legacy=True)
    col = Collection(path)
    said = say(col)
    col.close()
    json.dump(said, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
