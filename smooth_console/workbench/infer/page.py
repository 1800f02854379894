"""A schema from what a page repeats: tables, and elements that look alike. Asked in JavaScript, so any server does."""

from dataclasses import dataclass, field
from typing import Any

from smooth_console.output.paths import escape_token
from smooth_console.output.words import count
from smooth_console.workbench.grounding import page_code
from smooth_console.workbench.infer.documents import infer
from smooth_console.workbench.infer.result import Decision, Inferred

BUDGET_MS = 2000
MOST_RECORDS = 40


@dataclass(frozen=True, slots=True)
class Repeated:
    """One thing that the page repeats.

    Attributes:
        kind: table or records.
        path: A CSS selector that leads there.
        count: How many there are.
        records: Some of them, with fields named after the page.
        labels: Field to the words of the page, where a header has them.
        seldom: Fields that so few of the records have that they are left out, with how many have them.
    """

    kind: str
    path: str
    count: int
    records: list[dict[str, Any]]
    labels: dict[str, str]
    seldom: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        what = (
            count(self.count, "row of a table", "rows of a table") if self.kind == "table" else f"{self.count} records"
        )
        return f"{what} at {self.path}: {', '.join(self.records[0])}"


def question() -> tuple[str, dict[str, Any]]:
    """What to evaluate, and with which args."""
    return page_code("records"), {"most": MOST_RECORDS, "budget_ms": BUDGET_MS}


def answer(output: Any) -> list[Repeated]:
    """What the page repeats, the largest first."""
    found = output.get("found") if isinstance(output, dict) else None
    return [each for item in (found if isinstance(found, list) else ()) if (each := _repeated(item)) is not None]


def infer_page(repeated: Repeated, title: str = "") -> Inferred:
    """The schema of a list of these records. Every field may be null: a page leaves out what it does not know."""
    found = infer([repeated.records], str(repeated), enums=False)
    items = found.schema.get("items", {})
    decisions = list(found.decisions)
    properties = items.get("properties", {})
    for name, label in repeated.labels.items():
        if name in properties and label and label.lower() != name.replace("_", " "):
            properties[name] = {**properties[name], "description": label}
            here = f"/items/properties/{escape_token(name)}"
            decisions.append(Decision(here, f"described as {label!r}", "the table's header says so"))
    items.pop("required", None)
    seldom = [
        Decision(f"/items/properties/{escape_token(name)}", "left out", f"only {n} of {len(repeated.records)} have it")
        for name, n in repeated.seldom.items()
    ]
    kept = [*seldom, *(d for d in decisions if not d.what.endswith("required"))]
    schema = ({"title": title} if title else {}) | found.schema
    return Inferred(schema, tuple(kept), found.source)


def _repeated(item: Any) -> Repeated | None:
    records = item.get("records") if isinstance(item, dict) else None
    if not isinstance(records, list) or not records or not all(isinstance(r, dict) and r for r in records):
        return None
    labels, seldom = item.get("labels"), item.get("seldom")
    number = item.get("count")
    return Repeated(
        str(item.get("kind")),
        str(item.get("path")),
        number if isinstance(number, int) else len(records),
        records,
        {k: v for k, v in labels.items() if isinstance(v, str)} if isinstance(labels, dict) else {},
        {k: v for k, v in seldom.items() if isinstance(v, int)} if isinstance(seldom, dict) else {},
    )
