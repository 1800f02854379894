"""Finding text in everything that was ever sent and answered, with a full-text index where SQLite has one.

An entry is found when every word of the text begins a word of it, whatever the case. The index (FTS5) only names
candidates, each of which is then read; entries that it does not hold are read through. So with the index and without
it the same is found, and it is brought up to date by who searches, not by who sends. It holds no text (it is
"contentless"), and entries of sessions that go on are not in it.
"""

import contextlib
import heapq
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smooth_console.journal import owners
from smooth_console.journal.packing import unpacked_text
from smooth_console.journal.reading import Reader
from smooth_console.journal.records import Found
from smooth_console.journal.store import transaction

AT_ONCE = 500
"""Entries that go into the index in one transaction, so that a console that writes meanwhile waits for no more."""
AROUND = 30
"""Characters that an excerpt shows before the word, and twice as many after it."""

_TOKEN = re.compile(r"[^\W_]+")
_ESCAPE = re.compile(r'\\(["\\/])|\\[bfnrt]')
_ROW = "id, session, place, created_at, verb, state, line, reply_line, reason, sent, call, output, further"


def search(reader: Reader, text: str, *, session: str = "", limit: int = 100) -> list[Found]:
    """Entries in which every word of `text` is found, the newest first.

    Args:
        reader: The journal.
        text: Words.
        session: Only in this session, by our own id.
        limit: How many at most.
    """
    words = [_Word.of(word) for word in text.split()]
    if not words:
        return []
    db = reader.db
    names = {row["id"]: (row["name"], row["first_n"]) for row in db.execute("SELECT id, name, first_n FROM sessions")}
    index = _candidates(reader, words)
    if index is None:
        rows: Iterable[sqlite3.Row] = db.execute(f"SELECT {_ROW} FROM entries ORDER BY id DESC")
    else:
        others = db.execute(f"SELECT {_ROW} FROM entries WHERE indexed <> 1 ORDER BY id DESC")
        rows = heapq.merge(index, others, key=lambda row: -int(row["id"]))
    found: list[Found] = []
    for row in rows:
        name, first_n = names.get(row["session"], ("", 1))
        if session and name != session:
            continue
        whole = text_of(row)
        if all(word.pattern.search(whole) for word in words):
            found.append(
                Found(
                    session=name,
                    n=first_n + row["place"] - 1,
                    at=row["created_at"],
                    verb=row["verb"],
                    state=row["state"],
                    line=row["line"],
                    excerpt=_excerpt(whole, row["line"], words),
                )
            )
            if len(found) == limit:
                break
    return found


def text_of(row: sqlite3.Row) -> str:
    """Everything of an entry that can be searched: its line first, then why, what was sent, asked and answered."""
    parts = [row["line"], row["reply_line"], row["reason"]]
    for column in ("sent", "call", "output", "further"):
        if row[column] is not None:
            with contextlib.suppress(ValueError, RecursionError):
                parts.append(_plain(unpacked_text(row[column])))
    return "\n".join(part for part in parts if part)


def update_index(reader: Reader) -> bool:
    """Take into the index what it does not hold; whether there is an index at all."""
    db = reader.db
    if not reader.writable or not _has_index(db):
        return False
    with transaction(db):
        if db.execute("SELECT 1 FROM entries WHERE indexed = 2 LIMIT 1").fetchone():
            # What the index holds of a changed entry cannot be taken out without its old text.
            clear_index(db)
    going_on = [
        row["id"]
        for row in db.execute("SELECT id, owner FROM sessions WHERE ended_at IS NULL")
        if owners.is_alive(reader.folder, row["owner"])
    ]
    others = f"indexed = 0 AND session NOT IN ({', '.join(map(str, going_on))})"
    while True:
        with transaction(db):
            rows = db.execute(f"SELECT {_ROW} FROM entries WHERE {others} ORDER BY id LIMIT {AT_ONCE}").fetchall()
            db.executemany(
                "INSERT INTO search (rowid, text) VALUES (?, ?)", ((row["id"], text_of(row)) for row in rows)
            )
            db.executemany("UPDATE entries SET indexed = 1 WHERE id = ?", ((row["id"],) for row in rows))
        if len(rows) < AT_ONCE:
            return True


def clear_index(db: sqlite3.Connection) -> None:
    """Empty the index; it is made anew when somebody searches."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'search'").fetchone():
        db.execute("INSERT INTO search (search) VALUES ('delete-all')")
    db.execute("UPDATE entries SET indexed = 0 WHERE indexed <> 0")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word to look for: as a pattern, and what of it the index knows."""

    pattern: re.Pattern[str]
    tokens: tuple[str, ...]

    @classmethod
    def of(cls, word: str) -> "_Word":
        # Scripts that put no spaces between words are found anywhere; the index cannot help with them.
        spaced = all(ord(letter) < 0x2E80 for letter in word)
        start = r"(?<![^\W_])" if spaced and _TOKEN.match(word) else ""
        tokens = tuple(_TOKEN.findall(word)) if spaced else ()
        return cls(re.compile(start + re.escape(word), re.IGNORECASE), tokens)


def _candidates(reader: Reader, words: list[_Word]) -> Iterator[sqlite3.Row] | None:
    """Entries that the index names, the newest first; None when it cannot be asked."""
    tokens = [token for word in words for token in word.tokens]
    try:
        if not tokens or not update_index(reader):
            return None
        query = " AND ".join(f'"{token}"*' for token in tokens)
        ids = reader.db.execute(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC", (query,)
        ).fetchall()
    except sqlite3.OperationalError:
        return None  # another program holds the database, or the index splits words otherwise
    return (row for (number,) in ids if (row := _entry(reader.db, number)) is not None)


def _entry(db: sqlite3.Connection, number: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        f"SELECT {_ROW} FROM entries WHERE id = ? AND indexed = 1", (number,)
    ).fetchone()
    return row


def _has_index(db: sqlite3.Connection) -> bool:
    """Make the index if it is not there; whether it is."""
    try:
        db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 "
            "(text, content = '', detail = none, tokenize = 'unicode61 remove_diacritics 0')"
        )
    except sqlite3.OperationalError:
        return False
    return True


def _plain(text: str) -> str:
    """JSON without the escapes in its strings, which would hide where words begin."""
    if "\\" not in text:
        return text
    if "\\u" in text:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    return _ESCAPE.sub(lambda found: found.group(1) or " ", text)


def _excerpt(whole: str, line: str, words: list[_Word]) -> str:
    """The text around the first word that the line does not show, on one line."""
    unseen = [word for word in words if not word.pattern.search(line)]
    if not unseen:
        return ""
    match = unseen[0].pattern.search(whole)
    assert match is not None
    start, end = max(0, match.start() - AROUND), match.end() + 2 * AROUND
    before, after = "…" if start else "", "…" if end < len(whole) else ""
    return before + " ".join(whole[start:end].split()) + after
