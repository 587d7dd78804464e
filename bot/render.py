"""Values in, messages out: Telegram HTML and buttons. Pure: no clock, no database, nothing to wait for.

Nothing here is longer than a message may be (4096 UTF-16 units, 100 entities, 100 buttons), whatever comes in: each
part has its own limit, and their sum stays below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.callbacks import Nothing, OpenList, OpenQuote, Press
from bot.markup import bold, escape, label, lines, link, marked, quoted, shorten, units
from bot.texts import Texts
from bot.views import PAGE, Choice, Found, NothingFound, Outcome, Shelf, Voices, WhichSpeaker
from store.models import Episode, Question, Quote, Speaker, Turn

_NAME_UNITS = 64
_TITLE_UNITS = 128
_ASKED_UNITS = 64
_EXCERPT_UNITS = 3000
_LINE_UNITS = 40
_MOST_BOLD = 80
_MOST_BOLD_IN_LINE = 6
_MOST_NAMES = 20
_LABEL_UNITS = 40

# A row of buttons is as wide as the message: so many units of labels still fit side by side on a small phone.
_ROW_UNITS = 24
_ROW_BUTTONS = 3


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says and what pressing it asks for."""

    label: str
    press: Press


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Telegram HTML, and rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()


def sentence(text: str, rows: tuple[tuple[Button, ...], ...] = ()) -> Message:
    """Return a plain sentence as a message."""
    return Message(escape(text), rows)


def outcome(found: Outcome, texts: Texts) -> Message:
    """Return the answer to a question: a quote, a list of quotes, or what to try instead."""
    match found:
        case Found(listed=True):
            return quote_list(found, texts)
        case Found():
            return one_quote(found, texts)
        case WhichSpeaker(asked, choices):
            return sentence(texts.which_speaker.format(asked=shorten(asked, _ASKED_UNITS)), _choice_rows(choices))
        case NothingFound():
            return nothing(found, texts)


def one_quote(found: Found, texts: Texts) -> Message:
    """Return one quote: speaker and clock, the excerpt with the match in bold, how it matched; ◀ n/m ▶ ☰ below."""
    quote = found.answer.quotes[0]
    html = lines(
        (
            _heading(quote),
            escape(shorten(quote.episode.title, _TITLE_UNITS)) if found.several_episodes else None,
            quoted(_excerpt(quote)),
            _how_it_matched(quote, texts),
        )
    )
    return Message(html, _pager(found.key, found.offset, found.answer.total))


def quote_list(found: Found, texts: Texts) -> Message:
    """Return a page of quotes, one line each, with a numbered button that opens it."""
    total, first = found.answer.total, found.offset + 1
    last = found.offset + len(found.answer.quotes)
    listed = (
        _list_line(number, quote, named=found.question.speaker is None)
        for number, quote in enumerate(found.answer.quotes, first)
    )
    numbers = tuple(Button(str(place + 1), OpenQuote(found.key, place)) for place in range(found.offset, last))
    return Message(
        lines((_list_head(found.question, texts, first=first, last=last, total=total), *listed)),
        (numbers, *_list_pager(found.key, found.offset // PAGE, -(-total // PAGE))),
    )


def nothing(found: NothingFound, texts: Texts) -> Message:
    """Return a friendly sentence for a question without an answer, and buttons for what would have one."""
    if found.empty_shelf:
        return sentence(texts.empty_shelf)
    speaker, asked = found.question.speaker, _asked(found.question)
    if speaker is None:
        told = texts.nothing_found.format(asked=asked)
    elif asked:
        told = texts.nothing_by_speaker.format(speaker=shorten(speaker, _NAME_UNITS), asked=asked)
    else:
        told = texts.nothing_quotable.format(speaker=shorten(speaker, _NAME_UNITS))
    rows = _choice_rows(found.words)
    if found.words:
        told = f"{told}\n{texts.other_words}"
    if found.everyone:
        said = texts.ask_everyone.format(asked=label(found.everyone.label, _LABEL_UNITS))
        rows = (*rows, (Button(said, _opening(found.everyone)),))
    return sentence(told, rows)


def voices(found: Voices, texts: Texts) -> Message:
    """Return who speaks here, with a button for each that lists what they said."""
    if not found.speakers:
        return sentence(texts.nobody_named)
    told = [texts.speakers_head, *(_speaker_line(one, texts) for one in found.speakers)]
    if found.left:
        told.append(texts.speakers_left.format(left=found.left))
    choices = [Choice(one.name, key, listed=True) for one, key in zip(found.speakers, found.keys, strict=True)]
    return sentence("\n".join(told), _choice_rows(choices))


def names(known: Sequence[str], texts: Texts) -> str:
    """Return names in one line, with … where there are too many to say."""
    said = texts.comma.join(shorten(name, _NAME_UNITS) for name in known[:_MOST_NAMES])
    return said + ("…" if len(known) > _MOST_NAMES else "")


def welcome(shelf: Shelf, texts: Texts) -> Message:
    """Return the first thing a person reads: what this is, what is here, and a word to try."""
    if not shelf.episodes:
        return sentence(texts.empty_shelf)
    titles = [one.episode.title for one in shelf.episodes]
    example = shorten(shelf.example or titles[0], _ASKED_UNITS)
    shelved = texts.welcome_shelf.format(episodes=texts.comma.join(shorten(title, _TITLE_UNITS) for title in titles))
    return sentence(f"{texts.welcome.format(example=example)}\n\n{shelved}")


def usage(texts: Texts, *, bot_name: str, in_group: bool) -> Message:
    """Return every command and way of asking; in a group, the commands carry the bot's name, as they must there."""
    suffix = f"@{bot_name}" if in_group else ""
    commands = (
        texts.help_command.format(command=f"/{name}{suffix} {command.arguments}".rstrip(), about=command.about)
        for name, command in texts.commands.items()
    )
    groups = texts.help_groups.format(bot=bot_name)
    return sentence("\n\n".join((texts.help_head, "\n".join(commands), texts.help_tail, groups)))


def moment_link(episode: Episode, start_s: float | None) -> str | None:
    """Return the address of the episode's page, else its audio, at that second; None where no address is known.

    `#t=SECONDS` is a media fragment (https://www.w3.org/TR/media-frags/#naming-time), understood by browsers for audio
    and by many podcast pages; others ignore it and open at the beginning.
    """
    for address in (episode.page, episode.audio):
        if address and urlsplit(address).scheme in ("http", "https"):
            at = "" if start_s is None or "#" in address else f"#t={int(start_s)}"
            return address + at
    return None


def clock(turn: Turn) -> str | None:
    """Return the time as the transcript writes it, else as 51:29 or 1:11:41; None where no time is known."""
    if turn.clock or turn.start_s is None:
        return turn.clock
    minutes, seconds = divmod(int(turn.start_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _heading(quote: Quote) -> str:
    speaker, time = quote.turn.speaker, clock(quote.turn)
    parts = (
        bold(shorten(speaker, _NAME_UNITS)) if speaker else None,
        link(shorten(time, _NAME_UNITS), moment_link(quote.episode, quote.turn.start_s)) if time else None,
    )
    return " · ".join(part for part in parts if part)


def _excerpt(quote: Quote) -> str:
    """Return the excerpt as HTML; one that shows nothing becomes …, since Telegram takes no empty message."""
    if not escape(quote.excerpt).strip():  # asked before tagging: a blank in bold is no blank HTML
        return "…"
    return marked(quote.excerpt, quote.highlights, limit=_EXCERPT_UNITS, most=_MOST_BOLD)


def _how_it_matched(quote: Quote, texts: Texts) -> str | None:
    match quote.match:
        case "exact":
            return None
        case "sound":
            return escape(texts.sound_match)
        case "near":
            return escape(texts.near_match)
        case "glossary" if quote.heard and quote.meant:
            heard, meant = shorten(quote.heard, _ASKED_UNITS), shorten(quote.meant, _ASKED_UNITS)
            return escape(texts.glossary_match.format(heard=heard, meant=meant))
        case "glossary":
            return escape(texts.corrected_match)


def _list_head(question: Question, texts: Texts, *, first: int, last: int, total: int) -> str:
    asked = _asked(question)
    speaker = shorten(question.speaker or "", _NAME_UNITS)
    if not speaker:
        head = texts.list_head
    elif asked:
        head = texts.list_head_both
    else:
        head = texts.list_head_speaker
    return escape(head.format(asked=asked, speaker=speaker, first=first, last=last, total=total))


def _list_line(number: int, quote: Quote, *, named: bool) -> str:
    time = clock(quote.turn)
    words = "".join(" " if char.isspace() else char for char in quote.excerpt)  # one for one: the spans stay true
    parts = (
        f"{number}.",
        bold(shorten(quote.turn.speaker, _NAME_UNITS // 2)) if named and quote.turn.speaker else None,
        link(shorten(time, _NAME_UNITS // 2), moment_link(quote.episode, quote.turn.start_s)) if time else None,
        marked(words, quote.highlights, limit=_LINE_UNITS, most=_MOST_BOLD_IN_LINE),
        "≈" if quote.match != "exact" else None,
    )
    return " ".join(part for part in parts if part)


def _asked(question: Question) -> str:
    """Return the words of a question as they may be shown to whoever asked it."""
    words = [" | ".join(text for text in question.texts if text.strip())]
    words += [f"“{phrase}”" for phrase in question.phrases]
    words += [f"-{word}" for word in question.without]
    return shorten(" ".join(word for word in words if word), _ASKED_UNITS)


def _speaker_line(speaker: Speaker, texts: Texts) -> str:
    name = shorten(speaker.name, _NAME_UNITS)
    if speaker.seconds is None:
        return texts.speaker_line_untimed.format(name=name, turns=speaker.turns)
    minutes = max(1, round(speaker.seconds / 60))
    return texts.speaker_line.format(name=name, turns=speaker.turns, minutes=minutes)


def _pager(key: str, place: int, total: int) -> tuple[tuple[Button, ...], ...]:
    """◀ n/m ▶ ☰; from either end it goes on at the other, so that no button moves under the finger."""
    if total <= 1:
        return ()
    return (
        (
            Button("◀", OpenQuote(key, (place - 1) % total)),
            Button(f"{place + 1}/{total}", Nothing()),
            Button("▶", OpenQuote(key, (place + 1) % total)),
            Button("☰", OpenList(key, place // PAGE)),
        ),
    )


def _list_pager(key: str, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    if pages <= 1:
        return ()
    return (
        (
            Button("◀", OpenList(key, (page - 1) % pages)),
            Button(f"{page + 1}/{pages}", Nothing()),
            Button("▶", OpenList(key, (page + 1) % pages)),
        ),
    )


def _choice_rows(choices: Sequence[Choice]) -> tuple[tuple[Button, ...], ...]:
    rows: list[list[Button]] = []
    room = 0
    for choice in choices:
        said = label(choice.label, _LABEL_UNITS)
        if not rows or len(rows[-1]) == _ROW_BUTTONS or units(said) > room:
            rows.append([])
            room = _ROW_UNITS
        rows[-1].append(Button(said, _opening(choice)))
        room -= units(said)
    return tuple(map(tuple, rows))


def _opening(choice: Choice) -> Press:
    return OpenList(choice.key, 0) if choice.listed else OpenQuote(choice.key, 0)
