"""First drafts: from documents, CSV, Python, TypeScript and pages; what was decided, and that it holds."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from smooth_console.workbench.infer.documents import infer
from smooth_console.workbench.infer.formats import fits, formats_of
from smooth_console.workbench.infer.python_text import infer_python
from smooth_console.workbench.infer.result import InferError, field_path, schema_text
from smooth_console.workbench.infer.text import infer_text
from smooth_console.workbench.infer.typescript_text import infer_typescript
from smooth_console.workbench.lint import lint_value

DOCUMENTS: list[Any] = json.loads((Path(__file__).parent / "documents.json").read_text(encoding="utf-8"))


def accepts(schema: Any, value: Any) -> bool:
    """Whether a schema takes a value, formats included."""
    checks = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return checks.is_valid(value) and _formats_hold(schema, value)


def _formats_hold(schema: Any, value: Any) -> bool:
    if isinstance(value, dict):
        parts = schema.get("properties", {})
        return all(_formats_hold(parts.get(name, {}), inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(_formats_hold(schema.get("items", {}), inner) for inner in value)
    return "format" not in schema or not isinstance(value, str) or fits(value, schema["format"])


def mutations(value: Any) -> list[Any]:
    """The value with one field of another type, and with one field less, for each field."""
    found: list[Any] = []

    def visit(holder: Any, step: Any) -> None:
        here = holder[step]
        for other in ([7], "no number", 3.5, {"odd": 1}):
            if type(other) is not type(here) and not (isinstance(here, int | float) and isinstance(other, float)):
                holder[step] = other
                found.append(copy.deepcopy(value))
        holder[step] = here
        if isinstance(holder, dict):
            del holder[step]
            found.append(copy.deepcopy(value))
            holder[step] = here
        walk(here)

    def walk(part: Any) -> None:
        for step in (
            list(part) if isinstance(part, dict) else range(min(len(part), 3)) if isinstance(part, list) else ()
        ):
            visit(part, step)

    walk(value)
    return found


def test_there_are_forty_documents() -> None:
    assert len(DOCUMENTS) >= 40


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["what"])
def test_the_schema_of_a_document_accepts_it_and_rejects_its_mutations(document: dict[str, Any]) -> None:
    examples = document["examples"]
    schema = infer(examples).schema
    assert all(accepts(schema, example) for example in examples)
    assert not [found for found in lint_value(schema) if found.level == "error"]
    changed = mutations(copy.deepcopy(examples[0]))
    rejected = [each for each in changed if not accepts(schema, each)]
    assert changed
    assert len(rejected) >= document.get("share", 1.0) * len(changed)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["what"])
def test_the_schema_is_the_same_whatever_the_order(document: dict[str, Any]) -> None:
    examples = document["examples"]
    text = schema_text(infer(examples).schema)
    assert schema_text(infer(examples[::-1]).schema) == text
    if all(isinstance(example, list) for example in examples):
        assert schema_text(infer([example[::-1] for example in examples]).schema) == text


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.sampled_from(["a", "2024-01-02", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "name"]), inner, max_size=3),
    max_leaves=15,
)


@settings(deadline=None)
@given(st.lists(_JSON, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_any_documents_are_accepted_in_any_order(documents: list[Any], rng: Any) -> None:
    schema = infer(documents).schema
    assert all(Draft202012Validator(schema).is_valid(each) for each in documents)
    assert infer(rng.sample(documents, len(documents))).schema == schema


def test_each_choice_says_why() -> None:
    rows: list[dict[str, Any]] = [
        {"id": n, "price": n if n else 0.5, "kind": "new" if n % 2 else "used", "at": "2024-01-02"} for n in range(9)
    ]
    rows[0]["note"] = None
    said = [str(decision) for decision in infer([rows]).decisions]
    assert "[].price: number, because 1 of 9 have a decimal point" in said
    assert "[].id: integer, because all 9 are whole" in said
    assert "[].kind: enum of 2, because 9 texts are 2 different ones" in said
    assert "[].at: format date, because all 9 texts are of that form" in said
    assert "[].note: not required, because it is missing in 8 of 9" in said
    assert "[]: 4 fields required, because all 9 objects have them" in said


def test_a_price_is_a_number_though_all_that_were_seen_are_whole() -> None:
    assert infer([{"price": 149, "reviews": 3}]).schema["properties"] == {
        "price": {"type": "number"},
        "reviews": {"type": "integer"},
    }


def test_an_object_with_ever_other_names_is_a_map() -> None:
    days = [{f"2024-01-{n:02}": n * 1.5 for n in range(start, start + 12)} for start in (1, 13)]
    assert infer(days).schema == {"type": "object", "additionalProperties": {"type": "number"}}


def test_formats_are_told_by_their_rules() -> None:
    assert formats_of("2024-02-30") == frozenset()
    assert formats_of("2024-02-29") == {"date"}
    assert formats_of("2024-02-29T10:00:00Z") == {"date-time"}
    assert formats_of("https://a.example/b?c=d") == {"uri"}
    assert formats_of("not a url: http") == frozenset()
    assert formats_of("a@b.example") == {"email"}
    assert formats_of("10.0.0.256") == frozenset()
    assert field_path("/items/properties/a~1b/items") == "[].a/b[]"


def test_csv_is_read_with_its_header_its_rows_and_its_separator() -> None:
    found = infer_text("Name;Price EUR;In stock\nDesk;149,5;yes\n\nLamp;30;no\n", "prices.csv")
    assert found.schema["items"]["properties"] == {
        "name": {"type": "string"},
        "price_eur": {"type": "number"},
        "in_stock": {"type": "boolean"},
    }
    assert found.source == "CSV, 3 columns, 2 rows"
    header = infer_text("title,year,rating,is_new,name,name").schema["items"]["properties"]
    assert {name: part["type"] for name, part in header.items()} == {
        "title": "string", "year": "integer", "rating": "number", "is_new": "boolean", "name": "string",
        "name_2": "string",
    }  # fmt: skip
    with pytest.raises(InferError, match="line 1: a header"):
        infer_text(",,\n1,2,3", "x.csv")


def test_json_lines_and_json5_are_several_and_one_document() -> None:
    assert infer_text('{"a": 1}\n{"a": 2, "b": "x"}\n').schema["required"] == ["a"]
    assert infer_text("{a: 1, /* one */ b: 'x',}").schema["properties"]["b"] == {"type": "string"}
    with pytest.raises(InferError, match="1:5: not JSON"):
        infer_text('{"a": }')
    with pytest.raises(InferError, match="2:1: not JSON"):
        infer_text('{"a": 1}\n{"b"')


PYDANTIC = '''
from __future__ import annotations
from enum import Enum
from typing import Annotated, ClassVar, Literal, Optional
from pydantic import BaseModel, Field, HttpUrl

class Condition(str, Enum):
    NEW = "new"
    USED = "used"

class Seller(BaseModel):
    name: str
    boss: "Seller | None" = None

class Base(BaseModel):
    id: int

class Product(Base):
    """A product of a shop."""
    table: ClassVar[str] = "products"
    model_config = {}
    title: str = Field(..., description="its name", max_length=80)
    price: Optional[float] = None
    image: HttpUrl
    tags: list[str] = Field(default_factory=list)
    sizes: dict[str, int]
    condition: Condition
    kind: Literal["a", "b"]
    seller: Seller
    sku: Annotated[str, Field(pattern="^[A-Z]+$")]
    odd: Something
'''


def test_a_pydantic_model_is_read_without_running_it() -> None:
    found = infer_python(PYDANTIC)
    properties = found.schema["properties"]
    assert found.schema["title"] == "A product of a shop."
    assert found.schema["required"] == [
        "id", "title", "image", "sizes", "condition", "kind", "seller", "sku", "odd",
    ]  # fmt: skip
    assert properties["title"] == {"type": "string", "description": "its name", "maxLength": 80}
    assert properties["price"] == {"type": ["number", "null"]}
    assert properties["image"] == {"type": "string", "format": "uri"}
    assert properties["tags"] == {"type": "array", "items": {"type": "string"}}
    assert properties["sizes"] == {"type": "object", "additionalProperties": {"type": "integer"}}
    assert properties["condition"] == {"enum": ["new", "used"]}
    assert properties["kind"] == {"type": "string", "enum": ["a", "b"]}
    assert properties["seller"]["properties"]["boss"]["type"] == ["object", "null"]
    assert properties["sku"] == {"type": "string", "pattern": "^[A-Z]+$"}
    assert "odd: anything, because the type Something is not known" in [str(d) for d in found.decisions]
    assert infer_python(PYDANTIC, "Seller").schema["required"] == ["name"]


def test_dataclasses_and_typed_dicts_are_read_too() -> None:
    text = "@dataclass\nclass A:\n    x: int\n    y: list['B'] | None = None\n\n"
    text += "class B(TypedDict, total=False):\n    z: bool\n"
    assert infer_text(text).schema == {
        "type": "object",
        "properties": {
            "x": {"type": "integer"},
            "y": {"type": ["array", "null"], "items": {"type": "object", "properties": {"z": {"type": "boolean"}}}},
        },
        "required": ["x"],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("class A(:", "line 1: not Python"),
        ("class A:\n    pass", "no class with annotated fields"),
        ("x = 1", "no class with annotated fields"),
    ],
)
def test_python_that_holds_no_model_says_so(text: str, message: str) -> None:
    with pytest.raises(InferError, match=message):
        infer_python(text)
    with pytest.raises(InferError, match="there is no class B; there are A"):
        infer_python("class A:\n    x: int", "B")


TYPESCRIPT = """
/** A product of a shop. */
export interface Product extends Base {
  /** its name */
  readonly title: string;
  price?: number;          // now
  "image url": URL
  tags: Array<string>, sizes: Record<string, number>;
  condition: "new" | "used" | null;
  seller: { name: string; boss?: Seller };
  pairs: [string, number];
  both: Base & { more: boolean };
  at: Date; odd: Something;
  flag: true | false;
}
interface Base { id: number }
type Seller = { name: string; boss: Seller | null };
"""


def test_a_typescript_type_is_read() -> None:
    found = infer_typescript(TYPESCRIPT)
    properties = found.schema["properties"]
    assert found.source == "TypeScript type Product"
    assert found.schema["title"] == "A product of a shop."
    assert "price" not in found.schema["required"]
    assert properties["title"] == {"type": "string", "description": "its name"}
    assert properties["price"] == {"type": ["number", "null"], "description": "now"}
    assert properties["image url"] == {"type": "string", "format": "uri"}
    assert properties["tags"] == {"type": "array", "items": {"type": "string"}}
    assert properties["sizes"] == {"type": "object", "additionalProperties": {"type": "number"}}
    assert properties["condition"] == {"type": ["string", "null"], "enum": ["new", "used", None]}
    assert properties["seller"]["properties"]["boss"]["properties"]["boss"]["additionalProperties"] is True
    assert properties["both"]["required"] == ["id", "more"]
    assert properties["flag"] == {"type": "boolean"}
    assert properties["id"] == {"type": "number"}
    assert infer_typescript("{a: string[] | null}").schema["properties"]["a"]["type"] == ["array", "null"]
    assert infer_typescript("enum E { A = 'x', B = 'y' }\ninterface P { e: E }").schema["properties"]["e"] == {
        "enum": ["x", "y"]
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("const x = 1;", "line 1: an interface or a type is due"),
        ("interface A {\n  run(): void\n}", "line 2: run is a method"),
        ("type A = () => void", "line 1: a function is no data|expected a type"),
        ("interface A<T> { x: T }", "A is generic"),
        ("interface A { x: }", "expected a type, found }"),
        ("interface A { x: string", "expected the name of a member, found the end"),
        ("interface A { x # y }", "line 1: '#' is no TypeScript"),
    ],
)
def test_typescript_that_is_no_data_says_where(text: str, message: str) -> None:
    with pytest.raises(InferError, match=message):
        infer_typescript(text)


@settings(deadline=None)
@given(st.text(alphabet="interface A{x?:string;[]|&<>,()=>\n'\"} type", max_size=60))
def test_any_typescript_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InferError):
        infer_typescript(text)
