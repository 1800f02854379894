// Turns any JavaScript value into JSON text. It runs in the page's own world but takes every built-in that it uses at the
// start, so nothing that page code replaces later (JSON.stringify, toJSON, Array.prototype, Object.keys, Symbol.iterator)
// reaches it. What page code runs all the same are its getters and proxy traps, each inside a try. Beyond the captured
// names only syntax is used, and of that nothing that consults a prototype: no spread, no for-of, no array methods.
// docs/javascript-values.md is the table of what comes out.
(() => {
  "use strict";
  const { apply } = Reflect;
  const { keys, getPrototypeOf, getOwnPropertyDescriptor: own, getOwnPropertyNames: namesOf } = Object;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { stringify } = JSON;
  const textOf = String;
  const isError = Error.isError;
  const tagOf = Object.prototype.toString;
  const sourceOf = Function.prototype.toString;
  const slice = String.prototype.slice;
  const indexOf = String.prototype.indexOf;
  const exec = RegExp.prototype.exec;
  const toBase64 = btoa;
  const charOf = String.fromCharCode;
  const Bytes = Uint8Array;
  const Cache = Map;
  const cacheGet = Map.prototype.get;
  const cacheSet = Map.prototype.set;
  const eachEntry = Map.prototype.forEach;
  const eachValue = Set.prototype.forEach;
  const getter = (holder, name) => { const d = holder && own(holder, name); return d && d.get; };
  const sizeOfMap = getter(Map.prototype, "size");
  const sizeOfSet = getter(Set.prototype, "size");
  const timeOf = Date.prototype.getTime;
  const isoOf = Date.prototype.toISOString;
  const patternOf = getter(RegExp.prototype, "source");
  const views = getPrototypeOf(Uint8Array.prototype);
  const viewName = getter(views, Symbol.toStringTag);
  const viewLength = getter(views, "length");
  const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
  const dataBuffer = getter(DataView.prototype, "buffer");
  const dataOffset = getter(DataView.prototype, "byteOffset");
  const dataLength = getter(DataView.prototype, "byteLength");
  const numberOf = Number.prototype.valueOf;
  const stringOf = String.prototype.valueOf;
  const booleanOf = Boolean.prototype.valueOf;
  const bigintOf = BigInt.prototype.valueOf;
  const symbolOf = Symbol.prototype.valueOf;
  const nodeTypeOf = getter(Node.prototype, "nodeType");
  const nodeNameOf = getter(Node.prototype, "nodeName");
  const nodeValueOf = getter(Node.prototype, "nodeValue");
  const htmlOf = getter(Element.prototype, "outerHTML");
  const urlOf = getter(Document.prototype, "URL");
  const flagOf = {
    __proto__: null,
    d: getter(RegExp.prototype, "hasIndices"), g: getter(RegExp.prototype, "global"),
    i: getter(RegExp.prototype, "ignoreCase"), m: getter(RegExp.prototype, "multiline"),
    s: getter(RegExp.prototype, "dotAll"), u: getter(RegExp.prototype, "unicode"),
    v: getter(RegExp.prototype, "unicodeSets"), y: getter(RegExp.prototype, "sticky"),
  };
  const PLACE = /(?<=^ +at .*)\bevaluate_js:(\d+):(.*)/;
  const OURS = /^ +at .*smooth-console:serialise.js/;
  const NOT_ASCII = /[^\x00-\x7f]/;
  const MAX_INTEGER = 2 ** 53 - 1;
  const MAX_DEPTH = 200;
  const MAX_PLATFORM_DEPTH = 3;   // navigator, events and style sheets lead to each other without end
  const MAX_TEXT = 2000;          // characters of a function's source or an element's HTML
  const COUNT_UP_TO = 8;          // times the limit: how far the size of a result that is too large is counted
  const FULL = { __proto__: null };

  let text, size, limit, lines, shapes;

  // --- writing ---
  const put = (piece, bytes) => {
    size += bytes;
    if (size <= limit) text += piece;
    else if (size > limit * COUNT_UP_TO) throw FULL;
    else text = "";
  };
  const raw = (piece) => put(piece, piece.length);
  const string = (value) => {
    const piece = stringify(value);
    let bytes = piece.length;
    if (apply(exec, NOT_ASCII, [piece])) {
      for (let i = 0; i < piece.length; i++) {
        const unit = piece[i];
        if (unit >= "\x80") bytes += unit < "\u0800" ? 1 : unit >= "\ud800" && unit <= "\udfff" ? 1 : 2;
      }
    }
    put(piece, bytes);
  };
  const cut = (value) => value.length <= MAX_TEXT ? value
    : `${apply(slice, value, [0, MAX_TEXT])}… (${value.length - MAX_TEXT} more characters)`;
  const marked = (type, name, value) => {
    raw('{"$type":');
    string(type);
    if (name !== undefined) {
      raw(`,"${name}":`);
      string(value);
    }
    raw("}");
  };
  const told = (thrown) => {
    try {
      if (typeof thrown === "object" && thrown !== null || typeof thrown === "function") {
        if (typeof thrown.message === "string") return cut(`${textOf(thrown.name)}: ${thrown.message}`);
        return apply(tagOf, thrown, []);
      }
      return cut(textOf(thrown));
    } catch {
      return "an exception that cannot be read";
    }
  };
  // Writes what `read` gives, or what it threw. FULL is ours and goes on up.
  const attempt = (read, at, key) => {
    let value;
    try {
      value = read();
    } catch (thrown) {
      marked("Thrown", "message", told(thrown));
      return;
    }
    write(value, at, key);
  };
  const quietly = (read) => {
    try { return read(); } catch { return undefined; }
  };

  // --- values ---
  const write = (value, up, key) => {
    switch (typeof value) {
      case "string": return string(value);
      case "boolean": return raw(value ? "true" : "false");
      case "number":
        if (value !== value) return marked("Number", "value", "NaN");
        if (value === 1 / 0 || value === -1 / 0) return marked("Number", "value", value > 0 ? "Infinity" : "-Infinity");
        if (value === 0 && 1 / value < 0) return raw("-0.0");
        raw("" + value);
        // Past 2 ** 53 the digits are the shortest that tell the number, not its value: no integer to a reader of JSON.
        if ((value > MAX_INTEGER || value < -MAX_INTEGER) && value % 1 === 0 && value < 1e21 && value > -1e21) raw(".0");
        return;
      case "undefined":
        if (value === undefined) return raw("null");
        break;                                        // document.all
      case "bigint": return marked("BigInt", "value", "" + value);
      case "symbol": return marked("Symbol", "value", textOf(value));
      case "function": return marked("Function", "source", cut(apply(sourceOf, value, [])));
    }
    if (value === null) return raw("null");
    for (let a = up; a; a = a.up) if (a.value === value) return marked("Cycle", "path", pathOf(a));
    const depth = up ? up.depth + 1 : 1;
    if (depth > MAX_DEPTH) return marked("Cut", "reason", `nested deeper than ${MAX_DEPTH} levels`);
    const at = { __proto__: null, value, key, up, depth, platform: up ? up.platform : 0 };
    let array, proto, plain;
    try {
      array = isArray(value);
      proto = getPrototypeOf(value);
      plain = proto === null || getPrototypeOf(proto) === null;
    } catch (thrown) {
      return marked("Thrown", "message", told(thrown));
    }
    if (array) return list(quietly(() => value.length), (i) => value[i], at);
    if (plain) return object(value, at, undefined);
    if (!builtIn(value, proto, at)) instance(value, proto, at);
  };
  const pathOf = (at) => {
    let path = "";
    for (let a = at; a && a.up; a = a.up) path = `/${escaped(a.key)}${path}`;
    return path;
  };
  const escaped = (key) => {    // RFC 6901
    let out = "";
    for (let i = 0; i < key.length; i++) out += key[i] === "~" ? "~0" : key[i] === "/" ? "~1" : key[i];
    return out;
  };
  const list = (length, read, at) => {
    raw("[");
    for (let i = 0; i < length; i++) {
      if (i) raw(",");
      attempt(() => read(i), at, "" + i);
    }
    raw("]");
  };
  const object = (value, at, accessors) => {
    let names;
    try {
      names = keys(value);
    } catch (thrown) {
      return marked("Thrown", "message", told(thrown));
    }
    if (names.length === 0 && !accessors) {
      if (quietly(() => own(value, "window") && value.window === value)) return windowed(value);
      const tag = quietly(() => apply(slice, apply(tagOf, value, []), [8, -1]));
      if (tag !== undefined && tag !== "Object" && tag !== "Arguments") return marked(tag);
    }
    raw("{");
    let first = true;
    const entry = (name) => {
      if (!first) raw(",");
      first = false;
      string(name);
      raw(":");
      attempt(() => value[name], at, name);
    };
    for (let i = 0; i < names.length; i++) entry(names[i]);
    if (accessors) for (let i = 0; i < accessors.count; i++) entry(accessors[i]);
    raw("}");
  };
  const windowed = (value) => marked("Window", "url", quietly(() => value.location.href) ?? "of another origin");

  // --- built-in kinds: told by their internal slots, which nothing in the page can forge ---
  // Each writes a value of its kind and says so, or answers false. What one of a prototype was, the next is tried as first.
  const builtIn = (value, proto, at) => {
    const known = apply(cacheGet, shapes, [proto]);
    if (typeof known === "function" && known(value, at)) return true;
    if (typeof known === "object") return false;
    for (let i = 0; i < kinds.length; i++) {
      if (kinds[i](value, at)) {
        apply(cacheSet, shapes, [proto, kinds[i]]);
        return true;
      }
    }
    return false;
  };
  const date = (value) => {
    const time = quietly(() => apply(timeOf, value, []));
    if (time === undefined) return false;
    if (time !== time) marked("Date", "value", "Invalid Date");
    else string(apply(isoOf, value, []));
    return true;
  };
  const map = (value, at) => {
    if (quietly(() => apply(sizeOfMap, value, [])) === undefined) return false;
    entries("Map", (each) => apply(eachEntry, value, [(v, k) => each(k, v)]), at);
    return true;
  };
  const set = (value, at) => {
    if (quietly(() => apply(sizeOfSet, value, [])) === undefined) return false;
    let i = 0;
    const inner = below(at, "values");
    raw('{"$type":"Set","values":[');
    apply(eachValue, value, [(v) => { if (i) raw(","); write(v, inner, "" + i++); }]);
    raw("]}");
    return true;
  };
  const regexp = (value) => {
    const source = quietly(() => apply(patternOf, value, []));
    if (source === undefined) return false;
    let flags = "";
    for (const flag in flagOf) if (flagOf[flag] && quietly(() => apply(flagOf[flag], value, []))) flags += flag;
    marked("RegExp", "value", `/${source}/${flags}`);
    return true;
  };
  const buffer = (value) => {
    if (quietly(() => apply(bufferLength, value, [])) === undefined) return false;
    base64("ArrayBuffer", quietly(() => new Bytes(value)));
    return true;
  };
  const boxed = (value, at) => {
    let slot;
    if ((slot = quietly(() => apply(numberOf, value, []))) === undefined
        && (slot = quietly(() => apply(stringOf, value, []))) === undefined
        && (slot = quietly(() => apply(booleanOf, value, []))) === undefined
        && (slot = quietly(() => apply(bigintOf, value, []))) === undefined
        && (slot = quietly(() => apply(symbolOf, value, []))) === undefined) return false;
    write(slot, at, "");
    return true;
  };
  const below = (at, key) => ({ __proto__: null, value: FULL, key, up: at, depth: at.depth, platform: at.platform });
  const entries = (type, each, at) => {
    let i = 0;
    const inner = below(at, "entries");
    raw(`{"$type":"${type}","entries":[`);
    each((k, v) => {
      const pair = below(inner, "" + i);
      raw(i++ ? ",[" : "[");
      write(k, pair, "0");
      raw(",");
      write(v, pair, "1");
      raw("]");
    });
    raw("]}");
  };
  const view = (value, at) => {
    if (!isView(value)) return false;
    const name = apply(viewName, value, []);
    if (name === undefined) {
      base64("DataView", quietly(() => new Bytes(
        apply(dataBuffer, value, []), apply(dataOffset, value, []), apply(dataLength, value, []))));
      return true;
    }
    raw(`{"$type":"${name}","values":`);
    list(apply(viewLength, value, []), (i) => value[i], below(at, "values"));
    raw("}");
    return true;
  };
  const base64 = (type, bytes) => {
    let binary = "";
    const length = bytes ? apply(viewLength, bytes, []) : 0;
    for (let i = 0; i < length; i++) binary += charOf(bytes[i]);
    marked(type, "base64", toBase64(binary));
  };
  const error = (value, at) => {
    if (!(isError ? isError(value) : apply(tagOf, value, []) === "[object Error]")) return false;
    raw('{"$type":"Error"');
    const field = (name) => { raw(`,"${name}":`); attempt(() => value[name], at, name); };
    field("name");
    field("message");
    raw(',"stack":');
    attempt(() => placed(value.stack), at, "stack");
    if (quietly(() => own(value, "cause"))) field("cause");
    if (quietly(() => own(value, "errors"))) field("errors");
    raw("}");
    return true;
  };
  // A stack with the lines of the caller's source, which has one line of ours before it; our own frames are left out.
  const placed = (stack) => {
    if (typeof stack !== "string") return stack;
    let out = "";
    for (let start = 0, end; start <= stack.length; start = end + 1) {
      end = apply(indexOf, stack, ["\n", start]);
      if (end < 0) end = stack.length;
      const row = apply(slice, stack, [start, end]);
      const found = apply(exec, PLACE, [row]);
      const line = found && found[1] - 1;
      if (found && (line < 1 || line > lines) || apply(exec, OURS, [row])) continue;
      if (start) out += "\n";
      out += found ? `${apply(slice, row, [0, found.index])}evaluate_js:${line}:${found[2]}` : row;
    }
    return out;
  };
  const node = (value) => {
    const type = quietly(() => apply(nodeTypeOf, value, []));
    if (type === undefined) return false;
    switch (type) {
      case 1: marked("Element", "html", cut(apply(htmlOf, value, []))); break;
      case 2: marked("Attr", "text", cut(`${apply(nodeNameOf, value, [])}=${apply(nodeValueOf, value, [])}`)); break;
      case 3: case 4: marked("Text", "text", cut(apply(nodeValueOf, value, []))); break;
      case 8: marked("Comment", "text", cut(apply(nodeValueOf, value, []))); break;
      case 9: marked("Document", "url", apply(urlOf, value, [])); break;
      default: marked("Node", "name", apply(nodeNameOf, value, []));
    }
    return true;
  };

  const kinds = [error, view, node, date, map, set, regexp, buffer, boxed];

  // --- everything else: objects of a class, the page's or the browser's ---
  const instance = (value, proto, at) => {
    let shape = apply(cacheGet, shapes, [proto]);
    if (shape === undefined) {
      shape = quietly(() => shapeOf(proto)) ?? { __proto__: null, count: 0 };
      apply(cacheSet, shapes, [proto, shape]);
    }
    if (quietly(() => own(value, "window") && value.window === value)) return windowed(value);
    if (shape.count === 0 && !shape.each) return object(value, at, undefined);
    if (at.platform >= MAX_PLATFORM_DEPTH) return marked(apply(slice, apply(tagOf, value, []), [8, -1]));
    at.platform++;
    if (shape.listed) return list(quietly(() => value.length), (i) => value[i], at);
    if (shape.each) {
      return entries(shape.name, (each) => apply(shape.each, value, [(v, k) => each(k, v)]), at);
    }
    object(value, at, shape);
  };
  // The attributes that a prototype chain declares as the browser's own (WebIDL) objects do: enumerable native accessors.
  const shapeOf = (proto) => {
    const shape = { __proto__: null, count: 0, listed: false, each: undefined, name: "" };
    const seen = { __proto__: null };
    for (let p = proto; p !== null; p = getPrototypeOf(p)) {
      const names = namesOf(p);
      for (let i = 0; i < names.length; i++) {
        const name = names[i];
        const d = own(p, name);
        if (!d || !d.enumerable || seen[name]) continue;
        if (typeof d.get === "function" && native(d.get, `get ${name}`)) {
          seen[name] = true;
          shape[shape.count++] = name;
        } else if (typeof d.value === "function" && native(d.value, name)) {
          seen[name] = true;
          if (name === "forEach") shape.each = d.value;
        }
      }
    }
    shape.listed = !!(seen.length && seen.item && !seen.cssText);
    if (!seen.entries || shape.listed) shape.each = undefined;
    if (shape.each) shape.name = apply(slice, apply(tagOf, proto, []), [8, -1]);
    return shape;
  };
  const native = (f, name) => apply(sourceOf, f, []) === `function ${name}() { [native code] }`;

  const BEFORE = /^(?:[\s(]|\/\/[^\n]*\n|\/\*[^]*?\*\/)*$/;
  const AFTER = /^(?:[\s);]|\/\/[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*$/;
  const whole = (f, source) => {
    const written = apply(sourceOf, f, []);
    const start = apply(indexOf, source, [written]);
    return start >= 0 && apply(slice, written, [0, 5]) !== "class"
      && !!apply(exec, BEFORE, [apply(slice, source, [0, start])])
      && !!apply(exec, AFTER, [apply(slice, source, [start + written.length])]);
  };
  return {
    __proto__: null,
    begun: 0,
    // Notes that a source has begun to run: what failed before has run nothing and may be tried in another form.
    begin(turn) { this.begun = turn; },
    // Is this function what the whole source says, comments and brackets around it aside?
    is(value, source) { return typeof value === "function" && whole(value, source); },
    // Calls a function that is the whole source; any other value is the answer itself.
    call(_begun, value, args, source) {
      return typeof value === "function" && typeof source === "string" && whole(value, source) ? value(args) : value;
    },
    // "=" and the JSON text; or "!" and its size in bytes; or ">" and a size that it is larger than.
    // `sourceLines` is how many lines the caller's source has.
    write(value, most, sourceLines) {
      lines = sourceLines;
      text = "";
      size = 0;
      limit = most;
      shapes = new Cache();
      try {
        write(value, undefined, "");
      } catch (thrown) {
        if (thrown !== FULL) throw thrown;
        return `>${limit * COUNT_UP_TO}`;
      } finally {
        shapes = undefined;
      }
      const done = text;
      text = "";
      return size > limit ? `!${size}` : `=${done}`;
    },
    // Every built-in in use, by the source text that V8 itself gives for it: how the engine tells that none was replaced.
    taken: {
      __proto__: null,
      "apply() ": apply, "keys() ": keys, "getPrototypeOf() ": getPrototypeOf, "getOwnPropertyDescriptor() ": own,
      "getOwnPropertyNames() ": namesOf, "isArray() ": isArray, "isView() ": isView, "stringify() ": stringify,
      "String() ": textOf, "isError() ": isError, "toString() 1": tagOf, "toString() 2": sourceOf, "slice() ": slice,
      "indexOf() ": indexOf, "exec() ": exec, "btoa() ": toBase64, "fromCharCode() ": charOf,
      "Uint8Array() ": Bytes, "Map() ": Cache, "get() ": cacheGet, "set() ": cacheSet, "forEach() 1": eachEntry,
      "forEach() 2": eachValue, "get size() 1": sizeOfMap, "get size() 2": sizeOfSet, "getTime() ": timeOf,
      "toISOString() ": isoOf, "get source() ": patternOf, "get [Symbol.toStringTag]() ": viewName,
      "get length() ": viewLength, "get byteLength() 1": bufferLength, "get buffer() ": dataBuffer,
      "get byteOffset() ": dataOffset, "get byteLength() 2": dataLength, "valueOf() 1": numberOf, "valueOf() 2": stringOf,
      "valueOf() 3": booleanOf, "valueOf() 4": bigintOf, "valueOf() 5": symbolOf, "get nodeType() ": nodeTypeOf,
      "get nodeName() ": nodeNameOf, "get nodeValue() ": nodeValueOf, "get outerHTML() ": htmlOf, "get URL() ": urlOf,
      "get hasIndices() ": flagOf.d, "get global() ": flagOf.g, "get ignoreCase() ": flagOf.i, "get multiline() ": flagOf.m,
      "get dotAll() ": flagOf.s, "get unicode() ": flagOf.u, "get unicodeSets() ": flagOf.v, "get sticky() ": flagOf.y,
    },
  };
})()
