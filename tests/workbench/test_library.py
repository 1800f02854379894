"""The library: plain files, tags, versions, names that change, where they are used, what snippets take, and runs."""

import json
import stat
from pathlib import Path

import pytest

from smooth_console.workbench.library import Library, LibraryError, versions
from smooth_console.workbench.lint import lint_text
from smooth_console.workbench.runs import MOST, RunRecord, Runs
from smooth_console.workbench.snippets import Parameter, ParameterError, Type, read_snippet
from smooth_console.workbench.uses import uses


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A project's folder and a user's."""
    (tmp_path / "project").mkdir()
    return Library([("project", tmp_path / "project"), ("user", tmp_path / "user")])


def test_the_starter_set_is_whole_tagged_and_right() -> None:
    starter = Library.standard(Path("/nowhere"))
    names = {item.name for item in starter.items()}
    assert names >= {"product", "listing", "article", "job", "table", "contact", "search-results"}
    assert names >= {"links", "forms", "meta", "json-ld", "visible-text", "timing", "storage", "highlight", "wait-for"}
    assert names >= {"scroll-to-end", "table-to-json"}
    for item in starter.items():
        assert item.title, item.name
        assert item.tags, item.name
        if item.kind == "schema":
            assert lint_text(starter.read(item.name)) == [], item.name


def test_items_are_found_by_words_and_by_tag(library: Library) -> None:
    library.save("lamp", "schema", '{"title": "A lamp", "x-tags": ["shop", "light"], "properties": {"title": {}}}')
    library.save("offer", "schema", "{// x\n 'x-tags': ['shop'], title: 'An offer'}")
    library.save("dim", "javascript", "// Dim the page\n// tags: show\ndocument.body.style.opacity = 0.5")
    assert [i.name for i in library.search("#shop")] == ["lamp", "offer"]
    assert [i.name for i in library.search("lamp light")] == ["lamp"]
    assert [(i.name, i.title, i.tags) for i in library.search("#show")] == [("dim", "Dim the page", ("show",))]
    assert library.search("#sho") == []


def test_earlier_texts_are_kept_and_can_be_brought_back(library: Library) -> None:
    for text in ("{}", '{"type": "array"}', '{"type": "array"}', '{"type": "object"}'):
        item = library.save("offer", "schema", text, scope="project")
    assert [version.number for version in versions(item)] == [1, 2]
    assert (item.path.parent / ".versions" / ".gitignore").read_text() == "*\n"
    library.restore("offer", 1)
    assert library.read("offer") == "{}"
    assert [version.number for version in versions(item)] == [1, 2, 3]
    with pytest.raises(LibraryError, match="has no version 9") as raised:
        library.restore("offer", 9)
    assert raised.value.hint == "there are: 1, 2, 3"
    assert library.names() == ["offer"]


def test_an_item_gets_another_name_with_its_versions(library: Library) -> None:
    library.save("offer", "schema", "{}")
    library.save("offer", "schema", '{"type": "array"}')
    library.save("taken", "javascript", "1")
    item = library.rename("@offer", "deal")
    assert (item.name, len(versions(item)), library.names()) == ("deal", 1, ["deal", "taken"])
    with pytest.raises(LibraryError, match="there is a @taken already"):
        library.rename("deal", "taken")
    with pytest.raises(LibraryError, match="no offer"):
        library.rename("offer", "x")
    with pytest.raises(LibraryError, match="comes with the program"):
        Library.standard(Path("/nowhere")).rename("product", "mine")


def test_where_a_name_is_used_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "a.smooth").write_text("goto x\nextract @offer -- first 3\nextract @offers\n")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "b.smooth").write_text("extract @offer\n")
    found = uses("offer", tmp_path, ["extract @offer", "extract @offer-old", "js 1", "extract @offer"])
    assert [(use.where, use.line) for use in found] == [
        ("checks/a.smooth:2", "extract @offer -- first 3"),
        ("history", "extract @offer"),
    ]


SNIPPET = """// Outline an element, and scroll to it
// tags: show, debug
// @param {string} selector - which: a CSS selector
// @param {number} [ms=4000] - how long
// @param {string} [colour=red] - its colour
// @param {boolean} [all]
({selector, ms}) => 1
// @param {string} late - no comment of the head
"""


def test_a_snippet_says_what_it_takes_in_the_comments_at_its_head() -> None:
    found = read_snippet(SNIPPET)
    assert (found.title, found.tags) == ("Outline an element, and scroll to it", ("show", "debug"))
    assert found.parameters == (
        Parameter("selector", "string", "which: a CSS selector"),
        Parameter("ms", "number", "how long", 4000, required=False),
        Parameter("colour", "string", "its colour", "red", required=False),
        Parameter("all", "boolean", "", None, required=False),
    )
    assert str(found.parameters[1]) == "ms: number = 4000"
    block = read_snippet("/**\n * Wait\n * @param {number} ms - how long\n */\n(args) => args.ms")
    assert (block.title, block.parameters) == ("Wait", (Parameter("ms", "number", "how long"),))


def test_arguments_are_filled_in_and_refused_with_the_nearest_right_thing() -> None:
    found = read_snippet(SNIPPET)
    assert found.args({"selector": "h1"}) == {"selector": "h1", "ms": 4000, "colour": "red", "all": None}
    for given, message, hint in (
        (None, "it needs selector", '--args {"selector": ...}'),
        ({"selectr": "h1"}, "it has no parameter selectr", "did you mean selector?"),
        ({"selector": "h1", "ms": "4"}, 'ms is a number, not "4"', ""),
        ([1], "it takes an object of arguments", '--args {"selector": ...}'),
    ):
        with pytest.raises(ParameterError, match=r"^(it|ms) ") as raised:
            found.args(given)
        assert (str(raised.value), raised.value.hint) == (message, hint)
    assert read_snippet("document.title").args(7) == 7


def record(n: int) -> RunRecord:
    """A run."""
    return RunRecord(0, n, "https://a.example/", "ok", 12.5, 1.0, 3, 0, [{"n": n}])


def test_runs_are_kept_in_order_for_their_owner_alone_and_so_many_at_the_most(tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs")
    for n in range(MOST + 2):
        assert runs.add("offer", record(n)).n == n + 1
    found = runs.of("@offer")
    assert (len(found), found[0].n, found[-1].output) == (MOST, 3, [{"n": MOST + 1}])
    assert stat.S_IMODE((tmp_path / "runs" / "offer.jsonl").stat().st_mode) == 0o600
    runs.rename("offer", "deal")
    assert (runs.of("offer"), len(runs.of("deal"))) == ([], MOST)


def test_a_run_that_cannot_be_read_or_is_very_large_costs_no_other(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    runs.add("offer", record(1))
    with (tmp_path / "offer.jsonl").open("a") as file:
        file.write("half a line")
    large = RunRecord(0, 2, "", "ok", None, None, 1, 0, "x" * 3_000_000)
    assert runs.add("offer", large).output is None
    assert [run.n for run in runs.of("offer")] == [1, 2]
    json.loads((tmp_path / "offer.jsonl").read_text().splitlines()[0])


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("string", " h1 ", "h1"),
        ("string", '"4"', "4"),
        ("string", "4", "4"),
        ("string", '{"a"', '{"a"'),
        ("number", "4.5", 4.5),
        ("boolean", "true", True),
        ("array", "[1, 2]", [1, 2]),
        ("object", '{"a": null}', {"a": None}),
        ("any", "4", 4),
        ("any", "four", "four"),
        ("number", "", 7),
    ],
)
def test_what_is_typed_for_a_parameter_is_json_or_words(kind: Type, typed: str, value: object) -> None:
    assert Parameter("n", kind, default=7, required=False).read(typed) == value


@pytest.mark.parametrize(("kind", "typed"), [("number", "four"), ("number", "true"), ("array", "1"), ("object", "[")])
def test_what_is_typed_for_a_parameter_of_another_type_is_refused(kind: Type, typed: str) -> None:
    with pytest.raises(ParameterError, match=r"^n is an? \w+.*, not ") as raised:
        Parameter("n", kind).read(typed)
    assert str(raised.value).endswith(f"not {typed}")
