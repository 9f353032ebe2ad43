"""A zip is the same bytes for the same content."""

from __future__ import annotations

import os
import zipfile

from exports.archive import write_zip


def test_members_keep_their_order_and_have_no_date_of_their_own(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(b"x" * 3_000_000)
    write_zip(tmp_path / "a.zip", [("z", b"1"), ("a", source)])

    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        found = [(info.filename, info.date_time, info.compress_type) for info in archive.infolist()]
        assert archive.read("a") == source.read_bytes()
        assert archive.testzip() is None
    assert found == [
        ("z", (1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED),
        ("a", (1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED),
    ]


def test_bytes_do_not_depend_on_a_file_s_own_date_or_mode(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"same")
    two.write_bytes(b"same")
    two.chmod(0o600)
    os.utime(two, (1, 1))
    write_zip(tmp_path / "1.zip", [("m", one)])
    write_zip(tmp_path / "2.zip", [("m", two)])

    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
