// Waits for late content, when there is a sign of it, at most `longest` ms: resolves to whether the page changed meanwhile.
// `must` waits for a first change even without a sign. Quiet is `quiet` ms without a change and without a sign.
(longest, quiet, must) => {
  const WAITING = /^(?:loading|please wait|one moment|wird geladen|chargement|cargando)\b[^a-z]*$/i;
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const pending = () => {
    if (document.readyState !== "complete") return true;
    for (const element of document.querySelectorAll(
      '[aria-busy="true"], [role="progressbar"]:not([aria-valuenow]), [class*="skeleton" i], [class*="spinner" i], [class*="loading" i], [class*="placeholder-glow" i]',
    )) {
      const lazy = element.tagName === "IMG" || element === document.documentElement || element === document.body;
      if (!lazy && shown(element)) return true;
    }
    for (const element of document.querySelectorAll('[role="status"], [aria-live], main > p, #app, #root, main')) {
      const text = element.textContent;
      if (text.length < 60 && WAITING.test(text.trim()) && shown(element)) return true;
    }
    return false;
  };
  if (!must && !pending()) return false;
  return new Promise((resolve) => {
    const began = performance.now();
    let last = began;
    let changed = false;
    const observer = new MutationObserver(() => { last = performance.now(); changed = true; });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    const look = () => {
      const now = performance.now();
      const calm = now - last >= quiet && (changed || !must) && !pending();
      if (calm || now - began >= longest) {
        observer.disconnect();
        resolve(changed);
      } else {
        setTimeout(look, 20);
      }
    };
    look();
  });
}
