"""The Anki note types: a kind's fields, its front and back, and the look they share.

Anki matches a note type by its id and compares the names of fields and cards. Rename none and
add none to a shipped kind: a learner's next import would make a second note type and leave the
old notes as they are. Templates and the style may change; raise ``LOOK_AT`` when they do.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from question_bank.items import KINDS
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template

# Seconds since 1970. Anki takes over templates and style from a file only if these are newer
# than its own, so a learner's own changes to them last until we change ours.
LOOK_AT = 1_795_000_000
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

_WHERE = '<p class="where" dir="auto">{{Topic}}</p>'
_STEM = '<div class="stem" dir="auto">{{Stem}}</div>'
_RULE = '<hr class="turn">'
_AFTER = """
{{#Explanation}}<details class="explanation" open><summary>Explanation</summary>
<div dir="auto">{{Explanation}}</div></details>{{/Explanation}}
{{#Caution}}<aside class="caution" dir="auto"><b>Take care.</b> {{Caution}}</aside>{{/Caution}}
{{#As of}}<p class="quiet">As of {{As of}}.</p>{{/As of}}
{{Passage}}"""
_TYPE = "{{type:Answer}}"
_ANSWER = '<div class="answer" dir="auto">{{Answer}}</div>'


@cache
def note_type(kind: str) -> NoteType:
    """Return the note type of a kind of item.

    Raises:
        KeyError: there is none; an imported ``note`` has one of its own bank.
    """
    own = _OWN[kind]
    return NoteType(
        FIRST_ID + _ORDER.index(kind),
        f"Citecards {kind.replace('_', ' ')}",
        own + _SHARED,
        _templates(kind),
        style(),
        is_cloze=kind == "cloze",
    )


@cache
def style() -> str:
    """Return the style sheet of all note types."""
    return _look("anki.css")


def _templates(kind: str) -> tuple[Template, ...]:
    match kind:
        case "flashcard":
            turned = f"{_task('The other way round: what was asked?')}{_ANSWER}"
            return (
                _card(_STEM, f"{_STEM}{_RULE}{_ANSWER}"),
                _card(turned, f"{turned}{_RULE}{_STEM}", "Reversed", needs="Reversed"),
            )
        case "cloze":
            text = '<div class="stem" dir="auto">{{cloze:Text}}</div>'
            return (_card(text, text, "Cloze"),)
        case "multiple_choice":
            return (_played(_STEM, "one", "choice"),)
        case "multiple_response":
            return (_played(f"{_STEM}{_task('More than one is right.')}", "many", "choice"),)
        case "true_false":
            right = (
                '{{#Correction}}<div class="correction" dir="auto">{{Correction}}</div>'
                "{{/Correction}}"
            )
            stem = f"{_STEM}{_task('True or false?')}"
            return (_card(stem, f"{stem}{_RULE}{_ANSWER}{right}"),)
        case "short_answer" | "numeric":
            stem = f"{_STEM}{{{{#Form}}}}{_task('{{Form}}')}{{{{/Form}}}}{_TYPE}"
            accepted = '{{#Accepted}}<p class="quiet">{{Accepted}}</p>{{/Accepted}}'
            return (_card(stem, f"{stem}{accepted}"),)
        case "ordering":
            return (_played(f"{_STEM}{_task('Put them in order.')}", "ordering", "ordering"),)
        case "matching":
            return (_played(f"{_STEM}{_task('What belongs together?')}", "matching", "matching"),)
        case _:
            stem = f"{_STEM}{_task('In your own words.')}"
            rubric = (
                '{{#Rubric}}<p class="task">Tick what your answer says.</p>{{Rubric}}{{/Rubric}}'
            )
            back = f'{stem}{_RULE}{rubric}<p class="task">A good answer</p>{_ANSWER}'
            return (_card(stem, back, scripts=("rows", "rubric")),)


def _card(
    front: str,
    back: str,
    name: str = "Card",
    *,
    needs: str = "",
    scripts: tuple[str, ...] = (),
) -> Template:
    """Return a template; without the field it ``needs``, its front is empty: Anki makes no card.

    ``scripts`` run on the back.
    """
    front = _article(front)
    if needs:
        front = f"{{{{#{needs}}}}}{front}{{{{/{needs}}}}}"
    return Template(name, front, f"{_article(back + _AFTER)}{_script(*scripts, 'fold')}")


def _played(stem: str, kind: str, script: str) -> Template:
    """Return a card with lists that its script shuffles and lets the learner tap."""
    scripts = ("memory", "rows", script)
    front = f"{_article(stem + _play(kind, 'front', '{{Options}}'))}{_script(*scripts)}"
    back = stem + _play(kind, "back", "{{Answer}}")
    return Template("Card", front, f"{_article(back + _AFTER)}{_script(*scripts, 'fold')}")


def _play(kind: str, side: str, lists: str) -> str:
    known = f'data-kind="{kind}" data-item="{{{{Id}}}}" data-side="{side}"'
    return f'<div class="play" {known}>{lists}</div>'


def _article(content: str) -> str:
    return f'<article class="citecards" dir="auto">{_WHERE}{content}</article>'


def _task(words: str) -> str:
    return f'<p class="task">{words}</p>'


def _script(*names: str) -> str:
    """Return scripts as one, with names that no other card's script can see."""
    source = "\n".join(_look(f"{name}.js") for name in names)
    return f"<script>\n(() => {{\n{source}}})();\n</script>"


@cache
def _look(name: str) -> str:
    return files("exports").joinpath(f"look/{name}").read_text(encoding="utf-8")


assert set(_ORDER) == set(KINDS) - {"note"} == set(_OWN)  # noqa: S101 - a new kind needs its row
