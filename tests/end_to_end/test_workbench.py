"""From an unknown page to a right schema for its records, as one would at the command line, on the embedded engine."""

import json
from pathlib import Path

import pytest

from tests.processes import smooth

pytestmark = pytest.mark.browser


def test_an_unknown_listing_has_a_right_schema_after_one_draft_and_one_run(tmp_path: Path) -> None:
    done = smooth(
        tmp_path,
        *("do", "--local", "goto demo/products", ".infer --save shelf page", ".lint @shelf"),
        *("extract --repeat 2 @shelf", ".check 3", ".why 3 [1].price", ".diff @shelf"),
        *(".pin js document.title", "goto demo/table", ".pin", "js @table-to-json"),
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    schema = json.loads(lines[1])
    assert set(schema["items"]["properties"]) == {"title", "url", "image", "rating_value", "stock", "price"}
    assert lines[2] == "@shelf: nothing to say against it"
    records = json.loads(lines[3])
    assert len(records) == 12
    assert all(value is not None for record in records for value in record.values())
    table = lines[lines.index(next(line for line in lines if line.strip() == "right")) :]
    assert [row.split() for row in table[1:7]] == [[f"[].{name}", "12"] for name in schema["items"]["properties"]]
    assert "$3[1].price = 64" in lines
    assert '  1. in the text: "$64.00"  li.product-card:nth-of-type(2)' in done.stdout
    assert "no difference" in lines
    assert 'was "Products · Northlight" before 5 goto' in done.stdout
    assert json.loads(lines[-1])[0]["Roof"] == "Old Granary"
    assert "2 runs: all the same, records matched by url" in done.stderr or "matched by title" in done.stderr
