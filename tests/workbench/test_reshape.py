"""A schema's text written anew."""

import pytest

from smooth_console.workbench.reshape import ReshapeError, laid_out, other_form
from smooth_console.workbench.written import read_schema

SHORT = "[{title, price: number, tags: [string]}]"


def test_the_two_forms_of_a_schema_lead_to_each_other() -> None:
    json_form = other_form(SHORT)
    assert read_schema(json_form).form == "json"
    assert read_schema(other_form(json_form)).value == read_schema(SHORT).value


@pytest.mark.parametrize("text", [SHORT, '{"type":"object","properties":{"a":{"type":"string"}}}'])
def test_laying_out_changes_no_word_and_is_done_once(text: str) -> None:
    after = laid_out(text)
    assert read_schema(after).value == read_schema(text).value
    assert laid_out(after) == after


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"type": }', "cannot be read"),
        ('{"type": /* of it */ "string"}', "comments"),
        ('{"type": "string", "type": "number"}', "twice"),
    ],
)
def test_nothing_is_lost_in_silence(text: str, word: str) -> None:
    with pytest.raises(ReshapeError, match=word):
        laid_out(text)


def test_what_the_short_form_cannot_say_is_named() -> None:
    with pytest.raises(ReshapeError, match="minLength"):
        other_form('{"type": "object", "properties": {"a": {"type": "string", "minLength": 2}}, "required": ["a"]}')


def test_comments_around_a_schema_stay_around_it() -> None:
    draft = '// a draft\n{"type":"object","properties":{},"title":"// none"}\n\n// from a page\n/* with reasons */\n'
    after = laid_out(draft)
    assert after.startswith("// a draft\n{\n")
    assert after.endswith("}\n\n// from a page\n/* with reasons */\n")
    assert laid_out(after) == after
    assert other_form("// short\n" + SHORT).startswith("// short\n{\n")


def test_slashes_in_texts_are_no_comments() -> None:
    assert "https://" in laid_out('{"type": "string", "description": "https://shop.example"}')
