"""Why the store did not read or write a file, in 简体中文; what it finds odd in one stands in `remarks_zh.py`.

An English line, or several, and under them, indented, the sentence that tells them. `reasons.py` says what the holes
mean; a test finds every sentence of a reader that is missing here.
"""

from __future__ import annotations

REFUSALS = r"""
# store/loading: a file before and after it is read

nothing to read
    里面没有东西可读
larger than {size:d} MiB
    太大了，最多 {size} MB
was not read to the end
    没有读完
could not be read within {seconds:d} s
    {seconds} 秒还没读完，不读了
reading it brought the reader down
    一读它，程序就停了
reading it takes more memory than a transcript may
what was read takes more memory than there is
    读它要的内存太多
writing it takes more memory than a transcript may
    入库要的内存太多
could not be read ({fault})
    读它的时候出错了（{fault}）
could not be written ({fault})
    没有写进去（{fault}）
{line} is no correction; write `Ray = 瑞 | RE` or `fine-tuning ~ 微调`.
    {line} 不是更正，要写成 Ray = 瑞 | RE 或者 fine-tuning ~ 微调
{path} was written by a newer version of this program (it knows {unknown}); please update.
    资料库 {path} 是更新的版本写的（{unknown}），请先升级

# What the system and SQLite say

No such file or directory
there is no such file
    没有这个文件
Permission denied
Operation not permitted
    没有权限
Is a directory
    这是文件夹，不是文件
Input/output error
disk I/O error
    磁盘出错了
No space left on device
database or disk is full
    磁盘满了
Disk quota exceeded
    磁盘配额用完了
Read-only file system
attempt to write a readonly database
    只能读，不能写
Too many open files
    打开的文件太多
Cannot allocate memory
out of memory
    内存不够
database is locked
database table is locked
    资料库正忙，请过一会儿再试
unable to open database file
    资料库打不开
file is not a database
database disk image is malformed
    资料库坏了

# store/transcripts/parsing/decode.py and binary.py: bytes

the file is empty
    文件是空的
the file has {size:d} MB; transcripts of up to {limit:d} MB are read
    文件有 {size} MB，太大了，最多 {limit} MB
{count:d} characters were already lost (�) when this file was saved
    有 {count} 个字在保存这个文件时就已经丢了（�）
the bytes make sense in no encoding known here
    认不出是什么编码
this is a binary file, not text
    这是二进制文件，不是文字
the file is cut off: it ends in the middle of a character
    文件不完整，最后一个字只有半个
byte {place:d} is not {encoding:phrase}: the file is damaged
    第 {place} 个字节不是 {encoding}，文件坏了
this is a Word document: save it as text
    这是 Word 文档，请另存为纯文本
this is a PDF: save it as text
    这是 PDF，请另存为纯文本
this is an RTF document: save it as plain text
    这是 RTF 文档，请另存为纯文本
this is an old Office document: save it as text
    这是旧版 Office 文档，请另存为纯文本
this is an Excel sheet: save it as text
    这是 Excel 表格，请另存为纯文本
this is a PowerPoint file: save it as text
    这是 PowerPoint 文件，请另存为纯文本
this is an OpenDocument file: save it as text
    这是 OpenDocument 文档，请另存为纯文本
this is an e-book: save it as text
    这是电子书，请另存为纯文本
this is an audio file: send its transcript
    这是音频，请发它的文字记录
this is a video: send its transcript
    这是视频，请发它的文字记录
this is a picture: send the transcript as text
    这是图片，请把文字记录发成文本
this is an archive: unpack it
    这是压缩包，请先解压
this is a zip archive: unpack it
    这是 zip 压缩包，请先解压
this is a database
    这是数据库
this is a property list of Apple: export it as text
    这是苹果的 plist 文件，请导出为纯文本

# store/transcripts/__init__.py: any format

holds a number or a nesting that no transcript has ({fault})
    里面有文字记录不会有的数字，或者嵌套得太深（{fault}）
no format is called {name}; known: {known}
    没有叫 {name} 的格式，有的是：{known}
nothing is said in it (read as {format:phrase})
    里面没有一句话（按“{format}”读的）
holds a time that no recording has (read as {format:phrase})
    里面有录音不会有的时间（按“{format}”读的）

# store/transcripts/parsing/refusals.py, any_json.py, chat_json.py: what only looks like a transcript

this is the log of a Zoom chat: what was typed, not what was said
    这是 Zoom 的文字聊天，是打的字，不是说的话
this is the log of a chat: what was typed, not what was said
    这是聊天记录，是打的字，不是说的话
these are messages or comments: what was typed, not what was said
    这些是消息或评论，是打的字，不是说的话
subtitles of this kind (SCC, SAMI, MicroDVD) are not read: save them as SRT
    这种字幕（SCC、SAMI、MicroDVD）不读，请另存为 SRT
this is the log of a program
    这是程序的日志
this is a saved error message ({words})
    这是存下来的出错信息（{words}）
this is a saved error message, no transcript: {words}
    这是存下来的出错信息，不是文字记录：{words}
this is a saved error message, no transcript: no message
    这是存下来的出错信息，不是文字记录
this is a saved error message, no transcript: {words} (code {code})
    这是存下来的出错信息，不是文字记录：{words}（代码 {code}）
this is a saved error message, no transcript: no message (code {code})
    这是存下来的出错信息，不是文字记录（代码 {code}）
this is a web page; save the transcript in it as text, or its subtitles
    这是网页，请把里面的文字记录另存为纯文本，或者下载它的字幕
this is a podcast's feed and not a transcript
    这是播客的 RSS，不是文字记录
this is XML, but of no kind of transcript known here
    这是 XML，但不是我认得的文字记录
this is JSON, but of no kind of transcript known here
    这是 JSON，但不是我认得的文字记录
no speakers, times or paragraphs of speech were found in it: no transcript in a format known here
    里面找不到说话人、时间或成段的话，不是我认得的文字记录

# store/transcripts/parsing/json_text.py, any_json.py, xmltree.py: JSON and XML

the file is cut off: its JSON does not end
    文件不完整，JSON 没有结尾
broken JSON ({fault:phrase}, column {column:d})
    JSON 坏了（第 {column} 列：{fault}）
Expecting value
    这里缺一个值
Expecting ',' delimiter
    这里缺逗号
Expecting ':' delimiter
    这里缺冒号
Expecting property name enclosed in double quotes
    这里缺带双引号的名字
Unterminated string starting at
    引号没有关上
Extra data
    后面还有多余的内容
Invalid \escape
Invalid {kind} escape
    反斜杠用错了
its JSON is nested more than {depth:d} deep
    JSON 嵌套了 {depth} 层还不止
its JSON holds a number that is too long
    JSON 里有个数字太长
its XML is nested more than {depth:d} deep
    XML 嵌套了 {depth} 层还不止
its XML declares entities of its own, which are not read
    XML 自己定义了实体，这样的不读
broken XML ({fault:phrase})
    XML 坏了（{fault}）
syntax error
not well-formed
not well-formed (invalid token)
XML declaration not well-formed
    写法不对
no element found
unclosed token
partial character
unclosed CDATA section
    没有写完
mismatched tag
    标签对不上
duplicate attribute
    属性重复
junk after document element
    结尾后面还有多余的内容
undefined entity
    用了没有定义的实体
reference to invalid character number
    用了不存在的字符
XML or text declaration not at start of entity
    XML 声明不在开头
no list in this JSON holds words with times or speakers (it has: a list)
    这份 JSON 里没有带时间或说话人的文字
no list in this JSON holds words with times or speakers (it has: {keys})
    这份 JSON 里没有带时间或说话人的文字（只有：{keys}）
no words stand in it where {format:phrase} has them ({path})
    {format} 该有文字的地方（{path}）没有文字
no words stand in it where {format:phrase} has them
    {format} 该有文字的地方没有文字
no sentence stands in it where FunASR has them
    FunASR 该有句子的地方没有句子
this is no JSON with "segmentation": "turns" and segments
    这不是带 "segmentation": "turns" 和 segments 的 JSON
segment {number:d} has no words (body)
    第 {number} 段没有文字（body）
this Podcasting 2.0 JSON has no segment with words in it (body)
    这份 Podcasting 2.0 JSON 里没有一段有文字（body）
broken HTML: its tags are not closed
    HTML 坏了，标签没有关上
broken HTML: a section in it begins as no section does
    HTML 坏了，有一节的开头写错了
it holds no paragraphs of a Tencent meeting
    里面没有腾讯会议的段落

# store/transcripts: text for people

it names speakers, but holds no words
    里面有说话人，却没有说的话
the file is cut off after the head of {name}'s turn
    文件不完整，刚写到“{name}”就断了
the file is cut off in the head of a turn ({words})
    文件不完整，在一段的开头断了（{words}）
the file is cut off in mid-sentence ({words})
    文件不完整，一句话没完就断了（{words}）
no speaker and clock, as in “说话人 1 00:03”, was found
no line with a speaker and a clock, as in “说话人 1 00:03”, was found
    没有“说话人 1 00:03”这样的说话人和时间
no line begins with a speaker in bold or with a clock
    没有一行以粗体的说话人或时间开头
no line names a speaker and a time, as exporters of Tencent Meeting do
    没有一行像腾讯会议导出的那样写着说话人和时间
it holds no paragraph of text
    里面没有成段的文字
"""
