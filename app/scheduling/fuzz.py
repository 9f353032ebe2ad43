"""Fuzz: spread due dates so that cards learned together do not come back together for ever.

The chance is a function of card and repetition alone, so the interval on a button is the one
scheduled, and replaying the log gives it again. Numbers come from the generator Anki takes them
from (ChaCha with 12 rounds, seeded with one integer through PCG32 as the Rust crate ``rand``
documents it), so that Anki's very intervals can be compared with ours, fuzz included.
ChaCha: D. J. Bernstein, "ChaCha, a variant of Salsa20", 2008. PCG: M. E. O'Neill, 2014.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD: Final = 0xFFFFFFFF
_LONG: Final = 0xFFFFFFFFFFFFFFFF
_CONSTANTS: Final = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)  # "expand 32-byte k"
_DOUBLE_ROUNDS: Final = 6
_TURNS: Final = ((64, 192), (192, 64))  # bits by which the second row goes down, the fourth up
# From so many days on, up to so many, each day adds this share of itself to the spread.
_BANDS: Final = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))
LEAST_FUZZED: Final = 2.5
STEP_SHARE: Final = 0.25
STEP_MOST: Final = 300


def _lanes(words: Sequence[int]) -> int:
    return words[0] | words[1] << 64 | words[2] << 128 | words[3] << 192


_ROW: Final = _lanes(_CONSTANTS)
_LANES: Final = _lanes((_WORD,) * 4)


def half_up(number: float) -> int:
    """Round a number that is not negative; a half goes up (Python's own goes to the even)."""
    return math.floor(number + 0.5)


def _key(seed: int) -> list[int]:
    """Eight 32-bit words from one integer, by PCG32 (XSH RR)."""
    state = seed & _LONG
    words = []
    for _ in range(8):
        state = (state * 6364136223846793005 + 11634580027462260723) & _LONG
        shifted = (((state >> 18) ^ state) >> 27) & _WORD
        turn = state >> 59
        words.append(((shifted >> turn) | (shifted << (32 - turn))) & _WORD)
    return words


def _first_word(key: list[int]) -> int:
    """The first 32 bits of the ChaCha12 stream of a 256-bit key; counter and nonce are 0.

    A row of the state is one integer of four lanes, 64 bits apart, so that a step is taken in
    four columns at once: three times as fast as word by word, and a learner waits for it.
    """
    a, b, c, d, mask = _ROW, _lanes(key[:4]), _lanes(key[4:]), 0, _LANES
    for _ in range(_DOUBLE_ROUNDS):
        for left, right in _TURNS:  # columns, then diagonals
            a = a + b & mask
            d ^= a
            t = d << 16
            d = (t | t >> 32) & mask
            c = c + d & mask
            b ^= c
            t = b << 12
            b = (t | t >> 32) & mask
            a = a + b & mask
            d ^= a
            t = d << 8
            d = (t | t >> 32) & mask
            c = c + d & mask
            b ^= c
            t = b << 7
            b = (t | t >> 32) & mask
            # each row goes on by a lane more than the one above: the diagonals are columns
            b = (b >> left | b << right) & mask
            c = (c >> 128 | c << 128) & mask
            d = (d >> right | d << left) & mask
    return ((a & _WORD) + _CONSTANTS[0]) & _WORD


@lru_cache(maxsize=1024)
def _draw(seed: int) -> int:
    """The first word for a seed; kept, as a card is shown first and answered after."""
    return _first_word(_key(seed))


def factor(seed: int) -> float:
    """Give the share, 0 to below 1, that picks a day out of a fuzz range (23 bits, as Anki)."""
    return (_draw(seed) >> 9) / (1 << 23)


def spread(interval: float) -> float:
    """Give the days by which an interval may move either way: none below 2.5 days."""
    if interval < LEAST_FUZZED:
        return 0.0
    moved = 0.0
    for start, end, share in _BANDS:
        if interval <= end:
            return 1.0 + (moved + share * (interval - start))
        moved += share * (end - start)
    return 1.0 + moved


def bounds(interval: float) -> tuple[int, int]:
    """Give the least and the most days that fuzz may make of an interval."""
    delta = spread(interval)
    return half_up(interval - delta), half_up(interval + delta)


def within(interval: float, minimum: int, maximum: int) -> tuple[int, int]:
    """Give the fuzz range of an interval that must lie between two numbers of days."""
    minimum = min(minimum, maximum)
    low, high = bounds(min(max(interval, minimum), maximum))
    return min(max(low, minimum), maximum), min(max(high, minimum), maximum)


def days(interval: float, share: float, minimum: int, maximum: int) -> int:
    """Pick the day of the range that belongs to the share (0 to below 1)."""
    low, high = within(interval, minimum, maximum)
    return min(high, math.floor(low + share * (1 + high - low)))


def step_seconds(seconds: int, seed: int) -> int:
    """Lengthen a step within the day by up to a quarter, at most five minutes."""
    room = math.floor(min(seconds * STEP_SHARE, STEP_MOST))
    # The high half of a 32 x 32 bit product: a whole number below room, without division.
    return seconds + (_draw(seed) * room >> 32)
