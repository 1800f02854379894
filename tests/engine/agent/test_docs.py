"""The page about steps keeps its word: what it shows is understood."""

import re
from pathlib import Path

import pytest

from smooth_console.engine.agent.steps import FORMS, parse

PAGE = Path(__file__).parents[3] / "docs" / "steps.md"
BLOCKS = re.findall(r"```steps\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
ROWS = re.findall(r"^\| (`.+?) \|", PAGE.read_text(encoding="utf-8"), re.M)
CODES = [code for row in ROWS for code in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_is_understood(block: str) -> None:
    assert len(parse(block)) >= block.count("\n")


@pytest.mark.parametrize("code", CODES)
def test_every_step_of_the_table_is_understood(code: str) -> None:
    assert len(parse(code)) == 1


@pytest.mark.parametrize("form", [form for _, forms in FORMS for form in re.split(r", | or ", forms)])
def test_every_step_that_is_suggested_is_understood(form: str) -> None:
    example = (
        form.replace("{JSON}", "{}")
        .replace("N seconds", "2 seconds")
        .replace("Nth", "3rd")
        .replace("URL", "example.com")
    )
    assert len(parse(example)) == 1
