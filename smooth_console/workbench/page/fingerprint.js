// What a page is like at a glance: where, how large, how many of what.
const count = (selector) => document.querySelectorAll(selector).length;
const box = document.scrollingElement ?? document.documentElement;
const print = {
  url: location.href,
  title: document.title,
  state: document.readyState,
  elements: count("*"),
  text: (document.body?.innerText ?? "").length,
  width: box.scrollWidth,
  height: box.scrollHeight,
  scroll: Math.round(window.scrollY),
  links: count("a[href]"),
  images: count("img"),
  fields: count("input:not([type=hidden]),select,textarea"),
  forms: count("form"),
  tables: count("table"),
  frames: count("iframe,frame"),
  dialogs: count("dialog[open],[role=dialog],[role=alertdialog]"),
  requests: performance.getEntriesByType("resource").length,
  cookies: document.cookie ? document.cookie.split(";").length : 0,
  stored: (() => {
    try {
      return localStorage.length;
    } catch {
      return 0;
    }
  })(),
};
