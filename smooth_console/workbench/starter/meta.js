// Title, description, Open Graph and other meta data
// tags: page, data
({
  title: document.title,
  language: document.documentElement.lang || null,
  canonical: document.querySelector('link[rel="canonical"]')?.href ?? null,
  meta: Object.fromEntries(
    [...document.querySelectorAll("meta[content]")]
      .map((tag) => [tag.getAttribute("property") ?? tag.name, tag.content])
      .filter(([name]) => name),
  ),
})
