"""What the steps over one collection share: its frame, and what was taken so far."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from question_bank.readers.anki_database import Database
    from question_bank.readers.anki_frame import Frame
    from question_bank.readers.contents import NoteType
    from question_bank.readers.limits import Limits
    from question_bank.readers.losses import Losses


class BadRowError(Exception):
    """A row that can't be taken; the message says why, for a person."""


@dataclass(slots=True)
class Reading:
    """A collection being read.

    ``types`` of the notes taken, ``seen`` the numbers of each one's cards as bits, ``lost`` the
    notes left out; ``cards`` those taken, ``lost_cards`` by their lost note; ``used`` the decks
    that cards are in; ``rows`` how many notes there are.
    """

    database: Database
    frame: Frame
    limits: Limits
    losses: Losses
    types: dict[int, NoteType] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    cards: set[int] = field(default_factory=set)
    lost_cards: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    rows: int = 0
