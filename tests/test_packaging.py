"""The wheel: what it ships, and that it runs from an empty directory."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(out.glob("citecards-*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked, *words, cwd):
    """Run the wheel's command with only the wheel and the locked dependencies to import."""
    code = (
        "import sys; sys.path[:] = [p for p in sys.path if p not in ('', sys.argv[1])];"
        "sys.path.insert(0, sys.argv[2]); sys.argv = ['citecards', *sys.argv[3:]];"
        "sys.meta_path[:] = [f for f in sys.meta_path if 'ditable' not in str(f)];"
        "import app; assert app.__file__.startswith(sys.path[0]), app.__file__;"
        "from app.cli import main; main()"
    )
    return subprocess.run(
        [sys.executable, "-P", "-c", code, str(ROOT), str(unpacked), *words],
        cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "CITECARDS_DATA": str(cwd / "data")},
    )  # fmt: skip


def test_nothing_else_stands_at_the_top_of_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.split("/")[0] for name in names}

    assert {name for name in top if not name.endswith(".dist-info")} == {
        "app", "exports", "question_bank",
    }  # fmt: skip
    assert any(name.startswith("question_bank/seeds/attri-2023") for name in names)
    assert any(name.endswith("templates/base.html") for name in names)
    assert any(name.endswith("static/citecards.css") for name in names)
    assert any(name.endswith("exports/print.css") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "test" in name.split("/")[0]]


def test_it_cannot_be_uploaded_by_mistake(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()

    assert "Classifier: Private :: Do Not Upload" in metadata
    assert "Requires-Python: >=3.11" in metadata


def test_the_shipped_bank_is_checked_from_an_empty_directory(unpacked, tmp_path):
    done = run(unpacked, "check", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert "no problems" in done.stdout


@pytest.mark.parametrize("name", ["anki", "jsonl", "html"])
def test_every_format_is_exported_from_an_empty_directory(unpacked, tmp_path, name):
    done = run(unpacked, "export", name, "-o", "out.file", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.file").stat().st_size > 10_000


def test_the_site_starts_from_an_empty_directory(unpacked, tmp_path):
    code = (
        "import os; from pathlib import Path; from app.factory import create_app, create_runtime;"
        "from app.settings import create_settings;"
        "runtime = create_runtime(create_settings({}, data=Path('data')));"
        "client = create_app(runtime).test_client();"
        "assert client.get('/').status_code == 200;"
        "assert client.get('/paper/japan-korea-2023').status_code == 200"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r}); {code}"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
