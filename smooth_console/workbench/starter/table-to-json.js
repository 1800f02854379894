// A table as a list of objects, named by its header
// tags: page, data
// @param {string} [selector=table] - which table: a CSS selector
({ selector }) => {
  const table = document.querySelector(selector);
  if (!table) return null;
  const rows = [...table.rows].filter((row) => row.cells.length);
  const heads = rows.filter((row) => row.closest("thead"));
  const head = heads.sort((one, other) => other.cells.length - one.cells.length)[0] ?? rows[0];
  const names = [...head.cells].map((cell, i) => cell.innerText.trim().replace(/\s+/g, " ") || `column ${i + 1}`);
  return rows
    .filter((row) => row !== head && !row.closest("thead"))
    .map((row) => Object.fromEntries([...row.cells].map((cell, i) => [names[i] ?? `column ${i + 1}`, cell.innerText.trim()])));
}
