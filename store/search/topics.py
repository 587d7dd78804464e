"""What an episode is about: the keywords in its file, else the words it uses oftener than Chinese at large does."""

from __future__ import annotations

import re
from collections import Counter

from store.search.keywords import STOP_WORDS, cut, weight
from store.storage import Index
from store.text.normalize import hear

MOST_TOPICS = 16
_SHORTEST = 2
_COMMON = 9.0
"""What weighs no more than this in Chinese at large (比如, 很多) is nobody's topic; see `hearing.weight`."""
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
    names = "\n".join(hear(one.name).core for one in index.speakers(episode_id))
    times: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for _, text in index.texts(episode_id):
        heard: Counter[str] = Counter()
        for word in cut(text):
            core = hear(word).core
            if len(core) >= _SHORTEST and not (core in STOP_WORDS or core in names or _NO_TOPIC.fullmatch(word)):
                heard[core] += 1
                spellings.setdefault(core, Counter())[word] += 1
        times.update(heard)
        turns.update(heard.keys())
    worth = {core: count * (weight(core) - _COMMON) for core, count in times.items() if turns[core] > 1}
    worth = {core: value for core, value in worth.items() if value > 0}
    best = sorted(worth, key=lambda core: (-worth[core], core))[:MOST_TOPICS]
    return tuple(spellings[core].most_common(1)[0][0].strip() for core in best)
