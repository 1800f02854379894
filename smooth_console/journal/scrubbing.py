"""Hiding, in what was written, what has been learned to be secret only afterwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smooth_console.journal.packing import pack, unpack
from smooth_console.session.redaction import Secrets

if TYPE_CHECKING:
    import sqlite3

_TEXT: dict[str, tuple[str, ...]] = {
    "sessions": ("url", "reason"),
    "entries": ("event_id", "server_id", "line", "reply_line", "reason"),
    "states": ("reason",),
    "happenings": ("text",),
    "lines": ("text",),
}
_JSON: dict[str, tuple[str, ...]] = {"entries": ("sent", "call", "error", "output", "further")}


def scrub(db: "sqlite3.Connection", session: int | None, owner: str, secrets: Secrets) -> bool:
    """Redact everything of a session, and the lines of its process from before it; whether there was any.

    The full-text index is emptied if it may hold any of it: it is made anew when somebody searches.
    """
    early = _scrub(db, "lines", _TEXT["lines"], "session IS NULL AND owner = ?", owner, secrets.redact)
    if session is None:
        return early
    changed = False
    for table, columns in _TEXT.items():
        where, value = ("id", session) if table == "sessions" else ("session", session)
        changed |= _scrub(db, table, columns, f"{where} = ?", value, secrets.redact)
    for table, columns in _JSON.items():
        changed |= _scrub(db, table, columns, "session = ?", session, lambda packed: _repacked(packed, secrets))
    if changed:
        db.execute("UPDATE entries SET indexed = 2 WHERE indexed = 1 AND session = ?", (session,))
    return early or changed


def _scrub(
    db: "sqlite3.Connection",
    table: str,
    columns: tuple[str, ...],
    where: str,
    value: object,
    hide: Callable[[Any], Any],
) -> bool:
    """Rewrite the columns in which something is hidden now; whether there were any."""
    changed = False
    for row in db.execute(f"SELECT rowid AS row, {', '.join(columns)} FROM {table} WHERE {where}", (value,)).fetchall():
        for column in columns:
            if row[column] is None:
                continue
            hidden = hide(row[column])
            if hidden != row[column]:
                changed = True
                db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (hidden, row["row"]))
    return changed


def _repacked(packed: Any, secrets: Secrets) -> Any:
    value = unpack(packed)
    hidden = secrets.redact(value)
    return packed if hidden is value else pack(hidden)
