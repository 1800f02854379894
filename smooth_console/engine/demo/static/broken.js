// Breaks the page it is on: built-ins replaced, getters that throw, errors in the console. Only /broken loads it.
"use strict";

const said = document.getElementById("broken-status");
const actions = {
  alert: () => alert("This is an alert. The page waits for you."),
  confirm: () => { said.textContent = confirm("Are you sure?") ? "You said yes." : "You said no."; },
  popup: () => window.open("/status/418", "popup", "width=480,height=360"),
  throw: () => { throw new TypeError("You asked for it"); },
};
document.querySelectorAll("[data-do]").forEach((button) => {
  button.addEventListener("click", () => actions[button.dataset.do]());
});

Array.prototype.map = function () { return ["not what you expected"]; };
Array.prototype.toJSON = function () { return "arrays lie here"; };
Object.defineProperty(Object.prototype, "surprise", { value: "inherited", enumerable: true, configurable: true });
JSON.stringify = () => "{\"lie\": true}";
window.pageData = {
  fine: 1,
  get trap() { throw new Error("this getter always throws"); },
  list: [1, 2, 3],
  big: 12345678901234567890n,
  nothing: undefined,
  notANumber: NaN,
};
window.pageData.self = window.pageData;

console.error("broken: something went wrong, with an object", { code: 42 });
console.warn("broken: this is deprecated since before you were born");
Promise.reject(new Error("a promise that nobody catches"));
setTimeout(() => { document.getElementById("no-such-element").focus(); }, 0);
