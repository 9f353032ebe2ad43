"""JSON lines against a gold file."""

from __future__ import annotations

import json
from pathlib import Path

from exports import exporter

GOLD = Path(__file__).with_name("gold") / "small.jsonl"


def test_the_small_bank_is_written_as_the_gold_file_says(selection, tmp_path, request):
    out = tmp_path / "out.jsonl"
    exporter("jsonl").write(selection, out)
    if request.config.getoption("--update-gold"):
        GOLD.write_bytes(out.read_bytes())

    assert out.read_text(encoding="utf-8") == GOLD.read_text(encoding="utf-8")


def test_offsets_cut_the_cited_words_out_of_the_source(selection, bank, tmp_path):
    out = tmp_path / "out.jsonl"
    exporter("jsonl").write(selection, out)
    rows = {row["id"]: row for row in map(json.loads, out.read_text("utf-8").splitlines())}
    cite = rows["how-much"]["cite"][0]

    assert bank.sources[cite["source"]].text[cite["start"] : cite["end"]] == "4.5 percent"


def test_a_lost_citation_has_no_offsets(selection, tmp_path):
    out = tmp_path / "out.jsonl"
    exporter("jsonl").write(selection, out)
    last = json.loads(out.read_text("utf-8").splitlines()[-1])

    assert last["cite"][-1] == {"source": "paper", "start": None, "end": None, "status": "missing"}
