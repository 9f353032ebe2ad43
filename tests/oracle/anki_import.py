"""Run the real Anki over packages: steps come in as JSON, what Anki did goes out as JSON.

It runs in an environment of its own (Anki is AGPL, and no dependency of ours)::

    echo '[{"do": "import", "path": "a.apkg"}, {"do": "dump"}]' | $CITECARDS_ANKI_PYTHON THIS_FILE

Steps: ``import`` (with Anki's default options; ``history`` takes learning progress and presets
over too) gives how many notes were new, updated and so on; ``fsrs`` switches FSRS on;
``learned`` gives how each card stands, with its log; ``check`` what Anki's own check of the
database says; ``build`` makes a deck of many kinds of notes and studies it; ``export`` writes a
package of all, or of a ``deck``, with its history; ``edit`` changes fields of a note;
``media`` gives the media files; ``answer`` answers the first card of the note
``guid`` Good; ``dump`` gives all that is in the
collection, each card's question and answer rendered; ``compare`` what Anki makes of a typed answer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection
from anki.collection import DeckIdLimit
from anki.collection import ExportAnkiPackageOptions
from anki.collection import ImportAnkiPackageOptions
from anki.collection import ImportAnkiPackageRequest

_LOGS = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck")
_GOOD = 3


_DAY = 86_400
_ROLLOVER = 4 * 3600


def import_package(col, path, history):
    options = ImportAnkiPackageOptions(with_scheduling=history, with_deck_configs=history)
    request = ImportAnkiPackageRequest(package_path=path, options=options)
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


def learned(col):
    """Say how each card stands; a review is due on a day since 1970, as study days are in UTC."""
    today = (col.sched.day_cutoff - _ROLLOVER) // _DAY - 1
    found = []
    for number in col.find_cards(""):
        one = col.get_card(number)
        memory = one.memory_state
        found.append({
            "guid": one.note().guid, "ord": one.ord, "type": one.type, "queue": one.queue,
            "due": today + one.due - col.sched.today if one.type in (2, 3) and one.due < 1e9
            else one.due,
            "ivl": one.ivl, "reps": one.reps, "lapses": one.lapses, "flag": one.flags,
            "left": one.left % 1000,
            "stability": memory and round(memory.stability, 4),
            "difficulty": memory and round(memory.difficulty, 3),
            "retention": one.desired_retention and round(one.desired_retention, 2),
            "log": col.db.all(
                "select id, ease, ivl, lastIvl, factor, time, type from revlog where cid = ?"
                " order by id", number),
        })  # fmt: skip
    return found


def presets(col):
    return {
        deck.name: (conf["name"], conf["new"]["perDay"], round(conf["desiredRetention"], 2))
        for deck in col.decks.all_names_and_ids()
        if (conf := col.decks.config_dict_for_deck_id(deck.id))
    }


def edit(col, guid, fields):
    """Change fields of a note, as a learner does in the editor."""
    found = col.get_note(col.db.scalar("select id from notes where guid = ?", guid))
    for name, text in fields.items():
        found[name] = text
    col.update_note(found)
    return found.id


def export(col, path, legacy, deck=None):
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    limit = DeckIdLimit(col.decks.id(deck)) if deck else None
    return col.export_anki_package(out_path=path, options=options, limit=limit)


def build(col):
    """Make notes of many kinds in decks with levels, and study them with FSRS on."""
    col.set_config("fsrs", val=True)
    Path(col.media.dir(), "map 1.png").write_bytes(b"no picture")
    Path(col.media.dir(), "tone.mp3").write_bytes(b"no sound")
    for kind, deck, tags, fields in _NOTES:
        if kind == "Geo" and not col.models.by_name("Geo"):
            _make_type(col)
        note = col.new_note(col.models.by_name(kind))
        for name, text in zip(note.keys(), fields, strict=False):
            note[name] = text
        note.tags = tags
        col.add_note(note, col.decks.id(deck))
    numbers = col.find_cards("")
    for place, number in enumerate(numbers):
        for rating in ((), (3,), (4,), (1, 3, 3), (4, 1, 3))[place % 5]:
            one = col.get_card(number)
            one.start_timer()
            col.sched.answerCard(one, rating)
    col.sched.suspend_cards(numbers[1:2])
    col.sched.bury_cards(numbers[2:3])
    col.set_user_flag_for_cards(4, numbers[3:4])
    return len(numbers)


_NOTES = [
    ("Basic", "Words::Korean", ["a::b", "Über"], ["<b>안녕</b> &amp; [sound:tone.mp3]", "Hello"]),
    ("Basic", "Words::Korean", [], ['<img src="map 1.png">', "<ul><li>a</li><li>b</li></ul>"]),
    ("Basic (and reversed card)", "Words", ["x"], ["one", "two<br>three"]),
    ("Basic (type in the answer)", "Words", [], ["Who?", "Kishida"]),
    ("Cloze", "Gaps", ["marked"], ["A {{c1::b}} and {{c3::d::hint}}", "more"]),
    ("Geo", "Geo:: odd ", ["geo"], ["Seoul", "<div style='color:red'>x</div>", ""]),
    ("Geo", "Geo:: odd ", [], ["Tokyo", "", "\\(x^2\\) {{not a field}}"]),
]


def _make_type(col):
    made = col.models.new("Geo")
    for name in ("Name", "Map", "Capital"):
        col.models.add_field(made, col.models.new_field(name))
    for name, front, back in (
        ("Where", "{{#Map}}{{Map}}{{/Map}} {{Name}}", "{{FrontSide}}<hr>{{Capital}}"),
        ("Capital", "{{#Capital}}{{hint:Capital}}{{/Capital}}", "{{Name}}"),
    ):
        card = col.models.new_template(name)
        card["qfmt"], card["afmt"] = front, back
        col.models.add_template(made, card)
    made["css"] = ".card { color: green; }"
    col.models.add(made)


def run(col, step):  # noqa: C901 - one a step
    match step["do"]:
        case "import":
            return import_package(col, step["path"], step.get("history", False))
        case "fsrs":
            return bool(col.set_config("fsrs", val=True))
        case "learned":
            return learned(col)
        case "presets":
            return presets(col)
        case "check":
            return col.fix_integrity()
        case "build":
            return build(col)
        case "export":
            return export(col, step["path"], step["legacy"], step.get("deck"))
        case "edit":
            return edit(col, step["guid"], step["fields"])
        case "media":
            folder = Path(col.media.dir())
            return {path.name: path.read_text() for path in sorted(folder.iterdir())}
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
