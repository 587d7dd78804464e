"""What happens to words between a mouth, a recogniser and a keyboard: misheard, mistyped, in 繁體, in pinyin.

The sounds come from pypinyin and not from the store: the product is not measured with its own ruler.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

import opencc
from pypinyin import lazy_pinyin

HAN = re.compile(r"[\u4e00-\u9fff]+")
_COMMON = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么"
    "之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很"
    "给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三"
    "机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花"
    "结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立"
    "象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱语元喜曾离飞科言干流欢约各即指合反题必该论交"
    "终林请医晚制球决传画保读运及则房早院量苦火布品近坐产答星精视五连司巴奇管类未朋且婚台夜青北队久乎越观落尽形影红百令"
    "周吧识步希亚术留市半热送兴造谈容极随演收首根讲整式取照办强石古华备基计级即包转领须局技研究件势型练推算源构架训层编"
)


@cache
def to_simplified() -> Callable[[str], str]:
    """Return the conversion to 简体."""
    return opencc.OpenCC("t2s").convert


@cache
def _to_traditional() -> Callable[[str], str]:
    return opencc.OpenCC("s2t").convert


@cache
def syllable(character: str) -> str:
    """Return the toneless syllable by which a character is mostly read."""
    return lazy_pinyin(character)[0]


def folded(sound: str) -> str:
    """Return a syllable without the usual confusions (zh/z ch/c sh/s, n/l, -ng/-n)."""
    sound = re.sub(r"^([zcs])h", r"\1", sound)
    return re.sub(r"ng$", "n", re.sub(r"^n(?=[aeiouüv])", "l", sound))


@cache
def _alike() -> dict[str, list[str]]:
    table = defaultdict(list)
    for character in dict.fromkeys(_COMMON):
        table[syllable(character)].append(character)
    return table


def misheard(piece: str, rng: random.Random) -> str | None:
    """Return the piece with one or two characters replaced by others of the same sound; None where there are none."""
    characters = list(piece)
    places = [at for at, one in enumerate(piece) if HAN.fullmatch(one) and set(_alike().get(syllable(one), ())) - {one}]
    for at in rng.sample(places, min(len(places), 1 if len(piece) < 5 else 2)):
        characters[at] = rng.choice([one for one in _alike()[syllable(piece[at])] if one != piece[at]])
    return "".join(characters) if places else None


def mistyped(piece: str, rng: random.Random) -> str | None:
    """Return the piece with one character missing or wrong."""
    at = rng.randrange(len(piece))
    if len(piece) > 4 and rng.random() < 0.5:
        return piece[:at] + piece[at + 1 :]
    other = rng.choice([one for one in _COMMON if one != piece[at]])
    return piece[:at] + other + piece[at + 1 :]


def traditional(piece: str, rng: random.Random) -> str | None:
    """Return the piece in 繁體; None where it looks the same."""
    other = _to_traditional()(piece)
    return other if other != piece else None


def pinyin(piece: str, rng: random.Random) -> str | None:
    """Return the piece in toneless pinyin without spaces."""
    return "".join(lazy_pinyin(piece))


def as_it_stands(piece: str, rng: random.Random) -> str | None:
    """Return the piece."""
    return piece


KINDS: dict[str, Callable[[str, random.Random], str | None]] = {
    "as it stands": as_it_stands,
    "繁體": traditional,
    "misheard": misheard,
    "mistyped": mistyped,
    "pinyin": pinyin,
}


def pieces(texts: list[str], rng: random.Random) -> Iterable[str]:
    """Yield pieces of 4 to 7 Han characters out of the texts, without end."""
    while True:
        runs = [run for run in HAN.findall(rng.choice(texts)) if len(run) >= 4]
        if runs:
            run = rng.choices(runs, [len(one) for one in runs])[0]
            length = rng.randint(4, min(7, len(run)))
            start = rng.randrange(len(run) - length + 1)
            yield run[start : start + length]


def sounds(text: str) -> str:
    """Return the Han characters of a text as folded syllables, each a character, to ask whether something is heard."""
    return "".join(chr(0xE000 + _number(folded(syllable(one)))) for run in HAN.findall(text) for one in run)


@cache
def _number(sound: str) -> int:
    return next(_COUNTER)


_COUNTER = iter(range(0x1800))
