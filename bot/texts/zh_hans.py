"""The sentences in 简体中文; 繁體 is made from them."""

from __future__ import annotations

from bot.texts.sentences import Command, Texts

SIMPLIFIED = Texts(
    commands={
        "quote": Command("词", "找原话；回复一条消息只发 /quote，就拿那条消息去找"),
        "speaker": Command("名字 [词]", "某个人说过的话"),
        "speakers": Command("", "都有谁在说话"),
        "help": Command("", "用法"),
        "start": Command("", "打个招呼"),
    },
    welcome=(
        "我替你在播客里找原话：谁说的，几分几秒，怎么说的。\n\n"
        "发几个字给我就行，比如：{example}\n"
        "写成同音字、记不全都没关系。/help 看全部用法。"
    ),
    welcome_shelf="书架上有：{episodes}",
    help_head="把记得的几个字发给我，我找出播客里的原话。",
    help_command="{command} — {about}",
    help_tail=(
        "◀ ▶ 换一条，☰ 列出全部，点时间回到节目里那一秒。\n"
        "还可以这样写：“整句”照原样找；-词 不要这个词；甲 | 乙 哪个都行；@名字 词 只找这个人说的。"
    ),
    help_groups="在群里，叫到我我才说话：发 /quote@{bot} 词，或者在消息里写 @{bot}。",
    unknown_command="没有这个命令。直接把想找的话发给我就行，/help 看用法。",
    sound_match="≈ 同音",
    near_match="≈ 近似",
    glossary_match="≈ 听写成“{heard}”，其实是“{meant}”",
    corrected_match="≈ 更正过的听写",
    list_head="“{asked}” · {first}–{last} / {total}",
    list_head_speaker="{speaker} · {first}–{last} / {total}",
    list_head_both="{speaker} · “{asked}” · {first}–{last} / {total}",
    nothing_found="没找到“{asked}”。换个短一点的词，或者换种说法试试。",
    nothing_by_speaker="{speaker} 好像没说过“{asked}”。换个短一点的词，或者问问别人。",
    nothing_quotable="{speaker} 只说过“对”“嗯”之类的话，没什么可引用的。",
    other_words="单看这些词，是有人说过的：",
    ask_everyone="谁都行：{asked}",
    empty_shelf="书架还是空的，一期节目都没有。等管理员放上文字记录，再来问我吧。",
    speakers_head="都有谁在说话，点名字看他们说过的话：",
    speaker_line="{name} · {turns} 段 · {minutes} 分钟",
    speaker_line_untimed="{name} · {turns} 段",
    speakers_left="还有 {left} 位，发 /speaker 名字 就能找到。",
    nobody_named="文字记录里没有写明谁在说话。",
    which_speaker="“{asked}”是指哪一位？",
    unknown_speaker="没有叫“{asked}”的人。在这里说过话的有：{known}。",
    empty_question="想找哪句话？例如：/quote 开源。回复一条消息只发 /quote 也行。",
    long_question="这有 {length} 个字，太长了，最多看 {limit} 个。挑最要紧的几个字就够。",
    unknown_episode="没有叫“{asked}”的节目。书架上有：{known}。",
    outlived="这个按钮太旧了，当初问的是什么我已经忘了。请再问一次。",
    strange_button="这个按钮我不认得。",
    shut_library="资料库一时打不开，请过一会儿再试。",
    apology="抱歉，我这里出了点问题，已经记下来了。请过一会儿再试。",
    comma="、",
)
