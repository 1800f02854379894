"""Code from a schema: pydantic models that run and take what the schema takes, TypeScript that can be read back."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pydantic
import pytest

from smooth_console.workbench.checks import check_result
from smooth_console.workbench.generate import to_pydantic, to_typescript
from smooth_console.workbench.infer.documents import infer
from smooth_console.workbench.infer.python_text import infer_python
from smooth_console.workbench.infer.typescript_text import infer_typescript
from smooth_console.workbench.library import Library
from smooth_console.workbench.written import read_schema
from tests.workbench.corpus import right
from tests.workbench.test_infer import DOCUMENTS, mutations

SCHEMA = {
    "title": "A product",
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": 'its "name"', "minLength": 1},
        "price": {"type": "number", "minimum": 0},
        "class": {"type": ["string", "null"]},
        "2nd image": {"type": "string", "format": "uri"},
        "condition": {"enum": ["new", "used", None]},
        "seller": {"$ref": "#/$defs/seller"},
        "offers": {"type": "array", "items": {"type": "object", "properties": {"price": {"type": "number"}}}},
        "replies": {"type": "array", "items": {"$ref": "#"}},
    },
    "required": ["name", "price"],
    "$defs": {"seller": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
}
GOOD = {
    "name": "Desk",
    "price": 149.5,
    "class": None,
    "2nd image": "https://a.example/",
    "seller": {"name": "Ann"},
    "offers": [{"price": 1}],
}


def model_of(schema: Any, name: str = "") -> type[pydantic.BaseModel]:
    """The outermost model of the generated source, run."""
    source = to_pydantic(schema, name)
    module = ModuleType("generated")
    sys.modules["generated"] = module  # where pydantic looks for what annotations name
    exec(compile(source, "generated.py", "exec"), vars(module))
    last = [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)][-1]
    found: type[pydantic.BaseModel] = getattr(module, last)
    found.model_rebuild()
    return found


def takes(model: type[pydantic.BaseModel], value: Any) -> bool:
    """Whether a model takes a JSON value, without changing texts to numbers."""
    try:
        model.model_validate_json(json.dumps(value), strict=True)
    except pydantic.ValidationError:
        return False
    return True


def test_a_model_takes_what_the_schema_takes() -> None:
    model = model_of(SCHEMA)
    assert model.__name__ == "AProduct"
    assert takes(model, GOOD)
    wrongs: list[dict[str, Any]] = [
        {"price": -1},
        {"name": ""},
        {"condition": "odd"},
        {"seller": {}},
        {"offers": [{"price": "x"}]},
    ]
    for wrong in wrongs:
        assert not takes(model, GOOD | wrong), wrong
    assert not takes(model, {"name": "Desk"})
    assert takes(model, GOOD | {"replies": [GOOD]})
    fields = model.model_fields
    assert fields["name"].description == 'its "name"'
    assert fields["class_"].alias == "class"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["what"])
def test_the_model_of_an_inferred_schema_takes_its_documents_and_not_their_mutations(document: dict[str, Any]) -> None:
    schema = infer(document["examples"]).schema
    model = model_of(schema)
    assert all(takes(model, example) for example in document["examples"])
    for each in mutations(document["examples"][0]):
        if any(check.level == "error" for check in check_result(each, schema)):
            assert not takes(model, each)


def test_every_right_schema_and_the_starter_set_give_code_that_runs(tmp_path: Path) -> None:
    library = Library.standard(tmp_path)
    texts = [text for _, text in right()] + [library.read(i.name) for i in library.items() if i.kind == "schema"]
    for text in texts:
        schema = read_schema(text).value
        model_of(schema)
        assert to_typescript(schema).count("{") == to_typescript(schema).count("}")


def test_a_schema_comes_back_from_the_code_that_was_made_of_it() -> None:
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "its name"},
            "price": {"type": ["number", "null"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "seller": {"type": "object", "properties": {"since": {"type": "integer"}}, "required": ["since"]},
        },
        "required": ["name", "tags", "kind", "seller"],
    }
    assert infer_python(to_pydantic(schema, "offer")).schema == schema
    back = infer_typescript(to_typescript(schema, "offer")).schema
    back["properties"]["seller"]["properties"]["since"]["type"] = "integer"
    assert back == schema


def test_typescript_is_written_as_one_would() -> None:
    assert to_typescript(SCHEMA, "product") == (
        "export interface Seller {\n  name: string;\n}\n\n"
        "export interface Offer {\n  price?: number;\n}\n\n"
        "/** A product */\nexport interface Product {\n"
        '  /** its "name" */\n  name: string;\n  price: number;\n  class?: string | null;\n  "2nd image"?: string;\n'
        '  condition?: "new" | "used" | null;\n  seller?: Seller;\n  offers?: Offer[];\n  replies?: Product[];\n}\n'
    )


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not there")
def test_typescript_is_read_by_node_where_there_is_one(tmp_path: Path) -> None:
    strip = (
        "const m = require('module'); if (!m.stripTypeScriptTypes) process.exit(3);"
        " m.stripTypeScriptTypes(require('fs').readFileSync(0, 'utf8'))"
    )
    done = subprocess.run(
        ["node", "-e", strip], input=to_typescript(SCHEMA), text=True, capture_output=True, check=False
    )
    if done.returncode == 3:
        pytest.skip("this node does not read TypeScript")
    assert done.returncode == 0, done.stderr
