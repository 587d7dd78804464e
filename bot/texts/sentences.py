"""The type of a language: a field for each sentence. One that lacks a sentence does not type-check, nor start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.wording.language import Wording


@dataclass(frozen=True, slots=True)
class Command:
    """How a command is told to people: what stands after it ("" for nothing), and what it does, in a few words."""

    arguments: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Every sentence in one language; the places to fill are named in braces and are the same in all languages."""

    # Hello and help. `commands` is in the order in which /help lists them.
    commands: Mapping[str, Command]
    description: str
    short_description: str
    welcome: str
    welcome_episodes: str
    help_head: str
    help_command: str
    help_tail: str
    help_groups: str
    help_inline: str
    help_trouble: str
    unknown_command: str

    # A quote.
    sound_match: str
    near_match: str
    meaning_match: str
    glossary_match: str
    corrected_match: str
    context_button: str
    copy_button: str
    share_button: str
    another_button: str
    back_button: str
    copied_by: str
    turn_gone: str
    stale_link: str

    # A quote that is heard or seen.
    hear_button: str
    card_button: str
    no_audio: str
    missing_audio: str
    broken_audio: str
    cut_off_audio: str
    short_audio: str
    strange_audio: str
    fetching_audio: str
    far_audio: str
    closed_audio: str
    no_pictures: str

    # Who spoke when.
    who_share: str
    who_share_brief: str
    who_share_untimed: str
    who_line: str
    who_nobody: str
    who_others: str
    who_marked: str

    # A transcript as a file.
    export_head: str
    export_no_times: str
    bot_admins_only: str
    forwarded_order: str

    # A list of quotes.
    list_head: str
    list_head_speaker: str
    list_head_both: str

    # Nothing found.
    nothing_found: str
    nothing_by_speaker: str
    nothing_quotable: str
    other_words: str
    ask_everyone: str
    ask_anywhere: str
    closest_button: str
    closest_head: str
    closest_gone: str
    no_episodes: str

    # Speakers.
    speakers_head: str
    speaker_line: str
    speaker_line_untimed: str
    speakers_left: str
    nobody_named: str
    which_speaker: str
    unknown_speaker: str

    # Topics and episodes.
    topics_head: str
    topics_head_of: str
    no_topics: str
    episodes_head: str
    episodes_chosen: str
    episode_line: str
    episode_length: str
    episode_turns: str
    all_episodes: str
    episode_chosen: str
    episode_unset: str
    episode_gone: str

    which_episode: str

    # What is said at a moment.
    which_moment: str
    moment_before: str
    moment_after: str
    moment_untimed: str

    # Small talk.
    reply_hello: str
    reply_here: str
    reply_thanks: str
    reply_bye: str
    reply_night: str
    reply_who: str
    reply_fine: str
    reply_laugh: str

    # Languages.
    language_head: str
    language_own: str
    language_chosen: str
    language_unset: str

    # What works here.
    status_head: str
    status_works: str
    status_broken: str
    status_private: str
    status_inline: str
    status_guest: str
    status_reads_all: str
    status_reads_as_admin: str
    status_reads_little: str
    status_commands: str
    status_episode: str
    status_any_episode: str
    status_language: str
    status_any_language: str
    status_waiting: str
    mend_inline: str
    mend_guest: str
    mend_privacy: str

    # Privacy.
    privacy: str
    forgotten: str
    forgotten_group: str
    forget_group_hint: str

    # Limits and rights.
    admins_only: str
    only_in_chats: str
    slow_down: str

    # For admins of the bot: uploads, names, corrections, deleting.
    upload_interrupted: str
    upload_not_yours: str
    upload_too_large: str
    upload_fetching: str
    upload_reading: str
    upload_loading: str
    upload_no_room: str
    upload_unfetched: str
    upload_refused: str
    upload_reason: str
    upload_reason_at: str
    upload_not_loaded: str
    upload_gone: str
    upload_busy: str
    upload_dropped: str
    upload_format: str
    upload_date: str
    upload_turns: str
    upload_turns_untimed: str
    upload_speakers: str
    upload_speaker: str
    upload_gaps: str
    upload_new: str
    upload_changed: str
    upload_same: str
    upload_loaded: str
    load_button: str
    cancel_button: str
    alias_usage: str
    alias_done: str
    alias_refused: str
    alias_anonymous: str
    undo_button: str
    undone: str
    undo_stale: str
    fix_usage: str
    fix_done: str
    fix_known: str
    fix_gone: str
    fix_unknown: str
    fix_everywhere: str
    fix_within: str
    delete_usage: str
    delete_sure: str
    delete_button: str
    delete_done: str
    nothing_changed: str

    # What went wrong.
    empty_question: str
    long_question: str
    unknown_episode: str
    outlived: str
    strange_button: str
    shut_library: str
    apology: str

    # What is said of a file that was read, or was not.
    wording: Wording

    # Between the items of a list.
    comma: str
