"""An item as a form: its plain values as fields of text, and the fields as plain values.

What isn't touched in the form stays as its author wrote it (``4_400``, a citation in its long
form, an answer without keys), so that only what was changed is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Any

from app.services.item_fields import Field
from app.services.item_fields import Inner
from app.services.item_fields import Rows
from app.services.item_fields import parts
from app.services.item_fields import parts_of_note
from question_bank.items import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.item_fields import Part

Plain = dict[str, Any]
Fields = Mapping[str, str]
MOST_ROWS = 20  # more than any kind allows
SPARE = 2  # empty rows behind the last, for what is to be added
_LINE_END = re.compile(r"\r\n?")  # as a browser sends it
_BAR = re.compile(r"(?<!\\)\|")
_FACE = re.compile(r"(c[0-9]+)\s*:\s*(.*)")


def parts_of(item: Plain, fields: Fields | None = None) -> tuple[Part, ...]:
    """Return what the form of an item has; with ``fields``, as its answer's kind is chosen."""
    if item["kind"] == IMPORTED:
        return parts_of_note(item.get("fields"))
    given = (fields or {}).get("answer.kind")
    answer = item.get("answer")
    now = answer.get("kind", "text") if isinstance(answer, dict) else "text"
    return parts(str(item["kind"]), given or str(now))


def fields_of(item: Plain) -> dict[str, str]:
    """Return the fields of an item; those of rows as ``options.0.text``."""
    found: dict[str, str] = {}
    for part in parts_of(item):
        value = item.get(part.key)
        match part:
            case Field():
                found[part.key] = _shown(part, value)
            case Inner():
                inner = value if isinstance(value, dict) else {"value": value}
                _add(found, part.fields, f"{part.key}.", inner)
            case Rows():
                for index, row in enumerate(value if isinstance(value, list) else ()):
                    _add(found, part.fields, f"{part.key}.{index}.", row)
    return found


def _add(found: dict[str, str], fields: tuple[Field, ...], prefix: str, value: Plain) -> None:
    for field in fields:
        found[prefix + field.key] = _shown(field, value.get(field.key))


def packed(item: Plain, fields: Fields) -> dict[str, str]:
    """Return fields with the empty rows taken out and line ends as they are in files."""
    clean = {name: _LINE_END.sub("\n", value) for name, value in fields.items()}
    for part in parts_of(item, clean):
        if isinstance(part, Rows):
            rows = [_row(part, clean, index) for index in range(MOST_ROWS)]
            clean = {k: v for k, v in clean.items() if not k.startswith(f"{part.key}.")}
            for index, row in enumerate(row for row in rows if row):
                clean |= {f"{part.key}.{index}.{key}": value for key, value in row.items()}
    return clean


def _row(part: Rows, fields: Fields, index: int) -> dict[str, str]:
    """Return the fields of a row, nothing if none but a tick is filled."""
    row = {field.key: fields.get(f"{part.key}.{index}.{field.key}", "") for field in part.fields}
    written = (row[field.key] for field in part.fields if field.how != "tick")
    return row if any(value.strip() for value in written) else {}


def plain_of(item: Plain, fields: Fields) -> Plain:
    """Return an item with what its form says; ``fields`` are ``packed``."""
    new = {**item}
    for part in parts_of(item, fields):
        old = item.get(part.key)
        match part:
            case Field():
                value = _sent(part, fields, part.key, old)
            case Inner():
                value = _inner(part, fields, old)
            case Rows():
                value = _rows(part, fields, old if isinstance(old, list) else [])
        if value is None:
            new.pop(part.key, None)
        else:
            new[part.key] = value
    return new


def _inner(part: Inner, fields: Fields, old: Any) -> Any:
    was = old if isinstance(old, dict) else {} if old is None else {"value": old}
    value = _filled(part.fields, fields, f"{part.key}.", was)
    return value["value"] if value.keys() == {"value"} and not isinstance(old, dict) else value


def _rows(part: Rows, fields: Fields, old: list[Any]) -> list[Any] | None:
    found = []
    for index in range(MOST_ROWS):
        prefix = f"{part.key}.{index}."
        if prefix + part.fields[0].key in fields:
            was = old[index] if index < len(old) and isinstance(old[index], dict) else {}
            found.append(_filled(part.fields, fields, prefix, was))
    return found or None


def _filled(fields_of_part: tuple[Field, ...], fields: Fields, prefix: str, was: Plain) -> Plain:
    read = {
        field.key: _sent(field, fields, prefix + field.key, was.get(field.key))
        for field in fields_of_part
    }
    return {key: value for key, value in read.items() if value is not None}


def _sent(field: Field, fields: Fields, name: str, old: Any) -> Any:
    """Read a field that was sent; one that wasn't changes nothing, but a tick is taken away."""
    if name not in fields and field.how != "tick":
        return old
    return _read(field, fields.get(name, ""), old)


# ------------------------------------------------------------------ a value and its text
def _shown(field: Field, value: Any) -> str:
    """Write a value as the text of its field."""
    if field.how in _MEMBERS:
        return "\n".join(map(_MEMBERS[field.how][0], _list(value)))
    match field.how:
        case "words":
            return " ".join(_list(value))
        case "faces":
            faces = value.items() if isinstance(value, dict) else ()
            return "\n".join(f"{face}: {_barred(_list(known))}" for face, known in faces)
        case "html":
            return str(value or "")
        case "tick":
            return "1" if (value or field.default) == "true" else ""
        case _:
            return field.default if value is None else str(value).strip()


def _read(field: Field, text: str, old: Any) -> Any:
    """Read the text of a field; None for a key that needn't be there."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if field.how in _MEMBERS:
        show, new = _MEMBERS[field.how]
        known = {show(member): member for member in reversed(_list(old))}
        return [known[line] if line in known else new(line) for line in lines] or None
    if field.how == "words":
        return text.replace(",", " ").split() or None
    if field.how == "faces":
        return _faces(lines, old)
    if field.how == "html":
        same = text == _LINE_END.sub("\n", str(old or ""))
        return old if same else text  # an empty field is still there
    said = ("true" if text else "false") if field.how == "tick" else text.strip()
    if said == (field.default if old is None else str(old).strip()):
        return old  # as its author wrote it, or left out
    return None if said == field.default else _with_end(said, old)


def _with_end(text: str, old: Any) -> str:
    """Keep the line end that a block of lines has."""
    return text + "\n" if isinstance(old, str) and old.endswith("\n") else text


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _one_line(value: Any) -> str:
    return " ".join(str(value).split())


def _barred(values: list[Any]) -> str:
    return " | ".join(_one_line(value).replace("|", r"\|") for value in values)


def _cut(line: str) -> list[str]:
    cut = [part.strip().replace(r"\|", "|") for part in _BAR.split(line)]
    return [part for part in cut if part]


def _group(value: Any) -> str:
    return _barred(_list(value))


def _entry(value: Any) -> str:
    if not isinstance(value, dict):
        return _barred([value])
    return _barred([value.get("value", ""), *_list(value.get("aliases"))])


def _entry_of(line: str) -> Any:
    value, *aliases = _cut(line) or [""]
    return {"value": value, "aliases": aliases} if aliases else value


def _faces(lines: list[str], old: Any) -> Any:
    was = old if isinstance(old, dict) else {}
    found: dict[str, Any] = {}
    for line in lines:
        face = _FACE.fullmatch(line)
        name, rest = (face[1], face[2]) if face else (line, "")
        found[name] = was[name] if _barred(_list(was.get(name))) == rest else _cut(rest)
    return found or None


def cite_line(cite: Any) -> str:
    """Write a citation in its short form, on a line."""
    if not isinstance(cite, dict):
        return _one_line(cite)
    words = cite["exact"] if "exact" in cite else f"{cite.get('from')} … {cite.get('to')}"
    source = f"{cite['source']} " if "source" in cite else ""
    place = f"P{cite['p']}: " if "p" in cite else ""
    return _one_line(f"{source}{place}{words}")


# of a list with a member on each line: how a member is shown, and how a new one is read
_MEMBERS: dict[str, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    "lines": (_one_line, str),
    "groups": (_group, _cut),
    "entries": (_entry, _entry_of),
    "cites": (cite_line, str),
}
