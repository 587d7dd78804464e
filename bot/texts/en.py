"""The sentences in English."""

from __future__ import annotations

from bot.texts.sentences import Command, Texts

ENGLISH = Texts(
    commands={
        "quote": Command("WORDS", "find what was said; alone, in reply to a message, it takes that message's words"),
        "speaker": Command("NAME [WORDS]", "what one person said"),
        "speakers": Command("", "who speaks here"),
        "help": Command("", "how to ask"),
        "start": Command("", "say hello"),
    },
    welcome=(
        "I find what was said in a podcast: by whom, at what second, in which words.\n\n"
        "Just send me a few words, such as: {example}\n"
        "Half-remembered or misspelt is fine. /help tells the rest."
    ),
    welcome_shelf="On the shelf: {episodes}",
    help_head="Send me the few words you remember, and I find the quote.",
    help_command="{command} — {about}",
    help_tail=(
        "◀ ▶ for another quote, ☰ for all of them; the time leads to that second of the episode.\n"
        "You may also write “a whole phrase” as it was said, -word for what must not be there, this | that for either, "
        "and @name words for one person only."
    ),
    help_groups="In a group I speak when spoken to: send /quote@{bot} WORDS, or mention @{bot} in your message.",
    unknown_command="I know no such command. Just send me the words you are looking for; /help tells the rest.",
    sound_match="≈ sounds alike",
    near_match="≈ spelled alike",
    glossary_match="≈ heard as “{heard}”, meant “{meant}”",
    corrected_match="≈ heard wrongly, corrected",
    list_head="“{asked}” · {first}–{last} / {total}",
    list_head_speaker="{speaker} · {first}–{last} / {total}",
    list_head_both="{speaker} · “{asked}” · {first}–{last} / {total}",
    nothing_found="Nobody said “{asked}”. Try a shorter word, or other words for it.",
    nothing_by_speaker="{speaker} does not seem to have said “{asked}”. Try a shorter word, or ask the others.",
    nothing_quotable="{speaker} said nothing but “yes” and “hm”: not much to quote.",
    other_words="These words, each for itself, were said:",
    ask_everyone="Anyone: {asked}",
    empty_shelf="The shelf is still empty. Come back when a transcript has been put on it.",
    speakers_head="Who speaks here; a name opens what they said:",
    speaker_line="{name} · spoke {turns}× · {minutes} min",
    speaker_line_untimed="{name} · spoke {turns}×",
    speakers_left="And {left} more: /speaker NAME finds them.",
    nobody_named="The transcript does not say who is speaking.",
    which_speaker="Which “{asked}”?",
    unknown_speaker="No speaker called “{asked}”. Here: {known}.",
    empty_question="What are you looking for? For example: /quote open source. Or just /quote, in reply to a message.",
    long_question="That is {length} characters, too many: I look at {limit} at most. The few that matter will do.",
    unknown_episode="No episode called “{asked}”. On the shelf: {known}.",
    outlived="This button is too old: I have forgotten what was asked. Please ask again.",
    strange_button="I do not know this button.",
    shut_library="The library cannot be opened right now. Please try again in a while.",
    apology="Sorry, something went wrong here; it has been noted. Please try again in a while.",
    comma=", ",
)
