"""What the console knows of results beyond the answers: with which schema they were asked for, what the page said of
their values, and the history of each named schema.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from smooth_console.console.asking import ask_page, is_free
from smooth_console.console.changes import Change, Compared, Grounded
from smooth_console.console.outcome import CommandError
from smooth_console.session import Entry, EntryChanged
from smooth_console.settings import data_folder
from smooth_console.workbench.runs import RunRecord, Runs

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.workbench.checks import Check
    from smooth_console.workbench.grounding import Grounding
    from smooth_console.workbench.stability import Stability


@dataclass(frozen=True, slots=True)
class SchemaSource:
    """Where the schema of an extract came from.

    Attributes:
        name: Its name in the library; "" when it has none.
        shown: What places in it name: `@product`, `@./job.json`, `the schema`.
        text: As it was written.
    """

    name: str
    shown: str
    text: str


class Results:
    """Keeps it, and asks the page where that is free.

    Args:
        console: The console whose results these are.
    """

    def __init__(self, console: "Console") -> None:
        self._console = console
        self.sources: dict[str, SchemaSource] = {}
        self.groundings: dict[str, Grounding] = {}
        self.pages: dict[str, str] = {}
        """The address of the page that each extract read, as far as it is known."""
        self.runs = Runs(data_folder() / "runs")
        self._seen: set[str] = set()
        console.subscribe(self._heard)

    # With what it was asked for

    def schema_of(self, entry: Entry) -> Any:
        """The schema that an extract was sent with."""
        given = entry.event.payload.get("input") if entry.event is not None else None
        return given.get("schema") if isinstance(given, dict) else {}

    def place_in_schema(self, entry: Entry, pointer: str) -> str:
        """Where in the schema's text a part of it stands, `@product:12`; "" when there is no text."""
        source = self.sources.get(entry.event_id)
        if source is None:
            return ""
        from smooth_console.language.problems import place
        from smooth_console.workbench.written import read_schema

        found = read_schema(source.text).place(pointer)
        return f"{source.shown}:{place(source.text, found.key[0])[0]}" if found is not None else ""

    # What the page says of it

    async def ground(self, entry: Entry) -> "Grounding":
        """Ask the page which values of a result are on it.

        Raises:
            CommandError: There is no result, or the page does not answer.
        """
        from smooth_console.workbench import grounding

        assert entry.answer is not None
        leaves = grounding.leaves_of(entry.answer.output, self.schema_of(entry))
        found = grounding.answer(await ask_page(self._console, *grounding.question(leaves)), leaves)
        if found is None:
            raise CommandError("the page answered something else than what it was asked")
        self.groundings[entry.event_id] = found
        return found

    def left(self, entry: Entry) -> str:
        """Why the page in front is not the one that an extract read; "" when it may be."""
        session, page = self._console.session, self.pages.get(entry.event_id)
        if session is not None and entry in session.entries and (page is None or session.url == page):
            return ""
        later = next((e for e in self._console.entries[entry.n :] if e.verb in ("goto", "open", "attach")), None)
        return f"{later.n} {later.verb} left the page" if later is not None else ""

    def checks(self, entry: Entry, schema: Any = None) -> "list[Check]":
        """Everything about the output of an extract that is not right.

        Args:
            entry: An entry with an answer that worked.
            schema: What to hold it against; by default what it was sent with.
        """
        from smooth_console.workbench.checks import check_result

        assert entry.answer is not None
        wanted = self.schema_of(entry) if schema is None else schema
        return check_result(entry.answer.output, wanted, self.groundings.get(entry.event_id))

    def notices(self, entry: Entry) -> "list[Check]":
        """What the server says of an entry besides; only our own engine does."""
        if not entry.notices:
            return []
        from smooth_console.workbench.checks import Check

        level: Literal["warning", "info"] = "info" if entry.opened else "warning"
        return [Check(level, "", notice) for notice in entry.notices]

    # When an extract ends

    def _heard(self, change: Change) -> None:
        if not isinstance(change, EntryChanged):
            return
        entry = change.entry
        if entry.verb != "extract" or not entry.terminal or entry.event_id in self._seen:
            return
        self._seen.add(entry.event_id)
        if self._console.session is not None and self._console.session.url:
            self.pages[entry.event_id] = self._console.session.url
        source = self.sources.get(entry.event_id)
        if source is not None and source.name:
            self._note_run(source.name, entry)
        if self._wants_grounding(entry):
            self._console.beside(self._ground_now(entry))

    def _note_run(self, name: str, entry: Entry) -> None:
        answer, session = entry.answer, self._console.session
        good = answer is not None and answer.ok
        output = self._console.secrets.redact(answer.output) if answer is not None and good else None
        self.runs.add(
            name,
            RunRecord(
                n=0,
                at=entry.created_at,
                url=self._console.secrets.redact(session.url or "") if session is not None else "",
                state=entry.state.value,
                ms=entry.total_ms,
                credits=entry.credits,
                records=len(output) if isinstance(output, list) else 1 if good else 0,
                problems=len(self.checks(entry)) if good else 0,
                output=output,
            ),
        )

    def _wants_grounding(self, entry: Entry) -> bool:
        wanted = self._console.settings.ground
        if entry.answer is None or not entry.answer.ok or entry.event_id in self._console.unchecked:
            return False
        if not self._console.attended or wanted == "never":
            return False
        return wanted == "always" or is_free(self._console)

    async def _ground_now(self, entry: Entry) -> None:
        """Ask at once; what was sent meanwhile may have led elsewhere, and then nothing is said."""
        session = self._console.session
        if session is None or session.entries[-1] is not entry:
            return
        try:
            await self.ground(entry)
        except CommandError:
            return
        if session.entries[-1] is not entry:
            del self.groundings[entry.event_id]
            return
        self._console.emit(Grounded(entry))

    # Several runs

    def compare(self, entries: "list[Entry]") -> "Stability | None":
        """Compare the outputs of several extracts; None when fewer than two worked."""
        from smooth_console.workbench.stability import compare

        outputs = [e.answer.output for e in entries if e.answer is not None and e.answer.ok]
        return compare([self._console.secrets.redact(each) for each in outputs]) if len(outputs) > 1 else None

    def tell_comparison(self, entries: "list[Entry]") -> None:
        """Tell how several runs of one schema compare, now that they have ended."""
        found = self.compare(entries)
        if found is not None:
            self._console.emit(Compared("\n".join(found.lines()), found.as_data()))
