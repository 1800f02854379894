"""A session as a report for a bug ticket: what was sent, what came back, as tables, code and pictures."""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from smooth_console.exports.plan import Selection
from smooth_console.exports.quoting import json_text, markdown_block, markdown_code
from smooth_console.exports.records import EntryRecord
from smooth_console.output.sanitise import sanitise_line
from smooth_console.output.tables import as_table, find_table
from smooth_console.output.words import credits_used, duration

MOST_ROWS = 50
"""Rows of a table; a ticket is read by people."""
MOST_LETTERS = 20_000
"""Letters of one output."""
_LANGUAGES = {"js": "js", "evaluate_js": "js"}
_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


def report(selection: Selection) -> tuple[str, dict[str, bytes]]:
    """The report, and the pictures that it shows: name to content. The names stand in it as they are."""
    pictures: dict[str, bytes] = {}
    parts = ["# Browser session", "\n".join(_facts(selection))]
    for entry in selection.entries:
        parts += _entry(entry, pictures)
    return "\n\n".join(parts) + "\n", pictures


def picture_of(value: Any) -> tuple[str, bytes] | None:
    """The picture that an output is: its file ending and content. None when it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("base64"), str):
        return None
    ending = _ENDINGS.get(str(value.get("media_type")))
    if ending is None:
        return None
    try:
        return ending, base64.b64decode(value["base64"], validate=True)
    except (binascii.Error, ValueError):
        return None


def _facts(selection: Selection) -> Iterator[str]:
    entries = selection.entries
    failed = sum(1 for entry in entries if entry.state not in ("ok", "pending", "sending"))
    yield f"- entries: {len(entries)}, of which {failed} did not work"
    if entries:
        yield f"- began: {datetime.fromtimestamp(entries[0].at / 1000, UTC).strftime('%Y-%m-%d %H:%M:%S')} UTC"
    if selection.session.server:
        yield f"- server: {markdown_code(selection.session.server)}"
    if selection.session.task_id:
        yield f"- session: {markdown_code(selection.session.task_id)}"


def _entry(entry: EntryRecord, pictures: dict[str, bytes]) -> Iterator[str]:
    facts = [entry.state if entry.code in (None, 200) else f"{entry.state} {entry.code}"]
    if entry.total_ms is not None:
        facts.append(duration(entry.total_ms))
    if entry.credits:
        facts.append(credits_used(entry.credits))
    if entry.late:
        facts.append("late")
    title = markdown_code(str((entry.call or {}).get("name", ""))) if entry.call else entry.verb
    yield f"## {entry.n} {'tool call ' if entry.call else ''}{title} · {' · '.join(facts)}"
    if entry.line:
        yield markdown_block(entry.line)
    if entry.call is not None:
        yield f"The agent asked:\n\n{markdown_block(_cut(json_text(entry.call.get('input'), indent=2)), 'json')}"
        if entry.reply is not None:
            said = markdown_block(_cut(json_text(entry.reply.get("output"), indent=2)), "json")
            yield f"The reply was {entry.reply.get('code')}:\n\n{said}"
    elif entry.event is not None and not entry.worked:
        yield f"Sent:\n\n{markdown_block(_cut(json_text(entry.event, indent=2)), 'json')}"
    if not entry.worked:
        said = entry.output if isinstance(entry.output, str) else entry.reason or json_text(entry.output)
        yield f"Failed:\n\n{markdown_block(_cut(said))}"
    elif entry.call is None and entry.event is not None:
        yield from _output(entry, pictures)


def _output(entry: EntryRecord, pictures: dict[str, bytes]) -> Iterator[str]:
    picture = picture_of(entry.output)
    if picture is not None:
        name = f"entry-{entry.n}{picture[0]}"
        pictures[name] = picture[1]
        yield f"![what entry {entry.n} saw]({name})"
        return
    table = as_table(entry.output) or find_table(entry.output)
    if table is not None and len(table.columns) <= 12:
        names = [markdown_code(column.name) for column in table.columns]
        rows = [[_cell(row, column.name) for column in table.columns] for row in table.rows[:MOST_ROWS]]
        rule = ["---:" if column.numeric else "---" for column in table.columns]
        yield "\n".join(f"| {' | '.join(cells)} |" for cells in [names, rule, *rows])
        if len(table.rows) > MOST_ROWS:
            yield f"and {len(table.rows) - MOST_ROWS} more rows"
    elif isinstance(entry.output, str):
        yield markdown_block(_cut(entry.output))
    else:
        yield markdown_block(_cut(json_text(entry.output, indent=2)), "json")


def _cell(row: dict[str, Any], name: str) -> str:
    if name not in row or row[name] is None:
        return ""
    value = row[name]
    return markdown_code(sanitise_line(value if isinstance(value, str) else json_text(value))[:400])


def _cut(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    return f"{text[:MOST_LETTERS]}\n… and {len(text) - MOST_LETTERS:,} more letters"
