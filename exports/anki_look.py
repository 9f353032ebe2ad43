"""The Anki note types: a kind's fields, its front and back, and the look they share.

Anki matches a note type by its id and compares the names of fields and cards. Rename none and
add none to a shipped kind: a learner's next import would make a second note type and leave the
old notes as they are. Templates and the style may change; raise ``LOOK_AT`` when they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from question_bank.items import KINDS

# Seconds since 1970. Anki takes over templates and style from a file only if these are newer
# than its own, so a learner's own changes to them last until we change ours.
LOOK_AT = 1_790_000_000
FIRST_ID = 1_602_713_001  # a note type's id is this and its kind's place in _ORDER: fixed for ever
_ORDER = (
    "flashcard",
    "cloze",
    "multiple_choice",
    "multiple_response",
    "true_false",
    "short_answer",
    "numeric",
    "ordering",
    "matching",
    "open",
)
_SHARED = ("Explanation", "Caution", "As of", "Passage", "Topic", "Id")
_OWN = {
    "flashcard": ("Stem", "Answer", "Reversed"),
    "cloze": ("Text",),
    "multiple_choice": ("Stem", "Options", "Answer"),
    "multiple_response": ("Stem", "Options", "Answer"),
    "true_false": ("Stem", "Answer", "Correction"),
    "short_answer": ("Stem", "Form", "Answer", "Accepted"),
    "numeric": ("Stem", "Form", "Answer", "Accepted"),
    "ordering": ("Stem", "Options", "Answer"),
    "matching": ("Stem", "Options", "Answer"),
    "open": ("Stem", "Answer", "Rubric"),
}

_WHERE = '<p class="where">{{Topic}}</p>'
_STEM = '<div class="stem" dir="auto">{{Stem}}</div>'
_RULE = '<hr class="turn">'
_AFTER = """
{{#Explanation}}<div class="explanation" dir="auto">{{Explanation}}</div>{{/Explanation}}
{{#Caution}}<aside class="caution" dir="auto"><b>Take care.</b> {{Caution}}</aside>{{/Caution}}
{{#As of}}<p class="quiet">As of {{As of}}.</p>{{/As of}}
{{Passage}}"""
_TYPE = "{{type:Answer}}"
_ANSWER = '<div class="answer" dir="auto">{{Answer}}</div>'


@dataclass(frozen=True, slots=True)
class Template:
    """One card of a note type."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """How a kind is kept and shown in Anki."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[Template, ...]
    is_cloze: bool


@cache
def note_type(kind: str) -> NoteType:
    """Return the note type of a kind of item. Raises KeyError."""
    return NoteType(
        FIRST_ID + _ORDER.index(kind),
        f"Citecards {kind.replace('_', ' ')}",
        _OWN[kind] + _SHARED,
        _templates(kind),
        kind == "cloze",
    )


@cache
def style() -> str:
    """Return the style sheet of all note types."""
    return files("exports").joinpath("look/anki.css").read_text(encoding="utf-8")


def _card(front: str, back: str, name: str = "Card", needs: str = "") -> Template:
    """Return a template; without the field it ``needs``, its front is empty: Anki makes no card."""
    front, back = (f'<article class="citecards">{_WHERE}{side}</article>' for side in (front, back))
    if needs:
        front = f"{{{{#{needs}}}}}{front}{{{{/{needs}}}}}"
    return Template(name, front, back)


def _task(words: str) -> str:
    return f'<p class="task">{words}</p>'


def _templates(kind: str) -> tuple[Template, ...]:
    match kind:
        case "flashcard":
            turned = f"{_task('The other way round: what was asked?')}{_ANSWER}"
            return (
                _card(_STEM, f"{_STEM}{_RULE}{_ANSWER}{_AFTER}"),
                _card(turned, f"{turned}{_RULE}{_STEM}{_AFTER}", "Reversed", needs="Reversed"),
            )
        case "cloze":
            text = '<div class="stem" dir="auto">{{cloze:Text}}</div>'
            return (_card(text, f"{text}{_RULE}{_AFTER}", "Cloze"),)
        case "multiple_choice":
            return (_choice(""),)
        case "multiple_response":
            return (_choice(_task("More than one is right.")),)
        case "true_false":
            right = '{{#Correction}}<div class="correction">{{Correction}}</div>{{/Correction}}'
            front = f"{_STEM}{_task('True or false?')}"
            return (_card(front, f"{_STEM}{_RULE}{_ANSWER}{right}{_AFTER}"),)
        case "short_answer" | "numeric":
            form = "{{#Form}}" + _task("{{Form}}") + "{{/Form}}"
            accepted = '{{#Accepted}}<div class="quiet">{{Accepted}}</div>{{/Accepted}}'
            return (_card(f"{_STEM}{form}{_TYPE}", f"{_STEM}{_RULE}{_TYPE}{accepted}{_AFTER}"),)
        case "ordering" | "matching":
            return (_card(_STEM + "{{Options}}", f"{_STEM}{_RULE}{{{{Answer}}}}{_AFTER}"),)
        case _:
            rubric = '{{#Rubric}}<p class="quiet">A good answer</p>{{Rubric}}{{/Rubric}}'
            return (_card(_STEM, f"{_STEM}{_RULE}{_ANSWER}{rubric}{_AFTER}"),)


def _choice(task: str) -> Template:
    """Return a card whose options stand in a new order each time, the same on both sides."""
    before = f'{_STEM}{task}<div class="choice" data-item="{{{{Id}}}}" data-side='
    front = f'{before}"front">{{{{Options}}}}</div>{_script()}'
    return _card(front, f'{before}"back">{{{{Answer}}}}</div>{_script()}{_AFTER}')


@cache
def _script() -> str:
    source = files("exports").joinpath("look/anki.js").read_text(encoding="utf-8")
    return f"<script>\n{source}</script>"


assert set(_ORDER) == set(KINDS) == set(_OWN)  # noqa: S101 - a new kind must get its own row
