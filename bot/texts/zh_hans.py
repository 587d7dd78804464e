"""The sentences in 简体中文; 繁體 is made from them."""

from __future__ import annotations

from bot.texts.sentences import Command, Texts

SIMPLIFIED = Texts(
    commands={
        "quote": Command("词", "找原话；回复一条消息只发 /quote，就拿那条消息去找"),
        "speaker": Command("名字 [词]", "某个人说过的话"),
        "speakers": Command("", "都有谁在说话"),
        "random": Command("[名字] [词]", "随便来一句值得引用的"),
        "topics": Command("", "节目聊了些什么"),
        "episodes": Command("", "书架上的节目；选一期，就只在那一期里找"),
        "language": Command("", "我说哪种语言（群里由管理员定）"),
        "status": Command("", "我在这里能做什么，不行的怎么修（群里给管理员看）"),
        "privacy": Command("", "我记下了什么"),
        "forget": Command("", "把记下的关于你的都删掉（群里由管理员删群的）"),
        "help": Command("", "用法"),
        "start": Command("", "打个招呼"),
    },
    description=(
        "我替你在播客里找原话：谁说的，几分几秒，怎么说的。\n"
        "发几个字就行，写成同音字、记不全都没关系。群里、别的聊天里也能用。"
    ),
    short_description="发几个字，找出播客里的原话：谁说的，几分几秒，怎么说的。",
    welcome=(
        "我替你在播客里找原话：谁说的，几分几秒，怎么说的。\n\n"
        "发几个字给我就行，比如：{example}\n"
        "写成同音字、记不全都没关系。/help 看全部用法。"
    ),
    welcome_shelf="书架上有：{episodes}",
    help_head="把记得的几个字发给我，我找出播客里的原话。",
    help_command="{command} — {about}",
    help_tail=(
        "◀ ▶ 换一条，☰ 列出全部，点时间回到节目里那一秒；上下文 往前往后接着读。\n"
        "还可以这样写：“整句”照原样找；-词 不要这个词；甲 | 乙 哪个都行；@名字 词 只找这个人说的。\n"
        "问完了把自己的消息改一改，答案也跟着改；回复我的一条引用，就在那一期里接着找。"
    ),
    help_groups="在群里，叫到我我才说话：发 /quote@{bot} 词，或者在消息里写 @{bot}。",
    help_inline="在任何聊天里输入 @{bot} 词，边打边找，选一条就发出去。",
    help_trouble="群里叫我没反应？请管理员在群里发 /status@{bot}，我会说哪里要改。",
    unknown_command="没有这个命令。直接把想找的话发给我就行，/help 看用法。",
    sound_match="≈ 同音",
    near_match="≈ 近似",
    glossary_match="≈ 听写成“{heard}”，其实是“{meant}”",
    corrected_match="≈ 更正过的听写",
    context_button="上下文",
    copy_button="复制",
    share_button="分享",
    another_button="🎲 换一句",
    back_button="↩ 原话",
    copied_by="{excerpt}\n—— {by}",
    turn_gone="这段话已经不在了，多半是文字记录更新过。再问一次，就能找到新的。",
    stale_link="这个链接里的那段话已经不在了，多半是文字记录更新过。发几个字给我，重新找找看。",
    list_head="“{asked}” · {first}–{last} / {total}",
    list_head_speaker="{speaker} · {first}–{last} / {total}",
    list_head_both="{speaker} · “{asked}” · {first}–{last} / {total}",
    nothing_found="没找到“{asked}”。换个短一点的词，或者换种说法试试。",
    nothing_by_speaker="{speaker} 好像没说过“{asked}”。换个短一点的词，或者问问别人。",
    nothing_quotable="{speaker} 只说过“对”“嗯”之类的话，没什么可引用的。",
    other_words="单看这些词，是有人说过的：",
    ask_everyone="谁都行：{asked}",
    ask_anywhere="所有节目：{asked}",
    empty_shelf="书架还是空的，一期节目都没有。等管理员放上文字记录，再来问我吧。",
    speakers_head="都有谁在说话，点名字看他们说过的话：",
    speaker_line="{name} · {turns} 段 · {minutes} 分钟",
    speaker_line_untimed="{name} · {turns} 段",
    speakers_left="还有 {left} 位，发 /speaker 名字 就能找到。",
    nobody_named="文字记录里没有写明谁在说话。",
    which_speaker="“{asked}”是指哪一位？",
    unknown_speaker="没有叫“{asked}”的人。在这里说过话的有：{known}。",
    topics_head="聊到了这些，点一个看原话：",
    topics_head_of="《{title}》聊到了这些，点一个看原话（/episodes 换一期）：",
    no_topics="还看不出聊了些什么。发几个字给我，找找看。",
    episodes_head="书架上的节目（{first}–{last} / {total}），点一期，就只在那一期里找：",
    episodes_chosen="现在只在《{title}》里找。",
    episode_line="{number}. {title}",
    episode_length="{minutes} 分钟",
    episode_turns="{turns} 段",
    all_episodes="全部",
    episode_chosen="好，接下来只在《{title}》里找。",
    episode_unset="好，所有节目里都找。",
    episode_gone="这一期已经不在书架上了。",
    language_head="我说哪种语言？不选的话，各人看各人的 Telegram 语言。",
    language_own="各人自己的",
    language_chosen="好，接下来我说{language}。",
    language_unset="好，按各人的 Telegram 语言。",
    status_head="我在这里能做什么：",
    status_works="✅ {what}",
    status_broken="❌ {what}\n    → {mend}",
    status_private="私聊里直接提问",
    status_inline="在任何聊天里输入 @{bot} 词",
    status_guest="在没有加我的群里写 @{bot} 词",
    status_reads_all="群里的消息都看得到：命令、@{bot}、回复我的都会答",
    status_reads_as_admin="我是管理员，群里的消息都看得到：命令、@{bot}、回复我的都会答",
    status_reads_little="群里写 @{bot} 叫我（现在只看得到命令和回复我的消息）",
    status_commands="群里发命令（/quote@{bot} 词）、回复我的消息",
    status_episode="🎧 只在《{title}》里找（/episodes 可换）",
    status_any_episode="🎧 所有节目里都找（/episodes 可选一期）",
    status_language="💬 说{language}（/language 可换）",
    status_any_language="💬 各人自己的 Telegram 语言，认不出的说{language}（/language 可换）",
    mend_inline="去 @BotFather 发 /setinline，选 @{bot}，打开内联模式",
    mend_guest="去 @BotFather 发 /mybots，选 @{bot}，在 Bot Settings 里打开 Guest Mode",
    mend_privacy="去 @BotFather 发 /setprivacy，选 @{bot}，点 Disable，再把我移出群、重新加进来；或者让我当管理员",
    privacy=(
        "我记下的只有这些：\n"
        "· 问过的词，留 90 天，好让按钮还能用；不记是谁问的、在哪里问的\n"
        "· 你或这个群选的语言和节目，连同 Telegram 给的编号；我离开群 30 天后就删\n"
        "· 哪条消息回答了哪条，留两天，好让你改了问题、答案也跟着改\n"
        "· 每条引用被选中发出去过几次，不记是谁\n"
        "/forget 把记下的关于你的（在群里由管理员发，就是这个群的）都删掉。"
    ),
    forgotten="好，记下的关于你的都删掉了。",
    forgotten_group="好，记下的关于这个群的都删掉了。",
    forget_group_hint="好，记下的关于你的都删掉了。这个群的，要由群管理员来删。",
    admins_only="这个要由群管理员来定。",
    only_in_chats="这个要在和我的聊天里，或者我在的群里才能选。",
    slow_down="慢一点，问得太快啦。歇一小会儿再问，这之间的我就不答了。",
    empty_question="想找哪句话？例如：/quote 开源。回复一条消息只发 /quote 也行。",
    long_question="这有 {length} 个字，太长了，最多看 {limit} 个。挑最要紧的几个字就够。",
    unknown_episode="没有叫“{asked}”的节目。书架上有：{known}。",
    outlived="这个按钮太旧了，当初问的是什么我已经忘了。请再问一次。",
    strange_button="这个按钮我不认得。",
    shut_library="资料库一时打不开，请过一会儿再试。",
    apology="抱歉，我这里出了点问题，已经记下来了。请过一会儿再试。",
    comma="、",
)
