// Keeps the main thread busy, for a while or for ever, once the button has had time to show that it was pressed.
"use strict";

const said = document.getElementById("hang-status");

function hang(milliseconds) {
  said.textContent = "Hanging …";
  setTimeout(() => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
    said.textContent = "The page is awake again.";
  }, 50);
}

document.getElementById("hang-5").addEventListener("click", () => hang(5000));
document.getElementById("hang-forever").addEventListener("click", () => hang(Infinity));
