// How long the page took, in ms
(() => {
  const [page] = performance.getEntriesByType("navigation");
  return {
    first_byte: Math.round(page.responseStart),
    dom_ready: Math.round(page.domContentLoadedEventEnd),
    loaded: Math.round(page.loadEventEnd),
    requests: performance.getEntriesByType("resource").length,
  };
})()
