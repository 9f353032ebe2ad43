"""Files are whole or not there; times are arguments."""

from __future__ import annotations

import os
import stat
import sys
import threading

import pytest

from exports.base import NO_TIME
from exports.base import Selection
from exports.base import whole
from exports.base import write_whole


def test_a_written_file_is_whole_and_readable_by_others(tmp_path):
    out = tmp_path / "out.txt"
    write_whole(out, b"all of it")

    assert out.read_bytes() == b"all of it"
    assert list(tmp_path.iterdir()) == [out]
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o644


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"all of it")
    reader.join(10)

    assert read == [b"all of it"]
    assert pipe.is_fifo()


def test_an_interrupted_block_keeps_the_old_file(tmp_path):
    out = tmp_path / "out.txt"
    out.write_bytes(b"old")

    def interrupted():
        with whole(out) as path:
            path.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_an_item_without_a_time_changed_when_the_export_was_made(bank):
    selection = Selection(bank, bank.items, "x", at=200, changed={"gap": 100})

    assert [selection.changed_at(item) for item in ("gap", "flash")] == [100, 200]


def test_a_caller_without_a_clock_gets_a_fixed_time(bank):
    assert Selection(bank, bank.items, "x").changed_at("gap") == NO_TIME
