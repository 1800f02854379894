// The live view: draws the frames that come over the WebSocket, and sends back what the viewer does with the page.
"use strict";

const BUTTONS = ["left", "middle", "right", "back", "forward"];
const DOUBLE_CLICK_MS = 500;
const DOUBLE_CLICK_PX = 6;
const TAP_PX = 10;
const RETRY_MS = [300, 600, 1200, 2500, 5000];

const element = (id) => document.getElementById(id);
const stage = element("stage");
const screen_ = element("screen");
const keyboard = element("keyboard");
const context = screen_.getContext("2d", { alpha: false });

const query = new URLSearchParams(location.search);
const isTrue = (name, otherwise) => ["true", "1"].includes((query.get(name) ?? otherwise).toLowerCase());
const interactive = isTrue("interactive", "true");

let socket = null;
let attempts = 0;
let over = false;
let viewport = { width: 1280, height: 800 }; // CSS pixels of the session's page
let picture = null;

// ---------------------------------------------------------------- words

function setStatus(status, text, notice = "") {
  document.body.dataset.status = status;
  element("status-text").textContent = text;
  element("notice-text").textContent = notice;
  element("notice").hidden = !notice;
}

function showState(state) {
  element("title").textContent = state.title === state.url ? "" : state.title;
  element("url").textContent = state.url;
  element("url").title = state.url;
  element("device").textContent = state.device;
  element("viewers").textContent = state.viewers > 1 ? `${state.viewers} watching` : "";
  document.title = state.title ? `${state.title} · live` : "Live view";
  if (state.open) setStatus("live", "live");
  else if (picture) setStatus("waiting", "no page", "The page crashed or was closed. The session goes on, and its next page shows here.");
  else setStatus("waiting", "waiting for the page");
}

// ---------------------------------------------------------------- pictures

/** Sizes the canvas to fit its place, in the picture's proportions, with as many pixels as can be seen. */
function fit() {
  const style = getComputedStyle(stage);
  const width = stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  const scale = Math.min(width / viewport.width, height / viewport.height);
  if (!(scale > 0)) return;
  screen_.style.width = `${Math.floor(viewport.width * scale)}px`;
  screen_.style.height = `${Math.floor(viewport.height * scale)}px`;
  const seen = Math.floor(viewport.width * scale * devicePixelRatio);
  const pixels = picture ? Math.min(seen, picture.width) : seen;
  const pixelsHigh = Math.round((pixels * viewport.height) / viewport.width);
  if (screen_.width !== pixels || screen_.height !== pixelsHigh) {
    screen_.width = pixels;
    screen_.height = pixelsHigh;
  }
  paint();
}

function paint() {
  if (!picture) return;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, screen_.width, screen_.height);
  screen_.classList.add("drawn");
}

async function drawFrame(data, from) {
  const size = new DataView(data);
  const next = { width: size.getUint16(0), height: size.getUint16(2) };
  try {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(data, 4)], { type: "image/jpeg" }));
    const resized =
      !picture || picture.width !== bitmap.width || picture.height !== bitmap.height ||
      next.width !== viewport.width || next.height !== viewport.height;
    picture?.close();
    picture = bitmap;
    viewport = next;
    if (resized) fit();
    else paint();
  } finally {
    // A frame counts as seen when the browser is ready to draw another; a hidden tab is not, and gets no more.
    requestAnimationFrame(() => {
      if (from === socket) send({ type: "drawn" });
    });
  }
}

// ---------------------------------------------------------------- the connection

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Whether the engine is there and knows nothing of the session: a refused WebSocket does not say why. */
async function isGone() {
  try {
    return [403, 404].includes((await fetch(location.href, { method: "HEAD", cache: "no-store" })).status);
  } catch {
    return false;
  }
}

function connect() {
  const address = new URL(location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.pathname = location.pathname.replace(/\/+$/, "") + "/socket";
  address.hash = "";
  const opened = new WebSocket(address);
  let drawing = Promise.resolve();
  let welcomed = false;
  socket = opened;
  opened.binaryType = "arraybuffer";
  opened.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") {
      drawing = drawing.then(() => drawFrame(data, opened)).catch(() => {});
      return;
    }
    const message = JSON.parse(data);
    welcomed = true;
    attempts = 0;
    if (message.type === "state") showState(message);
    if (message.type === "ended") {
      over = true;
      setStatus("ended", message.message, `${message.message[0].toUpperCase()}${message.message.slice(1)}.`);
      document.title = `${document.title.replace(/ · live$/, "")} · ended`;
    }
  });
  opened.addEventListener("close", async ({ reason }) => {
    if (over || opened !== socket) return;
    if (!welcomed && (await isGone())) {
      over = true;
      setStatus("refused", "gone", "This session is not here any more.");
      return;
    }
    const wait = RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)];
    attempts += 1;
    if (welcomed || attempts < 3) setStatus("connecting", "connecting again");
    else setStatus("connecting", "not connected", reason || "The engine does not answer. It may have ended; this page tries again by itself.");
    setTimeout(connect, wait);
  });
}

// ---------------------------------------------------------------- the pointer

/** Where an event was, in CSS pixels of the session's page. */
function place(event) {
  const box = screen_.getBoundingClientRect();
  const x = ((event.clientX - box.left) * viewport.width) / box.width;
  const y = ((event.clientY - box.top) * viewport.height) / box.height;
  return { x: Math.round(x * 100) / 100, y: Math.round(y * 100) / 100, modifiers: modifiersOf(event) };
}

function listenToPointer() {
  let last = { at: 0, x: 0, y: 0, button: -1, clicks: 0 };
  let waiting = null; // the newest move, sent once a frame
  let touch = null;

  const flush = () => {
    if (waiting) send(waiting);
    waiting = null;
  };

  const clicksOf = (event) => {
    const near = Math.hypot(event.clientX - last.x, event.clientY - last.y) < DOUBLE_CLICK_PX;
    const again = near && event.button === last.button && event.timeStamp - last.at < DOUBLE_CLICK_MS;
    last = { at: event.timeStamp, x: event.clientX, y: event.clientY, button: event.button, clicks: again ? last.clicks + 1 : 1 };
    return Math.min(last.clicks, 3);
  };

  const press = (kind, event, clicks) =>
    send({ type: "pointer", kind, ...place(event), button: BUTTONS[event.button] ?? "left", buttons: event.buttons & 31, clicks });

  screen_.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    keyboard.focus({ preventScroll: true });
    screen_.setPointerCapture(event.pointerId);
    if (event.pointerType === "touch") {
      if (event.isPrimary) touch = { x: event.clientX, y: event.clientY, moved: false };
      return;
    }
    flush();
    press("down", event, clicksOf(event));
  });
  screen_.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") {
      if (!touch || !event.isPrimary) return;
      const dx = touch.x - event.clientX;
      const dy = touch.y - event.clientY;
      if (!touch.moved && Math.hypot(dx, dy) < TAP_PX) return;
      const scale = viewport.width / screen_.getBoundingClientRect().width;
      touch = { x: event.clientX, y: event.clientY, moved: true };
      send({ type: "wheel", ...place(event), dx: dx * scale, dy: dy * scale });
      return;
    }
    if (!waiting) requestAnimationFrame(flush);
    const held = [1, 4, 2, 8, 16].findIndex((bit) => event.buttons & bit);
    waiting = { type: "pointer", kind: "move", ...place(event), button: BUTTONS[held] ?? "none", buttons: event.buttons & 31 };
  });
  screen_.addEventListener("pointerup", (event) => {
    if (event.pointerType === "touch") {
      if (touch && !touch.moved && event.isPrimary) {
        const clicks = clicksOf(event);
        const at = { type: "pointer", ...place(event), button: "left", clicks };
        send({ ...at, kind: "move", button: "none", clicks: 0 });
        send({ ...at, kind: "down", buttons: 1 });
        send({ ...at, kind: "up", buttons: 0 });
      }
      if (event.isPrimary) touch = null;
      return;
    }
    flush();
    press("up", event, Math.min(last.clicks, 3) || 1);
  });
  screen_.addEventListener("pointercancel", () => (touch = null));
  screen_.addEventListener("contextmenu", (event) => event.preventDefault());
  screen_.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? viewport.height : 1;
      send({ type: "wheel", ...place(event), dx: event.deltaX * unit, dy: event.deltaY * unit });
    },
    { passive: false },
  );
}

// ---------------------------------------------------------------- begin

document.documentElement.classList.toggle("embedded", isTrue("embed", "false"));
element("fullscreen").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});
if (!document.fullscreenEnabled) element("fullscreen").hidden = true;
if (interactive) {
  listenToPointer();
  listenToKeys(keyboard, send);
} else {
  keyboard.remove();
  element("mode").textContent = "view only";
}
new ResizeObserver(fit).observe(stage);
connect();
