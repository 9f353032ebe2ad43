"""A bank's folder, made new beside the old one: topic files, note types, media, the lock."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING
from typing import Any

from app.services.importing_yaml import entry
from app.services.importing_yaml import mapping
from app.services.importing_yaml import topic_head
from question_bank.blocks import NotPlainError
from question_bank.blocks import cut
from question_bank.blocks import plain_item
from question_bank.blocks import topic_of
from question_bank.frame import INFO_NAME
from question_bank.lock import NAME as LOCK
from question_bank.lock import write_lock
from question_bank.media import FOLDER as MEDIA
from question_bank.media import NAMES as MEDIA_NAMES
from question_bank.note_types import FOLDER as NOTE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

    from app.services.importing_plan import Plan
    from question_bank.bank import Bank
    from question_bank.bank import BankInfo
    from question_bank.items import Item
    from question_bank.readers.contents import NoteType

_MOST_BYTES = 4_000_000  # of a topic file, so that an editor opens it; the format allows 10 MB
_MOST_ITEMS = 5_000


def write_new(folder: Path, plan: Plan) -> None:
    """Write a new bank's folder; its topic files stand in the order of its topics.

    Raises:
        OSError: it can't be written.
    """
    folder.mkdir(parents=True)
    _write_frame(folder, plan, old=None)
    width = max(2, len(str(len(plan.info.topics) * 2)))
    by_topic = _by_topic(plan.items)
    number = 0
    for topic in plan.info.topics:
        for text in _files(topic.id, by_topic.get(topic.id, [])):
            number += 1
            name = f"{number:0{width}d}-{topic.id}.yaml"
            (folder / name).write_text(text, encoding="utf-8", newline="\n")


def write_changed(folder: Path, plan: Plan, old: Bank) -> None:
    """Write a bank's folder anew with what a file changes; every other byte stays.

    Raises:
        OSError: it can't be written.
    """
    source = old.folder
    if source is None:
        raise FileNotFoundError(2, "the bank has no folder", plan.info.id)
    _copy(source, folder)
    _write_frame(folder, plan, old)
    wanted = {item.id: item for item in plan.items}
    known = set(old.by_id)
    moved = {
        item.id
        for item in plan.items
        if item.id in known and old.by_id[item.id].topic != item.topic
    }
    stayed: set[str] = set()
    for path in sorted({folder / os.path.basename(place.file) for place in old.places.values()}):  # noqa: PTH119
        stayed |= _rewrite(path, wanted, moved)
    names = {path.name for path in folder.glob("*.yaml")}
    fresh = [item for item in plan.items if item.id not in known or item.id in moved - stayed]
    for topic, items in _by_topic(fresh).items():
        place = next(at for at, one in enumerate(plan.info.topics, 1) if one.id == topic)
        for text in _files(topic, items):
            name, part = f"{place:02d}-{topic}.yaml", 2
            while name in names:
                name, part = f"{place:02d}-{topic}-{part}.yaml", part + 1
            names.add(name)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, folder: Path) -> None:
    """Copy a bank's folder; media, which never change, are the same files."""
    shutil.copytree(source, folder, ignore=_no_media(source), symlinks=True)
    media = source / MEDIA
    if media.is_dir():
        (folder / MEDIA).mkdir()
        for path in media.iterdir():
            link(path, folder / MEDIA / path.name)


def _no_media(source: Path) -> Any:
    return lambda place, names: [MEDIA] if str(place) == str(source) and MEDIA in names else []


def link(source: Path, target: Path) -> None:
    """Give a file another name, or copy it where the disk can't."""
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(source, target)


def put_media(folder: Path, files: Iterable[tuple[str, Path]]) -> None:
    """Put media into a bank's folder; one that is there already is the same.

    Raises:
        OSError: one can't be written.
    """
    place = folder / MEDIA
    for name, source in files:
        place.mkdir(exist_ok=True)
        if not (place / name).exists():
            link(source, place / name)
            with suppress(OSError):
                (place / name).chmod(0o644)


def put_papers(folder: Path, papers: Mapping[str, str]) -> None:
    """Put papers into a bank's folder, text by file name; one that is there stays.

    Raises:
        OSError: one can't be written.
    """
    for name, text in papers.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(text.encode())


def put_lock(folder: Path, bank: Bank, now: int) -> None:
    """Write the lock file of a bank; ``now`` in seconds since 1970."""
    (folder / LOCK).write_text(write_lock(bank, now), encoding="utf-8", newline="\n")


# ------------------------------------------------------------------ topic files
def _by_topic(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.topic, []).append(item)
    return found


def _files(topic: str, items: Iterable[Item]) -> Iterator[str]:
    """Yield the texts of a topic's files, none of them too long."""
    head = topic_head(topic)
    parts, size = [head], 0
    for item in items:
        text = entry(item)
        length = len(text.encode()) if not text.isascii() else len(text)
        if len(parts) > 1 and (size + length > _MOST_BYTES or len(parts) > _MOST_ITEMS):
            yield "".join(parts)
            parts, size = [head], 0
        parts.append(text)
        size += length
    if len(parts) > 1:
        yield "".join(parts)


def _rewrite(path: Path, wanted: dict[str, Item], moved: set[str]) -> set[str]:
    """Write a topic file anew: an item that changed takes its place, one that moved leaves it.

    Returns those that moved and stand there all the same, under another topic.
    """
    raw = path.read_bytes()
    try:
        file = cut(raw)
        topic = topic_of(file)
        rows = [plain_item(block.text) for block in file.blocks]
    except NotPlainError:
        return _respell(path, wanted, moved)
    ids = [str(row.get("id")) for row in rows]
    if not any(name in wanted for name in ids):
        return set()
    indent = " " * (file.column - 1)
    parts = [file.head]
    for name, row, block in zip(ids, rows, file.blocks, strict=True):
        if name in moved:
            continue
        item = wanted.get(name)
        if item is None:
            parts.append(block.text if block.text.endswith("\n") else f"{block.text}\n")
            continue
        text = entry(item)
        if "topic" in row or topic is None:
            text = text.replace("\n", f"\n    topic: {item.topic}\n", 1)
        parts.append(text.replace("\n  ", f"\n{indent}").replace("  - ", f"{indent}- ", 1)
                     if file.column != 3 else text)  # fmt: skip  # noqa: PLR2004
    if len(parts) > 1:
        path.write_text("".join(parts), encoding="utf-8", newline="\n")
    else:
        path.unlink()
    return set()


def _respell(path: Path, wanted: dict[str, Item], moved: set[str]) -> set[str]:
    """Change a file that isn't plain enough to be cut, item by item, as the editor does."""
    from question_bank.nodes import parse  # noqa: PLC0415 - few files need it
    from question_bank.writing import edit  # noqa: PLC0415

    raw, stayed = path.read_bytes(), set[str]()
    for row in (parse(raw).value or {}).get("items", []):
        item = wanted.get(row.get("id"))
        if item is None:
            continue
        plain = plain_item(entry(item))
        if "topic" in row or item.id in moved:
            plain["topic"] = item.topic
        raw = edit(raw, item.id, plain)
        stayed |= {item.id} & moved
    path.write_bytes(raw)
    return stayed


# ------------------------------------------------------------------ around them
def _write_frame(folder: Path, plan: Plan, old: Bank | None) -> None:
    if old is None or old.info != plan.info:
        (folder / INFO_NAME).write_text(_info(plan.info), encoding="utf-8", newline="\n")
    known = old.note_types if old else {}
    if plan.note_types:
        (folder / NOTE_TYPES).mkdir(exist_ok=True)
    for slug, kind in plan.note_types.items():
        if known.get(slug) != kind:
            path = folder / NOTE_TYPES / f"{slug}.yaml"
            path.write_text(mapping(_note_type(kind)), encoding="utf-8", newline="\n")
    if plan.media and (old is None or dict(old.media) != dict(plan.media)):
        text = mapping(dict(sorted(plan.media.items())))
        (folder / MEDIA_NAMES).write_text(text, encoding="utf-8", newline="\n")


def _info(info: BankInfo) -> str:
    row = info.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return mapping({"format": info.format, **row})


def _note_type(kind: NoteType) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": kind.id,
        "name": kind.name,
        "fields": list(kind.fields),
        "templates": [one._asdict() for one in kind.templates],
    }
    more = {
        "css": kind.css,
        "is_cloze": kind.is_cloze,
        "occlusion": kind.occlusion,
        "sort_field": kind.sort_field,
        "right_to_left": kind.right_to_left,
    }
    return row | {name: value for name, value in more.items() if value}
