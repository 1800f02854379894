// Puts the records in the place of the skeleton when the server has sent them.
"use strict";

const list = document.getElementById("late");
const said = document.getElementById("late-status");

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function card(item) {
  const link = element("a", "card-link");
  link.href = `/products/${item.slug}`;
  const image = element("img", "");
  image.src = `/art/${item.slug}.svg`;
  image.alt = "";
  image.width = 400;
  image.height = 300;
  link.append(image, element("h3", "product-name", item.name));
  const made = element("li", "product-card card_x7f2a");
  const price = element("p", "price_k1m9");
  price.append(element("span", "price", item.price));
  made.append(link, element("p", "card-meta", item.stock), price);
  return made;
}

async function load() {
  try {
    const answer = await fetch(list.dataset.source);
    const { items } = await answer.json();
    list.replaceChildren(...items.map(card));
    said.textContent = `${items.length} picks loaded`;
  } catch {
    said.textContent = "The picks could not be loaded.";
  }
  list.setAttribute("aria-busy", "false");
}

load();
