// How long the page and the slowest of what it loaded took, in ms
// tags: debug
// @param {number} [most=5] - how many of the slowest
({ most }) => {
  const [page] = performance.getEntriesByType("navigation");
  const loaded = performance.getEntriesByType("resource");
  return {
    first_byte: Math.round(page.responseStart),
    dom_ready: Math.round(page.domContentLoadedEventEnd),
    loaded: Math.round(page.loadEventEnd),
    requests: loaded.length,
    bytes: loaded.reduce((sum, each) => sum + each.transferSize, page.transferSize),
    slowest: loaded
      .sort((one, other) => other.duration - one.duration)
      .slice(0, most)
      .map((each) => ({ url: each.name, kind: each.initiatorType, ms: Math.round(each.duration) })),
  };
}
