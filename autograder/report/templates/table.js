"use strict";
// Sorting by a column's heading, and searching: the table is complete without either.
const table = document.getElementById("class");
const body = table.tBodies[0];
const search = document.getElementById("search");
const shown = document.getElementById("shown");

function key(row, column) {
  const text = row.cells[column].textContent.trim();
  return column === 1 ? Number(text) : text.toLowerCase();
}

function sortBy(column, heading) {
  const up = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const rows = [...body.rows].map((row) => [key(row, column), row]);
  rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (up ? 1 : -1));
  body.append(...rows.map(([, row]) => row));
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  let count = 0;
  for (const row of body.rows) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
    if (!row.hidden) count += 1;
  }
  shown.textContent = wanted ? `${count} of ${body.rows.length}` : "";
}

[...table.tHead.rows[0].cells].forEach((heading, column) => {
  heading.querySelector("button").addEventListener("click", () => sortBy(column, heading));
});
search.addEventListener("input", filter);
