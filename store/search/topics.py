"""The topics of an episode: the keywords in its file, else words that it uses oftener than Chinese at large."""

from __future__ import annotations

import re
from collections import Counter

from store.search.keywords import STOP_WORDS, weight
from store.storage.index import Index
from store.text.normalize import normalize
from store.text.segment import cut

MOST_TOPICS = 16
_SHORTEST = 2
_COMMON = 9.0
"""What weighs no more than this in Chinese at large (比如, 很多) is nobody's topic; see `keywords.weight`."""
_NO_TOPIC = re.compile(r"[\W\d_]+")


def topics(index: Index, episode_id: int) -> tuple[str, ...]:
    """Return at most MOST_TOPICS keywords of an episode, the foremost first; () if there is no such episode."""
    episode = index.episode(episode_id)
    if episode is None:
        return ()
    return episode.keywords[:MOST_TOPICS] or _keywords(index, episode_id)


def _keywords(index: Index, episode_id: int) -> tuple[str, ...]:
    """Return the words that say most: often in this episode, rare elsewhere, in more than one turn, nobody's name.

    A word is shown in its commonest spelling here. jieba's guesses at new words (它会) would only be noise.
    """
    names = "\n".join(normalize(one.name).key for one in index.speakers(episode_id))
    times: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for _, text in index.texts(episode_id):
        found: Counter[str] = Counter()
        for word in cut(text):
            key = normalize(word).key
            if len(key) >= _SHORTEST and not (key in STOP_WORDS or key in names or _NO_TOPIC.fullmatch(word)):
                found[key] += 1
                spellings.setdefault(key, Counter())[word] += 1
        times.update(found)
        turns.update(found.keys())
    worth = {key: count * (weight(key) - _COMMON) for key, count in times.items() if turns[key] > 1}
    worth = {key: value for key, value in worth.items() if value > 0}
    best = sorted(worth, key=lambda key: (-worth[key], key))[:MOST_TOPICS]
    return tuple(spellings[key].most_common(1)[0][0].strip() for key in best)
