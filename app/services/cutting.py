"""The topic files of a bank, cut into their items; one that hasn't changed isn't read again."""

from __future__ import annotations

import hashlib
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from app.store.checked import DIGEST
from app.store.checked import CutFile
from app.store.checked import stamp
from question_bank.blocks import NotPlainError
from question_bank.blocks import cut
from question_bank.blocks import topic_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from app.store.checked import Memory
    from question_bank.blocks import Block


class Cutting:
    """A topic file, cut: the topic it gives its items, and the digest and line of each."""

    def __init__(
        self,
        file: str,
        topic: str | None,
        digests: Sequence[bytes],
        lines: Sequence[int],
        blocks: Sequence[Block] | None = None,
    ) -> None:
        """Take what is known of a file; its blocks are read when one is asked for."""
        self.file = file
        self.topic = topic
        self.digests = digests
        self.lines = lines
        self._blocks = blocks

    def block(self, number: int) -> Block:
        """Return one of its items.

        Raises:
            NotPlainError, OSError: the file isn't any longer what it was.
        """
        if self._blocks is None:
            blocks = cut(Path(self.file).read_bytes()).blocks
            if _digests(self.topic, blocks) != self.digests:
                raise NotPlainError
            self._blocks = blocks
        return self._blocks[number]


def cut_files(paths: Iterable[Path], memory: Memory, before: int) -> list[Cutting]:
    """Cut files, or say how they were cut the last time.

    Args:
        paths: the files, in order.
        memory: what is known from the last time; brought up to date.
        before: in ns since 1970; a younger file may change again without a new time, so it isn't
            remembered.

    Raises:
        NotPlainError: one can't be cut.
        OSError: one can't be read.
    """
    known = memory.files()
    found = []
    kept: dict[str, CutFile] = {}
    for path in paths:
        file = str(path)
        seen = stamp(file)
        old = known.get(file)
        if old is not None and seen is not None and old.stamp == repr(seen):
            found.append(_remembered(file, old))
            kept[file] = old
            continue
        cutting = _cut(path)
        found.append(cutting)
        if seen is not None and seen == stamp(file) and seen[1] < before:
            lines = array("L", cutting.lines).tobytes()
            kept[file] = CutFile(repr(seen), cutting.topic, b"".join(cutting.digests), lines)
    if kept != known:
        memory.keep_files(kept)
    return found


def _cut(path: Path) -> Cutting:
    file = cut(path.read_bytes())
    topic = topic_of(file)
    lines = [block.line for block in file.blocks]
    return Cutting(str(path), topic, _digests(topic, file.blocks), lines, file.blocks)


def _digests(topic: str | None, blocks: Iterable[Block]) -> list[bytes]:
    start = hashlib.blake2b(f"{topic}\0".encode(), digest_size=DIGEST)
    found = []
    for block in blocks:
        state = start.copy()
        state.update(block.text.encode())
        found.append(state.digest())
    return found


def _remembered(file: str, old: CutFile) -> Cutting:
    lines = array("L")
    lines.frombytes(old.lines)
    digests = [old.digests[at : at + DIGEST] for at in range(0, len(old.digests), DIGEST)]
    return Cutting(file, old.topic, digests, lines)
