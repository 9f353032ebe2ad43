"""A refusal names its file once."""

from __future__ import annotations

import pytest

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.naming import naming


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("it is damaged", "deck.csv: it is damaged"),
        ("deck.csv: it is damaged", "deck.csv: it is damaged"),
        ("deck.csv:3: too long", "deck.csv:3: too long"),
        ("deck.csv.zip: no", "deck.csv: deck.csv.zip: no"),
    ],
)
def test_the_file_s_name_stands_before_what_is_said_once(said, told):
    with pytest.raises(RefusedFileError) as refused, naming("decks/deck.csv"):
        raise RefusedFileError(said)

    assert str(refused.value) == told
