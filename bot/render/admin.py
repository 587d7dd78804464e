"""Messages for admins of the bot: an uploaded transcript, names, corrections, deleted episodes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.queries.callback_data import CallOff, DeleteEpisode, SettleUpload, Undo
from bot.render.html import bold, escape, label, lines, shorten
from bot.render.parts import ASKED_UNITS, LABEL_UNITS, NAME_UNITS, Button, Message, Row, sentence, title_of
from bot.texts import Texts
from store.ingest.report import Report
from store.models import Episode
from store.storage.catalog import Status
from store.transcripts import READERS
from store.transcripts.parsing.clock import write
from store.wording.kinds import Refusal

_MOST_SPEAKERS, _MOST_REMARKS, _MOST_GAPS = 12, 6, 5
_REMARK_UNITS = 200
_REASON_UNITS = 600
_TITLES = {reader.name: reader.title for reader in READERS}


def understood(report: Report, status: Status, key: str, texts: Texts) -> Message:
    """Return what was understood of a transcript, with buttons that load it or do not; none where it is there."""
    known = {"new": texts.upload_new, "changed": texts.upload_changed, "same": texts.upload_same}
    spoken = texts.upload_turns_untimed.format(turns=report.turns)
    if report.first and report.last:
        first, last = shorten(report.first, NAME_UNITS), shorten(report.last, NAME_UNITS)
        spoken = texts.upload_turns.format(turns=report.turns, first=first, last=last)
    format = texts.wording.format(report.format, _TITLES.get(report.format, report.format))
    told = [
        texts.upload_format.format(format=format, encoding=texts.wording.encoding(report.encoding)),
        texts.upload_date.format(date=shorten(report.date, NAME_UNITS)) if report.date else None,
        spoken,
        _speakers(report, texts),
        _gaps(report, texts),
        *(f"⚠️ {shorten(texts.wording.remark(remark), _REMARK_UNITS)}" for remark in report.remarks[:_MOST_REMARKS]),
        "⚠️ …" if len(report.remarks) > _MOST_REMARKS else None,
        known[status],
    ]
    html = lines((bold(title_of(Episode(report.title))), *(escape(line) for line in told if line)))
    return Message(html, () if status == "same" else settling(key, texts))


def settling(key: str, texts: Texts) -> tuple[Row, ...]:
    """Return the buttons that load a transcript or do not."""
    load, drop = SettleUpload(key, load=True), SettleUpload(key, load=False)
    return ((Button(texts.load_button, load), Button(texts.cancel_button, drop)),)


def refusal(told: str, why: Refusal, texts: Texts, rows: tuple[Row, ...] = ()) -> Message:
    """Return a sentence with the reason why a file was not taken."""
    return sentence(told.format(reason=shorten(_worded(why, texts), _REASON_UNITS)), rows)


def changed(told: str, change: int | None, texts: Texts) -> Message:
    """Return what became of a name or an episode, with a button that undoes the change."""
    return sentence(told, ((Button(texts.undo_button, Undo(change)),),) if change is not None else ())


def which_episode(asked: str, fitting: Sequence[Episode], texts: Texts) -> Message:
    """Return a choice among the episodes that a title fits, of which one may be deleted."""
    rows = tuple(
        (Button(label(title_of(one), LABEL_UNITS), DeleteEpisode(one.id, sure=False)),)
        for one in fitting
        if one.id is not None
    )
    told = texts.which_episode.format(asked=shorten(asked, ASKED_UNITS))
    return sentence(told, (*rows, (Button(texts.cancel_button, CallOff()),)))


def ask_to_delete(episode: Episode, turns: int, texts: Texts) -> Message:
    """Return the question whether an episode shall go."""
    sure = Button(texts.delete_button, DeleteEpisode(episode.id or 0, sure=True))
    told = texts.delete_sure.format(title=title_of(episode), turns=turns)
    return sentence(told, ((sure, Button(texts.cancel_button, CallOff())),))


def _worded(why: Refusal, texts: Texts) -> str:
    """Return why a file was not taken, with its name and the line, as far as they are known."""
    reason = texts.wording.reason(why)
    if why.file is None:
        return reason
    if why.line is None:
        return texts.upload_reason.format(file=why.file, reason=reason)
    return texts.upload_reason_at.format(file=why.file, line=why.line, reason=reason)


def _speakers(report: Report, texts: Texts) -> str:
    if not report.speakers:
        return texts.nobody_named
    each = [
        texts.upload_speaker.format(name=shorten(one.name, NAME_UNITS), turns=one.turns)
        for one in report.speakers[:_MOST_SPEAKERS]
    ]
    more = "…" if len(report.speakers) > _MOST_SPEAKERS else ""
    return texts.upload_speakers.format(speakers=texts.comma.join(each) + more)


def _gaps(report: Report, texts: Texts) -> str | None:
    if not report.gaps:
        return None
    each = [f"{write(start)}–{write(end)}" for start, end in report.gaps[:_MOST_GAPS]]
    more = "…" if len(report.gaps) > _MOST_GAPS else ""
    return texts.upload_gaps.format(gaps=texts.comma.join(each) + more)
