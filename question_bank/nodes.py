"""The only door to YAML: text in, plain values with their places out.

Every scalar stays the text that was typed; the schema gives it a type later, so YAML 1.1's
surprises (NO, 12:30, 010, 2024-01-02) cannot happen. Aliases, merge keys, tags, duplicate
keys and deep nesting are refused: a 1 kB merge-key bomb hangs PyYAML, a duplicate key changes
an answer in silence, and libyaml's composer overflows the C stack at some thousand levels
(so events are composed here, iteratively, and the depth is limited as they come).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import yaml

MAX_BYTES = 10_000_000
MAX_DEPTH = 50

Path = tuple[str | int, ...]
Mark = tuple[int, int]  # line and column, from 1

NULLS = ("", "~", "null", "Null", "NULL")
# What YAML 1.2 (5.1) does not call printable; an escape could still bring it in.
CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Fault:
    """A fault of the text itself, before any schema: where, which rule, what."""

    mark: Mark
    rule: str
    message: str


@dataclass(slots=True)
class Tree:
    """A document as dicts, lists, strings and None, with the place of each path.

    ``marks`` holds where a value starts; ``keys`` where the key of a mapping entry starts;
    ``whole`` is false when reading stopped early, so that the last entry may lack its end.
    """

    value: Any = None
    marks: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True

    def place(self, path: Path) -> Mark:
        """Return where ``path`` is, or the nearest thing that holds it."""
        while path not in self.marks and path:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def key_place(self, path: Path) -> Mark:
        """Return where the key at the end of ``path`` is written."""
        return self.keys.get(path) or self.place(path)


def parse(raw: bytes) -> Tree:
    """Read one YAML document.

    Args:
        raw: the file's bytes, UTF-8 with or without a byte-order mark.

    Returns:
        The tree; when ``faults`` isn't empty, its value may be incomplete.
    """
    if len(raw) > MAX_BYTES:
        return _refused((1, 1), "too-big", f"the file is over {MAX_BYTES // 10**6} MB: split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mark = _mark_of(error.object[: error.start])
        return _refused(mark, "encoding", "this is not UTF-8: save the file as UTF-8")
    composer = _Composer()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            composer.take(event)
            if composer.stopped:
                break
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        place = (at.line + 1, at.column + 1) if at else (1, 1)
        composer.fault(place, "yaml", error.problem or error.context or "this is not YAML")
        composer.stop()
    except yaml.reader.ReaderError as error:
        place = _mark_of(text.encode()[: error.position])  # libyaml counts bytes
        composer.fault(place, "yaml", f"a character YAML does not allow: {error.reason}")
        composer.stop()
    return composer.tree


def _refused(mark: Mark, rule: str, message: str) -> Tree:
    return Tree(faults=[Fault(mark, rule, message)], whole=False)


def _mark_of(before: bytes) -> Mark:
    """Return the place after the sound UTF-8 ``before``, in characters."""
    return before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1


def _is_plain(event: Any) -> bool:
    """Whether a scalar is written without quotes (libyaml's style is then empty, not None)."""
    return not event.style


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that is still being read."""

    value: Any
    path: Path
    key: str | None = None
    skip_value: bool = False


class _Composer:
    """Builds the tree event by event; an explicit stack, so depth can't hurt."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.stack: list[_Open] = []
        self.documents = 0
        self.stopped = False

    def fault(self, mark: Mark, rule: str, message: str) -> None:
        self.tree.faults.append(Fault(mark, rule, message))

    def stop(self) -> None:
        self.stopped = True
        self.tree.whole = False

    def take(self, event: Any) -> None:
        mark = (event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.ScalarEvent():
                self._refuse_marks(event, mark)
                if CONTROL.search(event.value):
                    self.fault(mark, "yaml", "a control character: YAML does not allow it in text")
                plain_null = _is_plain(event) and event.value in NULLS
                self._scalar(None if plain_null else event.value, event, mark)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_marks(event, mark)
                self._start({} if isinstance(event, yaml.MappingStartEvent) else [], mark)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case yaml.AliasEvent():
                self.fault(mark, "alias", f"*{event.anchor}: write it out; aliases are not read")
                self._scalar(None, event, mark)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.fault(mark, "documents", "one document a file: a second `---` begins here")
                    self.stopped = True

    def _refuse_marks(self, event: Any, mark: Mark) -> None:
        if event.anchor:
            self.fault(mark, "anchor", f"&{event.anchor}: anchors are not read; take it out")
        if event.tag:
            self.fault(mark, "tag", f"{event.tag}: YAML tags are not read; take it out")

    def _scalar(self, value: str | None, event: Any, mark: Mark) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, value, event, mark)
        else:
            self._put(value, mark)

    def _key(self, top: _Open, value: str | None, event: Any, mark: Mark) -> None:
        top.key = "" if value is None else value
        top.skip_value = False
        if value == "<<" and _is_plain(event):
            self.fault(mark, "merge-key", "`<<`: write the keys out; merge keys are not read")
            top.skip_value = True
        elif top.key in top.value:
            first = self.tree.keys[(*top.path, top.key)][0]
            self.fault(mark, "duplicate-key", f"`{top.key}` stands already in line {first}")
            top.skip_value = True
        else:
            self.tree.keys[(*top.path, top.key)] = mark

    def _start(self, value: Any, mark: Mark) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.fault(mark, "too-deep", f"nested over {MAX_DEPTH} levels deep")
            self.stop()
            return
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self.fault(mark, "yaml", "a key must be a word, not a list or a mapping")
            self.stop()
            return
        path = self._put(value, mark)
        self.stack.append(_Open(value, path))

    def _put(self, value: Any, mark: Mark) -> Path:
        """Attach a value to what is open; return its path (a refused one goes nowhere)."""
        if not self.stack:
            self.tree.value = value
            self.tree.marks[()] = mark
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
        else:
            key, top.key = top.key or "", None
            path = (*top.path, key)
            if top.skip_value:
                return (*top.path, key, "(refused)")
            top.value[key] = value
        self.tree.marks[path] = mark
        return path
