"""Messages that list episodes, speakers and topics, each with a button; and the welcome."""

from __future__ import annotations

from bot.queries.callback_data import ChooseEpisode, OpenEpisodes, OpenList
from bot.queries.results import PAGE, Choice, Episodes, NewestEpisodes, SpeakerList, Topics
from bot.render.html import bold, escape, label, lines, shorten
from bot.render.parts import (
    ASKED_UNITS,
    LABEL_UNITS,
    NAME_UNITS,
    Button,
    Message,
    Row,
    choice_rows,
    pager,
    sentence,
    title_of,
)
from bot.texts import Texts
from store.models import EpisodeSummary, Speaker


def speakers(found: SpeakerList, texts: Texts) -> Message:
    """Return who speaks here, with a button for each that lists what they said."""
    if not found.speakers:
        return sentence(texts.nobody_named)
    told = [texts.speakers_head, *(_speaker_line(one, texts) for one in found.speakers)]
    if found.left:
        told.append(texts.speakers_left.format(left=found.left))
    choices = [Choice(one.name, OpenList(key, 0)) for one, key in zip(found.speakers, found.keys, strict=True)]
    return sentence("\n".join(told), choice_rows(choices))


def topics(found: Topics, texts: Texts) -> Message:
    """Return what an episode is about, with a button for each topic that opens the best quote."""
    if found.episode is None:
        return sentence(texts.no_episodes)
    if not found.choices:
        return sentence(texts.no_topics)
    if not found.several_episodes:
        return sentence(texts.topics_head, choice_rows(found.choices))
    return sentence(texts.topics_head_of.format(title=title_of(found.episode)), choice_rows(found.choices))


def episodes(found: Episodes, texts: Texts) -> Message:
    """Return a page of the episodes, newest first, with a button for each episode and one for all of them."""
    if not found.episodes:
        return sentence(texts.no_episodes)
    first, last = found.offset + 1, found.offset + len(found.episodes)
    listed = (_episode_line(number, one, texts) for number, one in enumerate(found.episodes, first))
    html = lines(
        (
            escape(texts.episodes_chosen.format(title=title_of(found.chosen))) if found.chosen else None,
            escape(texts.episodes_head.format(first=first, last=last, total=found.total)),
            *listed,
        )
    )
    each = tuple(_episode_row(number, one, found) for number, one in enumerate(found.episodes, first))
    whole = Button(("" if found.chosen else "✓ ") + texts.all_episodes, ChooseEpisode(None, found.page))
    return Message(html, (*each, *_episodes_pager(found), (whole,)))


def welcome(newest: NewestEpisodes, texts: Texts) -> Message:
    """Return the first thing a person reads: what this is, what is here, and a word to try."""
    if not newest.episodes:
        return sentence(texts.no_episodes)
    titles = [one.episode.title for one in newest.episodes]
    example = shorten(newest.example or titles[0], ASKED_UNITS)
    shelved = texts.welcome_episodes.format(episodes=texts.comma.join(title_of(one.episode) for one in newest.episodes))
    return sentence(f"{texts.welcome.format(example=example)}\n\n{shelved}")


def _speaker_line(speaker: Speaker, texts: Texts) -> str:
    name = shorten(speaker.name, NAME_UNITS)
    if speaker.seconds is None:
        return texts.speaker_line_untimed.format(name=name, turns=speaker.turns)
    return texts.speaker_line.format(name=name, turns=speaker.turns, minutes=_minutes(speaker.seconds))


def _episode_line(number: int, summary: EpisodeSummary, texts: Texts) -> str:
    about = [
        shorten(summary.episode.date, NAME_UNITS) if summary.episode.date else None,
        texts.episode_length.format(minutes=_minutes(summary.seconds)) if summary.seconds is not None else None,
        texts.episode_turns.format(turns=summary.turns),
    ]
    title = escape(texts.episode_line.format(number=number, title="")) + bold(title_of(summary.episode))
    return f"{title}\n{escape(' · '.join(part for part in about if part))}"


def _episode_row(number: int, summary: EpisodeSummary, found: Episodes) -> Row:
    mark = "✓ " if found.chosen and summary.episode.id == found.chosen.id else ""
    said = label(f"{mark}{number}. {summary.episode.title}", LABEL_UNITS)
    return (Button(said, ChooseEpisode(summary.episode.id, found.page)),)


def _episodes_pager(found: Episodes) -> tuple[Row, ...]:
    page, pages = found.page, -(-found.total // PAGE)
    if pages <= 1:
        return ()
    return (pager(OpenEpisodes((page - 1) % pages), f"{page + 1}/{pages}", OpenEpisodes((page + 1) % pages)),)


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))
