// The widgets page: each section's behaviour. What was done is said in "Last action".
"use strict";

const byId = (id) => document.getElementById(id);
const say = (text) => { byId("said").textContent = text; };

document.querySelectorAll("[data-say]").forEach((button) => {
  button.addEventListener("click", () => say(button.dataset.say));
});
byId("double").addEventListener("dblclick", () => say("Double-clicked"));

// Drag and drop: any chip into either box.
document.querySelectorAll(".chip").forEach((chip) => {
  chip.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", chip.id));
});
document.querySelectorAll(".box").forEach((box) => {
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    const chip = byId(event.dataTransfer.getData("text/plain"));
    if (!chip || !chip.classList.contains("chip")) return;
    box.append(chip);
    say(`${chip.textContent} is in ${box.getAttribute("aria-label")}`);
  });
});

byId("attachment").addEventListener("change", (event) => {
  const files = [...event.target.files].map((file) => `${file.name}, ${file.size} bytes`);
  byId("file-info").textContent = files.join("; ") || "It stays on this machine.";
  say(`${files.length} file${files.length === 1 ? "" : "s"} chosen`);
});

const tabs = [...document.querySelectorAll("[role=tab]")];
function select(tab) {
  for (const other of tabs) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    byId(other.getAttribute("aria-controls")).hidden = !on;
  }
}
tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => { select(tab); say(`Tab ${tab.textContent}`); });
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    select(next);
    next.focus();
  });
});
select(tabs[0]);

const dialog = byId("dialog");
byId("open-dialog").addEventListener("click", () => dialog.showModal());
document.querySelectorAll("[data-close]").forEach((button) => {
  button.addEventListener("click", () => { dialog.close(); say(button.dataset.close); });
});

byId("brightness").addEventListener("input", (event) => { byId("brightness-value").textContent = event.target.value; });
byId("delivery-date").addEventListener("change", (event) => say(`Delivery on ${event.target.value}`));
byId("rooms").addEventListener("change", (event) => {
  say(`Rooms: ${[...event.target.selectedOptions].map((option) => option.value).join(", ")}`);
});
byId("quiet-hours").addEventListener("change", (event) => say(`Quiet hours ${event.target.checked ? "on" : "off"}`));

// The endless list: ten more whenever its end comes near.
const feed = byId("feed");
let following = 0;
let loading = false;
async function more() {
  if (loading || following === null) return;
  loading = true;
  const answer = await fetch(`/widgets/feed.json?from=${following}`);
  const { items, next } = await answer.json();
  for (const item of items) {
    const line = document.createElement("li");
    line.textContent = item.text;
    byId("feed-items").append(line);
  }
  following = next;
  loading = false;
}
feed.addEventListener("scroll", () => {
  if (feed.scrollTop + feed.clientHeight > feed.scrollHeight - 40) more();
});
more();

document.querySelectorAll("[data-consent]").forEach((button) => {
  button.addEventListener("click", () => {
    document.cookie = `demo_consent=${button.dataset.consent}; path=/; samesite=lax`;
    byId("consent").remove();
    say(button.dataset.consent === "all" ? "Cookies accepted" : "Cookies rejected");
  });
});

class StepCounter extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    root.innerHTML = `<link rel="stylesheet" href="/static/base.css">
      <p>Steps: <output id="steps">0</output></p><button class="button" type="button">Add step</button>`;
    let steps = 0;
    root.querySelector("button").addEventListener("click", () => {
      steps += 1;
      root.getElementById("steps").textContent = String(steps);
      say(`Step ${steps}`);
    });
  }
}
customElements.define("step-counter", StepCounter);
