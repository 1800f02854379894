// Scroll down until nothing more is loaded; how high the page is then, and how often it grew
// tags: wait, list
// @param {number} [most=30] - how often to scroll at most
// @param {number} [ms=600] - how long to wait for more, each time
async ({ most, ms }) => {
  const height = () => (document.scrollingElement ?? document.documentElement).scrollHeight;
  let grew = 0;
  for (let turn = 0; turn < most; turn++) {
    const before = height();
    window.scrollTo({ top: before, behavior: "instant" });
    const until = performance.now() + ms;
    while (height() === before && performance.now() < until) await new Promise((resume) => setTimeout(resume, 40));
    if (height() === before) break;
    grew++;
  }
  return { height: height(), grew };
}
