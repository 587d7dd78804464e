"""The sentences in English."""

from __future__ import annotations

from bot.texts.sentences import Command, Texts
from store.wording.english import ENGLISH as WORDING

ENGLISH = Texts(
    commands={
        "quote": Command("WORDS", "find what was said; sent alone as a reply, it looks for that message's words"),
        "speaker": Command("NAME [WORDS]", "what one person said"),
        "speakers": Command("", "who speaks here"),
        "random": Command("[NAME] [WORDS]", "something worth quoting, at random"),
        "topics": Command("", "what an episode is about"),
        "episodes": Command("", "the shelf; choose an episode to search only that one"),
        "who": Command("[WORDS]", "a picture of who spoke when; add words to mark where they were said"),
        "language": Command("", "which language I speak (in a group, an admin chooses)"),
        "status": Command("", "what works here, and how to fix what does not (in a group, for admins)"),
        "privacy": Command("", "what I keep"),
        "forget": Command("", "erase what I keep about you (in a group, an admin erases the group's)"),
        "export": Command("[EPISODE]", "a transcript as a document (for my admins)"),
        "alias": Command("NAME = OTHERS", "other names for a speaker, separated by commas"),
        "fix": Command("SAID = HEARD", "correct a word that was misheard"),
        "delete": Command("TITLE", "take an episode off the shelf"),
        "help": Command("", "how to ask"),
        "start": Command("", "say hello"),
    },
    description=(
        "I find what was said in a podcast: who said it, when, and in what words.\n"
        "Send me a few words; half-remembered or misspelt is fine. I work in groups and in any other chat, too."
    ),
    short_description="Send a few words, and I find the quote in the podcast: who said it, when, and in what words.",
    welcome=(
        "I find what was said in a podcast: who said it, when, and in what words.\n\n"
        "Just send me a few words, such as: {example}\n"
        "Half-remembered or misspelt is fine. /help tells the rest."
    ),
    welcome_episodes="On the shelf: {episodes}",
    help_head="Send me the few words you remember, and I find the quote.",
    help_command="{command} — {about}",
    help_tail=(
        "◀ ▶ for another quote, ☰ for all of them; the time leads to that second of the episode; "
        "Context reads on in both directions.\n"
        "You may also write “a whole phrase” as it was said, -word for what must not be there, this | that for either, "
        "and @name words for one person only.\n"
        "12:30 or “30 min in” shows what is said then; “what is this about” tells the topics.\n"
        "Edit your question, and my answer follows; reply to one of my quotes to go on asking in its episode."
    ),
    help_groups="In a group I speak when spoken to: send /quote@{bot} WORDS, or mention @{bot} in your message.",
    help_inline="In any chat, type @{bot} WORDS: quotes appear as you type, choose one to send it.",
    help_trouble="No answer in your group? Let an admin send /status@{bot} there, and I will say what to change.",
    unknown_command="I know no such command. Just send me the words you are looking for; /help tells the rest.",
    sound_match="≈ sounds alike",
    near_match="≈ spelled alike",
    meaning_match="≈ meaning",
    glossary_match="≈ heard as “{heard}”, meant “{meant}”",
    corrected_match="≈ misheard, corrected",
    context_button="Context",
    copy_button="Copy",
    share_button="Share",
    another_button="🎲 Another",
    back_button="↩ Quote",
    copied_by="{excerpt}\n— {by}",
    turn_gone="These words are no longer here; the transcript was probably replaced. Ask again to find the new ones.",
    stale_link=(
        "The words behind this link are no longer here; the transcript was probably replaced. "
        "Send me a few of them, and I will look again."
    ),
    hear_button="🎧 Listen",
    card_button="🖼 Card",
    no_audio="There is no recording of these words here.",
    missing_audio="The recording of this episode is no longer where it was, so I cannot play the words.",
    broken_audio="The recording of this episode is damaged, so I cannot play the words.",
    cut_off_audio="The recording of this episode breaks off before these words.",
    short_audio="The recording of this episode ends before these words.",
    strange_audio="The recording of this episode is in no format that I can play.",
    fetching_audio="Fetching the recording; that may take a few minutes. The clip will follow by itself.",
    far_audio="The recording of this episode cannot be fetched right now. Please try again in a while.",
    closed_audio="The recording of this episode is too large, or where I may not go, so I cannot play the words.",
    no_pictures="I have no fonts here to draw pictures with.",
    who_share="{minutes} min · spoke {turns}× · {percent}%",
    who_share_brief="{seconds} s · spoke {turns}× · {percent}%",
    who_share_untimed="spoke {turns}× · {percent}%",
    who_line="{name}: {share}",
    who_nobody="not named",
    who_others="{count} others",
    who_marked="“{words}”: {count}×",
    export_head="“{title}” as a document; which format?",
    export_no_times="The transcript of this episode has no times, and captions need them. Markdown and JSON do not.",
    bot_admins_only="This is for those who run me.",
    forwarded_order="That was forwarded, so I did nothing. If you mean it, type it yourself.",
    list_head="“{asked}” · {first}–{last} / {total}",
    list_head_speaker="{speaker} · {first}–{last} / {total}",
    list_head_both="{speaker} · “{asked}” · {first}–{last} / {total}",
    nothing_found="Nobody said “{asked}”. Try a shorter word, or other words for it.",
    nothing_by_speaker="{speaker} does not seem to have said “{asked}”. Try a shorter word, or ask the others.",
    nothing_quotable="{speaker} said nothing but “yes” and “hm”: not much to quote.",
    other_words="Each of these words was said on its own:",
    ask_everyone="Anyone: {asked}",
    ask_anywhere="All episodes: {asked}",
    closest_button="Closest passages",
    closest_head="Nobody said it in these words; this is closest in meaning:",
    closest_gone="Nothing close in meaning can be found right now. Please press again in a while.",
    no_episodes="The shelf is still empty. Come back when a transcript has been added.",
    speakers_head="Who speaks here; tap a name to see what they said:",
    speaker_line="{name} · spoke {turns}× · {minutes} min",
    speaker_line_untimed="{name} · spoke {turns}×",
    speakers_left="And {left} more: /speaker NAME finds them.",
    nobody_named="The transcript does not say who is speaking.",
    which_speaker="Which “{asked}”?",
    unknown_speaker="No speaker called “{asked}”. Here: {known}.",
    topics_head="What it is about; tap a topic to see what was said:",
    topics_head_of="What “{title}” is about; tap a topic to see what was said (/episodes for another one):",
    no_topics="I cannot tell yet what it is about. Send me a few words, and I will look for them.",
    episodes_head="On the shelf ({first}–{last} of {total}); choose one to search only that one:",
    episodes_chosen="Now I look in “{title}” only.",
    episode_line="{number}. {title}",
    episode_length="{minutes} min",
    episode_turns="{turns} turns",
    all_episodes="All",
    episode_chosen="Good: from now on I look in “{title}” only.",
    episode_unset="Good: I look in all episodes.",
    episode_gone="This episode is no longer on the shelf.",
    which_episode="Which “{asked}”?",
    which_moment="{clock} of which episode? Tap one to see what is said then:",
    moment_before="“{title}” runs from {begin} to {end}; at {clock} nobody has spoken yet.",
    moment_after="“{title}” ends at {end}; it has no {clock}.",
    moment_untimed=(
        "The transcript of “{title}” has no times, so I cannot tell what is said at {clock}. "
        "Send me a few words, and I find them all the same."
    ),
    reply_hello="Hello! Send me a few words, and I find who said them in the podcast, and when. Try: {example}",
    reply_here="I am here. Which quote are you looking for? A few words will do. Try: {example}",
    reply_thanks="You are welcome! For another quote, just send me a few words. Try: {example}",
    reply_bye="Bye! When you look for a quote again, a few words will do, such as: {example}",
    reply_night="Good night! When you look for a quote again, a few words will do, such as: {example}",
    reply_who=(
        "I am a bot that finds what was said in a podcast: who said it, when, and in what words. "
        "Send me a few words. Try: {example}"
    ),
    reply_fine="Good! When you look for a quote, a few words will do. Try: {example}",
    reply_laugh="Ha! When you look for a quote, a few words will do. Try: {example}",
    language_head="Which language shall I speak? If none is chosen, each person's own, as set in Telegram.",
    language_own="Each person's own",
    language_chosen="Good: from now on I speak {language}.",
    language_unset="Good: each person's own language.",
    status_head="What works here:",
    status_works="✅ {what}",
    status_broken="❌ {what}\n    → {mend}",
    status_private="questions in a private chat",
    status_inline="@{bot} WORDS, typed in any chat",
    status_guest="@{bot} WORDS in a group that I am not in",
    status_reads_all="I see the group's messages: commands, @{bot} and replies to me are answered",
    status_reads_as_admin="I am an admin and see the group's messages: commands, @{bot} and replies are answered",
    status_reads_little="@{bot} in a message of this group (now I see only commands and replies to me)",
    status_commands="in this group: commands (/quote@{bot} WORDS) and replies to me",
    status_episode="🎧 I look in “{title}” only (/episodes changes that)",
    status_any_episode="🎧 I look in all episodes (/episodes chooses one)",
    status_language="💬 I speak {language} (/language changes that)",
    status_any_language="💬 I speak each person's own language, otherwise {language} (/language changes that)",
    status_waiting="⏳ Episodes found by their words only so far, and soon by meaning, too: {count}",
    mend_inline="send /setinline to @BotFather, choose @{bot}, turn inline mode on",
    mend_guest="send /mybots to @BotFather, choose @{bot}, and turn Guest Mode on under Bot Settings",
    mend_privacy=(
        "send /setprivacy to @BotFather, choose @{bot}, press Disable, then remove me from the group and add me again; "
        "or make me an admin"
    ),
    privacy=(
        "This is all I keep:\n"
        "· the words that were asked for, for 90 days, so that buttons go on working; not who asked, nor where\n"
        "· the language and the episode that you or this group chose, and what /random showed last, under Telegram's "
        "number for you or it; erased 30 days after I left\n"
        "· which message answered which, for two days, so that an edited question edits its answer\n"
        "· how often each quote was chosen to be sent, not by whom\n"
        "· where Telegram has the clips that I sent, for 90 days; not to whom\n"
        "· the numbers of the messages that reached me, for two days, so that nothing is answered twice; their words "
        "only where I am stopped before I get to them, until I am started again\n"
        "· transcripts that my admins sent, for a day at most, until they are loaded or erased\n"
        "/forget erases what I keep about you or, sent by an admin in a group, about that group."
    ),
    forgotten="Done: what I kept about you is erased.",
    forgotten_group="Done: what I kept about this group is erased.",
    forget_group_hint="Done: what I kept about you is erased. The group's own is for an admin to erase.",
    admins_only="This is for an admin of the group to decide.",
    only_in_chats="This can be chosen in a chat with me, or in a group that I am in.",
    slow_down="Not so fast, please. Give me a moment; until then I stay silent.",
    upload_interrupted="I am being stopped, and did not get to load it. Press once more in a while.",
    upload_not_yours="Only my admins can add transcripts. If you are looking for a quote, just send me a few words.",
    upload_too_large="{name} is too large: {limit} MB at most.",
    upload_fetching="Got {name}; fetching it…",
    upload_reading="Reading {name}…",
    upload_loading="Loading {name}…",
    upload_no_room="I have no room for {name} just now; those who run my machine can see why in its log.",
    upload_unfetched="Telegram did not let me have {name}. Please send it again.",
    upload_refused="I cannot read this. {reason}",
    upload_reason="{file}: {reason}",
    upload_reason_at="{file}, line {line}: {reason}",
    upload_not_loaded="Not loaded. {reason}",
    upload_gone="I no longer have this transcript. Please send it again.",
    upload_busy="It is being loaded; one moment.",
    upload_dropped="Good: {name} was not loaded, and is erased.",
    upload_format="Format: {format}, {encoding}",
    upload_date="Date: {date}",
    upload_turns="{turns} turns, {first} to {last}",
    upload_turns_untimed="{turns} turns, without times",
    upload_speakers="Speakers: {speakers}",
    upload_speaker="{name} ({turns} turns)",
    upload_gaps="Without words: {gaps}",
    upload_new="It is not on the shelf yet.",
    upload_changed="This episode is on the shelf; loading puts this transcript in its place.",
    upload_same="This very transcript is on the shelf already; there is nothing to load.",
    upload_loaded="“{title}” is on the shelf, {turns} turns. Something from it:",
    load_button="Load",
    cancel_button="Cancel",
    alias_usage="Like this: /alias Mary Ann = Mary, Annie",
    alias_done="Good: {name} is also called {others}.",
    alias_refused="Nothing changed: {name} is already called that, or that is no name.",
    alias_anonymous="“{name}” is somebody else in each episode; choose one with /episodes first.",
    undo_button="↩ Undo",
    undone="Good, undone.",
    undo_stale="Something else was changed since; this button can no longer undo it.",
    fix_usage="Like this: /fix Ray = Rey (the former was said, the latter was heard). Take it back: /fix -Ray = Rey",
    fix_done="Good, noted ({scope}): {correction}\nTake it back: /fix -{correction}",
    fix_known="This was noted before ({scope}): {correction}",
    fix_gone="Good, taken back ({scope}): {correction}",
    fix_unknown="This was not noted ({scope}): {correction}",
    fix_everywhere="all episodes",
    fix_within="only in “{title}”",
    delete_usage="Which episode shall go? Like this: /delete TITLE",
    delete_sure=("Take “{title}” ({turns} turns) off the shelf, with the corrections noted for it? It can be undone."),
    delete_button="Delete",
    delete_done="“{title}” is gone, {turns} turns.",
    nothing_changed="Good: nothing was changed.",
    empty_question="What are you looking for? For example: /quote open source. Or just /quote, in reply to a message.",
    long_question="That is {length} characters, too many: I look at {limit} at most. The few that matter will do.",
    unknown_episode="No episode called “{asked}”. On the shelf: {known}.",
    outlived="This button is too old: I have forgotten what was asked. Please ask again.",
    strange_button="I do not know this button.",
    shut_library="The library cannot be opened right now. Please try again in a while.",
    apology="Sorry, something went wrong here; it has been noted. Please try again in a while.",
    wording=WORDING,
    comma=", ",
)
