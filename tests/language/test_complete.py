"""What can stand at the cursor, and whether Enter runs a line or begins its next one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.console.commands import registry
from smooth_console.language.complete import MOST, Completion, complete, is_complete
from smooth_console.language.parse import parse
from smooth_console.language.problems import LanguageError
from smooth_console.language.values import read_reference, value_at

REGISTRY = registry()
OUTPUT = {"items": [{"name": "Desk", "odd key": {"a": 1}}] * 30, "total": 3, 'say "x"': None}
PAGE = {
    (): [("document", "object"), ("decodeURI", "function"), ("shopCart", "object")],
    ("document",): [("title", ""), ("querySelector", "function"), ("querySelectorAll", "function")],
}
USES: dict[str, int] = {}


class Moment:
    """A console in which two lines were run."""

    def library(self) -> Iterable[tuple[str, str]]:
        return [("product", "schema"), ("listing", "schema"), ("links", "javascript")]

    def entries(self) -> Iterable[tuple[int, str]]:
        return [(2, "extract @product"), (1, "open demo")]

    def calls(self) -> Iterable[tuple[int, str]]:
        return [(5, "get_weather")]

    def output(self, n: int | None) -> Any:
        return OUTPUT if n in (None, 2) else None

    def addresses(self) -> Iterable[str]:
        return ["https://example.com/a", "demo/products"]

    def variables(self) -> Iterable[str]:
        return ["city", "country"]

    def settings(self) -> Iterable[tuple[str, str]]:
        return [("deadline", "60"), ("theme", "")]

    def tools(self) -> Iterable[str]:
        return ["get_weather"]

    def page_names(self, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
        return PAGE.get(path, [])

    async def answered(self) -> None:
        pass

    def uses(self, text: str) -> int:
        return USES.get(text, 0)

    def themes(self) -> Iterable[str]:
        return ["harbour", "paper"]


def offered(text: str, cursor: int | None = None) -> list[Completion]:
    """What is offered at the end of a text, or at the cursor."""
    return complete(text, len(text) if cursor is None else cursor, REGISTRY, Moment())


def texts(text: str) -> list[str]:
    """The texts that are offered at the end of a text."""
    return [completion.text for completion in offered(text)]


@given(st.text(max_size=30), st.sampled_from(["", *REGISTRY.names]), st.data())
def test_any_text_and_cursor_has_completions_that_fit_there(tail: str, verb: str, data: st.DataObject) -> None:
    text = f"{verb} {tail}"
    cursor = data.draw(st.integers(0, len(text)))
    found = offered(text, cursor)
    assert len(found) <= MOST
    assert all(0 <= each.start <= each.end == cursor for each in found)


@pytest.mark.parametrize("tail", ["~nobody-of-that-name/", "a\x00b/", "/root/nothing/here/", "\ud800/"])
def test_a_folder_that_cannot_be_read_offers_nothing(tail: str) -> None:
    assert offered(f".save $_ {tail}") == []


def test_verbs_are_offered_first_those_that_begin_so() -> None:
    assert texts("ex")[:2] == ["extract", "expect"]
    assert texts("") == [command.name for command in REGISTRY]
    assert texts("xtract")[0] == "extract"
    assert texts(".th")[0] == ".theme"


def test_options_are_offered_once_and_with_room_for_their_value() -> None:
    assert texts("js --") == ["--args ", "--raw", "--resend", "--deadline "]
    assert texts("js --raw --") == ["--args ", "--resend", "--deadline "]
    assert "--allow " in texts("open --allow x --")
    assert texts("js -- --a") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("extract @pr", "@product"),
        ("extract ", "@product"),
        ("js @li", "@listing"),
        (".edit @lin", "@links"),
        ("open --device m", "mobile"),
        ("reply 5 --error ", "400"),
        ("reply ", "5"),
        ("goto ex", "https://example.com/a"),
        (".theme p", "paper"),
        (".rerun ", "2"),
        (".show ", "$2"),
        (".help ex", "extract"),
        ("goto ${ci", "city}"),
        ("goto $2.tot", "$2.total"),
        ("js --args $_.it", "$_.items"),
        (".show $_.items[0][", '$_.items[0]["odd key"]'),
    ],
)
def test_each_place_offers_what_can_stand_there(text: str, first: str) -> None:
    assert first in texts(text)


def test_what_stands_beside_a_member_is_as_in_json() -> None:
    notes = {each.shown: each.note for each in offered(".show $2.")}
    assert (notes[".total"], notes['["say \\"x\\""]']) == ("3", "null")


def test_members_that_are_offered_lead_to_values() -> None:
    for text in ("$_", "$_.items", "$2.items[3]", '$2.items[3]["odd key"]'):
        paths = texts(f".show {text}.")
        assert paths
        for path in paths:
            reference = read_reference(path)
            assert reference is not None
            value_at(OUTPUT, reference.path)


def test_files_are_offered_from_the_folder_that_is_typed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").write_text("")
    found = offered(f".save $_ {tmp_path}/")
    assert [each.text for each in found] == ["a.json", "b/"]
    assert texts(f"extract @{tmp_path}/a") == ["a.json"]
    assert texts(f"js 1 $> {tmp_path}/.h") == [".hidden"]


def test_words_are_left_alone() -> None:
    assert texts("run search for ") == []
    assert texts("nonsense x") == []


# Is it whole?


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# [",
        "!echo [",
        "goto {",
        "js 1 + 1",
        "js later() &",
        "js 1 $> /tmp/out/",
        "js 1 $| grep '(",
        "js --args {} (a) => a",
        "js '",
        "extract {}",
        "extract @product -- {",
        'extract {"a": "}"}',
        'extract {"a": "}',
        "extract <<E\n{\nE",
        "nonsense {",
        "run fill 'a",
    ],
)
def test_what_is_whole_runs(text: str) -> None:
    assert is_complete(text, REGISTRY)


@pytest.mark.parametrize(
    "text",
    [
        "js {",
        "js 1 +",
        "js f( $> x",
        "js a &&",
        "js `a",
        "js --raw f(",
        'js --args {"a": [1]} (a) => {',
        "extract {",
        "extract --repeat 2 [{}",
        "extract <<E\n{}",
        'send {"name": ',
        "js <<JS\nlet a",
    ],
)
def test_what_is_open_goes_on_in_the_next_line(text: str) -> None:
    assert not is_complete(text, REGISTRY)


@given(
    st.sampled_from(["extract", "send", "js", "js --args", "run --model"]), st.text("{}[]\"'`<E\n \\:,a1", max_size=20)
)
def test_any_text_is_whole_or_open_and_what_parses_as_json_is_whole(verb: str, text: str) -> None:
    whole = is_complete(f"{verb} {text}", REGISTRY)
    if verb == "extract" and text.startswith(("{", "[")):
        try:
            parse(f"{verb} {text}", REGISTRY)
        except LanguageError:
            return
        assert whole or "<<" in text


# Inside code and schemas, and what comes first


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("doc", ["document"]),
        ("document.qs", ["querySelector", "querySelectorAll"]),
        ("document.querySelectorA", ["querySelectorAll"]),
        ("1 + document?.ti", ["title"]),
        ("f(document . ti", ["title"]),
        ("f().ti", []),
        ("links[0].ti", []),
        ("'document.ti", []),
        ("`${document.ti", ["title"]),
        ("// document.ti", []),
        ("", []),
    ],
)
def test_names_of_the_page_are_offered_in_code(code: str, wanted: list[str]) -> None:
    for before in ("js ", 'js --args {"a": 1} --raw ', "retry 3 js ", "js <<END\nlet a = 1\n"):
        assert texts(before + code)[: len(wanted)] == wanted
        if not wanted:
            assert texts(before + code) == []


def test_an_offer_in_code_stands_in_place_of_the_name_that_is_typed() -> None:
    (found,) = offered("js 1 + document.tit + 2", len("js 1 + document.tit"))
    assert (found.text, found.start, found.end) == ("title", len("js 1 + document."), len("js 1 + document.tit"))


@pytest.mark.parametrize(
    ("schema", "first"),
    [
        ('{"ty', '"type": '),
        ('{"type": "ob', '"object"'),
        ('{"type": ["string", "nu', '"number"'),
        ('{"type": "object", "prop', '"properties": '),
        ('{"properties": {"a": {"desc', '"description": '),
        ('{"properties": {"a": {"type": "string", "form', '"format": '),
        ('{"properties": {"a": {"format": "da', '"date-time"'),
        ('{"properties": {"name": {}, "price": {}}, "required": ["pr', '"price"'),
        ('{"items": {"anyOf": [{"min', '"minItems": '),
        ('{"additionalProperties": fa', "false"),
        ('{"$sch', '"$schema": '),
        ("{name, price: num", "number"),
    ],
)
def test_words_of_json_schema_are_offered_where_they_can_stand(schema: str, first: str) -> None:
    for before in ("extract ", "extract --repeat 2 ", "run --model ", "extract <<END\n"):
        assert texts(before + schema)[:1] == [first], before


@pytest.mark.parametrize(
    "schema", ['{"properties": {"ty', '{"type": "object"} ty', '{"default": {"ty', '{"title": "ty']
)
def test_no_word_of_json_schema_is_offered_where_it_means_nothing(schema: str) -> None:
    assert [text for text in texts(f"extract {schema}") if text.startswith('"')] == []


def test_keywords_that_are_there_are_not_offered_again_and_quotes_are_closed_once() -> None:
    assert '"type": ' not in texts('extract {"type": "object", "')
    text = 'extract {"ty"'
    (found, *_) = offered(text, len(text) - 1)
    assert (found.text, found.start, found.end) == ('"type": ', text.index('"'), len(text))


def test_letters_in_order_are_enough_and_what_is_used_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert texts("xtr")[:1] == ["extract"]
    assert texts("extrcat")[:1] == ["extract"]
    assert texts("extract @lst")[:1] == ["@listing"]
    assert texts("e")[0] == "extract"
    monkeypatch.setitem(USES, "expect", 3)
    assert texts("e")[0] == "expect"
    assert texts("")[0] == "expect"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("for ", "each"),
        ("for each x ", "in"),
        ("for each x in $_.it", "$_.items"),
        ("for each x in $_ got", "goto"),
        ("for each x in $_\n  extract @pr", "@product"),
        ("retry 3 ext", "extract"),
        ("retry --e", "--every "),
        (".set th", "theme"),
        (".set theme pa", "paper"),
        (".tool ", "get_weather"),
        ("%", "%2"),
    ],
)
def test_lines_inside_lines_and_settings_are_completed(text: str, first: str) -> None:
    assert texts(text)[:1] == [first]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("for each x in [1] js 1", True),
        ("for each x in [1] js [", False),
        ("for each x in [1]", False),
        ("for each x in [1]\njs 1", False),
        ("for each x in [1]\nretry 2\njs 1\nend", False),
        ("for each x in [1]\nretry 2\njs 1\nend\nend", True),
        ("for every", True),
        ("retry 2 " * 300 + "js 1", True),
    ],
)
def test_lines_that_hold_lines_are_whole_with_their_end(text: str, whole: bool) -> None:
    assert is_complete(text, REGISTRY) is whole
