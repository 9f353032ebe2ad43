"""Deflate in threads: the same bytes for any number of them, and for a file that still grew."""

from __future__ import annotations

import random
import zipfile
import zlib

import pytest

from exports import deflating
from exports.archive import write_zip
from exports.deflating import BLOCK
from exports.deflating import Blocks
from exports.deflating import Deflating
from exports.deflating import Growing


@pytest.fixture
def content():
    chance = random.Random(1)  # noqa: S311 - words like any other
    words = [b"trade ", b"rivers ", b"accord ", bytes(chance.randbytes(9))]
    return b"".join(chance.choices(words, k=700_000))


def inflated(data):
    return zlib.decompress(data, -15)


def streamed(content, early=None, level=1):
    with Deflating(level) as threads:
        blocks = Blocks(threads, early)
        parts = [blocks.compress(content[at : at + BLOCK]) for at in range(0, len(content), BLOCK)]
        return b"".join(parts) + blocks.flush()


def test_blocks_are_one_stream(content):
    assert len(content) > 15 * BLOCK
    assert inflated(streamed(content)) == content
    assert inflated(streamed(b"")) == b""


@pytest.mark.parametrize("threads", [1, 3])
def test_the_bytes_do_not_depend_on_the_processors(content, threads, monkeypatch):
    usual = streamed(content)
    monkeypatch.setattr(deflating, "_MOST", threads)

    assert streamed(content) == usual


def grown(path, content, after):
    """Write a file in pieces, looking after each, then change it; return its stream."""
    with Deflating(1) as threads:
        path.write_bytes(b"")
        growing = Growing(path, threads)
        with path.open("r+b", buffering=0) as file:
            for at in range(0, len(content), BLOCK // 2):
                file.write(content[at : at + BLOCK // 2])
                growing.look()
            for at, byte in after:
                file.seek(at)
                file.write(byte)
        content = path.read_bytes()
        blocks = Blocks(threads, growing)
        parts = [blocks.compress(content[at : at + BLOCK]) for at in range(0, len(content), BLOCK)]
        made = b"".join(parts) + blocks.flush()
        settled = sum(growing.settled(n, content[n * BLOCK : (n + 1) * BLOCK]) is not None
                      for n in range(len(content) // BLOCK))  # fmt: skip
        growing.close()
    return content, made, settled


def test_a_file_that_grows_is_deflated_meanwhile_to_the_same_bytes(content, tmp_path):
    _, made, settled = grown(tmp_path / "a", content, [])

    assert settled > 0
    assert made == streamed(content)


def test_what_changed_after_it_was_deflated_is_deflated_again(content, tmp_path):
    now, made, _ = grown(tmp_path / "a", content, [(3, b"!"), (5 * BLOCK + 1, b"?")])

    assert now != content
    assert inflated(made) == now
    assert made == streamed(now)


def test_a_zip_of_a_growing_file_is_the_one_of_the_file(content, tmp_path):
    path = tmp_path / "member"
    path.write_bytes(content)
    write_zip(tmp_path / "plain.zip", [("m", path)], 1)
    with Deflating(1) as threads:
        growing = Growing(path, threads)
        growing.look()
        write_zip(tmp_path / "grown.zip", [("m", growing)], 1, threads)
        growing.close()

    assert (tmp_path / "grown.zip").read_bytes() == (tmp_path / "plain.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "grown.zip") as archive:
        assert archive.testzip() is None
        assert archive.read("m") == content


@pytest.mark.parametrize("level", [1, 3, 6])
def test_without_isa_l_zlib_makes_a_zip_of_the_same_content(content, tmp_path, monkeypatch, level):
    monkeypatch.setattr(deflating, "_quick", zlib)
    (tmp_path / "member").write_bytes(content)
    members = [("file", tmp_path / "member"), ("text", b"words"), ("none", b"")]
    write_zip(tmp_path / "made.zip", members, level)

    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in ("file", "text", "none")] == [
            content,
            b"words",
            b"",
        ]


def test_a_level_counts_for_files_too(content, tmp_path):
    path = tmp_path / "member"
    path.write_bytes(content)
    for level in (1, 9):
        write_zip(tmp_path / f"{level}.zip", [("m", path)], level)

    assert (tmp_path / "9.zip").stat().st_size < (tmp_path / "1.zip").stat().st_size
