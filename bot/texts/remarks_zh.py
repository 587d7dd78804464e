"""What the store finds odd in a file, in 简体中文, with the names of formats, encodings and pieces of a file.

Written as in `refusals_zh.py`.
"""

from __future__ import annotations

REMARKS = r"""
# store/transcripts/captions/remarks.py and turns.py: odd times and words

{count:d} {what:phrase} starts before the one above it ({place:phrase}); kept in file order
{count:d} {what:phrase} start before the one above them ({place:phrase}); kept in file order
    {count} {what}的时间比前面的早（{place}），次序没有动
{count:d} {what:phrase} starts before the one above it ({place:phrase})
{count:d} {what:phrase} start before the one above them ({place:phrase})
    {count} {what}的时间比前面的早（{place}）
{count:d} {what:phrase} starts before the one above it; kept in file order
{count:d} {what:phrase} start before the one above them; kept in file order
    {count} {what}的时间比前面的早，次序没有动
{count:d} {what:phrase} overlaps the one above it ({place:phrase}); kept in file order
{count:d} {what:phrase} overlap the one above them ({place:phrase}); kept in file order
    {count} {what}的时间和前面的重叠（{place}），次序没有动
{count:d} {what:phrase} overlaps the one above it ({place:phrase})
{count:d} {what:phrase} overlap the one above them ({place:phrase})
    {count} {what}的时间和前面的重叠（{place}）
{count:d} {what:phrase} overlaps the one above it; kept in file order
{count:d} {what:phrase} overlap the one above them; kept in file order
    {count} {what}的时间和前面的重叠，次序没有动
{count:d} {what:phrase} ends before it starts ({place:phrase}); kept in file order
{count:d} {what:phrase} end before they start ({place:phrase}); kept in file order
{count:d} {what:phrase} ends before it starts ({place:phrase})
{count:d} {what:phrase} end before they start ({place:phrase})
    {count} {what}还没开始就结束了（{place}）
{count:d} {what:phrase} ends before it starts; kept in file order
{count:d} {what:phrase} end before they start; kept in file order
    {count} {what}还没开始就结束了
{count:d} {what:phrase} has no time ({place:phrase})
{count:d} {what:phrase} have no time ({place:phrase})
    {count} {what}没有时间（{place}）
{count:d} {what:phrase} has no time ({place:phrase}); kept in file order
{count:d} {what:phrase} have no time ({place:phrase}); kept in file order
    {count} {what}没有时间（{place}），次序没有动
the same words stand {often:d} times in a row ({place:phrase}): {words}; kept as they are
    同样的话连着出现 {often} 次（{place}）：{words}；原样留着
the same words stand {often:d} times in a row ({place:phrase}): {words} (and {more:d} more like it); kept as they are
    同样的话连着出现 {often} 次（{place}）：{words}；这样的还有 {more} 处，都原样留着
{count:d} {what:phrase} reads like what a recogniser writes over silence ({place:phrase}): {words}; kept as it is
{count:d} {what:phrase} read like what a recogniser writes over silence ({place:phrase}): {words}; kept as it is
    {count} {what}像是没人说话时语音识别自己编的（{place}）：{words}；原样留着
{count:d} turn holds no words ({place:phrase}); left out
{count:d} turns hold no words ({place:phrase}); left out
    {count} 段里没有话（{place}），略去了
{count:d} of {held:d} {what:phrase} were not understood; the first not understood is line {line:d}: {words}
    {held} {what}里有 {count} 处没读懂，最先是第 {line} 行：{words}
{count:d} of {held:d} {what:phrase} were not understood
    {held} {what}里有 {count} 处没读懂

# store/transcripts: what a reader left out, and what it is not sure of

{count:d} empty {what:phrase} left out
    {count} {what}是空的，略去了
{count:d} {what:phrase} left out that showed again what was shown before
    {count} {what}只是重复前面的，略去了
{count:d} line of comment (#) between captions left out
{count:d} lines of comment (#) between captions left out
    字幕之间有 {count} 行注释（#），略去了
{count:d} line above the first time left out: {words}
{count:d} lines above the first time left out: {words}
    第一个时间之前的 {count} 行略去了：{words}
{count:d} line above the first time left out, from line {line:d} on
{count:d} lines above the first time left out, from line {line:d} on
    第一个时间之前的 {count} 行略去了，从第 {line} 行起
above the first speaker left out: {words}
    第一个说话人之前的略去了：{words}
the last line is the recogniser's own and was left out: {words}
    最后一行是转写工具自己加的，略去了：{words}
the part from line {line:d} on was left out: links and notes
    第 {line} 行往后是链接和注释，略去了
{count:d} paragraphs before the first speaker or time left out
    第一个说话人或时间之前的 {count} 段略去了
{count:d} events left out that are drawings, effects, comments or shown again
    图形、特效、注释和重复的字幕略去了 {count} 条
{count:d} lines are no JSON and were left out (first line {line:d})
    {count} 行不是 JSON，略去了（最先是第 {line} 行）
no speakers and no times stand in this file: each paragraph is a turn
    文件里没有说话人，也没有时间，一个自然段就算一段
met only once, so perhaps no speaker: {names:list}
    只出现过一次，也许不是说话人：{names}
met only once, so perhaps no speaker: {names:list} and {more:d} more
    只出现过一次，也许不是说话人：{names}，还有 {more} 位
{count:d} clock(s) taken for words that were said, the first in “{words}”
    有 {count} 处时间像是说出来的，就当作说的话，最先是“{words}”

# Pieces of a file, as counted, and where they stand

caption
captions
event
events
    条字幕
segment
segments
turn
turns
paragraph
paragraphs
    段
sentence
sentences
phrase
phrases
    句
line
lines
row
rows
    行
time mark
time marks
    处时间标记
time lines
    行时间
lines that end in a clock
    行以时间结尾的文字
speakers and time marks
    处说话人和时间
at line {line:d}
    第 {line} 行
first at line {line:d}
    最先是第 {line} 行
caption {number:d}
event {number:d}
    第 {number} 条字幕
first caption {number:d}
first event {number:d}
    最先是第 {number} 条字幕
segment {number:d}
turn {number:d}
paragraph {number:d}
is paragraph {number:d}
    第 {number} 段
first segment {number:d}
first turn {number:d}
first paragraph {number:d}
first is paragraph {number:d}
    最先是第 {number} 段
sentence {number:d}
phrase {number:d}
    第 {number} 句
first sentence {number:d}
first phrase {number:d}
    最先是第 {number} 句
line {number:d}
row {number:d}
time mark {number:d}
    第 {number} 行
first line {number:d}
first row {number:d}
first time mark {number:d}
    最先是第 {number} 行
{name} (line {line:d})
    {name}（第 {line} 行）

# The titles of formats; a name that is no English phrase stays as it is

Whisper terminal output, FunASR text
    Whisper 终端输出、FunASR 文本
Whisper table (TSV)
    Whisper 表格（TSV）
SubViewer (SBV)
    YouTube SBV 字幕
SubRip (SRT)
    SRT 字幕
SubStation Alpha (ASS, SSA)
    ASS/SSA 字幕
WebVTT (VTT)
    WebVTT（VTT）字幕
Podlove Simple Transcripts
    Podlove 文字记录
Podcasting 2.0 JSON whose segments are turns
    一段一条的 Podcasting 2.0 JSON
Bilibili subtitles (CC JSON, BCC)
    B 站字幕（BCC）
Volcengine JSON (火山引擎)
    火山引擎 JSON
AWS Transcribe, Speechmatics JSON
    AWS Transcribe、Speechmatics JSON
Google Speech-to-Text, IBM Watson JSON
    Google Speech-to-Text、IBM Watson JSON
Tencent Meeting API (腾讯会议, JSON)
    腾讯会议 JSON
Tencent Meeting exporters, Tencent Cloud (腾讯会议, text)
    腾讯会议、腾讯云文本
JSON of other recognisers, JSON Lines
    其他语音识别的 JSON、JSON Lines
Tongyi Tingwu (通义听悟)
    通义听悟
iFlytek (讯飞听见)
    讯飞听见
Feishu / Lark Minutes (飞书妙记)
    飞书妙记
Feishu Minutes without header and line breaks
    飞书妙记（没有标题和换行）
Markdown with bold speakers
    说话人加粗的 Markdown
Text with a clock at each turn
    每段带时间的文本
LRC (song texts)
    LRC 歌词
Plain text with names
    写着说话人的纯文本
Plain text without names and times
    没有说话人和时间的纯文本

# Encodings

utf-8
UTF-8
    UTF-8
utf-8-sig
    UTF-8（带 BOM）
utf-16-le
utf-16-be
UTF-16-LE
UTF-16-BE
    UTF-16
utf-32-le
utf-32-be
UTF-32-LE
UTF-32-BE
    UTF-32
gb18030
    GB18030（简体中文）
big5hkscs
    Big5（繁体中文）
cp1252
    Windows-1252（西欧）
cp1251
    Windows-1251（西里尔）
cp1250
    Windows-1250（中欧）
shift_jis
    Shift_JIS（日文）
euc_kr
    EUC-KR（韩文）
euc_jp
    EUC-JP（日文）
koi8_u
    KOI8（西里尔）
"""
