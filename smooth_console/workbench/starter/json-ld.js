// The structured data that the page carries for search engines
// tags: page, data
[...document.querySelectorAll('script[type="application/ld+json"]')].map((script) => {
  try {
    return JSON.parse(script.textContent);
  } catch (problem) {
    return { error: String(problem), text: script.textContent };
  }
})
