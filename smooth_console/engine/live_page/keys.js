// The keyboard of whoever watches: keys, pasted and composed text, from a hidden text field to messages.
"use strict";

const MODIFIERS = { altKey: 1, ctrlKey: 2, metaKey: 4, shiftKey: 8 };

/** The modifiers of an event, as the DevTools protocol counts them. */
function modifiersOf(event) {
  let bits = 0;
  for (const [name, bit] of Object.entries(MODIFIERS)) if (event[name]) bits |= bit;
  return bits;
}

/** What stays with the viewer's own browser: its function keys, and pasting, which comes as text. */
function isOwn(event) {
  if (["F5", "F11", "F12"].includes(event.key)) return true;
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  return command && (event.key.toLowerCase() === "v" || (event.shiftKey && "ijcr".includes(event.key.toLowerCase())));
}

/** Sends what is typed into `field` through `send`. */
function listenToKeys(field, send) {
  const down = new Map();

  const sendKey = (kind, event) =>
    send({
      type: "key", kind, key: event.key, code: event.code, keycode: event.keyCode, location: event.location,
      modifiers: modifiersOf(event), repeat: event.repeat,
    });

  const releaseAll = () => {
    for (const event of down.values()) sendKey("up", { ...event, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false });
    down.clear();
  };

  const sendText = () => {
    if (field.value) send({ type: "text", text: field.value });
    field.value = "";
  };

  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.shiftKey) {
      field.blur();
      return;
    }
    // Composing, dead keys and the keyboards of phones say what they typed in an input event instead.
    if (event.isComposing || ["Process", "Unidentified", "Dead"].includes(event.key) || isOwn(event)) return;
    event.preventDefault();
    const { key, code, keyCode, location } = event;
    down.set(code || key, { key, code, keyCode, location });
    sendKey("down", event);
  });
  field.addEventListener("keyup", (event) => {
    if (!down.delete(event.code || event.key)) return;
    event.preventDefault();
    sendKey("up", event);
    // A key that was let go while Meta was down says nothing of it.
    if (event.key === "Meta") releaseAll();
  });
  field.addEventListener("input", (event) => {
    if (!event.isComposing) sendText();
  });
  field.addEventListener("compositionend", sendText);
  field.addEventListener("blur", releaseAll);
}
