"""The evaluation set as a whole: how much is read right, that nothing is invented, and that the counting is honest."""

import pytest

from bench.reading import PAGES, RIGHT_GOAL, Case, Score, cases, score


@pytest.mark.anyio
@pytest.mark.browser
async def test_nearly_all_is_right_and_nothing_is_invented() -> None:
    total = await score()

    assert total.invented == 0, str(total)
    assert total.right >= RIGHT_GOAL * total.fields, str(total)


def test_the_set_has_many_kinds_of_pages() -> None:
    assert len(list(PAGES.glob("*.html"))) >= 40
    assert sum(case.live for case in cases()) >= 3
    assert sum(case.prompt is not None for case in cases()) >= 6


def test_a_value_that_is_not_there_is_invented_and_one_that_is_missing_is_only_wrong() -> None:
    case = Case("shop", "", {}, None, {"items": [{"name": "A", "price": 1, "brand": None}]}, live=False)
    total = Score()

    total.add(case, {"items": [{"name": "A", "price": None, "brand": "B"}, {"name": "C", "price": True}]})

    assert (total.fields, total.right, total.invented) == (5, 1, 3)
    assert total.wrong[0] == "shop/items/0/price"
