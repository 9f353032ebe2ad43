"""The process that reads for us: what it gives back, what it may use, and how it fails alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from question_bank.readers import confined
from question_bank.readers.confined import read_in_child
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.detect import read_file
from question_bank.readers.limits import LIMITS
from question_bank.readers.limits import Limits
from tests.readers.anki_files import Collection
from tests.readers.anki_files import new_members
from tests.readers.anki_files import note
from tests.readers.anki_files import pack
from tests.readers.corpus_packages import CASES

ROOT = Path(__file__).parents[2]
MB = 2**20


@pytest.fixture
def package(tmp_path):
    """Return a sound package of three notes with two media files."""
    raw = Collection(ver=18).write(tmp_path / "made")
    return pack(tmp_path / "a.apkg", new_members(raw, {"a.png": b"png", "b.mp3": b"mp3"}))


@pytest.fixture
def target(tmp_path):
    """Return an empty folder for media."""
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def test_the_process_gives_back_what_reading_here_gives(package, target):
    here, there = read_file(package, target), read_in_child(package, target)

    assert here == there
    assert sorted(one.path for one in there.media.values()) == sorted(target.iterdir())


def test_a_text_goes_through_the_process_too(tmp_path, target):
    path = tmp_path / "words.csv"
    path.write_text("river,Lena\nsea,Laptev\n", encoding="utf-8")

    assert [one.fields for one in read_in_child(path, target).notes] == [
        one.fields for one in read_file(path, target).notes
    ]


def test_progress_is_told_by_stages(package, target):
    told = []
    read_in_child(package, target, progress=lambda *step: told.append(step))

    assert {stage for stage, _, _ in told} == {"collection", "notes", "cards", "reviews", "media"}
    assert all(0 <= done <= total for _, done, total in told)


def test_a_refusal_comes_through_and_leaves_nothing_behind(tmp_path, target):
    path = tmp_path / "a.apkg"
    path.write_bytes(b"PK\3\4 and nothing more")

    with pytest.raises(RefusedFileError, match=r"^a\.apkg: the zip file is damaged"):
        read_in_child(path, target)
    assert list(target.iterdir()) == []


def test_a_file_goes_by_the_name_that_people_know(tmp_path, target):
    path = tmp_path / "upload-1234"
    path.write_bytes(b"PK\3\4 and nothing more")

    with pytest.raises(RefusedFileError, match=r"^my deck\.apkg: ") as caught:
        read_in_child(path, target, name="my deck.apkg")
    assert "upload-1234" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path, target):
    with pytest.raises(RefusedFileError, match="No such file"):
        read_in_child(tmp_path / "none.apkg", target)


def test_a_folder_or_a_pipe_is_refused(tmp_path, target):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(RefusedFileError, match="no file"):
            read_in_child(path, target)


def test_a_process_that_takes_too_long_is_ended(package, target, monkeypatch):
    monkeypatch.setattr(confined, "_START_SECONDS", 0.2)
    start([sys.executable, "-c", "import time; time.sleep(60)"], monkeypatch)

    with pytest.raises(RefusedFileError, match="takes more than"):
        read_in_child(package, target, limits=Limits(seconds=0.1))
    assert list(target.iterdir()) == []


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "pass",
        "print('x' * 3)",
        "import sys; sys.stdout.buffer.write(b'\\xff' * 100)",
        "import sys; sys.stdout.buffer.write(b'\\x01\\x05\\0\\0\\0hello')",
        "import sys; sys.stdout.buffer.write(b'\\x02\\x05\\0\\0\\0hello')",
        "import sys; sys.stdout.buffer.write(b'\\x01\\x05\\0\\0\\0[')",
        "import sys; sys.stdout.buffer.write(b'\\x07\\xff\\xff\\xff\\xff')",
    ],
)
def test_a_process_that_dies_or_talks_nonsense_is_a_refusal(package, target, monkeypatch, code):
    start([sys.executable, "-c", code], monkeypatch)

    with pytest.raises(RefusedFileError, match="it can’t be read: it is damaged"):
        read_in_child(package, target)


def start(command, monkeypatch):
    """Let another program stand for the reading process."""
    real = subprocess.Popen
    monkeypatch.setattr(confined.subprocess, "Popen", lambda _, **options: real(command, **options))


def test_the_process_has_no_environment_and_no_descriptor_of_ours(
    package, target, tmp_path, monkeypatch
):
    monkeypatch.setenv("CITECARDS_SECRET", "x")
    seen = tmp_path / "seen"
    code = (
        f"import os, json; open({str(seen)!r}, 'w').write(json.dumps("
        "[dict(os.environ), sorted(os.listdir('/proc/self/fd'))]))"
    )
    start([sys.executable, "-I", "-c", code], monkeypatch)
    with (tmp_path / "open").open("wb") as ours:
        os.set_inheritable(ours.fileno(), True)  # noqa: FBT003
        with pytest.raises(RefusedFileError):
            read_in_child(package, target)
    environment, descriptors = json.loads(seen.read_text())

    assert set(environment) <= {"LC_CTYPE"}
    assert len(descriptors) <= 5


def test_a_package_beyond_the_memory_of_the_process_is_refused(tmp_path, target):
    notes = [note(n, flds=f"{n}" * 2_000_000) for n in range(1, 9)]
    raw = Collection(notes=notes, cards=[], revlog=[], ver=18).write(tmp_path / "made")
    path = pack(tmp_path / "a.apkg", new_members(raw))

    with pytest.raises(RefusedFileError, match=r"a\.apkg: it "):
        read_in_child(path, target, limits=Limits(memory=80 * MB))


# ------------------------------------------------------------------ what a hostile file costs
# from a small process: one that is forked counts the memory of the large one that it was
MEASURE = """
import os, sys
out = os.open(os.devnull, os.O_WRONLY)
pid = os.posix_spawn(
    sys.executable,
    [sys.executable, "-B", "-E", "-s", "-m", "question_bank.readers.child"],
    {},
    file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)],
)
_, status, usage = os.wait4(pid, 0)
print(status, usage.ru_maxrss)
"""


def cost(path, folder):
    """Return seconds, memory and the most disk that reading a file took in its process."""
    seconds = LIMITS.seconds_for(path.stat().st_size)
    task = {
        "path": str(path), "folder": str(folder), "name": path.name, "limits": asdict(LIMITS),
        "seconds": int(seconds) + 1,
    }  # fmt: skip
    most, over = [0], threading.Event()
    watcher = threading.Thread(target=watch, args=(folder, most, over))
    watcher.start()
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE], input=json.dumps(task), cwd=ROOT, text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    over.set()
    watcher.join()
    status, memory = map(int, done.stdout.split())
    assert (status, done.stderr) == (0, "")
    return time.monotonic() - began, memory / 1024, most[0] / MB


def watch(folder, most, over):
    """Note the most bytes that ever lie in a folder, until it is over."""
    while not over.wait(0.005):
        size = 0
        for root, _, names in os.walk(folder):
            for name in names:
                try:
                    size += Path(root, name).stat().st_size
                except OSError:
                    continue
        most[0] = max(most[0], size)


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """Return the memory, in MB, of reading a small package."""
    folder = tmp_path_factory.mktemp("base")
    path = pack(folder / "a.apkg", new_members(Collection(ver=18).write(folder / "made")))
    return cost(path, folder)[1]


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_hostile_package_stays_within_its_budget(case, tmp_path, target, base):
    path = case.make(tmp_path)
    seconds, memory, disk = cost(path, target)

    assert seconds < LIMITS.seconds
    assert memory - base <= 150
    assert disk <= 300
    if case.refused:
        assert list(target.glob("*/collection")) == []
