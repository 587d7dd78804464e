"""A half-remembered name, and whom it fits."""

from __future__ import annotations

import pytest

from store.models import Speaker
from store.search.speaker_names import fitting

KNOWN = tuple(
    Speaker(name, 1, None) for name in ("高策", "方佳瑞", "孙天祥", "南川 Mark", "Mary Ann", "吕布", "王大猫", "王小猫")
)


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("孙天祥", ["孙天祥"]),
        ("天祥", ["孙天祥"]),
        ("孫天祥", ["孙天祥"]),
        ("孙博", ["孙天祥"]),
        ("方博士", ["方佳瑞"]),
        ("高老师", ["高策"]),
        ("老高", ["高策"]),
        ("佳瑞老师", ["方佳瑞"]),
        ("天翔", ["孙天祥"]),
        ("嘉瑞", ["方佳瑞"]),
        ("sun tianxiang", ["孙天祥"]),
        ("SunTianXiang", ["孙天祥"]),
        ("tianxiang", ["孙天祥"]),
        ("stx", ["孙天祥"]),
        ("fjr", ["方佳瑞"]),
        ("lü bu", ["吕布"]),
        ("lvbu", ["吕布"]),
        ("mark", ["南川 Mark"]),
        ("南川", ["南川 Mark"]),
        ("mary", ["Mary Ann"]),
        ("Marry Ann", ["Mary Ann"]),
        ("MARY ANN", ["Mary Ann"]),
        ("王", ["王大猫", "王小猫"]),
        ("王总", ["王大猫", "王小猫"]),
        ("@高策", ["高策"]),
        ("李白", []),
        ("x", []),
        ("", []),
        ("。", []),
        ("\ue000", []),
    ],
)
def test_a_name_fits(asked: str, fits: list[str]) -> None:
    assert [speaker.name for speaker in fitting(asked, KNOWN)] == fits


def test_a_name_of_many_readings_is_compared_letter_by_letter():
    one, long = "重行乐长", Speaker("重行乐长" * 20, 1, None)
    assert not fitting("zxyc", [long])
    assert fitting("zxyc", [long, Speaker(one, 1, None)]) == fitting("chlz", [Speaker(one, 1, None)])
    assert not fitting("重行乐长" * 1_000, [long])


def test_the_full_name_wins_over_a_name_that_holds_it() -> None:
    known = [Speaker("孙天祥", 1, None), Speaker("天祥", 1, None)]
    assert [one.name for one in fitting("天祥", known)] == ["天祥"]
