"""A page of tables: numbers as their countries write them, a table that lies on its side, and a definition list."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console.engine.demo.catalogue import BY_SLUG
from smooth_console.engine.demo.layout import heading, page
from smooth_console.engine.demo.markup import Html, fill, money

# roof, country, language, opened, peak kW, output in kWh, share of demand, change, price
_ROOFS = (
    ("Old Granary", "United Kingdom", "en-GB", "14 March 2019", "48.5", "41,250.75", "62.4%", "+3.1%", "£0.15"),
    ("Kesselhaus", "Germany", "de-DE", "02.09.2018", "112,0", "108.930,50", "71,0 %", "−1,4 %", "0,11 €"),
    ("Les Halles du Port", "France", "fr-FR", "21 juin 2020", "86,2", "97 415,20", "58,9 %", "+0,6 %", "0,12 €"),
    ("Seestrasse 9", "Switzerland", "de-CH", "30.11.2021", "64.0", "61’880.00", "49.5%", "+5.2%", "CHF 0.14"),
    ("Lotus Works", "India", "en-IN", "05/01/2017", "240.0", "3,42,600.00", "83.7%", "+8.0%", "₹6.20"),
    ("Mill Creek School", "United States", "en-US", "Aug 4, 2016", "130.0", "171,302.40", "66.1%", "−0.3%", "$0.13"),
)
_ROOF_COLUMNS = (
    ("Roof", ""),
    ("Country", ""),
    ("Opened", ""),
    ("Peak", "kW"),
    ("Output", "kWh"),
    ("Share", "of demand"),
    ("Change", "on 2023"),
    ("Price", "per kWh"),
)
_COMPARED = ("walnut-desk", "standing-desk", "drafting-table")
_TERMS = (
    ("Peak", "The most a roof can deliver at noon on a clear day, in kilowatts."),
    ("Output", "Everything it delivered in a year, in kilowatt-hours."),
    ("Share of demand", "The part of the building's own use that the roof covered."),
    ("Price", "What the grid paid for a kilowatt-hour that was not needed in the house."),
)


async def tables(request: Request) -> Response:
    """`/table`: three ways to write down facts."""
    body = fill(
        '{head}<section><div class="scroll"><table class="data" id="roofs"><caption>Output of six solar roofs, 2024. '
        "Sample data, written as each country writes it.</caption><thead><tr>"
        '<th colspan="3" scope="colgroup">Place</th><th colspan="2" scope="colgroup">Power</th>'
        '<th colspan="3" scope="colgroup">Use</th></tr><tr>{columns}</tr></thead><tbody>{roofs}</tbody>'
        '<tfoot><tr><th scope="row" colspan="3">Together</th><td class="number">680.7</td><td'
        ' class="number">823,378.85</td>'
        '<td class="number">n/a</td><td class="number">—</td><td></td></tr></tfoot></table></div></section>'
        '<section><h2>Three desks side by side</h2><div class="scroll"><table class="data sideways" id="desks">'
        "<caption>Each column is a desk</caption><tbody>{desks}</tbody></table></div></section>"
        '<section><h2>What the words mean</h2><dl class="terms" id="terms">{terms}</dl></section>',
        head=heading("Tables", "Headers above, headers beside, and no headers at all."),
        columns=[_column(label, unit, index > 2) for index, (label, unit) in enumerate(_ROOF_COLUMNS)],
        roofs=[_roof(row) for row in _ROOFS],
        desks=_desks(),
        terms=[fill("<dt>{term}</dt><dd>{text}</dd>", term=term, text=text) for term, text in _TERMS],
    )
    return page(request, "Tables", body, description="Tables with units, locales and captions.")


def _column(label: str, unit: str, is_number: bool) -> Html:
    return fill(
        '<th scope="col"{kind}>{label}{unit}</th>',
        kind=Html(' class="number"') if is_number else None,
        label=label,
        unit=fill(' <small class="unit">{unit}</small>', unit=unit) if unit else None,
    )


def _roof(row: tuple[str, ...]) -> Html:
    name, country, language, opened, *numbers = row
    return fill(
        '<tr lang="{language}"><th scope="row">{name}</th><td>{country}</td><td>{opened}</td>{numbers}</tr>',
        language=language,
        name=name,
        country=country,
        opened=opened,
        numbers=[fill('<td class="number">{text}</td>', text=text) for text in numbers],
    )


def _desks() -> list[Html]:
    desks = [BY_SLUG[slug] for slug in _COMPARED]
    rows: list[tuple[str, list[str]]] = [("Name", [desk.name for desk in desks])]
    rows.append(("Price", [money(desk.price) for desk in desks]))
    rows.append(("Rating", [f"{desk.rating} of 5" for desk in desks]))
    rows.append(("Availability", [desk.availability for desk in desks]))
    rows += [(label, [dict(desk.specs)[label] for desk in desks]) for label, _ in desks[0].specs]
    return [
        fill(
            '<tr><th scope="row">{label}</th>{cells}</tr>',
            label=label,
            cells=[fill("<td>{text}</td>", text=text) for text in cells],
        )
        for label, cells in rows
    ]


ROUTES = [Route("/table", tables)]
