"""From a key to the painted card, in Chromium, while the server answers after two seconds."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright
from waitress.server import create_server

from app.factory import create_app
from app.scheduling.types import Options
from tests.bench.timing import show
from tests.site import CHROMIUM
from tests.site import CHROMIUM_FLAGS
from tests.site import Clock
from tests.site import make_runtime

BANK = "japan-korea-2023"
_KEYS = 20  # of each kind
_LATE = 2.0  # seconds until the server answers
_PACE = 1.2  # seconds a learner looks at each side: quick
_GOAL = 1  # frame

# From a key to the frame in which another side stands: the first frame after the key is 1. The
# time is to the message after that frame, when it has been handed to the compositor.
WATCH = """() => {
  window.paints = [];
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return;
    const begun = event.timeStamp;
    const old = document.querySelector('#card');
    let frames = 0;
    const frame = () => {
      frames += 1;
      if (document.querySelector('#card') === old) { requestAnimationFrame(frame); return; }
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => paints.push({ frames, ms: performance.now() - begun });
      port2.postMessage(0);
    };
    requestAnimationFrame(frame);
  }, true);
}"""
_FRAME = """() => new Promise((resolve) => {
  const at = [];
  const frame = (now) => { at.push(now); at.length < 60 ? requestAnimationFrame(frame)
    : resolve((at.at(-1) - at[0]) / (at.length - 1)); };
  requestAnimationFrame(frame);
})"""


def serve(folder: str) -> None:
    """Be the server, late with all but pages and script: print the address, stop with stdin.

    It has threads enough: what is late is the way to it.
    """
    endless = Options(bury=False, new_per_day=999)
    inner = create_app(make_runtime(Path(folder), clock=Clock(), options=endless))

    def late(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        if not path.startswith(("/static", "/code")) and path != f"/study/{BANK}":
            time.sleep(_LATE)
        return inner(environ, start)

    server = create_server(late, host="127.0.0.1", port=0, threads=16)
    threading.Thread(target=server.run, daemon=True).start()
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    sys.stdin.read()


def _measure(base: str) -> tuple[float, dict[str, list[dict[str, float]]]]:
    """Study for a while; return the length of a frame in ms, and each key's paint."""
    found: dict[str, list[dict[str, float]]] = {"answer": [], "next": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        page = browser.new_page(service_workers="block")
        page.goto(f"{base}/study/{BANK}")
        page.wait_for_timeout((2 * _LATE + 1.5) * 1000)
        length = page.evaluate(_FRAME)
        page.evaluate(WATCH)
        while len(found["next"]) < _KEYS:
            page.keyboard.press("Escape")  # out of the box, if the card has one
            for name, key in (("answer", "Space"), ("next", "4")):
                page.keyboard.press(key)
                page.wait_for_timeout(_PACE * 1000)
                found[name] += page.evaluate("paints.splice(0)")
        browser.close()
    return length, found


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, __file__, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as server,
    ):
        assert server.stdout is not None
        length, found = _measure(server.stdout.readline().decode().strip())
        server.communicate()
    rows = []
    for name, label in (("answer", "Space: its answer"), ("next", "4: the next card")):
        times = [row["ms"] for row in found[name]]
        frames = [row["frames"] for row in found[name]]
        rows.append(
            (
                label, str(len(times)), f"{statistics.median(times):.1f}", f"{max(times):.1f}",
                f"{statistics.median(frames):.0f}", f"{max(frames):.0f}",
            )
        )  # fmt: skip
    show(
        f"From a key to the painted card, the server answering after {_LATE:.0f} s"
        f" (frame {length:.1f} ms; goal: ≤ {_GOAL} frame)",
        ("key", "times", "median ms", "worst ms", "median frames", "worst frames"),
        rows,
    )


if len(sys.argv) > 1:
    serve(sys.argv[1])
else:
    main()
