// A product's page: the picture follows the colour, and adding to the cart stays on the page.
"use strict";

const form = document.getElementById("buy");
const image = document.getElementById("product-image");

form.elements.colour.addEventListener("change", (event) => {
  image.src = `/art/${form.elements.slug.value}.svg?colour=${encodeURIComponent(event.target.value)}`;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { count, message } = await answer.json();
    window.northlight.count(count);
    window.northlight.toast(message);
  } catch (error) {
    window.northlight.toast(`That did not work (${error.message}). Try again.`);
  }
});
