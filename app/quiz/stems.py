"""Tell the forms of a word: ``withdrew`` and ``withdrawn``, ``economy`` and ``economies``."""

from __future__ import annotations

import re

from app.quiz.slips import same
from app.quiz.slips import slipped

_ENDING = re.compile(r"(?:ing|ed|es|s|e|n|al|ment|ion)$")
_IRREGULAR = (
    "withdraw withdrew withdrawn;take took taken;give gave given;make made;say said;hold held;"
    "begin began begun;rise rose risen;fall fell fallen;grow grew grown;lead led;leave left;"
    "meet met;pay paid;lose lost;win won;bring brought;build built;break broke broken;keep kept;"
    "become became;choose chose chosen;go went gone;see saw seen;speak spoke spoken;"
    "strike struck;sell sold;send sent;spend spent;seek sought;drive drove driven;is are was were"
)
_FORMS = {form: forms.split()[0] for forms in _IRREGULAR.split(";") for form in forms.split()}
_MIN_STEM = 4


def alike(given: str, sought: str) -> bool:
    """Whether a word is the keyword, mistyped or in another form of it."""
    return same(given, sought) or slipped(given, sought, name=False) or stem(given) == stem(sought)


def stem(word: str) -> str:
    """Return a word without its common endings: ``dropp`` and ``drop`` are both ``drop``."""
    if any(char.isdigit() for char in word):
        return word
    if word in _FORMS:
        return _FORMS[word]
    for _ in range(2):
        bare = _ENDING.sub("", word)
        if len(bare) >= _MIN_STEM:
            word = bare
    doubled = len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "sl"
    return word[:-1] if doubled else word
