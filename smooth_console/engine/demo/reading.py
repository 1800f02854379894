"""Pages to read: the journal, and a page marked up with microdata."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smooth_console.engine.demo import catalogue
from smooth_console.engine.demo.journal import ARTICLES, BY_SLUG, Article
from smooth_console.engine.demo.layout import crumbs, heading, page
from smooth_console.engine.demo.markup import Html, fill, fragment, join, json_ld
from smooth_console.engine.demo.shop import card


async def articles(request: Request) -> Response:
    """`/articles`: the newest first."""
    items = [
        fill(
            '<li class="entry"><a href="/article/{slug}"><img src="/art/{picture}.svg" alt="" width="400"'
            ' height="300"></a><div>'
            '<p class="byline"><time datetime="{iso}">{day}</time> · {minutes} min</p>'
            '<h2><a href="/article/{slug}">{title}</a></h2><p>{lead}</p></div></li>',
            slug=article.slug,
            picture=article.related[0],
            iso=article.published.isoformat(),
            day=_day(article),
            minutes=article.minutes,
            title=article.title,
            lead=article.lead,
        )
        for article in sorted(ARTICLES, key=lambda article: article.published, reverse=True)
    ]
    body = fill(
        '{head}<ol class="entries">{items}</ol>',
        head=heading("Journal", "Short pieces on light, work and things that last."),
        items=items,
    )
    return page(request, "Journal", body, description="Short pieces on light, work and things that last.")


async def article_page(request: Request) -> Response:
    """`/article/<slug>`: one piece, with Open Graph and JSON-LD."""
    article = BY_SLUG.get(request.path_params["slug"])
    if article is None:
        raise HTTPException(404)
    others = [other for other in ARTICLES if other is not article][:3]
    body = fill(
        '{crumbs}<article class="prose"><header><h1 class="headline">{title}</h1><p class="lead">{lead}</p>'
        '<p class="byline">By <span class="author" rel="author">{author}</span> · <time datetime="{iso}">{day}</time>'
        ' · {minutes} min read</p></header><img class="lead-art" src="/art/{picture}.svg" alt="" width="800"'
        ' height="600">'
        '<div class="article-body">{sections}</div><ul class="tags" aria-label="Tags">{tags}</ul></article>'
        '<section><h2>In this article</h2><ul class="product-grid small">{products}</ul></section>'
        '<section><h2>Read on</h2><ul class="links">{others}</ul></section>',
        crumbs=crumbs(("/", "Home"), ("/articles", "Journal"), ("", article.title)),
        title=article.title,
        lead=article.lead,
        author=article.author,
        iso=article.published.isoformat(),
        day=_day(article),
        minutes=article.minutes,
        picture=article.related[0],
        sections=[fill("<h2>{title}</h2><p>{text}</p>", title=title, text=text) for title, text in article.body],
        tags=[fill('<li class="tag">{tag}</li>', tag=tag) for tag in article.tags],
        products=[card(catalogue.BY_SLUG[slug]) for slug in article.related],
        others=[fill('<li><a href="/article/{slug}">{title}</a></li>', slug=x.slug, title=x.title) for x in others],
    )
    return page(request, article.title, body, description=article.lead, head=_head(article, str(request.base_url)))


async def microdata(request: Request) -> Response:
    """`/microdata`: a Recipe and an Event, as schema.org microdata."""
    body = fill(
        '{head}<div class="two">{recipe}{event}</div>',
        head=heading("Microdata", "The same facts twice: once for people, once in itemprop attributes."),
        recipe=_RECIPE,
        event=_EVENT,
    )
    return page(request, "Microdata", body, description="A recipe and an event with schema.org microdata.")


_RECIPE = fragment("recipe.html")

_EVENT = fragment("event.html")


def _head(article: Article, base: str) -> Html:
    properties = {
        "og:type": "article",
        "og:site_name": "Northlight",
        "og:title": article.title,
        "og:description": article.lead,
        "og:url": f"{base}article/{article.slug}",
        "og:image": f"{base}art/{article.related[0]}.svg",
        "article:published_time": article.published.isoformat(),
        "article:author": article.author,
    }
    metas = [
        fill('<meta property="{name}" content="{value}">\n', name=name, value=value)
        for name, value in properties.items()
    ]
    data: dict[str, object] = {
        "@type": "Article",
        "headline": article.title,
        "description": article.lead,
        "author": {"@type": "Organization", "name": article.author},
        "datePublished": article.published.isoformat(),
        "keywords": list(article.tags),
        "image": f"{base}art/{article.related[0]}.svg",
    }
    return join([*metas, json_ld(data)])


def _day(article: Article) -> str:
    return f"{article.published.day} {article.published:%B %Y}"


ROUTES = [
    Route("/articles", articles),
    Route("/article/{slug}", article_page),
    Route("/microdata", microdata),
]
