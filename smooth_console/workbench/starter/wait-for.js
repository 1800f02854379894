// Wait until an element is there and can be seen; its text, or null when the time is over
// tags: wait
// @param {string} selector - which: a CSS selector
// @param {number} [ms=10000] - how long to wait at most
async ({ selector, ms }) => {
  const until = performance.now() + ms;
  for (;;) {
    const found = [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length);
    if (found) return found.innerText.trim();
    if (performance.now() >= until) return null;
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
