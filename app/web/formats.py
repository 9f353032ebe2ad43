"""Formats by what people want of them, in the words of pages."""

from __future__ import annotations

# A test holds these to the table of exporters.
GROUPS = {
    "To print": {"pdf": "PDF", "docx": "Word", "html": "A web page", "markdown": "Markdown"},
    "For an LMS": {
        "moodle-xml": "Moodle",
        "canvas": "Canvas, QTI 1.2",
        "qti21": "QTI 2.1",
        "qti3": "QTI 3",
        "gift": "GIFT",
        "aiken": "Aiken",
    },
    "To study": {"anki": "Anki", "quizlet": "Quizlet"},
    "Games": {
        "kahoot": "Kahoot",
        "blooket": "Blooket",
        "wayground": "Wayground (Quizizz)",
        "gimkit": "Gimkit",
    },
    "Tables": {"csv": "CSV", "xlsx": "Excel", "jsonl": "JSON, for programs"},
}
FORMATS = {name: words for group in GROUPS.values() for name, words in group.items()}
