// Outline elements and scroll to the first; how many there are
// tags: show
// @param {string} selector - which: a CSS selector
// @param {number} [ms=4000] - how long the outline stays; 0 is for good
// @param {string} [colour=#e5007d] - its colour
({ selector, ms, colour }) => {
  const found = [...document.querySelectorAll(selector)];
  found[0]?.scrollIntoView({ block: "center" });
  for (const element of found) {
    const before = element.style.outline;
    element.style.outline = `3px solid ${colour}`;
    if (ms > 0) setTimeout(() => (element.style.outline = before), ms);
  }
  return found.length;
}
