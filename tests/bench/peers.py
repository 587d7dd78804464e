"""Other ways to search the same turns, behind one door, so that they can be asked the same questions."""

from __future__ import annotations

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import jieba
import tantivy
from rapidfuzz import fuzz, process

from store.errors import StoreError
from store.models import Transcript, Turn
from store.store import Store
from tests.bench import corpus

# Below this, rapidfuzz's best turn shares so little with the question that nobody would call it an answer.
_RAPIDFUZZ_CUTOFF = 75.0
_WORD = re.compile(r"\w+")


class Engine(ABC):
    """Something that was given turns and answers a question with some of them, best first."""

    name: str

    @abstractmethod
    def build(self, library: Sequence[Transcript], cut: Sequence[str]) -> None:
        """Take in the library; `cut` holds its texts in order as words parted by spaces."""

    @abstractmethod
    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        """Return at most `limit` turns, best first; of one speaker where one is named."""

    @abstractmethod
    def close(self) -> None:
        """Give back what `build` took."""


class Ours(Engine):
    """The store of this project."""

    name = "this store"

    def __init__(self, path: str = ":memory:") -> None:
        self.store = Store.open(path)

    def build(self, library: Sequence[Transcript], cut: Sequence[str] = ()) -> None:
        for transcript in library:
            loaded = self.store.load(transcript, source=transcript.episode.title)
            if transcript is corpus.shipped():  # it ships with its corrections, which no peer can use
                self.store.correct(*corpus.corrections(loaded.episode_id))

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        try:
            question = self.store.parse(asked, speaker=speaker) if speaker else asked
            return [quote.turn for quote in self.store.search(question, limit=limit).quotes]
        except StoreError:
            return []

    def close(self) -> None:
        self.store.close()


class _Sqlite(Engine):
    """Turns in a table of SQLite; `turns[id]` is the turn of that row."""

    def build(self, library: Sequence[Transcript], cut: Sequence[str]) -> None:
        self.turns = [turn for transcript in library for turn in transcript.turns]
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE TABLE turn (id INTEGER PRIMARY KEY, speaker TEXT, text TEXT)")
        self.db.executemany(
            "INSERT INTO turn VALUES (?, ?, ?)", ((at, turn.speaker, turn.text) for at, turn in enumerate(self.turns))
        )
        self.index(cut)

    def index(self, cut: Sequence[str]) -> None:
        """Add what is needed beside the table."""

    def rows(self, sql: str, values: Sequence[Any], speaker: str | None, limit: int, order: str) -> list[Turn]:
        """Return the turns of a query that ends in its WHERE clause."""
        if speaker:
            sql, values = sql + " AND turn.speaker = ?", [*values, speaker]
        return [self.turns[row[0]] for row in self.db.execute(f"{sql} ORDER BY {order} LIMIT ?", [*values, limit])]

    def like(self, words: Sequence[str], speaker: str | None, limit: int) -> list[Turn]:
        """Return the turns that hold every word, in order of time."""
        sql = f"SELECT id FROM turn WHERE {' AND '.join(['text LIKE ?'] * len(words))}"  # noqa: S608 - no word in it
        return self.rows(sql, [f"%{word}%" for word in words], speaker, limit, "id")

    def close(self) -> None:
        self.db.close()


class Like(_Sqlite):
    """SQL LIKE: every word of the question stands in the turn."""

    name = "SQL LIKE"

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        words = _WORD.findall(asked)
        return self.like(words, speaker, limit) if words else []


class _Fts(_Sqlite):
    """An FTS5 index, ordered by bm25."""

    tokenizer = "unicode61"

    def index(self, cut: Sequence[str]) -> None:
        self.db.execute(f"CREATE VIRTUAL TABLE hay USING fts5(text, tokenize='{self.tokenizer}')")
        self.db.executemany("INSERT INTO hay (rowid, text) VALUES (?, ?)", enumerate(self.texts(cut)))

    def texts(self, cut: Sequence[str]) -> Sequence[str]:
        """Return what is indexed of each turn."""
        return [turn.text for turn in self.turns]

    def match(self, words: Sequence[str], glue: str, speaker: str | None, limit: int) -> list[Turn]:
        """Return the turns that match the words, joined by AND or OR."""
        asked = f" {glue} ".join(f'"{word}"' for word in words)
        sql = "SELECT hay.rowid FROM hay JOIN turn ON turn.id = hay.rowid WHERE hay MATCH ?"
        return self.rows(sql, [asked], speaker, limit, "hay.rank")

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        words = _WORD.findall(asked)
        return self.match(words, "AND", speaker, limit) if words else []


class Unicode61(_Fts):
    """FTS5 as it comes: a run of Han characters between two marks is one word."""

    name = "FTS5 unicode61"


class Trigram(_Fts):
    """FTS5 over three neighbouring characters; words shorter than that go by LIKE."""

    name = "FTS5 trigram"
    tokenizer = "trigram"

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        words = _WORD.findall(asked)
        if any(len(word) < 3 for word in words):
            return self.like(words, speaker, limit)
        return super().search(asked, speaker=speaker, limit=limit)


def _cut(asked: str) -> list[str]:
    return [word for word in jieba.cut(asked) if _WORD.fullmatch(word)]


class JiebaWords(_Fts):
    """FTS5 over jieba's words: all words of the question, and any of them where no turn holds all."""

    name = "FTS5 jieba bm25"

    def texts(self, cut: Sequence[str]) -> Sequence[str]:
        return cut

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        words = _cut(asked)
        if not words:
            return []
        return self.match(words, "AND", speaker, limit) or self.match(words, "OR", speaker, limit)


class Rapidfuzz(Engine):
    """rapidfuzz's partial ratio with every turn."""

    name = "rapidfuzz"

    def build(self, library: Sequence[Transcript], cut: Sequence[str]) -> None:
        self.turns = [turn for transcript in library for turn in transcript.turns]
        self.texts = [turn.text.lower() for turn in self.turns]

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        texts: Any = self.texts
        if speaker:
            texts = {at: text for at, text in enumerate(self.texts) if self.turns[at].speaker == speaker}
        found = process.extract(
            asked.lower(), texts, scorer=fuzz.partial_ratio, limit=limit, score_cutoff=_RAPIDFUZZ_CUTOFF
        )
        return [self.turns[at] for _, _, at in found]

    def close(self) -> None:
        self.turns, self.texts = [], []


class Tantivy(Engine):
    """tantivy over jieba's words, bm25, any word of the question."""

    name = "tantivy jieba"

    def build(self, library: Sequence[Transcript], cut: Sequence[str]) -> None:
        self.turns = [turn for transcript in library for turn in transcript.turns]
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="default", index_option="freq")
        schema.add_text_field("speaker", tokenizer_name="raw")
        schema.add_integer_field("at", stored=True)
        self.index = tantivy.Index(schema.build())
        writer = self.index.writer(num_threads=1)
        for at, (turn, text) in enumerate(zip(self.turns, cut, strict=True)):
            writer.add_document(tantivy.Document(text=text, speaker=turn.speaker or "", at=at))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def search(self, asked: str, *, speaker: str | None = None, limit: int = 10) -> list[Turn]:
        schema, occur = self.index.schema, tantivy.Occur
        words = [
            (occur.Should, tantivy.Query.term_query(schema, "text", word.lower(), index_option="freq"))
            for word in _cut(asked)
        ]
        if not words:
            return []
        query = tantivy.Query.boolean_query(words)
        if speaker:
            voice = tantivy.Query.term_query(schema, "speaker", speaker)
            query = tantivy.Query.boolean_query([(occur.Must, query), (occur.Must, voice)])
        searcher = self.index.searcher()
        return [self.turns[searcher.doc(where)["at"][0]] for _, where in searcher.search(query, limit).hits]

    def close(self) -> None:
        del self.index


PEERS: tuple[type[Engine], ...] = (Like, Unicode61, Trigram, JiebaWords, Rapidfuzz, Tantivy)


def cut_by_jieba(transcript: Transcript) -> list[str]:
    """Return the texts of a transcript as jieba's words, parted by spaces."""
    return [" ".join(jieba.cut(turn.text)) for turn in transcript.turns]
