"""Values as hostile as a page may send them, and records made of them."""

from typing import Any

from hypothesis import strategies as st

from smooth_console.exports.records import EntryRecord, SessionRecord

NASTY = (
    "'; rm -rf ~ #",
    '"""',
    "\\",
    "JSON\n",
    "END\nEND2",
    "$(id) `id` ${HOME} $HOME",
    "\x1b]52;c;ZXZpbA==\x07",
    "\u202egnp.exe\u2028",
    "\ud800",
    "{{ }} %s {0}",
    "a\r\nb",
    "<script>|</td>",
    "`` ` ```",
    "&",
    "x $> y",
    "<<END",
    "-- x",
    "@name",
    "$_",
    "😀ß",
)
texts: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(), max_size=16),
    st.lists(st.sampled_from(NASTY), max_size=3).map("".join),
)
"""Any text, lone surrogates too."""
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
"""Any JSON value."""


def entry(n: int, action: str, given: dict[str, Any] | None, **more: Any) -> EntryRecord:
    """An action that was sent and answered."""
    name = "session_action" if action in ("run_task", "close") else "browser_action"
    payload = {"name": action} | ({} if given is None else {"input": given})
    verb = {"evaluate_js": "js", "run_task": "run"}.get(action, action)
    more = {"code": 200, "at": 1000.0 * n, "sent_at": 1000.0 * n, "answered_at": 1000.0 * n + 10} | more
    return EntryRecord(n=n, verb=verb, event={"name": name, "payload": payload}, event_id=f"evt_{n}", **more)


def opened(*entries: EntryRecord, **request: Any) -> SessionRecord:
    """A session of these entries."""
    opening = EntryRecord(
        n=1, verb="open", line="open", request={"task": None, **request}, code=200, at=1.0, sent_at=1.0
    )
    return SessionRecord(entries=[opening, *entries], task_id="task_1", server="https://api.example/api/v1")
