"""Numbers, money, dates and booleans as people write them."""

from typing import Any

import pytest

from smooth_console.engine.extraction.schema import compile_schema
from smooth_console.engine.extraction.values import MISSING, convert, minutes, numbers, stock


def _convert(schema: dict[str, Any], text: str, lang: str = "en", name: str = "value") -> Any:
    field = compile_schema({"type": "object", "properties": {name: schema}}).properties[name]
    return convert(field, text, "", lang)


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("$1,234.50", "en", 1234.5),
        ("1.234,56 €", "de", 1234.56),
        ("1 234,56 €", "fr", 1234.56),
        ("1’234.50 CHF", "de-ch", 1234.5),
        ("₹3,42,600.00", "en-in", 342600),
        ("1,234", "en", 1234),
        ("1.234", "en", 1.234),
        ("1.234", "de", 1234),
        ("12,5", "en", 12.5),
        ("-3.2%", "en", -3.2),
        ("−4 °C", "en", -4),
        ("-$12.40", "en", -12.4),
        ("1.2k", "en", 1200),
        ("24.5 kg", "en", 24.5),
    ],
)
def test_a_number_is_read_as_its_country_writes_it(text: str, lang: str, value: float) -> None:
    assert _convert({"type": "number"}, text, lang) == value


@pytest.mark.parametrize("text", ["Call us", "", "v2beta", "n/a"])
def test_a_text_without_a_number_gives_none(text: str) -> None:
    assert _convert({"type": "number"}, text) is MISSING


def test_a_fraction_is_not_rounded_to_an_integer() -> None:
    assert _convert({"type": "integer"}, "4.5") is MISSING
    assert _convert({"type": "integer"}, "4.0") == 4


def test_a_range_is_two_numbers() -> None:
    assert numbers("£31,000 – £36,000") == [31000, 36000]
    assert numbers("10-20") == [10, 20]


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("14 March 2025", "en", "2025-03-14"),
        ("Mar 14, 2025", "en-us", "2025-03-14"),
        ("03/04/2025", "en-us", "2025-03-04"),
        ("03/04/2025", "en-gb", "2025-04-03"),
        ("14.03.2025", "de", "2025-03-14"),
        ("3. März 2025", "de", "2025-03-03"),
        ("21 juin 2020", "fr", "2020-06-21"),
        ("2025-03-14T10:00:00Z", "en", "2025-03-14"),
    ],
)
def test_a_date_becomes_iso(text: str, lang: str, day: str) -> None:
    assert _convert({"type": "string", "format": "date"}, text, lang) == day


@pytest.mark.parametrize("text", ["March 14", "31.02.2025", "soon", "2025"])
def test_half_a_date_is_none(text: str) -> None:
    assert _convert({"type": "string", "format": "date"}, text) is MISSING


def test_a_clock_time_is_kept_and_never_made_up() -> None:
    schema = {"type": "string", "format": "date-time"}
    assert _convert(schema, "14 March 2025, 6:05 pm") == "2025-03-14T18:05:00"
    assert _convert(schema, "14 March 2025") == "2025-03-14"


@pytest.mark.parametrize(
    ("text", "value"), [("Yes", True), ("✗", False), ("✓", True), ("nein", False), ("perhaps", MISSING), ("3", MISSING)]
)
def test_words_for_yes_and_no_are_booleans(text: str, value: Any) -> None:
    assert _convert({"type": "boolean"}, text) is value


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Only 3 left", True),
        ("Sold out", False),
        ("https://schema.org/InStock", True),
        ("Auf Lager", True),
        ("Blue", None),
    ],
)
def test_stock_is_known_by_its_words(text: str, known: bool | None) -> None:
    assert stock(text) is known


def test_an_enum_gives_the_option_as_the_schema_spells_it() -> None:
    options = {"enum": ["new", "Used", "for_parts"]}
    assert _convert(options, "USED") == "Used"
    assert _convert(options, "For parts") == "for_parts"
    assert _convert(options, "Condition: new, boxed") == "new"
    assert _convert(options, "refurbished") is MISSING
    assert _convert({"enum": ["in_stock", "out_of_stock"]}, "Sold out") == "out_of_stock"


def test_lengths_of_time_are_minutes() -> None:
    assert minutes("PT1H30M") == 90
    assert minutes("1 h 10 min") == 70
    assert minutes("soon") is None
