// On every page: toasts and the count beside "Cart". No page's own behaviour.
"use strict";

window.northlight = {
  toast(text) {
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.textContent = text;
    document.getElementById("toasts").append(toast);
    setTimeout(() => toast.remove(), 4000);
  },
  count(number) {
    document.getElementById("cart-count").textContent = String(number);
  },
};
