"""What of a file was left out, listed with its reason: never silently, and never without bound."""

from __future__ import annotations

from collections import Counter

from question_bank.readers.contents import LeftOut
from question_bank.readers.naming import shown

_LISTED = 1_000


class Losses:
    """Collects what is left out: a thousand of each reason by row, the rest as a number."""

    def __init__(self) -> None:
        self._listed: list[tuple[int, str, int | None]] = []
        self._times: Counter[str] = Counter()
        self._cards: Counter[int] = Counter()
        self._reviews: Counter[int] = Counter()

    def add(self, row: int, reason: str, name: str = "", note: int | None = None) -> None:
        """List a part; ``name`` is put before the reason, ``note`` is the id if it is a note."""
        self._times[reason] += 1
        if self._times[reason] <= _LISTED:
            said = f"{shown(name)}: {reason}" if name else reason
            self._listed.append((row, said, note))

    def add_card(self, note: int) -> None:
        """Count a card that is left out because its note is."""
        self._cards[note] += 1

    def add_review(self, note: int) -> None:
        """Count a review that is left out because its card's note is."""
        self._reviews[note] += 1

    def listed(self) -> list[LeftOut]:
        """Return all, those of a kind in the order of their rows."""
        parts = [LeftOut(row, self._with_it(said, note)) for row, said, note in self._listed]
        parts += [
            LeftOut(0, f"{times - _LISTED:,} more: {reason}")
            for reason, times in self._times.items()
            if times > _LISTED
        ]
        return parts

    def _with_it(self, said: str, note: int | None) -> str:
        if note is None:
            return said
        counts = ((self._cards[note], "card"), (self._reviews[note], "review"))
        found = [f"{many:,} {word}{'s' * (many > 1)}" for many, word in counts if many]
        return f"{said} (and so its {' and '.join(found)})" if found else said
