// Hostile values where a console may look: the title, globals, and its own log. Text only; nothing is run.
"use strict";

document.title = "Hostile \u001b]0;owned\u0007 [@click=app.bell]title[/]";
window.hostile = {
  surrogate: "\ud800",
  nul: "a\u0000b",
  "\u001b[31mkey": "[/foo]",
  ["__proto__"]: "own property",
  long: "A".repeat(100000),
};
console.log("\u001b[2Jhostile log line [/foo]");
