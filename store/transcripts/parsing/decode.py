"""Bytes of a file to text: which encoding it is in, and whether what came out can be speech.

An encoding is a guess. UTF-8 proves itself; the others are tried and the text that reads most like language is kept,
and only if it reads like language at all: a wrong guess is noticed here and never stored.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from store.errors import NotATranscript
from store.transcripts.parsing.binary import known_as
from store.transcripts.parsing.reader import Source
from store.wording.kinds import Encoding, RefusalKind

MAX_BYTES = 20 * 1024 * 1024
"""The longest file that is read. The longest real one seen (6 h 45 min, word times in JSON) has 3 MB."""

# On a tie the one named first. Kana have the same bytes in EUC-JP and GB 18030, and whoever writes them is in Japan.
_EAST_ASIAN = ("euc_jp", "gb18030", "big5hkscs", "shift_jis", "euc_kr")
_ALPHABETIC = ("cp1252", "cp1251", "koi8_u", "cp1250")
LEGACY = (*_EAST_ASIAN, *_ALPHABETIC)
"""The encodings older than Unicode that are tried."""
_MOST_ALPHABETIC = 0.9  # likeness that a text in an alphabet has at most: a better reading in Han needs no other tried
_SAMPLE = 200_000
_LEAST_LIKENESS = 0.5  # half of the odd characters stand where language has them; wrong readings have fewer
_MANY, _FEW = 200, 6  # so many letters of a language are never so few different ones
_LONGEST_WORD = 100  # letters of an alphabet; the longest word in use has under 80
_ALPHABETIC_WORD = re.compile("[\u00c0-\u052f]{20,}")
_STRAY = 4  # control characters that even the shortest text may hold
# The first four bytes decide, the longer mark first: a UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What no transcript needs: controls but tab and newline, byte order marks inside, private use, noncharacters, and
# halves of surrogate pairs (which JSON can spell and no database can store).
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\ufeff\ue000-\uf8ff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000f0000-\U0010ffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")  # without the hexagrams in `marks.HAN`, which are no language
_ALIEN = re.compile(
    "[^\t\n\r -~\u00a0-\u024f\u0370-\u052f\u2000-\u206f\u20a0-\u22ff\u3000-\u30ff"
    "\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)
_FOREIGN = re.compile("[^\x00-\x7f]")
_KANA = re.compile("[\u3041-\u30fe]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_EAST_ASIAN_MARK = re.compile("[，。？！、：；“”‘’（）《》「」…—～·\u3000]")
_TYPOGRAPHIC = re.compile(r"[\u2018-\u201f\u2013\u2014\u2026\u20ac\u00a0£©®°·«»]|(?<![^\W\d_])[¿¡]")
_CYRILLIC_WORD = re.compile(r"\b[А-ЯЁЂ-Џа-яёђ-џҐґ][а-яёђ-џґ]*\b")
_WORD = re.compile(r"[^\W\d_]++")
# The letters beyond a to z of the languages that are written in Windows-1252 and Windows-1250: the bytes are the same
# (à is ŕ, ê is ę), but hardly a text has letters that no one language has.
_ALPHABETS = tuple(
    map(
        frozenset,
        (
            *(
                "àâæçéèêëîïôœùûüÿ",
                "äöüß",
                "áéíóúüñ",
                "áàâãçéêíóôõú",
                "àèéìòùî",
                "àçéèíïóòúü",
                "éëïóöüè",
                "æøåé",
                "åäöé",
            ),
            *("áðéíóúýþæö", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
        ),
    )
)
# Half of any Chinese text is these; a text in the wrong encoding hardly has one of them.
_COMMON = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都"
    "然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法"
    "此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西"
    "再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原"
    "這來個國說們為時會著過學對裡後麼沒於還發當無開經頭動長樣現與進實點種聲話兒問機給幾業間電門東關並內產號點讓題覺"
    "吧吗呢啊嗯哦嘛呀是对好就像比如其实这个那个因为所以但是如果可以知道觉得大家现在"
)


def clean(text: str) -> str:
    """Return `text` without NULs and other controls, private-use characters and lone surrogates."""
    return _DROPPED.sub("", text)


def decode(data: bytes, name: str) -> Source:
    r"""Return the file as text, with `\n` line ends and without NULs, private-use characters or a byte order mark.

    Raises NotATranscript for a file that is empty, too large, binary, cut inside a character, or readable in no
    encoding known here.
    """
    if len(data) > MAX_BYTES:
        raise NotATranscript(name, "too_many_megabytes", size=round(len(data) / 2**20), limit=MAX_BYTES // 2**20)
    if not data.strip():
        raise NotATranscript(name, "empty")
    if (kind := known_as(data)) is not None:
        raise NotATranscript(name, kind)
    text, encoding = _decode(data, name)
    text = clean(_LINE_ENDS.sub("\n", text))
    if not text.strip():
        raise NotATranscript(name, "empty")
    lost = text.count("\ufffd")
    if lost > 3 and lost > len(text) // 100:
        where = text.count("\n", 0, text.index("\ufffd")) + 1
        raise NotATranscript(name, "characters_lost", where, count=lost)
    return Source(name, text, encoding)


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of `data` and the name of its encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return body.decode(encoding), encoding + "-sig" * (encoding == "utf-8")
            except UnicodeDecodeError as fault:
                raise _undecodable(body, name, encoding, fault) from fault
    if (wide := _wide(data)) is not None:
        try:
            return data.decode(wide), wide
        except UnicodeDecodeError as fault:
            raise _undecodable(data, name, wide, fault) from fault
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        # Many good characters before the first bad byte: UTF-8 that was damaged or cut, and no other encoding.
        good = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", data[max(0, fault.start - _SAMPLE) : fault.start]))
        runs = len(re.findall(rb"[\x80-\xff]+", data[max(0, fault.start - _SAMPLE) : fault.start]))
        cut = fault.reason == "unexpected end of data" and good >= runs - 1
        if (paired := _with_halves(data)) is not None:
            return paired, "utf-8"
        if not (good >= runs and (cut or good >= 20)) and (best := _legacy(data, name)) is not None:
            return best
        if good or fault.start == 0 or fault.reason == "unexpected end of data":
            raise _undecodable(data, name, "utf-8", fault) from fault
        raise _binary(name, "no_encoding", data, fault.start) from fault
    if _controls(text) > _STRAY + len(text) // 200:
        raise _binary(name, "binary", data, 0)
    return text, "utf-8"


def _with_halves(data: bytes) -> str | None:
    """Return the text of UTF-8 in which a broken program wrote halves of surrogate pairs; lone halves are dropped."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _undecodable(data: bytes, name: str, encoding: str, fault: UnicodeDecodeError) -> NotATranscript:
    """Return the error for bytes that begin well in `encoding` and then break it."""
    line = data[: fault.start].decode(encoding, "replace").count("\n") + 1
    if fault.end >= len(data) and len(data) - fault.start < 4 and fault.start > 0:
        return NotATranscript(name, "cut_in_character", line)
    if _controls(data[:4096].decode("latin-1")) > len(data[:4096]) // 50:
        return NotATranscript(name, "binary")
    return NotATranscript(name, "damaged_byte", line, place=fault.start + 1, encoding=Encoding(encoding))


def _binary(name: str, kind: RefusalKind, data: bytes, start: int) -> NotATranscript:
    """Return the error for bytes that are no text."""
    if _controls(data[:4096].decode("latin-1")) > len(data[:4096]) // 50:
        return NotATranscript(name, "binary")
    return NotATranscript(name, kind, data.count(b"\n", 0, start) + 1)


def _controls(text: str) -> int:
    """Count the control characters, tab and line ends aside."""
    return len(re.findall("[\x00-\x08\x0e-\x1f\x7f]", text[:_SAMPLE]))


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 flavour of `data` where it has no byte order mark but can be nothing else, or None.

    Line ends, spaces and digits leave NUL bytes. Read from the wrong side, they turn into characters of scripts that
    nobody mixes; read from the right one, the text reads like language.
    """
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if sample.count(0) * 100 < len(sample) // 2:
        return None
    odd: dict[str, int] = {}
    for wide in ("utf-16-le", "utf-16-be"):
        text = sample.decode(wide, "replace")
        plain = sum(c.isascii() for c in text)
        strange = len(_ALIEN.findall(text)) + _controls(text)
        if strange <= len(text) // 20 and (plain * 2 > len(text) or likeness(text) >= 0.6):
            odd[wide] = strange
    return min(odd, key=lambda wide: odd[wide], default=None)


@cache
def _frequent() -> frozenset[str]:
    """Return the Han characters that were common enough for the first level of GB 2312 or of Big5."""
    rows = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    simple = (row.decode("gb2312", "ignore") for row in rows)
    tails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    old = (bytes((a, b)).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in tails)
    return frozenset((*simple, *old))


def _legacy(data: bytes, name: str) -> tuple[str, str] | None:
    """Return the most language-like reading of `data` in an encoding older than Unicode, or None if none is.

    Raises NotATranscript where the last character of that reading is cut.
    """
    found = [reading for encoding in _EAST_ASIAN if (reading := _reading(data, encoding))]
    if all(like <= _MOST_ALPHABETIC for like, *_ in found):
        found += [reading for encoding in _ALPHABETIC if (reading := _reading(data, encoding))]
    if not found:
        return None
    _, text, encoding, cut = max(found, key=lambda reading: reading[0])  # on a tie the encoding named first
    if cut:
        raise NotATranscript(name, "cut_in_character", text.count("\n") + 1)
    return text, encoding


def _reading(data: bytes, encoding: str) -> tuple[float, str, str, bool] | None:
    """Return how `data` reads in an encoding: likeness, text, encoding, whether the last character is cut; or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    if _controls(text) > len(text[:_SAMPLE]) // 200 or _monotonous(text):
        return None
    like = likeness(text)
    return (like, text, encoding, bool(decoder.getstate()[0])) if like >= _LEAST_LIKENESS else None


def _monotonous(text: str) -> bool:
    """Say whether a text is what repeated bytes become: a few letters again and again, or a word without end."""
    sample = text[:_SAMPLE]
    foreign = _FOREIGN.findall(sample)
    few = len(foreign) >= _MANY and len(set(foreign)) < _FEW
    return few or max(map(len, _ALPHABETIC_WORD.findall(sample)), default=0) > _LONGEST_WORD


def likeness(text: str) -> float:
    """Return how much the non-ASCII part of `text` reads like language: 0 (noise) to 1.

    Chinese is known by its common characters, Japanese by its kana, Korean by its syllables; Western and Cyrillic by
    letters that stand among letters in words of one script.
    """
    sample = text[:_SAMPLE]
    total = len(_FOREIGN.findall(sample))
    if not total:
        return 0.0
    han = _HAN.findall(sample)
    kana = len(_KANA.findall(sample))
    hangul = len(_HANGUL.findall(sample))
    marks = len(_EAST_ASIAN_MARK.findall(sample))
    common = min(1.0, 3 * sum(map(_COMMON.__contains__, han)) / len(han)) if han else 0.0
    if kana > total // 5:
        return (kana + (0.8 + 0.1 * common) * len(han) + marks) / total
    if hangul > total // 2:
        return 0.95 * (hangul + marks) / total
    if len(han) > total // 3:
        everyday = sum(map(_frequent().__contains__, han)) / len(han)
        return (everyday * (0.4 + 0.6 * common) * len(han) + marks) / total
    return _alphabetic(sample, total)


def _alphabetic(sample: str, total: int) -> float:
    """Return the likeness of a text in an alphabet: the share of odd characters that stand where a word has them.

    Letters that no one language has together make it less.
    """
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    if not words and not _WORD.search(sample):
        return 0.0
    cyrillic = [word for word in _CYRILLIC_WORD.findall(sample) if len(word) > 1 or word.lower() in "авикосуяії"]
    if all(len(word) == 1 for word in cyrillic):  # à alone, read as Cyrillic
        cyrillic = []
    latin = "".join(filter(_is_latin_word, words))
    odd = [letter for letter in latin.lower() if letter > "\x7f"]
    fit = max(sum(map(alphabet.__contains__, odd)) for alphabet in _ALPHABETS) / len(odd) if odd else 1.0
    share = max(len(odd) * (0.8 + 0.2 * fit), sum(map(len, cyrillic))) + len(_TYPOGRAPHIC.findall(sample))
    return _MOST_ALPHABETIC * min(1.0, share / total)


def _is_latin_word(word: str) -> bool:
    """Return whether a word with odd letters has plain ones, too, and capitals only in front or all through."""
    plain = sum(letter < "\x80" for letter in word)
    latin = all(letter < "\u0180" for letter in word)
    return latin and (plain > 0 or len(word) == 1) and (word[1:].islower() or word.isupper() or len(word) == 1)
