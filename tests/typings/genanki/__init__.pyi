import sqlite3
from collections.abc import Iterator
from typing import Any
from typing import ClassVar

class Model:
    FRONT_BACK: ClassVar[int]
    CLOZE: ClassVar[int]
    model_id: int
    def __init__(
        self,
        model_id: int,
        name: str,
        fields: list[dict[str, str]],
        templates: list[dict[str, str]],
        css: str = "",
        model_type: int = 0,
    ) -> None: ...
    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]: ...

class Note:
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

class Deck:
    deck_id: int
    name: str
    description: str
    notes: list[Note]
    def __init__(self, deck_id: int, name: str, description: str = "") -> None: ...
    def add_note(self, note: Note) -> None: ...

class Package:
    decks: list[Deck]
    def __init__(self, deck_or_decks: list[Deck]) -> None: ...
    def write_to_db(
        self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]
    ) -> None: ...
