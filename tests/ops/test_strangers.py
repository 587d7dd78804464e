"""What strangers send: files, names of files."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.__main__ import main
from store.store import Store
from tests.ops.fuzz import SEEDS, mutated, reads_well


@settings(max_examples=300, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_any_small_change_of_a_transcript_gives_a_transcript_or_a_clean_refusal(seed):
    reads_well(*mutated(random.Random(seed)))


@settings(max_examples=150, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(SEEDS), st.integers(0, 300))
def test_any_bytes_in_the_middle_of_a_transcript_are_read_or_cleanly_refused(data, seed, at):
    reads_well(seed[:at] + data + seed[at:], "a.txt")


def test_a_name_full_of_tricks_breaks_no_line_and_turns_none_round(tmp_path, capsys):
    tricky = tmp_path / "evil\n2024 \u202etxt.\x1b[2J.txt"
    tricky.write_text("浣熊 00:01\n安静的时候。\n\n狸小姐 00:12\n听得见盖子。\n", encoding="utf-8")
    assert main(["load", "--db", str(tmp_path / "quotes.db"), str(tricky)]) == 0
    told = capsys.readouterr().err
    assert "2024" in told.splitlines()[0]
    assert not set(told) & set("\x1b\u202e")
    with Store.open(tmp_path / "quotes.db") as store:
        title = store.episodes()[0].episode.title
    assert not set(title) & set("\n\x1b\u202e")
