"""The application: its connection, its services, and its handlers in the order in which they are tried."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING, Any, Final

from telegram import Update
from telegram.constants import UpdateType
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.context import Bot, Context, Services
from bot.handlers import (
    admin,
    background,
    buttons,
    chat_settings,
    clips,
    edits,
    episodes,
    export,
    help,
    inline,
    membership,
    pictures,
    quotes,
    speakers,
    uploads,
)
from bot.handlers.errors import on_error
from bot.handlers.throttle import throttled, turning_away, typed_here
from bot.messages import incoming, menus
from bot.queries import browse
from bot.queries.callback_data import (
    CallOff,
    ChooseEpisode,
    ChooseLanguage,
    DeleteEpisode,
    Draw,
    Hear,
    Nothing,
    OpenClosest,
    OpenClosestList,
    OpenContext,
    OpenEpisodes,
    OpenList,
    OpenMoment,
    OpenQuote,
    OpenRandom,
    OpenTopics,
    OpenTurn,
    SendTranscript,
    SettleUpload,
    ShowWho,
    Undo,
)
from bot.services.cleanup import run_cleanup
from bot.services.clips import ClipCutter
from bot.services.filling import Filling
from bot.services.library import Library
from bot.services.limits import Throttle
from bot.services.uploads import Uploads
from bot.settings import Settings
from bot.telegram.processor import WORKERS, BoundedQueue, ChatQueues, Newest
from bot.telegram.rate_limiter import ChatRateLimiter
from bot.telegram.request import BotApiRequest
from bot.telegram.retry import RetryingRateLimiter
from store.encoders import meaning_of_settings
from store.errors import StoreError

if TYPE_CHECKING:
    from bot.media.pictures.fonts import Fonts

log = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = (
    UpdateType.MESSAGE.value,
    UpdateType.EDITED_MESSAGE.value,
    UpdateType.GUEST_MESSAGE.value,
    UpdateType.CALLBACK_QUERY.value,
    UpdateType.INLINE_QUERY.value,
    UpdateType.CHOSEN_INLINE_RESULT.value,
    UpdateType.MY_CHAT_MEMBER.value,
)
"""Every kind of update that has a handler. Telegram remembers the last list it got, so pass this at each start."""

# Where there is no token there is no Telegram either: a request class that plays Telegram takes any.
_NO_TOKEN = "0:none"  # noqa: S105

# As somebody types, one question comes as many: each counts for a part of one.
_TYPED_COST: Final = 0.2


def build(
    settings: Settings,
    *,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
    paced: bool = True,
    patient: bool = False,
) -> Bot:
    """Return the application, not yet initialized. `request` is another way to Telegram, such as a terminal.

    Its `post_init` begins what is done beside the answers, `post_stop` ends it. Its `post_shutdown` closes the library
    and is to be awaited after `shutdown`, as PTB's own runners do. Whoever polls puts the updates into `update_queue`:
    it has no Updater. Where it is not `paced`, nothing waits for Telegram's flood limits. Where it is `patient`, the
    first question that words find little for waits until the encoder is read; else whoever starts the application
    begins its `filling`, which reads it beside the answers.
    """
    newest = Newest()
    queues = ChatQueues(newest)
    builder = (
        ApplicationBuilder()
        .token(settings.token or _NO_TOKEN)
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(request or _request(settings))
        .context_types(ContextTypes(context=Context, bot_data=Services))
        .concurrent_updates(queues)
        .update_queue(BoundedQueue())
        .updater(None)
        .job_queue(None)
        .rate_limiter(RetryingRateLimiter(ChatRateLimiter() if paced else None))
        .post_init(_begin)
        .post_stop(_end)
        .post_shutdown(_close)
    )
    if get_updates_request is not None:
        builder = builder.get_updates_request(get_updates_request)
    application = builder.build()
    application.bot_data.settings = settings
    meaning = meaning_of_settings(settings.encoder, patient=patient)
    library = application.bot_data.library = Library(settings.database, meaning=meaning)
    if meaning is not None:
        application.bot_data.filling = Filling(settings.database, meaning.encoder, library)
    application.bot_data.newest = newest
    application.bot_data.uploads = Uploads(settings.database)
    application.bot_data.clip_cutter = ClipCutter(allow_private=settings.allow_private)
    application.bot_data.throttle = Throttle(settings.questions_per_minute)
    queues.turn_away = turning_away(application)
    application.add_handlers(list(_handlers()))
    application.add_error_handler(on_error)
    return application


def _handlers() -> Iterator[BaseHandler[Update, Context, Any]]:
    """Give the handlers in the order in which they are tried; the first that fits is the only one."""
    # Before all others: theirs look at `effective_message`, which warns of a button under a very old message.
    yield CallbackQueryHandler(throttled(buttons.by_type(PRESSES)))
    yield InlineQueryHandler(throttled(inline.offer, cost=_TYPED_COST))
    yield ChosenInlineResultHandler(inline.chosen)
    yield ChatMemberHandler(membership.on_membership, ChatMemberHandler.MY_CHAT_MEMBER)
    # A plain MessageHandler takes guest messages too, so they come before those.
    yield MessageHandler(incoming.GUEST, throttled(inline.answer_guest))
    yield MessageHandler(filters.StatusUpdate.MIGRATE, membership.on_migration)
    yield MessageHandler(incoming.EDITED, edits.answer_again)
    # Commands that bear another bot's name fit none of these.
    for name, handler in _QUESTIONS.items():
        yield CommandHandler(name, throttled(handler), incoming.FROM_SOMEBODY)
    for name, order in _ORDERS.items():
        yield CommandHandler(name, throttled(typed_here(order)), incoming.FROM_SOMEBODY)
    # Any other command: one line in private, and silence in a group, where it is for another bot.
    yield MessageHandler(incoming.PRIVATE & incoming.COMMAND, throttled(help.answer_unknown_command))
    # In a group, documents are other people's talk.
    yield MessageHandler(incoming.PRIVATE & filters.Document.ALL & ~filters.ANIMATION, throttled(uploads.receive))
    # In private, every text is a question. In a group, one that mentions the bot: all other talk is left alone, also
    # when it replies to a quote.
    yield MessageHandler(incoming.PRIVATE & incoming.TEXT, throttled(quotes.answer))
    yield MessageHandler(
        incoming.GROUPS & incoming.TEXT & incoming.MENTIONING_ME & ~incoming.COMMAND, throttled(quotes.answer)
    )


_QUESTIONS: Final = {
    "quote": quotes.answer,
    "speaker": speakers.answer_speaker,
    "speakers": speakers.answer_speakers,
    "random": episodes.answer_random,
    "topics": episodes.answer_topics,
    "episodes": episodes.answer_episodes,
    "who": pictures.answer_who,
    "status": chat_settings.answer_status,
    "privacy": chat_settings.answer_privacy,
    "help": help.answer_help,
    "start": help.answer_start,
}

_ORDERS: Final = {
    "language": chat_settings.answer_language,
    "forget": chat_settings.answer_forget,
    "export": admin.for_admins(export.answer_export),
    "alias": admin.for_admins(admin.answer_alias),
    "fix": admin.for_admins(admin.answer_fix),
    "delete": admin.for_admins(admin.answer_delete),
}
"""Commands that change something, or are for admins of the bot alone."""


PRESSES: Final[dict[type[Any], buttons.PressHandler]] = {
    OpenQuote: buttons.show_quote,
    OpenList: buttons.show_quote,
    OpenClosestList: buttons.show_closest,
    OpenClosest: buttons.show_closest,
    OpenRandom: buttons.show_another,
    OpenTurn: buttons.show_turn,
    OpenContext: buttons.show_context,
    OpenMoment: buttons.show_moment,
    OpenTopics: buttons.show_topics,
    OpenEpisodes: episodes.show_page,
    ChooseEpisode: episodes.choose,
    ChooseLanguage: chat_settings.choose_language,
    Hear: clips.press,
    Draw: pictures.press,
    ShowWho: pictures.show_who,
    SendTranscript: admin.pressed_by_admins(export.send_transcript),
    SettleUpload: admin.pressed_by_admins(uploads.settle),
    DeleteEpisode: admin.pressed_by_admins(admin.delete),
    Undo: admin.pressed_by_admins(admin.undo),
    CallOff: admin.pressed_by_admins(admin.call_off),
    Nothing: buttons.do_nothing,
}
"""What handles a press, by the type of what the button stands for."""


async def _begin(application: Bot) -> None:
    """Begin what nobody waits for: the first question finds everything at hand, Telegram shows the right commands."""
    services = application.bot_data
    for work in (
        services.library.run(browse.warm),
        run_cleanup(services.library, services.uploads),
        menus.set_up(application.bot, services.library, services.settings),
        load_fonts(services),
    ):
        task = asyncio.create_task(_quietly(work))
        services.startup_tasks.add(task)
        task.add_done_callback(services.startup_tasks.discard)


async def load_fonts(services: Services) -> None:
    """Load what pictures are drawn with; where there are none, a line in the log says so, and no button offers any."""

    def load() -> Fonts | None:
        from bot.media.pictures import fonts  # noqa: PLC0415 - Typst takes a while to import

        return fonts.load_fonts()

    if services.fonts is None:
        services.fonts = await asyncio.to_thread(load)


async def _quietly(work: Awaitable[None]) -> None:
    try:
        await work
    except StoreError as error:  # whoever asks next will be told
        log.warning("Beside the answers: %s", error)
    except Exception:
        log.exception("What is done beside the answers failed.")


async def _end(application: Bot) -> None:
    if application.bot_data.filling is not None:
        application.bot_data.filling.end()
    tasks = list(application.bot_data.startup_tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await background.end(application.bot_data.background_tasks)


async def _close(application: Bot) -> None:
    if application.bot_data.filling is not None:
        await application.bot_data.filling.close()
    await application.bot_data.library.close()
    application.bot_data.clip_cutter.close()


def _request(settings: Settings) -> BotApiRequest:
    return BotApiRequest(WORKERS + 4, proxy=settings.proxy)
