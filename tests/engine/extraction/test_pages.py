"""Pages of many kinds, each with schemas and the values that are truly on it."""

import json
from pathlib import Path
from typing import Any

import pytest

from smooth_console.engine.extraction import extract_from_html

PAGES = Path(__file__).parent / "pages"
ADDRESS = "https://shop.example/a/page"


def _cases() -> list[Any]:
    found = []
    for path in sorted(PAGES.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            found.append(pytest.param(path.with_suffix(".html"), case, id=f"{path.stem}-{number}"))
    return found


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _strings(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(("page", "case"), _cases())
def test_a_page_is_read_as_it_is(page: Path, case: dict[str, Any]) -> None:
    found = extract_from_html(page.read_text(encoding="utf-8"), ADDRESS, case["schema"], case["prompt"])

    assert found.value == case["value"]


@pytest.mark.parametrize(("page", "case"), _cases())
def test_every_value_has_a_source(page: Path, case: dict[str, Any]) -> None:
    found = extract_from_html(page.read_text(encoding="utf-8"), ADDRESS, case["schema"], case["prompt"])

    pointers = _pointers(found.value, "")
    assert set(found.sources) == pointers
    assert all(source.path for source in found.sources.values())


def _pointers(value: Any, at: str) -> set[str]:
    if isinstance(value, dict):
        return {found for key, inner in value.items() for found in _pointers(inner, f"{at}/{key}")}
    if isinstance(value, list):
        return {found for number, inner in enumerate(value) for found in _pointers(inner, f"{at}/{number}")}
    return set() if value is None else {at}
