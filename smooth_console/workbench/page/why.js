// Where on the page a value stands: the places that say it, the likeliest first, and the first outlined for a while.
const wanted = matcher(args.value);
const beside = (args.beside ?? []).map((value) => matcher(value));
const found = [];
for (const piece of pieces) {
  if (late() && found.length) break;
  if (piece.kind !== "part" && wanted.piece(piece)) found.push(piece);
  else if (piece.kind === "part" && wanted.piece(piece)) found.push({ ...piece, kind: "text" });
}
const KINDS = { text: 0, field: 1, attribute: 2, data: 3, title: 4, address: 5 };
const shows = (element) => Boolean(element?.getClientRects?.().length);
// The element that holds another one, out of shadow roots and frames too: { element, kind, when it is a host or a frame }.
const holder = (element) => {
  if (element.parentElement) return { element: element.parentElement };
  const root = element.getRootNode();
  if (root.host) return { element: root.host, kind: "shadow" };
  try {
    return root.defaultView?.frameElement ? { element: root.defaultView.frameElement, kind: "frame" } : null;
  } catch {
    return null; // a frame of another page
  }
};
const said = (node) => {
  if (node.nodeType === 3) return node.data;
  let text = "";
  for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) {
    if (text.length > 20000) break;
    text += said(child);
  }
  return text;
};
const near = (element) => {
  // How many of the record's other values stand close by.
  if (!element || !beside.length) return 0;
  let best = 0;
  for (let at = element, up = 0; at && up < 8 && !late(); at = holder(at)?.element, up++) {
    const here = { plain: plain(said(at)), kind: "text" };
    if (here.plain.length > 20000) break;
    const count = beside.filter((other) => other.piece(here)).length;
    best = Math.max(best, count - up * 0.02);
  }
  return best;
};
const seen = new Set();
const ranked = found
  .filter((piece) => {
    const key = piece.element ?? piece.kind;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  })
  .slice(0, 60)
  .map((piece, order) => ({
    piece,
    score: near(piece.element) * 10 - KINDS[piece.kind] * 2 + (shows(piece.element) ? 3 : 0) - Math.min(piece.text.length / 15, 5) - order * 0.01,
  }))
  .sort((one, other) => other.score - one.score)
  .map(({ piece }) => piece);
const unique = (selector, element, root) => {
  try {
    const all = root.querySelectorAll(selector);
    return all.length === 1 && all[0] === element;
  } catch {
    return false;
  }
};
const step = (element) => {
  const tag = element.localName;
  const name = [...element.classList].find((each) => /^[a-z][\w-]{2,30}$/i.test(each) && !/\d{3}|__|^_/.test(each));
  const own = name ? `${tag}.${CSS.escape(name)}` : tag;
  const among = [...(element.parentElement ?? element.getRootNode()).children];
  const same = among.filter((each) => each.matches(own));
  if (same.length < 2) return own;
  const kin = among.filter((each) => each.localName === tag);
  return `${own}:nth-of-type(${kin.indexOf(element) + 1})`;
};
const path = (element) => {
  const root = element.getRootNode();
  let selector = "";
  for (let at = element; at && at.nodeType === 1 && at.localName !== "html"; at = at.parentElement) {
    if (at.id && !/\d{4}/.test(at.id) && unique(`#${CSS.escape(at.id)}`, at, root)) return `#${CSS.escape(at.id)}${selector ? ` > ${selector}` : ""}`;
    selector = selector ? `${step(at)} > ${selector}` : step(at);
    if (unique(selector, element, root)) return selector;
  }
  return selector || element.localName;
};
// The hosts and frames around an element, the outermost first.
const around = (element) => {
  const found = [];
  for (let at = holder(element); at; at = holder(at.element)) if (at.kind) found.unshift({ kind: at.kind, path: path(at.element) });
  return found;
};
const excerpt = (piece) => {
  const text = piece.text.replace(/\s+/g, " ").trim();
  if (text.length <= 160) return text;
  const at = Math.max(0, text.toLowerCase().indexOf(plain(args.value).slice(0, 20)) - 60);
  return `${at ? "…" : ""}${text.slice(at, at + 150)}…`;
};
const places = ranked.slice(0, 5).map((piece) => ({
  kind: piece.kind,
  name: piece.name ?? null,
  text: excerpt(piece),
  path: piece.element ? path(piece.element) : null,
  around: piece.element ? around(piece.element) : [],
  visible: shows(piece.element),
}));
const first = ranked.find((piece) => shows(piece.element))?.element;
if (first && args.highlight) {
  first.scrollIntoView({ block: "center", inline: "nearest" });
  const before = [first.style.outline, first.style.outlineOffset];
  [first.style.outline, first.style.outlineOffset] = ["3px solid #e5007d", "2px"];
  setTimeout(() => ([first.style.outline, first.style.outlineOffset] = before), args.highlight_ms ?? 8000);
}
const exact = ranked.length ? [] : [...new Set(pieces.filter((piece) => piece.kind === "text" || piece.kind === "part").flatMap((piece) => (piece.plain.length < 400 ? [piece.text.replace(/\s+/g, " ").trim()] : [])))];
return { url: location.href, places, count: ranked.length, joined: !ranked.length && wanted.page(), texts: exact.slice(0, 400), cut };
