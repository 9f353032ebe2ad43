"""How a value is written in YAML: as its author would, plain where that can be read back.

Widths and columns count characters.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from typing import Any

from question_bank.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

WIDTH = 100
ORDER = (
    "id kind topic tags objective bloom difficulty stem text left right value groups key aliases "
    "reject unit unit_aliases tolerance answer options shuffle reversed correction sequence pairs "
    "extra model_answer points rubric why misconception source p from to exact as_of cite "
    "explanation caution lint_ignore"
).split()
_IN_A_LINE = re.compile("tags|aliases|reject|unit_aliases|c[0-9]+")  # lists of short words
_QUOTED = ("cite",)
# unlike JSON, YAML has these to be escaped
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_GAP = re.compile(r"(?<=[^\s\\]) (?=[^\s#?:&*!|>%@`-])")  # where a line may be broken


def scalar(  # noqa: PLR0913 - where it stands and what stands around it
    value: str, *, like: str = "", flow: bool = False, column: int = 0, at: int = 0, was: str = "",
) -> str:  # fmt: skip
    """Write a text.

    Args:
        value: the text.
        like: the style around it: the first line of a block, a quotation mark, or nothing.
        flow: whether it stands in ``[ ]`` or ``{ }``.
        column: how far its entry is indented.
        at: the column where it begins.
        was: what is written there now; its lines stay as far as its words do, and one that is
            too long says that its author doesn't break lines.
    """
    fold = not flow and ("\n" in was or at + len(was) <= WIDTH)
    styles: list[str] = []
    if not flow and (like[:1] in ("|", ">") or "\n" in value):
        styles.append(_block(value, like[:1] or "|", column))
    if like == "'":
        styles.append("'" + value.replace("'", "''") + "'")
    if like not in ("'", '"'):
        styles.append(value)
    for written in styles:
        lines = written[:1] in ("|", ">")
        if (lines or "\n" not in written) and _reads(written, value, column, flow=flow):
            return written if lines or not fold else _folded(written, column, at, was)
    written = quoted(value)
    return _folded(written, column, at, was) if fold else written


def quoted(value: str) -> str:
    """Write a text in double quotation marks."""
    written = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _block(value: str, sign: str, column: int) -> str:
    """Write a text with its lines (``|``) or its paragraphs, broken where they are long (``>``)."""
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    margin = " " * (column + 2)
    lines = body.split("\n")
    if sign == ">":
        lines = "\n\n".join(_folded(line, column, column + 2) for line in lines).split("\n")
    shown = [margin + line.removeprefix(margin) if line else "" for line in lines]
    return "\n".join((sign + ("-", "", "+")[min(ends, 2)], *shown, *[""] * (ends - 1)))


def _reads(written: str, value: str, column: int, *, flow: bool) -> bool:
    """Whether it is read back as what it should be."""
    margin = " " * column
    text = f"k: [{written}, x]" if flow else f"{margin}k: {written}\n{margin}l: x"
    tree = parse(text.encode("utf-8", "surrogatepass"))
    wanted = {"k": [value, "x"]} if flow else {"k": value, "l": "x"}
    return not tree.faults and tree.value == wanted


def _folded(written: str, column: int, at: int, was: str = "") -> str:
    """Break a line that is too long where that reads as the space it was."""
    gaps = [found.start() for found in _GAP.finditer(written)]
    lines: list[str] = []
    start, room = 0, WIDTH - at
    for line in was.split("\n")[:-1]:
        stop = start + len(line.strip())
        if written[start:stop] != line.strip() or stop not in gaps:
            break
        lines.append(written[start:stop])
        start, room = stop + 1, WIDTH - column - 2
    while len(written) - start > room:
        fitting = [gap for gap in gaps if start < gap <= start + room]
        gap = fitting[-1] if fitting else next((gap for gap in gaps if gap > start), 0)
        if not gap:
            break
        lines.append(written[start:gap])
        start, room = gap + 1, WIDTH - column - 2
    return f"\n{' ' * (column + 2)}".join((*lines, written[start:]))


def entry(key: str, value: Any, *, column: int = 0, flow: bool = False, like: str = "") -> str:
    """Write an entry of a mapping whose key stands at a column."""
    name = scalar(key, flow=True)
    style = '"' if key in _QUOTED else like
    at = column + len(name) + 2
    in_line = node(value, column=column, at=at, flow=flow, like=style)
    if flow or not value or isinstance(value, str) or _short(key, value, at + len(in_line)):
        return f"{name}: {in_line}"
    return f"{name}:\n{block(value, column + 2, like=style)}"


def _short(key: str, value: Any, width: int) -> bool:
    """Whether a list or mapping is one that authors write in a line."""
    if isinstance(value, list):
        return bool(_IN_A_LINE.fullmatch(key)) and all(isinstance(part, str) for part in value)
    plain = not any(isinstance(part, dict) for part in value.values())
    return key == "answer" and plain and width <= WIDTH


def node(value: Any, *, column: int = 0, at: int = 0, flow: bool = False, like: str = "") -> str:
    """Write a value that begins within a line: a text, or a list or mapping in brackets."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return scalar(value, like=like, flow=flow, column=column, at=at)
    if isinstance(value, dict):
        return "{" + ", ".join(entry(k, v, flow=True) for k, v in ordered(value)) + "}"
    parts = [node(part, flow=True, like=like) for part in value]
    return _listed(parts, 10**6 if flow else WIDTH, at)


def _listed(parts: Sequence[str], width: int, at: int) -> str:
    """Write a list in brackets, on lines that begin beneath its first member."""
    lines, line = [], "["
    for index, part in enumerate(parts):
        more = part + ("]" if index == len(parts) - 1 else ",")
        if line != "[" and at + len(line) + 1 + len(more) > width:
            lines.append(line)
            line = " " + more
        else:
            line += ("" if line == "[" else " ") + more
    lines.append(line if parts else "[]")
    return f"\n{' ' * at}".join(lines)


def block(value: Any, column: int, *, like: str = "") -> str:
    """Write a list or mapping on lines of their own, indented to a column."""
    margin = " " * column
    if isinstance(value, dict):
        return "\n".join(margin + entry(k, v, column=column) for k, v in ordered(value))
    return "\n".join(margin + member(part, column=column, like=like) for part in value)


def member(value: Any, *, column: int, like: str = "") -> str:
    """Write an entry of a block list whose dash stands at a column."""
    if isinstance(value, dict) and value:
        return "- " + block(value, column + 2).lstrip(" ")
    return "- " + node(value, column=column, at=column + 2, like=like)


def ordered(value: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Return the entries of a mapping in the usual order of keys."""
    return sorted(value.items(), key=lambda row: rank(row[0]))


def rank(key: str) -> int:
    """Return the place of a key in the usual order."""
    return ORDER.index(key) if key in ORDER else len(ORDER)
