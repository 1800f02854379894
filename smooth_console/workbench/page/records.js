// What a page repeats: tables, and elements that look alike, each as records with named fields. The largest first.
const LEAST = 3;
const MOST_RECORDS = args.most ?? 40;
const ENDS = performance.now() + (args.budget_ms ?? 1500);
const late = () => performance.now() > ENDS;
const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shows = (element) => element.getClientRects().length > 0;
const snake = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/^\S+$/, (name) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2"))
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();

// 1,234.56  1.234,56  1 234  61’880.00: the last mark is the decimal point, unless three digits follow it.
const amount = (text) => {
  let digits = text.replace(/[’' \u00a0\u202f]/g, "").replace("−", "-");
  const last = /[.,](?=\d*$)/.exec(digits);
  if (last) {
    const behind = digits.length - last.index - 1;
    const marks = digits.match(/[.,]/g);
    const decimal = behind !== 3 || (marks.length > 1 && marks.slice(0, -1).every((mark) => mark !== last[0]));
    const front = digits.slice(0, last.index).replace(/[.,]/g, "");
    digits = decimal ? `${front}.${digits.slice(last.index + 1)}` : front + digits.slice(last.index + 1);
  }
  const number = Number(digits);
  return Number.isFinite(number) ? number : null;
};
const typed = (text) => {
  // Amounts and flags as what they are; anything else stays text.
  const said = tidy(text);
  if (/^(?:yes|true|✓|✔|no|false|✗|✘)$/i.test(said)) return /^(?:yes|true|✓|✔)$/i.test(said);
  const plain = /^([+\-−]?)((?:0|[1-9])\d{0,14}|(?:0|[1-9][\d.,'’ ]*)[.,]\d+|[1-9]\d{0,2}(?:[.,'’ ]\d{3})+)(?:\s?%)?$/.exec(said);
  const date = /^\d{1,4}[./]\d{1,2}[./]\d{2,4}$/.test(said);
  if (plain && !date) return amount(plain[2]) * (/[-−]/.test(plain[1]) ? -1 : 1);
  return said || null;
};
const SIGN = "[$€£¥₹]|US\\$|USD|EUR|GBP|CHF|INR|kr|zł";
const MONEY = new RegExp(`^(?:(?:${SIGN})\\s?)?([-−]?\\d[\\d.,'’ ]*)(?:\\s?(?:${SIGN}))?$`);
const money = (text) => {
  const said = tidy(text);
  const match = new RegExp(SIGN).test(said) && MONEY.exec(said);
  return match ? amount(match[1].trim()) : null;
};

const tables = () =>
  [...document.querySelectorAll("table")].filter(shows).flatMap((table) => {
    const rows = [...table.rows].filter((row) => row.cells.length && !row.closest("tfoot"));
    // Of several rows of a head the one that names single columns.
    const heads = rows.filter((row) => row.closest("thead")).sort((one, other) => other.cells.length - one.cells.length);
    const head = heads[0] ?? (rows[0] && [...rows[0].cells].every((cell) => cell.tagName === "TH") ? rows[0] : null);
    if (!head) return [];
    const body = rows.filter((row) => row !== head && !row.closest("thead") && row.cells.length === head.cells.length);
    if (body.length < 2) return [];
    const taken = new Set();
    const names = [...head.cells].map((cell, index) => {
      let name = snake(tidy(cell.innerText)) || `column_${index + 1}`;
      while (taken.has(name)) name += "_2";
      taken.add(name);
      return name;
    });
    const records = body.slice(0, MOST_RECORDS).map((row) => Object.fromEntries(names.map((name, index) => [name, money(row.cells[index].innerText) ?? typed(row.cells[index].innerText)])));
    const labels = Object.fromEntries(names.map((name, index) => [name, tidy(head.cells[index].innerText)]));
    return [{ kind: "table", path: path(table), count: body.length, records, labels, weight: body.length * names.length }];
  });

const path = (element) => {
  const parts = [];
  for (let at = element; at && at.localName !== "html" && parts.length < 4; at = at.parentElement) {
    if (at.id && !/\d{3}/.test(at.id)) {
      parts.unshift(`#${CSS.escape(at.id)}`);
      break;
    }
    const name = [...at.classList].find((each) => /^[a-z][\w-]{2,30}$/i.test(each));
    parts.unshift(name ? `${at.localName}.${CSS.escape(name)}` : at.localName);
  }
  return parts.join(" > ");
};

// A sign of what an element is: its tag, role and classes; hashed classes say nothing.
const sign = (element) => {
  const names = [...element.classList].filter((each) => /^[a-z][a-z-]{2,30}$/i.test(each)).sort().slice(0, 3).join(".");
  return `${element.localName}|${element.getAttribute("itemtype") ?? ""}|${names}`;
};
const TEXTS = "h1,h2,h3,h4,h5,h6,p,span,div,a,li,dt,dd,strong,b,em,i,small,time,td,s,del,ins,data,address,label,figcaption";
const parts = (record) => {
  // The fields of one record: what has text of its own, links, pictures, times.
  const found = [];
  const add = (element, name, value, rank) => value !== null && value !== "" && found.push({ element, name, value, rank });
  for (const element of [record, ...record.querySelectorAll("*")]) {
    if (late() || found.length > 60) break;
    const prop = element.getAttribute("itemprop");
    if (element.localName === "a" && element.getAttribute("href") && !/^(?:#|javascript:)/.test(element.getAttribute("href"))) add(element, "url", element.href, 1);
    if (element.localName === "img" && (element.currentSrc || element.src)) add(element, "image", element.src, 2);
    if (element.localName === "time" && element.dateTime) add(element, naming(element, record) || "date", element.dateTime, 0);
    if (prop && element.hasAttribute("content")) add(element, snake(prop), typed(element.getAttribute("content")), 0);
    const stars = /(\d(?:\.\d)?)\s*(?:out of|of|\/)\s*5/.exec(element.getAttribute("aria-label") ?? element.title ?? "");
    if (stars) add(element, "rating", Number(stars[1]), 0);
    if (!element.matches(TEXTS) || element.localName === "time") continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(" ");
    const inline = element.children.length > 0 && [...element.children].every((child) => /^(?:B|I|EM|STRONG|SUP|SUB|BR|MARK|CODE)$/.test(child.tagName));
    if (!tidy(own) && !inline) continue;
    if (element.closest("button,select,option,script,style,noscript")) continue;
    const said = tidy(inline ? element.innerText : own).replace(/^[·•|,;–—-]+\s*|\s*[·•|,;–—]+$/g, "");
    if (!/[\p{L}\p{N}]/u.test(said) || said.length > 400) continue;
    const amount = money(said);
    const heading = /^H[1-6]$/.test(element.tagName) || element.closest("h1,h2,h3,h4,h5,h6");
    const name = (prop && snake(prop)) || (heading ? "title" : "") || naming(element, record) || (amount !== null ? "price" : "");
    const labelled = /^([\p{L} ]{2,24}):\s*(.+)$/u.exec(said);
    if (labelled && !prop) add(element, snake(labelled[1]), money(labelled[2]) ?? typed(labelled[2]), 0);
    else if (element.localName === "dd") {
      let label = element.previousElementSibling;
      while (label && label.localName !== "dt") label = label.previousElementSibling;
      add(element, snake(tidy(label?.innerText)) || name, amount ?? typed(said), 0);
    } else if (element.localName !== "dt") add(element, name, amount ?? typed(said), name ? 0 : 3);
  }
  return found;
};
const DULL = /^(?:card|item|text|body|content|wrap|wrapper|inner|row|col|column|box|block|cell|link|btn|button|label|list|main|left|right|top|bottom|muted|small|sr_only|icon|media|meta|head|footer|info|details|container|grid|flex)$/;
const naming = (element, record) => {
  // The class of an element, without that of the record before it: product-card__price is price.
  const outer = [...record.classList].map(snake);
  for (const each of element.classList) {
    if (!/^[a-z][a-z_-]{2,30}$/i.test(each)) continue;
    const name = snake(each.split("__").at(-1).split("--")[0]);
    const bare = outer.reduce((rest, prefix) => (rest.startsWith(`${prefix}_`) ? rest.slice(prefix.length + 1) : rest), name);
    if (bare && !DULL.test(bare)) return bare;
  }
  return "";
};

let seenGroups = null;
const groups = () => {
  if (seenGroups) return seenGroups;
  const found = (seenGroups = []);
  for (const parent of document.querySelectorAll("body, body *")) {
    if (late()) break;
    if (parent.children.length < LEAST || parent.closest("table,svg,select,nav,footer,header,[aria-hidden=true]")) continue;
    const bySign = new Map();
    for (const child of parent.children) {
      if (!shows(child) || /^(?:BR|SCRIPT|STYLE|OPTION|DT|DD)$/.test(child.tagName)) continue;
      const key = sign(child);
      bySign.set(key, [...(bySign.get(key) ?? []), child]);
    }
    for (const members of bySign.values()) if (members.length >= LEAST) found.push(members);
  }
  return found;
};
const repeated = () =>
  groups().flatMap((members) => {
    const read = members.slice(0, MOST_RECORDS).map(parts);
    // A field is what most of the records have.
    const counts = new Map();
    for (const record of read) {
      const own = new Map();
      for (const part of record) {
        let name = part.name || "text";
        const times = (own.get(name) ?? 0) + 1;
        own.set(name, times);
        part.field = times === 1 ? name : `${name}_${times}`;
        counts.set(part.field, (counts.get(part.field) ?? 0) + 1);
      }
    }
    const fields = [...counts].filter(([, count]) => count >= Math.max(2, read.length * 0.34)).map(([name]) => name);
    // The same value under two names is one field.
    const value = (record, name) => record.find((part) => part.field === name)?.value ?? null;
    const kept = fields.filter((name, index) => !fields.slice(0, index).some((other) => read.every((record) => value(record, other) === value(record, name))));
    const varied = kept.filter((name) => new Set(read.map((record) => JSON.stringify(value(record, name)))).size > 1);
    if (varied.length < 2) return [];
    const named = kept.filter((name) => !/^text(?:_\d+)?$|_(?:[3-9]|\d\d)$/.test(name) || (name === "text" && kept.length < 4));
    const first = named.filter((name) => name === "title" || name === "name");
    const order = [...first, ...named.filter((name) => !first.includes(name))];
    if (order.length < 2) return [];
    const records = read.map((record) => Object.fromEntries(order.map((name) => [name, value(record, name)])));
    const filled = records.flatMap((record) => Object.values(record)).filter((each) => each !== null).length / (records.length * order.length);
    const seldom = [...counts].filter(([name]) => !fields.includes(name) && !/^text(?:_\d+)?$|_\d+$/.test(name)).slice(0, 8);
    // What holds tables or lists of its own is a part of the page, not a record.
    const whole = members[0].querySelector("table") || groups().some((inner) => members[0].contains(inner[0]) && inner[0] !== members[0] && inner.length > 3) ? 0.2 : 1;
    return [{ kind: "records", path: path(members[0]), count: members.length, records, labels: {}, seldom: Object.fromEntries(seldom), weight: members.length * order.length * filled ** 2 * whole }];
  });
const all = [...tables(), ...repeated()].sort((one, other) => other.weight - one.weight);
return { url: location.href, title: document.title, found: all.slice(0, 5) };
