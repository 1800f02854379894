// The first table as a list of objects, named by its header
(() => {
  const table = document.querySelector("table");
  if (!table) return null;
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
  const [names, ...rest] = rows;
  return rest.map((row) => Object.fromEntries(row.map((cell, i) => [names[i] || `column ${i + 1}`, cell])));
})()
