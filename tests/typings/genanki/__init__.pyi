import sqlite3
from collections.abc import Iterator
from typing import Any
from typing import ClassVar

class Model:
    FRONT_BACK: ClassVar[int]
    CLOZE: ClassVar[int]
    model_id: int
    fields: list[dict[str, str]]
    templates: list[dict[str, str]]
    def __init__(
        self,
        model_id: int,
        name: str,
        fields: list[dict[str, str]],
        templates: list[dict[str, str]],
        css: str = "",
        model_type: int = 0,
        *,
        sort_field_index: int = 0,
    ) -> None: ...
    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]: ...

class Note:
    model: Model
    guid: str
    sort_field: str
    due: int
    def __init__(
        self,
        model: Model,
        fields: list[str],
        sort_field: str | None = None,
        tags: list[str] | None = None,
        guid: str | None = None,
        due: int = 0,
    ) -> None: ...
    def write_to_db(
        self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]
    ) -> None: ...
    def _check_number_model_fields_matches_num_fields(self) -> None: ...
    def _format_tags(self) -> str: ...
    def _format_fields(self) -> str: ...

class Deck:
    deck_id: int
    name: str
    description: str
    notes: list[Note]
    def __init__(self, deck_id: int, name: str, description: str = "") -> None: ...
    def add_note(self, note: Note) -> None: ...
    def to_json(self) -> dict[str, Any]: ...

class Package:
    decks: list[Deck]
    def __init__(self, deck_or_decks: list[Deck]) -> None: ...
    def write_to_db(
        self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]
    ) -> None: ...
    def write_to_file(self, file: str, timestamp: float | None = None) -> None: ...
