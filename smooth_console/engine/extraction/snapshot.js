// The page as HTML: what a person sees, flattened. Runs in an isolated world, so the page's own scripts cannot change what it uses.
// Elements left out stay as empty ones marked `hidden`, so that a path counted in the snapshot holds in the live page.
(most) => {
  const VOID = new Set("AREA BASE BR COL EMBED HR IMG INPUT LINK META SOURCE TRACK WBR".split(" "));
  const DROPPED = new Set("STYLE NOSCRIPT TEMPLATE OBJECT CANVAS VIDEO AUDIO MAP DATALIST".split(" "));
  const KEPT = new Set("HEAD TITLE META LINK BASE SCRIPT BR WBR OPTION OPTGROUP SOURCE AREA COL COLGROUP PARAM".split(" "));
  const URLS = new Set(["href", "src"]);
  const SKIPPED = new Set(["style", "d", "nonce", "integrity", "hidden", "checked", "selected", "value", "srcdoc"]);
  const escapeText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\0/g, "");
  const escapeValue = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/\0/g, "");
  // A form's fields can stand in front of its own properties (<input name=attributes>): these look past them.
  const getter = (owner, key) => { const { get } = Object.getOwnPropertyDescriptor(owner.prototype, key); return (node) => get.call(node); };
  const method = (owner, key) => { const call = owner.prototype[key]; return (node, ...given) => call.apply(node, given); };
  const [nodeType, childNodes, ownerDocument] = ["nodeType", "childNodes", "ownerDocument"].map((key) => getter(Node, key));
  const [tagName, attributesOf, shadowRoot, namespaceURI] =
    ["tagName", "attributes", "shadowRoot", "namespaceURI"].map((key) => getter(Element, key));
  const [hasAttribute, getAttribute, checkVisibility, querySelector] =
    ["hasAttribute", "getAttribute", "checkVisibility", "querySelector"].map((key) => method(Element, key));
  const out = [];
  let size = 0;
  let cut = false;
  const add = (text) => { size += text.length; out.push(text); };

  const attributes = (element, name) => {
    let text = "";
    for (const { name: key, value } of attributesOf(element)) {
      if (SKIPPED.has(key) || key.startsWith("on") || value.length > 4000) continue;
      text += ` ${key}="${escapeValue(URLS.has(key) ? absolute(element, key, value) : value)}"`;
    }
    if (name === "INPUT") {
      const kind = element.type;
      if (kind === "checkbox" || kind === "radio") {
        text += ` value="${escapeValue(element.value)}"${element.checked ? " checked" : ""}`;
      } else if (kind !== "password" && kind !== "hidden" && kind !== "file") {
        text += ` value="${escapeValue(element.value.slice(0, 20000))}"`;
      }
    } else if (hasAttribute(element, "value")) {
      text += ` value="${escapeValue(getAttribute(element, "value"))}"`;
    }
    if (name === "OPTION" && element.selected) text += " selected";
    return text;
  };

  const absolute = (element, key, value) => {
    if (key === "src" && tagName(element) === "IMG" && element.currentSrc) value = element.currentSrc;
    const trimmed = value.trim();
    if (!trimmed || trimmed.startsWith("data:")) return trimmed.slice(0, 200);
    try { return new URL(trimmed, ownerDocument(element).baseURI).href; } catch { return trimmed; }
  };

  const children = (element) => {
    if (nodeType(element) === 1 && tagName(element) === "SLOT") {
      const assigned = element.assignedNodes({ flatten: true });
      if (assigned.length) return assigned;
    }
    return childNodes(element);
  };

  // "shown", "blank" (its own text is not, a child may be) or "gone"
  const look = (element, name) => {
    if (KEPT.has(name) || checkVisibility(element, { visibilityProperty: true })) return "shown";
    const style = ownerDocument(element).defaultView.getComputedStyle(element);
    if (style.display === "none") return "gone";
    return style.visibility === "visible" ? "shown" : "blank";
  };

  const frame = (element, depth) => {
    let inner = null;
    try { inner = element.contentDocument; } catch { /* another origin */ }
    add(`<smooth-frame${attributes(element, "IFRAME")}>`);
    if (inner && inner.body) walk(inner.body, depth + 1, true);
    add("</smooth-frame>");
  };

  const walk = (element, depth, shown) => {
    for (const node of children(element)) {
      if (size > most || depth > 380) { cut = true; return; }
      if (nodeType(node) === 3) {
        if (shown) add(escapeText(node.data));
        continue;
      }
      if (nodeType(node) !== 1) continue;
      const name = tagName(node).toUpperCase();
      const tag = name.toLowerCase();
      if (name === "SCRIPT") {
        const data = /ld\+json/i.test(node.type);
        add(data ? `<script type="application/ld+json">${node.text.replace(/<\//g, "<\\/").slice(0, 2000000)}</script>` : "<script></script>");
        continue;
      }
      if (namespaceURI(node) !== "http://www.w3.org/1999/xhtml") {
        const label = getAttribute(node, "aria-label") || querySelector(node, ":scope > title")?.textContent || "";
        add(`<${tag === "svg" ? "svg" : "span"}${label ? ` aria-label="${escapeValue(label)}"` : ""}></${tag === "svg" ? "svg" : "span"}>`);
        continue;
      }
      const state = DROPPED.has(name) ? "gone" : look(node, name);
      const marked = hasAttribute(node, "itemprop");
      if (state === "gone" && !marked) {
        add(VOID.has(name) ? `<${tag} hidden>` : `<${tag} hidden></${tag}>`);
        continue;
      }
      if (name === "IFRAME" || name === "FRAME") { frame(node, depth); continue; }
      add(`<${tag}${attributes(node, name)}${state === "gone" ? " hidden" : ""}>`);
      if (VOID.has(name)) continue;
      if (name === "TEXTAREA") {
        add(escapeText(node.value.slice(0, 100000)));
      } else if (state !== "gone") {
        const shadow = shadowRoot(node);
        if (shadow) {
          add("<shadow-root>");
          walk(shadow, depth + 2, state === "shown");
          add("</shadow-root>");
        } else {
          walk(node, depth + 1, state === "shown");
        }
      }
      add(`</${tag}>`);
    }
  };

  const root = document.documentElement;
  if (!root) return { html: "", url: location.href, cut: false, age: performance.now(), scripted: false };
  add(`<!DOCTYPE html><html${attributes(root, "HTML")}>`);
  walk(root, 0, true);
  add("</html>");
  return { html: out.join(""), url: location.href, cut, age: performance.now(), scripted: document.scripts.length > 0 };
}
