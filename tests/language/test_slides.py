"""A script as what is presented."""

from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.console.commands import registry
from smooth_console.language.slides import Slide, slides

SCRIPT = """\
#!/usr/bin/env -S smooth-console run
# A shop
#! Say hello.
#! Wait.
goto demo/products

# Names
js <<END
# no comment
names
END
js [1,
  2]
#! Nobody hears this.
"""


def test_each_line_has_its_caption_and_its_notes() -> None:
    assert slides(SCRIPT, registry()) == [
        Slide(5, "goto demo/products", "A shop", "Say hello.\nWait."),
        Slide(8, "js <<END\n# no comment\nnames\nEND", "Names", ""),
        Slide(12, "js [1,\n  2]", "", ""),
    ]


def test_a_heredoc_is_shown_without_its_tags() -> None:
    assert [slide.shown for slide in slides(SCRIPT, registry())][1:] == ["js\n# no comment\nnames", "js [1,\n  2]"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["js 1", "# c", "#! n", "", "js [", "]", "js <<A", "A", "  "]), max_size=12))
def test_no_line_is_lost_and_none_is_shown_twice(rows: list[str]) -> None:
    found = slides("\n".join(rows), registry())
    kept = [line for slide in found for line in slide.line.split("\n")]
    assert [row for row in rows if row.strip() and not row.startswith("#")] == [
        row for row in kept if row.strip() and not row.startswith("#")
    ]
    assert all(slide.line.split("\n") == rows[slide.number - 1 :][: slide.line.count("\n") + 1] for slide in found)
