"""A half-remembered title, and which episode it fits."""

from __future__ import annotations

import pytest

from store.search.titles import fitting

KNOWN = ("浣熊夜谈：垃圾桶的安全", "狸猫不是浣熊", "Trash Pandas 12", "狸猫不是", "从工程师的角度聊聊ChatGPT与大模型")


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("狸猫不是", [3]),
        ("浣熊", [0, 1]),
        ("垃圾桶", [0]),
        ("垃圾統", [0]),
        ("拉基桶", [0]),
        ("李毛不是", [1, 3]),
        ("limao", [1, 3]),
        ("lí māo bú shì huàn xióng", [1]),
        ("gongchengshi", [4]),
        ("ljt", [0]),
        ("gcsdjd", [4]),
        ("trash pandas", [2]),
        ("Trash Pandsa", [2]),
        ("工程师角度", [4]),
        ("chatgpt", [4]),
        ("区块链", []),
        ("zzz", []),
        ("，", []),
        ("", []),
    ],
)
def test_a_title_fits(asked: str, fits: list[int]) -> None:
    assert list(fitting(asked, KNOWN)) == fits


def test_a_plain_part_goes_before_what_only_sounds_alike() -> None:
    assert fitting("狸猫", ("李毛", "狸猫")) == (1,)
