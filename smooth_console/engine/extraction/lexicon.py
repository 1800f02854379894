"""The words that extraction knows: synonyms on pages, words without weight, yes and no, months. Data only."""


def words(text: str) -> frozenset[str]:
    """A set of words written as one text."""
    return frozenset(text.split())


# Words that mean the same thing on a page. The first is the one that the code uses.
_SYNONYMS = """
name title heading headline subject topic titel titre nombre nome bezeichnung nom titulo
price cost amount preis prix precio prezzo fee
image img photo picture thumbnail thumb pic bild foto
url link href permalink uri
rating score star bewertung stars
availability stock available instock verfügbarkeit disponibilité lager availabilities
date published datum fecha posted day created
author by byline writer autor auteur
description summary excerpt abstract blurb teaser beschreibung snippet intro
sku mpn ref artikelnummer
id identifier
brand manufacturer maker marke marque hersteller
company employer organization organisation hiring arbeitgeber
location place ort venue lieu
city locality town stadt ville
region state province
zip postal postcode plz
phone telephone tel telefon téléphone
email mail
review comment rezension avis feedback
category section kategorie catégorie genre department breadcrumb
tag keyword
count number num qty quantity anzahl
old was original regular before strike previous rrp msrp struck compare
currency waehrung
weight gewicht poids
size dimension dimensions
colour color farbe couleur
ingredient zutat zutaten ingrédient
instruction step direction method zubereitung
time duration
serving yield portion portionen
salary pay wage compensation gehalt
bedroom bed br
bathroom bath
area sqft surface wohnfläche
address adresse street
reply replies answer
view views
position rank
symbol ticker
change chg
percent pct
temperature temp
text body content
query search q
website homepage site web
min lowest low
max highest high
discount saving
language lang sprache
updated modified
hour opening
user username
quote citation
type kind
room zimmer
minute mins
"""
CANON = {word: line.split()[0] for line in _SYNONYMS.strip().splitlines() for word in line.split()}
# Words that add nothing when others are there.
NOISE = words(
    """
    product item the a an of for in on to and is val value text data field label info information detail main
    current page job article event recipe post entry element box wrap wrapper container block content card list
    listing col column cell row primary our your this meta body txt at am by span div sale final now object full
    total line item-name short long has number
    """
)
# A label with one of these is about something else, unless the property has it too.
CONTRARY = words(
    """
    old end max currency shipping delivery tax unit related sponsored ad nav menu footer logo avatar cart button
    btn icon filter sort form search newsletter cookie reply share similar next badge discount add updated label
    min range valid sidebar header subtitle sub wind no not former filters
    """
)
# A property with one of these does not fit a label without it.
NEEDED = words(
    """
    old end max min start currency shipping delivery tax prep cook open close first last from until discount
    updated count percent change low high lead user sub subtitle wind former
    """
)
GENERIC_TAIL = words("name url text value title")
YES = words(
    """
    yes true y on available enabled included ✓ ✔ ✅ ☑ ja oui sí si sim verfügbar lieferbar disponible unlocked
    active open verified required
    """
)
NO = words(
    """
    no false n off unavailable disabled none ✗ ✘ ✖ ❌ × ☐ nein non não — – closed inactive locked optional
    """
)
_MONTH_NAMES = """
jan january januar janvier enero
feb february februar février febrero
mar march märz mars marzo
apr april avril abril
may mai mayo
jun june juni juin junio
jul july juli juillet julio
aug august août agosto
sep sept september septembre septiembre
oct october oktober octobre octubre okt
nov november novembre noviembre
dec december dezember décembre diciembre dez
"""
MONTHS = {name: number for number, line in enumerate(_MONTH_NAMES.strip().splitlines(), 1) for name in line.split()}
