"""The linter: what it finds in wrong schemas and where, that it finds nothing in right ones, and that fixes fix."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.reference import lint_reference
from smooth_console.workbench.edits import Edit, apply_edits
from smooth_console.workbench.lint import RULES, Rule, lint_text, lint_value, mend_all, worst
from smooth_console.workbench.written import read_schema
from tests.workbench.corpus import Wrong, right, wrong

WRONG = wrong()
RIGHT = right()


def test_the_corpus_is_large_enough_and_knows_every_rule() -> None:
    assert len(WRONG) >= 120
    assert len(RIGHT) >= 60
    assert {rule for case in WRONG for rule, _, _ in case.findings} == set(RULES)


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.name)
def test_what_is_wrong_is_said_at_its_place(case: Wrong) -> None:
    found = lint_text(case.text)
    assert [(f.rule, f.message, (f.start, f.end)) for f in found] == case.findings
    assert all(f.level == RULES[f.rule].level for f in found)


@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_nothing_is_found_in_a_right_schema(name: str, text: str) -> None:
    assert [str(found) for found in lint_text(text)] == []
    assert isinstance(read_schema(text).value, dict), name


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.name)
def test_a_fix_takes_its_finding_away_and_leaves_a_readable_schema(case: Wrong) -> None:
    for found in lint_text(case.text):
        if found.fix is None:
            continue
        after = lint_text(found.fix.apply(case.text))
        assert (found.rule, found.message) not in [(f.rule, f.message) for f in after]
        assert found.rule == "not-json" or not [f for f in after if f.rule == "not-json"]


def test_most_findings_have_a_fix_and_all_fixes_one_after_the_other_come_to_an_end() -> None:
    with_fix = [case for case in WRONG if any(f.fix for f in lint_text(case.text))]
    assert len(with_fix) >= 120
    for case in with_fix:
        mended = mend_all(case.text)
        assert not [f for f in lint_text(mended) if f.fix is not None], mended


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_example_of_a_rule_shows_it_and_its_right_form_is_right(rule: Rule) -> None:
    assert [found.rule for found in lint_text(rule.wrong)] == [rule.id]
    assert lint_text(rule.right) == []


def test_a_rule_is_switched_off_in_the_schema_or_by_a_setting() -> None:
    text = '{"type": "object", "properties": {"price": {"type": ["string", "number"]}, "when": {"type": "date"}}}'
    assert [f.rule for f in lint_text(text)] == ["union", "no-such-type"]
    assert [f.rule for f in lint_text(text, ["union"])] == ["no-such-type"]
    assert lint_text(text, ["all"]) == []
    below = text.replace('"type": ["string", "number"]', '"x-lint-off": ["union"], "type": ["string", "number"]')
    assert [f.rule for f in lint_text(below)] == ["no-such-type"]
    assert lint_text(text[:-1] + ', "x-lint-off": true}') == []


def test_a_fix_keeps_comments_and_layout() -> None:
    text = (
        '{\n  "type": "object",\n  // one field\n  "properties": {\n    "price": {"type": "float"}, // now\n  },\n}\n'
    )
    assert mend_all(text) == text.replace("float", "number")
    head = '{\n  "type": "object",\n  "properties": {\n    "a_1": {"type": "string"}'
    text = head + '\n  },\n  "b_1": {"type": "number"}\n}'
    assert mend_all(text) == head + ',\n    "b_1": {"type": "number"}\n  }\n}'


def test_a_schema_without_a_text_is_checked_without_places() -> None:
    (found,) = lint_value({"type": "array", "itms": {"type": "string"}})
    assert (found.rule, found.pointer, found.start, found.fix) == ("misspelt-keyword", "/itms", None, None)


def test_the_worst_is_an_error_before_a_warning() -> None:
    text = '{"type": "object", "properties": {"value": {"type": ["string", "number"]}, "when": {"type": "date"}}}'
    found = worst(lint_text(text))
    assert found is not None
    assert found.rule == "no-such-type"
    assert worst([]) is None


def test_the_reference_of_the_rules_is_as_the_rules_are() -> None:
    page = Path(__file__).parents[2] / "docs" / "lint-rules.md"
    assert page.read_text(encoding="utf-8") == lint_reference()


def test_a_large_schema_is_checked_in_the_time_that_a_pause_in_typing_lasts() -> None:
    fields = {f"spec_{n}": {"type": "string", "description": "one of very many"} for n in range(3000)}
    found = lint_text(json.dumps({"type": "object", "properties": fields}))
    assert [f.rule for f in found] == ["many-fields"]


@settings(deadline=None)
@given(st.text(alphabet="{}[]:,\"'|?/*# \nabtypeobjctring0123.-+\\", max_size=60))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    for found in lint_text(text):
        assert found.start is None or 0 <= found.start <= (found.end or 0) <= len(text)


_SCHEMAS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5), st.sampled_from(["string", "array"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*"ab", "type", "properties", "items", "enum", "required", "minimum", "anyOf", "$ref"])
            | st.sampled_from(["format", "pattern", "title", "not", "const", "$defs", "nullable", "maxItems", "itms"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(_SCHEMAS)
def test_any_json_is_checked_and_its_fixes_can_be_applied(value: object) -> None:
    text = json.dumps(value)
    for found in lint_text(text):
        if found.fix is not None:
            assert read_schema(found.fix.apply(text)).mistake is None


def test_edits_that_overlap_are_refused() -> None:
    assert apply_edits("abc", [Edit(1, 2, "X"), Edit(0, 0, ">")]) == ">aXc"
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abc", [Edit(0, 2, ""), Edit(1, 3, "")])
