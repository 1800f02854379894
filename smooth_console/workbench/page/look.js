// What the page says: its texts, attributes and data, and whether a value is among them. Held to a deadline.
// Open shadow roots and frames of the same origin are parts of it.
const ENDS = performance.now() + (args.budget_ms ?? 1500);
const late = () => performance.now() > ENDS;
const MOST_NODES = 150000;
const SKIPPED = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"]);
const INLINE = /^(A|ABBR|B|BDI|BDO|CITE|CODE|DATA|DEL|DFN|EM|FONT|I|INS|KBD|LABEL|MARK|Q|S|SAMP|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR|WBR)$/;
const ADDRESSES = ["href", "src", "action", "poster", "data-src", "cite"];
const plain = (text) =>
  String(text)
    .normalize("NFKC")
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();

// Everything that is said, piece by piece: { text, element, kind, name }.
const pieces = [];
let whole = "";
let cut = false;
const collect = (root) => {
  let nodes = 0;
  let run = [];
  let runElement = null;
  const flush = () => {
    const text = run.map(({ data }) => data).join("");
    if (text.trim()) {
      pieces.push({ text, element: runElement, kind: "text" });
      // Each part by itself too: a name and a price side by side are no word.
      if (run.length > 1) {
        for (const node of run) if (node.data.trim()) pieces.push({ text: node.data, element: node.parentElement, kind: "part" });
      }
    }
    run = [];
    runElement = null;
  };
  const attributes = (element) => {
    for (const { name, value } of element.attributes) {
      if (!value || ["class", "style", "d", "srcdoc"].includes(name) || name.startsWith("on")) continue;
      pieces.push({ text: value, element, kind: "attribute", name });
      if (ADDRESSES.includes(name)) {
        try {
          pieces.push({ text: new URL(value, element.baseURI).href, element, kind: "attribute", name });
        } catch {}
      }
      if (name === "srcset") {
        for (const part of value.split(",")) {
          try {
            pieces.push({ text: new URL(part.trim().split(/\s/)[0], element.baseURI).href, element, kind: "attribute", name });
          } catch {}
        }
      }
    }
    if ("value" in element && typeof element.value === "string" && element.value && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) {
      if (element.type !== "password") pieces.push({ text: element.value, element, kind: "field" });
    }
  };
  const inside = (frame) => {
    try {
      return frame.contentDocument?.documentElement;
    } catch {
      return null; // another origin
    }
  };
  const visit = (node, depth) => {
    if (++nodes > MOST_NODES || depth > 400 || (nodes % 500 === 0 && late())) {
      cut = true;
      return;
    }
    if (node.nodeType === 3) {
      if (!runElement) runElement = node.parentElement;
      else if (runElement !== node.parentElement && !runElement.contains(node.parentElement)) {
        // The text goes on outside: what holds both is where it stands.
        let holder = runElement;
        while (holder && !holder.contains(node)) holder = holder.parentElement;
        runElement = holder ?? runElement;
      }
      run.push(node);
      return;
    }
    if (node.nodeType !== 1 && node.nodeType !== 11) return;
    if (node.nodeType === 1) {
      if (node.tagName === "SCRIPT" && /json/.test(node.type)) data(node);
      if (SKIPPED.has(node.tagName)) return;
      attributes(node);
    }
    const inline = node.nodeType === 1 && INLINE.test(node.tagName);
    if (!inline) flush();
    if (node.tagName === "BR") run.push({ data: "\n", parentElement: node.parentElement });
    for (const child of node.childNodes) visit(child, depth + 1);
    if (node.shadowRoot) visit(node.shadowRoot, depth + 1);
    if (node.tagName === "IFRAME" || node.tagName === "FRAME") {
      const inner = inside(node);
      if (inner) visit(inner, depth + 1);
    }
    if (!inline) flush();
  };
  const data = (script) => {
    let left = 5000;
    const leaves = (value, name) => {
      if (left-- < 0) return;
      if (value && typeof value === "object") for (const [key, inner] of Object.entries(value)) leaves(inner, key);
      else if (value !== null && typeof value !== "boolean") {
        pieces.push({ text: String(value), element: script, kind: "data", name });
        if (/^\.{0,2}\//.test(value)) pieces.push({ text: new URL(value, script.baseURI).href, element: script, kind: "data", name });
      }
    };
    try {
      leaves(JSON.parse(script.textContent), "");
    } catch {
      pieces.push({ text: script.textContent, element: script, kind: "data", name: "" });
    }
  };
  visit(root, 0);
  flush();
};
collect(document.documentElement);
pieces.push({ text: document.title, element: null, kind: "title" }, { text: location.href, element: null, kind: "address" });
for (const piece of pieces) piece.plain = plain(piece.text);
// Runs of text that follow each other may be one value: an address in three lines, a name and a title.
whole = pieces.filter((piece) => piece.kind === "text").map((piece) => piece.plain).join(" ");

const edge = /[\p{L}\p{N}]/u;
const holds = (text, wanted) => {
  // As words: not in the middle of another one.
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text[at - 1], behind = text[at + wanted.length];
    const open = !before || !edge.test(before) || !edge.test(wanted[0]);
    const closed = !behind || !edge.test(behind) || !edge.test(wanted.at(-1));
    if (open && closed) return true;
  }
  return false;
};

// Numbers, as people write them anywhere: 1,234.56  1.234,56  1 234  1'234  12k  3 Mio  45 %
const NUMBER = /(?:(?<![\d\p{L}.,])[-(]\s?)?[$€£¥₹]?\s?\d+(?:[.,' ]\d+)*\s?(?:k|tsd|thousand|mio|m|million|millionen|mrd|bn|billion|%|‰)?(?![\d])/giu;
const SCALES = { k: 1e3, tsd: 1e3, thousand: 1e3, mio: 1e6, m: 1e6, million: 1e6, millionen: 1e6, mrd: 1e9, bn: 1e9, billion: 1e9 };
const SCRIPTS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const digits = (text) =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g, (letter) => {
    const code = letter.charCodeAt(0);
    return String(code - SCRIPTS.filter((start) => start <= code).at(-1));
  });
// Lengths of time: PT1H10M, 1 h 10 min.
const LENGTH = new RegExp(
  "\\bp(?:(\\d+)d)?t(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?\\b|" +
    "(?:(\\d+) ?(?:d|days?|tage?) )?(?:(\\d+) ?(?:h|hrs?|hours?|std\\.?|stunden?),? )(?:(\\d+) ?(?:m|mins?|minutes?|minuten?))?(?:,? (\\d+) ?(?:s|secs?|seconds?))?",
  "g",
);
const WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const canonical = (number) => String(Number(number.toPrecision(12)));
const readings = (token) => {
  // Every number that a run of digits and separators may stand for.
  const found = new Set();
  const add = (text) => found.add(Number(text));
  const parts = token.split(/[.,' ]/);
  const marks = [...token.matchAll(/[.,' ]/g)].map((match) => match[0]);
  const grouped = (list) => list.every((part, index) => index === 0 || part.length === 3);
  if (!marks.length) add(token);
  else {
    const last = marks.at(-1), before = marks.slice(0, -1);
    if (grouped(parts) && marks.every((mark) => mark === last)) add(parts.join(""));
    if (/[.,]/.test(last) && !before.includes(last) && grouped(parts.slice(0, -1)) && new Set(before).size <= 1)
      add(`${parts.slice(0, -1).join("")}.${parts.at(-1)}`);
    // Indian groups, and lists of numbers.
    if (new Set(marks).size === 1 && parts.slice(1, -1).every((part) => part.length === 2) && parts.at(-1).length === 3) add(parts.join(""));
    for (const part of token.split(/[ ']|,\s|[.,](?=\D|$)/)) if (part && part !== token) for (const inner of readings(part)) found.add(inner);
    if (marks.includes(" ") || new Set(marks).size > 1 || marks.length > 1) for (const part of parts) add(part);
  }
  return found;
};
const numbersOf = (text) => {
  const found = new Set();
  for (const match of digits(text).matchAll(NUMBER)) {
    const token = match[0].match(/\d[\d.,' ]*/)[0].trim();
    const unit = match[0].match(/[a-z%‰]+$/i)?.[0].toLowerCase();
    for (const value of readings(token)) {
      found.add(canonical(value));
      if (/^\s?[-(]/.test(match[0])) found.add(canonical(-value));
      if (unit === "%") found.add(canonical(value / 100));
      if (SCALES[unit]) found.add(canonical(value * SCALES[unit]));
    }
  }
  for (const match of text.matchAll(/(\d+)?\s?([½¼¾⅓⅔]|(\d)\/(\d))/g)) {
    const part = { "½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3 }[match[2]] ?? match[3] / match[4];
    found.add(canonical(Number(match[1] ?? 0) + part));
  }
  for (const match of text.matchAll(/(?:[★⭐]\ufe0f?)+/g)) found.add(String([...match[0]].filter((sign) => /[★⭐]/.test(sign)).length));
  for (const match of text.matchAll(LENGTH)) {
    const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((group) => Number(match[group] ?? match[group + 4] ?? 0));
    const all = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    for (const unit of [1, 60, 3600]) if (all) found.add(canonical(all / unit));
  }
  WORDS.forEach((word, number) => holds(text, word) && found.add(String(number)));
  return found;
};
let numbers = null;
const allNumbers = () => {
  if (numbers) return numbers;
  numbers = new Set();
  for (const piece of pieces) {
    if (late()) {
      cut = true;
      break;
    }
    piece.numbers ??= numbersOf(piece.kind === "attribute" && /^https?:/.test(piece.plain) ? "" : piece.plain);
    for (const number of piece.numbers) numbers.add(number);
  }
  return numbers;
};

// Dates: the forms in which the page may write one.
const LANGUAGES = [...new Set([document.documentElement.lang || "en", "en", "de", "fr", "es", "it", "nl", "pt", "sv", "pl"])];
const monthNames = {};
const months = (month) => {
  if (monthNames[month]) return monthNames[month];
  const names = new Set();
  for (const language of LANGUAGES) {
    for (const form of ["long", "short"]) {
      for (const day of [undefined, "numeric"]) {
        try {
          const parts = new Intl.DateTimeFormat(language, { month: form, day, timeZone: "UTC" }).formatToParts(Date.UTC(2024, month - 1, 15));
          const name = plain(parts.find((part) => part.type === "month").value).replace(/\.$/, "");
          if (/\D/.test(name)) names.add(name);
        } catch {}
      }
    }
  }
  if (month === 9) names.add("sept");
  return (monthNames[month] = [...names]);
};
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[t ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(z|[+-]\d\d:?\d\d)?)?$/i;
const dateForms = (text) => {
  const match = DATE.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const y = `(?:${year}|'?${String(year).slice(2)})`;
  const m = `0?${month}`;
  const d = `0?${day}`;
  const names = months(month).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const name = `(?:${names})\\.?`;
  const nth = `${d}(?:st|nd|rd|th|er|\\.|º)?`;
  const gap = "[\\s,.\\-/]*(?:de |of |the )?";
  const sources = [
    `${year}[-/. ]${m}[-/. ]${d}(?!\\d)`, `(?<!\\d)${d}[-/. ]+${m}[-/. ]+${y}(?!\\d)`, `(?<!\\d)${m}[-/]${d}[-/]${y}(?!\\d)`,
    `(?<!\\d)${year}${match[2]}${match[3]}(?!\\d)`, `${year}年${m}月${d}日`,
    `(?<!\\d)${nth}${gap}${name}${gap}${y}(?!\\d)`, `${name}${gap}${nth}${gap}${y}(?!\\d)`, `${year}${gap}${name}${gap}${nth}`,
  ];
  // Without a year none may stand beside it, and it has to be a year that the page names, or about now.
  const now = new Date().getFullYear();
  const named = Math.abs(now - year) <= 1 || pieces.some((piece) => piece.plain.includes(String(year)));
  if (named) sources.push(
    `(?<!\\d)${nth}${gap}${name}(?![\\p{L}])(?!${gap}\\d{4})`, `(?<![\\p{L}])${name}${gap}${nth}(?!\\d)(?!,? \\d{4})`, `(?<![\\d.])${d}\\.${m}\\.(?!\\d)`,
  );
  const days = Math.round((Date.now() - Date.UTC(year, month - 1, day)) / 86400000);
  for (const near of [days - 1, days, days + 1]) {
    if (near === 0) sources.push("\\b(?:today|heute|aujourd'hui|just now|(?:hour|minute|second|stunde|minute)[sn]? ago|vor \\d+ (?:stunde|minute)n?)");
    if (near === 1) sources.push("\\b(?:yesterday|gestern|hier)\\b");
    if (near > 1) sources.push(`\\b${near} days? ago`, `\\bvor ${near} tagen`, `il y a ${near} jours`);
    if (near > 6 && near % 7 === 0) sources.push(`\\b${near / 7} weeks? ago`, `\\bvor ${near / 7} wochen?`);
  }
  const times = [];
  if (match[4] && !(match[4] === "00" && match[5] === "00")) {
    // The page may show the time of another zone.
    for (let shift = -14 * 4; shift <= 14 * 4; shift += match[6] ? 1 : 200) {
      const moment = (Number(match[4]) * 60 + Number(match[5]) + (match[6] ? shift * 15 : 0) + 2880) % 1440;
      times.push(timeForm(Math.floor(moment / 60), moment % 60));
    }
  }
  return { date: new RegExp(sources.join("|"), "iu"), time: times.length ? new RegExp(times.join("|"), "i") : null };
};
const timeForm = (hour, minute) => {
  const mm = String(minute).padStart(2, "0");
  const twelve = `${hour % 12 || 12}${minute ? `[:.]${mm}` : `(?:[:.]00)?`} ?${hour < 12 ? "a" : "p"}\\.?m`;
  return `(?<!\\d)(?:0?${hour}[:.h]${mm}(?!\\d)|${hour} ?(?:uhr|h)(?: ?${mm})?\\b|${twelve})`;
};
const TIME = /^(\d\d):(\d\d)(?::\d\d)?(?:z|[+-]\d\d:\d\d)?$/i;
const signs = (code) => {
  // The signs of a currency.
  const found = new Set();
  for (const language of LANGUAGES) {
    for (const currencyDisplay of ["symbol", "narrowSymbol", "name"]) {
      try {
        const parts = new Intl.NumberFormat(language, { style: "currency", currency: code, currencyDisplay }).formatToParts(1);
        found.add(plain(parts.find((part) => part.type === "currency").value));
      } catch {
        return [];
      }
    }
  }
  return [...found];
};

// Whether a piece, or the whole text, says a value: a function of a text for each kind of value.
const matcher = (value) => {
  if (typeof value === "number") {
    const wanted = canonical(value);
    const time = (piece) => (piece.numbers ??= numbersOf(piece.kind === "attribute" && /^https?:/.test(piece.plain) ? "" : piece.plain)).has(wanted);
    return { piece: time, page: () => allNumbers().has(wanted) };
  }
  const wanted = plain(value);
  if (!wanted) return { piece: () => true, page: () => true };
  const tests = [(text) => holds(text, wanted)];
  const forms = dateForms(value);
  if (forms) tests.push((text) => forms.date.test(text) && (!forms.time || forms.time.test(text) || /ago|vor |il y a/.test(text)));
  const time = TIME.exec(value.trim());
  if (time) {
    const form = new RegExp(timeForm(Number(time[1]), Number(time[2])), "i");
    tests.push((text) => form.test(text));
  }
  const onlyDigits = value.replace(/\D/g, "");
  if (onlyDigits.length >= 5 && onlyDigits.length >= value.replace(/[\s()+./-]/g, "").length) {
    // A telephone number, a code: the digits count.
    const form = new RegExp(`(?<!\\d)${[...onlyDigits].join("[\\s()./-]*")}(?!\\d)`);
    tests.push((text) => form.test(text));
  }
  if (/^[A-Z]{3}$/.test(value)) {
    const symbols = signs(value);
    tests.push((text) => symbols.some((sign) => (/^\p{L}+$/u.test(sign) ? holds(text, sign) : text.includes(sign))));
  }
  if (/^-?\d+(?:\.\d+)?$/.test(value.trim())) {
    const number = canonical(Number(value));
    tests.push((text) => numbersOf(text).has(number));
  }
  const bare = wanted.replace(/[.…:;,!?]+$|^[.…:;,!?]+/g, "").trim();
  if (bare && bare !== wanted) tests.push((text) => holds(text, bare));
  if (/^https?:/.test(wanted)) {
    const decoded = wanted.replace(/\/$/, "");
    tests.push((text) => /^https?:/.test(text) && text.replace(/\/$/, "") === decoded);
  }
  const piece = (one) => tests.some((test) => test(one.plain));
  const page = () => {
    if (tests.some((test) => test(whole))) return true;
    for (const one of pieces) if (one.kind !== "text" && piece(one)) return true;
    // Joined by the reader: every part of it is there.
    const parts = wanted.split(/\s*(?:[,;|·•\n]|\s-\s|\s\/\s)\s*/).filter(Boolean);
    return parts.length > 1 && wanted.length > 8 && parts.every((part) => part.length > 1 && matcher(part).page());
  };
  return { piece, page };
};
