"""Edit an item in its file: what the form says is written into the YAML, and nothing else.

The file's other editors are noticed: a form carries the digest of the item's lines as it found
them, and if they are other lines when it is saved, nothing is written.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from app.services import among
from app.services import item_errors
from app.services import item_form
from app.services import portability
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.replacing import replace_file
from app.services.sync import sync
from question_bank import writing
from question_bank.bank import Bank
from question_bank.checks import RULES
from question_bank.checks import judge_item
from question_bank.checks.base import Seen
from question_bank.frame import read_frame
from question_bank.quote import quotes
from question_bank.topics import read_topic
from question_bank.writing import WritingError

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.item_errors import Read
    from app.services.item_fields import Part
    from app.services.item_form import Fields
    from app.services.portability import Portable
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo
    from question_bank.bank import Topic
    from question_bank.frame import Frame
    from question_bank.items import Item
    from question_bank.quote import Quote
    from question_bank.writing import Written

_ONE = threading.Lock()  # one edit of this program at a time


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule of ``citecards check`` says of an item."""

    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An edited item as it would be: ``item`` is None if it can't be read.

    ``formats`` says what it would lose in each format.
    """

    item: Item | None
    quotes: tuple[Quote, ...] = ()
    findings: tuple[Finding, ...] = ()
    formats: tuple[Portable, ...] = ()


@dataclass(frozen=True, slots=True)
class EditView:
    """A form with what stands beside it.

    ``beside`` has faults by field, ``others`` those of none. ``digest`` is that of the item's
    lines. ``theirs`` and ``mine`` are both versions when the file has changed in between.
    """

    bank: BankInfo
    item: str
    kind: str
    topic: Topic
    where: str
    parts: tuple[Part, ...]
    fields: Fields
    digest: str
    preview: Preview
    beside: dict[str, str]
    others: tuple[str, ...] = ()
    theirs: str | None = None
    mine: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """An edit that was written; ``problem`` says why study can't see it yet, if it can't."""

    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """An item where it is written, and what stands around it."""

    frame: Frame
    info: BankInfo
    position: int
    file: Path
    raw: bytes
    item: str
    topic: str
    written: Written

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.written.text.encode()).hexdigest()[:16]


def form(runtime: Runtime, bank: str, item: str) -> EditView:
    """Return the form of an item as it stands in its file.

    Raises:
        NotFoundError: there's no such bank or item among the folders of this run.
        RefusedError: its file can't be read.
    """
    desk = _desk(runtime, bank, item)
    return _view(runtime, desk, item_form.fields_of(desk.written.plain))


def preview(runtime: Runtime, bank: str, item: str, fields: Fields, digest: str) -> EditView:
    """Return a form as it was filled, with its faults and what the item would be.

    Raises:
        NotFoundError, RefusedError: as ``form``.
    """
    desk = _desk(runtime, bank, item)
    return replace(
        _view(runtime, desk, item_form.packed(desk.written.plain, fields)), digest=digest
    )


def save(runtime: Runtime, bank: str, item: str, fields: Fields, digest: str) -> Saved | EditView:
    """Write a form into the item's file and bring study up to date; or return it with its faults.

    Args:
        runtime: with the folders of the banks.
        bank: the bank.
        item: the item.
        fields: what was filled in.
        digest: that of the item's lines when the form was made.

    Raises:
        NotFoundError, RefusedError: as ``form``.
    """
    with _ONE:
        desk = _desk(runtime, bank, item)
        filled = item_form.packed(desk.written.plain, fields)
        view = _view(runtime, desk, filled)
        if view.preview.item is None:
            return replace(view, digest=digest)
        plain = item_form.plain_of(desk.written.plain, filled)
        try:
            new = _edited(desk, plain, view.preview.item)
            if digest != desk.digest:
                mine = writing.find(new, item)
                return replace(
                    view, theirs=desk.written.text, mine=mine.text if mine else "",
                    others=("The file has changed since you opened this. Nothing was saved.",),
                )  # fmt: skip
            if new != desk.raw:
                replace_file(desk.file, desk.raw, new)
        except (WritingError, OSError) as error:
            return replace(view, digest=digest, others=(_sentence(desk, error),))
        return _synced(runtime, desk)


def _desk(runtime: Runtime, bank: str, item: str) -> _Desk:
    for position, folder in enumerate(runtime.settings.banks):
        frame = read_frame(folder)
        if frame.info is not None and frame.info.id == bank:
            return _find(frame, frame.info, position, item)
    raise NotFoundError(f"there is no folder of a bank `{bank}` here")


def _find(frame: Frame, info: BankInfo, position: int, item: str) -> _Desk:
    for file in frame.topic_files():
        try:
            raw = file.read_bytes()
            written = writing.find(raw, item) if item.encode() in raw else None
        except (WritingError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise RefusedError(f"{file.name} can't be edited here: {reason}") from None
        if written is not None:
            topic = _topic(raw, file, written.plain)
            known = {row.id for row in info.topics}
            if topic not in known or not isinstance(written.plain.get("kind"), str):
                raise RefusedError(f"{file.name}, line {written.line}: mend the item there first")
            return _Desk(frame, info, position, file, raw, item, topic, written)
    raise NotFoundError(f"there is no item `{item}` in the files of `{info.id}`")


def _topic(raw: bytes, file: Path, plain: dict[str, Any]) -> str:
    if "topic" in plain:
        return str(plain["topic"])
    found = [
        item.topic for item, _ in read_topic(raw, str(file), None).items if item.id == plain["id"]
    ]
    return found[0] if found else ""


def _view(runtime: Runtime, desk: _Desk, fields: Fields) -> EditView:
    plain = item_form.plain_of(desk.written.plain, fields)
    found = item_errors.read(plain, desk.topic, fields)
    return EditView(
        bank=desk.info,
        item=desk.item,
        kind=str(plain["kind"]),
        topic=next(row for row in desk.info.topics if row.id == desk.topic),
        where=f"{desk.file.name}, line {desk.written.line}",
        parts=item_form.parts_of(desk.written.plain, fields),
        fields=fields,
        digest=desk.digest,
        preview=_preview(runtime, desk, found),
        beside=found.beside,
        others=found.others,
    )


def _preview(runtime: Runtime, desk: _Desk, found: Read) -> Preview:
    if found.item is None:
        return Preview(None)
    passages = tuple(desk.frame.passages(found.item))
    seen = Seen(desk.info, desk.frame.sources, passages, desk.frame.readings)
    findings = tuple(
        Finding(rule, RULES[rule].severity, finding.message)
        for rule, finding in (
            *judge_item(found.item, seen),
            *among.findings(runtime, desk.info.id, found.item, seen),
        )
    )
    alone = Bank(
        desk.info, (found.item,), desk.frame.sources, {found.item.id: passages}, {}, {},
        folder=desk.frame.folder,
    )  # fmt: skip
    formats = portability.of_item(alone, found.item)
    return Preview(found.item, quotes(desk.frame.sources, passages), findings, formats)


def _edited(desk: _Desk, plain: dict[str, Any], wanted: Item) -> bytes:
    """Return the file with the item changed, which reads as wanted and else as before.

    Raises:
        WritingError: it doesn't.
    """
    new = writing.edit(desk.raw, desk.item, plain)
    file = str(desk.file)
    before, after = (read_topic(raw, file, desk.frame.topics) for raw in (desk.raw, new))
    items = {item.id: item for item, _ in after.items}
    others = [item for item, _ in before.items if item.id != desk.item]
    if items.get(desk.item) != wanted or any(items.get(row.id) != row for row in others):
        raise WritingError("the edit would not be read as it is meant: edit the file by hand")
    return new


def _sentence(desk: _Desk, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{desk.file.name} can't be written: {error.strerror}. Nothing was saved."
    return f"{error}. Nothing was saved."


def _synced(runtime: Runtime, desk: _Desk) -> Saved:
    folder = runtime.settings.banks[desk.position]
    problems = sync(runtime, folder, desk.position)
    runtime.problems.pop(str(folder), None)
    if not problems:
        return Saved()
    runtime.problems[str(folder)] = problems
    return Saved(f"the bank has another fault, so study doesn’t show it yet: {problems[0].message}")
