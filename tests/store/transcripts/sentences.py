"""Sentences of many languages as people say them in a podcast, and the encodings older than Unicode they come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from store.models import Transcript
from store.wording import english

SPOKEN = {
    "简体": """
大家好，欢迎收听熊猫电台，今天我们聊聊大模型和浣熊。
我觉得这个问题其实挺有意思的，因为很多人都没有想过。
嗯，对，是这样。
上个星期我去了一趟成都，吃了火锅，还看了大熊猫。
那你觉得以后的工作会变成什么样子呢？
说实话，我也不知道，可能要再等几年才能看清楚。
他们公司从去年开始做芯片，投了差不多三个亿。
好的，我们先休息一下，马上回来。
""",
    "繁體": """
大家好，歡迎收聽熊貓電台，今天我們聊聊大模型和浣熊。
我覺得這個問題其實滿有意思的，因為很多人都沒有想過。
嗯，對，就是這樣。
上個禮拜我去了一趟台南，吃了牛肉湯，還看了黑面琵鷺。
那你覺得以後的工作會變成什麼樣子呢？
說真的，我也不知道，可能要再等幾年才看得清楚。
他們公司從去年開始做晶片，投了差不多三億。
好，我們先休息一下，馬上回來。
""",
    "日本語": """
こんにちは、パンダラジオへようこそ。今日はアライグマの話をしましょう。
そうですね、私もそう思います。
先週、友達と一緒に京都へ行って、美味しいラーメンを食べました。
えっと、それはちょっと難しい問題ですね。
最近のコンピューターは本当に速くなりましたよね。
来年の春に新しい番組を始める予定です。
はい、ありがとうございます。
東京の会社で働いていた時、毎日電車で二時間かかりました。
""",
    "한국어": """
안녕하세요 여러분, 판다 라디오에 오신 것을 환영합니다.
오늘은 너구리 이야기를 해 보겠습니다.
네, 저도 그렇게 생각해요.
지난주에 친구하고 부산에 가서 맛있는 회를 먹었어요.
그건 좀 어려운 문제인 것 같은데요.
요즘 컴퓨터는 정말 빨라졌지요.
내년 봄에 새로운 방송을 시작할 예정입니다.
잠깐 쉬었다가 다시 돌아오겠습니다.
""",
    "русский": """
Привет, с вами радио «Панда», и сегодня мы говорим о енотах.
Да, я тоже так думаю.
На прошлой неделе мы с друзьями ездили в Казань и ели чак-чак.
Ну, это довольно сложный вопрос.
А что будет с работой через десять лет?
Честно говоря, не знаю, поживём — увидим.
Эта компания уже год делает процессоры и потратила три миллиона.
Хорошо, давайте сделаем перерыв и скоро вернёмся.
""",
    "български": """
Здравейте, това е радио Панда и днес ще говорим за миещите мечки.
Да, и аз така мисля.
Миналата седмица бяхме в Пловдив и ядохме баница.
Ами, това е доста труден въпрос.
Какво ще стане с работата след десет години?
Честно казано, не знам, ще видим.
Добре, нека направим почивка и веднага се връщаме.
""",
    "čeština": """
Dobrý den, vítejte v rádiu Panda, dnes si budeme povídat o mývalech.
Ano, to si taky myslím.
Minulý týden jsme byli s přáteli v Brně a jedli jsme svíčkovou.
No, to je docela těžká otázka.
A co bude s prací za deset let?
Upřímně řečeno nevím, uvidíme.
Příliš žluťoučký kůň úpěl ďábelské ódy.
Dobře, dáme si přestávku a hned jsme zpátky.
""",
    "polski": """
Dzień dobry, tu radio Panda, dziś rozmawiamy o szopach.
Tak, też tak myślę.
W zeszłym tygodniu byliśmy z przyjaciółmi w Łodzi i jedliśmy żurek.
No, to jest dość trudne pytanie.
A co będzie z pracą za dziesięć lat?
Szczerze mówiąc, nie wiem, zobaczymy.
Ta spółka już od roku robi układy scalone i wydała trzy miliony złotych.
Dobrze, zróbmy przerwę, zaraz wracamy.
""",
    "magyar": """
Jó napot, ez a Panda rádió, ma a mosómedvékről beszélgetünk.
Igen, én is így gondolom.
A múlt héten a barátainkkal Győrben voltunk és halászlét ettünk.
Hát, ez elég nehéz kérdés.
És mi lesz a munkával tíz év múlva?
Őszintén szólva nem tudom, majd meglátjuk.
Jól van, tartsunk egy kis szünetet, mindjárt jövünk.
""",
    "français": """
Bonjour à tous, bienvenue sur Radio Panda, aujourd’hui on parle des ratons laveurs.
Oui, je suis tout à fait d’accord, c’est évident.
La semaine dernière, on était à Besançon et on a mangé des crêpes.
Eh bien, c’est une question assez compliquée.
Et qu’est-ce que le travail va devenir dans dix ans ?
À vrai dire, je n’en sais rien, ça dépendra de l’été.
Très bien, on fait une petite pause et on revient tout de suite après.
""",
    "Deutsch": """
Guten Tag, hier ist Radio Panda, heute reden wir über Waschbären.
Ja, das würde ich auch so sehen.
Letzte Woche waren wir mit Freunden in Köln und haben Kässpätzle gegessen.
Na ja, das ist eine ziemlich schwierige Frage für mich.
Und was wird in zehn Jahren aus der Arbeit werden, natürlich?
Ehrlich gesagt weiß ich es nicht, das müssen wir später überlegen.
Schön, wir machen eine kurze Pause und hören uns gleich wieder.
""",
    "español": """
Buenos días, esto es Radio Panda y hoy hablamos de los mapaches.
Sí, yo también lo creo así.
La semana pasada fuimos con unos amigos a Logroño y comimos champiñones.
Bueno, es una pregunta bastante difícil, ¿no?
¿Y qué será del trabajo dentro de diez años?
La verdad es que no lo sé, ya se verá mañana.
Muy bien, hacemos una pausa y volvemos enseguida, ¡hasta ahora, señores!
""",
    "English": """
It’s Radio Panda — hello and welcome, today we’re talking about “raccoons”.
Yes, that’s what I think, too.
Last week we went to a café in Oslo… and had a crème brûlée.
Well, that’s quite a hard question, isn’t it?
So what’ll become of work in ten years?
To be honest, I don’t know; we’ll see.
Right, let’s take a break – we’ll be back.
""",
}

ENCODED = {
    "简体": ("gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be", "utf-8"),
    "繁體": ("big5", "big5hkscs", "gbk", "utf-16-le", "utf-16-be"),
    "日本語": ("euc_jp", "shift_jis", "cp932", "utf-16-le", "utf-16-be"),
    "한국어": ("euc_kr", "cp949", "utf-16-le", "utf-16-be"),
    "русский": ("cp1251", "koi8_r", "utf-16-le", "utf-16-be"),
    "български": ("cp1251", "utf-16-le"),
    "čeština": ("cp1250", "utf-16-le"),
    "polski": ("cp1250", "utf-16-le"),
    "magyar": ("cp1250", "utf-16-le"),
    "français": ("cp1252", "utf-16-le", "utf-16-be"),
    "Deutsch": ("cp1252", "utf-16-le"),
    "español": ("cp1252", "utf-16-le"),
    "English": ("cp1252", "utf-16-le"),
}
"""The encodings that files of a language come in."""

_PLAINER = str.maketrans("«»—", '""-')  # for KOI8-R, which has none of them


@dataclass(frozen=True)
class Sample:
    """A text and the encoding its bytes are in; `lines` is how many sentences it has."""

    language: str
    encoding: str
    lines: int
    text: str

    @property
    def data(self) -> bytes:
        """Return the bytes."""
        return self.text.encode(self.encoding)


def told(transcript: Transcript) -> tuple[str, ...]:
    """Return the remarks on a transcript as English sentences."""
    return tuple(map(english.told, transcript.remarks))


def sentences(language: str) -> list[str]:
    """Return the sentences of a language."""
    return SPOKEN[language].strip().split("\n")


def samples() -> Iterator[Sample]:
    """Yield texts of one sentence, of two, four and all, bare and as a transcript, in each encoding."""
    for language, encodings in ENCODED.items():
        said = sentences(language)
        for size in (1, 2, 4, len(said)):
            for start in range(0, len(said) - size + 1, 1 if size == 1 else 2):
                chosen = said[start : start + size]
                timed = "\n".join(f"Anna 00:{at:02}\n{one}" for at, one in enumerate(chosen))
                for encoding, text in product(encodings, ("\n".join(chosen) + "\n", timed + "\n")):
                    known = text.translate(_PLAINER) if encoding == "koi8_r" else text
                    yield Sample(language, encoding, size, known)
