// Draws an arrow where the mouse is, for who watches: a browser without a window shows none.
(() => {
  "use strict";
  const ARROW = "M1 1 L1 18 L5.2 14.2 L8 20.5 L11 19.2 L8.2 13 L14 13 Z";
  let host = null;
  const draw = () => {
    const drawn = document.createElement("smooth-cursor");
    drawn.setAttribute("aria-hidden", "true");
    drawn.style.cssText =
      "all:initial!important;position:fixed!important;left:0!important;top:0!important;width:16px!important;" +
      "height:22px!important;z-index:2147483647!important;pointer-events:none!important;";
    const root = drawn.attachShadow({ mode: "closed" });
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 16 22");
    picture.setAttribute("width", "16");
    picture.setAttribute("height", "22");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ARROW);
    path.setAttribute("fill", "black");
    path.setAttribute("stroke", "white");
    path.setAttribute("stroke-width", "1.2");
    picture.append(path);
    root.append(picture);
    return drawn;
  };
  const move = (event) => {
    if (!document.documentElement) return;
    host ??= draw();
    if (!host.isConnected) document.documentElement.append(host);
    host.style.setProperty("transform", `translate(${event.clientX}px, ${event.clientY}px)`, "important");
  };
  // A frame draws its own arrow; what the mouse leaves loses it.
  const leave = (event) => {
    if (!event.relatedTarget) host?.remove();
  };
  for (const name of ["mousemove", "mousedown", "mouseup", "dragover"]) addEventListener(name, move, { capture: true, passive: true });
  addEventListener("mouseout", leave, { capture: true, passive: true });
})();
