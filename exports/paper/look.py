"""How a printed quiz looks, and what is printed with it."""

from __future__ import annotations

from dataclasses import dataclass

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}  # mm: width, height
BODY = 10.5  # pt
LARGE = 18.0  # pt: the least that large print may be (UKAAF G003)
DYSLEXIC = 12.0  # pt: 12 to 14 (British Dyslexia Association, Style guide 2023)
_TWO = 2
_MOST_ID = 12  # digits; more don't fit beside the name


@dataclass(frozen=True, slots=True)
class Look:
    """The settings of a printed quiz.

    ``large`` sets it at 18 pt or more; ``dyslexic`` without serifs, widely spaced, flush left; both
    are for students, and leave the key as it is.
    ``key``, ``answer_sheet`` and ``reading_sheet`` are files of their own; an answer sheet has
    bubbles for a student's number of ``student_digits`` digits (0: none). ``sections``: a heading
    where a new topic begins, in versions that keep topics together. ``minutes``: the time for
    it, on its head (0: nothing is said).

    Raises:
        ValueError: no such paper, or columns or digits out of range, as a sentence for people.
    """

    paper: str = "a4"
    columns: int = 1
    large: bool = False
    dyslexic: bool = False
    reading_sheet: bool = False
    answer_sheet: bool = False
    key: bool = True
    student_digits: int = 0
    sections: bool = False
    minutes: int = 0

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            raise ValueError(f"Paper is {' or '.join(PAPERS)}, not {self.paper}.")
        if not 1 <= self.columns <= _TWO:
            raise ValueError(f"A page has 1 or 2 columns, not {self.columns}.")
        if not 0 <= self.student_digits <= _MOST_ID:
            raise ValueError(
                f"A student’s number has 0 to {_MOST_ID} digits, not {self.student_digits}."
            )

    @property
    def of_key(self) -> Look:
        """The look of the key: a teacher's, so on the same paper and in the plain type."""
        return Look(self.paper)

    @property
    def size(self) -> float:
        """The size of the text, in pt."""
        return LARGE if self.large else DYSLEXIC if self.dyslexic else BODY

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the paper, in mm."""
        return PAPERS[self.paper]


PLAIN = Look()
