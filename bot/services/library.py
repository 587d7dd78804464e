"""The async door to the store: a few threads, an open store in each, so that a long question holds up nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.queries import ask, browse, media
from bot.queries.callback_data import Draw, Hear, OpenContext, OpenList, OpenQuote, OpenTurn
from bot.queries.results import (
    Episodes,
    InContext,
    Notice,
    Offers,
    OneTurn,
    Outcome,
    Picked,
    Shelf,
    Spot,
    Telling,
    Topics,
    TurnGone,
    Voices,
)
from bot.services.fair_queue import ASKER, Turns
from bot.services.threads import started
from store.errors import DatabaseBusy, DatabaseProblem, StoreError
from store.models import Episode, Question
from store.sql.state.updates import leave_beside
from store.storage.state import Answered, ChatSettings, Clip
from store.store import Store

log = logging.getLogger(__name__)

THREADS: Final = 4
"""Searching is Python: more threads would only share the same core more finely."""
THREADS_EACH: Final = 1
"""Of these, for one person: two questions of theirs at once would not be answered sooner, and others later."""

_PATIENCE_S: Final = 10.0
_TRY_S: Final = 0.05
_BETWEEN_TRIES_S: Final = 0.05
_LEAVE_S: Final = 1.0
"""Of the end, which may last no longer than 10 s in all."""
_CLOSE_S: Final = 1.0
"""As much again. Writing what was put off takes the threads 0.2 s each, one after another."""

Result = TypeVar("Result")


class Library:
    """What `asking`, `browsing` and the store's chats can do, awaitable. Every method raises what its namesake raises.

    `episode` restricts to one episode (an id), None to none.
    """

    def __init__(self, path: Path | str, *, threads: int = THREADS) -> None:
        self._path = path
        self._threads = threads
        self._pool = started(threads, "library")
        self._turns = Turns(threads, each=THREADS_EACH)
        # What has to be written may have to wait for another program: no question shall wait behind it.
        self._changing = started(1, "library-changes")
        self._changing_turns = Turns(1, each=1)
        self._at_work: dict[int, float] = {}
        """The threads that answer just now, and since when (monotonic seconds)."""
        self._open = threading.local()
        self._closed = False
        self._file: tuple[int, int] | None = None
        self.observe: Callable[[object, float], None] = lambda _result, _seconds: None
        """Told of every result, and how many seconds it took."""

    async def run(self, work: Callable[[Store], Result]) -> Result:
        """Return what `work` makes of a store, on one of the library's threads; it writes nothing, or puts it off.

        Raises DatabaseProblem where the file cannot be read or written, beside what `work` raises.
        """
        return await self._run(self._pool, self._turns, work)

    async def change(self, work: Callable[[Store], Result]) -> Result:
        """Do as `run` does, for what has to be written at once, with patience while somebody else writes.

        `work` is tried again from its beginning, so it must write all or nothing. Nothing is written any more once this
        was cancelled, but for a try that is under way. Raises DatabaseBusy where patience ends.
        """
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return await self._run(self._changing, self._changing_turns, lambda store: work(_hurried(store)))
            except DatabaseBusy:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(_BETWEEN_TRIES_S)

    async def leave(self, updates: Sequence[tuple[int, Mapping[str, Any]]], *, bot: int) -> None:
        """Keep a bot's updates, by number and content, for its next start: beside the file if that is locked for long.

        Raises DatabaseProblem where neither can be.
        """
        try:
            async with asyncio.timeout(_LEAVE_S):
                await self.change(lambda store: store.state.updates.leave(updates, bot=bot))
        except (StoreError, TimeoutError) as error:
            log.info("What is left goes beside the database: %s", str(error) or "others write to it")
            await asyncio.to_thread(leave_beside, self._path, updates, bot=bot)

    async def why_unwritable(self) -> str | None:
        """Write something small, and return in a line why that cannot be; None where it can, or others write now."""
        try:
            await self._run(self._changing, self._changing_turns, lambda store: _hurried(store).state.notes.probe())
        except DatabaseBusy:
            pass
        except DatabaseProblem as error:
            return str(error)
        return None

    @property
    def stuck_s(self) -> float:
        """How long each of the threads that answer has been at the same; 0 while one of them is free."""
        since = list(self._at_work.values())
        return time.monotonic() - max(since) if len(since) == self._threads else 0.0

    async def _run(self, pool: ThreadPoolExecutor, turns: Turns, work: Callable[[Store], Result]) -> Result:
        def with_store() -> Result:
            at_work = self._at_work if pool is self._pool else {}
            me = threading.get_ident()
            at_work[me] = time.monotonic()
            try:
                store = self._store()
                with store.faults():
                    return work(store)
            finally:
                del at_work[me]

        asked_at = time.monotonic()
        loop, person = asyncio.get_running_loop(), ASKER.get()
        person = object() if person is None else person  # what is for nobody in particular waits behind nothing else
        await turns.take(person)
        try:
            at_work = pool.submit(with_store)
        except BaseException:
            turns.give_back(person)
            raise
        # The thread goes on where nobody waits for it any more, and is nobody else's until it has ended.
        at_work.add_done_callback(
            lambda _: None if loop.is_closed() else loop.call_soon_threadsafe(turns.give_back, person)
        )
        result = await asyncio.wrap_future(at_work)
        self.observe(result, time.monotonic() - asked_at)
        return result

    # Asking

    async def ask(self, typed: str, *, episode: int | None = None) -> Outcome:
        """Return the best quote for what was typed."""
        return await self.run(lambda store: ask.ask(store, typed, episode=episode))

    async def ask_speaker(self, words: Sequence[str], *, episode: int | None = None) -> Outcome:
        """Return what a speaker said, about something or at all."""
        return await self.run(lambda store: ask.ask_speaker(store, words, episode=episode))

    async def offers(self, typed: str, place: int, account: int) -> Offers | Notice:
        """Return quotes to choose from for what was typed so far, and where an account of the messenger keeps them."""
        return await self.run(lambda store: media.with_clips(store, browse.offers(store, typed, place), account))

    async def kept(self, key: str) -> Question | None:
        """Return the question that a button stands for; None if it was too long ago."""
        return await self.run(lambda store: store.state.questions.get(key))

    async def turn_to(self, wanted: OpenQuote | OpenList, question: Question) -> Outcome:
        """Return the quote, or the page of the list, of a kept question that a button stands for."""
        return await self.run(lambda store: ask.turn_to(store, wanted, question))

    async def first_of(self, question: Question) -> Outcome:
        """Return what a kept question is answered with first."""
        return await self.run(lambda store: ask.first_of(store, question))

    # Looking round

    async def turn(self, wanted: OpenTurn) -> OneTurn | TurnGone:
        """Return a turn as a quote."""
        return await self.run(lambda store: browse.turn(store, Spot(wanted.turn, wanted.at)))

    async def context(self, wanted: OpenContext) -> InContext | TurnGone:
        """Return a turn between its neighbours."""
        return await self.run(lambda store: browse.context(store, wanted))

    async def linked(self, spot: Spot) -> InContext | TurnGone:
        """Return what a link to a quote opens."""
        return await self.run(lambda store: browse.linked(store, spot))

    async def by_chance(self, words: Sequence[str], *, chat: int, episode: int | None = None) -> Outcome:
        """Return something worth quoting, not the same twice running in a chat."""
        return await self.run(lambda store: browse.by_chance(store, words, chat=chat, episode=episode))

    async def another(self, question: Question, *, chat: int | None, shown: int) -> Outcome:
        """Return another quote by chance than the turn that is shown."""
        return await self.run(lambda store: browse.another(store, question, chat=chat, shown=shown))

    async def voices(self, *, episode: int | None = None) -> Voices:
        """Return who speaks here."""
        return await self.run(lambda store: browse.voices(store, episode=episode))

    async def topics(self, *, episode: int | None = None) -> Topics:
        """Return what an episode is about, the newest one where none is given."""
        return await self.run(lambda store: browse.topics(store, episode=episode))

    async def episodes(self, *, page: int, chosen: int | None) -> Episodes:
        """Return a page of the episodes."""
        return await self.run(lambda store: browse.episodes(store, page=page, chosen=chosen))

    async def episode(self, episode: int) -> Episode | None:
        """Return an episode; None if there is none of that number."""
        return await self.run(lambda store: store.episode(episode))

    async def episode_of(self, spot: Spot) -> int | None:
        """Return the episode (its id) in which a place is; None if it is gone."""
        quote = await self.run(lambda store: store.quote(spot.turn))
        return quote.episode.id if quote else None

    async def shelf(self) -> Shelf:
        """Return the newest episodes."""
        return await self.run(browse.shelf)

    async def warm(self) -> None:
        """Let the first question of this process find everything at hand."""
        await self.run(browse.warm)

    # Hearing and seeing

    async def picked(self, wanted: Hear | Draw) -> Picked | None:
        """Return the quote that is to be heard or seen."""
        return await self.run(lambda store: media.picked(store, wanted))

    async def clip_file(self, clip: Clip) -> str | None:
        """Return where the messenger keeps a clip."""
        return await self.run(lambda store: store.state.clips.get(clip))

    async def keep_clip(self, clip: Clip, file_id: str) -> None:
        """Keep where the messenger has a clip."""
        await self.run(lambda store: store.state.clips.put(clip, file_id))

    async def forget_clips(self, *file_ids: str) -> None:
        """Forget clips that the messenger no longer has."""
        await self.run(lambda store: store.state.clips.forget(*file_ids))

    async def telling(self, words: str, *, episode: int | None) -> Telling | None:
        """Return an episode with its turns, and where words fell."""
        return await self.run(lambda store: media.telling(store, words, episode=episode))

    async def told_again(self, key: str, *, episode: int) -> Telling | None:
        """Return another episode for the same words."""
        return await self.run(lambda store: media.told_again(store, key, episode=episode))

    async def whole(self, episode: int) -> Telling | None:
        """Return an episode with all its turns."""
        return await self.run(lambda store: media.whole(store, episode))

    async def one_episode(self, asked: str, *, chosen: int | None) -> Episode | None:
        """Return the episode that was asked for."""
        return await self.run(lambda store: media.one_episode(store, asked, chosen=chosen))

    # What is kept of people and chats

    async def settings_of(self, person: int | None, chat: int | None) -> tuple[ChatSettings, ChatSettings]:
        """Return what a person and a chat chose."""
        return await self.run(
            lambda store: (
                store.state.chats.settings(person) if person is not None else ChatSettings(),
                store.state.chats.settings(chat) if chat is not None else ChatSettings(),
            )
        )

    async def choose_language(self, chat: int, language: str | None) -> None:
        """Keep a chat's language."""
        await self.change(lambda store: store.state.chats.choose_language(chat, language))

    async def choose_episode(self, chat: int, episode: int | None) -> None:
        """Keep the episode of which a chat asks."""
        await self.change(lambda store: store.state.chats.choose_episode(chat, episode))

    async def move_chat(self, old: int, new: int) -> None:
        """Give a chat's settings to its new number."""
        await self.change(lambda store: store.state.chats.move(old, new))

    async def chat_is_active(self, chat: int, *, active: bool) -> None:
        """Note that a chat left, or is there again."""
        await self.run(lambda store: store.state.chats.joined(chat) if active else store.state.chats.left(chat))

    async def forget(self, chat: int) -> None:
        """Forget all that is kept of a chat."""
        await self.change(lambda store: store.state.chats.forget(chat))

    async def forget_old(self) -> None:
        """Forget what has been kept long enough."""
        await self.run(lambda store: store.state.forget_old())

    def is_in_place(self) -> bool:
        """Say whether the file that is asked is still the one at its path; True where none was opened yet."""
        return self._file is None or self._file == _identity(self._path)

    async def keep_answer(self, chat: int, question: int, answer: Answered) -> None:
        """Keep which message answered a message."""
        await self.run(lambda store: store.state.chats.keep_answer(chat, question, answer))

    async def answer_to(self, chat: int, question: int) -> Answered | None:
        """Return the message that answered a message."""
        return await self.run(lambda store: store.state.chats.answer_to(chat, question))

    async def answered_with(self, chat: int, message: int) -> Answered | None:
        """Return the answer that a message is."""
        return await self.run(lambda store: store.state.chats.answered_with(chat, message))

    async def count_chosen(self, turn: int) -> None:
        """Count that somebody chose to send a turn on."""
        await self.run(lambda store: store.state.chosen.add(turn))

    async def note(self, name: str) -> str | None:
        """Return what was kept under this name."""
        return await self.run(lambda store: store.state.notes.get(name))

    async def keep_note(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        await self.run(lambda store: store.state.notes.put(name, text))

    # The end

    async def close(self) -> None:
        """Let the questions under way end, for a moment, and close every store in the thread that opened it.

        A thread that is still at a question after that ends with the process, which must not wait for it.
        """
        if self._closed:
            return
        self._closed = True
        gate = threading.Barrier(self._threads)

        def leave() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                gate.wait(_CLOSE_S / 2)  # for the others, so that each gets exactly one of these
            close_own()

        def close_own() -> None:
            # Twice, where another thread is still at something.
            if (store := vars(self._open).pop("store", None)) is not None:
                store.close()

        closing = [self._pool.submit(leave) for _ in range(self._threads)] + [self._changing.submit(close_own)]
        self._pool.shutdown(wait=False)
        self._changing.shutdown(wait=False)
        _, late = await asyncio.wait(list(map(asyncio.wrap_future, closing)), timeout=_CLOSE_S)
        for one in late:
            one.cancel()  # or it would call back into a loop that is closed by then
        if late:
            log.warning("%d threads of the library are at something that has no end: left as they are.", len(late))

    def _store(self) -> Store:
        store: Store | None = getattr(self._open, "store", None)
        if store is None:
            if not self.is_in_place():  # another file would be mixed up with the log of the one that is open
                raise DatabaseProblem(str(self._path), "the file was removed or replaced; start anew")
            store = self._open.store = Store.open(self._path)
            self._file = self._file or _identity(self._path)
        return store


def _hurried(store: Store) -> Store:
    """Return the store, which from now on does not itself wait for others' writes to end."""
    store.wait_at_most(_TRY_S)
    return store


def _identity(path: Path | str) -> tuple[int, int] | None:
    """Return what tells the file at a path from all others; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
