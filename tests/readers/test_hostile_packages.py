"""What strangers' packages can do to the reader: nothing, and one bad part costs one part."""

from __future__ import annotations

import re

import pytest

from question_bank.readers.contents import RefusedFileError
from question_bank.readers.detect import read_file
from tests.readers.corpus_packages import CASES


@pytest.fixture
def target(tmp_path):
    """Return an empty folder for media, apart from where packages are made."""
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def test_the_corpus_is_large():
    assert len(CASES) >= 100
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_hostile_package_is_refused_or_read_as_far_as_it_goes(case, tmp_path, target):
    path = case.make(tmp_path)
    if case.refused is not None:
        with pytest.raises(RefusedFileError) as caught:
            read_file(path, target)
        assert case.refused in str(caught.value)
        check_line(str(caught.value), tmp_path)
        assert not list(target.glob("*/*"))
        return
    found = read_file(path, target)

    counts = (len(found.notes), len(found.cards), len(found.reviews), len(found.media))
    assert (counts, len(found.left_out)) == (case.counts, len(case.left_out)), found.left_out
    for expected, part in zip(case.left_out, found.left_out, strict=True):
        assert expected in part.reason
        check_line(part.reason, tmp_path)
    check_media(found, target)


def check_line(said, folder):
    """Assert that a message is one line for a person."""
    assert said.isprintable()
    assert str(folder) not in said
    assert not re.search(r"Error|Exception|Traceback|sqlite3|/tmp|\.py", said)
    assert len(said) < 300


def check_media(found, target):
    """Assert that all files lie where they should, under their digests, and no other."""
    assert {one.path.parent for one in found.media.values()} <= {target}
    assert {one.path for one in found.media.values()} == set(target.iterdir())
    assert all(one.path.name[:32] == one.digest[:32] for one in found.media.values())
